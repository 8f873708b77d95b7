"""The least cost of putting the nodes of a signed graph on two sides.

An edge costs 1 when its ends stand wrong: on different sides if it is positive, on the same side if
it is negative. The least cost is found by eliminating one node after another, see
`kg.networks.elimination`; many cases with other signs on the same edges are solved at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from kg.networks.elimination import Plan, Step

    Costs = NDArray[np.int16] | NDArray[np.int32]
    Cases = NDArray[np.integer[Any]]


def solve(plan: Plan, signs: Cases, sides: Cases) -> Costs:
    """Return the least cost of each of several cases, or a lower bound if the plan is not exact.

    Parameters
    ----------
    plan
        Made for the edges.
    signs
        Array of edges by cases: +1 or −1.
    sides
        Array of fixed nodes by cases: 0 or 1.

    Notes
    -----
    O(plan.work · cases) time, 2^plan.width · cases · 4 bytes and more.

    Examples
    --------
    >>> from kg.networks.elimination import plan
    >>> triangle = plan(3, [(0, 1), (1, 2), (0, 2)], fixed=[0])
    >>> two_cases = np.array([[-1, -1], [-1, -1], [-1, 1]])
    >>> solve(triangle, two_cases, np.zeros((1, 2), dtype=int)).tolist()
    [1, 0]
    """
    where = _held_sides(plan, sides)
    tables: dict[int, Costs] = {}
    costs = np.zeros(signs.shape[1], dtype=np.int32)
    for number, a, b in plan.fixed_edges:
        costs += _wrong(signs[number], where[a] ^ where[b])
    for at, step in enumerate(plan.steps):
        zeros, ones = _both_sides(plan, step, signs, where, tables)
        best = np.minimum(zeros, ones, out=zeros)
        if step.scope:
            tables[at] = best
        else:
            costs += best.ravel()
    return costs


def sides_of(plan: Plan, signs: Cases, sides: Cases) -> dict[int, int]:
    """Return sides of least cost, 0 or 1 by node, for one case; for exact plans only."""
    assert plan.exact, "parts of a split node may stand on different sides"
    where = _held_sides(plan, sides)
    tables: dict[int, Costs] = {}
    choices = []
    for at, step in enumerate(plan.steps):
        zeros, ones = _both_sides(plan, step, signs, where, tables)
        choices.append((ones < zeros).ravel())
        tables[at] = np.minimum(zeros, ones, out=zeros)
    side = {node: int(value[0]) for node, value in where.items()}
    for step, choice in zip(reversed(plan.steps), reversed(choices), strict=True):
        index = 0
        for neighbour in step.scope:
            index = 2 * index + side[neighbour]
        side[step.node] = int(choice[index])
    return side


def _held_sides(plan: Plan, sides: Cases) -> dict[int, Costs]:
    return dict(zip(plan.fixed, sides.astype(np.int16), strict=True))


def _wrong(signs: Cases, apart: Costs | int) -> Costs:
    """Return 1 where an edge with ends together (0) or apart (1) stands wrong, by case."""
    return ((signs < 0).astype(np.int16) + apart) % 2


def _both_sides(
    plan: Plan, step: Step, signs: Cases, where: Mapping[int, Costs], tables: dict[int, Costs]
) -> tuple[Costs, Costs]:
    """Return what a node costs on side 0 and on side 1, over the labellings of its scope.

    The axes of a table follow its scope, so that the two halves of a message belong to the two
    sides of the node that takes it up. The last axis are the cases.
    """
    cases = signs.shape[1]
    # A cost is at most the number of edges; small numbers halve the time.
    edges = np.zeros((1, cases), dtype=np.int16 if len(signs) < 2**15 else np.int32)
    for number, neighbour in step.fixed_edges:
        edges += _wrong(signs[number], where[neighbour])
    for number, _ in step.edges:
        either = np.stack([_wrong(signs[number], 0), _wrong(signs[number], 1)])
        edges = (edges[:, None] + either).reshape(-1, cases)
    scope = tuple(neighbour for _, neighbour in step.edges)
    zeros, ones = edges, len(step.edges) + len(step.fixed_edges) - edges
    for number in step.messages:
        about = plan.steps[number].scope[1:]
        larger = tuple(node for node in step.scope if node in scope or node in about)
        halves = tables.pop(number).reshape(2, -1, cases)
        ours, theirs = (*_fit(larger, scope), cases), (*_fit(larger, about), cases)
        zeros = zeros.reshape(ours) + halves[0].reshape(theirs)
        ones = ones.reshape(ours) + halves[1].reshape(theirs)
        scope = larger
    return zeros, ones


def _fit(scope: Sequence[int], about: Iterable[int]) -> tuple[int, ...]:
    """Return the shape that spreads a table over a larger scope."""
    among = set(about)
    return tuple(2 if node in among else 1 for node in scope)
