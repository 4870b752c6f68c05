"""Feeds and sitemaps: what they list, whatever state they are in."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from indexer.article import Article, Claim
from indexer.errors import IndexerError, LoadError
from indexer.load import load, sitemap
from indexer.load.document import Document
from indexer.load.feed import read_feed
from indexer.load.fragment import plain_text
from indexer.load.listing import Entry, listing_kind, newest
from indexer.load.sitemap import read_sitemap

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
BASE = "https://news.example/feeds/top.xml"
WHOLE = "<p>The dam broke on Tuesday.</p>" * 20


def rss(*items: str, head: str = "") -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Top News</title>'
        f"{head}{''.join(items)}</channel></rss>"
    ).encode()


def item(**parts: str) -> str:
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in parts.items())
    return f"<item>{inner}</item>"


def one(*items: str, head: str = "") -> Entry:
    (entry,) = read_feed(rss(*items, head=head), BASE, NOW).entries
    return entry


class TestKind:
    @pytest.mark.parametrize(
        ("content", "kind"),
        [
            (rss(), "feed"), (b"<feed xmlns='http://www.w3.org/2005/Atom'/>", "feed"),
            (b'<rdf:RDF xmlns:rdf="x"/>', "feed"), (b"\xef\xbb\xbf \n<rss>", "feed"),
            (b"<!-- a <b> --><?x y?><!DOCTYPE rss [ <!ELEMENT a ANY> ]><rss>", "feed"),
            (b"<urlset>", "sitemap"), (b"<s:sitemapindex>", "sitemap"),
            ("\ufeff<urlset>".encode("utf-16-le"), "sitemap"),
            ("<rss>".encode("utf-16-be"), "feed"),
            (b"<!DOCTYPE html><html><rss>", None), (b"<html><urlset>", None), (b"", None),
            (b"rss", None), (b"<nitf><rss/></nitf>", None), (b"{}", None), (b"<", None),
        ],
    )  # fmt: skip
    def test_the_root_element_tells(self, content: bytes, kind: str | None) -> None:
        assert listing_kind(content) == kind


class TestFeed:
    def test_an_entry_with_everything(self) -> None:
        entry = one(
            item(
                title="Dam &amp;amp; &lt;b&gt;bridge&lt;/b&gt;", link="../2026/dam?a=1&amp;b=2",
                guid="tag:1", pubDate="Sun, 01 Mar 2026 08:30:00 +0900",
                **{"dc:creator": "A. Writer"},
            ),
            head="<language>en-GB</language>",
        )  # fmt: skip
        assert entry.link == "https://news.example/2026/dam?a=1&b=2"
        assert entry.fields == {
            "title": "Dam & bridge", "authors": ["A. Writer"], "language": "en-GB",
            "published": "2026-03-01T08:30:00+09:00",
        }  # fmt: skip
        assert Claim("published", "Sun, 01 Mar 2026 08:30:00 +0900", "feed") in entry.claims
        assert entry.text is None
        assert entry.moment == datetime(2026, 2, 28, 23, 30, tzinfo=UTC)

    def test_atom(self) -> None:
        content = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>
            <entry><id>tag:1</id><title type="html">A &amp;lt; B</title>
            <link rel="alternate" href="/a"/><updated>2026-02-28T10:00:00Z</updated>
            </entry></feed>"""
        (entry,) = read_feed(content, BASE, NOW).entries
        assert entry.link == "https://news.example/a"
        assert entry.fields["published"] == entry.fields["modified"] == "2026-02-28T10:00:00+00:00"

    @pytest.mark.parametrize(
        ("stated", "believed"),
        [
            ("Sun, 01 Mar 2026 08:30:00 GMT", "2026-03-01T08:30:00+00:00"),
            ("Sun, 01 Mar 2026 08:30:00", "2026-03-01T08:30:00"),  # no zone is made up
            ("2026-03-01", "2026-03-01"), ("1 March 2026", "2026-03-01"),
            ("Mon, 02 Mar 2026 11:00:00 GMT", "2026-03-02T11:00:00+00:00"),
            ("Mon, 09 Mar 2026 08:00:00 GMT", None), ("2099-01-01", None),
            ("yesterday", None), ("", None), ("Sun, 99 Foo 2026", None),
        ],
    )  # fmt: skip
    def test_dates(self, stated: str, believed: str | None) -> None:
        entry = one(item(title="T", link="/a", pubDate=stated))
        assert entry.fields.get("published") == believed
        claimed = [claim.value for claim in entry.claims if claim.field == "published"]
        assert claimed == ([stated] if stated else [])

    @pytest.mark.parametrize(
        ("guid", "link"),
        [("https://news.example/a", "https://news.example/a"), ("tag:1", None), ("", None)],
    )
    def test_an_entry_without_a_link(self, guid: str, link: str | None) -> None:
        assert one(item(title="T", guid=guid)).link == link

    def test_what_carries_the_whole_article(self) -> None:
        entry = one(item(title="T", link="/a", **{"content:encoded": f"<![CDATA[{WHOLE}]]>"}))
        assert entry.text is not None
        assert entry.text.startswith("The dam broke on Tuesday.\n\nThe dam broke")

    @pytest.mark.parametrize("teaser", ["<p>Short.</p>", WHOLE + "Read more", WHOLE + "[…]"])
    def test_what_is_a_teaser(self, teaser: str) -> None:
        entry = one(item(title="T", link="/a", **{"content:encoded": f"<![CDATA[{teaser}]]>"}))
        assert entry.text is None
        assert one(item(title="T", description=f"<![CDATA[{WHOLE}]]>")).text is None
        assert one(item(title="T", description=f"<![CDATA[{WHOLE * 4}]]>")).text is not None

    def test_another_text_is_another_fingerprint(self) -> None:
        first = one(item(title="T", link="/a"))
        assert first.fingerprint == one(item(title="T", link="/a")).fingerprint
        assert first.fingerprint != one(item(title="T2", link="/a")).fingerprint

    def test_malformed_feeds_give_what_is_usable(self) -> None:
        broken = rss(item(title="One", link="/1"), item(title="Two & three", link="/2"))
        listing = read_feed(broken, BASE, NOW)
        assert [entry.link for entry in listing.entries] == [
            "https://news.example/1", "https://news.example/2",
        ]  # fmt: skip
        assert "not well-formed" in listing.faults[0]
        assert "unknown" not in listing.faults[0]
        assert "2 entries could be read" in listing.faults[0]
        cut = read_feed(rss(item(title="One", link="/1"), item(title="Two", link="/2"))[:-60],
                        BASE, NOW)  # fmt: skip
        assert cut.entries[0].fields["title"] == "One"
        assert cut.faults

    @pytest.mark.parametrize("content", [b"", b"<html></html>", b"PNG", b"<nitf/>", b"\0" * 999])
    def test_what_is_no_feed(self, content: bytes) -> None:
        with pytest.raises(LoadError, match="no feed"):
            read_feed(content, BASE, NOW)

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
    def test_encodings(self, encoding: str) -> None:
        text = rss(item(title="Überfälle", link="/a")).decode()
        content = text.replace("UTF-8", encoding).encode(encoding)
        (entry,) = read_feed(content, BASE, NOW).entries
        assert entry.fields["title"] == "Überfälle"

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
    def test_entities_are_not_expanded(self, encoding: str) -> None:
        bomb = (
            '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">'
            '<!ENTITY x SYSTEM "file:///etc/passwd">]>'
            "<rss><channel><item><title>&b;&x;</title></item></channel></rss>"
        ).encode(encoding)
        with pytest.raises(LoadError, match="declares XML entities"):
            read_feed(bomb, BASE, NOW)

    def test_how_long_it_wants_us_to_wait(self) -> None:
        assert read_feed(rss(item(title="T"), head="<ttl>60</ttl>"), BASE, NOW).wait == 3600.0
        for nonsense in ("-1", "soon", "9" * 99, "\u00b2"):
            assert read_feed(rss(head=f"<ttl>{nonsense}</ttl>"), BASE, NOW).wait == 0.0
        assert read_feed(rss(head="<ttl>999999</ttl>"), BASE, NOW).wait == 86_400.0


