"""The frustration index of a signed graph: how many edges stand in the way of two camps.

Definition
----------
The nodes of a signed graph are put in two camps so that as few edges as possible stand wrong: a
positive edge between the camps, or a negative one within a camp. That least number is the
frustration (line) index L. L = 0 if and only if no cycle has an odd number of negative edges.

Method
------
A cycle lies within one biconnected block, so that L is the sum over the blocks, and trees add
nothing. A block is solved by dynamic programming where its nodes hang together loosely enough; else
by branch and bound: the nodes with most edges take sides one after another, bounds come from a
smaller dynamic programme, and the attainable cost from annealing. When the work exceeds a fixed
limit the answer is a lower and an upper bound.

References
----------
D. Cartwright, F. Harary, Structural balance, Psychological Review 63(5), 1956,
doi:10.1037/h0046049. S. Aref, M. C. Wilson, Measuring partial balance in signed networks, Journal
of Complex Networks 6(4), 2018, doi:10.1093/comnet/cnx044.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np

from kg.networks.annealing import anneal
from kg.networks.elimination import plan
from kg.networks.negative_cycles import disjoint_negative_cycles
from kg.networks.sides import sides_of, solve

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    Signed = Mapping[tuple[str, str], int]
    Pairs = tuple[tuple[int, int], ...]

# Labellings a dynamic programme may look at, and all those of a branch and bound together: a second
# and half a minute or so.
EXACT_WORK = 2**27
_BRANCH_WORK = 2**33
_BRANCH_WIDTH = 15
_BRANCH_NODES = 200
_LARGEST_TABLE = 2**24


@dataclass(frozen=True, slots=True)
class Frustration:
    """The frustration index, or bounds of it.

    Attributes
    ----------
    low, high : int
        Bounds of the index; equal when it is known.
    side : dict of str to int
        Camps that leave ``high`` edges frustrated, 0 or 1 by node. Other camps may do as well.
    """

    low: int
    high: int
    side: dict[str, int]


@dataclass(frozen=True)
class Block:
    """A biconnected block: a part of a graph in which every two edges lie on a common cycle.

    Attributes
    ----------
    names : tuple of str
        Its nodes; number i stands for ``names[i]``.
    edges : tuple of (int, int)
        Its edges, as pairs of numbers.
    """

    names: tuple[str, ...]
    edges: Pairs

    @property
    def by_degree(self) -> list[int]:
        """Its nodes, those with most edges first."""
        degree = [0] * len(self.names)
        for edge in self.edges:
            for node in edge:
                degree[node] += 1
        return sorted(range(len(self.names)), key=lambda node: (-degree[node], node))

    def signs(self, signed: Signed) -> list[int]:
        """Return the signs of its edges, in their order."""
        names = self.names
        return [signed[names[a], names[b]] for a, b in self.edges]


def frustration(signed: Signed, seed: int = 0) -> Frustration:
    """Return the frustration index of a signed graph, with camps that attain it.

    Parameters
    ----------
    signed
        +1 or −1 by pair of nodes, the smaller one first; every pair at most once.
    seed
        Of the annealing that large, closely knit graphs need.

    Notes
    -----
    O(2^w · n) time and O(2^w) memory for n nodes and width w of the order of elimination; w ≤ 20
    for sparse graphs of hundreds of nodes. See the module for what is done beyond.

    Examples
    --------
    >>> found = frustration({("a", "b"): -1, ("b", "c"): -1, ("a", "c"): -1})
    >>> found.low, found.high
    (1, 1)
    """
    low = high = 0
    parts = []
    for block in blocks(signed):
        least, most, side = _block(block, block.signs(signed), seed)
        low, high = low + least, high + most
        parts.append({block.names[node]: value for node, value in side.items()})
    return Frustration(low, high, _joined(parts))


def blocks(signed: Signed) -> list[Block]:
    """Return the biconnected blocks of a graph, sorted; a bridge is a block of one edge."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_edges_from(sorted(signed))
    blocks = []
    for edges in nx.biconnected_component_edges(graph):
        names = tuple(sorted({node for edge in edges for node in edge}))
        number = {name: at for at, name in enumerate(names)}
        pairs = sorted(tuple(sorted((number[a], number[b]))) for a, b in edges)
        blocks.append(Block(names, tuple((a, b) for a, b in pairs)))
    return sorted(blocks, key=lambda block: block.names)


def _block(block: Block, signs: Sequence[int], seed: int) -> tuple[int, int, dict[int, int]]:
    """Return bounds of the index of a block, and sides that attain the upper one."""
    nodes, edges = len(block.names), block.edges
    first = block.by_degree[:1]
    whole = plan(nodes, edges, fixed=first)
    if whole.work <= EXACT_WORK:
        column, origin = _column(signs), np.zeros((1, 1), dtype=np.int16)
        cost = int(solve(whole, column, origin)[0])
        return cost, cost, sides_of(whole, column, origin)
    most, side = anneal(nodes, edges, signs, seed)
    least = disjoint_negative_cycles(nodes, edges, signs)
    if least < most and nodes <= _BRANCH_NODES:
        lower, most, side = _branch(block, signs, most, side)
        least = max(least, lower)
    return least, most, side


def _branch(
    block: Block, signs: Sequence[int], most: int, side: dict[int, int]
) -> tuple[int, int, dict[int, int]]:
    """Return bounds by letting the nodes with most edges take sides, all open cases at once."""
    hubs = block.by_degree
    column, cases = _column(signs), np.zeros((1, 1), dtype=np.int16)
    least = spent = 0
    while True:
        fixed = hubs[: len(cases)]
        part = plan(len(block.names), block.edges, fixed, _BRANCH_WIDTH)
        spent += part.work * cases.shape[1]
        if spent > _BRANCH_WORK:
            return least, most, side
        bounds = np.concatenate([solve(part, column.repeat(some.shape[1], axis=1), some)
                                 for some in _batches(cases, 2**part.width)])  # fmt: skip
        if part.exact and bounds.min() < most:
            case = cases[:, [int(np.argmin(bounds))]]
            most, side = int(bounds.min()), sides_of(part, column, case)
        is_open = bounds < most
        if part.exact or not is_open.any():
            return most, most, side
        least = max(least, int(bounds[is_open].min()))
        still = cases[:, is_open]
        width = still.shape[1]
        cases = np.vstack([still.repeat(2, axis=1), np.tile([[0, 1]], (1, width))]).astype(np.int16)


def _batches(cases: NDArray[np.int16], table: int) -> Iterator[NDArray[np.int16]]:
    """Yield cases in portions whose tables fit into memory."""
    size = max(1, _LARGEST_TABLE // table)
    for start in range(0, cases.shape[1], size):
        yield cases[:, start : start + size]


def _column(signs: Sequence[int]) -> NDArray[np.int16]:
    return np.array(signs, dtype=np.int16)[:, None]


def _joined(parts: Sequence[Mapping[str, int]]) -> dict[str, int]:
    """Return sides for all nodes from the sides within blocks, which share nodes like a tree."""
    graph: nx.Graph[str] = nx.Graph()
    for part in parts:
        for a, b in pairwise(part):
            graph.add_edge(a, b, apart=part[a] ^ part[b])
    side: dict[str, int] = {}
    for start in sorted(graph):
        if start not in side:
            side[start] = 0
            for a, b in nx.bfs_edges(graph, start):
                side[b] = side[a] ^ graph.edges[a, b]["apart"]
    return side
