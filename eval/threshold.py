"""Thresholds: what a score must reach for the command to succeed."""

from dataclasses import dataclass
from math import isfinite

from eval.catalogue import MEASURES
from eval.errors import ThresholdError
from eval.scores import Scores

_ROUNDING = 1e-9  # a mean of thirds may come out a hair under what it is


@dataclass(frozen=True, slots=True)
class Threshold:
    """The least that a measure may be, over all questions."""

    measure: str
    least: float

    def failure(self, scores: Scores) -> str | None:
        """Return what is wrong, or None when the score reaches the threshold.

        A measure that is undefined on these questions fails: nobody has shown that it is reached.
        """
        value = scores.measures[self.measure].value
        if value is None:
            return (
                f"{self.measure} is undefined on {scores.gold}, so not shown to be {self.least:g}"
            )
        if value < self.least - _ROUNDING:
            return f"{self.measure} is {value:.4f}, under {self.least:g}"
        return None


def parse_threshold(text: str) -> Threshold:
    """Read `MEASURE=VALUE`, as in `hit@10=0.9`.

    Raises ThresholdError for another form, an unknown measure, and one where less is better.
    """
    name, equals, value = (part.strip() for part in text.partition("="))
    if not equals:
        raise ThresholdError(f"{text!r} is not MEASURE=VALUE; write it as in hit@10=0.9")
    if name not in MEASURES:
        raise ThresholdError(f"there is no measure {name!r}; there are {', '.join(MEASURES)}")
    if MEASURES[name].better != "higher":
        raise ThresholdError(f"{name} is not a measure where more is better; set no least value")
    return Threshold(name, _number(value, name))


def _number(text: str, name: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not isfinite(number):
        raise ThresholdError(f"{text!r} is not a number; write it as in {name}=0.9")
    return number
