"""Comparison: the scores against those of a baseline, question by question."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from eval.catalogue import MEASURES, Measure
from eval.paired import Difference, holm, paired_difference, statistic_difference
from eval.score import QuestionScore
from eval.set_measures import set_measures

LEVEL = 0.05
_SAME = 1e-9

Outcome = Literal["lost", "won", "tied", "unjudged"]


@dataclass(frozen=True, slots=True)
class Change:
    """How one measure moved over the `n` questions for which it is defined on both sides.

    `won` counts the questions that score better than before, `lost` those that score worse; None
    for measures of a whole set. `p_worse` is the chance of getting this much worse were
    nothing changed; of the guarded measures it is adjusted for their number (Holm).
    """

    measure: Measure
    n: int
    before: float
    after: float
    difference: Difference
    won: int | None
    lost: int | None
    p_worse: float
    guarded: bool

    @property
    def tied(self) -> int | None:
        """How many questions score as before; None for measures of a whole set."""
        return None if self.won is None or self.lost is None else self.n - self.won - self.lost

    @property
    def is_worse(self) -> bool:
        """Whether a guarded measure is worse by more than chance explains."""
        return self.guarded and self.p_worse < LEVEL

    def as_json(self) -> dict[str, Any]:
        """Return what scores.json holds of it; nothing is rounded."""
        return {
            "n": self.n,
            "before": self.before,
            "after": self.after,
            "difference": self.difference.value,
            "ci95": self.difference.ci95,
            "p": self.difference.p,
            "p_worse": self.p_worse,
            "guarded": self.guarded,
            "won": self.won,
            "lost": self.lost,
            "tied": self.tied,
        }


@dataclass(frozen=True, slots=True)
class Pair:
    """One question, answered before and now; `as_then` tells that it has the scores of then."""

    before: QuestionScore
    after: QuestionScore
    as_then: bool = False

    @property
    def outcome(self) -> Outcome:
        """Won and lost are judged by the measure `right`."""
        before, after = self.before.values["right"], self.after.values["right"]
        if before is None or after is None:
            return "unjudged"
        if before == after:
            return "tied"
        return "won" if after > before else "lost"

    @property
    def is_alike(self) -> bool:
        """Whether both said the same."""
        before, after = self.before.answer, self.after.answer
        return (before.text if before else None) == (after.text if after else None)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The changes against `baseline`, and the questions that both were asked.

    `left_out` counts the gold questions that the baseline was not asked in these words, `absent`
    the articles that it found or cited and that the archive of now has not.
    """

    baseline: str
    left_out: int
    absent: int
    changes: tuple[Change, ...]
    pairs: tuple[Pair, ...]

    @property
    def failed(self) -> int:
        """How many of the questions the baseline got no answer to; they count as missed."""
        return sum(pair.before.answer is None for pair in self.pairs)

    def caveats(self) -> list[str]:
        """Return what weakens the comparison, a clause each."""
        told = (
            (self.left_out, "questions that it does not answer are left out"),
            (self.failed, "questions failed in it and count as missed"),
            (self.absent, "articles that it found or cited are not in this index"),
            (
                sum(pair.as_then for pair in self.pairs),
                "questions with them have the scores of then",
            ),
        )
        return [f"{count} {what}" for count, what in told if count]

    def worse(self) -> list[Change]:
        """Return the guarded measures that are worse by more than chance explains."""
        return [change for change in self.changes if change.is_worse]

    def of(self, outcome: Outcome) -> list[Pair]:
        """Return the questions with this outcome."""
        return [pair for pair in self.pairs if pair.outcome == outcome]

    def as_json(self) -> dict[str, Any]:
        """Return what scores.json holds of the comparison."""
        return {
            "baseline": self.baseline,
            "questions": len(self.pairs),
            "questions_left_out": self.left_out,
            "questions_failed_before": self.failed,
            "articles_absent": self.absent,
            "questions_scored_as_then": [p.after.question.id for p in self.pairs if p.as_then],
            "changes": {change.measure.name: change.as_json() for change in self.changes},
            "questions_by_outcome": {
                outcome: [pair.after.question.id for pair in self.of(outcome)]
                for outcome in ("won", "lost", "tied", "unjudged")
            },
        }


def compare(baseline: str, pairs: Sequence[Pair], left_out: int, absent: int) -> Comparison:
    """Return how every measure moved that is defined on both sides.

    Guarded are the headline measures of single questions for which one way is better.
    """
    singles = [change for name in MEASURES if (change := _single(MEASURES[name], pairs))]
    changes = _adjusted(singles) + _of_sets(pairs)
    order = list(MEASURES)
    changes.sort(key=lambda change: order.index(change.measure.name))
    return Comparison(baseline, left_out, absent, tuple(changes), tuple(pairs))


def _single(measure: Measure, pairs: Sequence[Pair]) -> Change | None:
    columns = [
        (before, after)
        for pair in pairs
        if (before := pair.before.values.get(measure.name)) is not None
        and (after := pair.after.values.get(measure.name)) is not None
    ]
    if not columns:
        return None
    before, after = np.array(columns).T
    better = (after - before) * _sign(measure)
    means = float(before.mean()), float(after.mean())
    counts = int((better > _SAME).sum()), int((better < -_SAME).sum())
    return _change(measure, len(columns), means, paired_difference(before, after), counts)


def _of_sets(pairs: Sequence[Pair]) -> list[Change]:
    before = set_measures([pair.before for pair in pairs])
    after = set_measures([pair.after for pair in pairs])
    rows = len(pairs)
    changes = []
    for old, new in zip(before, after, strict=True):
        values = old.value(rows), new.value(rows)
        if values[0] is None or values[1] is None:
            continue
        difference = statistic_difference(old.of, new.of, rows)
        n = min(old.n, new.n)
        both = (values[0], values[1])
        changes.append(_change(MEASURES[new.name], n, both, difference, (None, None)))
    return changes


def _change(
    measure: Measure,
    n: int,
    values: tuple[float, float],
    moved: Difference,
    counts: tuple[int, int] | tuple[None, None],
) -> Change:
    chance = {"higher": moved.p_fall, "lower": moved.p_rise, "neither": 1.0}[measure.better]
    (before, after), (won, lost) = values, counts
    return Change(measure, n, before, after, moved, won, lost, chance, guarded=False)


def _adjusted(changes: Sequence[Change]) -> list[Change]:
    def is_guarded(change: Change) -> bool:
        return change.measure.headline and change.measure.better != "neither"

    guarded = [change for change in changes if is_guarded(change)]
    chances = holm([change.p_worse for change in guarded])
    adjusted = [
        replace(change, p_worse=chance, guarded=True)
        for change, chance in zip(guarded, chances, strict=True)
    ]
    return adjusted + [change for change in changes if not is_guarded(change)]


def _sign(measure: Measure) -> int:
    return -1 if measure.better == "lower" else 1
