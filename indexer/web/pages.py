"""Pages: one address to the articles that lie there, asked for only when it may have changed."""

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import unquote, urlsplit

from indexer.article import Article
from indexer.errors import ArticleError, IndexerError
from indexer.load import Arrival, load
from indexer.load.document import Document
from indexer.load.feed import article_of
from indexer.load.listing import Entry
from indexer.prepare import CLEANING
from indexer.record import Page, Record
from indexer.web.address import without_campaign
from indexer.web.client import Client, Validators
from indexer.web.errors import FetchError
from indexer.web.fetch import Reply

TRIES = 6
"""Failures in a row after which a page is given up until its listing says something new of it."""
TRIES_WITHOUT_ARTICLE = 3
"""The same for a page that is there and holds no article: a site under repair shows such pages."""
_FIRST_RETRY = timedelta(minutes=5)
_SHORTER = 2  # a page with less than half of the words that the feed carries is a teaser

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Visit:
    """What a page gave: articles or errors, and what to remember once they are stored.

    `unchanged` says that the server had nothing new.
    """

    arrivals: tuple[Arrival, ...]
    page: Page
    unchanged: bool = False


def document_of(reply: Reply, label: str, now: datetime, entry: Entry | None = None) -> Document:
    """Return what was fetched `now` as a document for the loaders; `entry` has its fallbacks."""
    url = without_campaign(reply.url)
    name = unquote(urlsplit(url).path).rsplit("/", 1)[-1]
    return Document(
        name=name or "index.html",
        source=url,
        label=label,
        open=lambda: io.BytesIO(reply.body),
        url=url,
        media_type=reply.media_type,
        charset=reply.charset,
        fields={**(entry.fields if entry else {}), "fetched": now.isoformat(timespec="seconds")},
        claims=entry.claims if entry else (),
    )


class PageReader:
    """Reads pages through a client; the record tells what was there before."""

    def __init__(self, client: Client, record: Record, say: Say) -> None:
        self._client = client
        self._record = record
        self._say = say

    def visit(self, address: str, entry: Entry | None = None) -> Visit:
        """Return what `address` holds now. Raises Stopped, and nothing else."""
        known = self._record.pages.get(address) or Page(address)
        try:
            reply = self._client.get(address, self.validators(known))
        except FetchError as error:
            return self._failed(known, entry, error)
        if reply.status == 304:
            return Visit((), self._seen(known, entry), unchanged=True)
        return self.read(reply, known, entry)

    def read(self, reply: Reply, known: Page, entry: Entry | None = None) -> Visit:
        """Return what a fetched page holds."""
        arrivals = tuple(load(document_of(reply, known.url, self._client.clock.now(), entry)))
        articles = [each for each in arrivals if isinstance(each, Article)]
        if whole := self._better(arrivals, articles, entry, reply):
            arrivals, articles = (whole,), [whole]
        validators = Validators.of(reply) if len(articles) == len(arrivals) else Validators()
        page = replace(
            self._seen(known, entry) if articles else self._empty(known, entry),
            # An article may follow from more than the page: from how it was read and cleaned.
            etag=_stamped(validators.etag),
            modified=_stamped(validators.modified),
            article=articles[0].id if articles else None,
        )
        return Visit(arrivals, page)

    def validators(self, known: Page) -> Validators:
        """Return what makes a request conditional, if what was read then is still the archive's."""
        if known.article and self._record.articles.current_hash(known.article) is None:
            return Validators()
        return Validators(_unstamped(known.etag), _unstamped(known.modified))

    def _better(
        self,
        arrivals: tuple[Arrival, ...],
        articles: list[Article],
        entry: Entry | None,
        reply: Reply,
    ) -> Article | None:
        """Return the article that the feed carries, where its page holds less of it."""
        words = sum(len(each.text) for each in articles)
        if entry is None or entry.text is None or words * _SHORTER > len(entry.text):
            return None
        errors = [str(each) for each in arrivals if isinstance(each, IndexerError)]
        reason = errors[0] if errors else f"{entry.link}: holds less than the feed does"
        url = without_campaign(reply.url)
        return self._from_feed(replace(entry, link=url), reason)

    def _failed(self, known: Page, entry: Entry | None, error: FetchError) -> Visit:
        reason = f"{known.url}: {error}"
        wait = timedelta(seconds=error.retry_after or 0.0)
        page = self._again(known, entry, TRIES if error.transient else 0, wait)
        if entry is None or entry.text is None:
            return Visit((FetchError(reason),), page)
        return Visit((self._from_feed(entry, reason),), page)

    def _empty(self, known: Page, entry: Entry | None) -> Page:
        """Return what to remember of a page that a listing names and that holds no article."""
        if entry is None:
            return self._seen(known, entry)
        return self._again(known, entry, TRIES_WITHOUT_ARTICLE, timedelta())

    def _again(self, known: Page, entry: Entry | None, most: int, wait: timedelta) -> Page:
        """Return what to remember of a page to be tried again, `most` times in all."""
        same = entry is None or entry.fingerprint == known.fingerprint
        failures = (known.failures if same else 0) + 1
        again = self._client.clock.now() + max(wait, _FIRST_RETRY * 2 ** (failures - 1))
        return replace(
            self._seen(known, entry),
            failures=failures,
            retry_at=again.isoformat() if failures < most else None,
        )

    def _from_feed(self, entry: Entry, reason: str) -> Article:
        self._say(f"{reason}; the words that the feed carries were taken")
        return article_of(entry, entry.link or entry.key)

    def _seen(self, known: Page, entry: Entry | None) -> Page:
        return replace(
            known,
            fingerprint=entry.fingerprint if entry else known.fingerprint,
            failures=0,
            retry_at=None,
            checked=self._client.clock.now().isoformat(timespec="seconds"),
        )


def from_entry(entry: Entry, source: str) -> Arrival:
    """Return the article of an entry that has no page of its own, or why there is none."""
    try:
        return article_of(entry, source)
    except ArticleError as error:
        return ArticleError(f"{source}: {error}")


_STAMP = f"{CLEANING}|"


def _stamped(value: str | None) -> str | None:
    return _STAMP + value if value else None


def _unstamped(value: str | None) -> str | None:
    return value.removeprefix(_STAMP) if value and value.startswith(_STAMP) else None
