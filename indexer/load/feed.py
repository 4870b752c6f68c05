"""RSS and Atom: a feed as a listing of entries; offline, the articles it carries whole."""

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from indexer.article import Article, Claim, make_article
from indexer.errors import ArticleError, IndexerError, LoadError
from indexer.load.document import Document
from indexer.load.fragment import plain_text
from indexer.load.listing import Entry, Listing, last_moment, refuse_entities, stated_day

MEDIA_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml")
ROOTS = ("rss", "feed", "RDF")
WHOLE = 400
"""Characters of a `content` element that make an article; less is a teaser."""
WHOLE_SUMMARY = 1_500
"""Characters of a mere description that make an article."""
_PLACE = re.compile(r"\A<unknown>:(\d+):(\d+): ")
_MAX_WAIT_MINUTES = 24 * 60
_TEASER_ENDS = ("…", "...", "[…]", "[...]", "read more", "continue reading")


def load(document: Document) -> Iterator[Article | IndexerError]:
    """Yield the articles that a feed carries whole, and an error for each entry that it does not.

    Nothing is fetched. Raises LoadError when it is no feed.
    """
    listing = read_feed(document.read(), document.url, datetime.now(UTC))
    for fault in listing.faults:
        yield LoadError(f"{document.label}: {fault}")
    for entry in listing.entries:
        try:
            yield article_of(entry, document.source)
        except ArticleError as error:
            yield ArticleError(f"{document.label}: {error}")


def article_of(entry: Entry, source: str) -> Article:
    """Return the article that an entry carries whole. Raises ArticleError when it does not."""
    if entry.text is None and entry.link is None:
        raise ArticleError(f"{shown(entry)} has neither a link nor its whole text; left off")
    if entry.text is None:
        raise ArticleError(
            f"{shown(entry)} is only a teaser in the feed; "
            "name the feed itself to `dateline index` and its page is fetched"
        )
    fields = {**entry.fields, "url": entry.link, "text": entry.text}
    return make_article(fields, source, f"{source}#{entry.key}", claims=entry.claims)


def shown(entry: Entry) -> str:
    """Return what messages call an entry."""
    title = str(entry.fields.get("title") or "")[:80]
    if title:
        return f"the entry {title!r}"
    name = entry.link or entry.key
    return f"the entry {name}" if name else "an entry without a name"


def read_feed(content: bytes, base: str | None, now: datetime) -> Listing:
    """Return what a feed lists; relative links are resolved against `base`.

    Of a malformed feed, what is usable is taken. Raises LoadError when nothing is.
    """
    import feedparser

    refuse_entities(content)
    headers = {"content-location": base} if base else {}
    # A stream: a string or bytes would be tried as an address and as the name of a file.
    parsed = feedparser.parse(
        io.BytesIO(content.lstrip()),
        response_headers=headers,
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    entries = tuple(_entry(each, parsed.feed, now) for each in parsed.entries)
    fault = _fault(parsed)
    if not entries and not parsed.get("version"):
        raise LoadError(f"is no feed that can be read{f' ({fault})' if fault else ''}")
    if fault:
        fault = f"is not well-formed ({fault}); {len(entries)} entries could be read"
    return Listing(
        title=_line(parsed.feed.get("title")),
        entries=entries,
        faults=(fault,) if fault else (),
        wait=_wait(parsed.feed.get("ttl")),
    )


def _fault(parsed: Any) -> str | None:
    import feedparser

    error = parsed.get("bozo_exception") if parsed.get("bozo") else None
    harmless = (feedparser.CharacterEncodingOverride, feedparser.NonXMLContentType)
    if error is None or isinstance(error, harmless):
        return None
    reason = _PLACE.sub(r"line \1, column \2: ", " ".join(str(error).split()))
    return reason[:160] or type(error).__name__


def _entry(entry: Any, feed: Any, now: datetime) -> Entry:
    # dict.get: feedparser's own returns `published` for a missing `updated`.
    published, modified = dict.get(entry, "published"), dict.get(entry, "updated")
    link = _link(entry)
    stated = {
        "title": _line(plain_text(entry.get("title") or "")),
        "authors": _authors(entry),
        "language": _language(feed),
        "published": published or None,
        "modified": modified or None,
        "url": link,
    }
    last = _day(modified, dict.get(entry, "updated_parsed"), now)
    first = _day(published, dict.get(entry, "published_parsed"), now)
    if not published:  # `updated` is all that Atom asks of an entry
        first = last
    believed = {**stated, "published": first, "modified": last, "url": None}
    return Entry(
        key=entry.get("id") or link or _line(entry.get("title")) or "",
        link=link,
        fields={name: value for name, value in believed.items() if value},
        claims=_claims(stated),
        text=_text(entry),
        moment=last_moment(first, last),
    )


def _claims(stated: dict[str, Any]) -> tuple[Claim, ...]:
    return tuple(
        Claim(name, _line(", ".join(value) if isinstance(value, list) else value) or "", "feed")
        for name, value in stated.items()
        if value
    )


def _link(entry: Any) -> str | None:
    candidates = (entry.get("feedburner_origlink"), entry.get("link"), entry.get("id"))
    found = (str(each).strip() for each in candidates if each)
    return next((each for each in found if each.lower().startswith(("http://", "https://"))), None)


def _authors(entry: Any) -> list[str]:
    named = [_line(each.get("name")) for each in entry.get("authors") or () if each]
    return [name for name in named if name and "@" not in name]


def _language(feed: Any) -> str | None:
    stated = str(feed.get("language") or "").strip()
    return stated if 2 <= len(stated) <= 12 and stated.replace("-", "").isalnum() else None


def _day(stated: str | None, parsed: Any, now: datetime) -> str | None:
    """Return a date as it was stated; where only feedparser reads it, its day and no time."""
    if not stated:
        return None
    if date := stated_day(stated, now):
        return date
    return stated_day("{:04}-{:02}-{:02}".format(*parsed[:3]), now) if parsed else None


def _text(entry: Any) -> str | None:
    """Return the whole article, if the entry carries it and not just a teaser."""
    bodies = [_plain(each) for each in entry.get("content") or ()]
    body = max(bodies, key=len, default="")
    if len(body) >= WHOLE and not body.lower().endswith(_TEASER_ENDS):
        return body
    summary = _plain(entry.get("summary_detail") or {})
    if len(summary) >= WHOLE_SUMMARY and not summary.lower().endswith(_TEASER_ENDS):
        return summary
    return None


def _plain(part: Any) -> str:
    value = str(part.get("value") or "")
    return value.strip() if part.get("type") == "text/plain" else plain_text(value)


def _line(text: object) -> str | None:
    return " ".join(str(text or "").split()) or None


def _wait(ttl: object) -> float:
    stated = str(ttl or "").strip()
    if not re.fullmatch(r"[0-9]{1,8}", stated):
        return 0.0
    return 60.0 * min(int(stated), _MAX_WAIT_MINUTES)
