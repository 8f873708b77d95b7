"""Cells at size: canonical text, and the rows to be held to the rules of `kg.records.rows`.

The rules are not repeated here. In a column of few distinct texts each text is parsed; in a column
of many, a simple pattern lets sound texts through and only the others are parsed.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

import numpy as np

from kg.base.errors import InvalidValue
from kg.large.load.arrow import pa, pc
from kg.large.load.derive import each
from kg.records import cells
from kg.records.schema import TABLES
from kg.relations.encoding import NEVER, UNDATED, number
from kg.vocabulary.dates import PartialDate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from numpy.typing import NDArray

    from kg.records.columns import Column

    Mask = NDArray[np.bool_]

_SLUG = r"[A-Za-z0-9][A-Za-z0-9._~-]*"
# Texts that are surely sound and canonical, by parser; the parser decides on all others.
SURE: Mapping[Callable[[str], object], str] = {
    cells.slug: f"^{_SLUG}$",
    cells.text: r"^[!-~\x{00C0}-\x{024F}](?:[ -~\x{00C0}-\x{024F}]*[!-~\x{00C0}-\x{024F}])?$",
    cells.address: r"^https?://[a-z0-9][a-z0-9.-]*(?:/[A-Za-z0-9._~/%?=&#:+,;@-]*)?$",
    TABLES["relations"].columns["sources"].parse: rf"^{_SLUG}$",
}
_LISTED = TABLES["relations"].columns["sources"].parse
_LIST = rf"^{_SLUG}(?:\|{_SLUG})*$"


@dataclass(frozen=True, eq=False)
class Sieved:
    """A block of a table after its cells were looked at.

    Attributes
    ----------
    block : Table
        The block with canonical text; cells that cannot be read are left as they are.
    doubtful : bool array
        Rows that break a rule between or in their cells.
    """

    block: pa.Table
    doubtful: Mask


def sieve(name: str, block: pa.Table) -> Sieved:
    """Look at all cells of a block; O(cells), Python only for distinct texts that need it."""
    doubtful = _incomplete(name, block) | _misdated(block)
    for column, rule in TABLES[name].columns.items():
        cells = block[column].combine_chunks()
        if rule.required:
            doubtful |= np.asarray(cells.is_null())
        wrong, text = _read(rule, cells)
        doubtful |= wrong
        if text is not cells:
            block = block.set_column(block.schema.get_field_index(column), column, text)
    if name == "relations":  # the period that goes without saying
        place = block.schema.get_field_index("amount_period")
        period = block["amount_period"].combine_chunks()
        unsaid = pc.if_else(pc.equal(period, "total"), None, period)
        block = block.set_column(place, "amount_period", unsaid)
    return Sieved(block, doubtful)


def _read(rule: Column, cells: pa.Array) -> tuple[Mask, pa.Array]:
    """Return which cells cannot be read, and the column in canonical text."""
    pattern = SURE.get(rule.parse)
    if pattern is None:
        return _by_distinct(rule, cells)
    sure = pc.match_substring_regex(cells, pattern).fill_null(True)
    if rule.parse is _LISTED:
        sure = pc.or_(sure, _ordered_lists(cells))
    rest = np.flatnonzero(~np.asarray(sure))
    wrong = np.zeros(len(cells), np.bool_)
    if not len(rest):
        return wrong, cells
    wrong[rest], text = _by_distinct(rule, cells.take(pa.array(rest)))
    mask = np.zeros(len(cells), np.bool_)
    mask[rest] = True
    return wrong, pc.replace_with_mask(cells, pa.array(mask), text)


def _by_distinct(rule: Column, cells: pa.Array) -> tuple[Mask, pa.Array]:
    coded = cells.dictionary_encode()
    read = [_canonical(rule, text) for text in coded.dictionary.to_pylist()]
    wrong = np.array([*(text is None for text in read), False], np.bool_)
    indices = np.asarray(coded.indices.fill_null(len(read)))
    pairs = zip(read, coded.dictionary.to_pylist(), strict=True)
    texts = [original if text is None else text for text, original in pairs]
    if texts == coded.dictionary.to_pylist():
        return wrong[indices], cells
    canonical = pa.array([text or None for text in texts], pa.string())
    return wrong[indices], canonical.take(coded.indices)


def _canonical(rule: Column, text: str) -> str | None:
    """Return a cell as it is written; None when it cannot be read."""
    if text != text.strip():
        return None
    try:
        return cells.write(rule.parse(text))
    except InvalidValue:
        return None


def _ordered_lists(cells: pa.Array) -> pa.Array:
    """Return which cells are lists of ids in ascending order, none twice."""
    formed = pc.match_substring_regex(cells, _LIST).fill_null(False)
    lists = pc.split_pattern(cells, "|")
    values, parents = lists.flatten(), np.asarray(pc.list_parent_indices(lists))
    ordered = np.ones(len(cells), np.bool_)
    if len(values) > 1:
        rising = np.asarray(pc.less(values[:-1], values[1:]))
        ordered[parents[1:][(parents[1:] == parents[:-1]) & ~rising]] = False
    return pc.and_(formed, pa.array(ordered))


def _incomplete(table: str, block: pa.Table) -> Mask:
    """Return which rows lack a part of an amount or a capacity, as `kg.records.rows` has it."""
    rows = block.num_rows

    def filled(name: str) -> Mask:
        if name not in block.column_names:
            return np.zeros(rows, np.bool_)
        return np.asarray(block[name].is_valid())

    amount = filled("amount")
    sums = np.any([filled(name) for name in TABLES[table].sums], axis=0)
    missing = sums != filled("currency")
    missing |= ~amount & (filled("amount_qualifier") | filled("amount_period"))
    mask: Mask = missing | (filled("capacity") != filled("capacity_unit"))
    return mask


def _misdated(block: pa.Table) -> Mask:
    """Return which rows have a period that ends too early, or dates of belonging to nothing."""
    wrong = np.zeros(block.num_rows, np.bool_)
    if "part_of" in block.column_names:
        dated = block["part_of_from"].is_valid(), block["part_of_to"].is_valid()
        wrong |= np.asarray(pc.or_(*dated)) & ~np.asarray(block["part_of"].is_valid())
    for first, last in (("part_of_from", "part_of_to"), ("starts", "ends")):
        if first in block.column_names:
            start = _days(block[first], attrgetter("first"), UNDATED)
            wrong |= _days(block[last], attrgetter("last"), NEVER) < start
    return wrong


def _days(
    column: pa.ChunkedArray, bound: Callable[[PartialDate], date], missing: int
) -> NDArray[np.int64]:
    """Return a bound of every date as days since 1970; ``missing`` for what is not a date."""

    def day(text: str) -> int:
        try:
            return number(bound(PartialDate.parse(text)))
        except InvalidValue:
            return missing

    return each(column, day, missing)


def unresolved(block: pa.Table, name: str, ids: Mapping[str, pa.Array]) -> Mask:
    """Return which rows refer to an id that does not exist.

    Parameters
    ----------
    block
        Rows of text.
    name
        Name of the table.
    ids
        The ids that exist, by name of the tables that are looked into.
    """
    mask = np.zeros(block.num_rows, np.bool_)
    for column, rule in TABLES[name].columns.items():
        if rule.refers_to in ids:
            lists = pc.split_pattern(block[column].combine_chunks(), "|")
            there = pc.is_in(lists.flatten(), ids[rule.refers_to])
            mask[np.asarray(pc.list_parent_indices(lists))[~np.asarray(there)]] = True
    return mask
