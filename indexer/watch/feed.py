"""A watched feed or sitemap: its entries that are new, or of which it says something new."""

import re
from collections.abc import Iterator
from datetime import datetime

from indexer.errors import IndexerError, LoadError
from indexer.load.html_feeds import feeds_named
from indexer.load.listing import Entry, Listing, newest
from indexer.record import FeedState, Page, Record
from indexer.watch.source import Look, Unit
from indexer.web.address import web_address, without_campaign
from indexer.web.arrivals import DEFAULT_LIMIT
from indexer.web.client import Client, Validators
from indexer.web.errors import FetchError
from indexer.web.fetch import Reply
from indexer.web.listings import entries_of, listing_in, unpacked
from indexer.web.pages import PageReader, Say, document_of, from_entry

_MAX_AGE = re.compile(r"(?:^|[,\s])max-age=(\d{1,8})")
_LONGEST_ASKED = 24 * 3600.0
_LOOKED_AT = 10
"""Entries of a sitemap index that are looked at, for each that may be taken."""


class FeedSource:
    """The address of a feed, a sitemap, or of a single page that changes."""

    def __init__(self, address: str, client: Client, say: Say, limit: int = DEFAULT_LIMIT) -> None:
        self.name = web_address(address)
        self._client = client
        self._say = say
        self._limit = limit
        self._left = False  # whether entries wait for a later look

    def look(self, record: Record, state: FeedState) -> Look:
        """Return the entries that are new. Raises IndexerError when the feed cannot be read."""
        reply = self._client.get(self.name, Validators(state.etag, state.modified))
        if reply.status == 304:
            return Look(units=iter(()), asked=_asked(reply), etag=state.etag,
                        modified=state.modified, title=state.title)  # fmt: skip
        content = unpacked(document_of(reply, self.name, self._client.clock.now()))
        listing = listing_in(content, reply.url, self._client.clock.now())
        if listing is None:
            raise LoadError(_no_listing(reply, content, known=state.succeeded is not None))
        return self._found(record, state, reply, listing)

    def _found(self, record: Record, state: FeedState, reply: Reply, listing: Listing) -> Look:
        failures: list[IndexerError] = []
        # As many at each look: what only a later one reads would be taken for news.
        entries = entries_of(listing, self._client, self._limit * _LOOKED_AT, failures.append)
        everything, _ = newest(entries, len(entries))
        validators = Validators() if failures or listing.children else Validators.of(reply)
        return Look(
            units=self._units(record, state, everything),
            title=listing.title,
            moments=tuple(entry.moment for entry in everything if entry.moment),
            asked=max(listing.wait, _asked(reply)),
            etag=validators.etag,
            modified=validators.modified,
            faults=(*listing.faults, *map(str, failures)),
            complete=lambda: not self._left,
        )

    def _units(self, record: Record, state: FeedState, entries: list[Entry]) -> Iterator[Unit]:
        reader = PageReader(self._client, record, self._say)
        taken, passed_over = 0, []
        self._left = False
        for entry in entries:
            try:
                key = self._key(entry)
            except FetchError as error:
                self._say(f"{self.name}: {error}")
                continue
            known = record.pages.get(key)
            if not _is_due(known, entry, self._client.clock.now()):
                self._left |= known is not None and known.retry_at is not None
                continue
            if taken == self._limit:
                passed_over.append(Page(key, fingerprint=entry.fingerprint))
                continue
            taken += 1
            yield self._unit(reader, key, entry)
        if passed_over and state.succeeded is not None:
            self._left = True  # they are news, and come next time
        elif passed_over:  # what was there before the watch began is not
            self._say(f"{self.name}: {len(passed_over)} older entries left off; "
                      "`dateline index` with --limit takes them")  # fmt: skip
            yield Unit((), tuple(passed_over))

    def _unit(self, reader: PageReader, key: str, entry: Entry) -> Unit:
        if entry.link is None:
            return Unit((from_entry(entry, self.name),), (Page(key, entry.fingerprint),))
        visit = reader.visit(key, entry)
        self._left |= visit.page.retry_at is not None
        return Unit(visit.arrivals, (visit.page,))

    def _key(self, entry: Entry) -> str:
        if entry.link is None:
            return f"{self.name}#{entry.key}"
        return without_campaign(web_address(entry.link))


def _is_due(known: Page | None, entry: Entry, now: datetime) -> bool:
    if known is None or known.fingerprint != entry.fingerprint:
        return True
    return bool(known.retry_at and datetime.fromisoformat(known.retry_at) <= now)


def _no_listing(reply: Reply, content: bytes, *, known: bool) -> str:
    """Return what is wrong with a reply that lists nothing, and what to do about it."""
    feeds = feeds_named(content, reply.charset, reply.url)
    if known:
        moved = f"; it names the feed {feeds[0]}" if feeds else ""
        return (
            f"shows something else where its feed or sitemap was{moved}. Its server may be under "
            "repair, which passes, or has moved the feed: open the address in a browser"
        )
    if feeds:
        return f"is a page, no feed; it names its feed: watch {feeds[0]}"
    return "is neither a feed nor a sitemap; `dateline index` reads single pages"


def _asked(reply: Reply) -> float:
    found = _MAX_AGE.search(reply.headers.get("cache-control", ""))
    return min(float(found.group(1)), _LONGEST_ASKED) if found else 0.0
