"""Fits the weights of service/generate/candidates.py: which sentences hold the answer."""

from collections.abc import Iterator
from dataclasses import astuple, fields
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from eval.answer_measures import holds, needles, normalise
from eval.gold import GoldQuestion, read_gold
from eval.tuning.listwise import Group, first_right_ranks, fit
from service.answer import Answerer
from service.generate.candidates import Weights, rank_sentences
from service.question import understand


def sentences_command(
    gold: Annotated[Path, typer.Argument(help="Gold questions with answers, to fit on.")],
    index: Annotated[Path, typer.Option("--index", help="Index to answer from.")],
    limit: Annotated[int, typer.Option(help="Use at most this many questions.")] = 220,
    seed: Annotated[int, typer.Option(help="Which questions are drawn.")] = 5,
    penalty: Annotated[float, typer.Option(help="Weight of the L2 penalty.")] = 0.05,
) -> None:
    """Print how often the best sentence holds the answer, with the weights in use and fitted."""
    questions = [q for q in read_gold(gold, lenient=True).questions if q.answers]
    drawn = np.random.default_rng(seed).permutation(len(questions))[:limit]
    groups = list(_groups(Answerer.open(index), [questions[i] for i in drawn]))
    fitted = fit(groups, penalty)
    for name, weights in (("in use", np.array(astuple(Weights()))), ("fitted", fitted)):
        ranks = first_right_ranks(groups, weights)
        shares = {f"best {k}": round(float((ranks <= k).mean()), 3) for k in (1, 3, 10)}
        print(name, shares, {"n": len(ranks)})
    print({f.name: round(float(w), 2) for f, w in zip(fields(Weights), fitted, strict=True)})


def _groups(answerer: Answerer, questions: list[GoldQuestion]) -> Iterator[Group]:
    for gold in questions:
        evidence = answerer.evidence(understand(gold.question, as_of=gold.asked))
        ranked = rank_sentences(evidence, Weights())
        if ranked:
            features = np.array([astuple(candidate.features) for candidate in ranked])
            wanted = needles(gold.answers)
            right = [any(holds(normalise(c.text), answer) for answer in wanted) for c in ranked]
            yield Group(features, np.array(right), str(gold.asked))
