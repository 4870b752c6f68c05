"""JSON lines: each an article or an error with its line."""

import gzip
import json
import os
from pathlib import Path

import pytest

from indexer.article import Article
from indexer.errors import ArticleError, IndexerError, LoadError
from indexer.load import jsonl
from tests.indexer.load.files import TEXT, load_error, load_path, write


class TestJsonl:
    def arrivals(self, path: Path, *lines: object) -> list[Article | IndexerError]:
        """Load a file of `lines`: bytes as they are, anything else as JSON."""
        content = b"\n".join(
            line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines
        )
        write(path, gzip.compress(content) if path.suffix == ".gz" else content)
        return list(load_path(path))

    @pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson", "a.jsonl.gz", "A.JSONL.GZ"])
    def test_one_article_a_line(self, tmp_path: Path, name: str) -> None:
        lines = [{"id": "1", "text": TEXT}, {"id": "2", "text": TEXT}]
        if name.endswith("GZ"):
            write(tmp_path / name, gzip.compress("\n".join(map(json.dumps, lines)).encode()))
            arrivals = list(load_path(tmp_path / name))
        else:
            arrivals = self.arrivals(tmp_path / name, *lines)
        assert [arrival.id for arrival in arrivals] == ["1", "2"]

    @pytest.mark.parametrize("content", [b"", b"\n", b" \n\n"])
    def test_a_file_without_a_line_is_said(self, tmp_path: Path, content: bytes) -> None:
        assert "is empty" in load_error(write(tmp_path / "a.jsonl", content))

    def test_a_broken_line_says_where(self, tmp_path: Path) -> None:
        (error,) = self.arrivals(tmp_path / "a.jsonl", b'{"text": one}')
        assert "line 1: is not valid JSON (Expecting value, character 10)" in str(error)

    @pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
    @pytest.mark.parametrize(
        ("bad", "named"),
        [
            (b"{", "JSON"), (b"text", "JSON"), (b"[" * 100_000, "JSON"),
            (b'{"text": "x", "id": ' + b"1" * 5000 + b"}", "JSON"),
            (b'{"text": "caf\xe9"}', "UTF-8"), ("{}".encode("utf-16"), "UTF-8"),
            (b'["text"]', "object"), (b'"text"', "object"), (b"null", "object"), (b"7", "object"),
            (b"{}", "text"), (b'{"text": ""}', "empty"), (b'{"text": null}', "text"),
            (b'{"text": "x", "published": "soon"}', "published"),
            (b'{"text": "x", "id": "\\ud800"}', "id"),
            (b'{"text": "x", "id": "\\u0000"}', "id"),
        ],
        ids=lambda value: str(value)[:20],
    )  # fmt: skip
    def test_a_bad_line_is_named_and_the_others_go_on(
        self, tmp_path: Path, name: str, bad: bytes, named: str
    ) -> None:
        good = {"id": "1", "text": TEXT}, {"id": "3", "text": TEXT}
        first, error, last = self.arrivals(tmp_path / name, good[0], b"", bad, good[1])
        assert (first.id, last.id) == ("1", "3")
        assert isinstance(error, ArticleError)
        assert str(error).startswith(f"{tmp_path / name}: line 3: ")
        assert named in str(error)
        assert len(str(error)) < len(str(tmp_path)) + 300

    def test_lone_surrogates_lose_nobody(self, tmp_path: Path) -> None:
        odd = {"text": "a\ud800b", "title": "c\udfffd", "authors": ["e\ud800"], "url": "u\ud800"}
        first, last = self.arrivals(tmp_path / "a.jsonl", odd, {"id": "2", "text": TEXT})
        assert (first.title, first.authors, first.url) == ("cd", ("e",), "u")
        assert last.id == "2"

    def test_a_truncated_gzip_file_gives_what_it_holds_and_says_so(self, tmp_path: Path) -> None:
        lines = [{"id": str(n), "text": os.urandom(60).hex()} for n in range(200)]
        self.arrivals(tmp_path / "a.jsonl.gz", *lines)
        whole = (tmp_path / "a.jsonl.gz").read_bytes()
        *articles, error = load_path(write(tmp_path / "a.jsonl.gz", whole[: len(whole) // 2]))
        assert isinstance(error, LoadError)
        assert "damaged gzip" in str(error)
        assert all(isinstance(article, Article) for article in articles)

    @pytest.mark.parametrize(
        "content", [b"no gzip", b"\x1f\x8b\x08\x00", b"\x1f\x8b" + b"\xff" * 50]
    )
    def test_what_is_no_gzip_file(self, tmp_path: Path, content: bytes) -> None:
        assert "gzip" in load_error(write(tmp_path / "a.jsonl.gz", content))

    def test_an_overlong_line_is_one_bad_line(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(jsonl, "MAX_LINE", 100)
        inner = b'{"id": "x", "text": "' + b"y" * 300 + b'"}'
        good = {"id": "2", "text": TEXT}
        error, last = self.arrivals(tmp_path / "a.jsonl", inner, good)
        assert "line 1:" in str(error)
        assert last.id == "2"

    def test_marks_blank_lines_and_line_ends(self, tmp_path: Path) -> None:
        line = json.dumps({"id": "1", "text": TEXT}).encode()
        (article,) = self.arrivals(tmp_path / "a.jsonl", b"\xef\xbb\xbf" + line + b"\r", b"", b" ")
        assert article.id == "1"

    def test_without_id_and_url_the_line_itself_is_the_identity(self, tmp_path: Path) -> None:
        one, same, other = self.arrivals(
            tmp_path / "a.jsonl", {"text": "a"}, {"text": "a"}, {"text": "b"}
        )
        assert one.id == same.id != other.id

    def test_a_file_of_another_kind_is_given_up(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("indexer.load.MAX_BAD_ITEMS", 10)
        monkeypatch.setattr(jsonl, "MAX_BLANK", 10)
        *errors, last = self.arrivals(tmp_path / "a.jsonl", *[b"7"] * 50)
        assert len(errors) == 10
        assert "in a row" in str(last)
        (last,) = self.arrivals(tmp_path / "b.jsonl", *[b""] * 50)
        assert "empty lines" in str(last)

    def test_what_an_array_lacks_and_what_a_text_is_called(self, tmp_path: Path) -> None:
        article = json.dumps({"text": TEXT}).encode()
        found = self.arrivals(tmp_path / "a.jsonl", b"[", article + b",", article, b"]")
        assert isinstance(found[2], Article)
        assert all("write one article a line" in str(found[place]) for place in (0, 1, 3))
        (missing,) = self.arrivals(tmp_path / "b.jsonl", {"headline": "x", "body": TEXT})
        assert "its fields: body, headline" in str(missing)
