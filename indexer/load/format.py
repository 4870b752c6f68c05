"""What a format is: how it is recognised, and what reads it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from indexer.article import Article
from indexer.errors import IndexerError
from indexer.load.document import Document

Arrival = Article | IndexerError
"""What loading yields: an article, or what was wrong with one item."""


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

        Those that nobody can read are yielded too: they are counted. Each is loaded before the
        next is asked for. Raises IndexerError where nothing more can be read.
        """


@dataclass(frozen=True, slots=True)
class Format:
    """How documents with one of these endings or media types are read.

    `signature` is how the content of such documents begins, whatever their name says; `roots` are
    the root elements of XML that is in this format.
    """

    endings: tuple[str, ...]
    media_types: tuple[str, ...] = ()
    load: Loader | None = None
    unpack: Container | None = None
    signature: re.Pattern[bytes] | None = None
    roots: tuple[str, ...] = ()

    def begins(self, head: bytes) -> bool:
        """Return whether content that starts with `head` says that it is in this format."""
        return self.signature is not None and self.signature.match(head) is not None
