"""How often the articles that each part of a question needs are among the first five.

Each line of the file has `question`, `asked` and `parts`: for each part the file names of articles
that will do.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from indexer.index import Index
from service.answer import create_embedder_of
from service.question import understand
from service.rerank import passage_reader
from service.retrieve import ArticleHit, Retriever

FIRST = 5


@dataclass(frozen=True, slots=True)
class PartedQuestion:
    """A question with the articles that will do for each of its parts."""

    text: str
    asked: date
    parts: tuple[frozenset[str], ...]


def parts_command(
    gold: Annotated[Path, typer.Argument(help="Questions with the articles of each part.")],
    index: Annotated[Path, typer.Option("--index", help="Index to search.")],
) -> None:
    """Print how many questions are split, and how many find all their articles in the first five.

    "whole" ranks for the question as it stands, "parts" also for its parts.
    """
    opened = Index(index)
    snapshot, embedder, read = opened.snapshot(), create_embedder_of(opened), passage_reader(opened)
    found = {"whole": 0, "parts": 0}
    split = 0
    questions = read_parted(gold)
    for question in questions:
        for name in found:
            retriever = Retriever(embedder, read, split=name == "parts")
            asked = understand(
                question.text, as_of=question.asked, sources=retriever.sources(snapshot)
            )
            retrieval = retriever.retrieve(snapshot, asked)
            ok = finds_all(question, retrieval.hits)
            found[name] += ok
            split += bool(retrieval.parts)
            if name == "parts" and not ok:
                print(f"not all of: {question.text} {retrieval.parts}")
    print({"n": len(questions), "split": split, **found})


def read_parted(path: Path) -> list[PartedQuestion]:
    """Return the questions of the file."""
    lines = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [
        PartedQuestion(
            line["question"],
            date.fromisoformat(line["asked"]),
            tuple(map(frozenset, line["parts"])),
        )
        for line in lines
    ]


def finds_all(question: PartedQuestion, hits: Sequence[ArticleHit]) -> bool:
    """Return whether each part has one of its articles among the first FIRST."""
    sources = [facts.source for hit in hits[:FIRST] for facts in (hit.article, *hit.copies)]
    files = {source.rsplit("/", 1)[-1] for source in sources}
    return all(part & files for part in question.parts)
