"""The best rows of each group, where rows lie grouped: a few passes instead of a sort."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Values = NDArray[np.float32]
Mask = NDArray[np.bool_]

_PLACE_BITS = 29
_PLACES = 2**_PLACE_BITS - 1
_FIRST_BIT = 32 + _PLACE_BITS


def best_of_each(values: Values, favoured: Mask, firsts: Numbers, most: int) -> Iterator[Numbers]:
    """Yield `most` times where the next best row of each group stands, -1 where none is left.

    The rows of a group begin at its place in `firsts`, and no group is empty. Rows that are
    `favoured` come before all others of their group; of equal ones the first comes first.
    """
    keys = _keys(values, favoured)
    for left in range(most, 0, -1):
        best = np.maximum.reduceat(keys, firsts)
        found = best >= 0
        places = np.where(found, _PLACES - (best & _PLACES), -1)
        yield places
        if left > 1:
            keys[places[found]] = -1


def _keys(values: Values, favoured: Mask) -> Numbers:
    """Return a number for each row, larger for a better one, that ends with where it stands."""
    bits = (values + np.float32(0.0)).view(np.int32).astype(np.int64)  # -0.0 is 0.0
    rising = bits ^ ((bits >> 63) & 0x7FFFFFFF)  # the bits of a float below zero fall as it rises
    keys = (rising + 2**31) << _PLACE_BITS
    keys |= favoured.astype(np.int64) << _FIRST_BIT
    keys |= _PLACES - np.arange(len(values))
    return keys
