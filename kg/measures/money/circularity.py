"""Circularity: what part of the money goes round in circles.

Definition
----------
Arcs are those of `kg.measures.money.loops`: who pays whom, by financing and by purchases. With w_e
the money of arc e and c the largest circulation within w, the circularity index is Σ c_e / Σ w_e: 0
when no money comes back to where it started, 1 when all of it can. It sums announced totals of
different kinds in USD, equity next to contracts over years, and says nothing about cash or intent.

Unknown amounts
---------------
Three cases are worked out. *stated*: amounts as stated, arcs without any left out. *low* and
*high*: every amount at its lower or upper end, where "up to" and the unknown begin at 0, and the
unknown and "at least" have no upper end. Σ c_e can only grow with the amounts, so that low and high
bound it. The index is a quotient and need not lie between those of the ends; valid bounds are
Σ c(low) / Σ w(high) and min(1, Σ c(high) / Σ w(low)), where they exist.

References
----------
I. Homs-Dones, R. S. MacKay, B. Sansom, Y. Zhou, arXiv:2506.12546, 2025. FTC, Partnerships Between
Cloud Service Providers and AI Developers, staff report on 6(b) orders, January 2025.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from kg.measures.money import knots, round_trips
from kg.measures.money.loops import FINANCING, PURCHASE, Arc, arcs, robust
from kg.measures.money.spans import span
from kg.measures.question import Part, Question, View
from kg.networks.circulation import circuits, largest_circulation
from kg.relations.money import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kg.measures.question import Reply, Table
    from kg.measures.words import Words
    from kg.networks.circulation import Circuit
    from kg.relations.selection import Selection

    Graph = Mapping[tuple[str, str], Arc]

Core = Literal["all", "robust"]


@dataclass(frozen=True, slots=True)
class Extent:
    """How much circulates of how much: Σ c_e and Σ w_e in USD; None for no upper limit."""

    circulating: Decimal | None
    total: Decimal | None

    @property
    def index(self) -> float | None:
        """Σ c_e / Σ w_e; None when there is no money, or no limit to it."""
        if self.circulating is None or not self.total:
            return None
        return float(self.circulating / self.total)

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "circulating_usd": _number(self.circulating),
            "total_usd": _number(self.total),
            "index": self.index,
        }


@dataclass(frozen=True, slots=True)
class Flow:
    """A loop of the largest circulation.

    Attributes
    ----------
    core : {"all", "robust"}
        Which relations were looked at, see `Circularity`.
    arcs : tuple of Arc
        In order, from the smallest actor id.
    amount : Decimal
        What goes round, in USD; an arc may carry other loops besides.
    """

    core: Core
    arcs: tuple[Arc, ...]
    amount: Decimal

    @property
    def actors(self) -> tuple[str, ...]:
        """Actor ids in the order of the flow."""
        return tuple(arc.source for arc in self.arcs)

    @property
    def is_circular_financing(self) -> bool:
        """Whether there is financing on one leg and a purchase on another."""
        return all(any(kind in arc.kinds for arc in self.arcs) for kind in (FINANCING, PURCHASE))

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "core": self.core,
            "actors": list(self.actors),
            "amount_usd": plain(self.amount),
            "circular_financing": self.is_circular_financing,
            "relations": sorted(relation.id for arc in self.arcs for relation in arc.relations),
            "statuses": sorted({status for arc in self.arcs for status in arc.statuses}),
        }


@dataclass(frozen=True, slots=True)
class Circularity:
    """The circularity of a money graph.

    Attributes
    ----------
    core : {"all", "robust"}
        All relations in scope, or only those of `robust`.
    low, stated, high : Extent
        At the lower ends, as stated, at the upper ends; only Σ c_e of low and high are bounds.
    flows : tuple of Flow
        Loops that add up to the largest circulation of the stated amounts: Σ amount · length.
    arcs, arcs_without_amount : int
        Number of arcs, and of those without any stated total in USD.
    statuses : dict of str to int
        Number of relations by status.
    relations : tuple of str
        Ids of the relations, sorted.
    """

    core: Core
    low: Extent
    stated: Extent
    high: Extent
    flows: tuple[Flow, ...]
    arcs: int
    arcs_without_amount: int
    statuses: dict[str, int]
    relations: tuple[str, ...]

    @property
    def index_bounds(self) -> tuple[float | None, float | None]:
        """Valid bounds of the index; None where the amounts give none."""
        least = Extent(self.low.circulating, self.high.total).index
        most = Extent(self.high.circulating, self.low.total).index
        return least, None if most is None else min(1.0, most)

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        least, most = self.index_bounds
        return {
            "core": self.core,
            "stated": self.stated.to_dict(),
            "low": self.low.to_dict(),
            "high": self.high.to_dict(),
            "index_low": least,
            "index_high": most,
            "arcs": self.arcs,
            "arcs_without_amount": self.arcs_without_amount,
            "flows": [flow.to_dict() for flow in self.flows],
            "statuses": self.statuses,
            "relations": list(self.relations),
        }


def circularity(selection: Selection) -> tuple[Circularity, Circularity]:
    """Return the circularity of all relations in scope, and of the robust ones.

    Parameters
    ----------
    selection
        The relations in scope; its level decides whether units stand for their group.

    Notes
    -----
    Three largest circulations each, see `kg.networks.circulation`.
    """
    graph = arcs(selection)
    return _circularity("all", graph), _circularity("robust", robust(graph))


def _circularity(core: Core, graph: Graph) -> Circularity:
    spans = {ends: span(arc.relations) for ends, arc in graph.items()}
    stated = {ends: bounds.stated for ends, bounds in spans.items() if bounds.stated is not None}
    circulation = largest_circulation(stated) or {}
    relations = [relation for arc in graph.values() for relation in arc.relations]
    return Circularity(
        core=core,
        low=_extent({ends: bounds.low for ends, bounds in spans.items()}),
        stated=_extent(stated),
        high=_extent({ends: bounds.high for ends, bounds in spans.items()}),
        flows=tuple(_flow(core, circuit, graph) for circuit in circuits(circulation)),
        arcs=len(graph),
        arcs_without_amount=len(graph) - len(stated),
        statuses=dict(sorted(Counter(relation.status for relation in relations).items())),
        relations=tuple(sorted(relation.id for relation in relations)),
    )


def _extent(capacities: Mapping[tuple[str, str], Decimal | None]) -> Extent:
    circulation = largest_circulation(capacities)
    limits = [capacity for capacity in capacities.values() if capacity is not None]
    return Extent(
        None if circulation is None else sum(circulation.values(), Decimal(0)),
        sum(limits, Decimal(0)) if len(limits) == len(capacities) else None,
    )


def _flow(core: Core, circuit: Circuit, graph: Graph) -> Flow:
    nodes = circuit.nodes
    steps = zip(nodes, (*nodes[1:], nodes[0]), strict=True)
    return Flow(core, tuple(graph[step] for step in steps), circuit.amount)


def _number(amount: Decimal | None) -> int | float | None:
    return None if amount is None else plain(amount)


def _table(reply: Reply, words: Words) -> Table:
    header = ("relations", "case", "circulates", "of", "index", "loops")
    lines = [line for row in reply.rows for line in _cases(row, words)]
    return [words(f"heading.{name}") for name in header], lines


def _cases(row: Circularity, words: Words) -> list[Sequence[str]]:
    """Return a line for each case: as stated, at least, at most; then valid bounds."""
    core = words(f"circularity.{row.core}")
    cases = {"stated": row.stated, "at-least": row.low, "at-most": row.high}
    lines: list[Sequence[str]] = []
    for case, extent in cases.items():
        loops = f"{len(row.flows)}" if extent is row.stated else ""
        lines.append((core, words(f"circularity.{case}"), *_sums(extent, words), loops))
    if row.index_bounds != (None, None):
        bounds = words.range(*map(words.ratio, row.index_bounds))
        lines.append((core, words("circularity.bounds"), "", "", bounds, ""))
    return lines


def _sums(extent: Extent, words: Words) -> tuple[str, str, str]:
    circulating, total = (
        words("word.no-limit") if amount is None else words.money("USD", amount)
        for amount in (extent.circulating, extent.total)
    )
    return circulating, total, words.ratio(extent.index)


def _loop(row: Flow, words: Words) -> str:
    return " → ".join([*map(words.name, row.actors), words.bare(row.actors[0])])


def _statuses(row: Flow, words: Words) -> str:
    return words.labels("status", sorted({s for arc in row.arcs for s in arc.statuses}))


_FLOWS = View(
    lambda reply: (flow for row in reply.rows for flow in row.flows),
    {
        "heading.relations": lambda row, words: words(f"circularity.{row.core}"),
        "heading.loop": _loop,
        "heading.usd": lambda row, words: words.number(row.amount),
        "heading.circular-financing": lambda row, words: words.answer(row.is_circular_financing),
        "heading.statuses": _statuses,
    },
    notes="circularity.note-loops",
    row=Flow,
)

QUESTION = Question(
    circularity,
    """Share of the announced money that could flow in circles.

    Measure how much of the money goes round in circles, with bounds for unknown amounts.
    """,
    _table,
    notes="circularity.note-index",
    examples=(
        "",
        "--part loops --tier primary",
        "--part knot --format csv",
        "--part round-trips --as-of 2025-12",
    ),
    parts=(
        Part("index", "what part circulates"),
        Part("loops", "what it adds up to", _FLOWS),
        Part("knot", "actors within reach of each other", knots.QUESTION),
        Part("round-trips", "financing that comes back as purchases", round_trips.QUESTION),
    ),
)
