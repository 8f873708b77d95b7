"""Two graphs as one: the records of both, what they disagree on, and what may be there twice.

A record has one id. Where both graphs have it, their cells are joined: a stated cell beats an empty
one, lists join, and a date gives way to a more precise one within it. Two stated cells that differ
are a conflict, and a preference says whose cell is taken. Records under two ids are never taken for
one; `kg.records.doubts` reports those that may be.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from kg.base.checks import one_of
from kg.records import cells, rows, tables
from kg.records.doubts import doubled, successions
from kg.records.model import Records
from kg.records.rules import integrity
from kg.records.schema import TABLES
from kg.vocabulary.dates import PartialDate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.base.errors import Finding
    from kg.records.columns import Column, Table

Side = Literal["first", "second"]

# Cells that mean something only together: where one of them conflicts, all are taken from one side.
_BUNDLES = (
    ("amount", "currency", "amount_qualifier", "amount_period", "valuation"),
    ("capacity", "capacity_unit"),
    ("status", "valid_to", "closed"),
)


@dataclass(frozen=True, slots=True, order=True)
class Conflict:
    """A cell on which two graphs disagree: table, id, column, and the text in both."""

    table: str
    id: str
    column: str
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Merger:
    """What came of putting two graphs together.

    Attributes
    ----------
    records : Records
        Those of both, cell by cell; where cells differ, that of the preferred graph. The cut-off is
        the later.
    conflicts : tuple of Conflict
        Every cell that both state and on which they differ, by table, id and column.
    doubts : tuple of Finding
        What neither graph has alone: rows that may stand twice, successions without a name, broken
        rules.
    """

    records: Records
    conflicts: tuple[Conflict, ...]
    doubts: tuple[Finding, ...]


def merge(first: Records, second: Records, prefer: Side = "first") -> Merger:
    """Return the records of two graphs as one set; O(n log n).

    Licences, creators and origins of both hold for the result. The order of the two makes no
    difference but to the names of the sides: ``merge(a, b, "first")`` and ``merge(b, a, "second")``
    hold the same records.

    Examples
    --------
    >>> import kg
    >>> shipped = kg.open().records
    >>> merger = merge(shipped, shipped)
    >>> merger.records == shipped, merger.conflicts, merger.doubts
    (True, (), ())
    """
    one_of("prefer", prefer, get_args(Side))
    conflicts: list[Conflict] = []
    joined: dict[str, Any] = {}
    for name, table in TABLES.items():
        sides = [{r.id: r for r in getattr(records, name)} for records in (first, second)]
        joined[name] = tuple(_records(table, sides, prefer, conflicts))
    records = Records(
        **joined, cutoff=max(first.cutoff, second.cutoff), rights=first.rights | second.rights
    )
    return Merger(records, tuple(conflicts), _new_doubts(records, first, second))


def join(
    table: Table, first: Any, second: Any, prefer: Side = "first"
) -> tuple[dict[str, str], list[str]]:
    """Return the cells of two records of one table as one row, and the columns in conflict."""
    texts = [tables.texts(table, record) for record in (first, second)]
    preferred = texts[prefer == "second"]
    row, conflicts = {}, set()
    for bundle in _bundles(table):
        both = {c: _both(first, second, table.columns[c], prefer) for c in bundle}
        differing = {c for c, text in both.items() if text is None}
        row.update({c: preferred[c] if differing else text or "" for c, text in both.items()})
        conflicts |= differing
    ordered = [column for column in table.columns if column in conflicts]
    return {column: row[column] for column in table.columns}, ordered


def _records(
    table: Table, sides: list[dict[str, Any]], prefer: Side, conflicts: list[Conflict]
) -> Iterator[Any]:
    """Yield the records of a table of two graphs in the order of their ids; note conflicts."""
    for id_ in sorted({id_ for side in sides for id_ in side}):
        records = [side[id_] for side in sides if id_ in side]
        if len(set(records)) == 1:
            yield records[0]
            continue
        first, second = records
        texts, columns = join(table, first, second, prefer)
        ours, theirs = tables.texts(table, first), tables.texts(table, second)
        conflicts += (Conflict(table.name, id_, c, ours[c], theirs[c]) for c in columns)
        yield rows.record(table, texts)


def _bundles(table: Table) -> Iterator[tuple[str, ...]]:
    """Yield the columns of a table, those together that mean something only together."""
    bundled = {column for bundle in _BUNDLES for column in bundle}
    yield from ((column,) for column in table.columns if column not in bundled)
    for bundle in _BUNDLES:
        yield tuple(column for column in bundle if column in table.columns)


def _both(first: Any, second: Any, column: Column, prefer: Side) -> str | None:
    """Return the text that two cells make together; None when they conflict."""
    values = [column.of(record) for record in (first, second)]
    preferred, second_best = values if prefer == "first" else reversed(values)
    if preferred in (None, ()):
        return cells.write(second_best)
    if second_best in (None, (), preferred):
        return cells.write(preferred)
    if isinstance(preferred, tuple) and isinstance(second_best, tuple):
        return cells.write(tuple(dict.fromkeys((*preferred, *second_best))))
    if isinstance(preferred, PartialDate) and isinstance(second_best, PartialDate):
        return _narrower(preferred, second_best)
    return None


def _narrower(first: PartialDate, second: PartialDate) -> str | None:
    """Return the more precise of two dates, when it lies within the other."""
    for outer, inner in ((first, second), (second, first)):
        if outer.first <= inner.first and inner.last <= outer.last:
            return str(inner)
    return None


def _new_doubts(merged: Records, *parts: Records) -> tuple[Finding, ...]:
    """Return the findings that neither part has alone."""
    old = {finding for part in parts for finding in _doubts(part)}
    return tuple(sorted(set(_doubts(merged)) - old))


def _doubts(records: Records) -> Iterator[Finding]:
    yield from doubled(records)
    yield from successions(records)
    yield from integrity(records)
