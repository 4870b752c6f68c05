"""Listing: what a feed or a sitemap says is there, in one shape."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from indexer.article import Claim
from indexer.dates import moment_of, normalise_date
from indexer.errors import ArticleError, LoadError

_FIRST_ELEMENT = re.compile(rb"<([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_BEFORE_IT = re.compile(rb"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[[^\]]*\]\s*)?>", re.DOTALL)
_FEEDS = {"rss", "feed", "RDF"}
_SITEMAPS = {"urlset", "sitemapindex"}
_HEAD = 20_000
_ZONES_APART = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One article that a listing names.

    `key` stands for it when it has no `link`. `fields` are believable fallbacks for what its page
    does not say, `claims` the listing's own words. `text` is the article itself, where the
    listing carries the whole of it. `moment` is when it was published or changed last.
    """

    key: str
    link: str | None
    fields: Mapping[str, Any] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()
    text: str | None = None
    moment: datetime | None = None

    @property
    def fingerprint(self) -> str:
        """Return what changes when the listing says something else of the entry."""
        stated = repr((self.link, sorted(self.fields.items()), self.text))
        return hashlib.sha256(stated.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """All that a listing names. `children` are further listings, newest first.

    `faults` say what could not be read; `wait` is the seconds that it asks readers to wait
    before they come again.
    """

    title: str | None = None
    entries: tuple[Entry, ...] = ()
    children: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    wait: float = 0.0


def listing_kind(content: bytes) -> Literal["feed", "sitemap"] | None:
    """Return what `content` lists by its root element, or None when it is no listing."""
    root = _root(content[:_HEAD])
    if root in _SITEMAPS:
        return "sitemap"
    return "feed" if root in _FEEDS else None


def refuse_entities(content: bytes) -> None:
    """Raise LoadError when XML declares entities: no listing needs them, bombs are made of them."""
    if b"<!ENTITY" in content.replace(b"\0", b""):
        raise LoadError("declares XML entities, as no feed or sitemap needs to; not read")


def newest(entries: Iterable[Entry], limit: int) -> tuple[list[Entry], int]:
    """Return the `limit` newest entries, each once, and how many were left off.

    Those without a date follow in the order of the listing.
    """
    once: dict[str, Entry] = {}
    for entry in _newest_first(list(entries)):
        once.setdefault(entry.link or entry.key, entry)
    kept = list(once.values())
    return kept[:limit], max(0, len(kept) - limit)


def stated_day(value: str | None, now: datetime) -> str | None:
    """Return a stated date as ISO text, or None for one that is none or lies in the future."""
    try:
        date = normalise_date(value, "date")
    except ArticleError:
        return None
    moment = moment_of(date)
    return date if moment and moment <= now + _ZONES_APART else None


def last_moment(*dates: str | None) -> datetime | None:
    """Return the latest of some ISO dates, as a moment for ordering."""
    moments = [moment for moment in map(moment_of, dates) if moment]
    return max(moments, default=None)


def _newest_first(entries: Sequence[Entry]) -> list[Entry]:
    oldest = datetime.min.replace(tzinfo=UTC)
    return sorted(entries, key=lambda entry: entry.moment or oldest, reverse=True)


def _root(head: bytes) -> str | None:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in head[:4]:
        head = head.replace(b"\0", b"")[2 if head[0] in (0xFE, 0xFF) else 0 :]
    head = head.removeprefix(b"\xef\xbb\xbf")
    position = 0
    while before := _BEFORE_IT.match(head, position):
        position = before.end()
    found = _FIRST_ELEMENT.match(head, position)
    return found.group(2).decode("ascii") if found else None
