"""Loaders: every file becomes articles, or an error that names file, cause and remedy."""

import gzip
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.article import Article
from indexer.errors import ArticleError, IndexerError, LoadError
from indexer.load import Arrival, count_articles, jsonl, load
from indexer.load.document import Document
from indexer.load.find import find_documents

TEXT = "The dam broke on Tuesday."


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def load_path(path: Path) -> Iterator[Arrival]:
    return load(Document.at(path))


def load_one(path: Path) -> Article:
    (arrival,) = load_path(path)
    assert isinstance(arrival, Article), arrival
    return arrival


def load_error(path: Path) -> str:
    (arrival,) = load_path(path)
    assert isinstance(arrival, ArticleError | LoadError)
    assert str(path) in str(arrival)
    return str(arrival)


class TestText:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
    def test_known_encodings(self, tmp_path: Path, encoding: str) -> None:
        text = "“Ōsaka” — 😀 e\u0301"
        assert load_one(write(tmp_path / "a.txt", text.encode(encoding))).text == text

    def test_big_endian_utf16_with_its_mark(self, tmp_path: Path) -> None:
        assert (
            load_one(write(tmp_path / "a.TXT", b"\xfe\xff" + TEXT.encode("utf-16-be"))).text == TEXT
        )

    def test_latin_1_is_refused_with_the_remedy(self, tmp_path: Path) -> None:
        message = load_error(write(tmp_path / "a.txt", "Caf\xe9".encode("latin-1")))
        assert "byte 3" in message
        assert "iconv" in message

    @pytest.mark.parametrize(
        ("content", "named"),
        [
            (b"", "empty"), (b"\xef\xbb\xbf", "empty"), (b" \r\n", "empty"),
            (b"a\x00b", "NUL"), (TEXT.encode("utf-32"), "NUL"), (b"\xff\xfea", "UTF-16"),
            (b"\x89PNG\r\n\x1a\n\xff", "UTF-8"),
        ],
    )  # fmt: skip
    def test_what_is_not_text(self, tmp_path: Path, content: bytes, named: str) -> None:
        assert named in load_error(write(tmp_path / "a.txt", content))

    def test_the_same_file_is_the_same_article(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        absolute = load_one(write(tmp_path / "a.txt", TEXT))
        monkeypatch.chdir(tmp_path)
        assert load_one(Path("a.txt")).id == absolute.id
        assert load_one(Path("a.txt")).source == absolute.source == (tmp_path / "a.txt").as_uri()
        assert load_one(write(Path("b.txt"), TEXT)).id != absolute.id


class TestMarkdown:
    def article(self, tmp_path: Path, content: str) -> Article:
        return load_one(write(tmp_path / "a.md", content))

    def test_front_matter(self, tmp_path: Path) -> None:
        article = self.article(
            tmp_path,
            "---\ntitle: 'A: b'\npublisher: The Post\nauthor: Ada\npublished: 2026-01-13\n"
            "modified: 2026-01-14T09:30:00+09:00\nurl: https://example.org/a\nmood: grim\n---\n"
            f"\n# A heading\n\n{TEXT}\n",
        )
        assert (article.title, article.publisher, article.authors) == ("A: b", "The Post", ("Ada",))
        assert (article.published, article.modified) == ("2026-01-13", "2026-01-14T09:30:00+09:00")
        assert article.text == f"A heading\n\n{TEXT}"

    @pytest.mark.parametrize(
        ("stated", "expected"),
        [
            ("2026-01-13 09:30:00", "2026-01-13T09:30:00"),
            ("2026-01-13T09:30:00Z", "2026-01-13T09:30:00+00:00"),
            ("2026-01-13T09:30:00-09:30", "2026-01-13T09:30:00-09:30"),
            ("'13 January 2026'", "2026-01-13"),
            ("20260113", "2026-01-13"),
            ("", None),
        ],
    )
    def test_yaml_dates(self, tmp_path: Path, stated: str, expected: str | None) -> None:
        article = self.article(tmp_path, f"---\npublished: {stated}\n---\n{TEXT}")
        assert article.published == expected

    @pytest.mark.parametrize(
        "front",
        [
            "title: 'open", "title: [a", "a: b: c", "title: \x07", "published: 2026-13-45",
            "? {a: b}\n: c", "a: !!int ''", "a: !!bool x", "a: !!timestamp x", "a: 0x_",
            "a: !!python/object/apply:os.system [ls]", "a: " + "[" * 2000, "- a list", "a word",
            "title: 0x" + "F" * 5000, "published: 0x" + "F" * 5000, "title: [a, b]", "title: yes",
        ],
        ids=lambda front: front[:20],
    )  # fmt: skip
    def test_broken_front_matter_is_named(self, tmp_path: Path, front: str) -> None:
        message = load_error(write(tmp_path / "a.md", f"---\n{front}\n---\n{TEXT}"))
        assert len(message) < len(str(tmp_path)) + 300

    def test_a_yaml_bomb_is_an_error_not_a_hang(self, tmp_path: Path) -> None:
        bomb = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12))
        front = f"a0: &a0 [lol]\n{bomb}\npublished: *a11"
        assert "published" in load_error(write(tmp_path / "a.md", f"---\n{front}\n---\n{TEXT}"))

    @pytest.mark.parametrize("empty", ["---\n---\n", "---\n\n---\n", "---\n# nothing\n---\n"])
    def test_empty_front_matter(self, tmp_path: Path, empty: str) -> None:
        article = self.article(tmp_path, f"{empty}{TEXT}")
        assert (article.title, article.text) == (None, TEXT)

    @pytest.mark.parametrize("front", ["", "---\ntitle:\n---\n", "---\npublisher: x\n---\n"])
    def test_a_heading_serves_as_a_missing_title(self, tmp_path: Path, front: str) -> None:
        article = self.article(tmp_path, f"{front}\n# The *dam* [broke](https://x.org) #\n\n{TEXT}")
        assert (article.title, article.text) == ("The dam broke", TEXT)

    def test_only_a_heading_is_an_empty_article(self, tmp_path: Path) -> None:
        assert "empty" in load_error(write(tmp_path / "a.md", "# The dam\n"))

    @pytest.mark.parametrize(
        ("marked", "plain"),
        [
            ("**bold** and *slanted*, `code`", "bold and slanted, code"),
            ("__bold__ and _slanted_", "bold and slanted"),
            ("**bold *and slanted* words**", "bold and slanted words"),
            ("日本**東京**です", "日本東京です"),
            ("a [link](https://x.org/a_b) here", "a link here"),
            ("a [titled](https://x.org 'T') one", "a titled one"),
            ("a [titled](https://x.org \"T\") one", "a titled one"),
            ("see [Nara](https://x.org/Nara_(city)), Japan", "see Nara, Japan"),
            ("an ![image](a.png) gone", "an gone"),
            ("> He said\n> he would go.", "He said he would go."),
            ("- one\n- two", "one\n\ntwo"),
            ("## Part\nThe dam broke.", "Part\n\nThe dam broke."),
            ("## Part ##\n\n## C#\n\nBroke.", "Part\n\nC#\n\nBroke."),
            ("a line\nwrapped here", "a line wrapped here"),
        ],
    )  # fmt: skip
    def test_marks_are_taken_off(self, tmp_path: Path, marked: str, plain: str) -> None:
        assert self.article(tmp_path, f"---\ntitle: t\n---\n{marked}").text == plain

    @pytest.mark.parametrize(
        "prose",
        [
            "the get_user_name call and other_long_name too",
            "2 * 3 * 4 = 24, and 2*3*4 too",
            "two A*s, three B*s",
            "main__init__py and a_b_c",
            "https://x.org/a_b_c?d=*e",
            "grades A*, B* and C*",
            "a [sic] note, a [1] mark, [brackets] (and more)",
            "#hashtag and -5 degrees",
        ],
    )
    def test_prose_is_left_alone(self, tmp_path: Path, prose: str) -> None:
        assert self.article(tmp_path, f"---\ntitle: t\n---\n{prose}").text == prose

    def test_line_ends_do_not_matter(self, tmp_path: Path) -> None:
        content = f"---\ntitle: T\n---\n\nOne\nline.\n\n> {TEXT}\n"
        unix = self.article(tmp_path, content)
        dos = load_one(write(tmp_path / "a.md", content.replace("\n", "\r\n")))
        assert dos == unix

    def test_hostile_marks_take_no_time(self, tmp_path: Path) -> None:
        for content in (
            "[" * 20_000,
            "![" * 20_000,
            "*a " * 9_000,
            "_a **b " * 5_000,
            "# " + " " * 40_000 + "x",
        ):
            assert load_one(write(tmp_path / "a.md", f"---\ntitle: t\n---\n{content}"))


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
        assert count_articles(Document.at(tmp_path / name)) == 2

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
        assert count_articles(Document.at(tmp_path / "a.jsonl.gz")) == 0

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
        assert self.arrivals(tmp_path / "b.jsonl") == []

    def test_without_id_and_url_the_line_itself_is_the_identity(self, tmp_path: Path) -> None:
        one, same, other = self.arrivals(
            tmp_path / "a.jsonl", {"text": "a"}, {"text": "a"}, {"text": "b"}
        )
        assert one.id == same.id != other.id


