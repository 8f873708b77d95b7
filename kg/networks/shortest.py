"""Shortest simple paths in an undirected graph, in a fixed order.

By length, and among paths of one length in the order of their nodes, compared one by one: no seed,
no hash and no order of insertion decides.

References
----------
J. Y. Yen, Finding the k shortest loopless paths in a network, Management Science 17(11), 1971,
doi:10.1287/mnsc.17.11.712.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    Neighbours = Mapping[str, Collection[str]]
    Nodes = tuple[str, ...]


def shortest_paths(
    neighbours: Neighbours, source: str, target: str, max_hops: int | None = None
) -> Iterator[Nodes]:
    """Yield the simple paths between two different nodes, shortest first.

    Parameters
    ----------
    neighbours
        Neighbours of every node, both ways.
    source, target
        Nodes; from a node to itself there is no path.
    max_hops
        Greatest number of steps; None for any.

    Notes
    -----
    Yen's algorithm: of all paths that share a beginning with one already found and leave it by a
    step not yet taken there, the first in the order is a candidate. O(n + m) for each node of a
    path found, with n nodes and m edges.

    Examples
    --------
    >>> square = {"a": "bd", "b": "ac", "c": "bd", "d": "ac"}
    >>> list(shortest_paths(square, "a", "c"))
    [('a', 'b', 'c'), ('a', 'd', 'c')]
    """
    if source == target or source not in neighbours or target not in neighbours:
        return
    candidates: list[tuple[int, Nodes]] = []
    taken: dict[Nodes, set[str]] = {}
    _offer(candidates, _first(neighbours, (source,), target, set()), max_hops)
    while candidates:
        _, path = heappop(candidates)
        yield path
        for place in range(1, len(path)):
            start = path[:place]
            steps = taken.setdefault(start, set())
            if path[place] not in steps:
                steps.add(path[place])
                _offer(candidates, _first(neighbours, start, target, steps), max_hops)


def _offer(candidates: list[tuple[int, Nodes]], path: Nodes | None, max_hops: int | None) -> None:
    """Add a path to the candidates unless it is too long."""
    if path and (max_hops is None or len(path) - 1 <= max_hops):
        heappush(candidates, (len(path), path))


def _first(
    neighbours: Neighbours, start: Nodes, target: str, closed: Collection[str]
) -> Nodes | None:
    """Return the first path with a given start whose next step is not closed; None for none."""
    steps = _steps_to(neighbours, target, frozenset(start))
    open_ = [node for node in neighbours[start[-1]] if node in steps and node not in closed]
    if not open_:
        return None
    path = [*start, min(open_, key=lambda node: (steps[node], node))]
    while path[-1] != target:
        remaining = steps[path[-1]] - 1
        path.append(min(node for node in neighbours[path[-1]] if steps.get(node) == remaining))
    return tuple(path)


def _steps_to(neighbours: Neighbours, target: str, without: frozenset[str]) -> dict[str, int]:
    """Return how many steps lead to the target, for nodes from which one can get there."""
    steps = {target: 0}
    frontier = [target]
    while frontier:
        reached = {near for node in frontier for near in neighbours[node]} - steps.keys() - without
        steps.update(dict.fromkeys(reached, steps[frontier[0]] + 1))
        frontier = list(reached)
    return steps
