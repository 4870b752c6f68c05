"""This project's embedding of passages against `SentenceTransformer.encode` with its defaults.

The same passages, in turns, in one run; the ratio is the median over the rounds, so that what
else the machine does weighs on both. The default model computes in bf16 where the processor does
and in f32 elsewhere: the capabilities of the processor are printed with the figures.
"""

import importlib.util
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from eval.bench.machine import show
from eval.errors import EvalError
from indexer.article import Article
from indexer.embed import DEFAULT_MODEL, INT8_MODEL, create_embedder, packaged
from indexer.load import load
from indexer.load.document import Document
from indexer.load.find import find_documents
from indexer.prepare import digest_of, prepare

Encode = Callable[[Sequence[str]], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class EmbedResult:
    """Passages/s (the median round), against the defaults' (the median of the rounds' ratios),
    and the cosines with the vectors of the defaults."""

    passages_per_s: float
    ratio: float
    mean_cosine: float
    min_cosine: float


def embed_command(
    paths: Annotated[list[str], typer.Argument(help="Articles whose passages to embed.")],
    passages: Annotated[int, typer.Option(help="How many passages to embed.")] = 384,
    rounds: Annotated[int, typer.Option(min=1, help="How many times each way takes turns.")] = 3,
    as_json: Annotated[bool, typer.Option("--json", help="End with a line of JSON.")] = False,
) -> None:
    """Compare the embedding of passages with sentence-transformers' defaults."""
    texts = list(islice(_texts(paths), passages))
    if not texts:
        raise EvalError(f"there are no articles in {', '.join(paths)}; name files of articles")
    ways: dict[str, Encode] = {"sentence-transformers": _defaults()}
    ways["default"] = create_embedder(DEFAULT_MODEL).encode
    if importlib.util.find_spec("nncf"):
        ways["int8"] = create_embedder(INT8_MODEL).encode
    results = compare(texts, ways, rounds)
    figures: dict[str, object] = {name: asdict(result) for name, result in results.items()}
    show({"passages": len(texts), "rounds": rounds, **figures}, as_json)


def compare(texts: Sequence[str], ways: dict[str, Encode], rounds: int) -> dict[str, EmbedResult]:
    """Let `ways` embed `texts` in turns; the first is what the others are compared with."""
    vectors = {name: encode(texts) for name, encode in ways.items()}  # and all are warm
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, encode in ways.items():
            began = time.perf_counter()
            encode(texts)
            seconds[name].append(time.perf_counter() - began)
    first = next(iter(ways))
    results = {}
    for name in ways:
        cosines = np.einsum("ij,ij->i", vectors[first], vectors[name])
        laps = np.array(seconds[name])
        results[name] = EmbedResult(
            round(len(texts) / float(np.median(laps)), 1),
            round(float(np.median(np.array(seconds[first]) / laps)), 2),
            round(float(cosines.mean()), 5),
            round(float(cosines.min()), 5),
        )
    return results


def _texts(paths: Sequence[str]) -> Iterator[str]:
    for document in find_documents(paths):
        if isinstance(document, Document):
            for article in load(document):
                prepared = (
                    prepare(article, digest_of(article), "")
                    if isinstance(article, Article)
                    else None
                )
                yield from prepared.texts[1:] if prepared else ()


def _defaults() -> Encode:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(packaged.locate().path), device="cpu")

    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        return np.asarray(model.encode(list(texts), show_progress_bar=False), dtype=np.float32)

    return encode
