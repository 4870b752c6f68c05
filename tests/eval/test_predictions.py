import json
from pathlib import Path

import pytest
from eval_fakes import answer

from eval.errors import PredictionsError
from eval.predictions import (
    Prediction,
    append_prediction,
    read_predictions,
    write_predictions,
)

GOOD = Prediction("q1", answer("Né à Nara."), ("a1", "a2"), seconds=0.25)
NO_ANSWER = '{"id": "q", "answer": {"text": "Yes."}, "retrieved": []}'
FAILED = Prediction("q2", None, error="TimeoutError: too slow")


def test_a_line_follows_the_contract(tmp_path: Path) -> None:
    path = tmp_path / "predictions.jsonl"
    append_prediction(path, GOOD)
    append_prediction(path, FAILED)
    first, second = map(json.loads, path.read_text("utf-8").splitlines())
    assert first == {
        "id": "q1",
        "answer": GOOD.answer,
        "retrieved": ["a1", "a2"],
        "seconds": 0.25,
    }
    assert second == {
        "id": "q2",
        "answer": None,
        "retrieved": [],
        "error": "TimeoutError: too slow",
    }


def test_what_was_written_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "predictions.jsonl"
    odd = Prediction("q3", answer("half \ud83e a deer, \u2028 and a line end"))
    write_predictions(path, [GOOD, FAILED, odd])
    assert read_predictions(path) == {"q1": GOOD, "q2": FAILED, "q3": odd}
    assert [each.name for each in tmp_path.iterdir()] == ["predictions.jsonl"]


def test_a_missing_file_holds_nothing(tmp_path: Path) -> None:
    assert read_predictions(tmp_path / "none.jsonl") == {}


def test_a_torn_last_line_is_ignored(tmp_path: Path) -> None:
    path = tmp_path / "predictions.jsonl"
    write_predictions(path, [GOOD, FAILED])
    path.write_bytes(path.read_bytes()[:-9])
    assert read_predictions(path) == {"q1": GOOD}


def test_the_later_of_two_lines_counts(tmp_path: Path) -> None:
    path = tmp_path / "predictions.jsonl"
    write_predictions(path, [Prediction("q1", None, error="x"), GOOD])
    assert read_predictions(path) == {"q1": GOOD}


BAD = [
    "", "{", "[]", "{}", '{"id": "q", "answer": null}', NO_ANSWER,
    '{"id": [], "answer": null, "retrieved": []}',
    '{"id": "q", "answer": null, "retrieved": "abc"}',
    '{"id": "q", "answer": null, "retrieved": [{}]}',
    '{"id": "q", "answer": null, "retrieved": [], "seconds": "fast"}',
    '{"id": "q", "answer": null, "retrieved": [], "seconds": NaN}',
    '{"id": "q", "answer": null, "retrieved": [], "seconds": -1}',
]  # fmt: skip


@pytest.mark.parametrize("line", BAD)
def test_any_other_bad_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "predictions.jsonl"
    path.write_text(f'{line}\n{{"id": "q1", "answer": null, "retrieved": []}}\n', "utf-8")
    with pytest.raises(PredictionsError, match=r"line 1 is not a prediction.*--fresh"):
        read_predictions(path)
