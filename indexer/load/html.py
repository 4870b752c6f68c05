"""HTML: one saved or fetched page, one article."""

import logging
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from indexer import metadata
from indexer.article import Article, Claim, claims_of, make_article
from indexer.load.charset import decode_page
from indexer.load.damaged import reading
from indexer.load.document import Document
from indexer.load.html_text import article_text
from indexer.load.html_tree import parse

SIGNATURE = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE)
ROOTS = ("html",)
_GUESSED_UP_TO = 300_000


def load(document: Document) -> Iterator[Article]:
    """Yield the one article of a page, with what the page and its container say of it.

    Raises ArticleError where the page has no article, and LoadError where it cannot be read.
    """
    with reading("HTML"):
        article = _article(document)
    yield article


def _article(document: Document) -> Article:
    tree = parse(decode_page(document.read(), document.charset))
    main, nodes = metadata.main_node(tree, document.url)
    known = document.claims or claims_of({**document.fields, "url": document.url}, "container")
    claims = [*metadata.read_claims(tree, document.url, main, nodes), *known]
    page = document.url or next((each.value for each in known if each.field == "url"), None)
    fetched = _moment(document.fields.get("fetched"))
    settled = metadata.settle(claims, page=page, fetched=fetched)
    if settled.published is None:
        claims += _guessed_date(tree, page)
        settled = metadata.settle(claims, page=page, fetched=fetched)
    text = article_text(tree, settled.title, main, page=page, message=document.is_message)
    fields = {
        "url": settled.url, "title": settled.title, "publisher": settled.publisher,
        "authors": list(settled.authors), "published": settled.published,
        "modified": settled.modified, "section": settled.section, "language": settled.language,
        "id": document.fields.get("id"), "text": text,
    }  # fmt: skip
    return make_article(fields, document.source, document.source, claims=tuple(claims))


def _guessed_date(tree: Any, page: str | None) -> list[Claim]:
    """Return what htmldate makes of the page: a guess, and only a day.

    Its patterns take quadratic time on odd text, so the longest pages are not tried. The first of
    January is what it makes of a year alone, such as that of a copyright notice.
    """
    from htmldate import find_date

    if sum(map(len, tree.itertext())) > _GUESSED_UP_TO:
        return []

    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    found = find_date(tree, original_date=True, url=page, min_date="1995-01-01")
    if not found or found.endswith("-01-01"):
        return []
    return [Claim("published", found, "htmldate")]


def _moment(stated: object) -> datetime | None:
    if isinstance(stated, datetime):
        return stated
    return datetime.fromisoformat(stated) if isinstance(stated, str) and stated else None
