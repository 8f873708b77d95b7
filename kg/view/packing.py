"""Tables of records as compact JSON: columns, with every repeated string written once.

The same id stands in many rows: as subject, object, source, neighbour. Written as rows with keys,
the shipped data is twice as long. A column holds its values in order; a column that is mostly
empty also holds the rows they belong to. The page unpacks it into the rows given here.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Row = Mapping[str, Any]


def packed(tables: Mapping[str, Sequence[Row]]) -> dict[str, Any]:
    """Return the tables as columns over one list of strings; empty values are left out.

    >>> packed({"t": [{"a": "x"}, {"a": "x"}]})["tables"]
    {'t': {'rows': 2, 'columns': {'a': {'as': 'string', 'values': [0, 0]}}}}
    """
    uses = Counter(text for rows in tables.values() for text in _strings(rows))
    shared = sorted(
        (text for text, count in uses.items() if count > 1), key=lambda t: (-uses[t], t)
    )
    index = {text: place for place, text in enumerate(shared)}
    return {
        "strings": shared,
        "tables": {name: _table(rows, index) for name, rows in tables.items()},
    }


def _strings(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        for value in row.values():
            if isinstance(value, str):
                yield value
            elif isinstance(value, list | tuple):
                yield from (item for item in value if isinstance(item, str))


def _table(rows: Sequence[Row], index: Mapping[str, int]) -> dict[str, Any]:
    names = dict.fromkeys(name for row in rows for name in row)
    columns = {name: _column([row.get(name) for row in rows], index) for name in names}
    return {"rows": len(rows), "columns": {name: c for name, c in columns.items() if c["values"]}}


def _column(values: Sequence[Any], index: Mapping[str, int]) -> dict[str, Any]:
    """Encode one column: which rows are filled, and their values."""
    filled = [(row, value) for row, value in enumerate(values) if not _is_empty(value)]
    kind = _kind([value for _, value in filled], index)
    column: dict[str, Any] = {"as": kind}
    if len(filled) < len(values):
        column["at"] = _gaps([row for row, _ in filled])
    column["values"] = [_encoded(value, kind, index) for _, value in filled]
    return column


def _is_empty(value: object) -> bool:
    return value is None or value in ("", [], (), {})


def _kind(values: Sequence[Any], index: Mapping[str, int]) -> str:
    """Say how a column is written: as indices when at least half of its strings are shared."""
    if values and all(isinstance(value, list | tuple) for value in values):
        return "strings" if all(isinstance(i, str) for value in values for i in value) else "plain"
    if not values or not all(isinstance(value, str) for value in values):
        return "plain"
    return "string" if sum(value in index for value in values) * 2 >= len(values) else "plain"


def _encoded(value: Any, kind: str, index: Mapping[str, int]) -> Any:
    """Write a string that is not shared as itself, a shared one as its place."""
    if kind == "string":
        return index.get(value, value)
    if kind == "strings":
        return [index.get(item, item) for item in value]
    return value


def _gaps(rows: Sequence[int]) -> list[int]:
    """Write rising row numbers as steps, which are shorter."""
    return [row - before for before, row in zip([0, *rows], rows, strict=False)]
