"""Circular flows: money that comes back to where it started.

Definition
----------
In the money graph every relation with a direction of money is an arc: investor to investee,
lender to borrower, guarantor to obligor, customer to supplier or licensor, platform to the owner of
what it resells. A loop is a simple directed cycle of two to k actors with at least one financing
arc and at least one purchase arc. A loop is no wrongdoing, and commitments are no cash paid.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kg.money import known_total, plain
from kg.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from decimal import Decimal

    from kg.model import Relation
    from kg.relations import Selection

FINANCING, PURCHASE = "financing", "purchase"
_FINANCING_FAMILY = "capital"


@dataclass(frozen=True)
class Arc:
    """The money that goes from one actor to another.

    Attributes
    ----------
    source, target : str
        Actor ids: who pays, who receives.
    relations : tuple of Relation
        The relations the arc stands for, sorted by id.
    """

    source: str
    target: str
    relations: tuple[Relation, ...]

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """``financing`` and/or ``purchase``."""
        types = vocabulary().relation_types
        financing = {types[r.type].family == _FINANCING_FAMILY for r in self.relations}
        return tuple(sorted(FINANCING if is_financing else PURCHASE for is_financing in financing))

    @cached_property
    def amount_usd(self) -> Decimal | None:
        """Sum of the stated totals in USD, of each deal once; None when none is stated."""
        return known_total(self.relations)

    @cached_property
    def statuses(self) -> tuple[str, ...]:
        """Statuses of the relations."""
        return tuple(sorted({relation.status for relation in self.relations}))

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "source": self.source,
            "target": self.target,
            "relations": [relation.id for relation in self.relations],
            "kinds": list(self.kinds),
            "amount_usd": _number(self.amount_usd),
            "statuses": list(self.statuses),
        }


@dataclass(frozen=True)
class Loop:
    """A circular flow; its arcs in order, starting at the smallest actor id."""

    arcs: tuple[Arc, ...]

    @property
    def actors(self) -> tuple[str, ...]:
        """Actor ids in the order of the flow."""
        return tuple(arc.source for arc in self.arcs)

    @property
    def bottleneck_known_usd(self) -> Decimal | None:
        """Least of the amounts that are known."""
        known = [arc.amount_usd for arc in self.arcs if arc.amount_usd is not None]
        return min(known, default=None)

    @property
    def bottleneck_usd(self) -> Decimal | None:
        """Least amount; None unless every arc has one."""
        complete = all(arc.amount_usd is not None for arc in self.arcs)
        return self.bottleneck_known_usd if complete else None

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "actors": list(self.actors),
            "arcs": [arc.to_dict() for arc in self.arcs],
            "length": len(self.arcs),
            "bottleneck_usd": _number(self.bottleneck_usd),
            "bottleneck_known_usd": _number(self.bottleneck_known_usd),
        }


def arcs(selection: Selection) -> dict[tuple[str, str], Arc]:
    """Return the money graph of a selection: one arc per ordered pair, by (source, target).

    O(n log n) for n relations.
    """
    table, paired = selection.table, selection.paired
    actors, relations = table.records.actors, table.records.relations
    found: dict[tuple[str, str], list[Relation]] = {}
    columns = (paired.rows.tolist(), paired.source.tolist(), paired.target.tolist())
    for row, source, target in zip(*columns, strict=True):
        direction = table.types[table.type[row]].money_direction
        if direction == "none":
            continue
        ends = (source, target) if direction == "subject-to-object" else (target, source)
        key = (actors[ends[0]].id, actors[ends[1]].id)
        found.setdefault(key, []).append(relations[row])
    return {
        (source, target): Arc(source, target, tuple(found[source, target]))
        for source, target in sorted(found)
    }


def loops(
    selection: Selection, max_length: int = 4, through: str | None = None
) -> tuple[Loop, ...]:
    """Return the circular flows of a selection, short ones first, then by actor ids.

    Parameters
    ----------
    selection
        The relations in scope.
    max_length
        Greatest number of actors in a loop, at least 2.
    through
        Only loops through this actor, at the selection's level.

    Notes
    -----
    Every loop is found once, from its smallest actor, by extending paths that can still get back
    in time; the output decides the cost, as for every enumeration of cycles.
    """
    graph = arcs(selection)
    found = [
        Loop(tuple(graph[step] for step in zip(cycle, (*cycle[1:], cycle[0]), strict=True)))
        for cycle in cycles(_successors(graph), max_length)
        if through is None or through in cycle
    ]
    typed = [loop for loop in found if _is_circular_financing(loop)]
    return tuple(sorted(typed, key=lambda loop: (len(loop.arcs), loop.actors)))


def cycles(successors: Mapping[str, Sequence[str]], max_length: int) -> Iterator[tuple[str, ...]]:
    """Yield the simple directed cycles of 2 to ``max_length`` nodes, smallest node first.

    Parameters
    ----------
    successors
        Nodes that each node has an arc to.

    Examples
    --------
    >>> sorted(cycles({"a": ["b"], "b": ["a", "c"], "c": ["a"]}, 3))
    [('a', 'b'), ('a', 'b', 'c')]
    """
    predecessors = _reverse(successors)
    for start in sorted(successors):
        steps = _steps_back(start, predecessors, max_length - 1)
        stack: list[tuple[str, ...]] = [(start,)]
        while stack:
            path = stack.pop()
            for node in successors.get(path[-1], ()):
                if node == start:
                    if len(path) > 1:
                        yield path
                elif node not in path and len(path) + steps.get(node, max_length) <= max_length:
                    stack.append((*path, node))


def _steps_back(
    start: str, predecessors: Mapping[str, Sequence[str]], limit: int
) -> dict[str, int]:
    """Return how many steps lead back to the start, for nodes after it within the limit."""
    steps = {start: 0}
    frontier = [start]
    for distance in range(1, limit + 1):
        reached = {p for node in frontier for p in predecessors.get(node, ()) if p > start}
        frontier = [node for node in reached if node not in steps]
        steps.update(dict.fromkeys(frontier, distance))
    return steps


def _number(amount: Decimal | None) -> int | float | None:
    return None if amount is None else plain(amount)


def _successors(graph: Mapping[tuple[str, str], Arc]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for source, target in graph:
        found.setdefault(source, []).append(target)
    return found


def _reverse(successors: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for source, targets in successors.items():
        for target in targets:
            found.setdefault(target, []).append(source)
    return found


def _is_circular_financing(loop: Loop) -> bool:
    """Whether a cycle has a financing arc and a purchase arc."""
    return all(any(kind in arc.kinds for arc in loop.arcs) for kind in (FINANCING, PURCHASE))
