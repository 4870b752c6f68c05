"""PDF: pages to paragraphs, properties as claims, and what cannot be read."""

import io
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from indexer.load import pdf as loader
from indexer.load.lines import join_lines, unwrap, words_of
from indexer.load.pages import text_of_pages
from tests.indexer.load.files import TEXT, claims, load_error, load_one, write
from tests.indexer.load.samples import pdf


def encrypted(password: str, algorithm: str = "AES-256") -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf([TEXT]))))
    writer.encrypt(password, "owner", algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_text_and_properties(tmp_path: Path) -> None:
    content = pdf([TEXT], Title="The dam", Author="Ada Marsh",
                  CreationDate="D:20260113093000+09'00'", ModDate="D:20260114080000Z")  # fmt: skip
    article = load_one(write(tmp_path / "a.pdf", content))
    assert (article.text, article.title, article.authors) == (TEXT, "The dam", ("Ada Marsh",))
    assert article.published == "2026-01-13T09:30:00+09:00"
    assert article.modified is None
    assert claims(article)["PDF CreationDate"] == "D:20260113093000+09'00'"
    assert claims(article)["PDF ModDate"] == "D:20260114080000Z"


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("D:20260113", "2026-01-13"),
        ("D:202601130930", "2026-01-13T09:30:00"),
        ("D:20260113093000", "2026-01-13T09:30:00"),
        ("D:20260113093000Z", "2026-01-13T09:30:00+00:00"),
        ("D:20260113093000-05'30'", "2026-01-13T09:30:00-05:30"),
        ("2026-01-13T09:30:00Z", "2026-01-13T09:30:00+00:00"),
        ("D:20261345", None), ("D:2026", None), ("yesterday", None), ("", None),
    ],
)  # fmt: skip
def test_dates_keep_the_zone_that_they_state_and_no_other(
    tmp_path: Path, stated: str, expected: str | None
) -> None:
    content = pdf([TEXT], CreationDate=stated)
    assert load_one(write(tmp_path / "a.pdf", content)).published == expected


@pytest.mark.parametrize("title", ["Microsoft Word - dam.doc", "untitled", "dam_final.indd", ""])
def test_what_a_word_processor_wrote_is_no_title(tmp_path: Path, title: str) -> None:
    assert load_one(write(tmp_path / "a.pdf", pdf([TEXT], Title=title))).title is None


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_an_empty_password_is_tried(tmp_path: Path, algorithm: str) -> None:
    assert load_one(write(tmp_path / "a.pdf", encrypted("", algorithm))).text == TEXT


def test_a_password_is_asked_for(tmp_path: Path) -> None:
    assert "encrypted" in load_error(write(tmp_path / "a.pdf", encrypted("secret")))


def test_without_text_ocr_is_named(tmp_path: Path) -> None:
    assert "OCR" in load_error(write(tmp_path / "a.pdf", pdf([])))


def test_words_that_run_together_are_no_text(tmp_path: Path) -> None:
    lines = ["ThedambrokeonTuesdayafterthreedaysofrain."] * 5
    assert "run together" in load_error(write(tmp_path / "a.pdf", pdf(lines)))


def test_a_gap_is_a_space_whatever_the_font_says_of_its_own() -> None:
    shown: list[object] = [-300.0, "The", -334, "dam", -80, "s", 250, "x"]
    loader._mark_gaps(shown)
    assert shown == [-300.0, "The", " ", -334, "dam", -80, "s", 250, "x"]


@pytest.mark.parametrize("kept", [5, 60, 300, 500])
def test_a_truncated_file_is_an_error_or_its_text(tmp_path: Path, kept: int) -> None:
    assert "PDF" in load_error(write(tmp_path / "a.pdf", pdf([TEXT] * 5)[:kept]))


