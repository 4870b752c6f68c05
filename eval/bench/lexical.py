"""Our posting lists against tantivy: the same passages and questions in one run.

Behind docs/decisions/lexical-index.md. Needs the extra `bench`.
"""

import json
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from eval.gold import GoldQuestion, read_gold
from indexer.index import Index, Snapshot
from indexer.keywords import KeywordIndex
from indexer.record import Record
from indexer.words import STOP_WORDS, terms_of

_BEST_PASSAGES = 200

Search = Callable[[str], list[int]]
"""From a question to passage rows, best first."""


@dataclass(frozen=True, slots=True)
class LexicalResult:
    """Seconds to build, megabytes on disk, milliseconds a question, hit@10 by article."""

    build_s: float
    megabytes: float
    p50_ms: float
    p95_ms: float
    hit_at_10: float


def lexical_command(
    gold: Annotated[Path, typer.Argument(help="Gold questions with known articles.")],
    index: Annotated[Path, typer.Option("--index", help="Index whose passages to use.")],
    as_json: Annotated[bool, typer.Option("--json", help="End with a line of JSON.")] = False,
) -> None:
    """Compare the lexical index with tantivy: build time, size, latency, hit@10."""
    questions = [q for q in read_gold(gold).questions if q.relevant]
    snapshot = Index(index).snapshot()
    record = Record.open(index)
    rows = record.passages.by_id(snapshot.passages.tolist())
    texts = list(record.passages.texts(rows))
    results = {
        "dateline": _measure(_our_index, texts, snapshot, questions),
        "tantivy": _measure(_tantivy_index, texts, snapshot, questions),
    }
    for name, result in results.items():
        print(name, asdict(result))
    if as_json:
        print(json.dumps({name: asdict(result) for name, result in results.items()}))


def _measure(
    build: Callable[[Sequence[str], Path, Snapshot], Search],
    texts: Sequence[str],
    snapshot: Snapshot,
    questions: Sequence[GoldQuestion],
) -> LexicalResult:
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        search = build(texts, Path(folder), snapshot)
        built = time.perf_counter() - began
        size = sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file())
        laps, hits = [], []
        for question in questions:
            began = time.perf_counter()
            found = search(question.question)
            laps.append((time.perf_counter() - began) * 1000)
            hits.append(bool(set(_articles(snapshot, found)[:10]) & set(question.relevant)))
    p50, p95 = np.percentile(laps, [50, 95])
    return LexicalResult(
        round(built, 2), round(size / 1e6, 1), round(float(p50), 2), round(float(p95), 2),
        round(float(np.mean(hits)), 3),
    )  # fmt: skip


def _articles(snapshot: Snapshot, rows: Sequence[int]) -> list[str]:
    numbers = dict.fromkeys(int(snapshot.article_numbers[row]) for row in rows)
    return [snapshot.articles[number].id for number in numbers]


def _our_index(texts: Sequence[str], folder: Path, snapshot: Snapshot) -> Search:
    KeywordIndex.build(map(terms_of, texts)).write(folder)
    everything = snapshot.select()

    def search(question: str) -> list[int]:
        scores = snapshot.bm25(terms_of(question), everything)
        best = np.argpartition(-scores, _BEST_PASSAGES)[:_BEST_PASSAGES]
        found: list[int] = best[np.argsort(-scores[best], kind="stable")].tolist()
        return found

    return search


def _tantivy_index(texts: Sequence[str], folder: Path, snapshot: Snapshot) -> Search:
    import tantivy

    schema = tantivy.SchemaBuilder()
    schema.add_text_field("body", tokenizer_name="en_stem")
    schema.add_integer_field("row", stored=True, fast=True)
    index: Any = tantivy.Index(schema.build(), path=str(folder))
    writer = index.writer(256_000_000, 2)
    for row, text in enumerate(texts):
        writer.add_document(tantivy.Document(body=text, row=row))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def search(question: str) -> list[int]:
        words = "".join(c if c.isalnum() else " " for c in question.lower()).split()
        query = index.parse_query(" ".join(w for w in words if w not in STOP_WORDS), ["body"])
        hits = searcher.search(query, _BEST_PASSAGES).hits
        return [searcher.doc(address)["row"][0] for _, address in hits]

    return search
