"""Baseline: the predictions of an earlier run, or of another system, to compare with."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from eval.errors import PredictionsError
from eval.gold import Gold, GoldQuestion
from eval.predictions import (
    FILE_NAME,
    RUN_NAME,
    SCORES_NAME,
    Prediction,
    read_predictions,
    still_answers,
)


@dataclass(frozen=True, slots=True)
class Baseline:
    """Predictions by question id; `name` says whose they are and where they lie.

    `values` are the measures of then, by question id, where the folder has them: they count where
    an article is gone without which they cannot be measured any more.
    """

    name: str
    predictions: Mapping[str, Prediction]
    values: Mapping[str, Mapping[str, float | None]] = field(default_factory=dict)

    def left_out(self, gold: Gold) -> int:
        """How many questions of `gold` it has no prediction for."""
        return sum(question.id not in self.predictions for question in gold.questions)


def read_baseline(folder: Path, gold: Gold) -> Baseline:
    """Return the predictions in `folder` to the questions of `gold`, failed ones included.

    A question with the same id but other words or another day of asking is another question.
    Raises PredictionsError when there are no predictions, or none of these questions.
    """
    path = folder / FILE_NAME
    if not path.is_file():
        raise PredictionsError(
            f"{folder} is no baseline: there is no {FILE_NAME}; name a folder that an earlier "
            "`dateline eval --out` wrote"
        )
    found = read_predictions(path)
    shared = {
        question.id: found[question.id]
        for question in gold.questions
        if question.id in found and _is_to(found[question.id], question)
    }
    if not shared:
        raise PredictionsError(
            f"{path} answers none of the questions of {gold.name}; "
            "compare with a run on the same questions"
        )
    return Baseline(f"{_system(folder)} in {folder}", shared, _values(folder))


def _is_to(prediction: Prediction, question: GoldQuestion) -> bool:
    return prediction.answer is None or still_answers(prediction, question)


def _values(folder: Path) -> dict[str, dict[str, float | None]]:
    """Return the values that a run's scores.json holds; what is not of its shape is left out."""
    try:
        questions = json.loads((folder / SCORES_NAME).read_text("utf-8"))["questions"]
        return {name: _numbers(each["values"]) for name, each in questions.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _numbers(values: Mapping[str, object]) -> dict[str, float | None]:
    return {
        name: None if value is None else float(value)
        for name, value in values.items()
        if value is None or isinstance(value, int | float)
    }


def _system(folder: Path) -> str:
    try:
        return str(json.loads((folder / RUN_NAME).read_text("utf-8"))["system"])
    except (OSError, ValueError, KeyError, TypeError):
        return "a system without a name"  # predictions alone are enough of a baseline
