"""Fits service.confidence.LOOKING_BACK: questions that point to no day near to the asking.

Each of the questions that name no time is asked on its day, and 60 and 500 days late; as often with
an archive that ends 21 days before it was first asked, when the article that answers had not
appeared. Questions written for looking back, answerable and not, are asked on two late days.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from eval.confidence_measures import roc_auc
from eval.gold.question import GoldQuestion
from eval.gold.read import read_gold
from eval.tuning.confidence import ANSWERABLE, Row, answerable_in, fit, row_of
from eval.tuning.sentences import fixed_sample
from service.answer import Answerer
from service.confidence import LOOKING_BACK, THRESHOLD, Weights, confidence_of, points_to_now
from service.question import understand
from service.window import Window

LATE = (0, 60, 500)
DAYS = (date(2024, 12, 31), date(2026, 11, 29))
_CLOSED = 21
_SHARES = {0: 1.0, 60: 0.5, 500: 0.5, None: 2.0}
_REFUSED = 0.81


@dataclass(frozen=True, slots=True)
class Asked:
    """A row, how many days late it was asked, None for one written for looking back."""

    row: Row
    late: int | None


def looking_back_command(
    gold: Annotated[Path, typer.Argument(help="Questions written for looking back.")],
    more: Annotated[Path, typer.Argument(help="Gold questions of which the timeless are taken.")],
    index: Annotated[Path, typer.Option("--index", help="Index to answer from.")],
    most: Annotated[int, typer.Option(help="Take so many of these, a fixed random part.")] = 900,
    leave_out: Annotated[
        int, typer.Option(help="Leave out so many of them: those of `sample`.")
    ] = 500,
    penalty: Annotated[float, typer.Option(help="Weight of the L2 penalty.")] = 0.01,
) -> None:
    """Print the weights and what they refuse; each half of `gold` judged by the other's fit too."""
    answerer = Answerer.open(index)
    others = fixed_sample(answerable_in(more), leave_out + most)[leave_out:]
    rows = [*_late(answerer, others), *_written(answerer, gold)]
    halves = [
        {row.row.id for row in rows if row.late is None and _is_odd(row) is odd}
        for odd in (False, True)
    ]
    for half, ids in enumerate(halves):
        kept = [each for each in rows if each.row.id not in ids]
        _show(
            f"half {half} by the rest", [r for r in rows if r.row.id in ids], _fitted(kept, penalty)
        )
    fitted = _fitted(rows, penalty)
    for name, weights in (("fitted", fitted), ("in use", LOOKING_BACK)):
        _show(name, [each for each in rows if each.late is None], weights)
        for late in LATE:
            _show(f"{name}, {late} days late", [r for r in rows if r.late == late], weights)
    print({f.name: round(getattr(fitted, f.name), 2) for f in fields(fitted)})


def _is_odd(asked: Asked) -> bool:
    return int(asked.row.id[-1]) % 2 == 1


def _late(answerer: Answerer, questions: Sequence[GoldQuestion]) -> Iterator[Asked]:
    for gold in questions:
        if gold.asked is None or points_to_now(understand(gold.question, as_of=gold.asked)):
            continue
        end = gold.asked - timedelta(_CLOSED)
        for late in LATE:
            asked = understand(gold.question, as_of=gold.asked + timedelta(late))
            closed = replace(asked, limit=Window(start=None, end=end))
            rows = (
                row_of(answerer, gold, asked, ANSWERABLE),
                row_of(answerer, gold, closed, "closed"),
            )
            yield from (
                Asked(row, late) for row in rows if row and (row.told or row.part == "closed")
            )


def _written(answerer: Answerer, path: Path) -> Iterator[Asked]:
    for gold in read_gold(path).questions:
        for day in DAYS:
            asked = understand(gold.question, as_of=day)
            row = row_of(answerer, gold, asked, "unanswerable" if gold.unanswerable else ANSWERABLE)
            if row and not points_to_now(asked) and (gold.unanswerable or row.told):
                yield Asked(row, None)


def _fitted(rows: Sequence[Asked], penalty: float) -> Weights:
    """Return weights with which, groups of the same lateness averaged, `_REFUSED` are refused."""
    groups = [[each.row for each in rows if each.late == late] for late in _SHARES]
    rows_of_all = [row for group in groups for row in group]
    shares = [
        share / sum((other.part == ANSWERABLE) == (row.part == ANSWERABLE) for other in group)
        for share, group in zip(_SHARES.values(), groups, strict=True)
        for row in group
    ]
    weights = fit(rows_of_all, penalty, shares)
    unanswerable = [
        np.array([_odds(row, weights) for row in group if row.part != ANSWERABLE])
        for group in groups
    ]
    tried = np.linspace(-5, 5, 2_001)
    refused = np.mean(
        [[float((odds < at).mean()) for at in tried] for odds in unanswerable], axis=0
    )
    if not (refused >= _REFUSED).any():
        raise ValueError(f"no bias declines {_REFUSED} of the unanswerable; take a larger penalty")
    least = float(tried[np.argmax(refused >= _REFUSED)])
    return replace(weights, bias=weights.bias - least + float(np.log(THRESHOLD / (1 - THRESHOLD))))


def _odds(row: Row, weights: Weights) -> float:
    confidence = confidence_of(row.features, weights)
    return float(np.log(confidence / (1 - confidence)))


def _show(name: str, rows: Sequence[Asked], weights: Weights) -> None:
    confidences = np.array([confidence_of(each.row.features, weights) for each in rows])
    answerable = np.array([each.row.part == ANSWERABLE for each in rows])
    refused = confidences < THRESHOLD
    print(
        name,
        {
            "auc": round(roc_auc(confidences.tolist(), answerable.tolist()) or 0.0, 3),
            "answerable": int(answerable.sum()),
            "refused": round(float(refused[answerable].mean()), 3),
            "unanswerable": int((~answerable).sum()),
            "refused of these": round(float(refused[~answerable].mean()), 3),
        },
    )
