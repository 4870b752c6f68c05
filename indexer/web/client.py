"""Client: fetches as a polite guest does: by the rules, at a pace, and again when it may help."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version

from indexer.web.address import origin_of, web_address
from indexer.web.clock import Clock, SystemClock
from indexer.web.errors import FetchError
from indexer.web.fetch import Fetcher, Limits, Reply
from indexer.web.guard import Guard, Resolve, resolve
from indexer.web.robots import MAX_BYTES, Robots

_FIRST_WAIT = 2.0
_LONGEST_WAIT = 60.0
_SENDABLE = re.compile(r"[\x21-\x7e\x80-\xff](?:[\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?")


def default_agent() -> str:
    """Return the name we give ourselves: product, version and what it is."""
    try:
        return f"Dateline/{version('dateline')} (news archive indexer)"
    except PackageNotFoundError:
        return "Dateline/0 (news archive indexer)"


@dataclass(frozen=True, slots=True)
class Manners:
    """How we behave: our name, the seconds between requests to a site, how often we try."""

    agent: str = ""
    delay: float = 1.0
    tries: int = 3
    allow_private: bool = False


@dataclass(frozen=True, slots=True)
class Validators:
    """What makes a request conditional: the server answers 304 when nothing has changed."""

    etag: str | None = None
    modified: str | None = None

    @classmethod
    def of(cls, reply: Reply) -> "Validators":
        """Return those that a reply carries."""
        return cls(reply.headers.get("etag"), reply.headers.get("last-modified"))

    def headers(self) -> dict[str, str]:
        """Return the headers to send; a value that no header can hold is left out."""
        stated = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {
            name: value for name, value in stated.items() if value and _SENDABLE.fullmatch(value)
        }


class Client:
    """Everything we fetch goes through here."""

    def __init__(
        self,
        manners: Manners | None = None,
        clock: Clock | None = None,
        limits: Limits | None = None,
        *,
        resolve: Resolve = resolve,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._manners = manners or Manners()
        self.clock: Clock = clock or SystemClock()
        agent = self._manners.agent or default_agent()
        guard = Guard(allow_private=self._manners.allow_private, resolve=resolve)
        self._fetcher = Fetcher(guard, self.clock, agent, limits)
        self._robots = Robots(self._read_robots, agent, self.clock)
        self._jitter = jitter
        self._free: dict[str, datetime] = {}

    def close(self) -> None:
        """Close all connections."""
        self._fetcher.close()

    def get(self, address: str, known: Validators | None = None) -> Reply:
        """Return what `address` holds, or a reply with status 304. Raises FetchError, Stopped."""
        url = web_address(address)
        headers = (known or Validators()).headers()
        for tried in range(1, self._manners.tries + 1):
            try:
                return _not_empty(self._fetcher.get(url, headers, self._ask_leave))
            except FetchError as error:
                wait = self._wait(tried, error)
                if not error.soon or tried == self._manners.tries or wait is None:
                    raise
            self.clock.sleep(wait)
        raise AssertionError("tries is at least one")

    def _wait(self, tried: int, error: FetchError) -> float | None:
        """Return the seconds until the next try; None when the server wants us later than that."""
        if error.retry_after is not None:
            return error.retry_after if error.retry_after <= _LONGEST_WAIT else None
        wait: float = _FIRST_WAIT * 2 ** (tried - 1) * (1 + self._jitter() / 2)
        return min(wait, _LONGEST_WAIT)

    def _ask_leave(self, url: str) -> None:
        self._robots.check(url)
        self._take_turn(url, max(self._manners.delay, self._robots.delay(url)))

    def _read_robots(self, url: str) -> Reply:
        return self._fetcher.get(
            url,
            before=lambda each: self._take_turn(each, self._manners.delay),
            cut_at=MAX_BYTES,
            seconds=self._fetcher.limits.robots,
        )

    def _take_turn(self, url: str, delay: float) -> None:
        """Wait until the site may be asked again; the first request does not wait."""
        origin, now = origin_of(url), self.clock.now()
        wait = (self._free.get(origin, now) - now).total_seconds()
        if wait > 0:
            self.clock.sleep(min(wait, delay))
        self._free[origin] = self.clock.now() + timedelta(seconds=delay)


def _not_empty(reply: Reply) -> Reply:
    if reply.status != 304 and not reply.body.strip():
        raise FetchError(f"is empty ({reply.status}); there is nothing to read")
    return reply
