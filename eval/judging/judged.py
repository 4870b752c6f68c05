"""Judging a run: every answer marked once, kept as it comes, averaged with intervals."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from os import SEEK_END
from pathlib import Path
from typing import Any

import numpy as np

from eval.answer_measures import without_markers
from eval.intervals import Interval, mean_intervals
from eval.judging.judge import Case, Judge, Marks
from eval.library import Library
from eval.score import QuestionScore

FILE_NAME = "judged.jsonl"
_PASSAGES = 5
_CHARACTERS = 2_000
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Judged:
    """The marks of one judge: `means` by measure, with interval and count; `says` what each is.

    `failed` counts the answers that the judge gave up on, `error` says why, of the last one.
    """

    name: str
    says: Mapping[str, str]
    means: Mapping[str, tuple[float, Interval | None, int]]
    failed: int
    error: str | None = None

    @property
    def gave_up(self) -> str:
        """Say, in a clause, on how many answers the judge gave up and why; empty for none."""
        why = f" ({self.error})" if self.error else ""
        return f"it gave up on {self.failed} answers{why}" if self.failed else ""

    def as_json(self) -> dict[str, Any]:
        """Return what scores.json holds of it."""
        measures = {
            name: {"value": value, "ci95": interval, "n": n}
            for name, (value, interval, n) in self.means.items()
        }
        return {"judge": self.name, "answers_not_judged": self.failed, "measures": measures}


def judge_answers(
    scores: Sequence[QuestionScore],
    judge: Judge,
    library: Library,
    out: Path,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> Judged:
    """Have `judge` mark every answer that was given, and return the means.

    Marks are kept in judged.jsonl in the folder `out`; an answer that this judge has marked is
    not paid for twice. An answer on which the judge fails is left out, and counted.
    """
    kept = _kept(out / FILE_NAME)
    given = [score for score in scores if score.answer and not score.answer.abstained]
    rows: list[Marks | None] = []
    error = None
    for number, score in enumerate(given, start=1):
        case = _case(score, library)
        key = _key(judge, case)
        if key not in kept:
            kept[key], why = _marks(judge, case)
            error = why or error
            _append(out / FILE_NAME, score.question.id, key, kept[key])
        rows.append(kept[key])
        on_progress(number, len(given))
    return _averaged(judge, [row for row in rows if row is not None], rows.count(None), error)


def _case(score: QuestionScore, library: Library) -> Case:
    assert score.answer
    texts = (library.text(article.id) for article in score.retrieved[:_PASSAGES])
    return Case(
        score.question.question,
        without_markers(score.answer.text),
        tuple(citation.quote for citation in score.answer.citations),
        tuple(text[:_CHARACTERS] for text in texts if text),
    )


def _marks(judge: Judge, case: Case) -> tuple[Marks | None, str | None]:
    try:
        return judge.mark(case), None
    except Exception as error:  # whatever a model or its server does wrong leaves one unmarked
        return None, f"{type(error).__name__}: {error}"[:_SHOWN].rstrip(": ")


def _key(judge: Judge, case: Case) -> str:
    words = json.dumps([judge.name, case.question, case.answer, case.quotes, case.passages])
    return sha256(words.encode()).hexdigest()[:32]


def _kept(path: Path) -> dict[str, Marks | None]:
    """Return the marks that stand in the file; a line that was cut off is as good as none."""
    kept: dict[str, Marks | None] = {}
    for line in path.read_text("utf-8").splitlines() if path.exists() else []:
        try:
            fields = json.loads(line)
            if fields["marks"] is not None:
                kept[fields["key"]] = fields["marks"]
        except (ValueError, KeyError, TypeError):
            continue
    return kept


def _append(path: Path, question: str, key: str, marks: Marks | None) -> None:
    line = {"id": question, "key": key, "marks": None if marks is None else dict(marks)}
    with path.open("ab+") as file:
        if file.tell():  # an interrupted run may have left half a line
            file.seek(-1, SEEK_END)
            file.write(b"" if file.read(1) == b"\n" else b"\n")
        file.write(json.dumps(line).encode() + b"\n")


def _averaged(judge: Judge, rows: list[Marks], failed: int, error: str | None) -> Judged:
    means = {}
    for name in judge.measures:
        marks = [mark for row in rows if (mark := row.get(name)) is not None]
        if marks:
            (interval,) = mean_intervals(np.array(marks, dtype=float).reshape(-1, 1))
            means[name] = (float(np.mean(marks)), interval, len(marks))
    return Judged(judge.name, judge.measures, means, failed, error)
