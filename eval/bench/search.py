"""Speed and memory of retrieval: from the text of a question to ranked passages.

The curve searches vectors of the index; beyond as many as it has, synthetic ones: each lies
between two passages that stand near each other, with noise added, as if the archive had told more
of the same. They are more crowded than an archive that grows by new themes.
Behind docs/decisions/scale.md.
"""

import json
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from eval.gold import GoldQuestion, read_gold
from indexer.index import Index, Snapshot
from indexer.vectors import MEMORY_MB, VectorIndex
from service.answer import create_embedder_of
from service.question import understand
from service.retrieve import Retriever

DEPTH = 10
_ROUNDS = 2

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds a question."""

    p50_ms: float
    p95_ms: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> "Latency":
        """Return the percentiles of measured laps."""
        p50, p95 = np.percentile(seconds, [50, 95]) * 1000
        return cls(round(float(p50), 2), round(float(p95), 2))


@dataclass(frozen=True, slots=True)
class Point:
    """One size of the curve: exact search against the one that the index would choose."""

    passages: int
    synthetic: int
    search: dict[str, object]
    exact: Latency
    chosen: Latency
    recall_at_10: float
    build_s: float
    lists_mb: float


def search_command(
    gold: Annotated[Path, typer.Argument(help="Questions to ask; a gold file.")],
    index: Annotated[Path, typer.Option("--index", help="Index to search.")],
    synthetic: Annotated[
        list[int] | None, typer.Option(help="Sizes of the curve in passages; repeat for more.")
    ] = None,
    limit: Annotated[int, typer.Option(help="Ask at most this many questions.")] = 200,
    memory_mb: Annotated[int, typer.Option(help="Memory for the lists.")] = MEMORY_MB,
    as_json: Annotated[bool, typer.Option("--json", help="End with a line of JSON.")] = False,
) -> None:
    """Measure retrieval: latency with embedding, memory, recall of the approximate search."""
    questions = read_gold(gold, lenient=True).questions[:limit]
    opened = Index(index)
    snapshot = opened.snapshot()
    embedder = create_embedder_of(opened)
    queries = embedder.encode([question.question for question in questions])
    result: dict[str, object] = {
        "passages": len(snapshot),
        "articles": len(snapshot.articles),
        "questions": len(questions),
        "text_to_passages": asdict(_whole(snapshot, Retriever(embedder), questions)),
        "embedding": asdict(_timed(lambda q: embedder.encode([q.question]), questions)),
        "recall_at_10": _recall_of(snapshot, queries),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    print(result)
    real = _real_vectors(snapshot)
    curve = [_point(real, queries, size, memory_mb) for size in synthetic or []]
    if as_json:
        print(json.dumps({**result, "curve": [asdict(point) for point in curve]}))


def _whole(snapshot: Snapshot, retriever: Retriever, questions: Sequence[GoldQuestion]) -> Latency:
    sources = retriever.sources(snapshot)

    def ask(question: GoldQuestion) -> None:
        asked = understand(question.question, as_of=question.asked, sources=sources)
        retriever.retrieve(snapshot, asked)

    return _timed(ask, questions)


def _timed(work: Callable[[GoldQuestion], object], questions: Sequence[GoldQuestion]) -> Latency:
    """Return the latency once everything was done a first time."""
    laps = []
    for turn in range(_ROUNDS):
        for question in questions:
            began = time.perf_counter()
            work(question)
            if turn:
                laps.append(time.perf_counter() - began)
    return Latency.of(laps)


def _recall_of(snapshot: Snapshot, queries: Floats) -> float:
    shares = [
        _recall(segment.vectors, query)
        for segment in snapshot.segments
        if segment.vectors.has_lists
        for query in queries
    ]
    return round(float(np.mean(shares)), 4) if shares else 1.0


def _recall(vectors: VectorIndex, query: Floats) -> float:
    found = vectors.search(query, DEPTH, range(len(vectors)), np.ones(len(vectors), dtype=bool))
    exact = vectors.scores(query, np.arange(len(vectors)))
    return float(np.isin(np.argpartition(-exact, DEPTH)[:DEPTH], found).mean())


def _real_vectors(snapshot: Snapshot) -> Floats:
    parts = [s.vectors.rows(0, len(s.vectors)) for s in snapshot.segments]
    return np.concatenate(parts)


def _point(real: Floats, queries: Floats, size: int, memory_mb: int) -> Point:
    matrix = _matrix(real, size)
    flat = VectorIndex.build(matrix)
    del matrix
    began = time.perf_counter()
    chosen = flat.settled(memory_mb)
    built = time.perf_counter() - began
    everything = np.ones(size, dtype=bool)
    few = queries[:50]
    point = Point(
        passages=size,
        synthetic=max(0, size - len(real)),
        search=asdict(chosen.plan),
        exact=_searched(flat, few, everything),
        chosen=_searched(chosen, few, everything),
        recall_at_10=round(float(np.mean([_recall(chosen, query) for query in few])), 4),
        build_s=round(built, 1),
        lists_mb=round(chosen.lists_bytes / 1e6, 1),
    )
    print(point)
    return point


def _searched(index: VectorIndex, queries: Floats, everything: NDArray[np.bool_]) -> Latency:
    laps = []
    for query in queries:
        began = time.perf_counter()
        index.search(query, 150, range(len(index)), everything)
        laps.append(time.perf_counter() - began)
    return Latency.of(laps)


def _matrix(real: Floats, size: int, seed: int = 0) -> Floats:
    """Return `size` unit vectors: the real ones first, then mixtures of neighbours with noise."""
    matrix = np.empty((size, real.shape[1]), dtype=np.float32)
    known = min(size, len(real))
    matrix[:known] = real[:known]
    for start, block in _mixtures(real, known, size, np.random.default_rng(seed)):
        matrix[start : start + len(block)] = block
    return matrix


def _mixtures(
    real: Floats, start: int, end: int, generator: np.random.Generator
) -> Iterator[tuple[int, Floats]]:
    for first in range(start, end, 50_000):
        count = min(50_000, end - first)
        one = generator.integers(0, len(real), count)
        other = (one + generator.integers(1, 4, count)) % len(real)
        share = generator.uniform(0.5, 0.9, (count, 1)).astype(np.float32)
        noise = generator.standard_normal((count, real.shape[1]), dtype=np.float32)
        mixed = share * real[one] + (1 - share) * real[other]
        mixed += noise * np.float32(0.3 / np.sqrt(real.shape[1]))
        yield first, mixed / np.linalg.norm(mixed, axis=1, keepdims=True)