@pytest.mark.parametrize(
    ("limit", "value", "named"),
    [("MAX_PAGES", 1, "pages"), ("MAX_TEXT", 10, "characters"), ("MAX_SECONDS", -1.0, "to read")],
)
def test_limits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: float, named: str
) -> None:
    monkeypatch.setattr(loader, limit, value)
    assert named in load_error(write(tmp_path / "a.pdf", pdf([TEXT], [TEXT])))


class TestPages:
    def test_wrapped_lines_become_paragraphs(self) -> None:
        page = (
            "The dam broke on Tuesday after three days of rain in the\n"
            "valley, and crews reached the first houses by evening.\n"
            "Nobody was hurt.\n"
            "The council met on Wednesday and decided to open the old\n"
            "channel before the weekend."
        )
        assert text_of_pages([page]).split("\n\n") == [
            "The dam broke on Tuesday after three days of rain in the valley, and crews reached "
            "the first houses by evening. Nobody was hurt.",
            "The council met on Wednesday and decided to open the old channel before the weekend.",
        ]

    def test_running_heads_and_page_numbers_go(self) -> None:
        pages = [
            f"VALLEY POST {n}\nStory {'abcd'[n]} begins here.\nIt ends there.\n- {n} -"
            for n in range(4)
        ]
        text = text_of_pages(pages)
        assert "VALLEY" not in text
        assert "- 2 -" not in text
        assert all(f"Story {letter}" in text for letter in "abcd")

    def test_a_line_that_stands_on_two_pages_of_five_stays(self) -> None:
        pages = ["No change was made.\nFirst.", "No change was made.\nSecond.", "C.", "D.", "E."]
        assert text_of_pages(pages).count("No change was made.") == 2

    def test_a_paragraph_goes_on_over_the_page(self) -> None:
        pages = ["The council decided to open the", "old channel before the weekend."]
        assert (
            text_of_pages(pages)
            == "The council decided to open the old channel before the weekend."
        )

    def test_ligatures_are_letters(self) -> None:
        assert text_of_pages(["The ﬁre oﬃcer ﬂed."]) == "The fire officer fled."

    @pytest.mark.parametrize(
        ("lines", "elsewhere", "joined"),
        [
            (["the govern-", "ment fell"], "", "the government fell"),
            (["a long-", "term plan"], "the long-term view", "a long-term plan"),
            (["a long-", "term plan"], "a long way, one term", "a long-term plan"),
            (["a co-", "operation pact"], "the cooperation", "a cooperation pact"),
            (["the Franco-", "German pact"], "", "the Franco- German pact"),
            (["soft\u00ad", "ware"], "soft ware", "software"),
            (["from 2025-", "2026"], "", "from 2025- 2026"),
            (["he said -", "then left"], "", "he said - then left"),
        ],
    )
    def test_hyphens_at_line_ends(self, lines: list[str], elsewhere: str, joined: str) -> None:
        assert join_lines(lines, words_of(elsewhere)) == joined


class TestUnwrap:
    WRAPPED = (
        "The dam broke on Tuesday after three days of rain in\n"
        "the valley, and crews reached the first houses there\n"
        "by evening.\n\nThe council met on Wednesday and decided that the old\n"
        "channel should be opened before the weekend begins."
    )

    def test_lines_of_one_width_are_joined(self) -> None:
        first, second = unwrap(self.WRAPPED).split("\n\n")
        assert first.endswith("the first houses there by evening.")
        assert second.endswith("that the old channel should be opened before the weekend begins.")

    @pytest.mark.parametrize(
        "text",
        [
            TEXT,
            "Roses are red,\nViolets are blue,\nSugar is sweet,\nAnd so are you, my dear.",
            "\n".join(f"{'A long paragraph on one line. ' * 8}" for _ in range(5)),
            "Names:\nAda Marsh\nTom Reed\nKei Sato\n" * 3,
            "> quoted words of somebody else that are long\n> and wrapped at a width as well yes\n"
            * 4,
        ],
    )
    def test_other_text_is_left_alone(self, text: str) -> None:
        assert unwrap(text) == text
