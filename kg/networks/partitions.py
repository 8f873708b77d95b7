"""How alike partitions of one set are, and how steadily each member keeps its company.

A partition is a column: for each member the number of its part.

References
----------
L. Hubert, P. Arabie, Comparing partitions, Journal of Classification 2(1), 1985,
doi:10.1007/BF01908075.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Partition = NDArray[np.int64]


def adjusted_rand(first: Partition, second: Partition) -> float:
    """Return the adjusted Rand index of two partitions: 1 if equal, about 0 if unrelated.

    Parameters
    ----------
    first, second
        Part of every member, numbered from 0.

    Notes
    -----
    With n_ij members in part i of one and j of the other, a_i and b_j the sums, C(x) = x(x − 1)/2:
    (Σ C(n_ij) − e) / ((Σ C(a_i) + Σ C(b_j)) / 2 − e), e = Σ C(a_i) Σ C(b_j) / C(n): agreement on
    pairs of members beyond what sizes alone bring about. Two partitions for which that is 0/0, all
    in one part or each alone in both, are equal: 1. O(n log n).

    Examples
    --------
    >>> adjusted_rand(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0]))
    1.0
    """
    both = np.bincount(_joint(first, second))
    together, rows, columns = (_pairs(c) for c in (both, np.bincount(first), np.bincount(second)))
    every = len(first) * (len(first) - 1) / 2
    expected = rows * columns / every if every else 0.0
    most = (rows + columns) / 2
    return 1.0 if most == expected else float((together - expected) / (most - expected))


def company(first: Partition, second: Partition) -> NDArray[np.float64]:
    """Return for every member how far its parts in two partitions have the same members.

    The Jaccard index of the two parts, the member itself counted in both; O(n).

    >>> company(np.array([0, 0, 0, 1]), np.array([0, 0, 1, 1])).round(3).tolist()
    [0.667, 0.667, 0.25, 0.5]
    """
    joint = _joint(first, second)
    shared = np.bincount(joint)[joint]
    sizes = np.bincount(first)[first] + np.bincount(second)[second]
    alike: NDArray[np.float64] = shared / (sizes - shared)
    return alike


def _joint(first: Partition, second: Partition) -> Partition:
    """Return the partition into members that are together in both, numbered."""
    width = int(second.max(initial=0)) + 1
    numbered: Partition = np.unique(first * width + second, return_inverse=True)[1]
    return numbered


def _pairs(sizes: NDArray[np.int64]) -> float:
    """Return the number of pairs within parts of these sizes."""
    return float((sizes * (sizes - 1) // 2).sum())
