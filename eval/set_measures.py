"""Measures of a whole set of questions: those that are not a mean over the questions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.confidence_measures import risk_coverage, risk_coverage_area, roc_auc
from eval.intervals import Statistic
from eval.score import QuestionScore


@dataclass(frozen=True, slots=True)
class SetMeasure:
    """A measure of `rows` rows together; `of` says how, as the bootstrap wants it."""

    name: str
    rows: int
    of: Statistic

    def value(self) -> float | None:
        """Return the measure of all rows, or None where it is undefined."""
        value = self.of(np.arange(self.rows).reshape(1, -1))[0] if self.rows else np.nan
        return None if np.isnan(value) else float(value)


def set_measures(scores: Sequence[QuestionScore]) -> list[SetMeasure]:
    """Return the measures of `scores`: confidence and latency."""
    return [_confidence_auc(scores), _risk_coverage_area(scores), *_latencies(scores)]


def risk_curve(scores: Sequence[QuestionScore]) -> list[tuple[float, float]]:
    """Return (coverage, risk) by falling confidence; empty where no answer states any."""
    confidences, wrong = _answered_with_confidence(scores)
    return risk_coverage(confidences, wrong, len(scores))


def _confidence_auc(scores: Sequence[QuestionScore]) -> SetMeasure:
    stated = [
        (score.answer.confidence, not score.question.unanswerable)
        for score in scores
        if score.answer and score.answer.confidence is not None
    ]
    confidences, answerable = np.array(stated, dtype=float).reshape(-1, 2).T

    def area(rows: NDArray[np.int64]) -> float | None:
        return roc_auc(confidences[rows], answerable[rows])

    return SetMeasure("confidence_auc", len(stated), _one_by_one(area))


def _risk_coverage_area(scores: Sequence[QuestionScore]) -> SetMeasure:
    confidences, wrong = _answered_with_confidence(scores)

    def area(rows: NDArray[np.int64]) -> float | None:
        return risk_coverage_area(risk_coverage(confidences[rows], wrong[rows], rows.size))

    return SetMeasure("risk_coverage_area", len(wrong), _one_by_one(area))


def _answered_with_confidence(
    scores: Sequence[QuestionScore],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    given = [
        (score.answer.confidence, score.is_wrong)
        for score in scores
        if score.answer and score.answer.confidence is not None and score.is_wrong is not None
    ]
    confidences, wrong = np.array(given, dtype=float).reshape(-1, 2).T
    return confidences, wrong


def _latencies(scores: Sequence[QuestionScore]) -> list[SetMeasure]:
    predictions = (score.prediction for score in scores)
    seconds = np.array([p.seconds for p in predictions if p.seconds is not None], dtype=float)

    def percentile(percent: int) -> SetMeasure:
        return SetMeasure(
            f"latency_p{percent}",
            seconds.size,
            lambda rows: np.percentile(seconds[rows], percent, axis=1),
        )

    return [percentile(percent) for percent in (50, 95, 99)]


def _one_by_one(measure: Callable[[NDArray[np.int64]], float | None]) -> Statistic:
    """Lift a `measure` of one resample to a statistic of many; None becomes NaN."""
    return lambda resamples: np.array([measure(rows) for rows in resamples], dtype=float)
