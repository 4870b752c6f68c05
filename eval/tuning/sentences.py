"""Fits the weights of service/generate/selector.json: which sentences and phrases answer."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from eval.answer_measures import exact_match, holds, needles, normalise, token_f1
from eval.gold.question import GoldQuestion
from eval.gold.read import read_gold
from eval.tuning.listwise import Group, fit
from service.answer import WORDS, Answerer
from service.evidence import Evidence
from service.generate.extractive import ExtractiveGenerator
from service.generate.selector import (
    Reading,
    Weights,
    choice_features,
    read,
    shares_of,
)
from service.generate.sentences import Floats, read_sentences
from service.question import understand

RIGHT_F1 = 0.66
"""A phrase is right when it shares so much with a gold answer: "Biden" for "Joe Biden"."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Asked:
    """A gold question with its evidence, and which of its sentences hold the answer."""

    gold: GoldQuestion
    evidence: Evidence
    features: Floats
    right: Mask

    @property
    def week(self) -> str:
        """The week of the question, which no fold divides."""
        return "-".join(map(str, self.gold.asked.isocalendar()[:2])) if self.gold.asked else ""


def sentences_command(
    gold: Annotated[list[Path], typer.Argument(help="Gold questions with answers, to fit on.")],
    index: Annotated[Path, typer.Option("--index", help="Index to answer from.")],
    until: Annotated[str, typer.Option(help="Leave out questions asked after this day.")] = "9999",
    leave_out: Annotated[
        int, typer.Option(help="Leave out so many of the last file: those of `sample`.")
    ] = 0,
    penalty: Annotated[float, typer.Option(help="Weight of the L2 penalty.")] = 0.1,
    folds: Annotated[int, typer.Option(help="Folds, by week; 0 for none.")] = 5,
    out: Annotated[Path | None, typer.Option(help="Write the fitted weights there.")] = None,
) -> None:
    """Print how often the 60 words hold the answer, in folds by week, and fit on all questions."""
    files = [read_gold(path, lenient=True).questions for path in gold]
    left_out = {q.id for q in fixed_sample(files[-1], leave_out)}
    questions = [
        q for file in files for q in file
        if q.answers and q.id not in left_out and str(q.asked or "") <= until
    ]  # fmt: skip
    asked = list(_ask(Answerer.open(index), questions))
    for number in range(folds):
        held = set(sorted({each.week for each in asked})[number::folds])
        weights = fit_weights([each for each in asked if each.week not in held], penalty)
        _show(f"fold {number + 1}", [each for each in asked if each.week in held], weights)
    fitted = fit_weights(asked, penalty)
    _show("fitted on all", asked, fitted)
    _show("in use", asked, None)
    if out:
        out.write_text(json.dumps(fitted.as_names(), indent=1) + "\n", encoding="utf-8")


def sample_command(
    gold: Annotated[Path, typer.Argument(help="Gold questions.")],
    size: Annotated[int, typer.Option(help="How many.")] = 500,
) -> None:
    """Print a fixed random part of gold questions, always the same, as JSONL."""
    chosen = {q.id for q in fixed_sample(read_gold(gold, lenient=True).questions, size)}
    for line in gold.read_text(encoding="utf-8").splitlines():
        if line.strip() and str(json.loads(line).get("id")) in chosen:
            typer.echo(line)


def fixed_sample(questions: Sequence[GoldQuestion], size: int) -> list[GoldQuestion]:
    """Return `size` questions, those whose ids have the smallest SHA-256."""
    return sorted(questions, key=lambda q: hashlib.sha256(q.id.encode()).digest())[:size]


def fit_weights(asked: Sequence[Asked], penalty: float) -> Weights:
    """Return weights fitted in three steps, each upon the one before."""
    words = fit([Group(each.features, each.right, each.week) for each in asked], penalty)
    readings = [read(each.evidence, words) for each in asked]
    pairs = list(zip(asked, readings, strict=True))
    phrases = fit([_phrases(each, reading) for each, reading in pairs], penalty)
    choice = fit([_choice(each, reading, phrases) for each, reading in pairs], penalty)
    return Weights(words, phrases, choice)


def _ask(answerer: Answerer, questions: Sequence[GoldQuestion]) -> Iterator[Asked]:
    for gold in questions:
        evidence = answerer.evidence(understand(gold.question, as_of=gold.asked))
        sentences, features = read_sentences(evidence)
        if sentences:
            right = _hold([sentence.text for sentence in sentences], gold)
            yield Asked(gold, evidence, features, right)


def _hold(texts: Sequence[str], gold: GoldQuestion) -> Mask:
    wanted = needles(gold.answers)
    return np.array(
        [any(holds(normalise(text), answer) for answer in wanted) for text in texts], dtype=bool
    )


def _phrases(asked: Asked, reading: Reading) -> Group:
    answers = asked.gold.answers
    right = [(token_f1(proposal.key, answers) or 0) >= RIGHT_F1 for proposal in reading.proposals]
    return Group(reading.phrases, np.array(right, dtype=bool), asked.week)


def _choice(asked: Asked, reading: Reading, phrases: Floats) -> Group:
    right = _hold([sentence.text for sentence in reading.sentences], asked.gold)
    return Group(choice_features(reading, shares_of(reading, phrases)), right, asked.week)


def _show(name: str, asked: Sequence[Asked], weights: Weights | None) -> None:
    """Print what the generator tells with the weights; None for those in use."""
    generator = ExtractiveGenerator(weights)
    rows = []
    for each in asked:
        draft = generator.generate(each.evidence, WORDS)
        text = " ".join(statement.text for statement in draft.statements)
        short = draft.short[0] if draft.short else ""
        answers = each.gold.answers
        rows.append(
            (_hold([text], each.gold)[0], exact_match(short, answers), token_f1(short, answers))
        )
    means = np.nanmean(np.array(rows, dtype=np.float64), axis=0).round(3).tolist()
    figures = zip(("contained", "exact", "f1"), means, strict=True)
    print(name, dict(figures), {"n": len(asked)})
