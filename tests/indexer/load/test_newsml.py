"""NewsML-G2 and NITF: the agencies' items, and what they hold back."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from indexer.article import Article
from indexer.errors import LoadError
from indexer.load.embargo import require_released
from tests.indexer.load.files import TEXT, claims, load_error, load_one, load_path, write
from tests.indexer.load.samples import newsitem, nitf

USABLE = '<provider literal="VA"/><versionCreated>2026-01-14T08:00:00Z</versionCreated>'


def message(*items: str) -> str:
    return (
        '<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header><sender>va</sender>'
        f"</header><itemSet>{''.join(items)}</itemSet></newsMessage>"
    )


class TestNewsml:
    def test_an_item(self, tmp_path: Path) -> None:
        article = load_one(write(tmp_path / "a.xml", newsitem("<h2>After</h2><p>It held.</p>")))
        assert (article.id, article.title) == ("urn:newsml:valley:1", "The dam")
        assert (article.publisher, article.language) == ("Valley Agency", "en-GB")
        assert article.authors == ("Ada Marsh", "Tom Reed")
        assert article.published == "2026-01-13T09:30:00+09:00"
        assert article.modified == "2026-01-14T08:00:00+00:00"
        assert article.text == f"{TEXT}\n\nAfter\n\nIt held."
        assert claims(article)["NewsML-G2 version"] == "2"

    @pytest.mark.parametrize(
        "content",
        [
            f'<inlineXML contenttype="application/nitf+xml">{nitf()[21:]}</inlineXML>',
            f'<inlineData contenttype="text/plain">{TEXT}</inlineData>',
            f"<inlineData><![CDATA[<p>{TEXT}</p>]]></inlineData>",
            f"<inlineXML><picture/></inlineXML><inlineData>{TEXT}</inlineData>",
        ],
    )
    def test_renditions(self, tmp_path: Path, content: str) -> None:
        assert load_one(write(tmp_path / "a.xml", newsitem(contentSet=content))).text == TEXT

    def test_a_message_gives_its_items_and_passes_over_pictures(self, tmp_path: Path) -> None:
        picture = newsitem(guid="p", contentSet='<remoteContent href="p.jpg"/>')
        content = message(newsitem(guid="a"), picture, newsitem(guid="b"))
        assert [each.id for each in load_path(write(tmp_path / "a.xml", content))] == ["a", "b"]

    def test_versions_come_in_their_order(self, tmp_path: Path) -> None:
        new, old = newsitem("<p>New.</p>"), newsitem("<p>Old.</p>").replace('"2"', '"1"')
        first, second = load_path(write(tmp_path / "a.xml", message(new, old)))
        assert isinstance(first, Article)
        assert isinstance(second, Article)
        assert "Old." in first.text
        assert "New." in second.text

    @pytest.mark.parametrize("status", ["stat:canceled", "stat:withheld"])
    def test_a_withdrawn_item_is_an_error_and_the_others_go_on(
        self, tmp_path: Path, status: str
    ) -> None:
        gone = newsitem(guid="g", itemMeta=f'{USABLE}<pubStatus qcode="{status}"/>')
        error, article = load_path(write(tmp_path / "a.xml", message(gone, newsitem(guid="b"))))
        assert isinstance(error, LoadError)
        assert "g is " + status[5:] in str(error)
        assert isinstance(article, Article)

    def test_an_embargo_is_kept(self, tmp_path: Path) -> None:
        held = newsitem(itemMeta=f"{USABLE}<embargoed>2999-01-01T00:00:00Z</embargoed>")
        assert "until 2999-01-01" in load_error(write(tmp_path / "a.xml", held))
        past = newsitem(itemMeta=f"{USABLE}<embargoed>2020-01-01T00:00:00Z</embargoed>")
        assert load_one(write(tmp_path / "a.xml", past)).text == TEXT

    def test_a_package_of_references_has_no_text(self, tmp_path: Path) -> None:
        package = '<packageItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="p"/>'
        assert "no text of its own" in load_error(write(tmp_path / "a.xml", package))

    def test_incomplete_dates_cost_the_date_only(self, tmp_path: Path) -> None:
        item = newsitem(itemMeta="<firstCreated>2026</firstCreated>")
        article = load_one(write(tmp_path / "a.xml", item))
        assert article.published is None
        assert claims(article)["NewsML-G2 firstCreated"] == "2026"

    @pytest.mark.parametrize(
        ("parts", "publisher"),
        [
            ({"itemMeta": '<provider literal="va.example"/>'}, "va.example"),
            ({"itemMeta": '<provider qcode="x:VA"/>'}, "VA"),
            ({"itemMeta": '<provider qcode="x:VA"/>',
              "rightsInfo": "<copyrightHolder><name>Valley</name></copyrightHolder>"}, "Valley"),
            ({"itemMeta": "<title/>"}, None),
        ],
    )  # fmt: skip
    def test_publishers(self, tmp_path: Path, parts: dict[str, str], publisher: str | None) -> None:
        assert load_one(write(tmp_path / "a.xml", newsitem(**parts))).publisher == publisher


class TestNitf:
    def test_an_article(self, tmp_path: Path) -> None:
        body = f"<block><p>{TEXT}</p><hl2>After</hl2><p>It <em>held</em>.<br/>So far.</p></block>"
        article = load_one(write(tmp_path / "a.xml", nitf(body)))
        assert (article.title, article.publisher) == ("The dam", "Valley Agency")
        assert (article.authors, article.published) == (("Ada Marsh",), "2026-01-13T09:30:00+09:00")
        assert article.text == f"{TEXT}\n\nAfter\n\nIt held. So far."
        assert claims(article)["NITF dateline"] == "NARA"

    def test_tables_are_rows_and_captions_come_last(self, tmp_path: Path) -> None:
        body = (
            "<media><media-caption>The dam, filed.</media-caption></media>"
            f"<p>{TEXT}</p><table><tr><td>Nara</td><td>12</td></tr></table>"
        )
        article = load_one(write(tmp_path / "a.xml", nitf(body)))
        assert article.text == f"{TEXT}\n\nNara 12\n\nThe dam, filed."

    def test_the_name_in_the_agency_is_the_identity(self, tmp_path: Path) -> None:
        one = load_one(write(tmp_path / "a.xml", nitf()))
        assert load_one(write(tmp_path / "b.xml", nitf("<p>Other.</p>"))).id == one.id
        assert load_one(write(tmp_path / "c.xml", nitf().replace('"v1"', '"v2"'))).id != one.id

    def test_what_is_held_back(self, tmp_path: Path) -> None:
        late = nitf(docdata='<date.release norm="29990101T000000Z"/>')
        assert "embargo" in load_error(write(tmp_path / "a.xml", late))
        gone = nitf().replace("<docdata>", '<docdata management-status="canceled">')
        assert "v1 out of the index" in load_error(write(tmp_path / "a.xml", gone))

    @pytest.mark.parametrize(
        "xml", ["<nitf/>", "<nitf><body/></nitf>", nitf(""), nitf()[:200], "<nitf>"]
    )
    def test_what_holds_nothing(self, tmp_path: Path, xml: str) -> None:
        assert load_error(write(tmp_path / "a.nitf", xml))


class TestSafety:
    def test_entities_that_html_names_are_their_characters(self, tmp_path: Path) -> None:
        xml = nitf("<p>caf&eacute; &mdash;&nbsp;<b>x</b>&hellip; &amp; y</p>")
        xml = xml.replace("<nitf>", '<!DOCTYPE nitf SYSTEM "nitf-3-4.dtd"><nitf>')
        assert load_one(write(tmp_path / "a.xml", xml)).text == "café — x… & y"

    def test_declared_entities_are_refused(self, tmp_path: Path) -> None:
        secret = write(tmp_path / "secret", "the secret")
        for entity in (f'SYSTEM "{secret.as_uri()}"', '"harmless"'):
            xml = nitf("<p>&x;</p>").replace(
                "<nitf>", f"<!DOCTYPE nitf [<!ENTITY x {entity}>]><nitf>"
            )
            message = load_error(write(tmp_path / "a.xml", xml))
            assert "declares entities" in message
            assert "the secret" not in message

    def test_a_billion_laughs_are_not_heard(self, tmp_path: Path) -> None:
        lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
        head = f'<!DOCTYPE nitf [<!ENTITY a0 "ha">{lines}]><nitf title="&a11;">'
        assert load_error(write(tmp_path / "a.xml", nitf("<p>&a11;</p>").replace("<nitf>", head)))

    def test_elements_without_end_inside_each_other(self, tmp_path: Path) -> None:
        assert load_error(write(tmp_path / "a.xml", nitf("<p>" * 100_000)))


@pytest.mark.parametrize(
    ("until", "now", "held"),
    [
        ("2026-01-13T10:00:00+00:00", datetime(2026, 1, 13, 9, tzinfo=UTC), True),
        ("2026-01-13T10:00:00+00:00", datetime(2026, 1, 13, 11, tzinfo=UTC), False),
        ("2026-01-13T10:00:00", datetime(2026, 1, 13, 21, tzinfo=UTC), True),  # not yet in the west
        ("2026-01-13T10:00:00", datetime(2026, 1, 13, 23, tzinfo=UTC), False),
        ("2026-01-13", datetime(2026, 1, 13, 11, tzinfo=UTC), True),
        (None, datetime(2026, 1, 13, tzinfo=UTC), False),
    ],
)
def test_embargoes_end_when_they_have_ended_everywhere(
    until: str | None, now: datetime, held: bool
) -> None:
    if held:
        with pytest.raises(LoadError, match="embargo"):
            require_released(until, now)
    else:
        require_released(until, now)
