"""A scripted web site on 127.0.0.1, and a clock that passes only when somebody waits."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from indexer.web.client import Client, Manners
from indexer.web.errors import Stopped
from indexer.web.fetch import Limits

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)

Handler = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Answer:
    """What the site sends for a path; with an `etag`, 304 to those who have it."""

    body: bytes | str = b""
    status: int = 200
    media_type: str | None = "text/plain; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    etag: str | None = None

    def __call__(self, request: BaseHTTPRequestHandler) -> None:
        body = self.body.encode() if isinstance(self.body, str) else self.body
        known = self.etag is not None and request.headers.get("If-None-Match") == self.etag
        request.send_response(304 if known else self.status)
        stated = {"Content-Length": str(len(body)), **self.headers}
        if self.media_type:
            stated["Content-Type"] = self.media_type
        if self.etag:
            stated["ETag"] = self.etag
        if known:
            del stated["Content-Length"]
        for name, value in stated.items():
            request.send_header(name, value)
        request.end_headers()
        if not known:
            request.wfile.write(body)


@dataclass
class Site:
    """Paths and what they answer; a list answers in turn, its last for ever."""

    port: int
    answers: dict[str, Any] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def asked(self) -> list[str]:
        """Return the paths that were asked for, without robots.txt."""
        return [path for path, _ in self.requests if path != "/robots.txt"]

    def headers_of(self, path: str) -> list[dict[str, str]]:
        return [headers for asked, headers in self.requests if asked == path]

    def page(self, path: str, text: str, **known: Any) -> str:
        """Serve a text and return its address."""
        self.answers[path] = Answer(text, **known)
        return self.url(path)

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.requests.append((request.path, headers))
        found = self.answers.get(request.path, Answer("no such page", 404))
        if isinstance(found, list):
            found = found.pop(0) if len(found) > 1 else found[0]
        found(request)


@contextmanager
def serving() -> Iterator[Site]:
    """Run a site until the block ends."""

    class Served(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            try:
                site.answer(self)
            except OSError:  # the client has gone: that is what some tests are about
                self.close_connection = True

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Served)
    server.daemon_threads = True
    server.handle_error = lambda *arguments: None  # type: ignore[method-assign]
    site = Site(server.server_port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class FakeClock:
    """Time passes only while somebody sleeps; after `until` it asks the process to end."""

    def __init__(self, now: datetime = NOON, until: datetime | None = None) -> None:
        self.moment = now
        self.until = until
        self.sleeps: list[float] = []
        self.on_sleep: Callable[[], None] = lambda: None

    def now(self) -> datetime:
        return self.moment

    def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.moment += timedelta(seconds=max(seconds, 0.0))
        self.on_sleep()
        if self.until and self.moment >= self.until:
            raise Stopped


@contextmanager
def client_of(clock: FakeClock | None = None, **known: Any) -> Iterator[Client]:
    """Give a client that may fetch from this machine and waits on a fake clock."""
    manners = Manners(**{"allow_private": True, "delay": 0.0, **known.pop("manners", {})})
    limits = known.pop("limits", Limits(read=5.0, connect=5.0))
    client = Client(manners, clock or FakeClock(), limits, jitter=lambda: 0.0, **known)
    try:
        yield client
    finally:
        client.close()
