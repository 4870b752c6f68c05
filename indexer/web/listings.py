"""Listings on the web: feeds, sitemaps, and the sitemaps that sitemap indexes name."""

from collections.abc import Callable
from datetime import datetime

from indexer.errors import IndexerError, LoadError
from indexer.load import gzipped
from indexer.load.document import Document
from indexer.load.feed import read_feed
from indexer.load.listing import Entry, Listing, listing_kind
from indexer.load.sitemap import read_sitemap
from indexer.web.client import Client
from indexer.web.pages import document_of

MAX_DEPTH = 3
MAX_CHILDREN = 50

_GZIP = b"\x1f\x8b"
_MAX_BYTES = 52_428_800


def listing_in(content: bytes, base: str | None, now: datetime) -> Listing | None:
    """Return what `content` lists, or None when it is no listing. Raises LoadError."""
    kind = listing_kind(content)
    if kind == "sitemap":
        return read_sitemap(content, base, now)
    return read_feed(content, base, now) if kind == "feed" else None


def unpacked(document: Document) -> bytes:
    """Return the content of a document, also of one that is compressed. Raises IndexerError."""
    with document.open() as file:
        packed = file.read(len(_GZIP)) == _GZIP
    if not packed:
        return document.read(_MAX_BYTES)
    for part in gzipped.unpack(document):
        if isinstance(part, IndexerError):
            raise part
        return part.read(_MAX_BYTES)
    raise LoadError("is an empty gzip file; there is nothing to read")


def entries_of(
    listing: Listing, client: Client, wanted: int, on_failure: Callable[[IndexerError], None]
) -> list[Entry]:
    """Return the entries of a listing and of those below it, until `wanted` are there.

    A sitemap index may name itself or name thousands: each is read once, MAX_DEPTH deep,
    MAX_CHILDREN in all. What cannot be read goes to `on_failure`.
    """
    entries = list(listing.entries)
    waiting = [(child, 1) for child in listing.children]
    seen: set[str] = set()
    while waiting and len(entries) < wanted:
        child, depth = waiting.pop(0)
        if child in seen:
            continue
        if len(seen) >= MAX_CHILDREN:
            on_failure(LoadError(f"{child}: not read, nor {len(waiting)} sitemaps after it; "
                                 f"{MAX_CHILDREN} are read at a time"))  # fmt: skip
            break
        seen.add(child)
        try:
            found = _child(client, child)
        except IndexerError as error:
            on_failure(type(error)(f"{child}: {error}"))
            continue
        entries += found.entries
        if depth < MAX_DEPTH:
            waiting[:0] = [(each, depth + 1) for each in found.children]
        elif found.children:
            on_failure(LoadError(f"{child}: names sitemaps {MAX_DEPTH} deep; not followed further"))
    return entries


def _child(client: Client, address: str) -> Listing:
    reply = client.get(address)
    found = listing_in(
        unpacked(document_of(reply, address, client.clock.now())), reply.url, client.clock.now()
    )
    if found is None:
        raise LoadError("is no sitemap, though a sitemap index names it as one")
    return found
