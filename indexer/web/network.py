"""Connections under a fetch: to guarded addresses only, and never past the fetch's deadline.

These are httpcore's network backend and stream (https://www.encode.io/httpcore/network-backends/);
they do not inherit from its classes, so that importing this module does not import httpcore.
"""

import ssl
import time
from collections.abc import Callable, Iterable
from typing import Any

from indexer.web.errors import FetchError
from indexer.web.guard import Guard

_ADDRESSES_TRIED = 4


class Deadline:
    """Until when the fetch that is under way may take; a server that drips cannot outlast it."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._end = float("inf")
        self._seconds = 0.0

    def start(self, seconds: float) -> None:
        """Begin a fetch that may take `seconds`."""
        self._end, self._seconds = self._now() + seconds, seconds

    def within(self, timeout: float | None) -> float:
        """Return the seconds one step may take. Raises FetchError when none are left."""
        left = self._end - self._now()
        if left <= 0:
            raise FetchError(
                f"did not finish within {self._seconds:.0f} s; try it later",
                transient=True,
                soon=False,
            )
        return left if timeout is None else min(left, timeout)


class GuardedBackend:
    """Connects to addresses that the guard has checked."""

    def __init__(self, guard: Guard, deadline: Deadline) -> None:
        import httpcore

        self._guard = guard
        self._deadline = deadline
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> "_TimedStream":
        """Return a connection to `host`, by the first of its addresses that answers."""
        import httpcore

        addresses = self._guard.addresses(host, port)[:_ADDRESSES_TRIED]
        for position, address in enumerate(addresses, start=1):
            try:
                stream = self._plain.connect_tcp(
                    address, port, self._deadline.within(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if position == len(addresses):
                    raise
            else:
                return _TimedStream(stream, self._deadline)
        raise AssertionError("the guard returns at least one address")

    def connect_unix_socket(self, path: str, *_: object, **__: object) -> "_TimedStream":
        """Refuse: no address leads to a socket of this machine."""
        raise FetchError(f"{path} is a local socket; only http and https addresses are fetched")

    def sleep(self, seconds: float) -> None:
        """Wait, as httpcore asks between tries of its own."""
        time.sleep(self._deadline.within(seconds))


class _TimedStream:
    def __init__(self, stream: Any, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        content: bytes = self._stream.read(max_bytes, self._deadline.within(timeout))
        return content

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.within(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> "_TimedStream":
        inner = self._stream.start_tls(ssl_context, server_hostname, self._deadline.within(timeout))
        return _TimedStream(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
