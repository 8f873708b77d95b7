"""Tables of records as compact JSON: columns, with every repeated string written once.

The same id stands in many rows: as subject, object, source, neighbour. Written as rows with keys,
the shipped data is twice as long. A column holds its values in order; a column that is mostly
empty also holds the rows they belong to. The page unpacks it into the rows given here.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Row = Mapping[str, Any]

TEXT, TEXTS, PLAIN = "string", "strings", "plain"


@dataclass(frozen=True, slots=True)
class _Column:
    """The filled values of a column, the rows they stand in, and what they are."""

    rows: list[int]
    values: list[Any]
    kind: str

    def texts(self) -> list[str]:
        """Return the strings in it, when strings are all it holds."""
        if self.kind == TEXTS:
            return list(chain.from_iterable(self.values))
        return self.values if self.kind == TEXT else []


def packed(tables: Mapping[str, Sequence[Row]]) -> dict[str, Any]:
    """Return the tables as columns over one list of strings; empty values are left out.

    >>> packed({"t": [{"a": "x"}, {"a": "x"}]})["tables"]
    {'t': {'rows': 2, 'columns': {'a': {'as': 'string', 'values': [0, 0]}}}}
    """
    columns = {name: _columns(rows) for name, rows in tables.items()}
    uses: Counter[str] = Counter()
    for column in chain.from_iterable(table.values() for table in columns.values()):
        uses.update(column.texts())
    shared = sorted(
        (text for text, count in uses.items() if count > 1), key=lambda t: (-uses[t], t)
    )
    index = {text: number for number, text in enumerate(shared)}
    return {
        "strings": shared,
        "tables": {
            name: {
                "rows": len(rows),
                "columns": {of: _written(c, len(rows), index) for of, c in columns[name].items()},
            }
            for name, rows in tables.items()
        },
    }


def _columns(rows: Sequence[Row]) -> dict[str, _Column]:
    """Return the columns that hold anything."""
    columns = {}
    for name in dict.fromkeys(chain.from_iterable(rows)):
        every = [row.get(name) for row in rows]
        # A false or zero value says something; None, "" and empty lists say nothing.
        filled = [row for row, value in enumerate(every) if value or value == 0]
        values = [every[row] for row in filled]
        if values:
            columns[name] = _Column(filled, values, _kind(values))
    return columns


def _kind(values: Sequence[Any]) -> str:
    kinds = set(map(type, values))
    if kinds == {str}:
        return TEXT
    lists = kinds <= {list, tuple}
    return TEXTS if lists and set(map(type, chain.from_iterable(values))) == {str} else PLAIN


def _written(column: _Column, rows: int, index: Mapping[str, int]) -> dict[str, Any]:
    """Write a string that is not shared as itself, a shared string as its number.

    A column of strings of which less than half are shared is written as it stands.
    """
    kind, values = column.kind, column.values
    if kind == TEXT and 2 * sum(map(index.__contains__, values)) < len(values):
        kind = PLAIN
    row: dict[str, Any] = {"as": kind}
    if len(values) < rows:
        row["at"] = _gaps(column.rows)
    if kind == TEXT:
        values = [index.get(value, value) for value in values]
    elif kind == TEXTS:
        values = [[index.get(item, item) for item in value] for value in values]
    return row | {"values": values}


def _gaps(rows: Sequence[int]) -> list[int]:
    """Write rising row numbers as steps, which are shorter."""
    return [row - before for before, row in zip([0, *rows], rows, strict=False)]
