"""Fits the weights of service/confidence.py: answerable questions against closed windows.

Each gold question is asked twice: as of the day it was asked, and as of some days earlier, when
the article that answers it had not appeared.
"""

from collections.abc import Iterator, Sequence
from dataclasses import astuple, fields
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from eval.confidence_measures import roc_auc
from eval.gold import GoldQuestion, read_gold
from service.answer import Answerer
from service.confidence import (
    THRESHOLD,
    ConfidenceFeatures,
    Weights,
    confidence_of,
    features_of,
)
from service.generate.candidates import Weights as SentenceWeights
from service.generate.candidates import rank_sentences
from service.question import understand

Row = tuple[ConfidenceFeatures, bool]


def confidence_command(
    gold: Annotated[Path, typer.Argument(help="Gold questions with the day they were asked.")],
    index: Annotated[Path, typer.Option("--index", help="Index to answer from.")],
    days: Annotated[int, typer.Option(help="How many days earlier the window closes.")] = 21,
    penalty: Annotated[float, typer.Option(help="Weight of the L2 penalty.")] = 0.001,
) -> None:
    """Print area under the ROC curve and refusals with the weights in use, and fitted weights."""
    questions = [q for q in read_gold(gold).questions if q.asked and not q.unanswerable]
    rows = list(_rows(Answerer.open(index), questions, days))
    fitted = Weights(*_fit(rows, penalty))
    for name, weights in (("in use", Weights()), ("fitted", fitted)):
        _show(name, rows, weights)
    print({f.name: round(getattr(fitted, f.name), 2) for f in fields(fitted)})


def _rows(answerer: Answerer, questions: Sequence[GoldQuestion], days: int) -> Iterator[Row]:
    for gold in questions:
        for earlier in (0, days):
            assert gold.asked is not None
            as_of = gold.asked - timedelta(days=earlier)
            evidence = answerer.evidence(understand(gold.question, as_of=as_of))
            ranked = rank_sentences(evidence, SentenceWeights())
            if ranked:
                yield features_of(evidence, ranked), earlier == 0


def _fit(rows: Sequence[Row], penalty: float) -> list[float]:
    from scipy.optimize import minimize

    columns = np.array([[1.0, *astuple(features)] for features, _ in rows])
    signs = np.array([1.0 if answerable else -1.0 for _, answerable in rows])

    def loss(weights: NDArray[np.float64]) -> float:
        return float(
            np.logaddexp(0, -signs * (columns @ weights)).mean()
            + penalty * (weights[1:] @ weights[1:])
        )

    weights: list[float] = minimize(loss, np.zeros(columns.shape[1])).x.tolist()
    return weights


def _show(name: str, rows: Sequence[Row], weights: Weights) -> None:
    confidences = [confidence_of(features, weights) for features, _ in rows]
    labels = [answerable for _, answerable in rows]
    refused = np.array(confidences) < THRESHOLD
    answerable = np.array(labels)
    print(
        name,
        {
            "auc": round(roc_auc(confidences, labels) or 0.0, 3),
            "unanswerable refused": round(float(refused[~answerable].mean()), 3),
            "answerable refused": round(float(refused[answerable].mean()), 3),
            "n": len(rows),
        },
    )
