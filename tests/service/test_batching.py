"""Batching: the same vectors, in fewer passes through the model."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from indexer.embed import Embedder, Vectors, create_embedder
from service.batching import MOST_TEXTS, BatchingEmbedder


class Slow:
    """The fake embedder, which waits to be let go and counts its passes."""

    def __init__(self, inner: Embedder) -> None:
        self.model, self.dimension = inner.model, inner.dimension
        self.batches: list[int] = []
        self.entered, self.go = threading.Event(), threading.Event()
        self._inner = inner

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.batches.append(len(texts))
        self.entered.set()
        assert self.go.wait(10)
        if "broken" in texts:
            raise ValueError("broken text")
        return self._inner.encode(texts)


@pytest.fixture
def slow() -> Slow:
    return Slow(create_embedder("fake"))


def _wait_for(embedder: BatchingEmbedder, count: int) -> None:
    for _ in range(500):
        if len(embedder._waiting) == count:
            return
        threading.Event().wait(0.01)
    raise AssertionError(f"{len(embedder._waiting)} wait, not {count}")


def test_texts_that_come_meanwhile_go_together_and_each_gets_its_own(slow: Slow) -> None:
    embedder = BatchingEmbedder(slow)
    texts = [[f"question {n}", f"sentence {n}"] for n in range(6)]
    with ThreadPoolExecutor(7) as threads:
        first = threads.submit(embedder.encode, ["alone"])
        assert slow.entered.wait(10)
        others = [threads.submit(embedder.encode, each) for each in texts]
        _wait_for(embedder, 6)
        slow.go.set()
        found = [other.result(10) for other in others]
        assert first.result(10).shape == (1, embedder.dimension)
    assert slow.batches == [1, 12]
    for each, vectors in zip(texts, found, strict=True):
        np.testing.assert_array_equal(vectors, create_embedder("fake").encode(each))


def test_a_batch_has_a_bound(slow: Slow) -> None:
    embedder = BatchingEmbedder(slow)
    many = ["words"] * (MOST_TEXTS - 1)
    with ThreadPoolExecutor(4) as threads:
        first = threads.submit(embedder.encode, ["alone"])
        assert slow.entered.wait(10)
        others = [threads.submit(embedder.encode, many) for _ in range(3)]
        _wait_for(embedder, 3)
        slow.go.set()
        assert [len(each.result(10)) for each in (first, *others)] == [1, *[MOST_TEXTS - 1] * 3]
    assert slow.batches == [1, *[MOST_TEXTS - 1] * 3]


def test_an_error_reaches_only_whom_it_concerns(slow: Slow) -> None:
    embedder = BatchingEmbedder(slow)
    with ThreadPoolExecutor(3) as threads:
        first = threads.submit(embedder.encode, ["alone"])
        assert slow.entered.wait(10)
        broken, sound = [threads.submit(embedder.encode, [text]) for text in ("broken", "sound")]
        _wait_for(embedder, 2)
        slow.go.set()
        first.result(10)
        with pytest.raises(ValueError, match="broken text"):
            broken.result(10)
        assert len(sound.result(10)) == 1
    assert len(embedder.encode(["later"])) == 1


def test_an_embedder_that_returns_nonsense_holds_nobody_up(slow: Slow) -> None:
    slow.go.set()
    encode = slow.encode
    slow.encode = lambda texts: None if "odd" in texts else encode(texts)  # type: ignore
    embedder = BatchingEmbedder(slow)
    with ThreadPoolExecutor(1) as threads:
        with pytest.raises(TypeError):
            threads.submit(embedder.encode, ["odd"]).result(10)
        assert len(threads.submit(embedder.encode, ["later"]).result(10)) == 1


def test_nothing_is_a_batch_of_its_own(slow: Slow) -> None:
    slow.go.set()
    assert BatchingEmbedder(slow).encode([]).shape == (0, 64)
