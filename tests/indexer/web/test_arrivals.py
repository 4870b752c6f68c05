"""`dateline index URL...`: pages, feeds and sitemaps; each failure is a line."""

import gzip
import json
from pathlib import Path

import pytest

from tests.conftest import Outcome, Run
from tests.indexer.web.site import Answer, Site

WHOLE = "".join(f"<p>The dam broke on day {n}, the council said.</p>" for n in range(12))
PAGE = """<!doctype html><html lang="en"><head><title>{title}</title>
<link rel="canonical" href="{canonical}"><meta property="og:site_name" content="The Example">
<link rel="alternate" type="application/rss+xml" href="/feed.xml">
<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "{title}",
"datePublished": "2026-02-27T10:00:00+01:00", "author": {{"name": "A. Writer"}}}}</script></head>
<body><article><h1>{title}</h1>{body}</article></body></html>"""
BODY = "".join(
    f"<p>Paragraph {n} says that the repairs of the old dam will go on.</p>" for n in range(9)
)


def rss(*items: str) -> Answer:
    text = (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>Top</title>{''.join(items)}</channel></rss>"
    )
    return Answer(text, media_type="application/rss+xml")


def item(link: str, title: str = "T", day: int = 1, whole: str = "") -> str:
    content = f"<content:encoded><![CDATA[{whole}]]></content:encoded>" if whole else ""
    return (
        f"<item><title>{title}</title><link>{link}</link><author>B. Reporter</author>"
        f"<pubDate>2026-02-{day:02}</pubDate>{content}</item>"
    )


def urlset(*links: str) -> Answer:
    entries = "".join(
        f"<url><loc>{link}</loc><n:news><n:publication><n:name>The Example</n:name>"
        "<n:language>en</n:language></n:publication><n:publication_date>2026-02-20"
        f"</n:publication_date><n:title>Story {n}</n:title></n:news></url>"
        for n, link in enumerate(links)
    )
    return Answer(
        '<urlset xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">'
        f"{entries}</urlset>", media_type="text/xml",
    )  # fmt: skip


def index(run: Run, *arguments: object) -> Outcome:
    return run("index", *arguments, "--model", "fake", "--allow-private", "--delay", "0")


def stored(run: Run, reference: str) -> dict[str, object]:
    outcome = run("inspect", "--article", reference, "--json")
    assert outcome.code == 0, outcome.err
    found: dict[str, object] = json.loads(outcome.out)
    return found


def count(run: Run) -> int:
    return int(json.loads(run("inspect", "--json").out)["articles"])


class TestPages:
    def test_a_page_is_one_article(self, run: Run, site: Site) -> None:
        page = PAGE.format(title="Dam", canonical=site.url("/dam"), body=BODY)
        address = site.page("/dam?utm_source=x", page, media_type="text/html")
        site.page("/dam", page, media_type="text/html")
        outcome = index(run, address)
        assert outcome.code == 0, outcome.err
        assert "1 added" in outcome.message
        article = stored(run, site.url("/dam"))
        assert (article["title"], article["publisher"]) == ("Dam", "The Example")
        assert article["published"] == "2026-02-27T10:00:00+01:00"
        assert "/feed.xml" not in site.asked()

    def test_pages_and_files_mix_and_failures_are_lines(
        self, run: Run, site: Site, tmp_path: Path
    ) -> None:
        (tmp_path / "a.txt").write_text("Voters chose a mayor.")
        site.page("/b", "The dam broke.")
        site.answers["/c"] = Answer("", 404)
        outcome = index(
            run, tmp_path / "a.txt", site.url("/b"), site.url("/c"), "ftp://x.example/",
            "http://u:p@x.example/",
        )  # fmt: skip
        assert outcome.code == 1
        assert "2 added" in outcome.message
        assert "3 failed" in outcome.message
        assert f"failed: {site.url('/c')}: there is no such page (404)" in outcome.message
        assert "failed: ftp://x.example/: 'ftp://x.example/' is no web address" in outcome.message
        assert stored(run, site.url("/b"))["text"] == "The dam broke."

    def test_this_machine_is_refused_unless_allowed(self, run: Run, site: Site) -> None:
        address = site.page("/a", "The dam broke.")
        outcome = run("index", address, "--model", "fake")
        assert outcome.code == 1
        assert "not on the public internet; refused" in outcome.message
        assert site.requests == []

    def test_other_formats_by_media_type(self, run: Run, site: Site) -> None:
        lines = '{"text": "One fell."}\n{"text": "Two fell."}\n'
        site.page("/export", lines, media_type="application/x-ndjson")
        packed = gzip.compress(lines.replace("fell", "rose").encode())
        site.answers["/export.jsonl.gz"] = Answer(packed, media_type="application/gzip")
        site.page("/odd", "\x01\x02", media_type="image/png")
        outcome = index(run, site.url("/export"), site.url("/export.jsonl.gz"), site.url("/odd"))
        assert "4 added" in outcome.message
        assert f"{site.url('/odd')}: unknown format" in outcome.message

    def test_an_unchanged_page_costs_nothing_and_a_changed_one_is_a_version(
        self, run: Run, site: Site
    ) -> None:
        address = site.page("/a", "The dam broke.", etag='"1"')
        index(run, address)
        again = index(run, address)
        assert (again.code, site.headers_of("/a")[1]["if-none-match"]) == (0, '"1"')
        assert "1 pages have not changed" in again.message
        site.page("/a", "The dam was mended.", etag='"2"')
        assert "1 updated" in index(run, address).message
        assert stored(run, address)["version"] == 2

    def test_what_failed_to_load_is_asked_for_whole_again(self, run: Run, site: Site) -> None:
        address = site.page("/a", b"\xff\xfe\xfd", etag='"1"')
        assert index(run, address).code == 1
        site.page("/a", "The dam broke.", etag='"1"')
        assert "1 added" in index(run, address).message

    def test_strict_stops_at_the_first(self, run: Run, site: Site) -> None:
        site.page("/b", "The dam broke.")
        outcome = index(run, site.url("/a"), site.url("/b"), "--strict")
        assert outcome.code == 1
        assert "no such page (404)" in outcome.message
        assert site.asked() == ["/a"]