class TestNewest:
    def entry(self, link: str, day: int | None, key: str = "") -> Entry:
        moment = datetime(2026, 1, day, tzinfo=UTC) if day else None
        return Entry(key=key or link, link=link, moment=moment)

    def test_newest_first_undated_last_each_once(self) -> None:
        entries = [self.entry(*each) for each in (("a", 1), ("b", None), ("c", 3), ("a", 2))]
        kept, left_off = newest(entries, 9)
        assert ([entry.link for entry in kept], left_off) == (["c", "a", "b"], 0)
        kept, left_off = newest(entries, 2)
        assert ([entry.link for entry in kept], left_off) == (["c", "a"], 1)

    def test_ten_thousand_entries(self) -> None:
        kept, left_off = newest([self.entry(f"/{n}", 1 + n % 28) for n in range(10_000)], 100)
        assert (len(kept), left_off) == (100, 9_900)
        assert {entry.moment.day for entry in kept if entry.moment} == {28}


class TestSitemap:
    NEWS = b"""<?xml version="1.0"?>
        <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
            xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"
            xmlns:i="http://www.google.com/schemas/sitemap-image/1.1"><url>
        <loc> https://news.example/dam?a=1&amp;b=2 </loc><lastmod>2026-02-28</lastmod>
        <i:image><i:loc>https://news.example/dam.jpg</i:loc><i:title>No</i:title></i:image>
        <n:news><n:publication><n:name>The Example</n:name><n:language>en</n:language>
        </n:publication><n:publication_date>2026-02-27T08:00:00+09:00</n:publication_date>
        <n:title>Dam &amp; bridge</n:title></n:news></url></urlset>"""

    def test_news(self) -> None:
        (entry,) = read_sitemap(self.NEWS, None, NOW).entries
        assert entry.link == "https://news.example/dam?a=1&b=2"
        assert entry.fields == {
            "title": "Dam & bridge", "publisher": "The Example", "language": "en",
            "published": "2026-02-27T08:00:00+09:00", "modified": "2026-02-28",
        }  # fmt: skip
        assert {claim.origin for claim in entry.claims} == {"sitemap"}

    def test_an_index_names_newest_first(self) -> None:
        content = b"""<sitemapindex>
            <sitemap><loc>https://a.example/1</loc></sitemap>
            <sitemap><loc>https://a.example/2</loc><lastmod>2026-01-01</lastmod></sitemap>
            <sitemap><loc>/3</loc><lastmod>2026-02-01</lastmod></sitemap></sitemapindex>"""
        listing = read_sitemap(content, "https://a.example/sitemap.xml", NOW)
        assert listing.children == (
            "https://a.example/3", "https://a.example/2", "https://a.example/1",
        )  # fmt: skip
        assert listing.entries == ()

    def test_what_is_broken_is_named_and_the_rest_taken(self) -> None:
        content = b"""<urlset><url><loc>https://a.example/1</loc></url>
            <url><loc>ftp://a.example/2</loc></url><url></url>
            <url><loc>https://a.example/3</loc><lastmod>never</lastmod></url><url><loc>htt"""
        listing = read_sitemap(content, None, NOW)
        assert [entry.link for entry in listing.entries] == [
            "https://a.example/1", "https://a.example/3",
        ]  # fmt: skip
        assert "ftp://a.example/2" in listing.faults[0]

    def test_entities_and_emptiness_are_refused(self) -> None:
        bomb = b'<!DOCTYPE urlset [<!ENTITY a "x">]><urlset><url><loc>&a;</loc></url></urlset>'
        with pytest.raises(LoadError, match="declares XML entities"):
            read_sitemap(bomb, None, NOW)
        with pytest.raises(LoadError, match="without a single address"):
            read_sitemap(b"<urlset/>", None, NOW)

    def test_names_more_than_anybody_may(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sitemap, "MAX_ENTRIES", 10)
        many = b"<url><loc>https://a.example/x</loc></url>" * 11
        listing = read_sitemap(b"<urlset>" + many + b"</urlset>", None, NOW)
        assert len(listing.entries) == 10
        assert "more than 10 addresses" in listing.faults[0]


