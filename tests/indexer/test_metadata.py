"""What pages claim of their articles, and what of it is believed."""

import json
from datetime import UTC, datetime

import pytest

from indexer import metadata
from indexer.article import Claim, Facts
from indexer.load.html_tree import parse
from indexer.metadata import settle
from indexer.metadata.address import usable_address
from indexer.metadata.dates import usable_date
from indexer.metadata.names import names_in, outlet_in, without_outlet

NOW = datetime(2026, 1, 14, 12, tzinfo=UTC)
URL = "https://www.valleypost.example/news/drums"


def read(head: str, body: str = "<p>x</p>", url: str = URL) -> Facts:
    tree = parse(f"<html><head>{head}</head><body>{body}</body></html>")
    main, nodes = metadata.main_node(tree, url)
    return settle(metadata.read_claims(tree, url, main, nodes), page=url, fetched=NOW)


def ld(*nodes: object) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(n)}</script>' for n in nodes)


ARTICLE = {"@type": "NewsArticle", "headline": "Drums", "datePublished": "2026-01-13"}


@pytest.mark.parametrize(
    "shape",
    [
        ARTICLE,
        [ARTICLE],
        {"@graph": [{"@type": "WebSite", "name": "x"}, ARTICLE]},
        {"@type": "WebPage", "mainEntity": ARTICLE},
        {**ARTICLE, "@type": ["Thing", "http://schema.org/ReportageNewsArticle"]},
        {**ARTICLE, "headline": [{"@value": "Drums"}]},
    ],
)
def test_json_ld_is_read_in_every_shape(shape: object) -> None:
    found = read(ld(shape))
    assert (found.title, found.published) == ("Drums", "2026-01-13")


def test_references_by_id_are_followed() -> None:
    graph = {"@graph": [{**ARTICLE, "author": {"@id": "#a"}, "publisher": {"@id": "#p"}},
                        {"@id": "#a", "@type": "Person", "name": "Ana Ruiz"},
                        {"@id": "#p", "@type": "Organization", "name": "Valley Post"}]}  # fmt: skip
    found = read(ld(graph))
    assert (found.authors, found.publisher) == (("Ana Ruiz",), "Valley Post")


def test_of_several_articles_the_one_of_the_page_counts() -> None:
    other = {"@type": "NewsArticle", "headline": "Other", "url": f"{URL}-other"}
    main = {"@type": "Article", "headline": "Drums", "mainEntityOfPage": {"@id": URL}}
    assert read(ld(other, main)).title == "Drums"
    assert read(ld({"@type": "ItemList", "itemListElement": [other]}, main)).title == "Drums"
    titled = ld(other, {**main, "mainEntityOfPage": None})
    assert read(f"<title>Drums</title>{titled}").title == "Drums"


@pytest.mark.parametrize(
    "script",
    [
        '<!-- {"@type": "NewsArticle", "datePublished": "2026-01-13"} -->',
        '//<![CDATA[\n{"@type": "NewsArticle", "datePublished": "2026-01-13"}\n//]]>',
        '{"@type": "NewsArticle", "datePublished": "2026-01-13",}',
        '{"@type": "NewsArticle", "name": "a "quote" breaks", "datePublished": "2026-01-13"}',
        '{"@type": "NewsArticle", "description": "a\nbreak", "datePublished": "2026-01-13"};',
    ],
)
def test_json_that_is_none_still_gives_its_date(script: str) -> None:
    found = read(f'<script type="application/ld+json">{script}</script>')
    assert found.published == "2026-01-13"


@pytest.mark.parametrize("script", ["", "[" * 100_000, "null", "3", '"a"', '{"@graph": 5}', "{"])
def test_senseless_json_claims_nothing(script: str) -> None:
    found = read(f'<script type="application/ld+json">{script}</script>')
    assert found == Facts(url=URL, publisher="valleypost.example")


def test_meta_tags_microdata_and_times_are_read() -> None:
    head = (
        '<meta property="article:published_time" content="2026-01-13T10:00:00+09:00">'
        '<meta name="parsely-author" content="Bo Li"><meta name=parsely-section content=Asia>'
        '<meta property="og:locale" content="pt_br"><meta name="dc.title" content=x>'
    )
    found = read(head)
    assert found.published == "2026-01-13T10:00:00+09:00"
    assert (found.authors, found.section, found.language) == (("Bo Li",), "Asia", "pt-BR")
    micro = ('<div itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop=headline>Drums'
             '</h1><span itemprop=author itemscope><b itemprop=name>Ana Ruiz</b></span>'
             '<time itemprop=datePublished datetime="2026-01-12">12 Jan</time></div>')  # fmt: skip
    found = read("", micro)
    assert (found.title, found.authors, found.published) == ("Drums", ("Ana Ruiz",), "2026-01-12")
    related = '<aside class=related><time datetime="2026-01-01">x</time></aside>'
    timed = '<article><time datetime="2026-01-11T08:00">x</time></article>'
    assert read("", related + timed).published == "2026-01-11T08:00:00"


