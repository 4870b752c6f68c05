"""What each part of the ranking adds: the same candidates ranked without it."""

from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from eval.answer_measures import holds, needles, normalise
from eval.gold import GoldQuestion, read_gold
from eval.tuning.listwise import Group
from indexer.index import Index
from service.answer import create_embedder_of
from service.question import understand
from service.ranking import WEIGHTS, Features, Weights
from service.retrieve import Retriever

_DEPTH = 60

_WITHOUT: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("everything", ()),
    ("without meaning", ("dense", "dense_next", "title")),
    ("without words", ("words", "words_next", "coverage")),
    ("without the headline's own weight", ("title",)),
    ("without the best three passages", ("dense_next", "words_next")),
    ("without coverage of the article", ("coverage",)),
    ("without time", ("age", "outside")),
    ("without the window", ("outside",)),
    ("meaning alone", ("title", "dense_next", "words", "words_next", "coverage", "age", "outside")),
    ("words alone", ("title", "dense_next", "dense", "words_next", "coverage", "age", "outside")),
)


@dataclass(frozen=True, slots=True)
class Judged:
    """The candidates of a question: features, which are known, and which hold the answer."""

    features: NDArray[np.float64]
    known: NDArray[np.bool_]
    holding: NDArray[np.bool_]
    week: str

    def group(self) -> Group:
        """Return the question for fitting."""
        return Group(self.features, self.known, self.week)


def ablation_command(
    gold: Annotated[Path, typer.Argument(help="Gold questions with known articles or answers.")],
    index: Annotated[Path, typer.Option("--index", help="Index to rank from.")],
    as_of: Annotated[str | None, typer.Option(help="Ask all on this day instead.")] = None,
    first: Annotated[str | None, typer.Option(help="Only questions asked from this day.")] = None,
    last: Annotated[str | None, typer.Option(help="Only questions asked up to this day.")] = None,
) -> None:
    """Print a table of what is left when a part of the ranking is taken away."""
    questions = [
        question
        for question in read_gold(gold, lenient=True).questions
        if question.asked and str(first or "") <= str(question.asked) <= str(last or "9999")
    ]
    judged = list(judge(index, questions, date.fromisoformat(as_of) if as_of else None))
    print("| ranked | hit@1 | hit@5 | hit@10 | MRR@10 | supported@1 | supported@5 |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name, parts in _WITHOUT:
        weights = replace(WEIGHTS, **dict.fromkeys(parts, 0.0))
        print(f"| {name} | {' | '.join(f'{value:.3f}' for value in _measures(judged, weights))} |")
    print(f"{len(judged)} questions")


def judge(index: Path, questions: list[GoldQuestion], day: date | None) -> Iterator[Judged]:
    """Yield the judged candidates of each question that has any."""
    opened = Index(index)
    retriever = Retriever(create_embedder_of(opened))
    snapshot = opened.snapshot()
    for gold in questions:
        asked = understand(
            gold.question, as_of=day or gold.asked, sources=retriever.sources(snapshot)
        )
        found = retriever.features(snapshot, asked)
        if found is None:
            continue
        ids, features = found
        columns = np.stack([getattr(features, f.name) for f in fields(Features)], axis=1)
        known = np.isin(ids, gold.relevant)
        best = np.argsort(-(columns @ np.array(astuple(WEIGHTS))))[:_DEPTH]
        holding = known.copy()
        for position in best.tolist():
            holding[position] |= _holds(opened, ids[position], needles(gold.answers))
        yield Judged(columns.astype(np.float64), known, holding, str(gold.asked))


def _holds(index: Index, article_id: str, wanted: tuple[str, ...]) -> bool:
    article = index.article(article_id)
    text = normalise(f"{article.title or ''} {article.text}") if article else ""
    return any(holds(text, needle) for needle in wanted)


def _measures(judged: list[Judged], weights: Weights) -> list[float]:
    known, holding = [], []
    for question in judged:
        order = np.argsort(-(question.features @ np.array(astuple(weights))), kind="stable")
        known.append(_rank(question.known[order]))
        holding.append(_rank(question.holding[order]))
    hits, supported = np.array(known), np.array(holding)
    reciprocal = np.where(hits <= 10, 1 / hits, 0.0).mean()
    return [
        *(float((hits <= k).mean()) for k in (1, 5, 10)),
        float(reciprocal),
        *(float((supported <= k).mean()) for k in (1, 5)),
    ]


def _rank(right: NDArray[np.bool_]) -> int:
    found = np.flatnonzero(right)
    return int(found[0]) + 1 if len(found) else 10**9