class TestOffline:
    """Inside a folder or an archive nothing is fetched."""

    def loaded(self, path: Path, content: bytes) -> list[Article | IndexerError]:
        path.write_bytes(content)
        return list(load(Document.at(path)))

    @pytest.mark.parametrize("name", ["a.rss", "a.xml", "a.atom"])
    def test_a_feed_gives_what_it_carries(self, tmp_path: Path, name: str) -> None:
        whole = item(title="Dam", link="https://news.example/dam", **{
            "content:encoded": f"<![CDATA[{WHOLE}]]>"})  # fmt: skip
        article, error = self.loaded(
            tmp_path / name, rss(whole, item(title="Teaser", link="https://news.example/2"))
        )
        assert isinstance(article, Article)
        assert (article.url, article.title) == ("https://news.example/dam", "Dam")
        assert {claim.origin for claim in article.claims} == {"feed"}
        assert "'Teaser' is only a teaser" in str(error)

    def test_a_sitemap_says_what_to_do(self, tmp_path: Path) -> None:
        (error,) = self.loaded(tmp_path / "sitemap.xml", TestSitemap.NEWS)
        assert "names 1 addresses and holds no article" in str(error)
        assert "dateline index" in str(error)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>A <b>bold</b>\n claim.</p><p>Next.</p>", "A bold claim.\n\nNext."),
        ("Plain &amp; simple", "Plain & simple"), ("One<br>Two<br/><br>3", "One\n\nTwo\n\n3"),
        ("<ul><li>a<li>b</ul>tail", "a\n\nb\n\ntail"), ("<p>x<script>alert(1)</script>y</p>", "xy"),
        ("<style>p{}</style><p>x</p><!-- no -->", "x"), ("", ""), ("  ", ""), ("<p></p>", ""),
        ("<" * 99, "<" * 99), ("a < b and c > d", "a < b and c > d"), ("\0x", "x"),
        ("<p>&#0;&#xD800;ok</p>", "\ufffd\ufffdok"),
    ],
)  # fmt: skip
def test_fragments_become_text(html: str, text: str) -> None:
    assert plain_text(html) == text


def test_a_very_deep_fragment_does_no_harm() -> None:
    assert "x" not in plain_text("<div>" * 5_000 + "x")
