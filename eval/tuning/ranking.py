"""Fits the weights of service/ranking.py on gold questions with known articles."""

from collections.abc import Iterator
from dataclasses import astuple, fields
from datetime import date
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from eval.gold import GoldQuestion, read_gold
from eval.tuning.listwise import Group, cross_validated_ranks, first_right_ranks, fit
from indexer.index import Index
from service.answer import create_embedder_of
from service.question import understand
from service.ranking import WEIGHTS, Features
from service.retrieve import Retriever


def ranking_command(
    gold: Annotated[Path, typer.Argument(help="Gold questions with known articles.")],
    index: Annotated[Path, typer.Option("--index", help="Index to rank from.")],
    as_of: Annotated[str | None, typer.Option(help="Ask all on this day instead.")] = None,
    penalty: Annotated[float, typer.Option(help="Weight of the L2 penalty.")] = 0.01,
) -> None:
    """Print figures of the weights in use, of fitted ones, and of five-fold fitted ones."""
    day = date.fromisoformat(as_of) if as_of else None
    groups = list(_groups(index, [q for q in read_gold(gold).questions if q.relevant], day))
    fitted = fit(groups, penalty)
    _show("in use", first_right_ranks(groups, np.array(astuple(WEIGHTS))))
    _show("fitted", first_right_ranks(groups, fitted))
    _show("five-fold", cross_validated_ranks(groups, penalty))
    print(
        {field.name: round(float(w), 2) for field, w in zip(fields(WEIGHTS), fitted, strict=True)}
    )


def _groups(index: Path, questions: list[GoldQuestion], day: date | None) -> Iterator[Group]:
    opened = Index(index)
    retriever = Retriever(create_embedder_of(opened))
    snapshot = opened.snapshot()
    for gold in questions:
        found = retriever.features(snapshot, understand(gold.question, as_of=day or gold.asked))
        if found is None:
            continue
        ids, features = found
        columns = np.stack([getattr(features, f.name) for f in fields(Features)], axis=1)
        right = np.isin(ids, gold.relevant)
        yield Group(columns.astype(np.float64), right, str(gold.asked))


def _show(name: str, ranks: np.ndarray[tuple[int], np.dtype[np.int64]]) -> None:
    hits = {f"hit@{k}": round(float((ranks <= k).mean()), 3) for k in (1, 5, 10, 20)}
    reciprocal = np.where(ranks <= 10, 1 / ranks, 0.0).mean()
    print(name, hits, {"mrr@10": round(float(reciprocal), 3), "n": len(ranks)})
