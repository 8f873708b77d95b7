"""The doubtful rows of tables of any size, and the findings of the rules about them.

The vectorised sieves name rows; here those rows are held to the rules themselves:
`kg.records.rows.judge` for cells and references, `kg.rdf.check` (with the shapes) for all else. So
every finding has the words of `kg check`, and no rule has two definitions of what to say.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from kg.large.load.arrow import pa, pc
from kg.large.load.raw import ROW
from kg.rdf import check as validation
from kg.records import rows
from kg.records.model import Records
from kg.records.rows import Row
from kg.records.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from kg.base.errors import Finding
    from kg.large.load.raw import RawTables

MOST = 100  # rows that are held to one rule


class Lookup(Protocol):
    """Tables from which rows can be fetched."""

    def pick(self, name: str, values: pa.Table) -> pa.Table:
        """Return the rows of a table that have one of the values of a column of ``wanted``."""
        ...


@dataclass
class Doubts:
    """Rows in doubt, by table and rule: how many, and the first of them."""

    count: dict[tuple[str, str], int] = field(default_factory=dict)
    first: dict[tuple[str, str], list[int]] = field(default_factory=dict)

    def add(self, name: str, rule: str, block: pa.Table, mask: NDArray[np.bool_]) -> None:
        """Note the rows of a block for which a mask holds."""
        places = np.flatnonzero(mask)
        if len(places):
            self.note(name, rule, np.asarray(block[ROW])[places].tolist())

    def note(self, name: str, rule: str, numbers: Sequence[int], count: int | None = None) -> None:
        """Note rows by number."""
        key = (name, rule)
        self.count[key] = self.count.get(key, 0) + (len(numbers) if count is None else count)
        first = self.first.setdefault(key, [])
        first += numbers[: MOST - len(first)]

    def numbers(self, name: str) -> list[int]:
        """Return the numbers of the rows held of a table."""
        numbers = {n for (table, _), first in self.first.items() if table == name for n in first}
        return sorted(numbers)

    @property
    def unheard(self) -> dict[str, int]:
        """How many rows in doubt are not held, by rule."""
        more = {key: count - len(self.first[key]) for key, count in self.count.items()}
        return {f"{table}: {rule}": count for (table, rule), count in more.items() if count}


def unreadable(doubts: Doubts, lookup: Lookup, raw: RawTables, unread: set[str]) -> list[Finding]:
    """Return what is wrong with the cells, ids and references of rows in doubt."""
    numbered = {name: _rows(name, lookup, doubts.numbers(name), raw) for name in TABLES}
    mini = {name: [row for _, row in numbered[name]] for name in TABLES}
    return list(rows.judge(mini, _existing(mini, lookup), unread))


def broken(doubts: Doubts, lookup: Lookup, raw: RawTables, cutoff: date) -> list[Finding]:
    """Return which rules between cells and rows the rows in doubt break."""
    tables = {name: lookup.pick(name, _numbers(doubts.numbers(name))) for name in TABLES}
    tables = _closed(tables, lookup)
    records = _records(tables, cutoff)
    lines = {name: _lines(tables[name], raw) for name in TABLES if tables[name].num_rows}
    suspected = {
        (f"{name}.csv", rule, id_)
        for (name, rule), numbers in doubts.first.items()
        for id_ in _ids(tables[name], TABLES[name].key, numbers)
    }
    return [
        replace(finding, row=lines[table][finding.subject], file=raw.file(table))
        for finding in validation.check(None, lambda: records)
        if (finding.file, finding.rule, finding.subject) in suspected
        for table in [finding.file.removesuffix(".csv")]
    ]


def _rows(
    name: str, lookup: Lookup, numbers: Sequence[int], raw: RawTables
) -> Iterator[tuple[int, Row]]:
    block = lookup.pick(name, _numbers(numbers)).sort_by(ROW) if numbers else None
    if block is None:
        return
    lines, table = raw.lines(name), TABLES[name]
    for number, cells in zip(block[ROW].to_pylist(), _cells(block, name), strict=True):
        yield number, Row(table, raw.file(name), int(lines[number]), cells)


def _cells(block: pa.Table, name: str) -> Iterator[dict[str, str]]:
    for values in block.select(list(TABLES[name].columns)).to_pylist():
        yield {column: value or "" for column, value in values.items()}


def _existing(mini: Mapping[str, Iterable[Row]], lookup: Lookup) -> dict[str, set[str]]:
    """Return those ids that rows refer to and that exist, by table."""
    named: dict[str, set[str]] = {name: set() for name in TABLES}
    for name, table in TABLES.items():
        for row in mini[name]:
            for column, rule in table.columns.items():
                if rule.refers_to:
                    named[rule.refers_to] |= set(row.cells[column].split("|"))
    keys = {name: table.key for name, table in TABLES.items()}
    return {
        name: set(_column(lookup.pick(name, _named(ids, keys[name])), keys[name]))
        for name, ids in named.items()
    }


def _closed(tables: dict[str, pa.Table], lookup: Lookup) -> dict[str, pa.Table]:
    """Add what the rows rest on: parts of deals, older relations, parties, groups, sources."""
    parts = lookup.pick("relations", _named(_column(tables["deals"], "id"), "deal"))
    tables["relations"] = _united(tables["relations"], parts)
    older = lookup.pick("relations", _named(_column(tables["relations"], "supersedes")))
    tables["relations"] = _united(tables["relations"], older)
    for name, column in (("deals", "deal"), ("sources", "sources")):
        users = [tables[t] for t in ("relations", "deals", "observations")]
        ids = {id_ for block in users for id_ in _column(block, column)}
        tables[name] = _united(tables[name], lookup.pick(name, _named(ids)))
    deal_sources = _named(_column(tables["deals"], "sources"))
    tables["sources"] = _united(tables["sources"], lookup.pick("sources", deal_sources))
    columns = ("subject", "object", "beneficiary", "actor", "part_of")
    ids = {id_ for block in tables.values() for c in columns for id_ in _column(block, c)}
    while not ids <= set(_column(tables["actors"], "id")):
        tables["actors"] = _united(tables["actors"], lookup.pick("actors", _named(ids)))
        ids |= set(_column(tables["actors"], "part_of"))
    return tables


def _records(tables: Mapping[str, pa.Table], cutoff: date) -> Records:
    """Build the records; what an older relation supersedes itself is left out."""
    ids = set(_column(tables["relations"], "id"))
    built: dict[str, Any] = {}
    for name, table in tables.items():
        each = list(_cells(table.sort_by(TABLES[name].key), name))
        for cells in each:
            if cells.get("supersedes") and cells["supersedes"] not in ids:
                cells["supersedes"] = ""
        built[name] = tuple(rows.record(TABLES[name], cells) for cells in each)
    return Records(**built, cutoff=cutoff)


def _lines(block: pa.Table, raw: RawTables) -> dict[str, int]:
    name = next(n for n, table in TABLES.items() if list(table.columns) == block.column_names[:-1])
    lines = raw.lines(name)
    places = zip(block[TABLES[name].key].to_pylist(), block[ROW].to_pylist(), strict=True)
    return {id_: int(lines[number]) for id_, number in places}


def _ids(block: pa.Table, key: str, numbers: Sequence[int]) -> list[str]:
    mask = pc.is_in(block[ROW], pa.array(numbers, pa.int64()))
    return list(block.filter(mask)[key].to_pylist())


def _united(block: pa.Table, more: pa.Table) -> pa.Table:
    fresh = pc.invert(pc.is_in(more[ROW], block[ROW].combine_chunks()))
    return pa.concat_tables([block, more.filter(fresh)])


def _column(block: pa.Table, name: str) -> list[str]:
    """Return the texts of a column taken apart at ``|``; none when there is no such column."""
    if name not in block.column_names:
        return []
    return [part for text in block[name].to_pylist() if text for part in text.split("|")]


def _numbers(numbers: Sequence[int]) -> pa.Table:
    return pa.table({ROW: pa.array(numbers, pa.int64())})


def _named(ids: Iterable[str], column: str = "id") -> pa.Table:
    return pa.table({column: pa.array(sorted(ids), pa.string())})
