"""Fetching: whatever a server does, one error with its cause, in bounded time and memory."""

import gzip
import itertools
import zlib
from http.server import BaseHTTPRequestHandler
from typing import ClassVar

import httpcore
import pytest

from indexer.web.client import Client, Manners, Validators
from indexer.web.errors import FetchError
from indexer.web.fetch import Fetcher, Limits
from indexer.web.guard import Guard
from indexer.web.network import Deadline, GuardedBackend
from tests.indexer.web.site import Answer, FakeClock, Site, client_of

TEXT = "The dam broke on Tuesday."


def error_of(address: str, **known: object) -> FetchError:
    with client_of(**known) as client, pytest.raises(FetchError) as failed:
        client.get(address)
    return failed.value


def redirect(target: str, status: int = 302) -> Answer:
    return Answer(status=status, headers={"Location": target})


def test_a_page_with_what_its_server_said(site: Site) -> None:
    site.page("/a", TEXT, media_type='Text/HTML; Charset="ISO-8859-1"; x=y', etag='"1"')
    with client_of(manners={"agent": "Tester/1"}) as client:
        reply = client.get(site.url("/a#part"))
    assert (reply.status, reply.body, reply.url) == (200, TEXT.encode(), site.url("/a"))
    assert (reply.media_type, reply.charset) == ("text/html", "iso-8859-1")
    assert Validators.of(reply) == Validators('"1"', None)
    (headers,) = site.headers_of("/a")
    assert headers["user-agent"] == "Tester/1"
    assert headers["accept-encoding"] == "gzip"


def test_we_say_who_we_are(site: Site) -> None:
    site.page("/a", TEXT)
    with client_of() as client:
        client.get(site.url("/a"))
    assert site.headers_of("/a")[0]["user-agent"].startswith("Dateline/")


def test_unchanged_costs_nothing(site: Site) -> None:
    site.page("/a", TEXT, etag='"1"', headers={"Last-Modified": "Sun, 01 Mar 2026 08:00:00 GMT"})
    with client_of() as client:
        known = Validators.of(client.get(site.url("/a")))
        again = client.get(site.url("/a"), known)
    assert (again.status, again.body) == (304, b"")
    assert site.headers_of("/a")[1]["if-modified-since"] == "Sun, 01 Mar 2026 08:00:00 GMT"


@pytest.mark.parametrize(
    ("etag", "sent"),
    [
        ('"caf\u00e9"', '"caf\u00e9"'), ('"caf\u00c3\u00a9"', '"caf\u00c3\u00a9"'),
        ('"\u4e2d"', None),
        ('"a\x1b"', None), ('"a\r\nX-Evil: 1"', None), (" ", None),
    ],
)  # fmt: skip
def test_only_what_a_header_can_hold_is_sent_back(site: Site, etag: str, sent: str | None) -> None:
    site.page("/a", TEXT)
    with client_of() as client:
        client.get(site.url("/a"), Validators(etag, "Sun, 01 Mar 2026 08:00:00 GMT"))
    headers = site.headers_of("/a")[0]
    assert (headers.get("if-none-match"), "x-evil" in headers) == (sent, False)
    assert "if-modified-since" in headers


class TestRedirects:
    @pytest.mark.parametrize("charset", ["utf-8", "latin-1"])
    def test_to_letters_of_any_language_are_quoted_once(self, site: Site, charset: str) -> None:
        site.answers["/old"] = redirect("/d\u00e9j\u00e0".encode(charset).decode("latin-1"))
        site.page("/d%C3%A9j%C3%A0", TEXT)
        with client_of() as client:
            assert client.get(site.url("/old")).url == site.url("/d%C3%A9j%C3%A0")

    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    def test_are_followed(self, site: Site, status: int) -> None:
        site.answers["/old"] = redirect("new?x=1", status)
        site.page("/new?x=1", TEXT)
        with client_of() as client:
            assert client.get(site.url("/old")).url == site.url("/new?x=1")

    def test_in_circles_and_without_end(self, site: Site) -> None:
        site.answers |= {"/a": redirect("/b"), "/b": redirect("/a")}
        assert "in a circle" in str(error_of(site.url("/a")))
        site.answers |= {f"/{n}": redirect(f"/{n + 1}") for n in range(9)}
        assert "more than 5 times" in str(error_of(site.url("/0")))
        assert site.asked()[-6:] == [f"/{n}" for n in range(6)]

    @pytest.mark.parametrize(
        ("target", "named"),
        [
            ("file:///etc/passwd", "only http"), ("ftp://x.example/", "only http"),
            ("http://u:p@127.0.0.1/", "password"), ("", "without saying where"),
            ("http://[::1", "no address"),
        ],
    )  # fmt: skip
    def test_to_elsewhere_are_refused(self, site: Site, target: str, named: str) -> None:
        site.answers["/a"] = redirect(target)
        assert named in str(error_of(site.url("/a")))

    def test_each_step_is_checked_again(self, site: Site, clock: FakeClock) -> None:
        """The first name is allowed, the one it redirects to leads inside."""
        site.answers["/a"] = redirect("http://inside.example/secret")

        def resolve(host: str, port: int) -> list[str]:
            return ["10.0.0.1", "127.0.0.1"] if host == "inside.example" else ["127.0.0.1"]

        guard = Guard(resolve=resolve)
        guard._objection = lambda address: "inside" if address == "10.0.0.1" else None  # type: ignore[method-assign]
        fetcher = Fetcher(guard, clock, "Tester")
        with pytest.raises(FetchError, match=r"inside\.example leads to 10\.0\.0\.1"):
            fetcher.get(f"http://outside.example:{site.port}/a")
        fetcher.close()
        assert site.asked() == ["/a"]


