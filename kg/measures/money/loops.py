"""Circular flows: money that comes back to where it started.

Definition
----------
In the money graph every relation with a direction of money is an arc: investor to investee,
lender to borrower, guarantor to obligor, customer to supplier or licensor, platform to the owner of
what it resells. A loop is a simple directed cycle of two to k actors with at least one financing
arc and at least one purchase arc. A loop is no wrongdoing, and commitments are no cash paid.

`cycle_blocks` finds the loops of a graph of any size as columns; `loops` makes rows of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np

from kg.base.checks import Bounds
from kg.measures.money.money_graph import BUYS, FINANCES, FINANCING_FAMILY, money_graph
from kg.measures.question import ActorName, Question, Rows
from kg.networks.cycles import cycles
from kg.relations.money import known_total, plain
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from decimal import Decimal

    from numpy.typing import NDArray

    from kg.measures.money.money_graph import MoneyGraph
    from kg.measures.question import Reply
    from kg.measures.words import Words
    from kg.records.model import Relation
    from kg.relations.selection import Selection
    from kg.vocabulary.names import ActorId

FINANCING, PURCHASE = "financing", "purchase"
_FIRST_BINDING_STATUS = "signed"
_NEVER_BINDING_STATUS = "cancelled"
_CONTINGENT = "contingent"
LIMIT = 100_000
Length = Annotated[int, Bounds(2, 8, cap=6)]  # longer ones are too many to list


@dataclass(frozen=True, repr=False)
class Arc:
    """The money that goes from one actor to another.

    Attributes
    ----------
    source, target : str
        Actor ids: who pays, who receives.
    relations : tuple of Relation
        The relations the arc stands for, sorted by id.
    """

    source: ActorId
    target: ActorId
    relations: tuple[Relation, ...]

    def __repr__(self) -> str:
        """Return who pays whom, by how many relations."""
        return f"<Arc {self.source} → {self.target}: {len(self.relations)} relations>"

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """``financing`` and/or ``purchase``."""
        types = vocabulary().relation_types
        financing = {types[r.type].family == FINANCING_FAMILY for r in self.relations}
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


@dataclass(frozen=True, repr=False)
class Loop:
    """A circular flow; its arcs in order, starting at the smallest actor id."""

    arcs: tuple[Arc, ...]

    def __repr__(self) -> str:
        """Return the actors, the first one again at the end."""
        return f"<Loop {' → '.join([*self.actors, *self.actors[:1]])}>"

    @property
    def actors(self) -> tuple[str, ...]:
        """Actor ids in the order of the flow."""
        return tuple(arc.source for arc in self.arcs)

    @property
    def bottleneck_known_usd(self) -> Decimal | None:
        """Least of the amounts that are known."""
        amounts = [arc.amount_usd for arc in self.arcs if arc.amount_usd is not None]
        return min(amounts, default=None)

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
    graph = money_graph(selection)
    joined = (_arc(graph, index) for index in range(len(graph)))
    return {(arc.source, arc.target): arc for arc in joined}


def loops(
    selection: Selection, through: ActorName | None = None, *, max_length: Length = 4
) -> Rows[Loop]:
    """Return the circular flows of a selection, short ones first, then by actor ids.

    Where there are more than `LIMIT`, the short ones are kept, and among those of a length the ones
    through the actors with most arcs.

    Parameters
    ----------
    selection
        The relations in scope; its level decides whether units stand for their group.
    through
        Only loops through this actor.
    max_length
        Greatest number of actors in a loop.

    Notes
    -----
    Only the relations of the loops are read; see `kg.networks.cycles` for the cost.
    """
    return find(selection, max_length, through, limit=LIMIT)


def find(
    selection: Selection,
    max_length: int = 4,
    through: str | None = None,
    *,
    limit: int | None = None,
) -> Rows[Loop]:
    """Return circular flows as `loops` does, at most so many; all of them without a limit."""
    graph = money_graph(selection)
    walks: list[list[int]] = []
    for block in cycle_blocks(graph, max_length, through):
        walks += (block if limit is None else block[: limit + 1 - len(walks)]).tolist()
        if limit is not None and len(walks) > limit:
            break
    kept = walks[:limit]
    arc_by_index = {
        index: _arc(graph, index) for index in sorted({p for walk in kept for p in walk})
    }
    rows = [_from_smallest([arc_by_index[index] for index in walk]) for walk in kept]
    rows.sort(key=lambda loop: (len(loop.arcs), loop.actors))
    return Rows(rows, **({"truncated": True} if len(walks) > len(kept) else {}))


def cycle_blocks(
    graph: MoneyGraph, max_length: int, through: str | None = None
) -> Iterator[NDArray[np.int64]]:
    """Yield the loops of a money graph as arcs, short ones first, a block of them at a time.

    Parameters
    ----------
    graph
        The money graph of a selection.
    max_length
        Greatest number of actors in a loop.
    through
        Only loops through this actor.

    Yields
    ------
    Arrays of shape (loops, length): places of the arcs in the graph, in the order of the flow.
    """
    node = None if through is None else graph.selection.table.place(through)
    for walks in cycles(graph.source, graph.target, max_length, through=node):
        kinds = np.bitwise_or.reduce(graph.kinds[walks], axis=1)
        typed = walks[kinds == FINANCES | BUYS]
        if len(typed):
            yield typed


def robust(graph: Mapping[tuple[str, str], Arc]) -> dict[tuple[str, str], Arc]:
    """Return a money graph without what may come to nothing.

    Left out are relations that were not yet signed (rumoured, reported, announced: letters of
    intent are among them) or were cancelled, and contingent money: warrants, options, other rights
    and guarantees. The table holds no terms of notice: a signed contract that can be cancelled
    stays. A status is the last one known, so that a past letter of intent that was superseded stays
    too.
    """
    kept = {
        ends: tuple(relation for relation in arc.relations if _is_robust(relation))
        for ends, arc in graph.items()
    }
    return {ends: Arc(*ends, relations) for ends, relations in kept.items() if relations}


def _is_robust(relation: Relation) -> bool:
    words = vocabulary()
    statuses = words.codes["status"]
    binding = statuses[relation.status].rank >= statuses[_FIRST_BINDING_STATUS].rank
    kind = words.money_kind(relation.type, relation.instrument, "total")
    return binding and relation.status != _NEVER_BINDING_STATUS and kind != _CONTINGENT


def _arc(graph: MoneyGraph, index: int) -> Arc:
    """Return an arc of the money graph with its relations."""
    records = graph.selection.table.records
    rows = graph.row[graph.start[index] : graph.start[index + 1]].tolist()
    source, target = (records.actors[int(end[index])].id for end in (graph.source, graph.target))
    return Arc(source, target, tuple(map(graph.selection.relation, rows)))


def _from_smallest(walk: Sequence[Arc]) -> Loop:
    """Return a loop that starts at its smallest actor id."""
    first = min(range(len(walk)), key=lambda index: walk[index].source)
    return Loop((*walk[first:], *walk[:first]))


def _number(amount: Decimal | None) -> int | float | None:
    return None if amount is None else plain(amount)


def _money(row: Loop, words: Words) -> str:
    """Return who pays how much to whom, round to the first again."""
    names = [*map(words.name, row.actors), words.bare(row.actors[0])]
    legs = (_leg(arc, name, words) for arc, name in zip(row.arcs, names[1:], strict=True))
    return names[0] + "".join(legs)


def _leg(arc: Arc, payee: str, words: Words) -> str:
    """Return the money of an arc and who gets it."""
    amount = "?" if arc.amount_usd is None else words.number(arc.amount_usd)
    return f" ─{amount}→ {payee}"


def _kinds(row: Loop, words: Words) -> str:
    return ", ".join("+".join(words(f"role.{kind}") for kind in arc.kinds) for arc in row.arcs)


def _least(row: Loop, words: Words) -> str:
    least = words.number(row.bottleneck_known_usd)
    is_open = row.bottleneck_usd is None and row.bottleneck_known_usd is not None
    return words("range.or-less", sum=least) if is_open else least


def _notes(reply: Reply, words: Words) -> list[str]:
    return [words("loops.too-many", n=len(reply.rows))] if reply.about.get("truncated") else []


QUESTION = Question(
    loops,
    """Circular flows of money.

    List circular flows: money that is financing on one leg and pays for purchases on another.

    An arrow points the way the money goes. Amounts are announced commitments, not cash paid, and a
    loop is not evidence of wrongdoing.
    """,
    {"heading.loop-legs": _money, "heading.legs": _kinds, "heading.least-leg": _least},
    notes=_notes,
    examples=("--max-length 2", "nvidia --format json"),
)
