"""Sums of stated amounts over columns, by the rules of `kg.relations.money`.

Floats are exact here as long as sums stay below 2⁵³ units; what `sums` yields for people is exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.relations.encoding import NONE, number
from kg.relations.money import KnownAmount
from kg.relations.pairs import pack
from kg.vocabulary.vocabulary import vocabulary

# What relations that contradict each other about one payment have in common.
PAYMENT = ("deal", "type", "subject", "object", "instrument", "currency", "period")

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from kg.relations.encoding import Amounts, Codes, Indices, Mask
    from kg.relations.scope import Scope
    from kg.relations.table import RelationTable

    Group = NDArray[np.integer]


def counted(table: RelationTable, rows: Indices, *by: Group) -> Mask:
    """Return which relations count in the sum of their group: of every deal only one side.

    Rows of one deal and type are its tranches, and all count but those `contradicted`; of several
    types, the one that comes to most, and among equals the one of the first row. Relations of no
    deal all count.

    Parameters
    ----------
    table
        All relations.
    rows
        Relations with an amount, ascending within a group.
    by
        Columns that tell the groups apart; the relations of a group are between the same parties.

    Notes
    -----
    O(n + d log d) for n relations, d of them part of a deal.
    """
    keep = ~contradicted(table, rows)
    dealt = np.flatnonzero(keep & (table.deal[rows] >= 0))
    if not len(dealt):
        return keep
    deals = (*(column[dealt] for column in by), table.deal[rows[dealt]])
    order = np.lexsort((table.type[rows[dealt]], *reversed(deals)))
    dealt = dealt[order]
    new_deal = np.logical_or.reduce([_changes(column[order]) for column in deals])
    side = np.cumsum(new_deal | _changes(table.type[rows[dealt]])) - 1
    first = np.flatnonzero(_changes(side))
    total = np.add.reduceat(table.amount[rows[dealt]], first)
    deal = np.cumsum(new_deal)[first]
    ranked = np.lexsort((rows[dealt[first]], -total, deal))
    wins = np.zeros(len(first), dtype=np.bool_)
    wins[ranked[_changes(deal[ranked])]] = True
    keep[dealt] = wins[side]
    return keep


def contradicted(table: RelationTable, rows: Indices) -> Mask:
    """Return which relations state another amount of a payment than one that counts instead.

    See `strengths`.
    """
    is_beaten: Mask = strengths(table, rows) > 0
    return is_beaten


def strengths(table: RelationTable, rows: Indices) -> Indices:
    """Return the rank of each relation among those that contradict each other about a payment.

    Relations contradict each other that state different exact amounts of one deal, type, subject,
    object, instrument, currency and period. The one of the best tier counts, then of the highest
    confidence, then of the latest source, then the first: it has rank 0. Relations that nothing
    contradicts have -1. O(n + d log d), d of them of a deal.
    """
    rank = np.full(len(rows), -1, np.int32)
    bounds = vocabulary().slugs("qualifier")
    is_exact = np.isin(table.qualifier[rows], (bounds.index("exact"), NONE))
    at = np.flatnonzero(is_exact & (table.deal[rows] >= 0) & ~np.isnan(table.amount[rows]))
    at = at[_differs(table, rows[at])]
    if not len(at):
        return rank
    row = rows[at]
    same = [getattr(table, name)[row] for name in PAYMENT]
    strength = (-table.newest[row].astype(np.int64), -table.confidence[row].astype(np.int8))
    order = np.lexsort((row, *strength, -table.tier[row].astype(np.int8), *same))
    first = np.flatnonzero(_new(table, row[order]))
    size = np.diff(np.append(first, len(at)))
    rank[at[order]] = np.arange(len(at)) - np.repeat(first, size)
    return rank


def _differs(table: RelationTable, rows: Indices) -> Mask:
    """Return which relations state amounts of a payment that are not all equal."""
    if len(rows) < 2:
        return np.zeros(len(rows), np.bool_)
    order = np.lexsort([getattr(table, name)[rows] for name in PAYMENT])
    is_new, amount = _new(table, rows[order]), table.amount[rows[order]]
    first = np.flatnonzero(is_new)
    differs = np.maximum.reduceat(amount, first) > np.minimum.reduceat(amount, first)
    mask = np.empty(len(rows), np.bool_)
    mask[order] = differs[np.cumsum(is_new) - 1]
    return mask


def _new(table: RelationTable, rows: Indices) -> Mask:
    """Return where another payment begins among relations in the order of their payments."""
    is_new: Mask = np.logical_or.reduce([_changes(getattr(table, n)[rows]) for n in PAYMENT])
    return is_new


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
    has_amount = np.bincount(group, minlength=count) > 0
    return np.where(has_amount, sums, np.nan)


@dataclass(frozen=True, eq=False)
class Sum:
    """A sum of amounts of one currency, kind of money and stage.

    Attributes
    ----------
    known : KnownAmount
        The sum, with its bounds.
    group : int
        Of the relations summed.
    rows : int32 array
        The relations, ascending.
    counts : bool array
        Which of them count: of a deal between two parties only one side does, and of relations
        that contradict each other only one.
    """

    known: KnownAmount
    group: int
    rows: Indices
    counts: Mask


def sums(
    table: RelationTable,
    rows: Indices,
    scope: Scope,
    *,
    group: Group | None = None,
) -> Iterator[Sum]:
    """Yield the sums of the known amounts of some relations by group, currency, kind and stage.

    Parameters
    ----------
    table, rows
        Relations, ascending.
    scope
        What begins after its day is summed apart. Of each deal between two parties at its level
        only one side counts; see `counted`.
    group
        Of every relation; relations of different groups are summed apart.

    Notes
    -----
    O(n log n).
    """
    groups = np.zeros(len(rows), np.int64) if group is None else group
    has_amount = ~np.isnan(table.amount[rows])
    rows, groups = rows[has_amount], groups[has_amount]
    is_later = table.start[rows] > number(scope.as_of)
    parts: list[NDArray[Any]] = [groups, table.currency[rows], kinds(table, rows)]
    parts += [stages()[table.status[rows]]]
    order = np.lexsort((rows, is_later, *reversed(parts)))
    rows, parts = rows[order], [part[order] for part in (*parts, is_later)]
    is_new = np.logical_or.reduce([_changes(part) for part in parts])
    pair = pack(*table.ends(rows, scope), len(table.person))
    keep = counted(table, rows, np.cumsum(is_new), pair)
    for first, end in pairwise([*np.flatnonzero(is_new).tolist(), len(rows)]):
        if not keep[first:end].any():  # all of it is counted under another stage
            continue
        codes = [int(part[first]) for part in parts]
        span = slice(first, end)
        total = _known(table, rows[span][keep[span]], codes[1:])
        yield Sum(total, codes[0], rows[span], keep[span])


def _known(table: RelationTable, rows: Indices, codes: list[int]) -> KnownAmount:
    """Return the sum of some relations of one currency, kind of money and stage."""
    currency, kind, stage, is_later = codes
    bounds, qualifier = vocabulary().slugs("qualifier"), table.qualifier[rows]
    is_up_to, is_open, is_about = (
        qualifier == bounds.index(name) for name in ("up-to", "at-least", "about")
    )
    amounts = table.amount[rows]
    return KnownAmount(
        table.currencies[currency],
        kind_names()[kind],
        low=_sum(amounts[~is_up_to]),
        high=None if is_open.any() else _sum(amounts),
        stage=vocabulary().slugs("stage")[stage],
        begins_later=bool(is_later),
        is_about=bool(is_about.any()),
    )


def _sum(amounts: Amounts) -> Decimal:
    """Return the exact sum of amounts: in decimals, unless all are whole numbers."""
    if np.array_equal(amounts, np.rint(amounts)):
        return Decimal(int(amounts.sum()))
    return sum((Decimal(repr(value)) for value in amounts.tolist()), Decimal(0))


@lru_cache(maxsize=1)
def stages() -> Codes:
    """Return for every status, by code, the place of its stage in the list of stages."""
    code = {stage: number for number, stage in enumerate(vocabulary().slugs("stage"))}
    statuses = vocabulary().codes["status"].values()
    return np.array([code[status.extra["stage"]] for status in statuses], dtype=np.uint8)


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
    chosen: Codes = codes[table.type[rows], instrument, periods]
    return chosen


def kind_names() -> tuple[str, ...]:
    """Return the kinds of money in the order of their codes; a rate names its period."""
    rates = (f"rate {period}" for period in vocabulary().slugs("period"))
    return ("none", *vocabulary().slugs("money-kind"), *rates)


def kind_name(type_: str, instrument: str | None, period: str) -> str:
    """Return the kind of money of an amount; a rate names its period."""
    kind = vocabulary().money_kind(type_, instrument, period) or "none"
    return f"rate {period}" if kind == "rate" else kind


@lru_cache(maxsize=1)
def _kind_codes() -> Codes:
    """Return the code of the kind by type, instrument (the last stands for none) and period."""
    words, code_of = vocabulary(), {name: code for code, name in enumerate(kind_names())}
    instruments, periods = (*words.slugs("instrument"), None), words.slugs("period")
    codes = np.zeros((len(words.relation_types), len(instruments), len(periods)), dtype=np.uint8)
    for at, type_ in enumerate(words.relation_types):
        for column, instrument in enumerate(instruments):
            for depth, period in enumerate(periods):
                codes[at, column, depth] = code_of[kind_name(type_, instrument, period)]
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
    is_stated: Mask = (table.currency == table.currencies.index(currency)) & (table.period == total)
    return is_stated


def _changes(column: Group) -> Mask:
    """Return where a value differs from the one before; always at the first.

    >>> _changes(np.array([4, 4, 5])).tolist()
    [True, False, True]
    """
    new = np.ones(len(column), dtype=np.bool_)
    np.not_equal(column[1:], column[:-1], out=new[1:])
    return new
