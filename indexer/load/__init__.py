"""Loaders: documents to articles. One format a file behind one protocol."""

import gzip
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from indexer.article import Article
from indexer.errors import IndexerError, LoadError
from indexer.load import gzipped, jsonl, markdown, text
from indexer.load.document import Document

Arrival = Article | IndexerError
"""What loading yields: an article, or what was wrong with one item."""

MAX_DEPTH = 4
_DAMAGED = (gzip.BadGzipFile, EOFError, zlib.error)


class Loader(Protocol):
    """Reads one document that holds articles."""

    def __call__(self, document: Document) -> Iterator[Arrival]:
        """Yield the articles of `document`, and an error for each item that fails.

        Raises IndexerError where nothing more can be read.
        """


class Container(Protocol):
    """Reads one document that holds documents."""

    def __call__(self, document: Document) -> Iterator[Document | IndexerError]:
        """Yield the documents that lie in `document`, and an error for each that cannot be had.

        Each is loaded before the next is asked for. Raises IndexerError where nothing more can
        be read.
        """


@dataclass(frozen=True, slots=True)
class Format:
    """How documents with one of these endings or media types are read."""

    endings: tuple[str, ...]
    media_types: tuple[str, ...] = ()
    load: Loader | None = None
    unpack: Container | None = None
    count: Callable[[Document], int] | None = None


FORMATS = (
    Format((".txt", ".text"), ("text/plain",), load=text.load),
    Format((".md", ".markdown"), ("text/markdown",), load=markdown.load),
    Format((".jsonl", ".ndjson"), ("application/jsonl", "application/x-ndjson"),
           load=jsonl.load, count=jsonl.count_lines),
    Format((".gz",), ("application/gzip",), unpack=gzipped.unpack),
)  # fmt: skip


def endings() -> list[str]:
    """Return the endings of names that can be read."""
    return [ending for each in FORMATS for ending in each.endings]


def format_of(document: Document) -> Format | None:
    """Return how to read `document`, or None: its media type counts first, then its name."""
    if document.media_type:
        for each in FORMATS:
            if document.media_type in each.media_types:
                return each
    found = _by_ending(document.name)
    if (
        found
        and found.unpack is gzipped.unpack
        and _by_ending(document.name[: -len(".gz")]) is None
    ):
        return None  # who knows what is in it
    return found


def load(document: Document) -> Iterator[Arrival]:
    """Yield the articles of one document; what cannot be read yields an error that names it."""
    try:
        yield from _read(document)
    except IndexerError as error:
        yield type(error)(f"{document.label}: {error}")
    except _DAMAGED as error:
        yield LoadError(f"{document.label}: damaged gzip file ({error}); fetch it again")
    except OSError as error:
        yield LoadError(
            f"{document.label}: cannot be read ({error}); check the file and its permissions"
        )


def count_articles(document: Document) -> int:
    """Return how many articles `document` seems to hold, for a progress bar; 0 when unreadable."""
    found = format_of(document)
    try:
        if found and found.unpack is gzipped.unpack:
            return sum(count_articles(each) for each in gzipped.unpack(document))
        return found.count(document) if found and found.count else 1
    except (IndexerError, OSError, *_DAMAGED):
        return 0


def _read(document: Document) -> Iterator[Arrival]:
    found = format_of(document)
    if found is None:
        raise LoadError(f"unknown format; these can be read: {', '.join(endings())}")
    if found.load:
        yield from found.load(document)
    elif document.depth >= MAX_DEPTH:
        raise LoadError(f"lies {document.depth} archives deep; unpack it by hand")
    elif found.unpack:
        for part in found.unpack(document):
            yield from [part] if isinstance(part, IndexerError) else load(part)


def _by_ending(name: str) -> Format | None:
    matching = (each for each in FORMATS if name.lower().endswith(each.endings))
    return next(matching, None)
