"""Relations by pair of actors: packed keys, sorted once.

Whether two actors have relations of two kinds is an intersection of two sets of pairs. With both
actors of a pair in one 64-bit number, and the relations of a table in the order of that number, it
is one pass over an array, for every scope and question again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Keys = NDArray[np.int64]
    Indices = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Pairs:
    """The relations between two different organisations, in the order of their pairs.

    Attributes
    ----------
    key : int64 array, shape (m,)
        The unordered pair, packed: smaller index times ``actors`` plus larger index; ascending.
    row : int32 array, shape (m,)
        The relation's row in the table; ascending within a pair.
    actors : int
        Number of actors.
    """

    key: Keys
    row: Indices
    actors: int


def pack(one: Indices, other: Indices, actors: int) -> Keys:
    """Return the unordered pair of two actors as one number.

    >>> pack(np.array([3, 1]), np.array([1, 3]), 10).tolist()
    [13, 13]
    """
    low, high = np.minimum(one, other), np.maximum(one, other)
    return low.astype(np.int64) * actors + high


def in_order(key: Keys, row: Indices, bound: int, rows: int) -> tuple[Keys, Indices]:
    """Return keys in ascending order, and their rows beside them; O(m log m).

    Parameters
    ----------
    key, row
        Key and row of every relation, rows ascending; they stay so among equal keys.
    bound, rows
        What all keys and all rows are below.

    Notes
    -----
    Key and row are sorted as one number where 64 bits hold both: several times faster than an
    order of the keys.
    """
    bits = max(rows - 1, 1).bit_length()
    if bound.bit_length() + bits < 64:
        packed = (key << bits) | row
        packed.sort()
        return packed >> bits, (packed & ((1 << bits) - 1)).astype(np.int32)
    order = np.argsort(key, kind="stable")
    return key[order], row[order]


def groups(key: Keys) -> Keys:
    """Return where each run of equal keys begins, and at the end how many keys there are.

    >>> groups(np.array([4, 4, 7])).tolist()
    [0, 2, 3]
    """
    return np.append(np.flatnonzero(np.diff(key, prepend=-1)), len(key))


def spread(low: NDArray[np.integer], high: NDArray[np.integer]) -> tuple[Keys, Keys]:
    """Return for every place of some ranges the range it is of, and the place.

    >>> [part.tolist() for part in spread(np.array([5, 0, 8]), np.array([7, 0, 9]))]
    [[0, 0, 2], [5, 6, 8]]
    """
    count = high - low
    which = np.repeat(np.arange(len(low)), count)
    return which, np.arange(len(which)) + np.repeat(low - (np.cumsum(count) - count), count)
