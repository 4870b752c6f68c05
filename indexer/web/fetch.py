"""Fetcher: one address over HTTP, redirects followed and checked, everything bounded."""

import re
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, cast

from indexer.web.address import web_address
from indexer.web.clock import Clock
from indexer.web.errors import FetchError
from indexer.web.guard import Guard
from indexer.web.inflate import ACCEPTED, Body
from indexer.web.network import Deadline, GuardedBackend

_REDIRECTS = {301, 302, 303, 307, 308}
_REASONS = {
    401: "wants a login (401); its words cannot be had without one",
    402: "wants a payment (402); its words cannot be had without one",
    403: "refuses access (403); it may want a subscription or a login",
    404: "there is no such page (404); check the address",
    410: "is gone for good (410); take it from your list",
    429: "asks for fewer requests (429); try it later",
    451: "is withheld for legal reasons (451)",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one address may cost: bytes after unpacking, seconds, redirects."""

    max_bytes: int = 20_000_000
    max_list_bytes: int = 52_428_800  # what the sitemap protocol permits
    connect: float = 10.0
    read: float = 20.0
    total: float = 60.0
    robots: float = 20.0
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server sent: the address after redirects, 2xx or 304, lower-case headers, the body."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def media_type(self) -> str | None:
        """Return the stated media type without its parameters, in lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower() or None

    @property
    def charset(self) -> str | None:
        """Return the stated charset, in lower case."""
        for part in self.headers.get("content-type", "").split(";")[1:]:
            name, _, value = part.partition("=")
            if name.strip().lower() == "charset":
                return value.strip().strip("\"'").lower() or None
        return None


class Fetcher:
    """Fetches one address at a time."""

    def __init__(
        self,
        guard: Guard,
        clock: Clock,
        agent: str,
        limits: Limits | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        import httpcore

        self.limits = limits or Limits()
        self._clock = clock
        self._agent = agent
        self._deadline = Deadline(now)
        # Proxies of the environment are left alone: behind one, no address could be checked.
        self._pool = httpcore.ConnectionPool(
            network_backend=cast(Any, GuardedBackend(guard, self._deadline)),
            max_connections=10,
            keepalive_expiry=30.0,
        )

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()

    def get(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        before: Callable[[str], None] = lambda url: None,
        cut_at: int | None = None,
        seconds: float | None = None,
    ) -> Reply:
        """Return what `url` holds. `before` is called with each address on the way.

        With `cut_at`, the body ends there; each address may take `seconds`, else `limits.total`.
        Raises FetchError for anything but 2xx and 304.
        """
        way = [url]
        while True:
            before(url)
            self._deadline.start(seconds or self.limits.total)
            with _explained(self.limits, self._deadline):
                reply = self._request(url, headers or {}, cut_at)
            if reply.status not in _REDIRECTS:
                return self._accepted(reply)
            url = self._next(reply, way)
            way.append(url)

    def _next(self, reply: Reply, way: list[str]) -> str:
        target = reply.headers.get("location")
        if not target:
            raise FetchError(f"redirects ({reply.status}) without saying where; the site is broken")
        url = web_address(_as_utf8(target), reply.url)
        if url in way:
            raise FetchError(f"redirects in a circle, back to {url}; the site is broken")
        if len(way) > self.limits.redirects:
            raise FetchError(f"redirects more than {self.limits.redirects} times; not followed on")
        return url

    def _request(self, url: str, headers: Mapping[str, str], cut_at: int | None) -> Reply:
        sent = {
            "User-Agent": self._agent, "Accept-Encoding": ACCEPTED,
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", **headers,
        }  # fmt: skip
        timeouts = {"connect": self.limits.connect, "read": self.limits.read,
                    "write": self.limits.read, "pool": self.limits.connect}  # fmt: skip
        with self._pool.stream(
            "GET", url, headers=_as_bytes(sent), extensions={"timeout": timeouts}
        ) as response:
            reply = Reply(url, response.status, _readable(response.headers))
            if response.status in _REDIRECTS or response.status >= 300:
                return reply
            body = Body(reply.headers.get("content-encoding", ""), cut_at or self._limit(reply),
                        cut=cut_at is not None)  # fmt: skip
            for chunk in response.iter_stream():
                body.add(chunk)
                if body.full:
                    break
            return Reply(url, reply.status, reply.headers, body.content())

    def _limit(self, reply: Reply) -> int:
        media_type = reply.media_type or ""
        is_list = ("xml" in media_type and "html" not in media_type) or "gzip" in media_type
        return self.limits.max_list_bytes if is_list else self.limits.max_bytes

    def _accepted(self, reply: Reply) -> Reply:
        if reply.status == 304 or 200 <= reply.status < 300:
            return reply
        transient = reply.status in (408, 425, 429) or reply.status >= 500
        default = f"the server fails ({reply.status}); try it later"
        if reply.status < 500:
            default = f"cannot be had ({reply.status}); check the address"
        raise FetchError(
            _REASONS.get(reply.status, default),
            status=reply.status,
            transient=transient,
            retry_after=_seconds(reply.headers.get("retry-after"), self._clock.now()),
        )


@contextmanager
def _explained(limits: Limits, deadline: Deadline) -> Iterator[None]:
    """Turn what httpcore raises into a FetchError that a person can act on."""
    import httpcore

    try:
        yield
    except httpcore.TimeoutException as error:
        deadline.within(None)
        raise FetchError(
            f"the server did not answer within {limits.read:.0f} s; try it later",
            transient=True,
            soon=False,
        ) from error
    except httpcore.ConnectError as error:
        if isinstance(error.__context__, ssl.SSLError) or "certificate" in str(error).lower():
            raise FetchError(
                f"no secure connection ({_brief(error)}); its certificate is at fault"
            ) from error
        raise FetchError(
            f"cannot be connected to ({_brief(error)}); try it later", transient=True
        ) from error
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
        raise FetchError(
            f"the connection broke or was misused ({_brief(error)}); try it later", transient=True
        ) from error


def _brief(error: Exception) -> str:
    return " ".join(str(error).split())[:160] or type(error).__name__


def _as_bytes(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Return `headers` as they are sent; httpcore itself takes ASCII and nothing else."""
    return [(name.encode("ascii"), value.encode("latin-1")) for name, value in headers.items()]


def _as_utf8(value: str) -> str:
    """Return a header's value read as UTF-8 where it is that: many servers send addresses so."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value


def _readable(headers: list[tuple[bytes, bytes]]) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}


def _seconds(value: str | None, now: datetime) -> float | None:
    """Return what Retry-After says, in seconds; None when it says nothing sensible."""
    if not value:
        return None
    if re.fullmatch(r"\s*[0-9]+\s*", value):
        return float(value.strip()[:9])
    try:
        moment = parsedate_to_datetime(value)
        return max(0.0, (moment - now).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None
