"""StoredArticle: one version of an article as it comes back from the record."""

import json
from dataclasses import dataclass

import numpy as np

from indexer.clean import Removed
from indexer.sentences import Span

VERSION_COLUMNS = (
    "a.number, a.id, v.version, v.source, v.url, v.title, v.publisher, v.authors, v.published, "
    "v.modified, v.section, v.language, v.text, v.sentences, v.removed, v.added"
)


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """One version of an article as the record holds it; offsets count code points of `text`."""

    number: int
    id: str
    version: int
    source: str
    url: str | None
    title: str | None
    publisher: str | None
    authors: tuple[str, ...]
    published: str | None
    modified: str | None
    section: str | None
    language: str | None
    text: str
    sentences: tuple[Span, ...]
    removed: tuple[Removed, ...]
    added: str


def spans_of(blob: bytes) -> list[Span]:
    """Return the spans that the record keeps as pairs of 32-bit numbers."""
    pairs = np.frombuffer(blob, dtype="<u4").reshape(-1, 2).tolist()
    return [Span(start, end) for start, end in pairs]


def stored_article(row: tuple[object, ...]) -> StoredArticle:
    """Return the article of a row of VERSION_COLUMNS."""
    (number, article_id, version, source, url, title, publisher, authors, published, modified,
     section, language, text, sentences, removed, added) = row  # fmt: skip
    return StoredArticle(
        number, article_id, version, source, url, title, publisher,  # type: ignore[arg-type]
        tuple(json.loads(authors)), published, modified, section, language, text,  # type: ignore[arg-type]
        tuple(spans_of(sentences)),  # type: ignore[arg-type]
        tuple(Removed(reason, passage) for reason, passage in json.loads(removed)),  # type: ignore[arg-type]
        added,  # type: ignore[arg-type]
    )  # fmt: skip
