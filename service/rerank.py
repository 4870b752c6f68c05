"""Re-ranking: a cross-encoder reads question and passage together and reorders the first articles.

Off by default. Its scores do not know the calendar, so they are added to the ranking's, each
brought to one scale, and do not replace them.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.errors import ModelError
from service.view import Library

if TYPE_CHECKING:
    from service.retrieve import ArticleHit

TOP = 20
"""So many articles are read, each by its best passage."""

Scores = NDArray[np.float32]
ReadPassages = Callable[[Sequence["ArticleHit"]], list[str]]
"""Returns the text of each hit's best passage, empty where there is none."""


class Reranker(Protocol):
    """Judges how well each passage answers a question."""

    def scores(self, question: str, passages: Sequence[str]) -> Scores:
        """Return one score a passage, higher for better; shape (len(passages),)."""


class CrossEncoderReranker:
    """Any sentence-transformers CrossEncoder of one label, by hub name or folder, run in torch."""

    def __init__(self, name: str) -> None:
        self._name = name

    @cached_property
    def _model(self) -> Any:
        from sentence_transformers import CrossEncoder

        is_folder = Path(self._name).is_dir()
        try:
            model = CrossEncoder(self._name, device="cpu", local_files_only=is_folder)
        except (OSError, ValueError, RuntimeError) as error:
            raise ModelError(
                f"cannot load the re-ranking model {self._name!r}: {str(error).splitlines()[0]}; "
                "name a cross-encoder of the hub or a folder, or leave DATELINE_RERANKER out"
            ) from error
        if model.num_labels != 1:
            raise ModelError(
                f"the re-ranking model {self._name!r} has {model.num_labels} labels, and one score "
                "is needed; name a cross-encoder that was trained for ranking"
            )
        return model

    def scores(self, question: str, passages: Sequence[str]) -> Scores:
        """Return one score a passage. Raises ModelError when the model cannot be loaded."""
        pairs = [(question, passage) for passage in passages]
        found = self._model.predict(pairs, batch_size=32, show_progress_bar=False)
        return np.asarray(found, dtype=np.float32).reshape(len(passages))


def create_reranker(name: str | None) -> Reranker | None:
    """Return the re-ranker called `name`; None without a name. It is loaded at its first use."""
    return CrossEncoderReranker(name) if name else None


def passage_reader(index: Library) -> ReadPassages:
    """Return what reads the best passages of hits from `index`."""

    def read(hits: Sequence["ArticleHit"]) -> list[str]:
        best = [hit.passages[0].passage for hit in hits if hit.passages]
        index.expect([hit.article.number for hit in hits if hit.passages], best)
        spans = index.spans(best)
        texts = []
        for hit in hits:
            span = spans.get(hit.passages[0].passage) if hit.passages else None
            article = index.article_by_number(hit.article.number) if span else None
            texts.append(article.text[span.start : span.end] if article and span else "")
        return texts

    return read


def reranked(
    hits: Sequence["ArticleHit"], question: str, reranker: Reranker, read: ReadPassages
) -> list["ArticleHit"]:
    """Return `hits` with the first TOP in a new order; what the re-ranker said is a feature."""
    first, rest = list(hits[:TOP]), list(hits[TOP:])
    if len(first) < 2:
        return [*first, *rest]
    read_scores = reranker.scores(question, read(first))
    both = _scaled(read_scores) + _scaled(np.array([hit.score for hit in first]))
    noted = [
        replace(hit, features={**hit.features, "reranker": float(score)})
        for hit, score in zip(first, read_scores, strict=True)
    ]
    return [*(noted[at] for at in np.argsort(-both, kind="stable").tolist()), *rest]


def _scaled(values: NDArray[Any]) -> NDArray[Any]:
    spread = float(values.std())
    return (values - values.mean()) / spread if spread else np.zeros_like(values)