class TestFeeds:
    def test_a_front_page_names_its_feed_and_an_empty_feed_says_so(
        self, run: Run, site: Site
    ) -> None:
        head = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
        site.page("/", f"<html><head>{head}</head><body><p>Hello.</p></body></html>",
                  media_type="text/html")  # fmt: skip
        site.answers["/feed.xml"] = rss()
        outcome = index(run, site.url("/"), site.url("/feed.xml"))
        assert outcome.code == 1
        assert f"its site's feed names them: `dateline index {site.url('/feed.xml')}`" in (
            outcome.message
        )
        assert f"{site.url('/feed.xml')}: lists nothing at present" in outcome.message

    def test_entries_are_pages_with_the_feeds_words_as_fallback(self, run: Run, site: Site) -> None:
        site.page("/a", "The dam broke.")
        site.answers["/feed"] = rss(item("/a", "Dam news", 27))
        assert index(run, site.url("/feed")).code == 0
        article = stored(run, site.url("/a"))
        assert (article["title"], article["published"]) == ("Dam news", "2026-02-27")
        assert article["authors"] == ["B. Reporter"]

    def test_a_web_page_that_says_nothing_of_itself_takes_the_feeds_word(
        self, run: Run, site: Site
    ) -> None:
        site.page("/a", f"<html><body><article>{BODY}</article></body></html>",
                  media_type="text/html")  # fmt: skip
        site.answers["/feed"] = rss(item("/a", "Dam news", 27))
        index(run, site.url("/feed"))
        article = stored(run, site.url("/a"))
        assert (article["title"], article["published"]) == ("Dam news", "2026-02-27")
        assert article["authors"] == ["B. Reporter"]

    def test_the_same_page_in_two_feeds_is_one_article(self, run: Run, site: Site) -> None:
        site.page("/a", "The dam broke.")
        site.answers |= {"/one": rss(item("/a")), "/two": rss(item("/a?utm_source=two"))}
        index(run, site.url("/one"), site.url("/two"))
        assert count(run) == 1

    def test_a_tracker_leads_to_the_articles_own_address(self, run: Run, site: Site) -> None:
        page = PAGE.format(title="Dam", canonical=site.url("/dam"), body=BODY)
        site.page("/dam", page, media_type="text/html")
        site.answers["/click/7"] = Answer(status=302, headers={"Location": "/dam?utm_medium=rss"})
        site.page("/dam?utm_medium=rss", page, media_type="text/html")
        site.answers["/feed"] = rss(item("/click/7"))
        index(run, site.url("/feed"))
        assert stored(run, site.url("/dam"))["url"] == site.url("/dam")

    @pytest.mark.parametrize("status", [402, 403, 404, 410])
    def test_a_page_that_cannot_be_had_is_taken_from_the_feed(
        self, run: Run, site: Site, status: int
    ) -> None:
        site.answers["/a"] = Answer("pay", status)
        site.answers["/feed"] = rss(item("/a", "Dam", 27, WHOLE), item("/b", "Bridge", 26))
        outcome = index(run, site.url("/feed"))
        assert outcome.code == 1
        assert "the words that the feed carries were taken" in outcome.message
        article = stored(run, site.url("/a"))
        assert str(article["text"]).startswith("The dam broke on day 0")
        assert (article["title"], article["published"]) == ("Dam", "2026-02-27")
        assert "/b: there is no such page (404)" in outcome.message

    def test_a_page_that_holds_only_a_teaser_too(self, run: Run, site: Site) -> None:
        site.page("/a", "The dam broke. Subscribe to read on.")
        site.answers["/feed"] = rss(item("/a", whole=WHOLE))
        outcome = index(run, site.url("/feed"))
        assert "holds less than the feed does" in outcome.message
        assert len(str(stored(run, site.url("/a"))["text"])) > 400

    def test_robots_txt_counts_for_each_entry(self, run: Run, site: Site) -> None:
        site.answers["/robots.txt"] = Answer("User-agent: *\nDisallow: /a\n")
        site.page("/b", "The bridge opened.")
        site.answers["/feed"] = rss(item("/a"), item("/b"))
        outcome = index(run, site.url("/feed"))
        assert "1 added" in outcome.message
        assert "robots.txt forbids it" in outcome.message
        assert "/a" not in site.asked()

    def test_newest_first_up_to_a_limit(self, run: Run, site: Site) -> None:
        for day in range(1, 6):
            site.page(f"/{day}", f"Report number {day}.")
        site.answers["/feed"] = rss(*(item(f"/{day}", day=day) for day in range(1, 6)))
        outcome = index(run, site.url("/feed"), "--limit", "2")
        assert outcome.code == 0
        assert "the newest 2 taken, 3 left off" in outcome.message
        assert site.asked() == ["/feed", "/5", "/4"]

    def test_a_malformed_feed_gives_what_is_usable(self, run: Run, site: Site) -> None:
        site.page("/a", "The dam broke.")
        site.answers["/feed"] = rss(item("/a", "This & that"), item("ftp://x.example/a"))
        outcome = index(run, site.url("/feed"))
        assert outcome.code == 1
        assert "1 added" in outcome.message
        assert "is not well-formed" in outcome.message
        assert "neither a link nor its whole text" in outcome.message

    def test_a_feed_on_the_disk(self, run: Run, site: Site, tmp_path: Path) -> None:
        site.page("/a", "The dam broke.")
        answer = rss(item(site.url("/a")), item("/relative"))
        (tmp_path / "saved.xml").write_text(str(answer.body))
        outcome = index(run, tmp_path / "saved.xml")
        assert "1 added" in outcome.message
        assert stored(run, site.url("/a"))["text"] == "The dam broke."


