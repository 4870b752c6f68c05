"""robots.txt (RFC 9309): what a site lets us fetch, and how fast."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from indexer.web.address import origin_of
from indexer.web.clock import Clock
from indexer.web.errors import FetchError
from indexer.web.fetch import Reply

MAX_BYTES = 512_000  # RFC 9309 asks for at least 500 KiB
MAX_DELAY = 30.0
_KEPT = timedelta(hours=24)
_KEPT_FAILED = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class _Rules:
    parsed: Any  # a Protego, or None when all is allowed
    failure: FetchError | None
    until: datetime


class Robots:
    """The rules of each site, fetched once a day through `fetch`."""

    def __init__(self, fetch: Callable[[str], Reply], agent: str, clock: Clock) -> None:
        self._fetch = fetch
        self._agent = agent
        self._clock = clock
        self._rules: dict[str, _Rules] = {}

    def check(self, url: str) -> None:
        """Raise FetchError when the site does not let us fetch `url`."""
        rules = self._of(url)
        if rules.failure and _is_nameless(rules.failure):  # the page would fail the same way
            raise FetchError(
                str(rules.failure), transient=True, retry_after=rules.failure.retry_after
            )
        if rules.failure:
            raise FetchError(
                f"not fetched, as {origin_of(url)}/robots.txt cannot be read ({rules.failure}) "
                "and may forbid it",
                transient=True,
                soon=False,
            )
        if rules.parsed and not rules.parsed.can_fetch(url, self._agent):
            raise FetchError(
                f"not fetched: {origin_of(url)}/robots.txt forbids it; ask the site for permission"
            )

    def delay(self, url: str) -> float:
        """Return the seconds that the site wants between requests, at most MAX_DELAY."""
        rules = self._of(url)
        stated = rules.parsed.crawl_delay(self._agent) if rules.parsed else None
        return min(float(stated or 0.0), MAX_DELAY)

    def _of(self, url: str) -> _Rules:
        origin, now = origin_of(url), self._clock.now()
        known = self._rules.get(origin)
        if known is None or known.until <= now:
            known = self._rules[origin] = self._read(origin, now)
        return known

    def _read(self, origin: str, now: datetime) -> _Rules:
        from protego import Protego

        try:
            reply = self._fetch(f"{origin}/robots.txt")
        except FetchError as error:
            # Missing means free; a server that fails or is asked too often may mean anything.
            if error.status is not None and 400 <= error.status < 500 and error.status != 429:
                return _Rules(None, None, now + _KEPT)
            if error.status is None and not error.transient:  # the page would fail the same way
                raise
            return _Rules(None, error, now + _KEPT_FAILED)
        return _Rules(Protego.parse(reply.body.decode("utf-8-sig", "replace")), None, now + _KEPT)


def _is_nameless(failure: FetchError) -> bool:
    """Return whether it was the site's name that could not be resolved."""
    return failure.status is None and failure.retry_after is not None
