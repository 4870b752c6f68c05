"""Predictions: what a system said to each gold question, kept as JSONL while a run goes on."""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any

from eval.answer import parse_answer
from eval.errors import AnswerError, PredictionsError
from eval.gold import GoldQuestion

FILE_NAME = "predictions.jsonl"
RUN_NAME = "run.json"
SCORES_NAME = "scores.json"
DEPTH = 20


@dataclass(frozen=True, slots=True)
class Prediction:
    """One line: the Answer JSON, or why there is none; retrieved article ids, best first.

    `seconds` is how long the question took, from the outside.
    """

    id: str
    answer: dict[str, Any] | None
    retrieved: tuple[str, ...] = ()
    error: str | None = None
    seconds: float | None = None


def append_prediction(path: Path, prediction: Prediction) -> None:
    """Add one line to the file at `path`, complete before this returns."""
    with path.open("ab") as file:
        file.write(_line(prediction))


def write_predictions(path: Path, predictions: Iterable[Prediction]) -> None:
    """Replace the file at `path`; a run that dies meanwhile leaves the old file whole."""
    temporary = path.with_suffix(".partial")
    with temporary.open("wb") as file:
        file.writelines(map(_line, predictions))
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def read_predictions(path: Path) -> dict[str, Prediction]:
    """Return the predictions in the file at `path` by question id, the later line of two.

    A missing file holds none. A last line without its end is what an interrupted run leaves: it
    is ignored. Raises PredictionsError, naming file and line, for any other bad line.
    """
    if not path.exists():
        return {}
    *lines, _ = path.read_bytes().split(b"\n")
    parsed = (_parse(line, f"{path}: line {number}") for number, line in enumerate(lines, start=1))
    return {prediction.id: prediction for prediction in parsed}


def still_answers(prediction: Prediction, question: GoldQuestion) -> bool:
    """Return whether there is an answer, to this question in these words and as of this day.

    A gold question may have been reworded since; its old answer is then to another one.
    """
    if prediction.answer is None:
        return False
    answer = parse_answer(prediction.answer)
    same_words = answer.question is None or answer.question.split() == question.question.split()
    same_day = not (question.asked and answer.as_of) or answer.as_of[:10] == str(question.asked)
    return same_words and same_day


def _line(prediction: Prediction) -> bytes:
    fields: dict[str, Any] = {
        "id": prediction.id,
        "answer": prediction.answer,
        "retrieved": prediction.retrieved,
    }
    if prediction.error is not None:
        fields["error"] = prediction.error
    if prediction.seconds is not None:
        fields["seconds"] = round(prediction.seconds, 6)
    text = json.dumps(fields, ensure_ascii=False, allow_nan=False)
    # Half a surrogate pair cannot be UTF-8; written as \udXXX it is JSON, and reads back the same.
    return text.encode("utf-8", "backslashreplace") + b"\n"


def _parse(line: bytes, where: str) -> Prediction:
    try:
        return _prediction(json.loads(line))
    except (ValueError, KeyError, TypeError, RecursionError, AnswerError) as error:
        raise PredictionsError(
            f"{where} is not a prediction ({error!r}); mend the line, or start anew with --fresh"
        ) from error


def _prediction(fields: dict[str, Any]) -> Prediction:
    """Return what a line holds. Raises the usual errors, for other systems write lines, too."""
    if fields["answer"] is not None:
        parse_answer(fields["answer"])
    if not isinstance(fields["id"], str):
        raise TypeError("'id' is no string")
    retrieved = fields["retrieved"]
    if not isinstance(retrieved, list) or not all(isinstance(each, str) for each in retrieved):
        raise TypeError("'retrieved' is no list of article ids")
    seconds = fields.get("seconds")
    if seconds is not None and not 0 <= float(seconds) < inf:
        raise ValueError("'seconds' is no length of time")
    error = fields.get("error")
    return Prediction(
        id=fields["id"],
        answer=fields["answer"],
        retrieved=tuple(retrieved),
        error=None if error is None else str(error),
        seconds=None if seconds is None else float(seconds),
    )
