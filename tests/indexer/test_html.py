"""Pages: the article and nothing else, its metadata with provenance, hostile pages bounded."""

import io
import json
from contextlib import nullcontext
from typing import Any

import pytest

from indexer.article import Article, Claim
from indexer.errors import ArticleError, IndexerError, LoadError
from indexer.load import html
from indexer.load.charset import decode_page
from indexer.load.document import Document

URL = "https://www.valleypost.example/news/2026/01/13/leaders-drum-in-nara"
PARAGRAPHS = [
    "The leaders of two neighbouring countries met on Tuesday and played the drums together, to "
    "the surprise of the reporters who had waited for a statement in the rain since morning.",
    "“We found the same rhythm,” the host said after ninety minutes of talks, which both sides "
    "called frank, and which ended with a promise to meet again before the summer.",
    "Trade between the two grew by 4.5 percent last year, to 72 billion dollars, the ministry "
    "said, although fishing rights and the price of steel remain open questions.",
]


def page(body: str = "", head: str = "", lang: str = "en") -> bytes:
    return (
        f"<!doctype html><html lang={lang}><head>{head}</head><body>{body}</body></html>".encode()
    )


def article(*extra: str) -> str:
    paragraphs = "".join(f"<p>{each}</p>" for each in PARAGRAPHS)
    return f"<nav><a href=/>Home</a></nav><article>{paragraphs}{''.join(extra)}</article>"


def ld(node: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def document(content: bytes, url: str | None = URL, **known: Any) -> Document:
    return Document(
        "a.html", "file:///a.html", "a.html", lambda: nullcontext(io.BytesIO(content)), url, **known
    )


def load(content: bytes, url: str | None = URL, **known: Any) -> Article:
    (loaded,) = html.load(document(content, url, **known))
    return loaded


def test_the_article_is_read_and_the_page_around_it_is_not() -> None:
    text = load(page(article() + "<footer>All rights reserved</footer>")).text
    assert text.split("\n\n") == PARAGRAPHS


def test_the_year_of_a_copyright_is_no_day_of_publication() -> None:
    assert load(page(article() + "<footer>© Fen Herald 2025</footer>"), None).published is None
    dated = article("<p class=dateline>Published 4 March 2025</p>")
    assert load(page(dated), None).published == "2025-03-04"


def test_lists_quotes_and_headings_are_lines_and_the_title_is_not_repeated() -> None:
    head = "<title>Drums in Nara</title>"
    body = article("<h2>What they agreed</h2><ul><li>A pact on fish and on steel, in May</li>"
                   "<li>A visit in May, with drums</li></ul>")  # fmt: skip
    loaded = load(page(body.replace("<article>", "<article><h1>Drums in Nara</h1>"), head))
    lines = loaded.text.split("\n\n")
    assert loaded.title == "Drums in Nara" and "Drums in Nara" not in lines
    assert lines[3:] == ["What they agreed", "A pact on fish and on steel, in May",
                         "A visit in May, with drums"]  # fmt: skip


def test_each_value_keeps_where_it_was_read_from() -> None:
    node = {"@type": "NewsArticle", "headline": "Drums in Nara"}
    node["datePublished"] = "2026-01-13T18:00:00+09:00"
    head = ld({**node, "author": {"name": "By Ana Ruiz and Bo Li"}})
    head += '<meta property="og:site_name" content="The Valley Post">'
    loaded = load(page(article(), head))
    assert (loaded.title, loaded.publisher) == ("Drums in Nara", "The Valley Post")
    assert loaded.authors == ("Ana Ruiz", "Bo Li")
    assert loaded.published == "2026-01-13T18:00:00+09:00"
    assert loaded.language == "en" and loaded.url == URL
    assert Claim("published", "2026-01-13T18:00:00+09:00", "JSON-LD NewsArticle") in loaded.claims
    assert Claim("published", "2026-01-13", "address") in loaded.claims
    assert Claim("publisher", "The Valley Post", "og:site_name") in loaded.claims


def test_what_the_container_knows_fills_the_gaps_and_keeps_its_origin() -> None:
    claims = (Claim("title", "From the feed", "feed entry"), Claim("section", "Asia", "feed entry"))
    loaded = load(page(article(), "<title>x</title><meta property=og:title content='Own title'>"),
                  claims=claims)  # fmt: skip
    assert (loaded.title, loaded.section) == ("Own title", "Asia")
    assert claims[1] in loaded.claims


def test_a_body_that_the_page_ships_but_does_not_show_is_read() -> None:
    body = " ".join(PARAGRAPHS * 3)
    head = ld({"@type": "NewsArticle", "headline": "h", "articleBody": body})
    assert load(page(f"<article><p>{PARAGRAPHS[0]}</p></article>", head)).text == body


def test_a_teaser_in_json_ld_does_not_replace_the_article() -> None:
    head = ld({"@type": "NewsArticle", "headline": "h", "articleBody": PARAGRAPHS[0][:90]})
    assert load(page(article(), head)).text.split("\n\n") == PARAGRAPHS


def test_a_live_blog_keeps_its_entries_with_their_times() -> None:
    updates = [
        {"headline": "Talks end", "datePublished": "2026-01-13T10:05:00+09:00",
         "articleBody": f"<p>{PARAGRAPHS[1]}</p><p>{PARAGRAPHS[2]}</p>"},
        {"datePublished": "2026-01-13T09:00:00Z", "articleBody": PARAGRAPHS[0]},
    ]  # fmt: skip
    head = ld({"@type": "LiveBlogPosting", "headline": "Live", "liveBlogUpdate": updates})
    lines = load(page("<main><p>Follow the day as it happens.</p></main>", head)).text.split("\n\n")
    start = lines.index("2026-01-13 10:05 +09:00")
    assert lines[start:] == ["2026-01-13 10:05 +09:00", "Talks end", PARAGRAPHS[1], PARAGRAPHS[2],
                             "2026-01-13 09:00 UTC", PARAGRAPHS[0]]  # fmt: skip


CARDS = "".join(
    f'<div><a href="/s{n}"><h3>Council number {n} approves its new budget for roads</h3></a>'
    f"<p>Members voted {n} to 3 on Monday after a long debate.</p></div>"
    for n in range(30)
)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "no article"),
        (f"<main>{CARDS}</main>", "no article"),
        ("<div id=root></div><noscript>Please enable JavaScript to run this app.</noscript>",
         "JavaScript"),
        ("<h1>Just a moment...</h1><p>Verify you are human by completing the action.</p>",
         "robots"),
        ("<p>We and our 842 partners use cookies to store and access personal data on your "
         "device. You can withdraw your consent in our privacy policy whenever you want, and "
         "our partners will then be told that your consent is gone.</p>", "consent"),
    ],
)  # fmt: skip
def test_a_page_without_an_article_is_refused(body: str, said: str) -> None:
    with pytest.raises(ArticleError, match=said):
        load(page(body), "https://www.valleypost.example/")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<p>" + b"<div " + b" ".join(b"a%d=1" % n for n in range(5_000)) + b">", "attributes"),
        (b"<div>" * 3_000, "deep"),
        (b"<i></i>" * 60_000, "elements"),
        (b"<p>" + b"word " * 5_000_000, "characters"),
    ],
    ids=["attributes", "depth", "elements", "size"],
)
def test_pages_built_to_exhaust_are_refused(content: bytes, said: str) -> None:
    with pytest.raises(LoadError, match=said):
        load(content)


