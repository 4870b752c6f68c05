"""Plain text: words as they are, and clear refusals."""

import textwrap
from pathlib import Path

import pytest

from tests.indexer.load.files import TEXT, load_error, load_one, write


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


class TestBrokenLines:
    PARAGRAPH = (
        "The harbour of Skua Bay was closed on Monday after a crane fell across the only berth "
        "that is deep enough for ships with grain, and four of them wait outside for a pilot. "
    ) * 3

    @pytest.mark.parametrize("width", [60, 78, 100, 120, 140])
    def test_are_joined_whatever_their_width(self, tmp_path: Path, width: int) -> None:
        wrapped = textwrap.fill(self.PARAGRAPH, width)
        assert "\n" in wrapped
        assert load_one(write(tmp_path / "a.txt", wrapped)).text == self.PARAGRAPH.strip()

    def test_also_behind_a_dateline_that_was_put_before(self, tmp_path: Path) -> None:
        dateline = "QUILLPORT, 4 March 2025 — "
        wrapped = dateline + textwrap.fill(self.PARAGRAPH, 76)
        assert load_one(write(tmp_path / "a.txt", wrapped)).text == (
            dateline + self.PARAGRAPH.strip()
        )

    def test_lines_that_vary_are_kept(self, tmp_path: Path) -> None:
        verse = "\n".join("la " * count + "sang the sea" for count in (4, 17, 9, 2, 14, 6))
        assert load_one(write(tmp_path / "a.txt", verse)).text == verse
