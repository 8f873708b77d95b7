"""PageRank of a directed graph given as columns.

Definition
----------
With n nodes, damping d and out-weight w_i = Σ_j w_ij, the PageRank of node j is

    x_j = (1 − d) / n + d · (Σ_i x_i · w_ij / w_i + Σ_{i: w_i = 0} x_i / n),

a node without outgoing arcs passing its rank on to all evenly. Ranks add up to 1.

References
----------
S. Brin, L. Page, The anatomy of a large-scale hypertextual Web search engine, Computer Networks and
ISDN Systems 30(1-7), 1998, doi:10.1016/S0169-7552(98)00110-X.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Indices = NDArray[np.integer]
    Ranks = NDArray[np.float64]


def pagerank(
    source: Indices,
    target: Indices,
    count: int,
    *,
    damping: float = 0.85,
    tolerance: float = 1e-12,
) -> Ranks:
    """Return the PageRank of every node.

    Parameters
    ----------
    source, target
        Ends of every arc, 0 … count − 1; parallel arcs add up to one that weighs more.
    count
        Number of nodes.
    damping
        Part of the rank that follows arcs, in [0, 1).
    tolerance
        Greatest change, summed over all nodes, at which the iteration stops.

    Notes
    -----
    Power iteration; each of O(log tolerance / log damping) steps is O(n + m), so that at most 176
    are needed by default. Arcs that do not come in the order of their targets are sorted first.

    Examples
    --------
    >>> pagerank(np.array([0, 1]), np.array([1, 0]), 2).tolist()
    [0.5, 0.5]
    """
    if not count:
        return np.zeros(0)
    out = np.bincount(source, minlength=count)
    passed = damping / np.maximum(out, 1)
    source, target = _by_target(source, target)
    # In the order of their targets, what arcs bring is a sum over neighbouring places.
    first = np.flatnonzero(np.diff(target, prepend=-1))
    reached = target[first]
    ends = np.flatnonzero(out == 0)
    ranks = np.full(count, 1.0 / count)
    for _ in range(_steps(damping, tolerance)):
        before = ranks
        ranks = np.full(count, (1.0 - damping + damping * before[ends].sum()) / count)
        ranks[reached] += np.add.reduceat(np.take(before * passed, source), first)
        if np.abs(ranks - before).sum() < tolerance:
            break
    normed: Ranks = ranks / ranks.sum()
    return normed


def _by_target(source: Indices, target: Indices) -> tuple[Indices, Indices]:
    """Return arcs in the order of their targets."""
    if np.all(target[1:] >= target[:-1]):
        return source, target
    order = np.argsort(target, kind="stable")
    return source[order], target[order]


def _steps(damping: float, tolerance: float) -> int:
    """Return after how many steps the change is below the tolerance: it shrinks by the damping."""
    if damping <= 0:
        return 1
    return int(np.ceil(np.log(tolerance / 2) / np.log(damping))) + 1
