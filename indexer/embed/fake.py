"""A fake embedder for tests: deterministic, instant, and similar texts get similar vectors."""

import hashlib
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

NAME = "fake"


class FakeEmbedder:
    """Hashes words into a small vector; the cosine grows with the words two texts share."""

    model = NAME
    dimension = 64

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors of shape (len(texts), 64)."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.lower()) or [""]:
                digest = hashlib.blake2b(
                    word.encode("utf-8", "surrogatepass"), digest_size=4
                ).digest()
                vectors[row, digest[0] % self.dimension] += 1.0 if digest[1] % 2 else -1.0
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        vectors[lengths[:, 0] == 0, 0] = 1.0
        return np.asarray(vectors / np.where(lengths == 0, 1.0, lengths), dtype=np.float32)
