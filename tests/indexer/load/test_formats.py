"""All formats together: recognised by content, and no damage gets past them."""

import random
from collections import Counter
from pathlib import Path

import pytest

from indexer.article import Article
from indexer.errors import IndexerError
from indexer.load import FORMATS, load
from indexer.load.document import Document
from indexer.load.find import find_documents
from tests.indexer.load.files import TEXT, load_error, load_path, write
from tests.indexer.load.samples import every_format, nitf, pdf, zip_of

FILES = every_format()
every_file = pytest.mark.parametrize("name", FILES)


@every_file
def test_each_valid_file_gives_its_article(tmp_path: Path, name: str) -> None:
    arrivals = list(load_path(write(tmp_path / name, FILES[name])))
    assert arrivals
    for arrival in arrivals:
        assert isinstance(arrival, Article), arrival
        assert TEXT in arrival.text
        assert arrival.source.startswith((tmp_path / name).as_uri())


def test_no_format_was_forgotten_above() -> None:
    tried = {ending for each in FORMATS for ending in each.endings
             if any(name.endswith(ending) for name in FILES)}  # fmt: skip
    missing = {ending for each in FORMATS for ending in each.endings} - tried
    assert missing <= {".text", ".markdown", ".ndjson", ".htm", ".xhtml", ".rss", ".atom", ".rdf"}


@every_file
def test_damaged_files_give_articles_or_errors_and_nothing_else(tmp_path: Path, name: str) -> None:
    dice = random.Random(name)
    whole = FILES[name]
    for trial in range(60):
        damaged = bytearray(whole)
        for _ in range(dice.choice((1, 3, 20))):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        if trial % 3 == 0:
            del damaged[dice.randrange(len(damaged)) :]
        for arrival in load_path(write(tmp_path / name, bytes(damaged))):
            assert isinstance(arrival, Article | IndexerError)


@pytest.mark.parametrize(
    "name", ["a.pdf", "a.zip", "a.warc", "a.mbox", "a.tar", "a.html", "nitf.xml"]
)
@pytest.mark.parametrize("called", ["lie.txt", "lie.jsonl", "lie.md"])
def test_what_a_file_begins_with_overrules_its_name(tmp_path: Path, name: str, called: str) -> None:
    arrivals = list(load_path(write(tmp_path / called, FILES[name])))
    assert all(isinstance(arrival, Article) and TEXT in arrival.text for arrival in arrivals)
    assert arrivals


@pytest.mark.parametrize("name", ["a.pdf", "a.zip", "a.tar", "a.warc", "a.html", "nitf.xml"])
def test_a_named_file_without_an_ending_is_known_by_its_beginning(
    tmp_path: Path, name: str
) -> None:
    (found,) = find_documents([write(tmp_path / "attachment", FILES[name])])
    assert not isinstance(found, IndexerError)


def test_what_is_in_no_known_format_is_counted_by_ending(tmp_path: Path) -> None:
    for name in ("a.txt", "b.png", "c.PNG", "d.css", "Makefile", ".hidden"):
        write(tmp_path / name, TEXT)
    passed_over: Counter[str] = Counter()
    assert len(list(find_documents([tmp_path], passed_over))) == 1
    assert passed_over == {".png": 2, ".css": 1, "without an ending": 1}


def test_a_pdf_called_txt_is_read_as_pdf_also_when_it_is_broken(tmp_path: Path) -> None:
    assert "PDF" in load_error(write(tmp_path / "a.txt", pdf([TEXT])[:60]))


def test_xml_that_is_no_news_is_named_by_its_root(tmp_path: Path) -> None:
    assert "'project'" in load_error(write(tmp_path / "a.xml", "<?xml version='1.0'?><project/>"))


def test_xml_of_other_trades_is_passed_over_unless_it_is_named(tmp_path: Path) -> None:
    other = "<?xml version='1.0'?><project/>"
    write(tmp_path / "pom.xml", other)
    write(tmp_path / "a.zip", zip_of([("pom.xml", other), ("news.xml", nitf())]))
    passed_over: Counter[str] = Counter()
    (archive,) = find_documents([tmp_path], passed_over)
    assert isinstance(archive, Document)
    (article,) = load(archive, passed_over)
    assert isinstance(article, Article)
    assert passed_over == {".xml": 2}


@pytest.mark.parametrize("content", ["", "<", "no xml at all", "<?xml version='1.0'?>"])
def test_xml_that_is_none(tmp_path: Path, content: str) -> None:
    assert load_error(write(tmp_path / "a.xml", content))


def test_every_ending_is_in_the_table_of_loaders() -> None:
    page = (Path(__file__).parents[3] / "docs" / "loaders.md").read_text()
    for each in FORMATS:
        for ending in each.endings:
            assert f"`{ending}`" in page, ending
