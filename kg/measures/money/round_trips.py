"""Round trips: how much of the money that finances a customer comes back as its purchases.

Definition
----------
For an ordered pair (i, j) with F_ij the financing from i to j and S_ji the purchases of j from i,
both counting on the as-of day, the round-trip ratio is λ_ij = min(F_ij, S_ji) / F_ij: the part of
the financing that such purchases would send back. Totals in USD; a rate is no total, and contracts
are not cut to the years of the financing. A ratio of 1 is no proof that the same money came back,
nor that the two were agreed together.

Reference: FTC, Partnerships Between Cloud Service Providers and AI Developers, staff report on 6(b)
orders, January 2025, on circular spending; the ratio is ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kg.measures.money.loops import FINANCING, PURCHASE, Arc, arcs
from kg.measures.money.spans import span
from kg.measures.question import Question
from kg.relations.money import plain

if TYPE_CHECKING:
    from kg.measures.money.spans import Span
    from kg.measures.words import Words
    from kg.records.model import Relation
    from kg.relations.selection import Selection
    from kg.vocabulary.names import ActorId


@dataclass(frozen=True, slots=True)
class Ratio:
    """A round-trip ratio with bounds: ``low`` ≤ λ ≤ ``high``.

    ``stated`` takes amounts as stated. All three are None when there is no financing to speak of
    (F_ij = 0); ``stated`` also when one of the sums is unknown.
    """

    low: float | None
    stated: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class RoundTrip:
    """Financing in one direction and purchases in the other.

    Attributes
    ----------
    financier, customer : str
        Actor ids i and j.
    financing, purchases : Span
        F_ij and S_ji in USD.
    ratio : Ratio
        λ_ij; a bound of 0 or 1 may be no more than what every such ratio keeps to.
    relations : tuple of str
        Ids of the relations of both sides, sorted.
    statuses : tuple of str
    """

    financier: ActorId
    customer: ActorId
    financing: Span
    purchases: Span
    ratio: Ratio
    relations: tuple[str, ...]
    statuses: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "financier": self.financier,
            "customer": self.customer,
            "financing_usd": _number(self.financing.stated),
            "purchases_usd": _number(self.purchases.stated),
            "ratio": self.ratio.stated,
            "ratio_low": self.ratio.low,
            "ratio_high": self.ratio.high,
            "relations": list(self.relations),
            "statuses": list(self.statuses),
        }


def round_trips(selection: Selection) -> tuple[RoundTrip, ...]:
    """Return the round trips of a selection, known ratios first, the largest of them first.

    O(n log n) for n relations.
    """
    graph = arcs(selection)
    rows = []
    for (financier, customer), arc in graph.items():
        back = graph.get((customer, financier))
        financing = _of_kind(arc, FINANCING)
        purchases = _of_kind(back, PURCHASE) if back else ()
        if financing and purchases:
            rows.append(_round_trip(financier, customer, financing, purchases))
    return tuple(sorted(rows, key=_place))


def ratio(financing: Span, purchases: Span) -> Ratio:
    """Return the round-trip ratio of financing and purchases.

    λ falls with F and grows with S, so that its bounds are those of the opposite ends.

    Examples
    --------
    >>> from kg.measures.money.spans import Span
    >>> ratio(Span(Decimal(13), Decimal(13), Decimal(13)), Span(Decimal(0), None, None))
    Ratio(low=0.0, stated=None, high=1.0)
    """
    if financing.high == 0:
        return Ratio(None, None, None)
    least = _quotient(financing.high, purchases.low)
    most = _quotient(financing.low, purchases.high)
    stated = None
    if financing.stated and purchases.stated is not None:
        stated = _quotient(financing.stated, purchases.stated)
    return Ratio(least, stated, most)


def _quotient(financing: Decimal | None, purchases: Decimal | None) -> float:
    """Return min(1, S / F) with None for no upper limit."""
    if financing is None:
        return 0.0
    if purchases is None or purchases >= financing:
        return 1.0 if purchases != 0 else 0.0
    return float(purchases / financing)


def _of_kind(arc: Arc, kind: str) -> tuple[Relation, ...]:
    """Return the relations of an arc that are financing, or purchases."""
    return tuple(r for r in arc.relations if Arc(arc.source, arc.target, (r,)).kinds == (kind,))


def _round_trip(
    financier: str,
    customer: str,
    financing: tuple[Relation, ...],
    purchases: tuple[Relation, ...],
) -> RoundTrip:
    both = (*financing, *purchases)
    there, back = span(financing), span(purchases)
    return RoundTrip(
        financier=financier,
        customer=customer,
        financing=there,
        purchases=back,
        ratio=ratio(there, back),
        relations=tuple(sorted(relation.id for relation in both)),
        statuses=tuple(sorted({relation.status for relation in both})),
    )


def _place(row: RoundTrip) -> tuple[bool, float, Decimal, str, str]:
    """Return where a row stands: known ratios first, then by ratio and size."""
    stated = row.ratio.stated
    size = row.financing.stated or Decimal(0)
    return stated is None, -(stated or 0), -size, row.financier, row.customer


def _number(amount: Decimal | None) -> int | float | None:
    return None if amount is None else plain(amount)


def _money(span: Span, words: Words) -> str:
    """Return money as stated, with its bounds where they differ."""
    stated = words.number(span.stated)
    if span.low == span.stated == span.high:
        return stated
    if not span.stated:
        return words("word.unknown")
    low = words.number(span.low)
    if span.high is None:
        return f"{stated} ({words('range.or-more', low=low)})"
    return f"{stated} ({words('range.from-to', low=low, high=words.number(span.high))})"


QUESTION = Question(
    round_trips,
    """Money that finances a customer and returns as purchases.

    Measure how much of the money that finances a customer comes back as its purchases.
    """,
    {
        "heading.financier-and-customer": lambda row, words: words.names(
            (row.financier, row.customer), " → "
        ),
        "heading.financing": lambda row, words: _money(row.financing, words),
        "heading.purchases": lambda row, words: _money(row.purchases, words),
        "heading.ratio": lambda row, words: words.ratio(row.ratio.stated),
        "heading.bounds": lambda row, words: words.range(
            words.ratio(row.ratio.low), words.ratio(row.ratio.high)
        ),
        "heading.statuses": lambda row, words: words.labels("status", row.statuses),
    },
    notes="circularity.note-round-trips",
    examples=("", "--as-of 2025-12"),
)
