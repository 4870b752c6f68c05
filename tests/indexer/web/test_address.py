"""Addresses: what is one, what is refused, and one way to write each."""

import pytest

from indexer.web.address import is_address, origin_of, web_address, without_campaign
from indexer.web.errors import FetchError


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ("https://news.example/a", True), ("HTTP://news.example", True), ("ftp://x/y", True),
        ("news/a.txt", False), ("/tmp/a", False), ("C:\\news", False), ("a:b", False), ("", False),
    ],
)  # fmt: skip
def test_addresses_are_told_from_paths(named: str, expected: bool) -> None:
    assert is_address(named) is expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("HTTP://News.Example", "http://news.example/"),
        ("https://news.example:443/a#part", "https://news.example/a"),
        ("http://news.example:8080/a?b=c d", "http://news.example:8080/a?b=cd"),
        ("https://news.example./a", "https://news.example/a"),
        ("https://bücher.example/straße?q=ä", "https://xn--bcher-kva.example/stra%C3%9Fe?q=%C3%A4"),
        ("https://news.example/a%20b", "https://news.example/a%20b"),
        ("http://[::1]:8080/a", "http://[::1]:8080/a"),
        (" https://news.example/a\n", "https://news.example/a"),
    ],
)
def test_one_way_to_write_it(written: str, expected: str) -> None:
    assert web_address(written) == expected
    assert web_address(expected) == expected


def test_relative_ones_are_resolved() -> None:
    assert web_address("../b?c", "https://news.example/x/y/z") == "https://news.example/x/b?c"
    assert web_address("//other.example/b", "https://news.example/") == "https://other.example/b"


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("file:///etc/passwd", "only http and https"), ("ftp://news.example/", "only http"),
        ("javascript:alert(1)", "only http"), ("gopher://x", "only http"), ("a.html", "only http"),
        ("http://user:secret@news.example/", "password"), ("http://user@news.example/", "password"),
        ("http://", "host name"), ("http:///path", "host name"), ("http://a b/", "host name"),
        ("http://news.example:99999/", "no address"), ("http://news.example:x/", "no address"),
        ("http://[::1/", "no address"), ("http://[fe80::1%25eth0]/", "no"),
        ("http://evil\\@news.example/", "password"), ("http://ex%41mple/", "host name"),
    ],
)  # fmt: skip
def test_others_are_refused_and_secrets_not_repeated(written: str, named: str) -> None:
    with pytest.raises(FetchError, match=named) as refused:
        web_address(written)
    assert "secret" not in str(refused.value)
    assert not refused.value.transient


def test_campaign_parameters_name_no_page() -> None:
    address = "https://news.example/a?id=7&utm_source=rss&utm_medium=feed&fbclid=x&q="
    assert without_campaign(address) == "https://news.example/a?id=7&q="
    assert without_campaign("https://news.example/a?id=%20x") == "https://news.example/a?id=%20x"


def test_origins() -> None:
    assert origin_of("https://news.example:8443/a/b?c") == "https://news.example:8443"
