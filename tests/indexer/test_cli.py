"""The commands: data on stdout, the rest on stderr, and exit codes 0, 1 and 2."""

import json
import os
import sys
from pathlib import Path

import pytest

from indexer.build import manifest_of
from indexer.embed import Embedder
from indexer.lock import writer_lock
from indexer.record import Record
from tests.conftest import Outcome, Run
from tests.indexer.load.files import TEXT
from tests.indexer.load.samples import every_format

GOOD = """---
title: Dam
publisher: Post
published: 2026-01-13
url: https://x.org/dam
---
It broke.
"""


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Return a folder of two good articles."""
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "dam.md").write_text(GOOD)
    (folder / "vote.txt").write_text("Voters chose a mayor.\n\nShare this article")
    return folder


def index(run: Run, *arguments: object) -> Outcome:
    return run("index", *arguments, "--model", "fake")


class TestIndex:
    def test_articles_are_added_then_unchanged(self, run: Run, news: Path) -> None:
        first = index(run, news)
        assert (first.code, first.out) == (0, "")
        assert "2 added, 0 updated, 0 unchanged, 0 failed" in first.message
        again = index(run, news, news / "dam.md")
        assert (again.code, again.out) == (0, "")
        assert "0 added, 0 updated, 3 unchanged, 0 failed" in again.message
        assert "0 embedded" in again.message

    def test_failures_are_named_the_rest_is_kept_and_the_code_is_1(
        self, run: Run, news: Path
    ) -> None:
        (news / "bad.txt").write_bytes(b"Caf\xe9")
        (news / "empty.md").write_text("---\ntitle: x\n---\n")
        (news / "many.jsonl").write_text('{"text": "One."}\n{"text": 1}\n{"text": "Two."}\n')
        outcome = index(run, news, news / "none.txt")
        assert (outcome.code, outcome.out) == (1, "")
        assert "4 added" in outcome.message
        assert "4 failed" in outcome.message
        for name in ("bad.txt", "empty.md", "many.jsonl: line 2", "none.txt"):
            assert f"failed: {news}/{name}" in outcome.message
        assert json.loads(run("inspect", "--json").out)["articles"] == 4

    @pytest.mark.parametrize("bad", [b"\xe9", b"Share this article", b""])
    def test_strict_stops_at_the_first_failure_and_keeps_what_came_before(
        self, run: Run, news: Path, bad: bytes
    ) -> None:
        (news / "e.txt").write_bytes(bad)
        outcome = index(run, news, "--strict")
        assert (outcome.code, outcome.out) == (1, "")
        assert f"failed: {news}/e.txt" in outcome.message.replace(news.as_uri(), str(news))
        assert "1 added, 0 updated, 0 unchanged, 1 failed" in outcome.message
        assert "stopped at the first failure" in outcome.message
        assert json.loads(run("inspect", "--json").out)["articles"] == 1
        (news / "e.txt").unlink()
        assert "1 added, 0 updated, 1 unchanged" in index(run, news, "--strict").message

    def test_columns_that_are_not_read_are_named_once_a_file(self, run: Run, news: Path) -> None:
        rows = "One fell.,grim\nTwo fell.,glad\n"
        (news / "a.csv").write_text(f"Body,Mood\n{rows}")
        outcome = index(run, news)
        assert outcome.code == 0
        assert f"note: {news}/a.csv: columns not read: Mood; read: Body as text" in outcome.message
        assert outcome.message.count("Mood") == 1

    def test_what_a_file_says_cannot_steer_the_terminal(self, run: Run, news: Path) -> None:
        (news / "a.csv").write_text("text,\x1b[2Jmood\nOne fell.,x\n")
        (news / "b.csv").write_text("\x1b[2Jmood,when\nOne fell.,x\n")
        outcome = index(run, news)
        assert "[2Jmood" in outcome.err
        assert "\x1b" not in outcome.err

    def test_what_states_no_date_is_counted(self, run: Run, news: Path) -> None:
        assert "note: 1 of 2 added or updated state no date" in index(run, news).message
        assert "no date" not in index(run, news).message

    @pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
    def test_a_file_name_of_another_encoding_is_named_as_it_is(self, run: Run, news: Path) -> None:
        Path(os.fsdecode(os.fsencode(news) + b"/caf\xe9.txt")).write_bytes(b"\xe9")
        outcome = index(run, news)
        assert outcome.code == 1
        assert f"failed: {news}/caf\\udce9.txt: is not valid UTF-8" in outcome.err

    def test_what_is_passed_over_is_counted(self, run: Run, news: Path) -> None:
        (news / "p.png").write_bytes(b"x")
        (news / "more").symlink_to(news.parent)
        outcome = index(run, news)
        assert outcome.code == 0
        for kind in ("1 .png", "1 link to a folder (name it itself)"):
            assert kind in outcome.message

    def test_nothing_readable_is_1(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "empty").mkdir()
        outcome = index(run, tmp_path / "empty")
        assert outcome.code == 1
        assert "holds no articles" in outcome.message

    @pytest.mark.parametrize(
        "arguments", [("index",), ("index", "--no-such"), ("inspect", "x"), ("no-such",)]
    )
    def test_wrong_usage_is_2(self, run: Run, arguments: tuple[str, ...]) -> None:
        outcome = run(*arguments)
        assert (outcome.code, outcome.out) == (2, "")
        assert "Usage:" in outcome.err

    def test_a_second_writer_is_told_who_writes(self, run: Run, news: Path, folder: Path) -> None:
        with writer_lock(folder):
            outcome = index(run, news)
        assert outcome.code == 1
        assert f"(id {os.getpid()}) is writing to {folder}" in outcome.message

    def test_another_model_is_refused_and_nothing_lost(
        self, run: Run, news: Path, folder: Path, embedder: Embedder
    ) -> None:
        Record.create(folder, {**manifest_of(embedder), "model": "other@1"}).close()
        outcome = index(run, news)
        assert (outcome.code, outcome.out) == (1, "")
        assert "indexed with model other@1, not fake" in outcome.message
        assert "--index" in outcome.message

    @pytest.mark.parametrize("content", [b"", b"no database " * 99])
    def test_what_is_no_index_is_refused(
        self, run: Run, news: Path, tmp_path: Path, content: bytes
    ) -> None:
        (tmp_path / "file").write_bytes(content)
        outcome = index(run, news, "--index", tmp_path / "file")
        assert outcome.code == 2
        assert (tmp_path / "file").read_bytes() == content

    @pytest.mark.parametrize(
        "command",
        [
            ("inspect",),
            ("remove", "x"),
            ("search", "x"),
            ("ask", "x"),
            ("index", "."),
            ("watch", ".", "--once"),
        ],
    )
    def test_a_file_is_no_index_for_any_command(
        self, run: Run, tmp_path: Path, command: tuple[str, ...]
    ) -> None:
        (tmp_path / "file").write_text("x")
        outcome = run(*command, "--index", tmp_path / "file")
        assert (outcome.code, outcome.out) == (2, "")
        assert "file is a file, and an index is a folder" in outcome.message

    def test_damage_is_mended_by_any_run(self, run: Run, news: Path, folder: Path) -> None:
        index(run, news)
        (folder / "generations" / "00000001" / "passages.npy").write_bytes(b"")
        assert index(run, news).code == 0
        assert run("inspect", "--verify").code == 0


class TestInspect:
    def test_json_on_stdout_is_pure(self, run: Run, news: Path, folder: Path) -> None:
        index(run, news)
        outcome = run("inspect", "--json")
        assert (outcome.code, outcome.err) == (0, "")
        facts = json.loads(outcome.out)
        assert (facts["articles"], facts["undated"], facts["generation"]) == (2, 1, 1)
        assert (facts["first day"], facts["last day"]) == ("2026-01-13", "2026-01-13")
        assert facts["publishers"] == {"Post": 1, "(unknown)": 1}
        assert (facts["model"], facts["index"]) == ("fake", str(folder))

    def test_the_table_holds_the_same(self, run: Run, news: Path) -> None:
        index(run, news)
        outcome = run("inspect")
        assert (outcome.code, outcome.err) == (0, "")
        assert "Post: 1" in outcome.out

    @pytest.mark.parametrize("options", [(), ("--json",), ("--article", "x"), ("--verify",)])
    def test_a_missing_index_names_the_command(
        self, run: Run, folder: Path, options: tuple[str, ...]
    ) -> None:
        outcome = run("inspect", *options)
        assert (outcome.code, outcome.out) == (1, "")
        assert f"no index in {folder}; make one with `dateline index PATH" in outcome.message
        assert not folder.exists()

    def test_verify_reads_every_checksum(self, run: Run, news: Path, folder: Path) -> None:
        index(run, news)
        sound = run("inspect", "--verify", "--json")
        assert sound.code == 0
        assert json.loads(sound.out)["record check"] == "ok"
        assert json.loads(sound.out)["generation check"] == "ok"
        (folder / "generations" / "00000001" / "terms.bin").write_bytes(b"x")
        damaged = run("inspect", "--verify", "--json")
        assert damaged.code == 1
        assert "terms.bin" in json.loads(damaged.out)["generation check"]
        assert "dateline index" in json.loads(damaged.out)["generation check"]

    @pytest.mark.parametrize("sound", [0.1, 0.3, 0.6])
    def test_a_damaged_record_is_named(
        self, run: Run, news: Path, folder: Path, sound: float
    ) -> None:
        index(run, news)
        path = folder / "record.sqlite"
        content = path.read_bytes()
        kept = content[: int(len(content) * sound)]
        path.write_bytes(kept + b"\xff" * (len(content) - len(kept)))
        for options in (("--verify",), ("--verify", "--json")):
            outcome = run("inspect", *options)
            assert outcome.code == 1
            assert "record.sqlite is damaged" in outcome.message
            assert "restore it from a copy" in outcome.message

    def test_one_article(self, run: Run, news: Path) -> None:
        index(run, news)
        stored = json.loads(run("inspect", "--article", news / "vote.txt", "--json").out)
        assert stored["text"] == "Voters chose a mayor."
        for reference in (stored["id"], stored["source"]):
            assert "Voters chose a mayor." in run("inspect", "--article", reference).out
        assert "It broke." in run("inspect", "--article", "https://x.org/dam").out
        removed = run("inspect", "--article", stored["id"], "--removed")
        assert (removed.code, removed.out) == (0, "[share bar] Share this article\n")

    def test_what_is_believed_is_shown(self, run: Run, news: Path) -> None:
        front = "modified: 2026-01-14\nsection: World\nlanguage: en\n---"
        (news / "dam.md").write_text(GOOD.replace("---\nIt", f"{front}\nIt"))
        index(run, news)
        shown = run("inspect", "--article", news / "dam.md").out.splitlines()
        assert "url https://x.org/dam, modified 2026-01-14, section World, language en" in shown

    def test_a_file_with_many_gives_their_list(self, run: Run, news: Path) -> None:
        (news / "two.jsonl").write_text(
            '{"id": "one", "title": "First", "text": "One fell."}\n'
            '{"id": "two", "published": "2026-01-13", "text": "Two fell."}\n'
        )
        index(run, news)
        shown = run("inspect", "--article", news / "two.jsonl")
        source = (news / "two.jsonl").as_uri()
        assert shown.code == 0
        assert shown.out == f"one: First\ntwo: 2026-01-13, (untitled) {source}\n"
        assert "2 articles came from" in shown.message
        found = json.loads(run("inspect", "--article", news / "two.jsonl", "--json").out)
        assert [each["id"] for each in found["articles"]] == ["one", "two"]
        refused = run("inspect", "--article", news / "two.jsonl", "--removed")
        assert (refused.code, refused.out) == (1, "")
        assert "give the id of one" in refused.message

    @pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tar.gz", "a.eml", "a.warc"])
    def test_what_came_out_of_an_archive_is_found_under_its_file(
        self, run: Run, news: Path, name: str
    ) -> None:
        content = every_format()[name]
        (news / name).write_bytes(content)
        index(run, news / name)
        shown = run("inspect", "--article", news / name)
        assert shown.code == 0, shown.err
        assert TEXT in shown.out or "2 articles came from" in shown.message

    @pytest.mark.parametrize("written", ["{}!/in/a.txt", "file://{}!/in/a.txt"])
    def test_a_file_in_an_archive_has_a_name(self, run: Run, news: Path, written: str) -> None:
        (news / "a.zip").write_bytes(every_format()["a.zip"])
        index(run, news / "a.zip")
        assert TEXT in run("inspect", "--article", written.format(news / "a.zip")).out
        assert run("inspect", "--article", f"{news}/a.zi").code == 1

    def test_what_cleaning_took_out_of_all_is_counted(self, run: Run, news: Path) -> None:
        (news / "b.txt").write_text("The bridge opened.\n\nShare this article\n\nLoading ...")
        index(run, news)
        found = json.loads(run("inspect", "--removed", "--json").out)["removed"]
        assert found == {
            "share bar": {"lines": 2, "articles": 2, "example": "Share this article"},
            "loading marker": {"lines": 1, "articles": 1, "example": "Loading ..."},
        }
        assert "Share this article" in run("inspect", "--removed").out

    @pytest.mark.parametrize(
        "options",
        [("--version", "2"), ("--verify", "--removed"), ("--verify", "--article", "x")],
    )
    def test_options_that_do_not_go_together_are_2(
        self, run: Run, news: Path, options: tuple[str, ...]
    ) -> None:
        index(run, news)
        outcome = run("inspect", *options)
        assert (outcome.code, outcome.out) == (2, "")

    def test_an_unknown_article_is_1(self, run: Run, news: Path) -> None:
        index(run, news)
        outcome = run("inspect", "--article", "no/such")
        assert (outcome.code, outcome.out) == (1, "")
        assert "no article 'no/such'" in outcome.message
