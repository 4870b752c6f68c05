from dataclasses import replace

import pytest
from eval_fakes import QUOTA, TEMPLE, TOLL, WHERE, FakeSystem, abstention, answer, citation

from eval.gold import GoldQuestion
from eval.library import Library
from eval.predictions import Prediction
from eval.score import score_question
from eval.verdict import Kind, judge

NARA = [citation(1, "a1", "met in Nara")]
TEMPLE_QUOTE = [citation(1, "a1", "Horyu Temple")]
RAIN = [citation(1, "a4", "Rain is expected")]
BY_ARTICLE = replace(WHERE, answers=())
NOT_THERE = replace(TEMPLE, answers=("Todai Temple",))


@pytest.mark.parametrize(
    ("question", "said", "retrieved", "kind", "reason"),
    [
        (WHERE, answer("In Nara. [1]", NARA), ["a1"], "right", "Right."),
        (WHERE, answer("In Nara. [1]", RAIN), ["a1"], "right", "other than the known ones"),
        (
            WHERE,
            answer("In Nara. [1]", [citation(1, "a1", "met in Nara", start=2)]),
            ["a1"],
            "right",
            "not what the article says",
        ),
        (WHERE, answer("word " * 70 + "Nara", NARA), ["a1"], "wrong", "after the first 60 words"),
        (WHERE, answer("A temple. [1]", TEMPLE_QUOTE), ["a1"], "wrong", "not the words that do"),
        (WHERE, answer("Rain. [1]", RAIN), ["a2", "a1"], "wrong", "known article was at rank 2"),
        (TEMPLE, answer("Rain. [1]", RAIN), ["a2", "a1"], "wrong", "contains the answer was at"),
        (NOT_THERE, answer("Rain.", RAIN), ["a2", "a4"], "wrong", "none of the first 2 articles"),
        (WHERE, abstention(), ["a2", "a1"], "abstained", "the known article was at rank 2"),
        (TEMPLE, abstention(), ["a2", "a1"], "abstained", "contains the answer was retrieved"),
        (TEMPLE, abstention(), ["a2"], "abstained", "none of the articles retrieved does"),
        (QUOTA, abstention(), ["a1"], "right", "Rightly abstained"),
        (QUOTA, answer("10 tons."), ["a1"], "overanswered", "holds no answer"),
        (TOLL, answer("11,300 died."), ["a2"], "partial", "one side"),
        (TOLL, answer("11,300, or 3,958."), ["a2"], "right", "Right words"),
        (TOLL, answer("Many."), [], "wrong", "none of the first 0 articles"),
        (BY_ARTICLE, answer("Nara.", NARA), ["a1"], "right", "Cites a known article"),
        (BY_ARTICLE, answer("Rain.", RAIN), ["a1"], "wrong", "at rank 1"),
        (GoldQuestion("q", "Q?"), answer("Rain."), [], "unjudged", "neither"),
    ],
)
def test_the_verdict_names_the_stage(
    question: GoldQuestion, said: dict[str, object], retrieved: list[str], kind: Kind, reason: str
) -> None:
    prediction = Prediction(question.id, said, tuple(retrieved))
    verdict = judge(score_question(question, prediction, Library(FakeSystem({}))))
    assert (verdict.kind, reason in verdict.reason) == (kind, True), verdict


def test_a_failure_says_what_failed() -> None:
    prediction = Prediction("q1", None, error="TimeoutError: too slow")
    verdict = judge(score_question(WHERE, prediction, Library(FakeSystem({}))))
    assert verdict.kind == "failed"
    assert "TimeoutError: too slow" in verdict.reason