def test_a_tag_of_the_charset_hides_no_other() -> None:
    found = read('<meta charset="utf-8"><meta property="og:site_name" content="Fen Herald">'
                 '<meta name=author content="Bo Li">')  # fmt: skip
    assert (found.publisher, found.authors) == ("Fen Herald", ("Bo Li",))
    card = '<meta name="twitter:label1" content="{}"><meta name="twitter:data1" content="Bo Li">'
    assert read(card.format("Written by")).authors == ("Bo Li",)
    assert read(card.format("Reading time")).authors == ()


@pytest.mark.parametrize(
    ("stated", "iso"),
    [
        ("2026-01-13", "2026-01-13"),
        ("2026-01-13T10:00:00", "2026-01-13T10:00:00"),
        ("2026-01-13T10:00:00.123Z", "2026-01-13T10:00:00+00:00"),
        ("2026-01-13T10:00:00+0900", "2026-01-13T10:00:00+09:00"),
        ("2026-01-13 10:00:00 -0500", "2026-01-13T10:00:00-05:00"),
        ("2026-01-13 10:00 IST", "2026-01-13T10:00:00"),
        ("Tue, 13 Jan 2026 10:00:00 GMT", "2026-01-13T10:00:00+00:00"),
        ("Tue, 13 Jan 2026 10:00:00 -0000", "2026-01-13T10:00:00"),
        ("January 13, 2026", "2026-01-13"),
        ("Jan. 13, 2026 at 4:05 p.m.", "2026-01-13T16:05:00"),
        ("Jan. 13, 2026 at 4:05 p.m. ET", "2026-01-13T16:05:00"),
        ("Tuesday, 13th January 2026 12:05 AM", "2026-01-13T00:05:00"),
        ("Published: 13 January 2026", "2026-01-13"),
        ("20260113", "2026-01-13"),
        ("1768298400", "2026-01-13T10:00:00+00:00"),
        ("1768298400000", "2026-01-13T10:00:00+00:00"),
        ("1701-05-02", "1701-05-02"),
        ("03/04/2025", None),
        ("2026-02-30", None),
        ("2027-01-01", None),
        ("1689-12-31", None),
        ("0001-01-01T00:00:00Z", None),
        ("1970-01-01T00:00:00+00:00", None),
        ("yesterday", None),
        ("2026-01", None),
        ("9" * 400, None),
        ("", None),
    ],
)
def test_dates_are_believed_as_stated_or_not_at_all(stated: str, iso: str | None) -> None:
    assert usable_date(stated, NOW) == iso


def test_the_first_usable_claim_counts_and_the_rest_are_kept() -> None:
    claims = [Claim("published", "2026-01-10", "htmldate"), Claim("published", "soon", "JSON-LD x"),
              Claim("published", "2026-01-12", "feed entry"),
              Claim("published", "2026-01-13", "article:published_time")]  # fmt: skip
    assert settle(claims, fetched=NOW).published == "2026-01-13"
    assert settle(claims[:3], fetched=NOW).published == "2026-01-12"
    assert settle(claims[:2], fetched=NOW).published == "2026-01-10"


@pytest.mark.parametrize(
    ("published", "modified", "believed"),
    [
        ("2026-01-13", "2026-01-12", False),
        ("2026-01-13", "2026-01-13T08:00:00Z", True),
        ("2026-01-13T10:00:00Z", "2026-01-13T09:59:59Z", False),
        ("2026-01-13T10:00:00+09:00", "2026-01-13T02:00:00Z", True),
        ("2026-01-13T10:00:00", "2026-01-13T02:00:00Z", True),  # the zone may be nine hours off
    ],
)
def test_no_change_before_publication(published: str, modified: str, believed: bool) -> None:
    claims = [Claim("published", published, "date"), Claim("modified", modified, "lastmod")]
    assert (settle(claims, fetched=NOW).modified is not None) is believed


@pytest.mark.parametrize(
    ("stated", "names"),
    [
        ("By Jane Doe and John Roe, Special to the Post", ("Jane Doe", "John Roe")),
        ("Jane Doe, John Roe & Mia Berg", ("Jane Doe", "John Roe", "Mia Berg")),
        ("JANE DOE; Bo Li", ("JANE DOE", "Bo Li")),
        ("Jane Doe, Valley Post", ("Jane Doe",)),
        ("Jane Doe, Senior Political Correspondent", ("Jane Doe",)),
        ("Jane Doe | Valley Post", ("Jane Doe",)),
        ("Jane Doe (Reuters)", ("Jane Doe",)),
        ("Sammy Davis, Jr.", ("Sammy Davis, Jr.",)),
        ("Von Anna Maier und Jan Kern", ("Anna Maier", "Jan Kern")),
        ("José Ortega y Gasset", ("José Ortega y Gasset",)),
        ("AP", ("AP",)),
        ("Staff", ("Staff",)),
        ("Valley Post", ("Valley Post",)),
        ("https://facebook.com/jane", ()),
        ("jane@valleypost.example", ()),
        ("@jane", ()),
        ("admin", ()),
        ("", ()),
        ("By " * 5_000, ()),
    ],
)
def test_authors_are_names_only(stated: str, names: tuple[str, ...]) -> None:
    assert names_in(stated, "The Valley Post") == names


