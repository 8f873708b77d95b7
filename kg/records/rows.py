"""Rows of text to records, with complete findings.

Rows come from CSV tables or from RDF; both are held to the same rules here. A row is a mapping of
column to text, an empty text meaning unknown.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kg.base.errors import Finding, InvalidValue, alternatives
from kg.records.model import Actor, Amount, Records
from kg.records.schema import TABLES
from kg.vocabulary.names import fold, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from kg.records.columns import Table
    from kg.records.model import Relation


_COMPARISONS = 300_000  # of ids that do not exist with those that do: about a second


@dataclass
class Row:
    """One row: its text, its place, and the values read from it."""

    table: Table
    file: str
    line: int
    cells: Mapping[str, str]
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The id of the row, as text."""
        return self.cells.get(self.table.key, "")

    def finding(self, column: str, rule: str, message: str, remedy: str) -> Finding:
        """Return a finding about this row."""
        return Finding(self.file, self.line, column, rule, message, remedy, self.id)


def assemble(
    rows: Mapping[str, Sequence[Row]],
    cutoff: Callable[[Sequence[Relation]], date],
    unread: Container[str] = (),
) -> tuple[Records | None, list[Finding]]:
    """Read rows into records; return None and the findings when anything is wrong.

    Parameters
    ----------
    rows
        The rows of every table, by table name.
    cutoff
        Gives the cut-off date, once the relations are known.
    unread
        Names of tables that could not be read; references into them are not judged.
    """
    ids = {name: {row.id for row in rows[name]} for name in TABLES}
    findings = list(judge(rows, ids, unread))
    if findings:
        return None, sorted(findings)
    built: dict[str, Any] = {name: tuple(map(_built, _sorted(rows[name]))) for name in TABLES}
    return Records(**built, cutoff=cutoff(built["relations"])), []


def judge(
    rows: Mapping[str, Sequence[Row]],
    ids: Mapping[str, Container[str]],
    unread: Container[str] = (),
) -> Iterator[Finding]:
    """Fill in the values of rows; yield what is wrong with their cells, ids and references.

    Parameters
    ----------
    rows
        All rows, or those of a bigger set of tables that are in doubt.
    ids
        The ids that exist, by table name.
    unread
        Names of tables that could not be read; references into them are not judged.
    """
    for table_rows in rows.values():
        yield from _parse_all(table_rows)
    yield from _duplicate_ids(rows)
    yield from _broken_references(rows, ids, unread)
    yield from _circles(rows["actors"])


def _parse_all(rows: Iterable[Row]) -> Iterator[Finding]:
    """Fill in the values of the rows of a table; yield what cannot be read."""
    # Most cells of a column repeat another one: every text is read once.
    read: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    for row in rows:
        yield from _parse(row, read)


def _parse(row: Row, read: Mapping[str, dict[str, Any]]) -> Iterator[Finding]:
    """Fill in the values of a row; yield what cannot be read."""
    for name, column in row.table.columns.items():
        cell, values = row.cells[name], read[name]
        if not cell:
            if column.required:
                yield row.finding(name, "required", "the cell is empty", "fill it in")
        elif cell in values:
            row.values[name] = values[cell]
        elif cell != cell.strip():
            yield row.finding(name, "spaces", "spaces stand around the value", "trim it")
        else:
            try:
                row.values[name] = values[cell] = column.parse(cell)
            except InvalidValue as error:
                message = f"{str(error.value)[:80]!r} is not a valid {error.what}"
                yield row.finding(name, f"valid-{name}", message, error.expected)
    if row.table.sums:
        yield from _incomplete(row)
    if "part_of" in row.table.columns:
        yield from _membership(row)
    yield from _order(row, "part_of_from", "part_of_to", "part-of-order")
    yield from _order(row, "starts", "ends", "term-order")


def _incomplete(row: Row) -> Iterator[Finding]:
    """Yield what is missing between the columns that make up an amount or a capacity."""
    filled = {name for name, cell in row.cells.items() if cell}
    has_sum = not filled.isdisjoint(row.table.sums)
    if has_sum and "currency" not in filled:
        yield row.finding("currency", "amount-currency", "an amount has no currency", "state it")
    if "currency" in filled and not has_sum:
        message, remedy = "there is a currency but no amount", "state the amount or clear this cell"
        yield row.finding("currency", "amount-missing", message, remedy)
    if "amount" not in filled:
        for name in sorted(filled & {"amount_qualifier", "amount_period"}):
            remedy = "state the amount or clear this cell"
            yield row.finding(name, "amount-missing", "there is no amount to qualify", remedy)
    if len(filled & {"capacity", "capacity_unit"}) == 1:
        message, remedy = "a capacity needs a number and a unit", "fill in both cells or neither"
        yield row.finding("capacity", "capacity-unit", message, remedy)


