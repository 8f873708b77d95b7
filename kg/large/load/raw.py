"""Tables as they are given, in CSV or Parquet, in blocks of text with the number of each row."""

from __future__ import annotations

import codecs
import csv as lines_of
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kg.base.errors import Finding, UnreadableGraph
from kg.large.columns import folder
from kg.large.load import casts
from kg.large.load.arrow import csv, pa, parquet
from kg.records import tables
from kg.records.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

ROW = "row"
_BLOCK = 16 << 20


class RawTables:
    """A folder of tables as it was given.

    Parameters
    ----------
    place
        Folder with ``relations.csv``, ``relations.parquet`` or ``relations/*.parquet``, and so on.

    Attributes
    ----------
    findings : list of Finding
        What is wrong with the files themselves, as far as they were read.
    """

    def __init__(self, place: Path) -> None:
        if not place.is_dir():
            raise UnreadableGraph(place, "there is no such folder")
        self.place = place
        self.findings: list[Finding] = []

    def files(self, name: str) -> list[Path]:
        """Return the files of a table: Parquet first, else CSV; none when it is missing."""
        single = self.place / f"{name}.parquet"
        parts = sorted((self.place / name).glob("*.parquet"))
        text = self.place / f"{name}.csv"
        return parts or [path for path in (single, text) if path.is_file()][:1]

    def file(self, name: str) -> str:
        """Return the name by which findings call the file of a table."""
        files = self.files(name)
        return files[0].name if len(files) == 1 else f"{name}.csv" if not files else name

    def names(self, name: str) -> set[str]:
        """Return the names by which findings may call the files of a table."""
        each = (path.relative_to(self.place).as_posix() for path in self.files(name))
        return {self.file(name), *each}

    def size(self, name: str) -> int:
        """Return the bytes of a table."""
        return sum(path.stat().st_size for path in self.files(name))

    def table(self, name: str) -> pa.Table:
        """Return a whole table."""
        return pa.Table.from_batches(self._batches(name), _schema(name))

    def blocks(self, name: str, rows: int) -> Iterator[pa.Table]:
        """Yield a table, so many rows at a time."""
        batches: list[pa.RecordBatch] = []
        count = 0
        for batch in self._batches(name):
            start = 0
            while count + batch.num_rows - start >= rows:
                stop = start + rows - count
                batches.append(batch.slice(start, stop - start))
                yield pa.Table.from_batches(batches, _schema(name))
                batches, count, start = [], 0, stop
            batches.append(batch.slice(start))
            count += batch.num_rows - start
        if count:
            yield pa.Table.from_batches(batches, _schema(name))

    def lines(self, name: str) -> NDArray[np.int64]:
        """Return the line of every row of a table; the number of the row in Parquet."""
        paths = self.files(name)
        if not paths or paths[0].suffix != ".csv":
            return np.arange(1, sum(_row_count(path) for path in paths) + 1)
        with paths[0].open(encoding="utf-8-sig", newline="") as file:
            reader = lines_of.reader(file)
            width = len(next(reader))
            return np.fromiter(_starts(reader, width), np.int64)

    def _batches(self, name: str) -> Iterator[pa.RecordBatch]:
        """Yield batches of text with the number of each row."""
        paths = self.files(name)
        if not paths:
            if not TABLES[name].optional:
                self.findings.append(tables.missing(TABLES[name]))
            return
        number = 0
        for path in paths:
            batches = self._csv(name, path) if path.suffix == ".csv" else self._parquet(name, path)
            for batch in batches:
                rows = pa.array(np.arange(number, number + batch.num_rows))
                columns = [batch.column(column) for column in TABLES[name].columns]
                yield pa.RecordBatch.from_arrays([*columns, rows], schema=_schema(name))
                number += batch.num_rows

    def _csv(self, name: str, path: Path) -> Iterator[pa.RecordBatch]:
        table = TABLES[name]
        if self._misnamed(name, path):
            return

        def skip(row: csv.InvalidRow) -> str:
            message = f"the row has {row.actual_columns} cells, the header {row.expected_columns}"
            remedy = "put quotes around cells that hold a comma"
            place = row.number or 0
            self.findings.append(Finding(path.name, place, "", "cell-count", message, remedy))
            return "skip"

        convert = csv.ConvertOptions(
            include_columns=list(table.columns),
            include_missing_columns=True,  # the optional ones: the header was looked at before
            column_types=dict.fromkeys(table.columns, pa.string()),
            null_values=[""],
            strings_can_be_null=True,
        )
        parse = csv.ParseOptions(newlines_in_values=True, invalid_row_handler=skip)
        read = csv.ReadOptions(block_size=_BLOCK, use_threads=False)
        try:
            with csv.open_csv(path, read, parse, convert) as reader:
                yield from reader
        except pa.ArrowInvalid as error:
            self.findings.append(_broken(path, str(error).splitlines()[0]))

    def _misnamed(self, name: str, path: Path) -> bool:
        """Note what is wrong with the header; say whether anything is."""
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                first = file.readline()
        except UnicodeDecodeError:
            self.findings.append(_broken(path, "the header is not UTF-8"))
            return True
        header = next(lines_of.reader([first]), [])
        problems = list(tables.separator_findings(TABLES[name], first))
        problems = problems or list(tables.header_findings(TABLES[name], header))
        self.findings += problems
        return bool(problems)

    def _parquet(self, name: str, path: Path) -> Iterator[pa.RecordBatch]:
        columns = list(TABLES[name].columns)
        called = path.relative_to(self.place).as_posix()
        try:
            file = parquet.ParquetFile(path)
            present = [column for column in file.schema_arrow.names if column in columns]
            problems = list(tables.header_findings(TABLES[name], present))
            self.findings += [replace(problem, file=called, row=0) for problem in problems]
            if not problems:
                for batch in file.iter_batches(columns=present):
                    yield pa.RecordBatch.from_arrays(
                        [_text(batch, name) for name in columns], columns
                    )
        except casts.TypeDoubt as doubt:
            remedy = "store text, numbers, booleans, dates, or lists of them"
            finding = Finding(called, 0, doubt.column, "column-type", doubt.message, remedy)
            self.findings.append(finding)
        except (pa.ArrowException, OSError) as error:
            message = f"damaged, or no Parquet ({str(error).splitlines()[0]})"
            self.findings.append(Finding(called, 0, "", "parquet", message, "write it again"))


