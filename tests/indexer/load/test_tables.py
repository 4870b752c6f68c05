"""CSV: each row an article or an error with its line."""

from dataclasses import replace
from pathlib import Path

import pytest

from indexer.article import Article
from indexer.errors import ArticleError, IndexerError
from indexer.load import load, tables
from indexer.load.document import Document
from tests.indexer.load.files import TEXT, claims, load_error, load_one, load_path, write


def rows(path: Path, content: str | bytes) -> list[Article | IndexerError]:
    return list(load_path(write(path, content)))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_seen_in_the_header(tmp_path: Path, delimiter: str) -> None:
    lines = [["Headline", "Publication", "Date", "Body"], ["Dam", "Post", "2026-01-13", TEXT]]
    content = "\r\n".join(delimiter.join(f'"{cell}"' for cell in line) for line in lines)
    article = load_one(write(tmp_path / "a.csv", content))
    assert (article.title, article.publisher, article.published) == ("Dam", "Post", "2026-01-13")
    assert article.text == TEXT


@pytest.mark.parametrize(
    ("column", "value", "field", "expected"),
    [
        ("link", "https://valley.example/a", "url", "https://valley.example/a"),
        ("Source Name", "The Post", "publisher", "The Post"),
        ("author", "Ada Marsh", "authors", ("Ada Marsh",)),
        ("authors", "Ada Marsh; Tom Reed", "authors", ("Ada Marsh", "Tom Reed")),
        ("publishedAt", "2026-01-13T09:30:00Z", "published", "2026-01-13T09:30:00+00:00"),
        ("updated-at", "2026-01-14", "modified", "2026-01-14"),
        ("category", "World", "section", "World"),
        ("lang", "en", "language", "en"),
        ("guid", "g1", "id", "g1"),
        ("mood", "grim", "title", None),
    ],
)
def test_columns_go_by_their_usual_names(
    tmp_path: Path, column: str, value: str, field: str, expected: object
) -> None:
    article = load_one(write(tmp_path / "a.csv", f'{column},content\n"{value}",{TEXT}\n'))
    assert getattr(article, field) == expected


def test_what_a_column_said_is_kept(tmp_path: Path) -> None:
    article = load_one(write(tmp_path / "a.csv", f"title,text\nThe dam,{TEXT}\n"))
    assert claims(article) == {"CSV": "The dam"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_with_a_mark(tmp_path: Path, encoding: str) -> None:
    content = "title,text\nŌsaka,“Ōsaka” — 😀\n".encode(encoding)
    assert load_one(write(tmp_path / "a.csv", content)).text == "“Ōsaka” — 😀"


def test_another_encoding_is_refused_and_what_came_before_is_kept(tmp_path: Path) -> None:
    content = b"title,text\n" + b"Dam,It broke.\n" * 2000 + "Caf\xe9,It shut.\n".encode("latin-1")
    *articles, error = rows(tmp_path / "a.csv", content)
    assert articles
    assert "UTF-8" in str(error)
    assert "iconv" in str(error)


def test_text_over_several_lines_with_quotation_marks(tmp_path: Path) -> None:
    content = 'text,title\r\n"One ""two"", three.\r\n\r\nFour; five.",T\r\n'
    assert (
        load_one(write(tmp_path / "a.csv", content)).text == 'One "two", three.\r\n\r\nFour; five.'
    )


@pytest.mark.parametrize(
    ("bad", "named"),
    [
        ("only one field", "1 fields"),
        ("a,b,c", "3 fields"),
        ('"a"b,c', "quotation marks"),
        ("Dam,", "empty"),
        ("Dam,a\x00b", "NUL"),
    ],
)
def test_a_bad_row_is_named_by_line_and_the_others_go_on(
    tmp_path: Path, bad: str, named: str
) -> None:
    first, error, last = rows(tmp_path / "a.csv", f"title,text\nA,One.\n\n{bad}\nB,Two.\n")
    assert isinstance(first, Article)
    assert isinstance(last, Article)
    assert isinstance(error, ArticleError)
    assert str(error).startswith(f"{tmp_path / 'a.csv'}: line 4: ")
    assert named in str(error)
    assert last.title == "B"


def test_a_quotation_mark_that_nothing_closes_swallows_no_row_in_silence(tmp_path: Path) -> None:
    first, error = rows(tmp_path / "a.csv", 'title,text\nA,One.\nB,"Two.\nC,Three.\n')
    assert isinstance(first, Article)
    assert "line 3" in str(error)


def test_a_bad_date_is_an_error_of_its_row(tmp_path: Path) -> None:
    error, last = rows(tmp_path / "a.csv", "date,text\nsoon,One.\n2026-01-13,Two.\n")
    assert "published" in str(error)
    assert isinstance(last, Article)


@pytest.mark.parametrize(
    "content",
    ["", "\n\n", "title,when\nA,B\n", "no header at all", "title,text\n", "title,text\n,\n"],
)
def test_without_a_column_of_text_or_a_row_it_is_refused(tmp_path: Path, content: str) -> None:
    assert load_error(write(tmp_path / "a.csv", content))


def test_a_line_without_an_end_is_one_bad_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MAX_LINE", 200)
    error, last = rows(tmp_path / "a.csv", f"title,text\nA,{'x' * 5000}\nB,Two.\n")
    assert "200 characters" in str(error)
    assert isinstance(last, Article)


def test_rows_keep_their_identity_when_others_come_and_go(tmp_path: Path) -> None:
    one, two = rows(tmp_path / "a.csv", "title,text\nA,One.\nB,Two.\n")
    (again,) = rows(tmp_path / "a.csv", "title,text\nB,Two.\n")
    assert isinstance(one, Article)
    assert isinstance(two, Article)
    assert isinstance(again, Article)
    assert one.id != two.id == again.id


def test_the_line_for_excel_is_no_header(tmp_path: Path) -> None:
    assert load_one(write(tmp_path / "a.csv", f"sep=;\ntitle;text\nA;{TEXT}\n")).text == TEXT


@pytest.mark.parametrize(
    ("header", "noted"),
    [
        ("title,text", []),
        ("text,mood,", ["columns not read: mood, one without a name; read: text"]),
        ("Body,text,Date", ["columns not read: Body; read: Date as published, text"]),
    ],
)
def test_columns_that_are_not_read_are_noted_once(
    tmp_path: Path, header: str, noted: list[str]
) -> None:
    cells = ",".join("2026-01-13" for _ in header.split(","))
    path = write(tmp_path / "a.csv", f"{header}\n{cells}\n{cells}\n")
    notes: list[str] = []
    assert len(list(load(replace(Document.at(path), note=notes.append)))) == 2
    assert notes == [f"{path}: {note}" for note in noted]
