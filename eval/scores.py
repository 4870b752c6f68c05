"""Scores: every measure over all questions and over slices of them, each with its interval."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from eval.catalogue import MEASURES
from eval.compare import Comparison
from eval.gold import Gold
from eval.intervals import Interval, mean_intervals, statistic_interval
from eval.judging import Judged
from eval.kind import kind_of
from eval.score import QuestionScore
from eval.set_measures import SetMeasure, set_measures
from eval.verdict import judge


@dataclass(frozen=True, slots=True)
class Measurement:
    """A measure's value over the `n` questions for which it is defined; None when n is 0."""

    value: float | None
    n: int
    ci95: Interval | None

    def as_json(self) -> dict[str, Any]:
        """Return what scores.json holds of it; nothing is rounded."""
        return {"value": self.value, "n": self.n, "ci95": self.ci95}


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of the questions and its measurements, by name, in the catalogue's order."""

    name: str
    questions: int
    measures: Mapping[str, Measurement]


@dataclass(frozen=True, slots=True)
class Scores:
    """The outcome of an evaluation. The first of `slices` is `all`; `scored` is an ISO moment.

    `skipped` counts the lines of the gold file that could not be read as questions; `state` says
    what the answers depend on besides the system's name.
    """

    gold: str
    skipped: int
    system: str
    scored: str
    slices: tuple[Slice, ...]
    questions: tuple[QuestionScore, ...]
    state: Mapping[str, str] = field(default_factory=dict)
    comparison: Comparison | None = None
    judged: Judged | None = None

    @property
    def measures(self) -> Mapping[str, Measurement]:
        """The measurements over all questions."""
        return self.slices[0].measures

    def slice(self, name: str) -> Slice:
        """Return the slice called `name`. Raises KeyError when there is none."""
        return {part.name: part for part in self.slices}[name]

    @property
    def failed(self) -> int:
        """How many questions got no answer at all."""
        return sum(score.answer is None for score in self.questions)

    def as_json(self) -> dict[str, Any]:
        """Return what scores.json holds; `questions` has the value of every measure of each."""
        compared = {"comparison": self.comparison.as_json()} if self.comparison else {}
        judged = {"judged_by_a_model": self.judged.as_json()} if self.judged else {}
        return {
            "gold": self.gold,
            "gold_lines_skipped": self.skipped,
            "system": self.system,
            "state": dict(self.state),
            "scored": self.scored,
            "questions_asked": len(self.questions),
            "questions_failed": self.failed,
            "slices": {part.name: _slice_json(part) for part in self.slices},
            **compared,
            **judged,
            "timings_ms": stage_timings(self.questions),
            "questions": {score.question.id: _question_json(score) for score in self.questions},
        }


def gather(
    gold: Gold,
    system: str,
    scored: str,
    questions: Sequence[QuestionScore],
    state: Mapping[str, str],
) -> Scores:
    """Return the Scores of `questions`, over all of them and slice by slice."""
    slices = tuple(_measure(name, part) for name, part in _parts(questions).items())
    return Scores(gold.name, len(gold.problems), system, scored, slices, tuple(questions), state)


def stage_timings(questions: Sequence[QuestionScore]) -> dict[str, dict[str, float]]:
    """Return p50 and p95 in milliseconds of each stage that the answers time themselves."""
    times: dict[str, list[float]] = {}
    for score in questions:
        for stage, time in (score.answer.timings_ms if score.answer else {}).items():
            times.setdefault(stage, []).append(time)
    return {
        stage: {f"p{percent}": float(np.percentile(taken, percent)) for percent in (50, 95)}
        for stage, taken in times.items()
    }


def _parts(questions: Sequence[QuestionScore]) -> dict[str, list[QuestionScore]]:
    parts: dict[str, list[QuestionScore]] = {
        "all": list(questions),
        "answerable": [score for score in questions if score.question.is_answerable],
        "unanswerable": [score for score in questions if score.question.unanswerable],
        "conflict": [score for score in questions if score.question.conflict],
    }
    for labels in _GROUPINGS:
        parts |= _grouped(questions, labels)
    return parts


def _grouped(
    questions: Sequence[QuestionScore], labels: Callable[[QuestionScore], Iterable[str]]
) -> dict[str, list[QuestionScore]]:
    groups: dict[str, list[QuestionScore]] = {}
    for score in questions:
        for label in labels(score):
            groups.setdefault(label, []).append(score)
    return dict(sorted(groups.items()))


def _year(score: QuestionScore) -> Iterable[str]:
    asked = score.question.asked
    return [f"asked {asked.year:04}" if asked else "undated"]


def _kind(score: QuestionScore) -> Iterable[str]:
    return [f"kind: {score.question.kind or kind_of(score.question.question)}"]


def _outlet(score: QuestionScore) -> Iterable[str]:
    """A question whose known articles are of several outlets belongs to each of them."""
    return [f"outlet: {name}" for name in score.outlets]


_GROUPINGS = (_kind, _year, _outlet)


def _measure(name: str, questions: Sequence[QuestionScore]) -> Slice:
    measured = _means(questions) | {
        each.name: _together(each, len(questions)) for each in set_measures(questions)
    }
    return Slice(name, len(questions), {known: measured[known] for known in MEASURES})


def _means(questions: Sequence[QuestionScore]) -> dict[str, Measurement]:
    names = [name for name in MEASURES if not questions or name in questions[0].values]
    table = np.array(
        [[score.values[name] for name in names] for score in questions], dtype=float
    ).reshape(len(questions), len(names))
    counts = (~np.isnan(table)).sum(axis=0).tolist()
    sums = np.nansum(table, axis=0).tolist()
    intervals = mean_intervals(table, [MEASURES[name].unit == "share" for name in names])
    return {
        name: Measurement(total / n if n else None, n, interval)
        for name, total, n, interval in zip(names, sums, counts, intervals, strict=True)
    }


def _together(measure: SetMeasure, rows: int) -> Measurement:
    value = measure.value(rows)
    if value is None:
        return Measurement(None, 0, None)
    enough = rows if measure.n >= 2 else 0
    return Measurement(value, measure.n, statistic_interval(measure.of, enough))


def _slice_json(part: Slice) -> dict[str, Any]:
    measures = {name: measurement.as_json() for name, measurement in part.measures.items()}
    return {"questions": part.questions, "measures": measures}


def _question_json(score: QuestionScore) -> dict[str, Any]:
    verdict = judge(score)
    return {"verdict": verdict.kind, "reason": verdict.reason, "values": score.values}
