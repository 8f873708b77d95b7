"""Knots: actors among whom money can get from each to every other and back.

Definition
----------
A knot is a strong component of more than one actor of the money graph of `kg.measures.money.loops`:
every loop lies within one knot. The circularity ratio of an actor n is the money on arcs of n
within its knot over the money on all arcs of n, in stated totals in USD; None when none is stated
within the knot. Amounts play no part in who belongs to a knot. The robust knot is what is left
without the relations that may come to nothing, see `kg.measures.money.loops.robust`.

Reference: R. E. Tarjan, Depth-first search and linear graph algorithms, SIAM Journal on Computing
1(2), 1972, doi:10.1137/0201010.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kg.measures.money.loops import arcs, robust
from kg.measures.question import Question
from kg.networks.circulation import components
from kg.relations.money import plain

if TYPE_CHECKING:
    from kg.measures.money.loops import Arc
    from kg.relations.selection import Selection
    from kg.vocabulary.names import ActorId


@dataclass(frozen=True, slots=True)
class Knotted:
    """An actor in a knot.

    Attributes
    ----------
    actor : str
    knot, size : int
        Number of the knot, the largest being 1, and how many actors it has.
    is_robust : bool
        Whether the actor is in a knot of robust relations too.
    inside, touching : Decimal or None
        Stated money in USD on its arcs within the knot, and on all its arcs; None when none is.
    arcs, arcs_without_amount : int
        Number of its arcs within the knot, and of those among them without a stated total.
    relations : tuple of str
        Ids of the relations of its arcs within the knot, sorted.
    """

    actor: ActorId
    knot: int
    size: int
    is_robust: bool
    inside: Decimal | None
    touching: Decimal | None
    arcs: int
    arcs_without_amount: int
    relations: tuple[str, ...]

    @property
    def ratio(self) -> float | None:
        """Circularity ratio; None when no arc within the knot shows an amount."""
        if self.inside is None or not self.touching:
            return None
        return float(self.inside / self.touching)

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "actor": self.actor,
            "knot": self.knot,
            "size": self.size,
            "robust": self.is_robust,
            "inside_usd": _number(self.inside),
            "touching_usd": _number(self.touching),
            "ratio": self.ratio,
            "arcs": self.arcs,
            "arcs_without_amount": self.arcs_without_amount,
            "relations": list(self.relations),
        }


def knots(selection: Selection) -> tuple[Knotted, ...]:
    """Return the actors in knots: by knot, then those with most arcs within it; O(n log n)."""
    graph = arcs(selection)
    firm = {actor for part in components(list(robust(graph))) for actor in part}
    around: dict[str, list[Arc]] = {}
    for ends, arc in graph.items():
        for actor in ends:
            around.setdefault(actor, []).append(arc)
    rows = [
        _knotted(actor, (number, part), around[actor], is_robust=actor in firm)
        for number, part in enumerate(components(list(graph)), start=1)
        for actor in part
    ]
    return tuple(sorted(rows, key=lambda row: (row.knot, -row.arcs, row.actor)))


def _knotted(
    actor: str, knot: tuple[int, tuple[str, ...]], touching: list[Arc], *, is_robust: bool
) -> Knotted:
    number, part = knot
    members = set(part)
    inside = [arc for arc in touching if {arc.source, arc.target} <= members]
    return Knotted(
        actor=actor,
        knot=number,
        size=len(part),
        is_robust=is_robust,
        inside=_stated(inside),
        touching=_stated(touching),
        arcs=len(inside),
        arcs_without_amount=sum(arc.amount_usd is None for arc in inside),
        relations=tuple(sorted(relation.id for arc in inside for relation in arc.relations)),
    )


def _stated(touched: list[Arc]) -> Decimal | None:
    """Return the sum of the stated amounts of arcs; None when none is stated."""
    amounts = [arc.amount_usd for arc in touched if arc.amount_usd is not None]
    return sum(amounts, Decimal(0)) if amounts else None


def _number(amount: Decimal | None) -> int | float | None:
    return None if amount is None else plain(amount)


QUESTION = Question(
    knots,
    """Groups in which money can flow from any actor to any other.

    List the actors within reach of each other: money can get from each to every other and back.
    """,
    {
        "heading.actor": lambda row, words: words.name(row.actor),
        "heading.knot": lambda row, _: f"{row.knot}",
        "heading.robust": lambda row, words: words.answer(row.is_robust),
        "heading.within": lambda row, words: words.number(row.inside),
        "heading.of": lambda row, words: words.number(row.touching),
        "heading.share": lambda row, words: words.ratio(row.ratio),
        "heading.arcs": lambda row, words: words(
            "circularity.arcs", n=row.arcs, m=row.arcs_without_amount
        ),
    },
    notes="circularity.note-knot",
    examples=("", "--tier primary"),
)
