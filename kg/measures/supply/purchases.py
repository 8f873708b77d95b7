"""Who buys from whom: the purchases between two actors, as a total and as the pace of a year.

A purchase is a relation whose money goes to the one who delivers: supply, licences, and what a
platform pays the owner of what it resells; capital is none. A total is brought to a year when its
term is known, by the days from its start to ``valid_to``; a rate is a pace already. Each deal
counts once (see `kg.relations.money`); amounts count as stated, whatever their qualifier, in USD
only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.measures.money.money_graph import FINANCING_FAMILY, money_graph
from kg.measures.supply.denominators import CURRENCY
from kg.relations.encoding import lookup
from kg.relations.money import known_total, largest_per_deal, plain

if TYPE_CHECKING:
    from kg.measures.money.money_graph import MoneyGraph
    from kg.records.model import Relation
    from kg.relations.selection import Selection
    from kg.vocabulary.names import ActorId

PER_YEAR = {"per-year": 1, "per-month": 12}
DAYS_OF_YEAR = Decimal("365.25")


@dataclass(frozen=True)
class Purchases:
    """What a customer buys from a supplier.

    Attributes
    ----------
    supplier, customer : str
        Actor ids at the selection's level.
    relations : tuple of Relation
        Sorted by id.
    """

    supplier: ActorId
    customer: ActorId
    relations: tuple[Relation, ...]

    @cached_property
    def stated_usd(self) -> Decimal | None:
        """Sum of the stated totals; None when none is stated."""
        return known_total(self.relations, CURRENCY)

    @cached_property
    def annual_usd(self) -> Decimal | None:
        """Pace of a year; None unless every stated amount can be brought to a year."""
        stated = [r for r in self.relations if r.amount and r.amount.currency == CURRENCY]
        paces = [_annual(relation) for relation in stated]
        yearly = [relation for relation in paces if relation is not None]
        if not yearly or len(yearly) < len(paces):
            return None
        return sum((amount.value for amount in largest_per_deal(yearly)), Decimal(0))

    @property
    def is_known(self) -> bool:
        """Whether any amount in USD is stated."""
        return self.annual_usd is not None or self.stated_usd is not None

    @property
    def qualifiers(self) -> tuple[str, ...]:
        """What the sources say of the amounts: ``up-to``, ``at-least`` …; sorted."""
        amounts = [relation.amount for relation in self.relations if relation.amount]
        return tuple(sorted({amount.qualifier for amount in amounts if amount.qualifier}))

    @property
    def without_amount(self) -> int:
        """Number of relations that state no amount in USD."""
        return sum(not r.amount or r.amount.currency != CURRENCY for r in self.relations)

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the relations."""
        return tuple(relation.id for relation in self.relations)

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "annual_usd": None if self.annual_usd is None else plain(self.annual_usd),
            "stated_usd": None if self.stated_usd is None else plain(self.stated_usd),
            "qualifiers": list(self.qualifiers),
            "without_amount": self.without_amount,
            "relations": list(self.ids),
        }


def purchase_graph(selection: Selection) -> MoneyGraph:
    """Return the money graph of the purchases alone."""
    types = [kind.family != FINANCING_FAMILY for kind in selection.table.types]
    return money_graph(selection, lookup(types))


def purchases(selection: Selection, of: str | None = None) -> tuple[Purchases, ...]:
    """Return the purchases of a selection, by supplier and customer; O(n log n).

    Parameters
    ----------
    selection
        The relations in scope.
    of
        Only those of this actor as a supplier or customer, at the selection's level.
    """
    table, graph = selection.table, purchase_graph(selection)
    actors = table.records.actors
    trades = []
    order = np.lexsort((graph.source, graph.target))
    if of is not None:
        index = table.place(of)
        order = order[(graph.source[order] == index) | (graph.target[order] == index)]
    for arc in order.tolist():
        customer, supplier = actors[graph.source[arc]].id, actors[graph.target[arc]].id
        rows = graph.row[graph.start[arc] : graph.start[arc + 1]].tolist()
        trades.append(Purchases(supplier, customer, tuple(map(selection.relation, rows))))
    return tuple(trades)


def _annual(relation: Relation) -> Relation | None:
    """Return a relation with its amount as the pace of a year; None when its term is unknown."""
    amount = relation.amount
    assert amount is not None, f"{relation.id} has no amount"
    if amount.period in PER_YEAR:
        value = amount.value * PER_YEAR[amount.period]
    elif relation.start and relation.end and relation.start < relation.end:
        value = amount.value * DAYS_OF_YEAR / (relation.end - relation.start).days
    else:
        return None
    return replace(relation, amount=replace(amount, value=value, period="per-year"))
