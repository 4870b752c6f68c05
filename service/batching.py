"""Batching: texts of several threads go through the model together.

While one batch is computed the next one gathers, so that nobody waits for company: a thread that
comes alone is computed alone. (Group commit, as databases do it.)
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from indexer.embed import Embedder, Vectors
from service.pool import give_up_if_left

MOST_TEXTS = 256
"""Texts of a batch from which on no others join it: so many take about a second."""


@dataclass(eq=False, slots=True)
class _Request:
    texts: Sequence[str]
    vectors: Vectors | None = None
    error: Exception | None = None
    woken: threading.Event = field(default_factory=threading.Event)


class BatchingEmbedder:
    """An embedder for many threads at once, over one that computes best in batches."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._gathering = threading.Lock()
        self._waiting: list[_Request] = []
        self._computing = False

    @property
    def model(self) -> str:
        """The identity of the weights."""
        return self._embedder.model

    @property
    def dimension(self) -> int:
        """Length of each vector."""
        return self._embedder.dimension

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return what the embedder does. Raises what it raises, and Left when nobody waits."""
        give_up_if_left()
        request = _Request(texts)
        with self._gathering:
            self._waiting.append(request)
            leads = not self._computing
            self._computing = True
        if not leads:
            request.woken.wait()
        if request.vectors is None and request.error is None:
            self._lead()
        if request.error is not None:
            raise request.error
        assert request.vectors is not None
        return request.vectors

    def _lead(self) -> None:
        """Compute a batch, of which the first request is our own, and wake who leads the next."""
        with self._gathering:
            batch = self._batch()
        self._compute(batch)
        with self._gathering:
            if self._waiting:
                self._waiting[0].woken.set()
            else:
                self._computing = False
        for each in batch:
            each.woken.set()

    def _compute(self, batch: list[_Request]) -> None:
        try:
            vectors = self._embedder.encode([text for each in batch for text in each.texts])
            ends = np.cumsum([len(each.texts) for each in batch])[:-1]
            for each, part in zip(batch, np.split(vectors, ends), strict=True):
                each.vectors = part
        except Exception as error:
            if len(batch) == 1:
                batch[0].error = error
            else:  # nobody answers for what another brought
                for each in batch:
                    self._compute([each])

    def _batch(self) -> list[_Request]:
        batch: list[_Request] = []
        texts = 0
        while self._waiting and (not batch or texts + len(self._waiting[0].texts) <= MOST_TEXTS):
            batch.append(self._waiting.pop(0))
            texts += len(batch[-1].texts)
        return batch
