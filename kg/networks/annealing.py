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
    random = np.random.default_rng(seed)
    near, weight = _around(nodes, edges, signs)
    spin = random.choice(np.array([-1, 1], dtype=np.int16), size=(nodes, _STARTS))
    for sweep in range(_SWEEPS):
        heat = _HOT * (1 - sweep / (_SWEEPS - 10))
        for node in range(nodes):
            # What the edges of a node say for its side; it turns if they speak against, or by heat.
            force = (weight[node][:, None] * spin[near[node]]).sum(axis=0) * spin[node]
            turn = force < 0
            if heat > 0:
                turn |= random.random(_STARTS) < np.exp(-2 * np.maximum(force, 0) / heat)
            spin[node] = np.where(turn, -spin[node], spin[node])
    ends = np.array(edges, dtype=np.int64).reshape(-1, 2)
    agree = spin[ends[:, 0]] * spin[ends[:, 1]] * np.array(signs, dtype=np.int16)[:, None]
    costs = np.count_nonzero(agree < 0, axis=0)
    best = int(np.argmin(costs))
    return int(costs[best]), {node: int(spin[node, best] < 0) for node in range(nodes)}


def _around(
    nodes: int, edges: Sequence[tuple[int, int]], signs: Sequence[int]
) -> tuple[list[NDArray[np.integer[Any]]], list[NDArray[np.integer[Any]]]]:
    """Return the neighbours of every node, and the signs of its edges to them."""
    near: list[list[int]] = [[] for _ in range(nodes)]
    weight: list[list[int]] = [[] for _ in range(nodes)]
    for (a, b), sign in zip(edges, signs, strict=True):
        for node, other in ((a, b), (b, a)):
            near[node].append(other)
            weight[node].append(sign)
    return (
        [np.array(others, dtype=np.int64) for others in near],
        [np.array(values, dtype=np.int16) for values in weight],
    )
