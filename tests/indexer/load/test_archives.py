"""Archives: what they hold is read; what they try is refused."""

import gzip
import io
import json
import os
import tarfile
import warnings
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from indexer.article import Article
from indexer.errors import IndexerError, LoadError
from indexer.load import budget, member, tarred
from indexer.load.document import Document
from tests.indexer.load.files import TEXT, load_error, load_one, load_path, write
from tests.indexer.load.samples import tar_of, zip_of

LINE = json.dumps({"text": TEXT})
EVIL = [
    "../up.txt",
    "/etc/abs.txt",
    "a/../../b.txt",
    "..\\up.txt",
    "C:\\x.txt",
    "x" * 1200 + ".txt",
]


def both(path: Path, files: list[tuple[str, str | bytes]]) -> list[Article | IndexerError]:
    content = zip_of(files) if path.suffix == ".zip" else tar_of(files)
    return list(load_path(write(path, content)))


def link(name: str, target: str, kind: bytes = tarfile.SYMTYPE) -> tarfile.TarInfo:
    found = tarfile.TarInfo(name)
    found.type, found.linkname = kind, target
    return found


@pytest.mark.parametrize("name", ["a.zip", "a.tar"])
class TestBoth:
    def test_members_are_read_and_named(self, tmp_path: Path, name: str) -> None:
        first, second = both(tmp_path / name, [("in/x.txt", TEXT), ("y.jsonl", LINE)])
        assert isinstance(first, Article)
        assert isinstance(second, Article)
        assert first.source == f"{(tmp_path / name).as_uri()}!/in/x.txt"
        assert first.id != second.id

    def test_what_cannot_be_read_is_counted(self, tmp_path: Path, name: str) -> None:
        files = [("x.txt", TEXT), ("p.png", "x"), ("__MACOSX/._x.txt", "x"), ("README.md", "x")]
        content = zip_of(files) if name == "a.zip" else tar_of(files)
        passed_over: Counter[str] = Counter()
        (article,) = load_path(write(tmp_path / name, content), passed_over)
        assert isinstance(article, Article)
        assert passed_over == {
            ".png": 1
        }  # a read-me and what a Mac adds are passed over in silence

    def test_nothing_to_read_is_said(self, tmp_path: Path, name: str) -> None:
        (error,) = both(tmp_path / name, [("p.png", "x")])
        assert "holds nothing" in str(error)

    def test_an_empty_one_is_said(self, tmp_path: Path, name: str) -> None:
        (error,) = both(tmp_path / name, [])
        assert isinstance(error, LoadError)

    @pytest.mark.parametrize("evil", EVIL, ids=lambda name: name[:12])
    def test_names_that_lead_out_are_refused(self, tmp_path: Path, name: str, evil: str) -> None:
        inner = tmp_path / "in"
        inner.mkdir()
        error, article = both(inner / name, [(evil, TEXT), ("ok.txt", TEXT)])
        assert "leads out" in str(error)
        assert isinstance(article, Article)
        assert [path.name for path in tmp_path.rglob("*")] == ["in", name]

    def test_of_two_with_one_name_the_second_is_an_error(self, tmp_path: Path, name: str) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # zipfile's, when it writes them
            first, error = both(tmp_path / name, [("x.txt", TEXT), ("x.txt", "Another.")])
        assert isinstance(first, Article)
        assert first.text == TEXT
        assert "earlier file" in str(error)

    def test_a_bad_member_is_named_and_the_others_go_on(self, tmp_path: Path, name: str) -> None:
        error, article = both(tmp_path / name, [("bad.txt", b"\xff\xff"), ("ok.txt", TEXT)])
        assert str(error).startswith(f"{tmp_path / name}: bad.txt: ")
        assert isinstance(article, Article)

    def test_archives_in_archives(self, tmp_path: Path, name: str) -> None:
        inner = zip_of(
            [("deep.txt", TEXT), ("deep.tar.gz", gzip.compress(tar_of([("d.txt", TEXT)])))]
        )
        found = both(tmp_path / name, [("in.zip", inner), ("in.txt.gz", gzip.compress(b"Zipped."))])
        assert [getattr(each, "text", str(each)) for each in found] == [TEXT, TEXT, "Zipped."]

    def test_too_many_inside_each_other(self, tmp_path: Path, name: str) -> None:
        content = zip_of([("x.txt", TEXT)])
        for _ in range(9):
            content = zip_of([("in.zip", content)])
        (error,) = both(tmp_path / name, [("in.zip", content)])
        assert "archives deep" in str(error)

    def test_a_truncated_one_gives_what_it_holds_and_says_so(
        self, tmp_path: Path, name: str
    ) -> None:
        files: list[tuple[str, str | bytes]] = [
            (f"{number}.txt", os.urandom(2000).hex()) for number in range(20)
        ]
        content = zip_of(files) if name == "a.zip" else tar_of(files)
        arrivals = list(load_path(write(tmp_path / name, content[: len(content) // 2])))
        articles = [arrival for arrival in arrivals if isinstance(arrival, Article)]
        assert f"damaged {'ZIP' if name == 'a.zip' else 'tar'} file" in str(arrivals[-1])
        assert len(articles) == (0 if name == "a.zip" else 11)  # a ZIP keeps its table at the end

    def test_a_member_that_is_too_large(
        self, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(member, "MAX_MEMBER", 100)
        monkeypatch.setattr(tarred, "MAX_MEMBER", 100)
        large = zip_of([("x.txt", os.urandom(200).hex())])
        error, article = both(tmp_path / name, [("in.zip", large), ("ok.txt", TEXT)])
        assert "larger than" in str(error)
        assert isinstance(article, Article)


class TestTar:
    def test_a_name_in_another_encoding_can_be_stored(self, tmp_path: Path) -> None:
        content = tar_of([("cafX.txt", TEXT)]).replace(b"X", b"\xe9")
        mended = bytearray(content)
        mended[148:156] = b" " * 8
        mended[148:156] = f"{sum(mended[:512]):06o}\0 ".encode()
        article = load_one(write(tmp_path / "a.tar", bytes(mended)))
        assert (
            article.source.encode() == f"{(tmp_path / 'a.tar').as_uri()}!/caf\\udce9.txt".encode()
        )

    @pytest.mark.parametrize(
        ("other", "named"),
        [
            (link("x.txt", "/etc/passwd"), "link"),
            (link("x.txt", "y.txt", tarfile.LNKTYPE), "link"),
            (link("x.txt", "", tarfile.CHRTYPE), "no regular file"),
            (link("x.txt", "", tarfile.FIFOTYPE), "no regular file"),
        ],
    )
    def test_links_and_devices_are_refused(
        self, tmp_path: Path, other: tarfile.TarInfo, named: str
    ) -> None:
        error, article = load_path(write(tmp_path / "a.tar", tar_of([("y.txt", TEXT)], other)))
        assert named in str(error)
        assert isinstance(article, Article)

    def test_a_link_that_nobody_would_read_is_no_error(self, tmp_path: Path) -> None:
        content = tar_of([("y.txt", TEXT)], link("libx.so", "libx.so.1"))
        assert load_one(write(tmp_path / "a.tar", content)).text == TEXT

    def test_a_stated_size_beyond_all_bounds_ends_soon(self, tmp_path: Path) -> None:
        large = tarfile.TarInfo("x.bin")
        large.size = 1 << 60
        content = large.tobuf(tarfile.GNU_FORMAT) + b"x" * 2048
        *_, error = load_path(write(tmp_path / "a.tar", content))
        assert "unexpected end" in str(error)

    def test_a_header_that_fills_memory_is_refused(self, tmp_path: Path) -> None:
        large = tarfile.TarInfo("long")
        large.type, large.size = tarfile.GNUTYPE_LONGNAME, 100_000_000
        content = gzip.compress(large.tobuf(tarfile.GNU_FORMAT) + bytes(5_000_000))
        *_, error = load_path(write(tmp_path / "a.tgz", content))
        assert "header" in str(error)

    def test_a_damaged_header_is_not_taken_for_the_end(self, tmp_path: Path) -> None:
        content = bytearray(tar_of([("x.txt", TEXT), ("y.txt", TEXT)]))
        content[1024:1100] = b"\xff" * 76
        article, error = load_path(write(tmp_path / "a.tar", bytes(content)))
        assert isinstance(article, Article)
        assert "damaged tar" in str(error)


class TestZip:
    def test_an_encrypted_member_is_named(self, tmp_path: Path) -> None:
        content = bytearray(zip_of([("secret.txt", TEXT), ("ok.txt", TEXT)]))
        content[content.index(b"PK\x01\x02") + 8] |= 1
        error, article = load_path(write(tmp_path / "a.zip", bytes(content)))
        assert "encrypted" in str(error)
        assert isinstance(article, Article)

    def test_a_link_is_refused(self, tmp_path: Path) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            pointer = zipfile.ZipInfo("x.txt")
            pointer.external_attr = 0o120777 << 16
            archive.writestr(pointer, "/etc/passwd")
        assert "link" in load_error(write(tmp_path / "a.zip", out.getvalue()))

    def test_a_member_whose_checksum_is_wrong(self, tmp_path: Path) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("x.txt", TEXT)
        content = out.getvalue().replace(TEXT.encode(), b"X" + TEXT.encode()[1:])
        assert "damaged ZIP" in load_error(write(tmp_path / "a.zip", content))


class TestBombs:
    @pytest.fixture(autouse=True)
    def _small(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(budget, "ALLOWANCE", 100_000)

    def test_a_zip_bomb(self, tmp_path: Path) -> None:
        bomb = zip_of([("x.jsonl", b" " * 5_000_000)])
        assert "times its size" in load_error(write(tmp_path / "a.zip", bomb))

    def test_many_members_share_one_budget(self, tmp_path: Path) -> None:
        bomb = zip_of([(f"{number}.jsonl", b" " * 400_000) for number in range(50)])
        *_, error = load_path(write(tmp_path / "a.zip", bomb))
        assert "times its size" in str(error)

    def test_nested_archives_share_one_budget(self, tmp_path: Path) -> None:
        inner = zip_of([(f"{number}.jsonl", b" " * 800_000) for number in range(40)])
        bomb = zip_of([(f"{number}.zip", inner) for number in range(40)])
        errors = list(load_path(write(tmp_path / "a.zip", bomb)))
        assert any("times its size" in str(error) for error in errors)

    def test_a_gzip_bomb(self, tmp_path: Path) -> None:
        bomb = gzip.compress(b" " * 5_000_000)
        assert "times its size" in load_error(write(tmp_path / "a.jsonl.gz", bomb))
        assert "times its size" in load_error(write(tmp_path / "a.txt.gz", bomb))


def test_a_gzip_file_of_unknown_name_is_read_when_it_is_named(tmp_path: Path) -> None:
    inner = zip_of([("x.txt", TEXT)])
    assert load_one(write(tmp_path / "dump.gz", gzip.compress(inner))).text == TEXT
    assert "holds nothing" in load_error(write(tmp_path / "what.gz", gzip.compress(b"x" * 50)))


@pytest.mark.parametrize("name", ["5: note.txt", "b: note.txt", "C:note.txt"])
def test_a_colon_is_no_drive(name: str) -> None:
    assert member.refusal(name, set()) is None


@pytest.mark.parametrize("name", ["C:/note.txt", "c:\\note.txt"])
def test_a_drive_leads_out(name: str) -> None:
    assert "leads out" in str(member.refusal(name, set()))


def test_the_label_of_a_member_is_one_harmless_line(tmp_path: Path) -> None:
    outer = Document.at(tmp_path / "a.zip")
    inner = outer.inside("a\x1b[2J\nb.txt", lambda: io.BytesIO(b""))
    assert inner.label == f"{outer.label}: a[2J b.txt"
    assert inner.inside("c", inner.open, label="x\x9b\n y").label == "x y"
