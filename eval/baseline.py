"""Baseline: the predictions of an earlier run, or of another system, to compare with."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from eval.errors import PredictionsError
from eval.gold import Gold, GoldQuestion
from eval.predictions import FILE_NAME, RUN_NAME, Prediction, read_predictions, still_answers


@dataclass(frozen=True, slots=True)
class Baseline:
    """Predictions by question id; `name` says whose they are and where they lie."""

    name: str
    predictions: Mapping[str, Prediction]

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
    return Baseline(f"{_system(folder)} in {folder}", shared)


def _is_to(prediction: Prediction, question: GoldQuestion) -> bool:
    return prediction.answer is None or still_answers(prediction, question)


def _system(folder: Path) -> str:
    try:
        return str(json.loads((folder / RUN_NAME).read_text("utf-8"))["system"])
    except (OSError, ValueError, KeyError, TypeError):
        return "a system without a name"  # predictions alone are enough of a baseline
