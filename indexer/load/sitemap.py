"""Sitemaps, news sitemaps and sitemap indexes (sitemaps.org, Google's news extension)."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from indexer.article import Article, Claim
from indexer.errors import IndexerError, LoadError
from indexer.load.document import Document
from indexer.load.listing import Entry, Listing, last_moment, refuse_entities, stated_day

MAX_ENTRIES = 50_000  # what the protocol permits
_NEWS = {"title": "title", "publication_date": "published", "name": "publisher",
         "language": "language", "lastmod": "modified"}  # fmt: skip


def load(document: Document) -> Iterator[Article | IndexerError]:
    """Raise LoadError: a sitemap holds no article, and inside a folder nothing is fetched."""
    listing = read_sitemap(document.read(), document.url, datetime.now(UTC))
    raise LoadError(
        f"names {len(listing.entries) + len(listing.children)} addresses and holds no article; "
        "name the sitemap itself to `dateline index` and its pages are fetched"
    )
    yield


def read_sitemap(content: bytes, base: str | None, now: datetime) -> Listing:
    """Return what a sitemap or a sitemap index lists.

    Of a malformed one, what is usable is taken. Raises LoadError when nothing is.
    """
    refuse_entities(content)
    entries: list[Entry] = []
    children: list[tuple[str, str]] = []
    faults = []
    for kind, facts in _items(content):
        link = urljoin(base or "", facts.get("loc", ""))
        if not link.lower().startswith(("http://", "https://")):
            faults.append(f"names {link[:80]!r}, which is no web address")
        elif kind == "sitemap":
            children.append((facts.get("lastmod", ""), link))
        else:
            entries.append(_entry(link, facts, now))
        if len(entries) + len(children) >= MAX_ENTRIES:
            faults.append(f"names more than {MAX_ENTRIES:,} addresses; the rest is left off")
            break
    if not entries and not children and not faults:
        raise LoadError("is a sitemap without a single address")
    # ISO dates sort as text; those without one come last, in the order of the index.
    children.sort(key=lambda child: child[0], reverse=True)
    return Listing(
        entries=tuple(entries),
        children=tuple(link for _, link in children),
        faults=tuple(faults[:5]),
    )


def _items(content: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    from lxml import etree

    # iterparse, so that an item is let go before the next is read.
    events = etree.iterparse(
        io.BytesIO(content), events=("end",), resolve_entities=False, load_dtd=False,
        no_network=True, huge_tree=False, recover=True,
    )  # fmt: skip
    try:
        for _, element in events:
            kind = _name(element)
            if kind in ("url", "sitemap"):
                yield kind, _facts(element)
                element.clear()
    except etree.XMLSyntaxError as error:
        raise LoadError(f"is a sitemap that cannot be read ({error})") from error


def _facts(element: Any) -> dict[str, str]:
    facts: dict[str, str] = {}
    for child in element:
        if _name(child) in ("loc", "lastmod"):
            facts.setdefault(_name(child), _text(child))
        elif _name(child) == "news":
            for part in child.iter():
                if _name(part) in _NEWS:
                    facts.setdefault(_name(part), _text(part))
    return {name: value for name, value in facts.items() if value}


def _entry(link: str, facts: dict[str, str], now: datetime) -> Entry:
    stated = {_NEWS[name]: value for name, value in facts.items() if name in _NEWS}
    published = stated_day(stated.get("published"), now)
    modified = stated_day(stated.get("modified"), now)
    believed = {**stated, "published": published, "modified": modified}
    return Entry(
        key=link,
        link=link,
        fields={name: value for name, value in believed.items() if value},
        claims=tuple(Claim(name, value, "sitemap") for name, value in stated.items()),
        moment=last_moment(published, modified),
    )


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


def _text(element: Any) -> str:
    return " ".join((element.text or "").split())
