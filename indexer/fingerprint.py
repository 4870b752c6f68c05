"""Fingerprints: how much of one text stands in another, estimated from 512 bytes or counted.

MinHash (Broder, 1997) over shingles of words, by datasketch; candidates are found by bands of
its values (locality-sensitive hashing; Leskovec et al., Mining of Massive Datasets, chapter 3).
"""

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from datasketch import MinHash

PERMUTATIONS = 128
SHINGLE_WORDS = 4
BAND_VALUES = 3
"""Two texts of Jaccard similarity 0.5 share one of the 42 bands with probability 0.996."""

_WORDS = re.compile(r"\w+")
_MIX = np.uint64(0x9E3779B97F4A7C15)
_FOLD = np.uint64(32)

Shingles = NDArray[np.uint32]
Values = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The MinHash `values` of a text and how many different shingles it has."""

    values: Values
    size: int

    def to_bytes(self) -> bytes:
        """Return the values as the record keeps them."""
        return self.values.astype("<u4").tobytes()

    @classmethod
    def from_bytes(cls, blob: bytes, size: int) -> "Fingerprint":
        """Return the fingerprint that `to_bytes` wrote."""
        return cls(np.frombuffer(blob, dtype="<u4"), size)

    def bands(self) -> list[int]:
        """Return the keys of its bands, signed 64-bit; none for a text without shingles."""
        if self.size == 0:
            return []
        count = len(self.values) // BAND_VALUES
        rows = self.values[: count * BAND_VALUES].reshape(count, BAND_VALUES).astype(np.uint64)
        keys = _chain([np.arange(count, dtype=np.uint64), *rows.T])
        found: list[int] = keys.view(np.int64).tolist()
        return found

    def jaccard(self, other: "Fingerprint") -> float:
        """Return the estimated Jaccard similarity; the standard error is at most 0.045."""
        return float(np.mean(self.values == other.values)) if self.size and other.size else 0.0


def fingerprint(shingles: Shingles) -> Fingerprint:
    """Return the fingerprint of the shingles of a text."""
    sketch = _empty_sketch().copy()
    sketch.update_batch(shingles.tolist())
    return Fingerprint(sketch.hashvalues, len(shingles))


def shingles_of(text: str) -> Shingles:
    """Return the different runs of SHINGLE_WORDS words of `text`, each as a hash, sorted.

    Case and punctuation do not count. A text of fewer words has none.
    """
    words = np.array([zlib.crc32(word.encode()) for word in words_of(text)], dtype=np.uint64)
    count = len(words) - SHINGLE_WORDS + 1
    if count <= 0:
        return np.empty(0, dtype=np.uint32)
    keys = _chain([words[place : place + count] for place in range(SHINGLE_WORDS)])
    return np.unique((keys >> _FOLD).astype(np.uint32))


def words_of(text: str) -> list[str]:
    """Return the words and numbers of `text` in lower case."""
    return _WORDS.findall(text.casefold())


def _chain(columns: Sequence[NDArray[np.uint64]]) -> NDArray[np.uint64]:
    """Return one hash for each row of `columns`; wrapping around is intended."""
    keys = np.zeros_like(columns[0])
    for column in columns:
        keys = (keys ^ column) * _MIX
        keys ^= keys >> _FOLD
    return keys


@cache
def _empty_sketch() -> "MinHash":
    from datasketch import MinHash

    # The shingles are hashes already; the scheme mixes them once more.
    return MinHash(PERMUTATIONS, hashfunc=_itself, scheme="affine32")


def _itself(value: Any) -> Any:
    return value
