"""What the record says of an article without its text: of the live one, and of each version."""

import json
from dataclasses import dataclass
from typing import Any

from indexer.record.stored import LIVE

FACTS = (
    "SELECT a.number, a.id, v.publisher, v.published, v.title, v.source, v.section, "
    f"v.language, a.story, v.authors FROM articles a {LIVE} WHERE a.live"
)


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """What ranking needs of an article without reading its text.

    `number` is its row, `story` the row of the article that its copies are gathered under.
    """

    number: int
    id: str
    publisher: str | None
    published: str | None
    title: str | None
    source: str
    section: str | None
    language: str | None
    story: int | None
    authors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """One version of an article: when it was stored, and what it says of itself."""

    version: int
    added: str
    published: str | None
    modified: str | None
    title: str | None


def article_facts(row: tuple[Any, ...]) -> ArticleFacts:
    """Return the facts of a row of FACTS."""
    number, article_id, publisher, published, title, source, section, language, story, names = row
    authors = () if names == "[]" else tuple(json.loads(names))
    return ArticleFacts(
        number, article_id, publisher, published, title, source, section, language, story, authors
    )