@pytest.mark.parametrize(
    "content", [b"\0" * 99, b"<", b"<html", b"<!--", b"\x89PNG\r\n\x1a\n", b"a<b"]
)
def test_scraps_give_an_error_of_ours(content: bytes) -> None:
    with pytest.raises(IndexerError):
        load(content)


def test_a_saved_picture_does_not_make_a_page_too_large() -> None:
    picture = "<img src='data:image/png;base64," + "A" * 30_000_000 + "'>"
    assert load(page(picture + article())).text.split("\n\n") == PARAGRAPHS


@pytest.mark.parametrize(
    ("content", "stated", "text"),
    [
        ("é".encode(), None, "é"),
        (b"\xef\xbb\xbfa", "windows-1251", "a"),
        (b"\xff\xfea\0", None, "a"),
        (b"\x93caf\xe9\x94", "iso-8859-1", "“café”"),
        (b'<meta charset="latin1">\x80', None, '<meta charset="latin1">€'),
        ('<meta charset="iso-8859-1">日本'.encode(), None, '<meta charset="iso-8859-1">日本'),
        ("Москва".encode("koi8-r"), "KOI8-R", "Москва"),
        ("東京".encode("shift_jis"), "shift_jis", "東京"),
        (b'<meta charset="utf-16">a', None, '<meta charset="utf-16">a'),
        (
            "The tower at T\xe5rn was closed on Monday – “for good”.".encode("cp1252"),
            None,
            "The tower at T\xe5rn was closed on Monday – “for good”.",
        ),
        (
            "Мост будет открыт в понедельник, сказал мэр города.".encode("cp1251"),
            None,
            "Мост будет открыт в понедельник, сказал мэр города.",
        ),
        (b"a" * 3_000 + b"\xfc", "utf-8", "a" * 3_000 + "\ufffd"),
        (b"abc", "rot13", "abc"),
    ],
)
def test_encodings_are_read_as_browsers_read_them(
    content: bytes, stated: str | None, text: str
) -> None:
    assert decode_page(content, stated) == text


@pytest.mark.parametrize("stated", [None, "utf-8", "no-such-thing"])
def test_an_encoding_that_cannot_be_known_is_an_error(stated: str | None) -> None:
    with pytest.raises(LoadError, match="convert it"):
        decode_page(b"a\xe9b\xff\x81" * 3, stated)


@pytest.mark.parametrize("field", ["author", "headline", "articleBody", "publisher"])
def test_deeply_nested_metadata_claims_nothing_and_the_page_is_read(field: str) -> None:
    nested = "[" * 600 + '"Ana Ruiz"' + "]" * 600
    head = '<script type="application/ld+json">{"@type": "NewsArticle", "%s": %s}</script>'
    read = load(page(article(), head % (field, nested)))
    assert read.text.split("\n\n") == PARAGRAPHS
    assert not any(claim.value == "Ana Ruiz" for claim in read.claims)


def test_what_a_library_raises_is_an_error_of_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr(html, "article_text", fail)
    with pytest.raises(LoadError, match=r"damaged HTML file \(too deep\)"):
        load(page(article()))


@pytest.mark.parametrize(
    "head",
    [
        b"<meta charset=" + b" " * 64_000,
        b"<meta charset" + b" " * 64_000,
        b"<!--" * 16_000,
        b"<?xml encoding" + b" " * 64_000,
        b"<meta charset= " * 4_000,
    ],
    ids=["after", "before", "comments", "declaration", "repeated"],
)
def test_a_page_of_white_space_or_open_comments_is_decoded(head: bytes) -> None:
    assert decode_page(head + "é".encode(), None).endswith("é")


def test_a_charset_in_a_comment_does_not_count_and_one_after_it_does() -> None:
    said = b'<!-- <meta charset="cp1251"> --><!----><meta charset = "iso-8859-2"><p>\xb1\xe6'
    assert decode_page(said, None).endswith("ąć")
    assert decode_page(b'<meta charset="iso-8859-2"><!-- \xb1', None).endswith("ą")
