"""`dateline` as a person runs it: help, exit codes, and data apart from messages."""

import json
from pathlib import Path

import pytest
import typer.main
from typer.core import TyperCommand, TyperGroup

import dateline
from tests.conftest import Run

NEWS = """---
title: Alder Bridge to open
publisher: Example Gazette
published: 2025-04-28
url: https://gazette.example/bridge
---
The Alder Bridge will open to traffic on 3 May 2025, the council said.
"""
WHEN = "When will the Alder Bridge open to traffic?"
COMMANDS = (
    "index", "ask", "search", "serve", "eval", "inspect", "remove", "reshard", "watch", "keys",
    "feedback", "mcp", "settings", "gold", "timeline",
)  # fmt: skip
GROUPS = ("keys", "feedback", "gold")
both = pytest.mark.parametrize("command", ["ask", "search"])


@pytest.fixture
def indexed(run: Run, tmp_path: Path) -> Run:
    """Return `run` over an index of one article."""
    file = tmp_path / "bridge.md"
    file.write_text(NEWS)
    assert run("index", file, "--model", "fake").code == 0
    return run


def commands() -> dict[str, TyperCommand]:
    group = typer.main.get_command(dateline.app)
    assert isinstance(group, TyperGroup)
    return dict(group.commands)  # type: ignore[arg-type]


class TestHelp:
    def test_the_commands_are_listed(self, run: Run) -> None:
        assert sorted(commands()) == sorted(COMMANDS)
        shown = run("--help")
        assert shown.code == 0
        assert all(command in shown.out for command in COMMANDS)

    @pytest.mark.parametrize("command", COMMANDS)
    def test_each_command_and_each_of_its_parameters_has_help(self, command: str) -> None:
        found = commands()[command]
        assert found.help
        without = [p.name for p in found.params if not getattr(p, "help", None)]
        assert not without

    @pytest.mark.parametrize("command", COMMANDS)
    def test_help_shows_every_option(self, run: Run, command: str) -> None:
        shown = run(command, "--help").out
        for parameter in commands()[command].params:
            for name in parameter.opts if parameter.param_type_name == "option" else ():
                assert name in shown

    @pytest.mark.parametrize("command", [c for c in COMMANDS if c not in (*GROUPS, "settings")])
    def test_every_command_takes_an_index(self, command: str) -> None:
        assert any("--index" in parameter.opts for parameter in commands()[command].params)


class TestAsk:
    def test_the_answer_goes_to_stdout(self, indexed: Run) -> None:
        outcome = indexed("ask", WHEN, "--as-of", "2025-05-01")
        assert (outcome.code, outcome.err) == (0, "")
        assert "on 3 May 2025, the council said. [1]" in outcome.out
        assert "Short answer: 3 May 2025" in outcome.out
        assert "[1] Example Gazette, 2025-04-28, Alder Bridge to open" in outcome.out
        assert "https://gazette.example/bridge#:~:text=" in outcome.out

    def test_abstaining_is_no_failure(self, indexed: Run) -> None:
        outcome = indexed("ask", "Who composed the pelican opera?", "--as-of", "2025-05-01")
        assert (outcome.code, outcome.err) == (0, "")
        assert "does not answer" in outcome.out

    def test_json_is_all_there_is_on_stdout(self, indexed: Run) -> None:
        outcome = indexed("ask", WHEN, "--as-of", "2025-05-01", "--json")
        answer = json.loads(outcome.out)
        assert (outcome.code, outcome.err) == (0, "")
        assert answer["as_of"] == "2025-05-01" and not answer["abstained"]
        assert set(answer) == {
            "question", "as_of", "window", "widened", "notes", "text", "short_answer",
            "statements", "citations",
            "conflicts", "abstained", "reason", "confidence", "generator", "rejected_statements",
            "timings_ms", "conversation", "completed_question", "partial",
            "missing",
        }  # fmt: skip

    def test_json_names_a_window_from_and_to(self, indexed: Run) -> None:
        limits = ("--from", "2025-04-01", "--to", "2025-04-30", "--json")
        answer = json.loads(indexed("ask", WHEN, *limits).out)
        assert answer["window"] == {"from": "2025-04-01", "to": "2025-04-30"}


class TestSearch:
    def test_articles_are_listed(self, indexed: Run) -> None:
        outcome = indexed("search", "bridge", "--as-of", "2025-05-01")
        assert outcome.code == 0
        assert "2025-04-28" in outcome.out and "Alder Bridge to open" in outcome.out

    def test_json_is_all_there_is_on_stdout(self, indexed: Run) -> None:
        outcome = indexed("search", "bridge", "--as-of", "2025-05-01", "--json")
        assert [hit["publisher"] for hit in json.loads(outcome.out)["hits"]] == ["Example Gazette"]
        assert outcome.err == ""

    def test_nothing_found_is_said_apart(self, indexed: Run) -> None:
        outcome = indexed("search", "bridge", "--as-of", "2025-04-01")
        assert (outcome.code, outcome.out) == (0, "")
        assert "Nothing matches. The archive has no article up to 2025-04-01." in outcome.err


class TestWrongUsage:
    @both
    @pytest.mark.parametrize("option", ["--as-of", "--from", "--to"])
    @pytest.mark.parametrize("day", ["yesterday", "2025-02-30", ""])
    def test_what_is_no_date(self, indexed: Run, command: str, option: str, day: str) -> None:
        outcome = indexed(command, WHEN, option, day)
        assert (outcome.code, outcome.out) == (2, "")
        assert option in outcome.err and "write YYYY-MM-DD" in outcome.err

    @both
    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ([""], "the question is empty"),
            (["x" * 2_001], "at most 2,000"),
            ([WHEN, "--from", "2025-02-01", "--to", "2025-01-01"], "swap the dates"),
            ([WHEN, "--publisher", "Example Gazete"], "nearest: Example Gazette"),
        ],
    )
    def test_a_question_or_limit_that_cannot_be_used(
        self, indexed: Run, command: str, arguments: list[str], message: str
    ) -> None:
        outcome = indexed(command, *arguments)
        assert (outcome.code, outcome.out) == (2, "")
        assert outcome.err.startswith("dateline: ") and message in outcome.err

    @pytest.mark.parametrize(
        "arguments", [["ask"], ["ask", WHEN, "--nonsense"], ["search", WHEN, "-k", "0"], ["nosuch"]]
    )
    def test_arguments_that_do_not_exist(self, run: Run, arguments: list[str]) -> None:
        outcome = run(*arguments)
        assert (outcome.code, outcome.out) == (2, "")
        assert outcome.err


@both
def test_a_missing_index_fails_with_its_remedy(run: Run, command: str) -> None:
    outcome = run(command, WHEN)
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err.count("\n") == 1 and "dateline index" in outcome.err


def test_an_unknown_generator_fails(indexed: Run) -> None:
    outcome = indexed("ask", WHEN, "--generator", "oracle")
    assert (outcome.code, outcome.out) == (1, "")
    assert "unknown generator 'oracle'" in outcome.err
