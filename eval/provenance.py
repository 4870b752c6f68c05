"""Provenance: the code and the settings that answers come from, as short hashes."""

import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import indexer
import service
from service.settings import Settings

_KINDS = (".py", ".json")
_NOT_ANSWERING = "widget"
_DIGITS = 12


def code() -> str:
    """Return a hash of all files of the two packages that make answers."""
    folders = [Path(str(package.__file__)).parent for package in (indexer, service)]
    digest = sha256()
    for folder in folders:
        for path in sorted(_files(folder)):
            digest.update(f"{folder.name}/{path.relative_to(folder).as_posix()}\0".encode())
            digest.update(sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:_DIGITS]


def answering_settings(settings: Settings) -> str:
    """Return a hash of the settings that an answer depends on; keys are not among them."""
    options = settings.options()
    words = (
        settings.generator, settings.reranker, settings.vector_memory_mb, options.base_url,
        options.temperature, options.answer_tokens, options.prompt_tokens, options.reader_model,
    )  # fmt: skip
    return sha256(repr(words).encode()).hexdigest()[:_DIGITS]


def _files(folder: Path) -> Iterator[Path]:
    for within, folders, names in os.walk(folder):
        folders[:] = [each for each in folders if each != _NOT_ANSWERING]
        yield from (Path(within, name) for name in names if name.endswith(_KINDS))
