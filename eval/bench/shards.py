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
from statistics import fmean
from typing import Annotated, Any

import typer

from eval.bench.search import Latency
from eval.bench.spent import holders_here, spent_by, spent_here
from eval.gold import GoldQuestion, read_gold
from indexer.generation import size
from indexer.index import Index, Snapshot
from indexer.shards.layout import read_layout
from indexer.snapshot import Part
from service.answer import Answerer
from service.cluster.fan import Fan
from service.cluster.index import ShardedIndex
from service.cluster.open import open_here
from service.cluster.ray_serve import deploy, transport_to
from service.generate import DEFAULT, create_generator
from service.settings import Settings


@dataclass(frozen=True, slots=True)
class Compared:
    """How many questions have the same answer, and the same passages with the same scores.

    Processor time is the mean of a search in milliseconds: of this process for one index and for
    many shards, and of the processes that hold shards, where they are others on this machine.
    """

    questions: int
    same_answers: int
    same_passages: int
    different: list[str]
    one_search: Latency
    many_search: Latency
    one_answer: Latency
    many_answer: Latency
    one_cpu_ms: float
    many_cpu_ms: float
    holders_cpu_ms: float


class ExactIndex(Index):
    """An index that is searched without its lists, as small shards are."""

    def snapshot(self) -> Snapshot:
        """Return the newest view, searched exactly."""
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
    holders: Annotated[
        int | None, typer.Option(min=1, help="Processes for each copy; else one a processor.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="End with a line of JSON.")] = False,
) -> None:
    """Compare shards with one index: answers, passages, scores and times."""
    questions = read_gold(gold, lenient=True).questions[:limit]
    one = Answerer.open(index)
    if exact:
        one = Answerer(ExactIndex(index), one.embedder, one.generator)
    with ExitStack() as stack:
        opened = _opened(shards, cluster, replicas, holders, stack)
        many = Answerer(opened, one.embedder, create_generator(DEFAULT))
        compared = compare(one, many, questions)
    layout = read_layout(shards)
    result = {**asdict(compared), "bytes": [
        size(shards / layout.folder_name(shard)) for shard in layout.numbers
    ]}  # fmt: skip
    print(json.dumps(result, indent=None if as_json else 2))


def _opened(
    folder: Path, cluster: str | None, replicas: int, holders: int | None, stack: ExitStack
) -> ShardedIndex:
    if cluster is None:
        return open_here(folder)
    settings = Settings(index=folder, cluster=cluster, replicas=replicas, holders=holders)
    serve = deploy(settings)
    stack.callback(serve.shutdown)
    return over_ray(serve, folder)


def over_ray(serve: Any, folder: Path) -> ShardedIndex:
    """Return the index in shards in `folder` as a router of the deployed application sees it."""
    return ShardedIndex(folder, read_layout(folder), Fan(transport_to(serve)))


def compare(one: Answerer, many: Answerer, questions: Sequence[GoldQuestion]) -> Compared:
    """Ask both every question, in turn, and compare what they say and find."""
    holders = holders_here()
    one_search, many_search, one_answer, many_answer = (_Meter(holders) for _ in range(4))
    answers = passages = 0
    different: list[str] = []
    ways = [(0, one, one_search, one_answer), (1, many, many_search, many_answer)]
    for question in questions:
        found, told = [None, None], [None, None]
        for place, answerer, search, answer in ways:
            found[place] = search.timed(partial(_search, answerer, question))
            told[place] = answer.timed(partial(_answer, answerer, question))
        ways.reverse()  # who comes second finds words of the articles analysed already
        answers += told[0] == told[1]
        passages += found[0] == found[1]
        if told[0] != told[1] or found[0] != found[1]:
            different.append(question.id)
    spent = (one_search.here, many_search.here, many_search.there)
    one_ms, many_ms, holders_ms = (round(1000 * fmean(each), 2) for each in spent)
    return Compared(
        len(questions),
        answers,
        passages,
        different,
        one_search=Latency.of(one_search.laps),
        many_search=Latency.of(many_search.laps),
        one_answer=Latency.of(one_answer.laps),
        many_answer=Latency.of(many_answer.laps),
        one_cpu_ms=one_ms,
        many_cpu_ms=many_ms,
        holders_cpu_ms=holders_ms,
    )


class _Meter:
    """Seconds of each call: on the clock, and of processor time here and of the holders."""

    def __init__(self, holders: Sequence[int]) -> None:
        self.laps: list[float] = []
        self.here: list[float] = []
        self.there: list[float] = []
        self._holders = holders

    def timed(self, work: Callable[[], Callable[[], Any]]) -> Any:
        """Measure `work`, and return what the function that it returns tells, unmeasured."""
        here, there, began = spent_here(), spent_by(self._holders), time.perf_counter()
        tell = work()
        self.laps.append(time.perf_counter() - began)
        self.here.append(spent_here() - here)
        self.there.append(spent_by(self._holders) - there)
        return tell()


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