def test_a_name_is_resolved_once_and_that_address_connected_to(
    site: Site, clock: FakeClock
) -> None:
    """A second look-up could give another address than the one that was checked."""
    site.page("/a", TEXT)
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    fetcher = Fetcher(Guard(allow_private=True, resolve=resolve), clock, "Tester")
    assert fetcher.get(f"http://news.example:{site.port}/a").body == TEXT.encode()
    fetcher.close()
    assert asked == ["news.example"]
    assert site.headers_of("/a")[0]["host"] == f"news.example:{site.port}"


def test_the_next_address_is_tried_when_one_does_not_answer() -> None:
    class Network:
        tried: ClassVar[list[str]] = []

        def connect_tcp(self, host: str, *arguments: object) -> object:
            self.tried.append(host)
            if host != "127.0.0.3":
                raise httpcore.ConnectError("refused")
            return self

    guard = Guard(
        allow_private=True, resolve=lambda host, port: [f"127.0.0.{n}" for n in range(1, 9)]
    )
    backend = GuardedBackend(guard, Deadline(lambda: 0.0))
    backend._plain = Network()  # type: ignore[assignment]
    backend.connect_tcp("news.example", 80)
    assert Network.tried == ["127.0.0.1", "127.0.0.2", "127.0.0.3"]


def test_addresses_of_this_machine_are_refused_by_default(site: Site) -> None:
    site.page("/a", TEXT)
    client = Client(Manners(), FakeClock())
    with pytest.raises(FetchError, match="not on the public internet"):
        client.get(site.url("/a"))
    client.close()
    assert site.requests == []


