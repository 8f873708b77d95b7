"""Negative cycles that share no edge: a lower bound of the frustration index.

A cycle with an odd number of negative edges is unbalanced: however its nodes are divided, one of
its edges stands wrong. Cycles that share no edge need one each. The bound is the usual one; see
S. Aref, M. C. Wilson, Balance and frustration in signed networks, Journal of Complex Networks 7(2),
2019, doi:10.1093/comnet/cny015.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Around = list[dict[int, int]]
    Place = tuple[int, int]

# Short cycles first: they leave more edges for others. None: any length.
_LENGTHS = (3, 4, 5, 6, 8, None)


def disjoint_negative_cycles(
    nodes: int, edges: Sequence[tuple[int, int]], signs: Iterable[int]
) -> int:
    """Return a number of edge-disjoint negative cycles, found greedily from short to long.

    Parameters
    ----------
    nodes
        Number of nodes; they are called 0, 1, …
    edges, signs
        Pairs of different nodes, each at most once, and +1 or −1 for each.

    Notes
    -----
    Breadth first from every node, with both signs of every path: O(n · d^(k/2)) for cycles of at
    most k edges and degree d, and O(m) for each longer cycle.

    Examples
    --------
    >>> disjoint_negative_cycles(4, [(0, 1), (1, 2), (0, 2), (2, 3)], [-1, -1, -1, -1])
    1
    """
    around: Around = [{} for _ in range(nodes)]
    for (a, b), sign in zip(edges, signs, strict=True):
        around[a][b] = around[b][a] = sign
    count = 0
    for length in _LENGTHS:
        balanced: set[int] = set()
        for start in range(nodes):
            if start in balanced:
                continue
            cycle, seen = _cycle(around, start, length)
            while cycle:
                count += 1
                for a, b in cycle:
                    del around[a][b], around[b][a]
                cycle, seen = _cycle(around, start, length)
            if length is None:
                balanced |= seen
    return count


def _cycle(around: Around, start: int, length: int | None) -> tuple[set[tuple[int, int]], set[int]]:
    """Return the edges of a negative cycle near a node, none if there is none; and nodes seen."""
    came: dict[Place, Place | None] = {(start, 1): None}
    frontier: list[Place] = [(start, 1)]
    depth = 0
    while frontier and (length is None or 2 * depth < length):
        depth += 1
        reached: list[Place] = []
        for node, sign in frontier:
            for neighbour, edge in around[node].items():
                place = (neighbour, sign * edge)
                if place in came:
                    continue
                came[place] = (node, sign)
                if (neighbour, -sign * edge) in came:
                    edges = _way(came, place) ^ _way(came, (neighbour, -sign * edge))
                    if length is None or len(edges) <= length:
                        return edges, set()
                reached.append(place)
        frontier = reached
    return set(), {node for node, _ in came}


def _way(came: dict[Place, Place | None], place: Place) -> set[tuple[int, int]]:
    """Return the edges by which a node was reached; one that is passed twice falls out."""
    edges: set[tuple[int, int]] = set()
    before = came[place]
    while before is not None:
        edges ^= {(min(place[0], before[0]), max(place[0], before[0]))}
        place, before = before, came[before]
    return edges
