"""Fits the weights of service/confidence.py: answerable questions against three kinds of others.

Closed windows: each gold question is also asked some days earlier, when the article that answers
it had not appeared. Foreign questions: those of another archive, asked of this one.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from eval.answer_measures import holds, needles, normalise
from eval.confidence_measures import roc_auc
from eval.gold.question import GoldQuestion
from eval.gold.read import read_gold
from eval.tuning.sentences import fixed_sample
from service.answer import Answerer
from service.confidence import (
    LOOKING_BACK,
    NEAR,
    THRESHOLD,
    ConfidenceFeatures,
    Weights,
    confidence_of,
    features_of,
    points_to_now,
)
from service.generate.candidates import Ranking, rank_sentences
from service.question import Question, understand

ANSWERABLE = "answerable"
COVERAGES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1)
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
    """A question as it was asked. `part` is "answerable", "closed" or "foreign".

    `near` says that the question points to the days before it is asked.
    """

    id: str
    week: str
    part: str
    told: bool
    near: bool
    features: ConfidenceFeatures


def confidence_command(
    gold: Annotated[Path, typer.Argument(help="Gold questions with known articles, to judge by.")],
    index: Annotated[Path, typer.Option("--index", help="Index to answer from.")],
    more: Annotated[Path | None, typer.Option(help="Gold questions to fit on besides.")] = None,
    most: Annotated[int, typer.Option(help="Take so many of these, a fixed random part.")] = 300,
    leave_out: Annotated[
        int, typer.Option(help="Leave out so many of them: those of `sample`.")
    ] = 500,
    foreign: Annotated[Path | None, typer.Option(help="Questions of another archive.")] = None,
    foreign_day: Annotated[str, typer.Option(help="The day they are asked.")] = "2022-12-15",
    days: Annotated[int, typer.Option(help="How many days earlier the window closes.")] = 21,
    penalty: Annotated[float, typer.Option(help="Weight of the L2 penalty.")] = 0.02,
    folds: Annotated[int, typer.Option(help="Folds, by week.")] = 5,
    out: Annotated[Path | None, typer.Option(help="Write the calibration data there.")] = None,
) -> None:
    """Print area under the ROC curve, refusals and risk by coverage, in folds by week."""
    answerer = Answerer.open(index)
    judged = list(_asked(answerer, answerable_in(gold), days))
    besides = fixed_sample(answerable_in(more), leave_out + most)[leave_out:] if more else []
    also = list(_asked(answerer, besides, days))
    others = answerable_in(foreign) if foreign else []
    day = date.fromisoformat(foreign_day)
    asked = ((q, understand(q.question, as_of=day)) for q in others)
    rows = (row_of(answerer, q, each, "foreign") for q, each in asked)
    judged += [row for row in rows if row and not row.told]  # some are of what this one tells too
    fitting = judged + [row for row in also if row.part != ANSWERABLE or row.told]
    weeks = sorted({row.week for row in fitting})
    held_out = np.zeros(len(judged))
    for number in range(folds):
        held = set(weeks[number::folds])
        weights = fit([row for row in fitting if row.week not in held], penalty)
        for place, row in enumerate(judged):
            if row.week in held:
                held_out[place] = confidence_of(row.features, weights)
    fitted = fit(fitting, penalty)
    _show("in folds", judged, held_out)
    _show("in use", judged, np.array([confidence_of(row.features, _in_use(row)) for row in judged]))
    print({f.name: round(getattr(fitted, f.name), 2) for f in fields(fitted)})
    if out:
        _write(out, judged, held_out)


def answerable_in(path: Path) -> list[GoldQuestion]:
    """Return the questions of a gold file that have an answer."""
    return [q for q in read_gold(path, lenient=True).questions if not q.unanswerable]


def _asked(answerer: Answerer, questions: Sequence[GoldQuestion], days: int) -> Iterator[Row]:
    for gold in questions:
        if gold.asked is None:
            continue
        for part, day in ((ANSWERABLE, gold.asked), ("closed", gold.asked - timedelta(days))):
            row = row_of(answerer, gold, understand(gold.question, as_of=day), part)
            if row:
                yield row


def row_of(answerer: Answerer, gold: GoldQuestion, asked: Question, part: str) -> Row | None:
    """Return the row of a question as it was asked; None when nothing at all is near to it."""
    evidence = answerer.evidence(asked)
    ranking = rank_sentences(evidence)
    if not ranking.candidates:
        return None
    week = "-".join(map(str, (gold.asked or asked.as_of).isocalendar()[:2]))
    if part == "foreign":  # all of one day: each is a week of its own
        week = gold.id
    told = _told(ranking, gold)
    return Row(gold.id, week, part, told, points_to_now(asked), features_of(evidence, ranking))


def _told(ranking: Ranking, gold: GoldQuestion) -> bool:
    """Tell whether the evidence holds the gold answer at all."""
    wanted = needles(gold.answers)
    texts = (normalise(candidate.text) for candidate in ranking.candidates)
    return any(holds(text, answer) for text in texts for answer in wanted)


def fit(rows: Sequence[Row], penalty: float, shares: Sequence[float] | None = None) -> Weights:
    """Return weights that minimise the logistic loss, both classes weighing the same.

    `shares` are how much each row weighs in its class; all the same by default.
    """
    from scipy.optimize import minimize

    columns = np.array([astuple(row.features) for row in rows])
    signs = np.array([1.0 if row.part == ANSWERABLE else -1.0 for row in rows])
    each = np.ones(len(rows)) if shares is None else np.array(shares)
    for sign in (1.0, -1.0):
        each[signs == sign] *= 0.5 / each[signs == sign].sum()
    middle, spread = columns.mean(axis=0), columns.std(axis=0) + 1e-9
    scaled = np.column_stack([np.ones(len(rows)), (columns - middle) / spread])

    def loss(weights: Floats) -> float:
        missed = np.logaddexp(0, -signs * (scaled @ weights))
        return float(each @ missed + penalty * (weights[1:] @ weights[1:]))

    found = minimize(loss, np.zeros(scaled.shape[1])).x
    slopes = found[1:] / spread
    return Weights(float(found[0] - slopes @ middle), *slopes.tolist())


def _in_use(row: Row) -> Weights:
    return NEAR if row.near else LOOKING_BACK


def _show(name: str, rows: Sequence[Row], confidences: Floats) -> None:
    parts = np.array([row.part for row in rows])
    answerable = parts == ANSWERABLE
    refused = confidences < THRESHOLD
    print(
        name,
        {"auc": round(roc_auc(confidences.tolist(), answerable.tolist()) or 0.0, 3)},
        {
            "refused of " + part: round(float(refused[parts == part].mean()), 3)
            for part in sorted(set(parts.tolist()))
        },
        {"of all unanswerable": round(float(refused[~answerable].mean()), 3), "n": len(rows)},
    )
    order = np.argsort(-confidences, kind="stable")
    for coverage in COVERAGES:
        kept = order[: max(1, round(coverage * len(order)))]
        print(f"  coverage {coverage:.1f} risk {1 - answerable[kept].mean():.3f}")


def _write(path: Path, rows: Sequence[Row], confidences: Floats) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["part", "confidence", *(f.name for f in fields(ConfidenceFeatures))])
        for row, confidence in sorted(zip(rows, confidences, strict=True), key=lambda p: -p[1]):
            values = [round(value, 3) for value in astuple(row.features)]
            table.writerow([row.part, round(float(confidence), 3), *values])
