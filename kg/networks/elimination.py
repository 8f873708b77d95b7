"""An order in which the nodes of a sparse graph can be eliminated, one after another.

Problem
-------
A question about all nodes at once, such as the best of two sides for each, has 2^n candidates.
Eliminating a node replaces all that is known of it by a table over its neighbours: the best it can
do, for every way they may stand. The time is the sum of the sizes of these tables: not the number
of nodes counts but how densely they hang together. `kg.networks.sides` fills the tables.

References
----------
U. Bertelè, F. Brioschi, Nonserial Dynamic Programming, Academic Press, 1972. Order by least fill:
H. L. Bodlaender, A. M. C. A. Koster, Treewidth computations I, Information and Computation 208(3),
2010, doi:10.1016/j.ic.2009.03.008. Bounds by splitting nodes: R. Dechter, I. Rish, Mini-buckets,
Journal of the ACM 50(2), 2003, doi:10.1145/636865.636866.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Edges = Sequence[tuple[int, int]]

# Beyond as many neighbours a table is out of reach, and the finer order is not worth its time.
_CLOSE = 24


@dataclass(frozen=True, slots=True)
class Step:
    """The elimination of one node, or of one part of a node that was split.

    Attributes
    ----------
    node : int
        The node that goes.
    scope : tuple of int
        The nodes its table is over, those that go next first.
    edges, fixed_edges : tuple of (int, int)
        Number and other end of its edges to nodes of the scope, in that order, and to fixed nodes.
    messages : tuple of int
        Steps whose tables it takes up, small ones first: a sum grows no sooner than it must.
    """

    node: int
    scope: tuple[int, ...]
    edges: tuple[tuple[int, int], ...]
    fixed_edges: tuple[tuple[int, int], ...]
    messages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """An order of elimination; it depends on the edges, not on their signs.

    Attributes
    ----------
    fixed : tuple of int
        The nodes whose side is given.
    fixed_edges : tuple of (int, int, int)
        Number and ends of the edges between them.
    steps : tuple of Step
    exact : bool
        Whether no node was split; if one was, costs are lower bounds.
    """

    fixed: tuple[int, ...]
    fixed_edges: tuple[tuple[int, int, int], ...]
    steps: tuple[Step, ...]
    exact: bool

    @property
    def width(self) -> int:
        """Number of nodes of the largest table."""
        return max((len(step.scope) for step in self.steps), default=0)

    @property
    def work(self) -> int:
        """Number of labellings looked at: the sum of the sizes of the tables."""
        return sum(2 ** (len(step.scope) + 1) for step in self.steps)


class _Part(NamedTuple):
    """An edge of a node that goes, or a table over it: its number, and what else it is about."""

    is_edge: bool
    number: int
    about: frozenset[int]


def plan(nodes: int, edges: Edges, fixed: Sequence[int], most: int | None = None) -> Plan:
    """Return a plan: the nodes that are not fixed go in the order of least fill.

    Parameters
    ----------
    nodes
        Number of nodes; they are called 0, 1, …
    edges
        Pairs of different nodes, each at most once.
    fixed
        Nodes whose side is given. By symmetry one of them may be chosen freely, and fixing the
        node with most edges makes the tables smaller.
    most
        Greatest width, at least 1. Where a table would be larger, its node is split into parts that
        may stand on different sides: costs then are lower bounds.

    Examples
    --------
    >>> square = [(0, 1), (1, 2), (2, 3), (0, 3)]
    >>> plan(4, square, fixed=[0]).width
    1
    """
    order = _least_fill(nodes, edges, fixed)
    place = {node: at for at, node in enumerate(order)}
    waiting = _waiting(edges, place)
    steps: list[Step] = []
    exact = True
    for node in order:
        groups = _groups(waiting[node], most)
        exact = exact and len(groups) == 1
        for group in groups:
            step = _step(node, group, edges, place)
            if step.scope:
                about = frozenset(step.scope[1:])
                waiting[step.scope[0]].append(_Part(False, len(steps), about))
            steps.append(step)
    among = tuple((n, a, b) for n, (a, b) in enumerate(edges) if a not in place and b not in place)
    return Plan(tuple(fixed), among, tuple(steps), exact)


def _waiting(edges: Edges, place: Mapping[int, int]) -> dict[int, list[_Part]]:
    """Return the edges of every node to nodes that go later or are fixed, by node."""
    waiting: dict[int, list[_Part]] = {node: [] for node in place}
    for number, ends in enumerate(edges):
        going = sorted((end for end in ends if end in place), key=place.__getitem__)
        if going:
            waiting[going[0]].append(_Part(True, number, frozenset(going[1:])))
    return waiting


def _groups(parts: Sequence[_Part], most: int | None) -> list[list[_Part]]:
    """Return the parts in groups, few if it comes off, whose scopes are not too large."""
    groups: list[tuple[set[int], list[_Part]]] = [(set(), [])]
    for part in sorted(parts, key=lambda part: (-len(part.about), part.is_edge, part.number)):
        for scope, group in groups:
            if most is None or len(scope | part.about) <= most:
                scope.update(part.about)
                group.append(part)
                break
        else:
            groups.append((set(part.about), [part]))
    return [group for _, group in groups]


def _step(node: int, group: Sequence[_Part], edges: Edges, place: Mapping[int, int]) -> Step:
    about = frozenset[int]().union(*(part.about for part in group))
    numbers = [part.number for part in group if part.is_edge]
    others = [(number, sum(edges[number]) - node) for number in numbers]
    ahead = [
        (place[neighbour], number, neighbour) for number, neighbour in others if neighbour in place
    ]
    return Step(
        node=node,
        scope=tuple(sorted(about, key=place.__getitem__)),
        edges=tuple((number, neighbour) for _, number, neighbour in sorted(ahead)),
        fixed_edges=tuple(
            (number, neighbour) for number, neighbour in others if neighbour not in place
        ),
        messages=tuple(part.number for part in reversed(group) if not part.is_edge),
    )


def _least_fill(nodes: int, edges: Edges, fixed: Sequence[int]) -> list[int]:
    """Return the nodes that are not fixed: next goes the one whose neighbours are closest knit."""
    remaining: dict[int, set[int]] = {node: set() for node in set(range(nodes)).difference(fixed)}
    for a, b in edges:
        if a in remaining and b in remaining:
            remaining[a].add(b)
            remaining[b].add(a)
    rank = {node: _rank(remaining, node) for node in remaining}
    heap = [(*rank[node], node) for node in remaining]
    heapify(heap)
    order: list[int] = []
    while remaining:
        *at, node = heappop(heap)
        if node not in remaining or rank[node] != tuple(at):
            continue
        if rank[node][0] and rank[node][1] > _CLOSE:
            return order + sorted(remaining, key=lambda node: (len(remaining[node]), node))
        near = remaining.pop(node)
        order.append(node)
        touched = set(near)
        for neighbour in near:
            if len(near) <= _CLOSE:
                touched |= remaining[neighbour]
            remaining[neighbour] = (remaining[neighbour] | near) - {node, neighbour}
        for neighbour in touched & remaining.keys():
            rank[neighbour] = _rank(remaining, neighbour)
            heappush(heap, (*rank[neighbour], neighbour))
    return order


def _rank(around: Mapping[int, set[int]], node: int) -> tuple[bool, int, int]:
    """Return when a node should go: how many pairs of its neighbours are no neighbours yet."""
    near = around[node]
    if len(near) > _CLOSE:
        return True, len(near), 0
    return False, sum(b not in around[a] for a, b in combinations(near, 2)), len(near)
