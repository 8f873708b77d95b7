"""Asymmetry: how much customer and supplier depend on each other.

Definition
----------
D_ij is the share of what i buys that comes from j: its known spending with j over its known
spending with all suppliers. For a customer i and a supplier j, the power imbalance is
|D_ij − D_ji| and the mutual dependence D_ij + D_ji, both in 0 … 1 and 0 … 2. D_ji is 0 when
suppliers of j are on record and i is none of them, and undefined when j buys nothing on record.
A supplier that buys nothing back depends on its customer all the same, through its sales: the
share of j's known sales that goes to i stands beside, and takes no part in the two figures.

One unknown amount among the suppliers of i leaves D_ij unknown, unless j is the only one.

References
----------
T. Casciaro, M. J. Piskorski, Power imbalance, mutual dependence, and constraint absorption,
Administrative Science Quarterly 50(2), 2005, doi:10.2189/asqu.2005.50.2.167.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.measures.question import ActorName, CapabilityName, Question
from kg.measures.supply.supply import shares, spending, supply
from kg.relations.money import plain

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from kg.measures.question import Cell
    from kg.relations.selection import Selection

    Spent = Mapping[str, Mapping[str, Decimal | float | None]]
    from kg.vocabulary.names import ActorId


@dataclass(frozen=True, slots=True)
class Shares:
    """What a customer and a supplier are to each other.

    Attributes
    ----------
    of_spending : float or None
        D_ij, the supplier's share of what the customer buys.
    back : float or None
        D_ji, the customer's share of what the supplier buys.
    of_sales : float or None
        The customer's share of what the supplier sells.
    """

    of_spending: float | None
    back: float | None
    of_sales: float | None

    @property
    def imbalance(self) -> float | None:
        """|D_ij − D_ji|; None when either is unknown or undefined."""
        if self.of_spending is None or self.back is None:
            return None
        return abs(self.of_spending - self.back)

    @property
    def mutual(self) -> float | None:
        """D_ij + D_ji; None when either is unknown or undefined."""
        if self.of_spending is None or self.back is None:
            return None
        return self.of_spending + self.back


@dataclass(frozen=True, slots=True)
class Asymmetry:
    """The dependence of a customer and a supplier on each other.

    Attributes
    ----------
    customer, supplier : str
        Actor ids.
    known_usd : Decimal or None
        Stated totals in USD of what the customer buys from the supplier.
    shares : Shares
    relations : tuple of str
        Ids of the supply relations from supplier to customer, sorted.
    """

    customer: ActorId
    supplier: ActorId
    known_usd: Decimal | None
    shares: Shares
    relations: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "customer": self.customer,
            "supplier": self.supplier,
            "known_usd": None if self.known_usd is None else plain(self.known_usd),
            "share_of_spending": self.shares.of_spending,
            "share_back": self.shares.back,
            "share_of_sales": self.shares.of_sales,
            "power_imbalance": self.shares.imbalance,
            "mutual_dependence": self.shares.mutual,
            "relations": list(self.relations),
        }


def asymmetry(
    selection: Selection,
    actor: ActorName | None = None,
    *,
    capability: CapabilityName | None = None,
) -> tuple[Asymmetry, ...]:
    """Return customers and suppliers with their shares of each other; O(n log n).

    Known imbalances come first, the greatest at the top, then what is known in part.

    Parameters
    ----------
    selection
        The relations in scope; its level decides whether units stand for their group.
    actor
        Only pairs with this actor.
    capability
        Only this one, such as cloud, chips or energy. Default: all together.
    """
    bought = supply(selection, capability)
    spent = {customer: spending(by) for customer, by in bought.items()}
    shares_of = mutual_shares(spent)
    rows = [
        Asymmetry(
            customer=customer,
            supplier=supplier,
            known_usd=spent[customer][supplier],
            shares=shares_of[customer, supplier],
            relations=tuple(relation.id for relation in relations),
        )
        for customer, by in bought.items()
        for supplier, relations in by.items()
        if actor in {None, customer, supplier}
    ]
    return tuple(sorted(rows, key=_place))


def mutual_shares(spent: Spent) -> dict[tuple[str, str], Shares]:
    """Return the shares of customers and suppliers in each other, by (customer, supplier).

    Parameters
    ----------
    spent
        Amounts by customer and supplier, in one unit; None for unknown.

    Examples
    --------
    >>> found = mutual_shares({"a": {"b": 3, "c": 1}, "b": {"a": 2}})
    >>> found["a", "b"].imbalance, found["a", "b"].mutual, found["a", "c"].imbalance
    (0.25, 1.75, None)
    """
    bought = {customer: shares(by) for customer, by in spent.items()}
    sold: dict[str, dict[str, Decimal | float | None]] = {}
    for customer, by in spent.items():
        for supplier, amount in by.items():
            sold.setdefault(supplier, {})[customer] = amount
    of_sales = {supplier: shares(by) for supplier, by in sold.items()}
    return {
        (customer, supplier): Shares(
            of_spending=share,
            back=bought[supplier].get(customer, 0.0) if supplier in bought else None,
            of_sales=of_sales[supplier][customer],
        )
        for customer, by in bought.items()
        for supplier, share in by.items()
    }


def _place(row: Asymmetry) -> tuple[int, float, str, str]:
    ranked = (row.shares.imbalance, row.shares.of_spending, row.shares.of_sales)
    rank = next((index for index, value in enumerate(ranked) if value is not None), len(ranked))
    return rank, -(ranked[rank] or 0) if rank < len(ranked) else 0, row.customer, row.supplier


def _share(name: str) -> Cell:
    """Return what writes one of the shares of a row."""
    return lambda row, words: words.ratio(getattr(row.shares, name), 3)


QUESTION = Question(
    asymmetry,
    """How much customer and supplier depend on each other.

    Measure the shares of customers and suppliers in each other, and how uneven they are.
    """,
    {
        "heading.customer-supplier": lambda row, words: words.names(
            (row.customer, row.supplier), " ← "
        ),
        "heading.of-spending": _share("of_spending"),
        "heading.back": _share("back"),
        "heading.imbalance": _share("imbalance"),
        "heading.mutual": _share("mutual"),
        "heading.of-sales": _share("of_sales"),
    },
    notes="dependence.note-asymmetry",
    examples=("microsoft", "--capability chips --format json"),
)
