"""Loaders: files to articles. One format a file behind one protocol."""

import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from indexer.article import Article
from indexer.errors import IndexerError, LoadError
from indexer.load import jsonl, markdown, text

Arrival = Article | IndexerError
"""What a loader yields: an article, or what was wrong with one item of the file."""


class Loader(Protocol):
    """Reads one file."""

    def __call__(self, path: Path) -> Iterator[Arrival]:
        """Yield the articles of the file at `path`, and an error for each item that fails."""


_LOADERS: dict[str, Loader] = {
    ".txt": text.load,
    ".text": text.load,
    ".md": markdown.load,
    ".markdown": markdown.load,
    ".jsonl": jsonl.load,
    ".jsonl.gz": jsonl.load,
    ".ndjson": jsonl.load,
}
_NOT_ARTICLES = {"readme.md", "license.txt", "changelog.md"}


def find_files(paths: list[Path]) -> Iterator[Path | IndexerError]:
    """Yield every loadable file under `paths`, sorted, and an error for each that is not one.

    Inside a folder, files of unknown formats and hidden files are passed over; a file that is
    named itself must be loadable.
    """
    for path in paths:
        if path.is_dir():
            yield from _files_below(path)
        elif not path.exists():
            yield LoadError(f"{path}: there is no such file or folder; check the path")
        elif _loader_for(path) is None:
            yield LoadError(f"{path}: unknown format; these can be read: {', '.join(_LOADERS)}")
        else:
            yield _readable(path)


def load_file(path: Path) -> Iterator[Arrival]:
    """Yield the articles of one file; a file that cannot be read yields one LoadError."""
    loader = _loader_for(path)
    if loader is None:
        raise ValueError(f"no loader for {path}; take paths from find_files")
    try:
        yield from loader(path)
    except (OSError, EOFError) as error:
        yield LoadError(f"{path}: cannot be read ({error}); check the file and its permissions")


def count_articles(path: Path) -> int:
    """Return how many articles `path` seems to hold, for a progress bar; 0 when unreadable."""
    try:
        return jsonl.count_lines(path) if _loader_for(path) is jsonl.load else 1
    except (OSError, EOFError, zlib.error):
        return 0


def _files_below(folder: Path) -> Iterator[Path | IndexerError]:
    found = False
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(parent, name)
            hidden = name.startswith(".") or name.lower() in _NOT_ARTICLES
            if not hidden and _loader_for(path) is not None:
                found = True
                yield _readable(path)
    if not found:
        yield LoadError(f"{folder}: holds no articles; these can be read: {', '.join(_LOADERS)}")


def _readable(path: Path) -> Path | IndexerError:
    if path.exists() and not path.is_file():  # reading a pipe would wait for ever
        return LoadError(f"{path}: is not a regular file; copy what it gives into one")
    return path


def _loader_for(path: Path) -> Loader | None:
    name = path.name.lower()
    return next((load for ending, load in _LOADERS.items() if name.endswith(ending)), None)
