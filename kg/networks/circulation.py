"""The largest circulation in a network of capacities, and the loops it adds up to.

Definition
----------
A circulation gives every arc e an amount c_e with 0 ≤ c_e ≤ w_e such that at every node what comes
in goes out again. The largest one maximises Σ c_e. It is a linear programme and at the same time a
flow of least cost, with cost −1 on every arc: the network simplex method solves it in whole
numbers, so that no amount is rounded.

References
----------
I. Homs-Dones, R. S. MacKay, B. Sansom, Y. Zhou, arXiv:2506.12546, 2025 (maximum-circularity
decomposition). Z. Király, P. Kovács, Efficient implementations of minimum-cost flow algorithms,
Acta Universitatis Sapientiae, Informatica 4(1), 2012 (network simplex).
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

import networkx as nx

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    Pair = tuple[str, str]


class Circuit(NamedTuple):
    """A part of a circulation: a simple directed cycle and the amount that goes round in it."""

    nodes: tuple[str, ...]
    amount: Decimal


def largest_circulation(capacities: Mapping[Pair, Decimal | None]) -> dict[Pair, Decimal] | None:
    """Return the amounts above 0 of a largest circulation; None when there is no largest one.

    Parameters
    ----------
    capacities
        By (source, target), at least 0; None for an arc without limit. Circulations grow without
        limit if such arcs form a cycle.

    Notes
    -----
    Σ c_e is unique, the amounts need not be; equal input gives equal output. Network simplex:
    pseudo-polynomial in the worst case, O(n · m) pivots or so in practice; only arcs within strong
    components are looked at.

    Examples
    --------
    >>> one, two = Decimal(1), Decimal(2)
    >>> largest_circulation({("a", "b"): two, ("b", "a"): one, ("a", "c"): two})
    {('a', 'b'): Decimal('1'), ('b', 'a'): Decimal('1')}
    """
    if components([arc for arc, capacity in capacities.items() if capacity is None]):
        return None
    used = {arc: capacity for arc, capacity in capacities.items() if capacity is None or capacity}
    inside = _inside(used)
    limits = [capacity for capacity in used.values() if capacity is not None]
    unit = 10 ** max((-_exponent(limit) for limit in limits), default=0)
    # Every cycle has an arc with a limit, so that none carries more than all limits together.
    most = sum(int(limit * unit) for limit in limits)
    graph: nx.DiGraph[str] = nx.DiGraph()
    for a, b in inside:
        limit = used[a, b]
        graph.add_edge(a, b, capacity=most if limit is None else int(limit * unit), weight=-1)
    if not inside:
        return {}
    _, flow = nx.network_simplex(graph)
    return {(a, b): Decimal(flow[a][b]) / unit for a, b in inside if flow[a][b]}


def circuits(circulation: Mapping[Pair, Decimal]) -> tuple[Circuit, ...]:
    """Return loops that add up exactly to a circulation, the largest amounts first.

    From the smallest node with an amount left, the flow is followed to the smallest next node until
    it meets itself; what all arcs of that loop have in common is taken out. At most one loop per
    arc: O(m · n). Another order may give other loops of the same total.

    Examples
    --------
    >>> circuits({("a", "b"): Decimal(3), ("b", "a"): Decimal(3)})
    (Circuit(nodes=('a', 'b'), amount=Decimal('3')),)
    """
    remaining: dict[str, dict[str, Decimal]] = {}
    for (a, b), amount in sorted(circulation.items()):
        if amount:
            remaining.setdefault(a, {})[b] = amount
    circuits = []
    while remaining:
        loop = _loop(remaining)
        steps = list(zip(loop, (*loop[1:], loop[0]), strict=True))
        least = min(remaining[a][b] for a, b in steps)
        for a, b in steps:
            remaining[a][b] -= least
            if not remaining[a][b]:
                del remaining[a][b]
            if not remaining[a]:
                del remaining[a]
        at = loop.index(min(loop))
        circuits.append(Circuit((*loop[at:], *loop[:at]), least))
    return tuple(
        sorted(circuits, key=lambda circuit: (-circuit.amount, len(circuit.nodes), circuit.nodes))
    )


def components(arcs: Collection[Pair]) -> tuple[tuple[str, ...], ...]:
    """Return the strong components of more than one node, the largest first; O(n + m).

    >>> components([("a", "b"), ("b", "a"), ("b", "c")])
    (('a', 'b'),)
    """
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_edges_from(arcs)
    parts = [tuple(sorted(part)) for part in nx.strongly_connected_components(graph)]
    return tuple(sorted((p for p in parts if len(p) > 1), key=lambda part: (-len(part), part)))


def _inside(arcs: Collection[Pair]) -> list[Pair]:
    """Return the arcs within strong components, sorted: no other is part of a cycle."""
    part = {node: at for at, nodes in enumerate(components(arcs)) for node in nodes}
    return sorted((a, b) for a, b in arcs if a in part and part[a] == part.get(b))


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int), f"{value} is no amount"
    return min(exponent, 0)


def _loop(remaining: Mapping[str, Mapping[str, Decimal]]) -> list[str]:
    """Return the nodes of a cycle of what is left."""
    path = [min(remaining)]
    place = {path[0]: 0}
    while True:
        node = min(remaining[path[-1]])
        if node in place:
            return path[place[node] :]
        place[node] = len(path)
        path.append(node)
