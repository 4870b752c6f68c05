"""Comparing with a baseline: what moved, won, lost, and what cannot be compared."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from eval_fakes import (
    GOLD,
    QUOTA,
    TEMPLE,
    TOLL,
    WHERE,
    FakeSystem,
    abstention,
    answer,
    citation,
    replies,
)

from eval.baseline import read_baseline
from eval.compare import Comparison
from eval.errors import PredictionsError
from eval.gold import Gold
from eval.report import render_report
from eval.run import evaluate
from eval.scores import Scores
from eval.system import ArticleText
from eval.terminal import comparison_table

Script = dict[str, Any]


def compared(tmp_path: Path, before: Script, after: Script, gold: Gold = GOLD) -> Scores:
    evaluate(GOLD, FakeSystem(before, name="old"), tmp_path / "old")
    baseline = read_baseline(tmp_path / "old", gold)
    return evaluate(gold, FakeSystem(after), tmp_path / "new", baseline=baseline)


def of(scores: Scores) -> Comparison:
    assert scores.comparison
    return scores.comparison


def test_wins_and_losses_are_those_of_right(tmp_path: Path) -> None:
    after = replies() | {
        TEMPLE.question: (answer("Horyu Temple. [1]", [citation(1, "a1", "Horyu Temple")]), ["a1"]),
        QUOTA.question: (answer("Forty tons."), ["a4"]),
    }
    found = of(compared(tmp_path, replies(), after))
    outcomes = {pair.after.question.id: pair.outcome for pair in found.pairs}
    assert outcomes == {"q1": "tied", "q2": "tied", "q3": "lost", "q4": "won"}
    assert [pair.is_alike for pair in found.pairs] == [True, True, False, False]
    right = {change.measure.name: change for change in found.changes}["right"]
    assert (right.before, right.after, right.won, right.lost, right.tied) == (0.5, 0.5, 1, 1, 2)
    assert right.difference.p == 1


def test_less_is_better_where_it_is(tmp_path: Path) -> None:
    bare = answer("They met in Nara.") | {"citations": []}
    after = replies() | {WHERE.question: (bare, ["a4", "a1"])}
    found = of(compared(tmp_path, replies(), after))
    uncited = {change.measure.name: change for change in found.changes}["uncited_statements"]
    assert (uncited.won, uncited.lost) == (0, 1)
    assert uncited.difference.value > 0
    assert uncited.guarded


def test_a_measure_undefined_on_one_side_is_compared_where_both_are(tmp_path: Path) -> None:
    after = replies() | {WHERE.question: (abstention(), ["a1"])}
    changes = {c.measure.name: c for c in of(compared(tmp_path, replies(), after)).changes}
    assert changes["verbatim"].n == 2
    assert changes["answered"].n == 3
    assert "window_right" not in changes


def test_whole_set_measures_have_no_wins(tmp_path: Path) -> None:
    changes = {c.measure.name: c for c in of(compared(tmp_path, replies(), replies())).changes}
    auc = changes["confidence_auc"]
    assert (auc.won, auc.lost, auc.tied, auc.guarded) == (None, None, None, False)
    assert (auc.before, auc.after, auc.difference.value) == (1.0, 1.0, 0.0)
    assert changes["latency_p50"].n == 4


def test_a_fall_of_every_question_is_worse_and_of_one_is_not(tmp_path: Path) -> None:
    questions = tuple(
        replace(WHERE, id=f"w{n}", question=f"Where, for the {n}th time?") for n in range(12)
    )
    gold = Gold("many.jsonl", questions)
    good = {q.question: replies()[WHERE.question] for q in questions}
    bad = {q.question: (answer("Rain."), ["a4"]) for q in questions}
    evaluate(gold, FakeSystem(good), tmp_path / "old")
    baseline = read_baseline(tmp_path / "old", gold)
    one = good | {questions[0].question: bad[questions[0].question]}
    slip = evaluate(gold, FakeSystem(one), tmp_path / "one", baseline=baseline)
    assert of(slip).worse() == []
    fall = evaluate(gold, FakeSystem(bad), tmp_path / "all", baseline=baseline)
    worse = {change.measure.name: change for change in of(fall).worse()}
    assert {"right", "contained@60", "cites_known"} <= set(worse)
    assert worse["right"].p_worse < 0.01
    assert (worse["right"].won, worse["right"].lost) == (0, 12)


def test_failures_of_the_baseline_count_and_reworded_questions_do_not(tmp_path: Path) -> None:
    before = replies() | {TOLL.question: OSError("gone")}
    reworded = replace(WHERE, question="In which city did they meet?")
    gold = Gold(GOLD.name, (reworded, TOLL, QUOTA, replace(TEMPLE, id="q9")))
    after = replies() | {reworded.question: replies()[WHERE.question]}
    with_question = {
        question: (reply[0] | {"question": question}, reply[1])
        for question, reply in replies().items() if not isinstance(reply, Exception)
    }  # fmt: skip
    scores = compared(tmp_path, with_question | {TOLL.question: before[TOLL.question]}, after, gold)
    assert [pair.after.question.id for pair in of(scores).pairs] == ["q2", "q3"]
    assert of(scores).left_out == 2
    assert of(scores).pairs[0].before.values["failed"] == 1
    assert of(scores).caveats() == [
        "2 questions that it does not answer are left out",
        "1 questions failed in it and count as missed",
    ]


def test_scores_json_tells_the_comparison(tmp_path: Path) -> None:
    compared(tmp_path, replies(), replies())
    told = json.loads((tmp_path / "new" / "scores.json").read_text("utf-8"))["comparison"]
    assert told["baseline"] == f"old in {tmp_path / 'old'}"
    assert (told["questions"], told["questions_left_out"]) == (4, 0)
    assert (told["questions_failed_before"], told["articles_absent"]) == (0, 0)
    assert told["questions_by_outcome"]["tied"] == ["q1", "q2", "q3", "q4"]
    change = told["changes"]["mrr@10"]
    assert (change["difference"], change["ci95"], change["p_worse"]) == (0, [0, 0], 1)
    assert change["guarded"]


def test_the_report_shows_both_answers(tmp_path: Path) -> None:
    evil = "<script>alert(1)</script>"
    after = replies() | {WHERE.question: (answer(evil), ["a4"])}
    html = render_report(compared(tmp_path, replies(), after))
    section = html[html.index('id="comparison"') : html.index('id="scores"')]
    assert "0 questions won, 1 lost, 3 tied" in section
    assert "They met in <mark>Nara</mark>. [1]" in section
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in section
    assert evil not in html
    assert "The same." in section


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (None, "there is no predictions.jsonl"),
        ("", "answers none of the questions of gold.jsonl"),
        ('{"id": "x", "answer": null, "retrieved": []}\n', "answers none of the questions"),
        ("{}\n", "line 1 is not a prediction"),
    ],
)
def test_what_is_no_baseline_is_refused(tmp_path: Path, content: str | None, cause: str) -> None:
    if content is not None:
        (tmp_path / "predictions.jsonl").write_text(content)
    with pytest.raises(PredictionsError, match=cause):
        read_baseline(tmp_path, GOLD)


def test_predictions_of_another_system_need_no_name(tmp_path: Path) -> None:
    evaluate(GOLD, FakeSystem(replies()), tmp_path)
    (tmp_path / "run.json").unlink()
    assert read_baseline(tmp_path, GOLD).name == f"a system without a name in {tmp_path}"


def test_articles_of_the_baseline_that_are_gone_are_counted(tmp_path: Path) -> None:
    gone = citation(1, "a1", "met in Nara") | {"article_id": "gone 1"}
    before = replies() | {WHERE.question: (answer("In Nara. [1]", [gone]), ["a1", "gone 2"])}
    scores = compared(tmp_path, before, replies())
    assert of(scores).absent == 2
    told = "2 articles that it found or cited are not in this index"
    assert of(scores).caveats() == [told, "1 questions with them have the scores of then"]
    assert told in render_report(scores)
    assert told in str(comparison_table(of(scores)).title)


class Emptied(FakeSystem):
    """The archive of the fakes after somebody lost an article of it."""

    def article(self, article_id: str) -> ArticleText | None:
        return None if article_id == "a1" else super().article(article_id)


@pytest.mark.parametrize("with_scores", [True, False])
def test_what_was_lost_with_an_article_shows(tmp_path: Path, with_scores: bool) -> None:
    questions = tuple(
        replace(WHERE, id=f"w{n}", question=f"Where, for the {n}th time?") for n in range(12)
    )
    gold = Gold("many.jsonl", questions)
    sound = {q.question: replies()[WHERE.question] for q in questions}
    evaluate(gold, FakeSystem(sound), tmp_path / "old")
    if not with_scores:
        (tmp_path / "old" / "scores.json").write_text('{"questions": {"w0": 5}}')
    baseline = read_baseline(tmp_path / "old", gold)
    found = {q.question: (answer("Rain in Nara."), ["a4"]) for q in questions}
    scores = evaluate(gold, Emptied(found), tmp_path / "new", baseline=baseline)
    changes = {change.measure.name: change for change in of(scores).changes}
    assert (changes["hit@5"].before, changes["hit@5"].after) == (float(with_scores), 0)
    assert changes["hit@5"].is_worse is with_scores
    assert of(scores).absent == 1, "without the scores of then, that much is said"


def test_one_question_proves_nothing(tmp_path: Path) -> None:
    gold = Gold("one.jsonl", (WHERE,))
    evaluate(gold, FakeSystem({WHERE.question: replies()[WHERE.question]}), tmp_path / "old")
    baseline = read_baseline(tmp_path / "old", gold)
    rain = FakeSystem({WHERE.question: (answer("Rain."), ["a4"])})
    scores = evaluate(gold, rain, tmp_path / "new", baseline=baseline)
    assert of(scores).worse() == []
    assert {change.difference.ci95 for change in of(scores).changes} == {None}
    assert "—" in render_report(scores)