def _text(batch: pa.RecordBatch, column: str) -> pa.Array:
    """Return a column as text; nulls for an optional one that is not there."""
    if column not in batch.schema.names:
        return pa.nulls(batch.num_rows, pa.string())
    return casts.text(batch.column(column), column)


def _schema(name: str) -> pa.Schema:
    return folder.text_schema(name).append(pa.field(ROW, pa.int64()))


def _row_count(path: Path) -> int:
    """Return how many rows a Parquet file has; 0 of one that cannot be read, as is said of it."""
    try:
        return int(folder.opened(path).metadata.num_rows)
    except UnreadableGraph:
        return 0


def _starts(reader: Iterator[list[str]], width: int) -> Iterator[int]:
    """Yield the line on which every whole row starts."""
    line = reader.line_num + 1  # type: ignore[attr-defined]
    for cells in reader:
        if len(cells) == width:
            yield line
        line = reader.line_num + 1  # type: ignore[attr-defined]


def _broken(path: Path, message: str) -> Finding:
    """Return the finding about a file that cannot be parsed."""
    line = _undecodable(path)
    if line:
        message, remedy = "the file is not UTF-8", "save it as UTF-8"
        return Finding(path.name, line, "", "encoding", message, remedy)
    remedy = "close every quote and double the quotes inside cells"
    return Finding(path.name, 0, "", "csv", f"malformed CSV ({message})", remedy)


def _undecodable(path: Path) -> int:
    """Return the first line that is not UTF-8; 0 when all are."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    line = 1
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            try:
                decoder.decode(block)
            except UnicodeDecodeError as error:
                return line + error.object[: error.start].count(b"\n")
            line += block.count(b"\n")
    return 0
