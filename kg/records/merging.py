"""Two graphs as one: the records of both, what they disagree on, and what may be there twice.

A record has one id. Where both graphs have it and say the same, it stands once; where they differ,
every cell that differs is a conflict, and a preference says whose record is taken, whole. Nothing
is ever taken for the same under two ids; what may be is reported.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from kg.base.checks import one_of
from kg.records import tables
from kg.records.doubts import namesakes, same_pages
from kg.records.model import Records
from kg.records.rules import integrity
from kg.records.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.base.errors import Finding
    from kg.records.schema import Table

Side = Literal["first", "second"]


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
        Those of both; where they differ, those of the preferred graph. The cut-off is the later.
    conflicts : tuple of Conflict
        Every cell on which they differ, by table, id and column.
    doubts : tuple of Finding
        What neither graph has alone: actors and pages that may be the same, broken rules.
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
    >>> found = merge(shipped, shipped)
    >>> found.records == shipped, found.conflicts, found.doubts
    (True, (), ())
    """
    one_of("prefer", prefer, get_args(Side))
    kept, other = (first, second) if prefer == "first" else (second, first)
    joined = {name: tuple(_by_id({**_known(other, name), **_known(kept, name)})) for name in TABLES}
    records = Records(
        **joined, cutoff=max(first.cutoff, second.cutoff), terms=first.terms | second.terms
    )
    conflicts = [
        conflict for table in TABLES.values() for conflict in _conflicts(table, first, second)
    ]
    return Merger(records, tuple(conflicts), _new_doubts(records, first, second))


def _known(records: Records, name: str) -> dict[str, Any]:
    return {record.id: record for record in getattr(records, name)}


def _by_id(found: dict[str, Any]) -> list[Any]:
    return [found[id_] for id_ in sorted(found)]


def _conflicts(table: Table, first: Records, second: Records) -> Iterator[Conflict]:
    """Yield the cells of a table on which two graphs differ."""
    ours, theirs = _known(first, table.name), _known(second, table.name)
    for id_ in sorted(ours.keys() & theirs.keys()):
        if ours[id_] != theirs[id_]:
            ourselves, others = (tables.texts(table, side[id_]) for side in (ours, theirs))
            for column, text in ourselves.items():
                if text != others[column]:
                    yield Conflict(table.name, id_, column, text, others[column])


def _new_doubts(merged: Records, *parts: Records) -> tuple[Finding, ...]:
    """Return the findings that neither part has alone."""
    known = {finding for part in parts for finding in _doubts(part)}
    return tuple(sorted(set(_doubts(merged)) - known))


def _doubts(records: Records) -> Iterator[Finding]:
    yield from namesakes(records.actors)
    yield from same_pages(records.sources)
    yield from integrity(records)
