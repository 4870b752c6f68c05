"""Markdown: front matter, and marks taken off."""

from pathlib import Path

import pytest

from indexer.article import Article
from tests.indexer.load.files import TEXT, load_error, load_one, write


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
            "? {a: b}\n: c", "a: !!int ''", "a: !!bool x", "a: !!timestamp x",
            "a: !!python/object/apply:os.system [ls]", "a: " + "[" * 2000, "- a list", "a word",
            "published: 0x" + "F" * 5000, "title: [a, b]", "authors: [{age: 7}]",
        ],
        ids=lambda front: front[:20],
    )  # fmt: skip
    def test_broken_front_matter_is_named(self, tmp_path: Path, front: str) -> None:
        message = load_error(write(tmp_path / "a.md", f"---\n{front}\n---\n{TEXT}"))
        assert len(message) < len(str(tmp_path)) + 300

    @pytest.mark.parametrize(
        ("front", "named"),
        [
            ("title: A: b", "line 2: mapping values are not allowed here"),
            ("publisher: Post\ntitle: [a", "line 3: expected ',' or ']'"),
        ],
    )
    def test_an_error_in_front_matter_says_where(
        self, tmp_path: Path, front: str, named: str
    ) -> None:
        message = load_error(write(tmp_path / "a.md", f"---\n{front}\n---\n{TEXT}"))
        assert named in message
        assert "needs quotes" in message

    @pytest.mark.parametrize(
        "front", ["title: The dam", "# a note\n\npublished: 2026-01-13", "id:"]
    )
    def test_front_matter_that_does_not_end_is_no_text(self, tmp_path: Path, front: str) -> None:
        message = load_error(write(tmp_path / "a.md", f"---\n{front}\n\n{TEXT}\n"))
        assert "does not end" in message

    def test_a_rule_before_the_first_words_is_no_front_matter(self, tmp_path: Path) -> None:
        assert TEXT in self.article(tmp_path, f"---\nNara: the dam.\n\n{TEXT}").text

    @pytest.mark.parametrize(
        ("front", "expected"),
        [
            ("date: 2026-01-13T09:30:00Z\nlastmod: 2026-01-14\nlang: en",
             ("2026-01-13T09:30:00+00:00", "2026-01-14", "en")),
            ("date: 2026-01-13\npublished: 2025-12-24", ("2025-12-24", None, None)),
            ("date: in spring\nupdated: true", (None, None, None)),
            ("date: [2026-01-13]", (None, None, None)),
        ],
    )  # fmt: skip
    def test_what_other_tools_call_dates_and_languages(
        self, tmp_path: Path, front: str, expected: tuple[str | None, ...]
    ) -> None:
        article = self.article(tmp_path, f"---\n{front}\n---\n{TEXT}")
        assert (article.published, article.modified, article.language) == expected
        assert ("front matter date" in [claim.origin for claim in article.claims]) is (
            "date: " in front and "published" not in front and "[" not in front
        )

    @pytest.mark.parametrize(
        "stated", ["no", "No", "yes", "on", "2026-01-13", "12:30", "0012", "0x_", "1e3", "=", "<<"]
    )
    def test_a_value_stays_the_text_that_it_is(self, tmp_path: Path, stated: str) -> None:
        names = ("id", "title", "section", "language")
        front = "\n".join(f"{name}: {stated}" for name in names)
        article = self.article(tmp_path, f"---\n{front}\n---\n{TEXT}")
        assert [getattr(article, name) for name in names] == [stated] * 4

    @pytest.mark.parametrize("nothing", ["", "~", "null"])
    def test_nothing_is_no_value(self, tmp_path: Path, nothing: str) -> None:
        article = self.article(tmp_path, f"---\nsection: {nothing}\n---\n{TEXT}")
        assert article.section is None

    @pytest.mark.parametrize("stated", ["[{name: Ada Moss}, Bo Lund]", "[Ada Moss, Bo Lund]"])
    def test_authors_may_be_described(self, tmp_path: Path, stated: str) -> None:
        article = self.article(tmp_path, f"---\nauthors: {stated}\n---\n{TEXT}")
        assert article.authors == ("Ada Moss", "Bo Lund")
        assert "Ada Moss, Bo Lund" in [claim.value for claim in article.claims]

    def test_a_yaml_bomb_is_an_error_not_a_hang(self, tmp_path: Path) -> None:
        bomb = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12))
        front = f"a0: &a0 [lol]\n{bomb}\npublished: *a11"
        assert "published" in load_error(write(tmp_path / "a.md", f"---\n{front}\n---\n{TEXT}"))
        unread = front.replace("published:", "authors: [Ada]\nauthor:")
        assert self.article(tmp_path, f"---\n{unread}\n---\n{TEXT}").authors == ("Ada",)

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