def test_the_publisher_is_the_outlet_that_readers_know() -> None:
    group = ld({**ARTICLE, "publisher": {"name": "Big Media Group Ltd"}})
    assert read('<meta property="og:site_name" content="The Post">' + group).publisher == "The Post"
    assert read(group).publisher == "Big Media Group Ltd"
    assert read('<meta name="application-name" content="WordPress">').publisher == (
        "valleypost.example"
    )
    assert [outlet_in(each) for each in ("@post", "https://a.example", "WordPress", " ")] == [
        None
    ] * 4


@pytest.mark.parametrize(
    ("title", "left"),
    [
        ("Drums in Nara | The Valley Post", "Drums in Nara"),
        ("Drums in Nara - valleypost.example", "Drums in Nara"),
        ("Valley Post: drums in Nara", "Valley Post: drums in Nara"),
        ("Valley Post | Drums in Nara", "Drums in Nara"),
        ("Drums - and more drums", "Drums - and more drums"),
        ("Q&amp;A on drums", "Q&A on drums"),
    ],
)
def test_a_title_loses_the_outlet_and_nothing_else(title: str, left: str) -> None:
    assert without_outlet(title, "The Valley Post", "valleypost.example") == left


@pytest.mark.parametrize(
    ("stated", "page", "believed"),
    [
        ("https://valleypost.example/news/drums", f"{URL}?utm_source=x", True),
        ("https://www.valleypost.example/news/drums", "https://amp.valleypost.example/drums", True),
        ("https://www.valleypost.example/news/drums", f"{URL}/amp", True),
        ("https://www.valleypost.example/", URL, False),
        ("https://www.valleypost.example/en/", URL, False),
        ("https://www.valleypost.example/news", URL, False),
        ("https://other.example.org/news/drums", URL, False),
        ("https://a.co.uk/news/drums", "https://b.co.uk/news/drums", False),
        ("https://victim.wordpress.com/x", "https://attacker.wordpress.com/x", False),
        ("https://victim.github.io/x", "https://attacker.github.io/x", False),
        ("https://www.substack.com/x", "https://attacker.substack.com/x", False),
        ("https://victim.m.blog.example/x", "https://m.blog.example/x", False),
        ("https://m.blog.example/x", "https://mobile.blog.example./x", True),
        ("/news/drums", URL, False),
        ("javascript:alert(1)", URL, False),
        ("https://user@valleypost.example/news/drums", URL, False),
        ("https://[bad", URL, False),
        ("https://anywhere.example/news/drums", None, True),
    ],
)
def test_a_canonical_address_must_be_plausible(
    stated: str, page: str | None, believed: bool
) -> None:
    assert (usable_address(stated, page) is not None) is believed


def test_the_headline_counts_before_the_title_of_the_window() -> None:
    micro = '<p itemscope itemtype="//schema.org/Article"><b itemprop=headline>A</b></p>'
    assert read("<title>Opinion | A - Post</title>", micro).title == "A"
    assert read("<title>B</title><meta name=title content=C>").title == "C"


def test_no_claim_can_steer_a_terminal() -> None:
    settled = read(ld({"@type": "NewsArticle", "headline": "A\u001b]0;owned\u0007 title"}))
    assert settled.title == "A]0;owned title"


@pytest.mark.parametrize(
    "wrapped",
    [
        "<!-- {} -->",
        "//<![CDATA[\n{}\n//]]>",
        "/*<![CDATA[*/ {} /*]]>*/",
        "// <!--\n{}\n// -->",
        " {} ; ",
        "<![CDATA[{}]]>;",
    ],
)
def test_json_ld_is_read_out_of_what_old_pages_wrap_it_in(wrapped: str) -> None:
    script = wrapped.replace("{}", json.dumps(ARTICLE))
    assert read(f'<script type="application/ld+json">{script}</script>').title == "Drums"


@pytest.mark.parametrize("script", [" " * 200_000 + "x", "{" + " " * 200_000 + "x", "//" * 90_000])
def test_white_space_and_slashes_claim_nothing(script: str) -> None:
    assert read(f'<script type="application/ld+json">{script}</script>').title is None
