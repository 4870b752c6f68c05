"""A whole run: predictions, resuming, scores.json."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from eval_fakes import GOLD, QUOTA, TEMPLE, TOLL, WHERE, FakeSystem, answer, replies

from eval.errors import PredictionsError
from eval.gold import Gold
from eval.predictions import read_predictions
from eval.run import evaluate


def test_writes_predictions_scores_and_report(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    system = FakeSystem(replies())
    scores = evaluate(GOLD, system, out)
    assert sorted(each.name for each in out.iterdir()) == [
        "predictions.jsonl",
        "report.html",
        "run.json",
        "scores.json",
    ]
    lines = (out / "predictions.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["q1", "q2", "q3", "q4"]
    assert json.loads((out / "scores.json").read_text("utf-8")) == json.loads(
        json.dumps(scores.as_json())
    )
    assert system.asked[0] == (WHERE.question, date(2026, 1, 15))
    assert system.asked[2] == (QUOTA.question, None)


def test_scores_hold_every_measure_by_slice(tmp_path: Path) -> None:
    evaluate(GOLD, FakeSystem(replies()), tmp_path)
    scores = json.loads((tmp_path / "scores.json").read_text("utf-8"))
    assert scores["gold"] == "gold.jsonl"
    assert scores["system"] == "script"
    assert (scores["questions_asked"], scores["questions_failed"]) == (4, 0)
    assert {name: part["questions"] for name, part in scores["slices"].items()} == {
        "all": 4,
        "answerable": 3,
        "unanswerable": 1,
        "conflict": 1,
        "kind: how many": 1,
        "kind: where": 1,
        "kind: which": 2,
        "asked 2023": 1,
        "asked 2026": 2,
        "undated": 1,
    }
    measures = scores["slices"]["all"]["measures"]
    assert measures["hit@1"] == {"value": 0.5, "n": 2, "ci95": [0.0, 1.0]}
    assert measures["contained@60"]["value"] == pytest.approx(2 / 3)
    assert measures["all_answers_contained"] == {"value": 0.0, "n": 1, "ci95": None}
    reach = pytest.approx(0.025 ** (1 / 3))
    assert measures["verbatim"] == {"value": 1.0, "n": 3, "ci95": [reach, 1.0]}
    assert measures["rejected_statements"]["ci95"] == [0.0, 0.0], "a count is no share"
    assert measures["confidence_auc"]["value"] == 1.0
    assert measures["risk_coverage_area"]["n"] == 3
    assert measures["latency_p50"]["n"] == 4
    unanswerable = scores["slices"]["unanswerable"]["measures"]
    assert unanswerable["hit@1"] == {"value": None, "n": 0, "ci95": None}
    assert scores["timings_ms"] == {"retrieve": {"p50": 3.0, "p95": 3.0}}
    assert scores["questions"]["q4"]["verdict"] == "wrong"
    assert scores["questions"]["q1"]["values"]["mrr@10"] == 0.5


def test_an_error_is_recorded_and_the_others_go_on(tmp_path: Path) -> None:
    broken = replies() | {WHERE.question: TimeoutError("too slow")}
    scores = evaluate(GOLD, FakeSystem(broken), tmp_path)
    kept = read_predictions(tmp_path / "predictions.jsonl")
    assert list(kept) == ["q1", "q2", "q3", "q4"]
    assert kept["q1"].answer is None
    assert kept["q1"].error == "TimeoutError: too slow"
    assert scores.failed == 1
    assert scores.measures["hit@10"].n == 2
    assert scores.measures["latency_p50"].n == 3


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        ({"text": "no more"}, "AnswerError: 'abstained' is missing"),
        (answer("x", extra=float("nan")), "ValueError: Out of range"),
        (answer("x", extra={1, 2}), "TypeError: Object of type set"),
    ],
)
def test_an_answer_against_the_contract_is_an_error(
    tmp_path: Path, reply: dict[str, object], error: str
) -> None:
    evaluate(GOLD, FakeSystem(replies() | {TEMPLE.question: (reply, [])}), tmp_path)
    found = read_predictions(tmp_path / "predictions.jsonl")["q4"].error
    assert found is not None
    assert error in found


def test_a_rerun_asks_only_what_is_missing_or_failed(tmp_path: Path) -> None:
    evaluate(GOLD, FakeSystem(replies() | {TOLL.question: OSError("gone")}), tmp_path)
    system = FakeSystem(replies())
    seen: list[tuple[int, int]] = []
    scores = evaluate(GOLD, system, tmp_path, lambda done, total: seen.append((done, total)))
    assert [question for question, _ in system.asked] == [TOLL.question]
    assert seen == [(3, 4), (4, 4)]
    assert scores.failed == 0
    lines = (tmp_path / "predictions.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["q1", "q2", "q3", "q4"]


def test_an_interrupted_run_keeps_what_it_had(tmp_path: Path) -> None:
    class Interrupted(FakeSystem):
        def ask(self, question: str, as_of: date | None) -> tuple[dict[str, object], list[str]]:
            if question == QUOTA.question:
                raise KeyboardInterrupt
            return super().ask(question, as_of)

    with pytest.raises(KeyboardInterrupt):
        evaluate(GOLD, Interrupted(replies()), tmp_path)
    path = tmp_path / "predictions.jsonl"
    path.write_bytes(path.read_bytes() + b'{"id": "q3", "ans')
    system = FakeSystem(replies())
    evaluate(GOLD, system, tmp_path)
    assert [question for question, _ in system.asked] == [QUOTA.question, TEMPLE.question]
    assert list(read_predictions(path)) == ["q1", "q2", "q3", "q4"]


def test_scores_do_not_depend_on_interruption(tmp_path: Path) -> None:
    half = Gold(GOLD.name, GOLD.questions[2:])
    evaluate(half, FakeSystem(replies()), tmp_path / "two")
    resumed = evaluate(GOLD, FakeSystem(replies()), tmp_path / "two")
    at_once = evaluate(GOLD, FakeSystem(replies()), tmp_path / "one")
    timed = {name for name in at_once.measures if name.startswith("latency")}
    for name in set(at_once.measures) - timed:
        assert resumed.measures[name] == at_once.measures[name]


def test_fresh_asks_everything_again(tmp_path: Path) -> None:
    evaluate(GOLD, FakeSystem(replies()), tmp_path)
    system = FakeSystem(replies(), name="another")
    evaluate(GOLD, system, tmp_path, fresh=True)
    assert len(system.asked) == 4


@pytest.mark.parametrize(
    ("gold", "name", "cause"),
    [
        (replace(GOLD, name="other.jsonl"), "script", "to the questions of 'gold.jsonl'"),
        (GOLD, "another", "of the system 'script', not 'another'"),
    ],
)
def test_answers_of_another_run_are_refused(
    tmp_path: Path, gold: Gold, name: str, cause: str
) -> None:
    evaluate(GOLD, FakeSystem(replies()), tmp_path)
    before = (tmp_path / "predictions.jsonl").read_bytes()
    with pytest.raises(PredictionsError, match=cause):
        evaluate(gold, FakeSystem(replies(), name=name), tmp_path)
    assert (tmp_path / "predictions.jsonl").read_bytes() == before


def test_answers_of_another_state_of_the_system_are_refused(tmp_path: Path) -> None:
    def system(**state: str) -> FakeSystem:
        return FakeSystem(replies(), state=state)

    evaluate(GOLD, system(code="c1", settings="s1", index="i1"), tmp_path)
    assert json.loads((tmp_path / "scores.json").read_text())["state"]["code"] == "c1"
    same = system(code="c1", settings="s1", index="i1")
    evaluate(GOLD, same, tmp_path)
    assert same.asked == []
    with pytest.raises(PredictionsError, match="a change of the code and the index; .*--fresh"):
        evaluate(GOLD, system(code="c2", settings="s1", index="i2"), tmp_path)
    evaluate(GOLD, system(code="c2", settings="s1", index="i2"), tmp_path, fresh=True)


def test_answers_from_before_states_were_noted_are_refused(tmp_path: Path) -> None:
    evaluate(GOLD, FakeSystem(replies()), tmp_path)
    with pytest.raises(PredictionsError, match="a change of the code"):
        evaluate(GOLD, FakeSystem(replies(), state={"code": "c1"}), tmp_path)


def test_answers_of_nobody_knows_whom_are_refused(tmp_path: Path) -> None:
    evaluate(GOLD, FakeSystem(replies()), tmp_path)
    (tmp_path / "run.json").unlink()
    with pytest.raises(PredictionsError, match="does not say whose"):
        evaluate(GOLD, FakeSystem(replies()), tmp_path)


def test_a_reworded_or_redated_question_is_asked_again(tmp_path: Path) -> None:
    said = answer("Nara.", question=WHERE.question, as_of="2026-01-15")
    reworded = replace(WHERE, question="In which city did they meet?")
    redated = replace(WHERE, asked=date(2026, 2, 1))
    script = {WHERE.question: (said, ["a1"]), reworded.question: (said, ["a1"])}
    for changed, asked in ((WHERE, 0), (reworded, 1), (redated, 1)):
        evaluate(Gold("g", (WHERE,)), FakeSystem(script), tmp_path, fresh=True)
        system = FakeSystem(script)
        evaluate(Gold("g", (changed,)), system, tmp_path)
        assert len(system.asked) == asked


def test_no_more_than_twenty_articles_are_kept(tmp_path: Path) -> None:
    many = [f"x{number}" for number in range(30)]
    gold = Gold("g", (WHERE,))
    evaluate(gold, FakeSystem({WHERE.question: (answer("Nara."), many)}), tmp_path)
    assert read_predictions(tmp_path / "predictions.jsonl")["q1"].retrieved == tuple(many[:20])
