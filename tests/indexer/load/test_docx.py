"""DOCX: what a reader sees of a Word file, and its properties as claims."""

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from docx import Document as WordDocument
from docx.oxml import parse_xml

from indexer.load import docx as loader
from tests.indexer.load.files import TEXT, claims, load_error, load_one, write
from tests.indexer.load.samples import docx, zip_of

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def with_xml(paragraph: str) -> bytes:
    word = WordDocument()
    word.element.body.insert(0, parse_xml(f"<w:p {W}>{paragraph}</w:p>"))
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def repacked(content: bytes, part: str, data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        files = [
            (name, data if name == part else package.read(name)) for name in package.namelist()
        ]
    return zip_of(list(files))


def test_paragraphs_and_properties(tmp_path: Path) -> None:
    content = docx("First.", TEXT, title="The dam", author="Ada Marsh", subject="Floods",
                   created=datetime(2026, 1, 13, 9, 30, tzinfo=UTC),
                   modified=datetime(2026, 1, 14, tzinfo=UTC))  # fmt: skip
    article = load_one(write(tmp_path / "a.docx", content))
    assert (article.title, article.authors) == ("The dam", ("Ada Marsh",))
    assert article.text == f"First.\n\n{TEXT}"
    assert (article.published, article.modified) == ("2026-01-13T09:30:00+00:00", None)
    assert {claim.field for claim in article.claims} >= {
        "title",
        "authors",
        "published",
        "modified",
    }


@pytest.mark.parametrize("name", ["a.txt", "a.pdf", "a.zip", "without"])
def test_a_wrong_ending_does_not_hide_a_word_file(tmp_path: Path, name: str) -> None:
    assert load_one(write(tmp_path / name, docx(TEXT))).text == TEXT


def test_the_template_of_the_library_states_nothing(tmp_path: Path) -> None:
    article = load_one(write(tmp_path / "a.docx", docx(TEXT)))
    assert (article.published, article.authors) == (None, ())
    assert "2013-12-23" not in "".join(claims(article).values())


def test_a_first_heading_serves_as_a_missing_title(tmp_path: Path) -> None:
    word = WordDocument()
    word.add_heading("The dam", 0)
    word.add_paragraph(TEXT)
    out = io.BytesIO()
    word.save(out)
    article = load_one(write(tmp_path / "a.docx", out.getvalue()))
    assert (article.title, article.text) == ("The dam", TEXT)


def test_rows_of_tables_are_lines(tmp_path: Path) -> None:
    word = WordDocument()
    table = word.add_table(2, 2)
    for cell, text in zip(table._cells, ["Town", "Houses", "Nara", "12"], strict=True):
        cell.text = text
    out = io.BytesIO()
    word.save(out)
    article = load_one(write(tmp_path / "a.docx", out.getvalue()))
    assert article.text == "Town | Houses\n\nNara | 12"


@pytest.mark.parametrize(
    ("paragraph", "text"),
    [
        ("<w:r><w:t>The </w:t></w:r><w:r><w:t>dam</w:t></w:r>", "The dam"),
        ("<w:ins><w:r><w:t>The dam</w:t></w:r></w:ins>", "The dam"),
        ("<w:del><w:r><w:delText>A</w:delText></w:r></w:del><w:r><w:t>The</w:t></w:r>", "The"),
        ("<w:hyperlink><w:r><w:t>The dam</w:t></w:r></w:hyperlink>", "The dam"),
        ("<w:sdt><w:sdtContent><w:r><w:t>The dam</w:t></w:r></w:sdtContent></w:sdt>", "The dam"),
        ("<w:r><w:t>The</w:t><w:tab/><w:t>dam</w:t></w:r>", "The dam"),
        ("<w:r><w:t>re</w:t><w:noBreakHyphen/><w:t>open</w:t></w:r>", "re-open"),
        ("<w:r><w:instrText>PAGE</w:instrText><w:t>The dam</w:t></w:r>", "The dam"),
    ],
)  # fmt: skip
def test_what_a_reader_sees(tmp_path: Path, paragraph: str, text: str) -> None:
    assert load_one(write(tmp_path / "a.docx", with_xml(paragraph))).text == text


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"", "ZIP"), (b"words", "ZIP"), (b"PK\x03\x04rubbish", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Word file"),
        (zip_of([("a.txt", TEXT)]), "DOCX"),
        (docx(""), "empty"),
        (repacked(docx(TEXT), "word/document.xml", b"<w:document"), "DOCX"),
    ],
)  # fmt: skip
def test_what_is_no_word_file(tmp_path: Path, content: bytes, named: str) -> None:
    assert named.lower() in load_error(write(tmp_path / "a.docx", content)).lower()


def test_entities_are_not_followed(tmp_path: Path) -> None:
    secret = write(tmp_path / "secret", "the secret")
    xml = (
        f'<!DOCTYPE w:document [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
        f"<w:document {W}><w:body><w:p><w:r><w:t>{TEXT}&x;</w:t></w:r></w:p></w:body></w:document>"
    )
    content = repacked(docx(TEXT), "word/document.xml", xml.encode())
    assert "secret" not in load_one(write(tmp_path / "a.docx", content)).text


def test_a_bomb_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loader, "MAX_PART", 100_000)
    content = repacked(docx(TEXT), "word/document.xml", b" " * 200_000)
    assert "unpacks to more" in load_error(write(tmp_path / "a.docx", content))


@pytest.mark.parametrize(
    ("encoding", "xml"),
    [
        ("utf-8", f"<w:document {W}><w:body>{'<w:p/>' * 100_001}</w:body></w:document>"),
        ("utf-8", f"\n<w:document {W}><w:body>{'<w:r/>' * 1_000_001}</w:body></w:document>"),
        ("utf-16", f"<w:document {W}><w:body>{'<w:p/>' * 100_001}</w:body></w:document>"),
        ("utf-8", f"<w:document {W}>{' ' * 20_000_001}</w:document>"),
    ],
)
def test_xml_that_would_fill_the_memory_is_not_parsed(
    tmp_path: Path, encoding: str, xml: str
) -> None:
    content = repacked(docx(TEXT), "word/document.xml", xml.encode(encoding))
    assert "save its text alone" in load_error(write(tmp_path / "a.docx", content))
