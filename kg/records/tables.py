"""CSV tables to records and back.

A folder holds ``actors.csv``, ``sources.csv``, ``deals.csv``, ``relations.csv`` and
``observations.csv``, perhaps ``terms.csv`` and ``disclosed_by.csv``, and usually ``dataset.ttl``
with the cut-off date. Reading yields records or
findings: every problem of every table, none dropped.
"""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kg.base.errors import Finding, InvalidTables, UnreadableGraph
from kg.records import cells
from kg.records.dataset import read_cutoff, read_rights
from kg.records.rows import Row, assemble, judge, sound
from kg.records.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from kg.records.columns import Table
    from kg.records.model import Records, Relation


def is_folder(path: Path) -> bool:
    """Say whether a place is meant as a folder of tables: any folder that is no store on disk."""
    return path.is_dir() and not (path / "CURRENT").is_file()


def read(folder: Path) -> Records:
    """Read a folder of tables.

    Raises
    ------
    UnreadableGraph
        When there is no such folder.
    InvalidTables
        With every finding, when there is any.
    """
    records, findings = examine(folder)
    if records is None:
        raise InvalidTables(findings)
    return records


def examine(folder: Path) -> tuple[Records | None, list[Finding]]:
    """Read a folder of tables; return the records, or None with the findings.

    Findings are complete: files, encoding, header, cells, ids and references are all looked at.
    """
    rows, findings = read_rows(folder)
    records, more = assemble(
        rows, lambda relations: read_cutoff(folder, relations), _unread(findings)
    )
    findings += more
    if records is None or findings:
        return None, sorted(findings)
    return replace(records, rights=read_rights(folder)), []


def readable(folder: Path) -> tuple[Relation, ...]:
    """Return the relations of a folder of whose rows alone nothing is wrong, whatever else is."""
    rows, findings = read_rows(folder)
    findings += judge(rows, {n: {row.id for row in rows[n]} for n in TABLES}, TABLES)
    return tuple(sound(rows["relations"], findings))


def _unread(findings: Iterable[Finding]) -> set[str]:
    """Return the names of the tables that could not be read."""
    files = {f.file for f in findings if f.row <= 1 or f.rule in {"encoding", "csv"}}
    return {file.removesuffix(".csv") for file in files}


def read_rows(folder: Path) -> tuple[dict[str, list[Row]], list[Finding]]:
    """Read the rows of every table as text, and what is wrong with the files themselves.

    Raises
    ------
    UnreadableGraph
        When there is no such folder.
    """
    if not folder.is_dir():
        raise UnreadableGraph(folder, "there is no such folder")
    findings: list[Finding] = []
    return {name: _rows(folder, table, findings) for name, table in TABLES.items()}, findings


def lines(folder: Path) -> dict[tuple[str, str], int]:
    """Return the line of every row of a folder's tables, by file and id."""
    rows = (row for table in TABLES.values() for row in _rows(folder, table, []))
    return {(row.file, row.id): row.line for row in rows}


def write(records: Records) -> dict[str, str]:
    """Return the text of every table but the optional ones without rows, by file name.

    Rows are sorted by id. Reading the texts back gives equal records.
    """
    return {
        table.file: _write(table, rows(records, name))
        for name, table in TABLES.items()
        if getattr(records, name) or not table.optional
    }


def counts(records: Records) -> dict[str, int]:
    """Return the number of rows by table; an optional table counts when it has any."""
    numbers = {name: len(getattr(records, name)) for name in TABLES}
    return {name: number for name, number in numbers.items() if number or not TABLES[name].optional}


def rows(records: Records, name: str) -> Iterator[list[str]]:
    """Yield the rows of one table as text, cell by cell, sorted by id."""
    for record in getattr(records, name):
        yield list(texts(TABLES[name], record).values())


def texts(table: Table, record: Any) -> dict[str, str]:
    """Return the cells of the row that a record stands for, by column."""
    return {column.name: cells.write(column.of(record)) for column in table.listed}


def digest(records: Records) -> str:
    """Return the SHA-256 of the tables: equal for equal records, whatever they were read from."""
    import hashlib

    sha = hashlib.sha256()
    for file, text in write(records).items():
        sha.update(f"{file}\n{text}".encode())
    return sha.hexdigest()


def _rows(folder: Path, table: Table, findings: list[Finding]) -> list[Row]:
    """Read one table; problems of the file itself go to the findings."""
    try:
        text = (folder / table.file).read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        findings += () if table.optional else (missing(table),)
        return []
    except OSError as error:
        message = f"the table cannot be read ({error.strerror})"
        findings.append(Finding(table.file, 0, "", "missing-table", message, "make it a file"))
        return []
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        message = "the file is not UTF-8"
        findings.append(Finding(table.file, line, "", "encoding", message, "save it as UTF-8"))
        findings += separator_findings(table, error.object.decode("latin-1"))
        return []
    separated = list(separator_findings(table, text))
    findings += separated
    return [] if separated else list(_split(table, text, findings))


def missing(table: Table) -> Finding:
    """Return the finding about a table that is not there."""
    remedy = f"add a file with the header {','.join(table.columns)}"
    return Finding(table.file, 0, "", "missing-table", "the table is missing", remedy)


def _split(table: Table, text: str, findings: list[Finding]) -> Iterator[Row]:
    """Yield the rows of a table with a sound header."""
    # A cell may be as long as the writers of tables make it; the library's limit is of the process.
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        header = next(lines, [])
        problems = list(header_findings(table, header))
        findings += problems
        if problems:
            return
        line = lines.line_num + 1
        empty = dict.fromkeys(table.columns, "")
        for values in lines:
            texts = empty | dict(zip(header, values, strict=False))
            row = Row(table, table.file, line, texts)
            line = lines.line_num + 1
            if len(values) == len(header):
                yield row
            elif values:
                message = f"the row has {len(values)} cells, the header {len(header)}"
                remedy = "put quotes around cells that hold a comma"
                findings.append(row.finding("", "cell-count", message, remedy))
    except csv.Error as error:
        remedy = "close every quote and double the quotes inside cells"
        findings.append(Finding(table.file, line, "", "csv", f"malformed CSV ({error})", remedy))


def separator_findings(table: Table, text: str) -> Iterator[Finding]:
    """Yield that columns are not separated by commas, by the first line of a table's text."""
    first = text.lstrip("\ufeff").partition("\n")[0]
    for mark, shown in ((";", "';'"), ("\t", "tabs")):
        cells = {cell.strip('" \r') for cell in first.split(mark)}
        if len(cells & table.columns.keys()) > 1:
            message, remedy = f"the columns are separated by {shown}", "save it as CSV with commas"
            yield Finding(table.file, 1, "", "separator", message, remedy)


def header_findings(table: Table, header: Sequence[str]) -> Iterator[Finding]:
    """Yield what is wrong with the names of the columns."""
    for column, rule in table.columns.items():
        if column not in header and not rule.optional:
            message, remedy = "the column is missing", "add it to the header and to every row"
            yield Finding(table.file, 1, column, "missing-column", message, remedy)
    for index, column in enumerate(header):
        if column not in table.columns:
            message = f"there is no column {column!r} in this table"
            remedy = f"take it out; the columns are {', '.join(table.columns)}"
            yield Finding(table.file, 1, column, "unknown-column", message, remedy)
        elif column in header[:index]:
            message, remedy = "the column stands twice in the header", "take one of the two out"
            yield Finding(table.file, 1, column, "double-column", message, remedy)


def _write(table: Table, rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(rows)
    return out.getvalue()
