"""Versions of articles, as they go into the record and as they come back."""

import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import starmap
from typing import Any

from indexer.article import Claim, Metadata
from indexer.clean import Removed
from indexer.sentences import Span

LIVE = "JOIN versions v ON v.article = a.number AND v.version = a.version"

VERSION_COLUMNS = (
    "a.number, a.id, a.story, v.version, v.source, v.url, v.title, v.publisher, v.authors, "
    "v.published, v.modified, v.section, v.language, v.text, v.sentences, v.removed, v.added, "
    "v.claims"
)


@dataclass(frozen=True, slots=True)
class NewPassage:
    """A passage to store; the headline is one with an empty span."""

    span: Span
    vector_hash: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVersion(Metadata):
    """An article version ready to be stored, with all its passages."""

    article_id: str
    hash: bytes
    text: str
    sentences: Sequence[Span]
    removed: Sequence[Removed]
    passages: Sequence[NewPassage]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle(Metadata):
    """One version of an article as the record holds it; offsets count code points of `text`.

    `number` is its row, `story` the row of the article that its copies are gathered under.
    """

    number: int
    id: str
    story: int | None
    version: int
    text: str
    sentences: tuple[Span, ...]
    removed: tuple[Removed, ...]
    added: str


def spans_of(blob: bytes) -> list[Span]:
    """Return the spans that the record keeps as pairs of 32-bit numbers."""
    return list(starmap(Span, struct.iter_unpack("<II", blob)))


def stored_article(row: tuple[Any, ...]) -> StoredArticle:
    """Return the article of a row of VERSION_COLUMNS."""
    (number, article_id, story, version, source, url, title, publisher, authors, published,
     modified, section, language, text, sentences, removed, added, claims) = row  # fmt: skip
    return StoredArticle(
        number=number, id=article_id, story=story, version=version, source=source, url=url,
        title=title, publisher=publisher, authors=tuple(json.loads(authors)),
        published=published, modified=modified, section=section, language=language, text=text,
        sentences=tuple(spans_of(sentences)),
        removed=tuple(Removed(reason, passage) for reason, passage in json.loads(removed)),
        added=added,
        claims=tuple(Claim(*claim) for claim in json.loads(claims)),
    )  # fmt: skip


def as_json(rows: Sequence[Sequence[str]]) -> str:
    """Return rows of strings as the record keeps them."""
    return json.dumps(rows, ensure_ascii=False)