class TestFindDocuments:
    def messages(self, *paths: Path) -> list[str]:
        return [str(found) for found in find_documents(list(paths)) if isinstance(found, LoadError)]

    def test_a_folder_gives_its_articles_in_order(self, tmp_path: Path) -> None:
        (tmp_path / "b").mkdir()
        (tmp_path / ".hidden").mkdir()
        for name in (
            "b/2.md",
            "a.txt",
            "c.jsonl.gz",
            "README.md",
            ".x.txt",
            ".hidden/y.txt",
            "p.png",
        ):
            write(tmp_path / name, TEXT)
        found = [
            Path(each.label).relative_to(tmp_path).as_posix() for each in find_documents([tmp_path])
        ]
        assert found == ["a.txt", "c.jsonl.gz", "b/2.md"]

    def test_a_readme_that_is_named_is_read(self, tmp_path: Path) -> None:
        (found,) = find_documents([write(tmp_path / "README.md", TEXT)])
        assert isinstance(found, Document)

    def test_what_cannot_be_read_is_named_with_the_remedy(self, tmp_path: Path) -> None:
        missing, unknown = tmp_path / "none.txt", write(tmp_path / "a.xyz", TEXT)
        (tmp_path / "empty").mkdir()
        first, second, third = self.messages(missing, unknown, tmp_path / "empty")
        assert str(missing) in first
        assert "check the path" in first
        assert str(unknown) in second
        assert ".jsonl" in second
        assert "holds no articles" in third

    def test_a_folder_with_the_name_of_a_file_is_a_folder(self, tmp_path: Path) -> None:
        folder = tmp_path / "x.txt"
        folder.mkdir()
        assert "holds no articles" in self.messages(folder)[0]
        assert "cannot be read" in load_error(folder)

    def test_a_dangling_link_is_an_error_and_the_rest_goes_on(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").symlink_to(tmp_path / "gone.txt")
        write(tmp_path / "b.txt", TEXT)
        arrivals = [
            arrival
            for found in find_documents([tmp_path])
            for arrival in ([found] if isinstance(found, LoadError) else load(found))
        ]
        error, article = arrivals
        assert "a.txt" in str(error)
        assert article.text == TEXT

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
    def test_a_pipe_is_refused_and_not_waited_for(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "a.txt")
        assert "regular file" in self.messages(tmp_path / "a.txt")[0]
        assert "regular file" in self.messages(tmp_path)[0]
