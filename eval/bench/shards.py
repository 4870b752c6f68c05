"""Shards against one index: the same answers, and what the way over the shards costs.

Behind docs/scale.md. Both are asked in turn, in one process, so that a busy machine slows both.
"""

import json
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from eval.bench.search import Latency
from eval.gold import GoldQuestion, read_gold
from indexer.generation import size
from indexer.index import Index, Snapshot
from indexer.shards.layout import read_layout
from indexer.snapshot import Part
from service.answer import Answerer
from service.cluster.fan import Fan
from service.cluster.holders import RayTransport
from service.cluster.index import ShardedIndex
from service.cluster.open import open_here
from service.cluster.ray_serve import APP, deploy
from service.generate import DEFAULT, create_generator
from service.settings import Settings


@dataclass(frozen=True, slots=True)
class Compared:
    """How many questions have the same answer, and the same passages with the same scores."""

    questions: int
    same_answers: int
    same_passages: int
    different: list[str]
    one_search: Latency
    many_search: Latency
    one_answer: Latency
    many_answer: Latency


class _Exact(Index):
    """An index that is searched without its lists, as small shards are."""

    def snapshot(self) -> Snapshot:
        found = super().snapshot()
        known = getattr(self, "_exact", None)
        if known is None or known[0] is not found:
            parts = [
                Part(replace(p.segment, vectors=p.segment.vectors.exact()), p.alive)
                for p in found.parts
            ]
            made = Snapshot(parts, found.articles, generation=found.generation, change=found.change)
            known = self._exact = found, made
        exact: Snapshot = known[1]
        return exact


def shards_command(
    gold: Annotated[Path, typer.Argument(help="Questions to ask; a gold file.")],
    index: Annotated[Path, typer.Option("--index", help="The index in one folder.")],
    shards: Annotated[Path, typer.Option("--shards", help="The same in shards.")],
    limit: Annotated[int, typer.Option(help="Ask at most this many questions.")] = 1000,
    exact: Annotated[
        bool, typer.Option("--exact", help="Search the one index without its lists.")
    ] = False,
    cluster: Annotated[
        str | None, typer.Option(help="Ask the shards on this Ray cluster; else in this process.")
    ] = None,
    replicas: Annotated[int, typer.Option(min=1, help="Copies of each shard on it.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="End with a line of JSON.")] = False,
) -> None:
    """Compare shards with one index: answers, passages, scores and times."""
    questions = read_gold(gold, lenient=True).questions[:limit]
    one = Answerer.open(index)
    if exact:
        one = Answerer(_Exact(index), one.embedder, one.generator)
    with ExitStack() as stack:
        opened = _opened(shards, cluster, replicas, stack)
        many = Answerer(opened, one.embedder, create_generator(DEFAULT))
        compared = _compare(one, many, questions)
    layout = read_layout(shards)
    result = {**asdict(compared), "bytes": [
        size(shards / layout.folder_name(shard)) for shard in layout.numbers
    ]}  # fmt: skip
    print(json.dumps(result, indent=None if as_json else 2))


def _opened(folder: Path, cluster: str | None, replicas: int, stack: ExitStack) -> ShardedIndex:
    if cluster is None:
        return open_here(folder)
    settings = Settings(index=folder, cluster=cluster, replicas=replicas)
    serve = deploy(settings)
    stack.callback(serve.shutdown)
    layout = read_layout(folder)
    handles = {s: serve.get_deployment_handle(f"shard-{s}", APP) for s in layout.numbers}
    return ShardedIndex(folder, layout, Fan(RayTransport(handles)))


def _compare(one: Answerer, many: Answerer, questions: Sequence[GoldQuestion]) -> Compared:
    laps: dict[str, list[float]] = {"1s": [], "ns": [], "1a": [], "na": []}
    answers = passages = 0
    different = []
    for question in questions:
        found, told = [], []
        for name, answerer in (("1", one), ("n", many)):
            found.append(_timed(partial(_search, answerer, question), laps[f"{name}s"]))
            told.append(_timed(partial(_answer, answerer, question), laps[f"{name}a"]))
        answers += told[0] == told[1]
        passages += found[0] == found[1]
        if told[0] != told[1] or found[0] != found[1]:
            different.append(question.id)
    return Compared(
        len(questions), answers, passages, different,
        *(Latency.of(laps[name]) for name in ("1s", "ns", "1a", "na")),
    )  # fmt: skip


def _timed(work: Callable[[], Any], laps: list[float]) -> Any:
    began = time.perf_counter()
    done = work()
    laps.append(time.perf_counter() - began)
    return done() if callable(done) else done


def _search(answerer: Answerer, question: GoldQuestion) -> Callable[[], Any]:
    _, found = answerer.search(question.question, k=20, as_of=question.asked)

    def seen() -> Any:
        answerer.index.expect(
            [hit.article.number for hit in found.hits],
            [passage.passage for hit in found.hits for passage in hit.passages],
        )
        return [
            (
                hit.article.id, hit.score, hit.features, [copy.id for copy in hit.copies],
                [(p.dense, p.words) for p in hit.passages],
                list(answerer.index.spans([p.passage for p in hit.passages]).values()),
            )
            for hit in found.hits
        ]  # fmt: skip

    return seen


def _answer(answerer: Answerer, question: GoldQuestion) -> Callable[[], Any]:
    outcome = answerer.consult(question.question, as_of=question.asked)
    return lambda: (outcome.answer.model_dump(exclude={"timings_ms"}), outcome.retrieved)
