"""The commands: data on stdout, the rest on stderr, and exit codes 0, 1 and 2."""

import json
import os
from pathlib import Path

import pytest

from indexer.build import manifest_of
from indexer.embed import Embedder
from indexer.lock import writer_lock
from indexer.record import Record
from tests.conftest import Outcome, Run

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

    def test_strict_stops_at_the_first_failure_and_loses_nothing(
        self, run: Run, news: Path
    ) -> None:
        index(run, news)
        (news / "a.txt").write_bytes(b"\xe9")
        outcome = index(run, news, "--strict")
        assert (outcome.code, outcome.out) == (1, "")
        assert f"dateline: {news}/a.txt" in outcome.message
        assert json.loads(run("inspect", "--json").out)["articles"] == 2

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
        assert outcome.code == 1
        assert "cannot write an index in" in outcome.message
        assert (tmp_path / "file").read_bytes() == content

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

    def test_an_unknown_article_is_1(self, run: Run, news: Path) -> None:
        index(run, news)
        outcome = run("inspect", "--article", "no/such")
        assert (outcome.code, outcome.out) == (1, "")
        assert "no article 'no/such'" in outcome.message
