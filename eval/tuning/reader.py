"""Measures the generator `reader` beside the extractive one, its model's replies kept in a file."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import fmean
from typing import Annotated

import typer

from eval.answer_measures import contained, exact_match, token_f1
from eval.gold.question import GoldQuestion
from eval.gold.read import read_gold
from eval.tuning.sentences import fixed_sample
from service.answer import WORDS, Answerer
from service.confidence import THRESHOLD
from service.evidence import Evidence
from service.generate import Draft, ExtractiveGenerator, Options
from service.generate.gguf import Completion, load, packaged_model
from service.generate.reader import Model, ReaderGenerator
from service.question import understand

Row = tuple[float, float, float]


class Remembering:
    """A model whose replies are kept in a file, so that a prompt is read once and for all."""

    def __init__(self, model: Model, file: Path) -> None:
        self._model = model
        self._file = file
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        kept = [json.loads(line) for line in lines]
        self._replies = {each["prompt"]: Completion(each["text"], each["sure"]) for each in kept}

    def complete(self, prompt: str, tokens: int) -> Completion:
        """Return what the model said to `prompt`, now or before."""
        key = hashlib.sha256(f"{tokens} {prompt}".encode()).hexdigest()
        if key not in self._replies:
            reply = self._model.complete(prompt, tokens)
            fields = {"prompt": key, "text": reply.text, "sure": reply.probability}
            with self._file.open("a", encoding="utf-8") as file:
                file.write(json.dumps(fields) + "\n")
            self._replies[key] = reply
        return self._replies[key]


def reader_command(
    gold: Annotated[Path, typer.Argument(help="Gold questions with answers.")],
    replies: Annotated[Path, typer.Option(help="Keeps the model's replies; goes on with them.")],
    index: Annotated[Path, typer.Option("--index", help="Index to answer from.")],
    until: Annotated[str, typer.Option(help="Leave out questions asked after this day.")] = "9999",
    leave_out: Annotated[int, typer.Option(help="Leave out so many: those of `sample`.")] = 500,
    apart: Annotated[
        Path | None, typer.Option(help="Leave out the questions of this file as well.")
    ] = None,
    most: Annotated[int, typer.Option(help="Take so many, a fixed random part.")] = 150,
    threads: Annotated[int, typer.Option(help="Threads of the model; 0: one a core.")] = 0,
) -> None:
    """Print figures of both generators on questions whose evidence holds the answer."""
    answerer = Answerer.open(index)
    extractive = ExtractiveGenerator()
    options = Options()
    model = load(options.reader_model or packaged_model(), threads)
    reader = ReaderGenerator(extractive, Remembering(model, replies))
    rows: dict[str, list[Row]] = {"extractive": [], "reader": []}
    changed = 0
    for question, evidence in _holding(answerer, _questions(gold, until, leave_out, apart), most):
        drafts = extractive.generate(evidence, WORDS), reader.generate(evidence, WORDS)
        for kept, draft in zip(rows.values(), drafts, strict=True):
            kept.append(_measure(draft, question.answers))
        changed += drafts[0].short != drafts[1].short
    for name, measured in rows.items():
        means = [round(fmean(values), 3) for values in zip(*measured, strict=True)]
        figures = dict(zip(("contained", "exact", "f1"), means, strict=True))
        typer.echo(f"{name} {figures} n={len(measured)}")
    typer.echo(f"another short answer for {changed}")


def _questions(
    gold: Path, until: str, leave_out: int, apart: Path | None
) -> Iterator[GoldQuestion]:
    questions = read_gold(gold, lenient=True).questions
    others = read_gold(apart, lenient=True).questions if apart else []
    known = {" ".join(each.question.lower().split()) for each in others}
    for question in fixed_sample(questions, len(questions))[leave_out:]:
        asked = " ".join(question.question.lower().split())
        if question.answers and str(question.asked or "") <= until and asked not in known:
            yield question


def _holding(
    answerer: Answerer, questions: Iterator[GoldQuestion], most: int
) -> Iterator[tuple[GoldQuestion, Evidence]]:
    """Yield the first `most` questions whose evidence holds the answer, with that."""
    for question in questions:
        evidence = answerer.evidence(understand(question.question, as_of=question.asked))
        told = " ".join(
            passage.article.text[span.start : span.end]
            for passage in evidence.passages
            for span in passage.sentences
        )
        if contained(told, question.answers):
            yield question, evidence
            most -= 1
        if not most:
            return


def _measure(draft: Draft, answers: Sequence[str]) -> Row:
    """Return whether the answer stands in what is told, and how the short one compares."""
    silent = draft.confidence < THRESHOLD
    text = "" if silent else " ".join(statement.text for statement in draft.statements)
    short = draft.short[0] if draft.short and not silent else ""
    return (
        contained(text, answers, WORDS) or 0.0,
        exact_match(short, answers) or 0.0,
        token_f1(short, answers) or 0.0,
    )
