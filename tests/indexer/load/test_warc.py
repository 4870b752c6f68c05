"""WARC: responses become documents at their addresses."""

import gzip
import zlib
from collections import Counter
from pathlib import Path

import brotli
import pytest

from indexer.article import Article
from tests.indexer.load.files import TEXT, claims, load_error, load_one, load_path, write
from tests.indexer.load.samples import PAGE, pdf, warc

URL = "https://valley.example/news/dam"
PLAIN = {"Content-Type": "text/plain; charset=utf-8"}


@pytest.mark.parametrize("packed", [False, True])
def test_a_response_is_an_article_at_its_address(tmp_path: Path, packed: bool) -> None:
    content = warc((URL, "200 OK", TEXT.encode(), PLAIN), packed=packed)
    article = load_one(write(tmp_path / ("a.warc.gz" if packed else "a.warc"), content))
    assert (article.url, article.text) == (URL, TEXT)
    assert article.published is None
    assert claims(article)["WARC-Date"] == "2026-01-14T10:00:00Z"
    assert article.source.endswith(f"!/{URL}")


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/html", PAGE.encode()),
        ("application/pdf", pdf([TEXT])),
        ("text/plain; charset=windows-1252", TEXT.encode()),
        ("application/octet-stream", pdf([TEXT])),
    ],
)
def test_pages_papers_and_text(tmp_path: Path, kind: str, body: bytes) -> None:
    url = f"{URL}.pdf" if body.startswith(b"%PDF") else URL
    content = warc((url, "200 OK", body, {"Content-Type": kind}))
    assert TEXT in load_one(write(tmp_path / "a.warc", content)).text


def test_the_charset_of_the_server_counts(tmp_path: Path) -> None:
    headers = {"Content-Type": "text/plain; charset=windows-1252"}
    content = warc((URL, "200 OK", b"caf\xe9", headers))
    assert load_one(write(tmp_path / "a.warc", content)).text == "café"


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(TEXT.encode())),
        ("deflate", zlib.compress(TEXT.encode())),
        ("deflate", zlib.compress(TEXT.encode())[2:-4]),
        ("br", brotli.compress(TEXT.encode())),
        ("gzip", TEXT.encode()),
        ("br, gzip", gzip.compress(brotli.compress(TEXT.encode()))),
    ],
)
def test_content_encodings(tmp_path: Path, encoding: str, packed: bytes) -> None:
    content = warc((URL, "200 OK", packed, {**PLAIN, "Content-Encoding": encoding}))
    assert load_one(write(tmp_path / "a.warc", content)).text == TEXT


def test_chunks_are_joined(tmp_path: Path) -> None:
    body = b"8\r\nThe dam \r\n11\r\nbroke on Tuesday.\r\n0\r\n\r\n"
    content = warc((URL, "200 OK", body, {**PLAIN, "Transfer-Encoding": "chunked"}))
    assert load_one(write(tmp_path / "a.warc", content)).text == TEXT


@pytest.mark.parametrize(
    ("encoding", "body", "named"),
    [
        ("gzip", gzip.compress(TEXT.encode())[:-12], "breaks off"),
        ("gzip", b"\x1f\x8b" + b"\xff" * 40, "damaged"),
        ("br", brotli.compress(TEXT.encode() * 50)[:-6], "breaks off"),
        ("br", b"\xff" * 40, "damaged"),
        ("zstd", b"x", "zstd"),
    ],
)
def test_a_damaged_body_is_named_and_the_others_go_on(
    tmp_path: Path, encoding: str, body: bytes, named: str
) -> None:
    bad = (f"{URL}/bad", "200 OK", body, {**PLAIN, "Content-Encoding": encoding})
    content = warc(bad, (URL, "200 OK", TEXT.encode(), PLAIN))
    error, article = load_path(write(tmp_path / "a.warc", content))
    assert named in str(error)
    assert f"{URL}/bad" in str(error)
    assert isinstance(article, Article)


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_a_body_that_is_a_bomb(
    tmp_path: Path, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.load.warc.MAX_BYTES", 100_000)
    pack = gzip.compress if encoding == "gzip" else brotli.compress
    headers = {**PLAIN, "Content-Encoding": encoding}
    content = warc((URL, "200 OK", pack(b" " * 5_000_000), headers))
    message = "\n".join(map(str, load_path(write(tmp_path / "a.warc", content))))
    assert "larger than" in message


def test_what_is_no_article_is_passed_over(tmp_path: Path) -> None:
    good = (URL, "200 OK", TEXT.encode(), PLAIN)
    content = (
        warc((f"{URL}/404", "404 Not Found", b"gone", PLAIN))
        + warc((f"{URL}/q", "200 OK", b"asked", PLAIN), kind="metadata")
        + warc((f"{URL}/p.png", "200 OK", b"x", {"Content-Type": "image/png"}))
        + warc(("https://valley.example/robots.txt", "200 OK", b"User-agent: *", PLAIN))
        + warc(("urn:log", "200 OK", b"crawl log", PLAIN), kind="resource")
        + warc(good)
    )
    passed_over: Counter[str] = Counter()
    (article,) = load_path(write(tmp_path / "a.warc", content), passed_over)
    assert isinstance(article, Article)
    assert article.url == URL
    assert passed_over == {"image/png": 1}


def test_a_truncated_file_gives_what_it_holds_and_says_so(tmp_path: Path) -> None:
    content = warc(
        (URL, "200 OK", TEXT.encode(), PLAIN), (f"{URL}2", "200 OK", TEXT.encode(), PLAIN)
    )
    article, error = load_path(write(tmp_path / "a.warc", content[:-20]))
    assert isinstance(article, Article)
    assert "breaks off" in str(error)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"no crawl", b"WARC/1.0\r\n" + b"x" * 3_000_000])
def test_what_is_no_crawl(tmp_path: Path, content: bytes) -> None:
    assert load_error(write(tmp_path / "a.warc", content))
