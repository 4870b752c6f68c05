"""The command: what it prints where, and how it exits."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import typer
from eval_fakes import TOLL, WHERE, FakeSystem, answer, replies
from typer.testing import CliRunner

import eval.cli
from eval.cli import eval_command

app = typer.Typer()
app.command("eval")(eval_command)

LINES = [
    {"id": "q1", "question": WHERE.question, "answers": ["Nara"], "documents": ["001 nara.txt"]},
    {"id": "q2", "question": TOLL.question, "answers": ["11,300"], "relevant": ["a2"]},
]


class Opener:
    """Stands in for the system that the command opens."""

    def __init__(self) -> None:
        self.script = replies()
        self.opened: list[Path] = []
        self.system = FakeSystem(self.script)

    def open(self, folder: Path, generator: str | None = None) -> FakeSystem:
        self.opened.append(folder)
        self.system = FakeSystem(self.script)
        return self.system


@pytest.fixture
def opener(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Opener:
    opener = Opener()
    monkeypatch.setattr(eval.cli, "DatelineSystem", opener)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DATELINE_INDEX", raising=False)
    Path("gold.jsonl").write_text("\n".join(map(json.dumps, LINES)), "utf-8")
    return opener


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, list(arguments), env={"COLUMNS": "200"})
    return result.exit_code, result.stdout, result.stderr


def test_prints_the_table_on_stdout_and_the_rest_on_stderr(opener: Opener) -> None:
    code, out, err = run("gold.jsonl")
    assert code == 0
    assert "hit@10" in out
    assert "1.000" in out
    for name in ("predictions.jsonl", "scores.json", "report.html"):
        assert str(Path("eval-out") / name) in err
        assert name not in out
        assert (Path("eval-out") / name).is_file()
    assert opener.opened == [Path(".dateline")]


def test_takes_the_index_from_option_or_environment(
    opener: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("gold.jsonl", "--index", "here", "--out", "o")
    monkeypatch.setenv("DATELINE_INDEX", "there")
    run("gold.jsonl", "--out", "o")
    assert opener.opened == [Path("here"), Path("there")]


def test_says_what_it_keeps_and_fresh_asks_again(opener: Opener) -> None:
    run("gold.jsonl")
    _, _, err = run("gold.jsonl")
    assert "kept 2 answers from eval-out; --fresh asks them again" in err
    assert opener.system.asked == []
    run("gold.jsonl", "--fresh")
    assert len(opener.system.asked) == 2


def test_fails_under_a_threshold(opener: Opener) -> None:
    assert run("gold.jsonl", "--fail-under", "hit@10=1")[0] == 0
    code, out, err = run("gold.jsonl", "--fail-under", "hit@1=.9", "--fail-under", "mrr@10=.9")
    assert code == 1
    assert "hit@10" in out
    assert "dateline: hit@1 is 0.5000, under 0.9" in err
    assert "dateline: mrr@10 is 0.7500, under 0.9" in err


def test_known_articles_that_the_index_lacks_are_counted(opener: Opener) -> None:
    assert "not in the index" not in run("gold.jsonl")[2]
    line = {**LINES[1], "relevant": ["a2", "gone", "gone too"]}
    Path("gold.jsonl").write_text(json.dumps(line), "utf-8")
    code, _, err = run("gold.jsonl", "--out", "o")
    assert code == 0
    assert "2 known articles are not in the index, 'gone' for one" in err


def test_compares_with_a_baseline(opener: Opener) -> None:
    run("gold.jsonl", "--out", "old")
    code, out, err = run("gold.jsonl", "--out", "new", "--baseline", "old")
    assert code == 0
    assert "against script in old: 2 questions, 0 won, 0 lost" in out
    assert "worse than" not in err
    assert run("gold.jsonl", "--out", "new", "--no-worse-than", "old")[0] == 0


def test_fails_when_it_is_worse_and_says_by_what_chance(opener: Opener) -> None:
    lines = [{**LINES[0], "id": f"w{n}", "question": f"Where, for time {n}?"} for n in range(12)]
    Path("gold.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    opener.script.update({str(line["question"]): replies()[WHERE.question] for line in lines})
    run("gold.jsonl", "--out", "old")
    opener.script.update({str(line["question"]): (answer("Rain."), ["a4"]) for line in lines})
    assert run("gold.jsonl", "--out", "new", "--baseline", "old")[0] == 0
    code, _, err = run("gold.jsonl", "--out", "new", "--no-worse-than", "old")
    assert code == 1
    message = "right went from 1.000 to 0.000 over 12 questions (0 better, 12 worse; p = 0.00"
    assert f"dateline: {message}" in err
    assert "were nothing changed): worse than script in old" in err


def test_names_are_no_markup(opener: Opener) -> None:
    Path("gold.jsonl").rename("[red]gold.jsonl")
    assert run("[red]gold.jsonl", "--out", "old[/x]")[0] == 0
    code, out, _ = run("[red]gold.jsonl", "--out", "new", "--baseline", "old[/x]")
    assert code == 0
    assert "[red]gold.jsonl: 2 questions" in out
    assert "old[/x]" in out


def test_an_interruption_says_how_to_go_on(opener: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(question: str, as_of: date | None) -> tuple[dict[str, Any], list[str]]:
        if question == TOLL.question:
            raise KeyboardInterrupt
        return FakeSystem(opener.script).ask(question, as_of)

    system = FakeSystem(opener.script)
    monkeypatch.setattr(system, "ask", interrupted)
    with monkeypatch.context() as patch:
        patch.setattr(opener, "open", lambda folder, generator=None: system)
        code, out, err = run("gold.jsonl")
    assert (code, out) == (1, "")
    assert "what was answered stands in eval-out/predictions.jsonl" in err
    assert run("gold.jsonl")[0] == 0
    assert [question for question, _ in opener.system.asked] == [TOLL.question]


def test_a_run_is_not_compared_with_itself(opener: Opener) -> None:
    run("gold.jsonl", "--out", "o")
    for option in ("--baseline", "--no-worse-than"):
        code, _, err = run("gold.jsonl", "--out", "o", option, "./o")
        assert code == 2
        assert "its own measure" in " ".join(err.split())
    assert run("gold.jsonl", "--baseline", "a", "--no-worse-than", "b")[0] == 2


def test_no_baseline_exits_with_1_before_anything_is_opened(opener: Opener) -> None:
    code, out, err = run("gold.jsonl", "--baseline", "none")
    assert (code, out) == (1, "")
    assert "dateline: none is no baseline" in err
    assert opener.opened == []


def test_fails_when_a_question_got_no_answer(opener: Opener) -> None:
    opener.script[TOLL.question] = OSError("gone")
    code, out, err = run("gold.jsonl")
    assert code == 1
    assert "hit@10" in out
    assert "1 of 2 questions got no answer" in err


@pytest.mark.parametrize(
    "arguments",
    [
        ("gold.jsonl", "--fail-under", "hit@10"),
        ("gold.jsonl", "--fail-under", "hits=1"),
        ("none.jsonl",),
        (),
        ("gold.jsonl", "--no-such-option"),
    ],
)
def test_wrong_usage_exits_with_2(opener: Opener, arguments: tuple[str, ...]) -> None:
    code, out, _ = run(*arguments)
    assert code == 2
    assert out == ""
    assert opener.opened == []


def test_bad_gold_exits_with_1_before_anything_is_opened(opener: Opener) -> None:
    Path("gold.jsonl").write_text("{\n" + json.dumps(LINES[0]), "utf-8")
    code, out, err = run("gold.jsonl")
    assert (code, out) == (1, "")
    assert "dateline: gold.jsonl: line 1: this is not JSON" in err
    assert opener.opened == []


def test_lenient_goes_on_and_lists_what_it_skipped(opener: Opener) -> None:
    Path("gold.jsonl").write_text("{\n" + json.dumps(LINES[0]), "utf-8")
    code, _, err = run("gold.jsonl", "--lenient")
    assert code == 0
    assert "skipped gold.jsonl: line 1: this is not JSON" in err


def test_answers_of_another_gold_set_exit_with_1(opener: Opener) -> None:
    run("gold.jsonl")
    Path("gold.jsonl").rename("other.jsonl")
    code, _, err = run("other.jsonl")
    assert code == 1
    assert "to the questions of 'gold.jsonl', not 'other.jsonl'" in err


def test_help_names_every_option(opener: Opener) -> None:
    code, out, _ = run("--help")
    assert code == 0
    for name in ("--index", "--out", "--lenient", "--fresh", "--fail-under", "GOLD.jsonl"):
        assert name in out