def _membership(row: Row) -> Iterator[Finding]:
    """Yield what is wrong with the dates of belonging to a bigger actor."""
    for name in ("part_of_from", "part_of_to"):
        if row.cells[name] and not row.cells["part_of"]:
            message, remedy = "the actor is part of nothing", "fill in part_of or clear this cell"
            yield row.finding(name, "part-of-dated", message, remedy)


def _order(row: Row, first: str, last: str, rule: str) -> Iterator[Finding]:
    """Yield that a period ends before it begins, given by the columns of its dates."""
    start, end = row.values.get(first), row.values.get(last)
    if start and end and end.last < start.first:
        message, remedy = f"it ends in {end} but begins in {start}", "correct one of the dates"
        yield row.finding(last, rule, message, remedy)


def _duplicate_ids(rows: Mapping[str, Sequence[Row]]) -> Iterator[Finding]:
    for table_rows in rows.values():
        first: dict[str, Row] = {}
        for row in table_rows:
            earlier = first.setdefault(row.id, row)
            if earlier is not row and row.id:
                key = row.table.key
                message = f"the {key} {row.id!r} stands already in row {earlier.line}"
                is_id = key == "id"
                remedy = "give one of the two another id" if is_id else "keep one of the two rows"
                yield row.finding(key, "duplicate-id", message, remedy)


def _broken_references(
    rows: Mapping[str, Sequence[Row]], ids: Mapping[str, Container[str]], unread: Container[str]
) -> Iterator[Finding]:
    guesses = _Guesses(rows)
    for name, table in TABLES.items():
        references = {
            n: c.refers_to
            for n, c in table.columns.items()
            if c.refers_to and c.refers_to not in unread
        }
        for row in rows[name]:
            for column, target in references.items():
                value = row.values.get(column, ())
                for slug in value if isinstance(value, tuple) else (value,):
                    if slug not in ids[target]:
                        message = f"no row of {target} has the id {slug!r}"
                        remedy = guesses.remedy(target, str(slug))
                        yield row.finding(column, "reference", message, remedy)


class _Guesses:
    """Guesses at ids that do not exist; the first are compared with all that do."""

    def __init__(self, rows: Mapping[str, Sequence[Row]]) -> None:
        self._rows = rows
        self._names: dict[str, dict[str, str]] = {}
        self._budget = _COMPARISONS

    def remedy(self, target: str, text: str) -> str:
        """Return what to write instead of an id."""
        ids, name = self._ids(target), fold(text)
        if name in ids:
            return f"write {ids[name]}"
        self._budget -= len(ids)
        near = dict.fromkeys(ids[n] for n in nearest(name, ids)) if self._budget > 0 else ()
        guess = f"did you mean {alternatives(tuple(near))}? If not, " if near else ""
        return f"{guess}add the row to {target}"

    def _ids(self, target: str) -> dict[str, str]:
        """Return the ids of a table by id and by name, without case and accents."""
        if target not in self._names:
            named = [(row.id, row.cells.get("name", "")) for row in self._rows[target]]
            by_name = {fold(name): id_ for id_, name in reversed(named) if name}
            self._names[target] = by_name | {fold(id_): id_ for id_, _ in named if id_}
        return self._names[target]


def _circles(actors: Sequence[Row]) -> Iterator[Finding]:
    """Yield actors that are part of themselves."""
    parent = {row.id: row.values.get("part_of") for row in actors}
    for row in actors:
        seen: set[str] = set()
        at = row.values.get("part_of")
        while at is not None and at not in seen and at != row.id:
            seen.add(at)
            at = parent.get(at)
        if at is not None and at == row.id:
            message, remedy = "the actor is part of itself", "break the circle of part_of"
            yield row.finding("part_of", "part-of-circle", message, remedy)


def _sorted(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: row.id)


def sound(rows: Iterable[Row], findings: Iterable[Finding]) -> Iterator[Any]:
    """Yield the records of those judged rows of a table of which no finding speaks."""
    wrong = {(finding.file, finding.row) for finding in findings}
    for row in rows:
        if (row.file, row.line) not in wrong:
            yield _built(row)


def record(table: Table, cells: Mapping[str, str]) -> Any:
    """Build the record of a row that is known to be sound."""
    parsed = {name: c.parse(cells[name]) for name, c in table.columns.items() if cells[name]}
    return _built(Row(table, table.file, 0, cells, parsed))


def _built(row: Row) -> Any:
    """Build the record of a sound row."""
    values = dict(row.values)
    currency, qualifier = values.pop("currency", None), values.pop("amount_qualifier", None)
    period = values.pop("amount_period", "")
    for name, column in row.table.figures.items():
        if column.name in values:
            stated = (qualifier, period or column.period) if name == "amount" else ()
            values[name] = Amount(values.pop(column.name), currency, *stated)
    if row.table.record is Actor:
        values.setdefault("alt_names", ())
    return row.table.record(**values)
