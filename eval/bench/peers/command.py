"""The table of peers: quality, index time, query time and memory, with ratios to the first.

Each peer runs in a process of its own, one after the other, on the same articles and questions
and with the same model weights. None is handed vectors that another has made.
"""

import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from eval import answer_measures
from eval import retrieval_measures as ranking
from eval.bench.machine import machine
from eval.bench.peers.text import Text
from eval.bench.peers.worker import MAKERS
from eval.errors import EvalError
from eval.gold import GoldQuestion, read_gold
from indexer.article import Article
from indexer.errors import IndexerError
from indexer.load import load
from indexer.load.document import Document
from indexer.load.find import find_documents

_NEEDS = {"langchain": "langchain_community", "txtai": "txtai", "txtai-hybrid": "txtai"}
_LESS_IS_BETTER = (
    "index_s", "index_cpu_s", "query_p50_ms", "query_p95_ms", "query_cpu_ms", "peak_mb",
)  # fmt: skip
_WORDS = 60

Row = dict[str, float]


@dataclass(frozen=True, slots=True)
class Task:
    """What every peer is given."""

    articles: list[Text]
    questions: list[GoldQuestion]


def peers_command(
    gold: Annotated[Path, typer.Argument(help="Gold questions; those with known articles count.")],
    articles: Annotated[list[str], typer.Argument(help="The articles to index.")],
    limit: Annotated[
        int | None,
        typer.Option(min=1, help="Only so many articles: the known ones, then others by chance."),
    ] = None,
    peer: Annotated[
        list[str] | None, typer.Option(help=f"Which; repeat. Of {', '.join(MAKERS)}.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="End with a line of JSON.")] = False,
) -> None:
    """Compare with other libraries on the same articles and questions."""
    missing = [name for name in MAKERS if not _is_installed(name)]
    if missing and not peer:
        typer.echo(f"left out: {', '.join(missing)}; pip install 'dateline[peers]'", err=True)
    names = _names(peer or [name for name in MAKERS if name not in missing])
    task = _task(read_gold(gold, lenient=True).questions, articles, limit)
    with tempfile.TemporaryDirectory() as folder:
        rows = {name: _measured(name, task, Path(folder)) for name in names}
    Console().print(_table(rows, task))
    print(f"machine: {machine()}")
    if as_json:
        sizes = {"articles": len(task.articles), "questions": len(task.questions)}
        print(json.dumps({**sizes, "peers": rows, "machine": machine()}))


def _names(names: Sequence[str]) -> list[str]:
    for name in names:
        if name not in MAKERS:
            raise EvalError(f"there is no peer {name!r}; there are {', '.join(MAKERS)}")
        if not _is_installed(name):
            raise EvalError(f"{name} needs the extra `peers`: pip install 'dateline[peers]'")
    return list(names)


def _is_installed(name: str) -> bool:
    return name not in _NEEDS or find_spec(_NEEDS[name]) is not None


def _task(questions: Sequence[GoldQuestion], paths: Sequence[str], limit: int | None) -> Task:
    """Return the articles and the questions whose known articles are all among them.

    A limit keeps the known articles first: a small archive in which nothing can be found would
    measure nothing. The others are drawn with a fixed seed.
    """
    texts = {text.id: text for text in _texts(paths)}
    known = [q for q in questions if q.relevant and all(each in texts for each in q.relevant)]
    if not known:
        raise EvalError("no question's known articles are among these articles; name others")
    needed = dict.fromkeys(chain.from_iterable(q.relevant for q in known))
    others = [each for each in texts if each not in needed]
    random.Random(20260113).shuffle(others)
    chosen = set([*needed, *others][:limit])
    return Task(
        [text for each, text in texts.items() if each in chosen],
        [question for question in known if chosen.issuperset(question.relevant)],
    )


def _texts(paths: Sequence[str]) -> Iterator[Text]:
    for found in find_documents(paths):
        for each in load(found) if isinstance(found, Document) else [found]:
            if isinstance(each, IndexerError):
                typer.echo(f"passed over: {each}", err=True)
            elif isinstance(each, Article):
                yield Text(
                    each.id, each.title or "", each.text, each.published, each.publisher, each.url
                )


def _measured(name: str, task: Task, folder: Path) -> Row:
    typer.echo(f"{name}: {len(task.articles)} articles, {len(task.questions)} questions", err=True)
    articles, questions, out = (folder / f"{part}.jsonl" for part in ("articles", "asked", name))
    _write(articles, ({n: getattr(each, n) for n in Text.__slots__} for each in task.articles))
    _write(questions, (question.as_json() for question in task.questions))
    worker = [sys.executable, "-m", "eval.bench.peers.worker", name]
    done = subprocess.run([*worker, articles, questions, out], check=False)
    if done.returncode:
        raise EvalError(f"the peer {name} failed (exit {done.returncode}); its error stands above")
    *found, figures = map(json.loads, out.read_text("utf-8").splitlines())
    row = {**_quality(found, task), **_cost(found, figures)}
    typer.echo(json.dumps(row), err=True)
    return row


def _write(path: Path, lines: Iterator[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")


def _quality(found: Sequence[dict[str, Any]], task: Task) -> Row:
    told = {
        each.id: answer_measures.normalise(f"{each.title}\n{each.text}") for each in task.articles
    }
    rows = [_scores(line, q, told) for line, q in zip(found, task.questions, strict=True)]
    defined = {
        name: [value for row in rows if (value := row[name]) is not None] for name in rows[0]
    }
    return {name: float(np.mean(values)) for name, values in defined.items() if values}


def _scores(
    line: dict[str, Any], question: GoldQuestion, told: dict[str, str]
) -> dict[str, float | None]:
    order, known = line["articles"], set(question.relevant)
    wanted = answer_measures.needles(question.answers)
    holding = {e for e in order if any(answer_measures.holds(told.get(e, ""), w) for w in wanted)}
    return {
        **{f"hit@{k}": ranking.hit(order, known, k) for k in (1, 5, 10)},
        "mrr@10": ranking.reciprocal_rank(order, known, 10),
        **{f"supported@{k}": ranking.supported(order, known | holding, k) for k in (1, 10)},
        f"contained@{_WORDS}": answer_measures.contained(line["shown"], question.answers, _WORDS),
    }


def _cost(found: Sequence[dict[str, Any]], figures: Row) -> Row:
    p50, p95 = np.percentile([line["seconds"] * 1000 for line in found], [50, 95])
    cpu = float(np.mean([line["cpu"] * 1000 for line in found]))
    return {
        **figures,
        "query_p50_ms": float(p50),
        "query_p95_ms": float(p95),
        "query_cpu_ms": cpu,
    }


def _table(rows: dict[str, Row], task: Task) -> Table:
    title = f"{len(task.articles)} articles, {len(task.questions)} questions; ratio to the first"
    table = Table(title=title, title_justify="left")
    table.add_column("")
    for name in rows:
        table.add_column(name, justify="right")
    first = next(iter(rows.values()))
    for measure in first:
        table.add_row(measure, *(_cell(measure, row, first) for row in rows.values()))
    return table


def _cell(measure: str, row: Row, first: Row) -> str:
    value = row.get(measure)
    if value is None:
        return "—"
    shown = f"{value:.3f}" if value <= 1 else f"{value:,.1f}".removesuffix(".0")
    if row is first or measure not in _LESS_IS_BETTER:
        return shown
    return f"{shown} ({value / first[measure]:.1f}×)"
