"""The stages of indexing into shards, each a function or a class that runs on any machine.

Rows are plain columns, so that an engine can carry them: `place` orders the arrivals of one run,
`content` is what arrived or what became of it.
"""

import pickle
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.article import Article
from indexer.build import prepared_or_refused
from indexer.embed import Embedder
from indexer.errors import IndexerError
from indexer.load import load
from indexer.load.document import Document
from indexer.prepare import Prepared, digest_of

ROWS_A_BLOCK = 64
"""Articles that travel together: about a megabyte."""

PLACES_A_DOCUMENT = 2**28

Row = dict[str, Any]
Vectors = dict[bytes, NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Passed:
    """What a document held that is in no format that is read, and notes on it."""

    kinds: Mapping[str, int]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """Known articles by id: the hash of each one's live version, empty when it was taken down."""

    hashes: Mapping[str, bytes]

    def is_unchanged(self, article: Article, digest: bytes) -> bool:
        """Tell whether this very version is live."""
        return self.hashes.get(article.id) == digest

    def is_live(self, article_id: str) -> bool:
        """Tell whether a version of it is live."""
        return bool(self.hashes.get(article_id))


@dataclass(frozen=True, slots=True)
class Unchanged:
    """An article of which this very version is live already."""

    article_id: str


@dataclass(frozen=True, slots=True)
class Embedded:
    """A version with the vectors of its passages, by content hash."""

    prepared: Prepared
    vectors: Vectors


Outcome = Embedded | Unchanged | Passed | str
"""What became of an arrival; a text says why it failed."""


def read(document: Document, ordinal: int) -> Iterator[list[tuple[int, object]]]:
    """Yield blocks of what a document holds, each item with its place among all arrivals."""
    passed_over: Counter[str] = Counter()
    block: list[tuple[int, object]] = []
    place = ordinal * PLACES_A_DOCUMENT
    for arrival in load(document, passed_over):
        block.append((place, arrival))
        place += 1
        if place >= (ordinal + 1) * PLACES_A_DOCUMENT:
            raise IndexerError(f"{document.label} holds too many articles; split it")
        if len(block) >= ROWS_A_BLOCK:
            yield block
            block = []
    if passed_over:
        block.append((place, Passed(dict(passed_over), ())))
    if block:
        yield block


class Embed:
    """Prepares and embeds blocks of arrivals; what is known already is passed through."""

    def __init__(self, embedder: Embedder, known: Known) -> None:
        self._embedder = embedder
        self._known = known

    def __call__(self, block: Iterable[tuple[int, object]]) -> list[tuple[int, Outcome]]:
        """Return what became of each arrival of a block."""
        taken = [(place, self._take(arrival)) for place, arrival in block]
        texts = {
            passage.vector_hash: words
            for _, each in taken
            if isinstance(each, Prepared)
            for passage, words in zip(each.version.passages, each.texts, strict=True)
        }
        vectors = dict(zip(texts, self._embedder.encode(list(texts.values())), strict=True))
        return [
            (place, _embedded(each, vectors) if isinstance(each, Prepared) else each)
            for place, each in taken
        ]

    def _take(self, arrival: object) -> Prepared | Unchanged | Passed | str:
        if isinstance(arrival, Passed):
            return arrival
        if isinstance(arrival, IndexerError):
            return str(arrival)
        assert isinstance(arrival, Article)
        digest = digest_of(arrival)
        if self._known.is_unchanged(arrival, digest):
            return Unchanged(arrival.id)
        is_known = self._known.is_live(arrival.id)
        return prepared_or_refused(arrival, digest, self._embedder.model, is_known=is_known)


def _embedded(prepared: Prepared, vectors: Vectors) -> Embedded:
    own = {passage.vector_hash for passage in prepared.version.passages}
    return Embedded(prepared, {key: vectors[key] for key in own})


def as_rows(block: Iterable[tuple[int, object]]) -> Row:
    """Return a block as columns."""
    places, contents = zip(*block, strict=True)
    packed = np.empty(len(contents), dtype=object)
    packed[:] = [pickle.dumps(content) for content in contents]
    return {"place": np.array(places, dtype=np.int64), "content": packed}


def of_rows(rows: Row) -> list[tuple[int, Any]]:
    """Return the block that `as_rows` made columns of."""
    contents = (pickle.loads(content) for content in rows["content"])
    return list(zip((int(place) for place in rows["place"]), contents, strict=True))
