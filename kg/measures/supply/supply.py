"""Who is supplied by whom: the supply relations by capability, with what is known of the spending.

The relation types are those of `kg.measures.supply.capabilities`. The customer is whoever pays, as
the direction of the money says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.measures.money.money_graph import money_graph
from kg.measures.supply.capabilities import capabilities
from kg.relations.money import known_total

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from kg.records.model import Relation
    from kg.relations.selection import Selection

    Supply = dict[str, dict[str, tuple[Relation, ...]]]


def supply(selection: Selection, capability: str | None = None) -> Supply:
    """Return the supply relations in scope by customer and supplier; O(n log n).

    Parameters
    ----------
    selection
        The relations in scope; its level decides whether units stand for their group. Relations
        inside a group are left out.
    capability
        Only this one, a key of `kg.measures.supply.capabilities.capabilities`; None for all.
    """
    table = selection.table
    types = capabilities().values() if capability is None else [capabilities()[capability]]
    graph = money_graph(selection, table.type_mask(types))
    actors = table.records.actors
    bought: Supply = {}
    for index, ends in enumerate(zip(graph.source.tolist(), graph.target.tolist(), strict=True)):
        customer, supplier = (actors[end].id for end in ends)
        rows = graph.row[graph.start[index] : graph.start[index + 1]].tolist()
        bought.setdefault(customer, {})[supplier] = tuple(map(selection.relation, rows))
    return bought


def spending(suppliers: Mapping[str, tuple[Relation, ...]]) -> dict[str, Decimal | None]:
    """Return the stated totals in USD by supplier, of each deal once; None where none is stated."""
    return {supplier: known_total(relations) for supplier, relations in suppliers.items()}


def shares(spent: Mapping[str, Decimal | float | None]) -> dict[str, float | None]:
    """Return the parts of a whole by name; None where an unknown amount leaves them open.

    Parameters
    ----------
    spent
        Amounts by name, in one unit; None for unknown.

    Notes
    -----
    With several names, one unknown amount makes every share unknown: it may be of any size. A
    single name has all there is, whatever its amount. A whole of 0 has no parts.

    Examples
    --------
    >>> shares({"a": 3, "b": 1}), shares({"a": 3, "b": None}), shares({"a": None})
    ({'a': 0.75, 'b': 0.25}, {'a': None, 'b': None}, {'a': 1.0})
    """
    if len(spent) == 1:
        return dict.fromkeys(spent, 1.0)
    amounts = [amount for amount in spent.values() if amount is not None]
    whole = sum(map(float, amounts))
    if len(amounts) < len(spent) or not whole:
        return dict.fromkeys(spent, None)
    return {name: float(amount or 0) / whole for name, amount in spent.items()}
