"""Good sides for the nodes of a signed graph, by simulated annealing.

Reference: S. Kirkpatrick, C. D. Gelatt, M. P. Vecchi, Optimization by simulated annealing,
Science 220, 1983, doi:10.1126/science.220.4598.671.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_STARTS = 32
_SWEEPS = 120
_HOT = 2.0


def anneal(
    nodes: int, edges: Sequence[tuple[int, int]], signs: Sequence[int], seed: int = 0
) -> tuple[int, dict[int, int]]:
    """Return a cost that can be attained, and sides that attain it, 0 or 1 by node.

    Many starts are cooled at once, node by node; the last sweeps only go downhill. O(edges) time
    for each of a fixed number of sweeps and starts; equal for equal seeds.

    Parameters
    ----------
    nodes
        Number of nodes; they are called 0, 1, …
    edges, signs
        Pairs of different nodes, and +1 or −1 for each.
    seed
        Of the random numbers.

    Examples
    --------
    >>> cost, side = anneal(3, [(0, 1), (1, 2), (0, 2)], [1, -1, -1])
    >>> cost, side[0] == side[1] != side[2]
    (0, True)
    """
    column = np.array(signs, dtype=np.int16).reshape(-1, 1)
    spin = _cooled(nodes, edges, column, seed)
    costs = _costs(edges, column, spin)[0]
    best = int(np.argmin(costs))
    return int(costs[best]), {node: int(spin[node, 0, best] < 0) for node in range(nodes)}


def attainable(
    nodes: int, edges: Sequence[tuple[int, int]], signs: NDArray[Any], seed: int = 0
) -> NDArray[np.int64]:
    """Return a cost that can be attained for each of several assignments of signs.

    Parameters
    ----------
    nodes, edges, seed
        As for `anneal`.
    signs
        +1 or −1: a row for every edge, a column for every assignment.

    Examples
    --------
    >>> attainable(3, [(0, 1), (1, 2), (0, 2)], np.array([[1, 1], [-1, 1], [-1, -1]])).tolist()
    [0, 1]
    """
    columns = signs.astype(np.int16)
    costs = _costs(edges, columns, _cooled(nodes, edges, columns, seed))
    best: NDArray[np.int64] = costs.min(axis=1)
    return best


def _cooled(
    nodes: int, edges: Sequence[tuple[int, int]], signs: NDArray[np.int16], seed: int
) -> NDArray[np.int16]:
    """Return the sides of every node after cooling, +1 or −1 by node, assignment and start."""
    random = np.random.default_rng(seed)
    near, rows = _around(nodes, edges)
    shape = (signs.shape[1], _STARTS)
    spin = random.choice(np.array([-1, 1], dtype=np.int16), size=(nodes, *shape))
    for sweep in range(_SWEEPS):
        heat = _HOT * (1 - sweep / (_SWEEPS - 10))
        for node in range(nodes):
            # What the edges of a node say for its side; it turns if they speak against, or by heat.
            pull = (signs[rows[node]][:, :, None] * spin[near[node]]).sum(axis=0, dtype=np.int16)
            force = pull * spin[node]
            turn = force < 0
            if heat > 0:
                turn |= random.random(shape) < np.exp(-2 * np.maximum(force, 0) / heat)
            spin[node] = np.where(turn, -spin[node], spin[node])
    return spin


def _costs(
    edges: Sequence[tuple[int, int]], signs: NDArray[np.int16], spin: NDArray[np.int16]
) -> NDArray[np.int64]:
    """Return the number of edges that stand wrong, by assignment and start."""
    ends = np.array(edges, dtype=np.int64).reshape(-1, 2)
    agree = spin[ends[:, 0]] * spin[ends[:, 1]] * signs[:, :, None]
    costs: NDArray[np.int64] = np.count_nonzero(agree < 0, axis=0)
    return costs


def _around(
    nodes: int, edges: Sequence[tuple[int, int]]
) -> tuple[list[NDArray[np.int64]], list[NDArray[np.int64]]]:
    """Return the neighbours of every node, and the numbers of its edges to them."""
    near: list[list[int]] = [[] for _ in range(nodes)]
    rows: list[list[int]] = [[] for _ in range(nodes)]
    for row, (a, b) in enumerate(edges):
        for node, neighbour in ((a, b), (b, a)):
            near[node].append(neighbour)
            rows[node].append(row)
    return (
        [np.array(neighbours, dtype=np.int64) for neighbours in near],
        [np.array(numbers, dtype=np.int64) for numbers in rows],
    )
