from pathlib import Path

import pytest
from eval_fakes import GOLD, FakeSystem, replies

from eval.errors import ThresholdError
from eval.gold import Gold
from eval.run import evaluate
from eval.threshold import Threshold, parse_threshold


def test_reads_measure_and_value() -> None:
    assert parse_threshold(" hit@10 = .9 ") == Threshold("hit@10", 0.9)


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("hit@10", "is not MEASURE=VALUE"),
        ("hit@7=0.9", "there is no measure 'hit@7'; there are right, hit@1, "),
        ("hit@10=", "'' is not a number"),
        ("hit@10=nan", "'nan' is not a number"),
        ("latency_p95=2", "not a measure where more is better"),
    ],
)
def test_other_forms_are_errors(text: str, cause: str) -> None:
    with pytest.raises(ThresholdError) as caught:
        parse_threshold(text)
    assert cause in str(caught.value)


def test_a_score_fails_under_its_threshold_and_not_at_it(tmp_path: Path) -> None:
    scores = evaluate(GOLD, FakeSystem(replies()), tmp_path)
    assert Threshold("hit@1", 0.5).failure(scores) is None
    assert Threshold("hit@1", 0.51).failure(scores) == "hit@1 is 0.5000, under 0.51"


def test_an_undefined_measure_fails(tmp_path: Path) -> None:
    gold = Gold("g.jsonl", GOLD.questions[2:3])
    scores = evaluate(gold, FakeSystem(replies()), tmp_path)
    failure = Threshold("hit@10", 0.0).failure(scores)
    assert failure == "hit@10 is undefined on g.jsonl, so not shown to be 0"


def test_a_mean_that_rounding_put_a_hair_under_is_not_under(tmp_path: Path) -> None:
    scores = evaluate(GOLD, FakeSystem(replies()), tmp_path)
    assert Threshold("hit@1", 0.5 + 1e-12).failure(scores) is None
    assert Threshold("hit@1", 0.5 + 1e-6).failure(scores)
