"""Sums of stated amounts over columns, by the rules of `kg.relations.money`.

Floats are exact here as long as sums stay below 2⁵³ units; what people read is summed from the
records in decimals.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.relations.encoding import Amounts, Codes, Indices, Mask
    from kg.relations.table import RelationTable

    Group = NDArray[np.integer]


def counted(
    table: RelationTable, rows: Indices, *by: Group, amounts: Amounts | None = None
) -> Mask:
    """Return which relations count in the sum of their group: of every deal only one side.

    Rows of one deal and type are its tranches, and all count; of several types, the one that comes
    to most, and among equals the one of the first row. Relations of no deal all count.

    Parameters
    ----------
    table
        All relations.
    rows
        Relations with an amount, ascending within a group.
    by
        Columns that tell the groups apart; the relations of a group are between the same parties.
    amounts
        Of these relations, if not what the table states.

    Notes
    -----
    O(n + d log d) for n relations, d of them part of a deal.
    """
    keep = np.ones(len(rows), dtype=np.bool_)
    dealt = np.flatnonzero(table.deal[rows] >= 0)
    if not len(dealt):
        return keep
    deals = (*(column[dealt] for column in by), table.deal[rows[dealt]])
    order = np.lexsort((table.type[rows[dealt]], *reversed(deals)))
    dealt = dealt[order]
    new_deal = np.logical_or.reduce([_changes(column[order]) for column in deals])
    side = np.cumsum(new_deal | _changes(table.type[rows[dealt]])) - 1
    first = np.flatnonzero(_changes(side))
    value = (table.amount[rows] if amounts is None else amounts)[dealt]
    total = np.add.reduceat(value, first)
    deal = np.cumsum(new_deal)[first]
    ranked = np.lexsort((rows[dealt[first]], -total, deal))
    wins = np.zeros(len(first), dtype=np.bool_)
    wins[ranked[_changes(deal[ranked])]] = True
    keep[dealt] = wins[side]
    return keep


def stated(
    table: RelationTable, rows: Indices, group: Group, count: int, currency: str = "USD"
) -> Amounts:
    """Return the sum of the stated totals of every group; NaN where none is stated.

    Parameters
    ----------
    table
        All relations.
    rows
        Relations, ascending within a group.
    group
        Of every relation, 0 … count - 1; the relations of a group are between the same parties.
    count
        Number of groups.
    currency
        Nothing is converted; rates are left out.

    Notes
    -----
    The same as `kg.relations.money.known_total` of every group; O(n + d log d).
    """
    usable = is_total(table, currency)[rows]
    rows, group = rows[usable], group[usable]
    keep = counted(table, rows, group)
    sums = by_group(group[keep], table.amount[rows[keep]], count)
    known = np.bincount(group, minlength=count) > 0
    return np.where(known, sums, np.nan)


def kinds(table: RelationTable, rows: Indices, period: int | None = None) -> Codes:
    """Return the kind of money of some relations, as places in `kind_names`.

    Parameters
    ----------
    table, rows
        Relations; with an amount, unless a period is given.
    period
        The code of the period their amounts would have.
    """
    codes = _kind_codes()
    instrument = np.minimum(table.instrument[rows], codes.shape[1] - 1)
    periods = table.period[rows] if period is None else period
    found: Codes = codes[table.type[rows], instrument, periods]
    return found


def kind_names() -> tuple[str, ...]:
    """Return the kinds of money in the order of their codes; see `kg.relations.money.kind_of`."""
    rates = (f"rate {period}" for period in vocabulary().slugs("period"))
    return ("none", *vocabulary().slugs("money-kind"), *rates)


@lru_cache(maxsize=1)
def _kind_codes() -> Codes:
    """Return the code of the kind by type, instrument (the last stands for none) and period."""
    words, place = vocabulary(), {name: code for code, name in enumerate(kind_names())}
    instruments, periods = (*words.slugs("instrument"), None), words.slugs("period")
    codes = np.zeros((len(words.relation_types), len(instruments), len(periods)), dtype=np.uint8)
    for at, type_ in enumerate(words.relation_types):
        for column, instrument in enumerate(instruments):
            for depth, period in enumerate(periods):
                kind = words.money_kind(type_, instrument, period) or "none"
                name = f"rate {period}" if kind == "rate" else kind
                codes[at, column, depth] = place[name]
    return codes


def by_group(group: Group, values: NDArray[np.generic], count: int) -> Amounts:
    """Return the sum of the values of every group, 0 … count - 1.

    >>> by_group(np.array([0, 2, 2]), np.array([1.0, 2.0, 3.0]), 3).tolist()
    [1.0, 0.0, 5.0]
    """
    sums: Amounts = np.bincount(group, weights=values, minlength=count).astype(float, copy=False)
    return sums


def is_total(table: RelationTable, currency: str) -> Mask:
    """Return which relations state a total in a currency."""
    if currency not in table.currencies:
        return np.zeros(len(table), dtype=np.bool_)
    total = vocabulary().slugs("period").index("total")
    found: Mask = (table.currency == table.currencies.index(currency)) & (table.period == total)
    return found


def _changes(column: Group) -> Mask:
    """Return where a value differs from the one before; always at the first.

    >>> _changes(np.array([4, 4, 5])).tolist()
    [True, False, True]
    """
    new = np.ones(len(column), dtype=np.bool_)
    np.not_equal(column[1:], column[:-1], out=new[1:])
    return new