class TestSitemaps:
    def test_news_sitemaps_on_the_web_packed_and_on_the_disk(
        self, run: Run, site: Site, tmp_path: Path
    ) -> None:
        for name in "abc":
            site.page(f"/{name}", f"Report {name} is out.")
        site.answers["/a.xml"] = urlset(site.url("/a"))
        packed = gzip.compress(str(urlset(site.url("/b")).body).encode())
        site.answers["/b.xml.gz"] = Answer(packed, media_type="application/x-gzip")
        (tmp_path / "c.xml").write_text(str(urlset(site.url("/c")).body))
        outcome = index(run, site.url("/a.xml"), site.url("/b.xml.gz"), tmp_path / "c.xml")
        assert "3 added" in outcome.message, outcome.message
        article = stored(run, site.url("/a"))
        assert (article["publisher"], article["title"]) == ("The Example", "Story 0")
        assert article["published"] == "2026-02-20"

    def test_an_index_that_names_itself_and_others(self, run: Run, site: Site) -> None:
        def sitemaps(*paths: str) -> Answer:
            listed = "".join(f"<sitemap><loc>{path}</loc></sitemap>" for path in paths)
            return Answer(f"<sitemapindex>{listed}</sitemapindex>", media_type="text/xml")

        site.page("/a", "The dam broke.")
        site.answers |= {
            "/index.xml": sitemaps("/index.xml", "/deep.xml", "/news.xml", "/gone.xml", "/page"),
            "/deep.xml": sitemaps("/index.xml", "/deep.xml"),
            "/news.xml": urlset(site.url("/a")),
            "/page": Answer("no sitemap"),
        }
        outcome = index(run, site.url("/index.xml"))
        assert outcome.code == 1
        assert "1 added" in outcome.message
        assert "/gone.xml: there is no such page (404)" in outcome.message
        assert "/page: is no sitemap" in outcome.message
        assert site.asked().count("/deep.xml") == 1
        assert site.asked().count("/index.xml") == 2  # once named, once by itself

    def test_a_sitemap_in_a_folder_fetches_nothing(
        self, run: Run, site: Site, tmp_path: Path
    ) -> None:
        site.page("/a", "The dam broke.")
        (tmp_path / "sitemap.xml").write_text(str(urlset(site.url("/a")).body))
        outcome = index(run, tmp_path)
        assert outcome.code == 1
        assert "name the sitemap itself" in outcome.message
        assert site.requests == []
