"""Measures of a whole set of questions: those that are not a mean over the questions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.confidence_measures import (
    calibration_error,
    reliability,
    risk_coverage,
    risk_coverage_area,
    roc_auc,
)
from eval.intervals import Statistic
from eval.score import QuestionScore

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SetMeasure:
    """A measure of all questions together, of which `n` count.

    `of` takes row numbers of questions of shape (resamples, rows) and returns a value for each
    resample, NaN where it is undefined.
    """

    name: str
    n: int
    of: Statistic

    def value(self, rows: int) -> float | None:
        """Return the measure of all `rows` questions, or None where it is undefined."""
        value = self.of(np.arange(rows).reshape(1, -1))[0] if self.n else np.nan
        return None if np.isnan(value) else float(value)


def set_measures(scores: Sequence[QuestionScore]) -> list[SetMeasure]:
    """Return the measures of `scores`: confidence and latency."""
    return [*_confidence_measures(scores), *_latencies(scores)]


def risk_curve(scores: Sequence[QuestionScore]) -> list[tuple[float, float]]:
    """Return (coverage, risk) by falling confidence; empty where no answer states any."""
    confidences, wrong = _answered(scores)
    given = ~np.isnan(wrong)
    return risk_coverage(confidences[given], wrong[given], len(scores))


def reliability_curve(scores: Sequence[QuestionScore]) -> list[tuple[float, float, int]]:
    """Return (mean confidence, share right, answers) of each bin of confidence."""
    confidences, wrong = _answered(scores)
    given = ~np.isnan(wrong)
    return reliability(confidences[given], 1 - wrong[given])


def _confidence_measures(scores: Sequence[QuestionScore]) -> list[SetMeasure]:
    stated = _column([score.answer.confidence if score.answer else None for score in scores])
    answerable = _column([score.question.is_answerable for score in scores])
    confidences, wrong = _answered(scores)
    return [
        _joint("confidence_auc", roc_auc, stated, answerable),
        _joint("risk_coverage_area", _risk_area, confidences, wrong),
        _joint("calibration_error", calibration_error, confidences, 1 - wrong),
        _joint("brier", _brier, confidences, 1 - wrong),
    ]


def _risk_area(confidences: Floats, wrong: Floats) -> float | None:
    return risk_coverage_area(risk_coverage(confidences, wrong, wrong.size))


def _brier(confidences: Floats, right: Floats) -> float | None:
    """The mean squared distance (Brier, Monthly Weather Review 1950); 0 is best."""
    return float(np.mean((confidences - right) ** 2)) if right.size else None


def _answered(scores: Sequence[QuestionScore]) -> tuple[Floats, Floats]:
    """Confidence and wrongness of each question; NaN both where no judged answer states any."""
    confidences = _column([score.answer.confidence if score.answer else None for score in scores])
    wrong = _column([score.is_wrong for score in scores])
    missing = np.isnan(confidences) | np.isnan(wrong)
    return np.where(missing, np.nan, confidences), np.where(missing, np.nan, wrong)


def _joint(
    name: str, measure: Callable[[Floats, Floats], float | None], first: Floats, second: Floats
) -> SetMeasure:
    """Lift a measure of two columns to a statistic of resamples; undefined rows are left out."""
    given = ~np.isnan(first) & ~np.isnan(second)

    def of(resamples: NDArray[np.int64]) -> Floats:
        kept = (rows[given[rows]] for rows in resamples)
        return np.array([measure(first[rows], second[rows]) for rows in kept], dtype=float)

    return SetMeasure(name, int(given.sum()), of)


def _latencies(scores: Sequence[QuestionScore]) -> list[SetMeasure]:
    seconds = _column([score.prediction.seconds for score in scores])
    timed = ~np.isnan(seconds)

    def percentile(percent: int) -> SetMeasure:
        def of(resamples: NDArray[np.int64]) -> Floats:
            if timed.all():
                return np.asarray(np.percentile(seconds[resamples], percent, axis=1))
            drawn = (seconds[rows[timed[rows]]] for rows in resamples)
            return np.array([np.percentile(d, percent) if d.size else np.nan for d in drawn])

        return SetMeasure(f"latency_p{percent}", int(timed.sum()), of)

    return [percentile(percent) for percent in (50, 95, 99)]


def _column(values: Sequence[float | None]) -> Floats:
    return np.array(values, dtype=float)
