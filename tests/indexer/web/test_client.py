"""Manners: robots.txt, a pace for each site, and a cap on both."""

import threading
import time
from http.server import BaseHTTPRequestHandler

import pytest

from indexer.web.errors import FetchError
from indexer.web.fetch import Limits
from indexer.web.robots import MAX_DELAY
from tests.indexer.web.site import Answer, FakeClock, Site, client_of


def robots(site: Site, text: str | bytes, status: int = 200) -> None:
    site.answers["/robots.txt"] = Answer(text, status)


class TestRobots:
    def test_what_is_forbidden_is_not_fetched(self, site: Site) -> None:
        robots(site, "User-agent: *\nDisallow: /private/\nAllow: /private/open\n")
        site.page("/private/a", "x")
        site.page("/private/open", "x")
        with client_of() as client:
            with pytest.raises(FetchError, match=r"robots\.txt forbids it") as refused:
                client.get(site.url("/private/a"))
            assert client.get(site.url("/private/open")).status == 200
        assert not refused.value.transient
        assert site.asked() == ["/private/open"]

    def test_our_own_name_counts_before_all_others(self, site: Site) -> None:
        robots(site, "User-agent: *\nDisallow: /\n\nUser-agent: dateline\nDisallow: /b\n")
        site.page("/a", "x")
        with client_of() as client:
            assert client.get(site.url("/a")).status == 200
            with pytest.raises(FetchError, match="forbids"):
                client.get(site.url("/b"))

    def test_a_page_that_one_is_sent_on_to_is_asked_about_too(self, site: Site) -> None:
        robots(site, "User-agent: *\nDisallow: /private/\n")
        site.answers["/a"] = Answer(status=302, headers={"Location": "/private/a"})
        with client_of() as client, pytest.raises(FetchError, match="forbids"):
            client.get(site.url("/a"))
        assert site.asked() == ["/a"]

    @pytest.mark.parametrize("status", [401, 403, 404, 410])
    def test_none_means_free(self, site: Site, status: int) -> None:
        robots(site, "no", status)
        site.page("/a", "x")
        with client_of() as client:
            assert client.get(site.url("/a")).status == 200

    @pytest.mark.parametrize(
        "text", [b"", b"\xff\xfe\x00", b"<html>", b"Disallow: /\n", b"\n" * 99]
    )
    def test_nonsense_means_free(self, site: Site, text: bytes) -> None:
        robots(site, text)
        site.page("/a", "x")
        with client_of() as client:
            assert client.get(site.url("/a")).status == 200

    @pytest.mark.parametrize("status", [429, 500, 503])
    def test_unknown_means_forbidden_for_now(
        self, site: Site, clock: FakeClock, status: int
    ) -> None:
        site.answers["/robots.txt"] = [Answer("", status), Answer("User-agent: *\nAllow: /")]
        site.page("/a", "x")
        with client_of(clock) as client:
            with pytest.raises(FetchError, match=r"robots\.txt cannot be read") as refused:
                client.get(site.url("/a"))
            assert refused.value.transient
            clock.sleep(3600)
            assert client.get(site.url("/a")).status == 200

    def test_a_name_that_does_not_resolve_is_said_plainly_and_looked_up_once(
        self, clock: FakeClock
    ) -> None:
        asked = []

        def resolve(host: str, port: int) -> list[str]:
            asked.append(host)
            raise OSError("no such name")

        with client_of(clock, resolve=resolve) as client:
            for path in ("a", "b"):
                with pytest.raises(FetchError, match="cannot be resolved") as refused:
                    client.get(f"http://news.example/{path}")
                assert "robots.txt" not in str(refused.value)
                assert refused.value.transient
        assert (asked, clock.sleeps) == (["news.example"], [])

    def test_a_huge_one_is_read_as_far_as_it_must_be(self, site: Site) -> None:
        robots(site, b"User-agent: *\nDisallow: /a\n" + b"# filler\n" * 1_000_000)
        with client_of() as client, pytest.raises(FetchError, match="forbids"):
            client.get(site.url("/a"))

    def test_is_asked_for_once_a_day(self, site: Site, clock: FakeClock) -> None:
        robots(site, "User-agent: *\nAllow: /\n")
        site.page("/a", "x")
        with client_of(clock) as client:
            for hours in (0, 1, 10, 14):
                clock.sleep(hours * 3600)
                client.get(site.url("/a"))
        assert len(site.headers_of("/robots.txt")) == 2


class TestPatience:
    def test_a_server_that_uses_up_the_time_is_not_asked_again(
        self, site: Site, clock: FakeClock
    ) -> None:
        over = threading.Event()
        site.answers["/a"] = lambda request: over.wait(20) and None
        with (
            client_of(clock, limits=Limits(read=0.2, connect=5.0)) as client,
            pytest.raises(FetchError, match="did not answer") as failed,
        ):
            client.get(site.url("/a"))
        over.set()
        assert failed.value.transient, "the watcher tries it later"
        assert site.asked() == ["/a"]

    @pytest.mark.parametrize("pause", [0.0, 0.2])
    def test_a_server_that_drips_is_not_asked_again(
        self, site: Site, clock: FakeClock, pause: float
    ) -> None:
        def drip(request: BaseHTTPRequestHandler) -> None:
            request.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
            while True:
                request.wfile.write(b"x")
                request.wfile.flush()
                time.sleep(pause)

        site.answers["/a"] = drip
        with (
            client_of(clock, limits=Limits(read=5.0, connect=5.0, total=0.3)) as client,
            pytest.raises(FetchError, match="did not finish"),
        ):
            client.get(site.url("/a"))
        assert site.asked() == ["/a"]

    def test_robots_that_cannot_be_read_are_not_waited_for(
        self, site: Site, clock: FakeClock
    ) -> None:
        robots(site, "", 503)
        with client_of(clock) as client, pytest.raises(FetchError, match="cannot be read"):
            client.get(site.url("/a"))
        assert clock.sleeps == []


class TestPace:
    def test_a_site_is_given_time_between_requests(self, site: Site, clock: FakeClock) -> None:
        site.page("/a", "x")
        with client_of(clock, manners={"delay": 3.0}) as client:
            client.get(site.url("/a"))
            client.get(site.url("/a"))
        assert clock.sleeps == [3.0, 3.0]  # after robots.txt, and between the two

    def test_its_own_wish_counts_up_to_a_limit(self, site: Site, clock: FakeClock) -> None:
        robots(site, "User-agent: *\nCrawl-delay: 10\n")
        site.page("/a", "x")
        with client_of(clock) as client:
            client.get(site.url("/a"))
            client.get(site.url("/a"))
        assert clock.sleeps == [10.0]
        robots(site, "User-agent: *\nCrawl-delay: 86400\n")
        with client_of(clock) as client:
            client.get(site.url("/a"))
            client.get(site.url("/a"))
        assert clock.sleeps == [10.0, MAX_DELAY]
