"""Arrivals over HTTP: addresses named on the command line, and listings that lie on the disk."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from indexer.article import Article
from indexer.errors import IndexerError, LoadError
from indexer.load import Arrival
from indexer.load.document import Document
from indexer.load.listing import Entry, Listing, newest
from indexer.prepare import digest_of
from indexer.record import Page, Record
from indexer.web.address import is_address, web_address, without_campaign
from indexer.web.client import Client, Manners
from indexer.web.clock import SystemClock
from indexer.web.errors import FetchError, Stopped
from indexer.web.listings import entries_of, listing_in, unpacked
from indexer.web.pages import PageReader, Say, Visit, document_of, from_entry

DEFAULT_LIMIT = 100
_LISTING_ENDINGS = (".xml", ".xml.gz", ".rss", ".atom", ".rdf")


@dataclass(frozen=True, slots=True)
class Named:
    """What was named on the command line, by where it is read from."""

    on_disk: list[str] = field(default_factory=list)
    on_web: list[str] = field(default_factory=list)


def sort_out(named: Sequence[str]) -> Named:
    """Tell addresses, and files that list addresses, from other files, folders and patterns."""
    found = Named()
    for each in named:
        (found.on_web if is_address(each) or _lists_pages(each) else found.on_disk).append(each)
    return found


def _lists_pages(named: str) -> bool:
    path = Path(named)
    if not named.lower().endswith(_LISTING_ENDINGS) or not path.is_file():
        return False
    try:
        return listing_in_file(path, datetime.now(UTC)) is not None
    except (IndexerError, OSError):
        return False  # the loaders say what is wrong with it


def listing_in_file(path: Path, now: datetime) -> Listing | None:
    """Return what a file lists, or None. Raises IndexerError, OSError."""
    return listing_in(unpacked(Document.at(path)), None, now)


@contextmanager
def web_arrivals(
    named: Sequence[str],
    folder: Path,
    manners: Manners,
    *,
    limit: int = DEFAULT_LIMIT,
    say: Say,
    stopped: Callable[[], bool] = lambda: False,
) -> Iterator[Iterable[Arrival]]:
    """Give what arrives from the addresses in `named`, to be stored in the block.

    When the block ends well, what the servers said of the pages is remembered in the index in
    `folder`, whose writer's lock must be held.
    """
    if not named:
        yield ()
        return
    clock = SystemClock(stopped)
    # A record of its own: arrivals are read in another thread than the one that writes.
    with closing(Client(manners, clock)) as client, closing(Record.open(folder)) as record:
        arrivals = WebArrivals(client, record, limit=limit, say=say)
        yield arrivals.read(named)
        arrivals.remember()


class WebArrivals:
    """Articles from addresses. What to remember of the pages is stored by `remember`."""

    def __init__(
        self, client: Client, record: Record, *, limit: int = DEFAULT_LIMIT, say: Say
    ) -> None:
        self._client = client
        self._record = record
        self._limit = limit
        self._say = say
        self._reader = PageReader(client, record, say)
        self._visits: list[tuple[Page, dict[str, bytes]]] = []
        self._unchanged = 0

    def read(self, named: Sequence[str]) -> Iterator[Arrival]:
        """Yield the articles of each page, feed and sitemap, and an error for what fails."""
        for each in named:
            self._say(f"reading {each}")
            try:
                yield from self._read(each)
            except Stopped:
                return
            except (IndexerError, OSError) as error:
                kind = type(error) if isinstance(error, IndexerError) else LoadError
                yield kind(f"{each}: {error}")
        if self._unchanged:
            self._say(f"{self._unchanged} pages have not changed since they were read last")

    def remember(self) -> None:
        """Store what the servers said of the pages whose articles are in the record by now."""
        current = self._record.articles.current_hash
        with self._record.transaction():
            self._record.pages.put(
                page
                for page, hashes in self._visits
                if all(current(article) == digest for article, digest in hashes.items())
            )
        self._visits.clear()

    def _read(self, named: str) -> Iterator[Arrival]:
        if not is_address(named):
            listing = listing_in_file(Path(named), self._now())
            assert listing is not None, "sort_out has looked"
            yield from self._listed(listing, named)
            return
        address = without_campaign(web_address(named))
        known = self._record.pages.get(address) or Page(address)
        reply = self._client.get(address, self._reader.validators(known))
        if reply.status == 304:
            self._unchanged += 1
            return
        listing = listing_in(
            unpacked(document_of(reply, address, self._now())), reply.url, self._now()
        )
        if listing is not None:
            yield from self._listed(listing, address)
            return
        yield from self._noted(self._reader.read(reply, known))

    def _listed(self, listing: Listing, label: str) -> Iterator[Arrival]:
        for fault in listing.faults:
            yield LoadError(f"{label}: {fault}")
        failures: list[IndexerError] = []
        entries = entries_of(listing, self._client, self._limit, failures.append)
        yield from failures
        kept, left_off = newest(entries, self._limit)
        if not kept and not failures:
            self._say(f"{label}: lists nothing at present")
        if left_off or listing.children:
            rest = left_off or "more may be"
            self._say(f"{label}: the newest {len(kept)} taken, {rest} left off; raise --limit")
        for entry in kept:
            yield from self._entry(entry, label)

    def _entry(self, entry: Entry, label: str) -> Iterator[Arrival]:
        if entry.link is None:
            yield from_entry(entry, label)
            return
        try:
            address = without_campaign(web_address(entry.link))
        except FetchError as error:
            yield FetchError(f"{label}: {error}")
            return
        yield from self._noted(self._reader.visit(address, entry))

    def _noted(self, visit: Visit) -> tuple[Arrival, ...]:
        hashes = {each.id: digest_of(each) for each in visit.arrivals if isinstance(each, Article)}
        self._visits.append((visit.page, hashes))
        self._unchanged += visit.unchanged
        return visit.arrivals

    def _now(self) -> datetime:
        return self._client.clock.now()
