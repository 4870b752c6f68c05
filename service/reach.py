"""Reach: how far the search goes when a question names a time or a source.

What the question names is a filter. It is widened step by step when it yields too little: when
the best article inside fits the question clearly worse than the best outside. What the caller
insists on is never widened. See docs/decisions/windows.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from service.question import Question
from service.ranking import Column, Features, score
from service.window import Window

ENOUGH = 0.8
"""The best article inside must fit at least this much as well as the best of all."""

ENOUGH_AS_OF = 0.5
"""The same where the words are "as of": what was told later does not answer such a question."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Reach:
    """Which candidates are in reach.

    `widened` says that what the question names was too little, `timeless` that its time was given
    up, and `note` tells a reader so.
    """

    inside: Mask
    widened: bool = False
    timeless: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True)
class _Step:
    inside: Mask
    told: Window | None
    source: str | None


def reach(question: Question, days: NDArray[np.int64], named: Mask, features: Features) -> Reach:
    """Return how far to look among the candidates.

    `days` are their days of publication as ordinals, 0 when unknown; `named` says which are of
    the source that the question names.
    """
    steps = list(_steps(question, days, named))
    if len(steps) == 1:
        return Reach(steps[0].inside)
    fit = timeless(features)
    words = question.reading.words.lower() if question.reading else ""
    share = ENOUGH_AS_OF if words.startswith("as of") else ENOUGH
    enough = share * float(fit.max(initial=0.0))
    first = steps[0]
    for step in steps:
        if step.inside.any() and float(fit[step.inside].max()) >= enough:
            break
    if step is first:
        return Reach(step.inside)
    given_up = question.told is not None and step.told is None
    return Reach(step.inside, True, given_up, _note(question, step))


_OF_TIME = ("age", "outside")


def timeless(features: Features) -> Column:
    """Return how well each article fits, whenever it was published."""
    return score(replace(features, **dict.fromkeys(_OF_TIME, np.zeros_like(features.age))))


def weighed(features: Features, reached: Reach) -> tuple[Features, Column]:
    """Return the features as they count, and the scores; out of reach is minus infinity.

    A named time that was given up pulls no more; being near the day of asking still does.
    """
    if reached.timeless:
        features = replace(features, outside=np.zeros_like(features.outside))
    return features, np.where(reached.inside, score(features), np.float32(-np.inf))


def _steps(question: Question, days: NDArray[np.int64], named: Mask) -> Iterator[_Step]:
    """Yield the reaches from the narrowest: time and source, the source alone, time alone, all."""
    told = question.told
    everything = np.ones(len(days), dtype=bool)
    source = question.source.name if question.source else None
    windows = [told] if told else []
    if told and told.start and told.end and told.end < question.as_of:
        windows.append(Window(start=told.start, end=question.as_of))
    for name, mask in ((source, named), (None, everything)) if source else ((None, everything),):
        for window in windows:
            yield _Step(mask & _published(days, window), window, name)
        yield _Step(mask, None, name)


def _published(days: NDArray[np.int64], window: Window) -> Mask:
    first = window.start.toordinal() if window.start else 1
    last = window.end.toordinal() if window.end else date.max.toordinal()
    inside: Mask = (days >= first) & (days <= last)
    return inside


def _note(question: Question, taken: _Step) -> str:
    wanted = []
    if question.source:
        wanted.append(f"by {question.source.name}")
    if question.reading and question.told:
        wanted.append(f"published around “{question.reading.words}” ({question.told})")
    found = f" by {taken.source}" if taken.source else ""
    days = f"published {taken.told}" if taken.told else "of any day"
    return f"Too little {' and '.join(wanted)} fits; widened to articles{found} {days}."
