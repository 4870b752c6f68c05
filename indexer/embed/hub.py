"""Any sentence-transformers model, by hub name or folder, run in torch."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from indexer.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


class HubEmbedder:
    """Runs a model as sentence-transformers loads it; loading happens at the first use."""

    def __init__(self, name: str, identity: str | None = None) -> None:
        self.model = identity or name
        self._name = name

    @cached_property
    def _transformer(self) -> "SentenceTransformer":
        from sentence_transformers import SentenceTransformer

        is_folder = Path(self._name).is_dir()
        try:
            return SentenceTransformer(self._name, device="cpu", local_files_only=is_folder)
        except (OSError, ValueError, RuntimeError) as error:
            raise ModelError(
                f"cannot load the embedding model {self._name!r}: {str(error).splitlines()[0]}; "
                "name a hub model or a folder, or leave it out for the packaged one"
            ) from error

    @cached_property
    def dimension(self) -> int:
        """Length of each vector."""
        dimension = self._transformer.get_embedding_dimension()
        if dimension is None:
            raise ModelError(f"the model {self._name!r} does not state its dimension; use another")
        return int(dimension)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors of shape (len(texts), dimension)."""
        vectors = self._transformer.encode(
            [text.encode("utf-8", "replace").decode() for text in texts],  # no lone surrogates
            batch_size=32,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return np.asarray(vectors, dtype=np.float32).reshape(len(texts), self.dimension)
