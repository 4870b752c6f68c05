"""From what a loader found in a document to an article."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from indexer.article import Article, Claim, claims_of, make_article
from indexer.dates import normalise_date
from indexer.errors import ArticleError
from indexer.load.document import Document

_BASIC = re.compile(r"\d{8}T\d{4,6}(?:Z|[+-]\d{2}:?\d{2})?")


def arrive(
    document: Document,
    fields: Mapping[str, Any],
    origin: str,
    *,
    weak: Mapping[str, Any] | None = None,
    claims: tuple[Claim, ...] = (),
    key: str | None = None,
) -> Article:
    """Return the article that `fields` describe; raises ArticleError where they cannot be one.

    What the document says of itself counts first, then what its container knew, then `weak`: what
    is often wrong. `key` tells articles of one document apart; all of it is kept as claims.
    """
    stated = {name: value for name, value in fields.items() if value not in (None, "", [], ())}
    known = {"url": document.url, **document.fields}
    fallback = {name: value for name, value in (weak or {}).items() if value}
    merged = {**fallback, **{name: value for name, value in known.items() if value}, **stated}
    merged["text"] = fields.get("text") or ""
    article = make_article(merged, document.source, key or document.source, origin=origin)
    return replace(article, claims=(*claims_of(stated, origin), *claims, *document.claims))


def stated_date(value: str | None) -> str | None:
    """Return the ISO date or moment that `value` states; None if it is no whole date.

    For dates that need not be there: a bad one costs the date, not the article.
    """
    if not value:
        return None
    try:
        if _BASIC.fullmatch(value.strip()):
            return datetime.fromisoformat(value.strip()).isoformat()
        return normalise_date(value, "date")
    except (ArticleError, ValueError):
        return None