def test_proxies_of_the_environment_are_left_alone(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://proxy.example:3128")
    site.page("/a", TEXT)
    with client_of() as client:
        assert client.get(site.url("/a")).body == TEXT.encode()


class TestStatuses:
    @pytest.mark.parametrize(
        ("status", "named", "transient"),
        [
            (401, "login", False), (402, "payment", False), (403, "subscription", False),
            (404, "no such page", False), (410, "gone for good", False), (418, "418", False),
            (429, "fewer requests", True), (451, "legal", False), (500, "server fails", True),
            (503, "server fails", True), (408, "408", True),
        ],
    )  # fmt: skip
    def test_say_what_they_mean(self, site: Site, status: int, named: str, transient: bool) -> None:
        site.answers["/a"] = Answer("no", status)
        error = error_of(site.url("/a"))
        assert named in str(error)
        assert (error.status, error.transient) == (status, transient)

    def test_empty_is_no_page(self, site: Site) -> None:
        site.answers |= {"/a": Answer(b" \n"), "/b": Answer(b"", 204)}
        assert "is empty (200)" in str(error_of(site.url("/a")))
        assert "is empty (204)" in str(error_of(site.url("/b")))


class TestTryingAgain:
    def test_what_may_pass_is_tried_again_more_and_more_patiently(
        self, site: Site, clock: FakeClock
    ) -> None:
        site.answers["/a"] = [Answer("", 503), Answer("", 500), Answer(TEXT)]
        with client_of(clock) as client:
            assert client.get(site.url("/a")).body == TEXT.encode()
        assert [sleep for sleep in clock.sleeps if sleep] == [2.0, 4.0]

    def test_what_will_not_pass_is_not(self, site: Site) -> None:
        error_of(site.url("/none"))
        assert site.asked() == ["/none"]

    def test_the_server_says_when(self, site: Site, clock: FakeClock) -> None:
        later = "Sun, 01 Mar 2026 12:00:42 GMT"
        site.answers["/a"] = [
            Answer("", 429, headers={"Retry-After": "7"}),
            Answer("", 503, headers={"Retry-After": later}),
            Answer(TEXT),
        ]
        with client_of(clock) as client:
            client.get(site.url("/a"))
        assert [sleep for sleep in clock.sleeps if sleep] == [7.0, 35.0]

    def test_a_long_wait_is_left_to_another_day(self, site: Site, clock: FakeClock) -> None:
        site.answers["/a"] = Answer("", 429, headers={"Retry-After": "3600"})
        assert error_of(site.url("/a"), clock=clock).retry_after == 3600.0
        assert site.asked() == ["/a"]

    @pytest.mark.parametrize("value", ["soon", "-5", "1e99", "", "9" * 400, "99 May 2026"])
    def test_nonsense_is_ignored(self, site: Site, value: str) -> None:
        site.answers["/a"] = Answer("", 503, headers={"Retry-After": value})
        assert error_of(site.url("/a")).status == 503


class TestHostileBodies:
    def test_compressed_pages_are_unpacked(self, site: Site) -> None:
        packed = gzip.compress(TEXT.encode()) + gzip.compress(b" More.") + b"\0\0"
        site.answers["/a"] = Answer(packed, headers={"Content-Encoding": "gzip"})
        site.answers["/b"] = Answer(zlib.compress(b"x"), headers={"Content-Encoding": "deflate"})
        with client_of() as client:
            assert client.get(site.url("/a")).body == TEXT.encode() + b" More."
            assert client.get(site.url("/b")).body == b"x"

    def test_a_bomb_is_not_unpacked(self, site: Site) -> None:
        bomb = gzip.compress(bytes(30_000_000))
        assert len(bomb) < 40_000
        site.answers["/a"] = Answer(bomb, headers={"Content-Encoding": "gzip"})
        error = error_of(site.url("/a"), limits=Limits(max_bytes=1_000_000))
        assert "larger than 1 MB" in str(error)
        assert not error.transient

    def test_a_page_without_end_is_cut_off(self, site: Site) -> None:
        def endless(request: BaseHTTPRequestHandler) -> None:
            request.send_response(200)
            request.end_headers()
            while True:
                request.wfile.write(b"x" * 65_536)

        site.answers["/a"] = endless
        assert "larger than 1 MB" in str(
            error_of(site.url("/a"), limits=Limits(max_bytes=1_000_000))
        )

    @pytest.mark.parametrize("in_headers", [True, False])
    def test_a_server_that_drips_for_ever_runs_out_of_time(
        self, site: Site, clock: FakeClock, in_headers: bool
    ) -> None:
        def drip(request: BaseHTTPRequestHandler) -> None:
            start = b"HTTP/1.1 200 OK\r\nX: " if in_headers else b"HTTP/1.1 200 OK\r\n\r\n"
            request.wfile.write(start)
            while True:
                request.wfile.write(b"x")
                request.wfile.flush()

        site.answers["/a"] = drip
        seconds = itertools.count()  # each look at the clock is a second later
        fetcher = Fetcher(
            Guard(allow_private=True), clock, "Tester", now=lambda: float(next(seconds))
        )
        with pytest.raises(FetchError, match="did not finish within 60 s|broke or was misused"):
            fetcher.get(site.url("/a"))
        fetcher.close()

    def test_a_broken_off_body(self, site: Site) -> None:
        def short(request: BaseHTTPRequestHandler) -> None:
            request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nshort")
            request.close_connection = True

        site.answers["/a"] = short
        error = error_of(site.url("/a"))
        assert "connection broke" in str(error)
        assert error.transient

    def test_damaged_and_unasked_compression(self, site: Site) -> None:
        packed = gzip.compress(TEXT.encode() * 99)
        site.answers["/a"] = Answer(packed[:-20], headers={"Content-Encoding": "gzip"})
        site.answers["/b"] = Answer(b"no gzip at all", headers={"Content-Encoding": "gzip"})
        site.answers["/c"] = Answer(b"xyz", headers={"Content-Encoding": "br"})
        assert "breaks off" in str(error_of(site.url("/a")))
        assert "compression is damaged" in str(error_of(site.url("/b")))
        assert "'br', which was not asked for" in str(error_of(site.url("/c")))

    @pytest.mark.parametrize(
        "answer", [b"", b"hello\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n", b"HTTP/1.1 200 OK\r\nA" * 9999]
    )
    def test_what_is_no_http(self, site: Site, answer: bytes) -> None:
        def nonsense(request: BaseHTTPRequestHandler) -> None:
            request.wfile.write(answer)
            request.close_connection = True

        site.answers["/a"] = nonsense
        assert "connection broke or was misused" in str(error_of(site.url("/a")))

    def test_no_server_and_no_tls(self, site: Site) -> None:
        error = error_of("http://127.0.0.1:1/a")
        assert "cannot be connected to" in str(error)
        assert error.transient
        secure = error_of(site.url("/a").replace("http:", "https:"))
        assert "secure connection" in str(secure)
