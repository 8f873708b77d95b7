"""Simple directed cycles of bounded length, as columns, block by block.

Method
------
Nodes are numbered anew, those with most arcs first. A cycle is found at its first node a: the paths
of half its length that leave a are joined with those that come back to a, on a and the node where
they meet. Beyond a, only nodes after a are looked at, so that a path through a hub is counted where
it starts, not at each of its ends: O(Σ min(d_i, d_j)) paths of two arcs over the arcs (i, j), and
then what there is to find, which decides the cost of every enumeration.

References
----------
N. Chiba, T. Nishizeki, Arboricity and subgraph listing algorithms, SIAM Journal on Computing 14(1),
1985, doi:10.1137/0214017 (paths of two arcs by falling degree).
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kg.relations.pairs import spread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Indices = NDArray[np.int64]
    Nodes = NDArray[np.integer]
    # One array per arc of the path; position i of all of them is path i.
    Paths = tuple[Indices, ...]

_BLOCK = 1 << 20


def cycles(
    source: Nodes,
    target: Nodes,
    max_length: int,
    *,
    through: int | None = None,
    block: int = _BLOCK,
) -> Iterator[Indices]:
    """Yield the simple directed cycles of 2 to ``max_length`` nodes, short ones first.

    Parameters
    ----------
    source, target
        Ends of every arc, no arc twice.
    max_length
        Greatest number of nodes in a cycle, at least 2.
    through
        Only cycles through this node.
    block
        About how many paths are held at a time.

    Yields
    ------
    Arrays of shape (cycles, length): the arcs of every cycle, in the order of the walk.

    Examples
    --------
    >>> source, target = np.array([0, 1, 1, 2]), np.array([1, 0, 2, 0])
    >>> [found.tolist() for found in cycles(source, target, 3)]
    [[[0, 1]], [[0, 2, 3]]]
    """
    arcs = _on_cycles(source, target)
    if not len(arcs) or (through is not None and through not in source[arcs]):
        return
    graph = _graph(source[arcs], target[arcs], through)
    for length in range(2, max_length + 1):
        for starts in _starts(graph, block, only_first=through is not None):
            away = _away(graph, starts, (length + 1) // 2)
            back = _back(graph, starts, length // 2)
            for walk in _joined(graph, away, back, block):
                yield arcs[graph.arc[walk]]


class _Graph(NamedTuple):
    """Arcs between renumbered nodes, by source and then target; and by target and then source."""

    size: int
    source: Indices
    target: Indices
    key: Indices  # source · size + target
    arc: Indices  # place of the arc as given
    back: Indices  # arcs by target and source
    back_key: Indices  # target · size + source, in that order


def _on_cycles(source: Nodes, target: Nodes) -> Indices:
    """Return the arcs that are left when nodes without way in or out are taken off again and again.

    What is left may still be on no cycle; what is not left never is.
    """
    remaining = np.flatnonzero(source != target)
    size = 0 if not len(source) else int(max(source.max(), target.max())) + 1
    while True:
        way_in, way_out = np.zeros(size, dtype=np.bool_), np.zeros(size, dtype=np.bool_)
        way_in[target[remaining]] = True
        way_out[source[remaining]] = True
        alive = way_in & way_out
        keep = alive[source[remaining]] & alive[target[remaining]]
        if keep.all():
            return remaining
        remaining = remaining[keep]


def _graph(source: Nodes, target: Nodes, through: int | None) -> _Graph:
    """Return the arcs between nodes by falling degree, or with the one to go through first."""
    size = int(max(source.max(), target.max())) + 1
    degree = np.bincount(source, minlength=size) + np.bincount(target, minlength=size)
    if through is not None:
        degree[through] = degree.max() + 1
    rank = np.empty(size, dtype=np.int64)
    rank[np.argsort(-degree, kind="stable")] = np.arange(size)
    source, target = rank[source], rank[target]
    order = np.argsort(source * size + target)
    source, target = source[order], target[order]
    back = np.argsort(target * size + source)
    back_key = target[back] * size + source[back]
    return _Graph(size, source, target, source * size + target, order, back, back_key)


def _starts(graph: _Graph, block: int, *, only_first: bool) -> Iterator[tuple[int, int]]:
    """Yield ranges of first nodes that have about as many paths of two arcs as a block holds."""
    if only_first:
        yield 0, 1
        return
    degree = np.bincount(graph.source, minlength=graph.size)
    rising = graph.source < graph.target
    paths = np.bincount(
        graph.source[rising], weights=degree[graph.target[rising]] + 1, minlength=graph.size
    )
    part = np.cumsum(paths) // block
    edges = np.flatnonzero(part[1:] != part[:-1]) + 1
    bounds = [0, *edges.tolist(), graph.size]
    yield from pairwise(bounds)


def _away(graph: _Graph, starts: tuple[int, int], steps: int) -> Paths:
    """Return the simple paths that leave the first nodes, through later ones only."""
    low, high = np.searchsorted(graph.source, starts)
    first = np.arange(low, high)
    paths: Paths = (first[graph.target[first] > graph.source[first]],)
    for _ in range(steps - 1):
        start, end = graph.source[paths[0]], graph.target[paths[-1]]
        at = np.searchsorted(graph.key, end * graph.size + start + 1)
        stop = np.searchsorted(graph.source, end, side="right")
        which, step = spread(at, stop)
        paths = tuple(path[which] for path in paths)
        seen = [graph.source[path] for path in paths[1:]]
        paths = _kept((*paths, step), [graph.target[step] != node for node in seen])
    return paths


def _back(graph: _Graph, starts: tuple[int, int], steps: int) -> Paths:
    """Return the simple paths that come back to the first nodes, through later ones only."""
    bounds = np.array(starts) * graph.size
    last = graph.back[slice(*np.searchsorted(graph.back_key, bounds))]
    paths: Paths = (last[graph.source[last] > graph.target[last]],)
    for _ in range(steps - 1):
        start, end = graph.target[paths[-1]], graph.source[paths[0]]
        at = np.searchsorted(graph.back_key, end * graph.size + start + 1)
        stop = np.searchsorted(graph.back_key, (end + 1) * graph.size)
        which, place = spread(at, stop)
        step = graph.back[place]
        paths = tuple(path[which] for path in paths)
        seen = [graph.target[path] for path in paths[:-1]]
        paths = _kept((step, *paths), [graph.source[step] != node for node in seen])
    return paths


def _joined(graph: _Graph, away: Paths, back: Paths, block: int) -> Iterator[Indices]:
    """Yield the cycles that paths away and paths back make up, a block of them at a time."""
    meets = graph.target[back[-1]] * graph.size + graph.source[back[0]]
    order = np.argsort(meets, kind="stable")
    back, meets = tuple(path[order] for path in back), meets[order]
    closing = graph.source[away[0]] * graph.size + graph.target[away[-1]]
    low, high = np.searchsorted(meets, closing), np.searchsorted(meets, closing, side="right")
    some = np.flatnonzero(high > low)
    parts = np.cumsum(high[some] - low[some]) // block
    for part in np.split(some, np.flatnonzero(np.diff(parts)) + 1):
        which, place = spread(low[part], high[part])
        walk = (*(path[part][which] for path in away), *(path[place] for path in back))
        inner = [graph.target[arc] for arc in walk[: len(away) - 1]]
        outer = [graph.target[arc] for arc in walk[len(away) : -1]]
        walk = _kept(walk, [a != b for a in inner for b in outer])
        if len(walk[0]):
            yield np.stack(walk, axis=1)


def _kept(paths: Paths, conditions: list[NDArray[np.bool_]]) -> Paths:
    """Return the paths that meet all conditions."""
    if not conditions:
        return paths
    keep = np.flatnonzero(np.logical_and.reduce(conditions))
    return tuple(path[keep] for path in paths)
