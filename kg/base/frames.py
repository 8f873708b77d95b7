"""Rows as CSV, and as tables of pandas, Polars and Arrow: one column per name, each of one type.

Nested objects become columns of their own (``stated.low``); lists stay lists, so that they can be
counted and exploded. Whole numbers are integers, other numbers floats, days dates; a date of which
only the month or year is known stays text, for a month is no day.
"""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from kg.base.errors import MissingExtra
from kg.base.text import cell_text, neutral

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    import pandas as pd
    import polars as pl
    import pyarrow as pa

    Columns = Mapping[str, Sequence[Any]]
    Kinds = Mapping[str, str]

_BOM = "\ufeff"
_GREATEST = 2**63 - 1
_UNKNOWN: Kinds = MappingProxyType({})
_AMOUNT = re.compile(r"(.*\.)?(amount|value|low|high|\w+_usd)")
_KINDS: dict[type, str] = {
    bool: "boolean",
    int: "integer",
    float: "number",
    Decimal: "number",
    date: "date",
    str: "text",
}


def columns(rows: Iterable[Mapping[str, Any]], kinds: Kinds = _UNKNOWN) -> dict[str, list[Any]]:
    """Return JSON-ready rows as columns of equal length; O(cells).

    Parameters
    ----------
    rows
        Values by column, such as the ``to_dict()`` of the rows of an answer.
    kinds
        Columns that there are whatever the rows hold, in their order, with the kind of each; texts
        of the kind ``date`` become dates.

    Examples
    --------
    >>> columns([{"a": "x", "hhi": {"low": 0, "high": 1.0}}, {"a": "y", "hhi": None}])
    {'a': ['x', 'y'], 'hhi.low': [0, None], 'hhi.high': [1.0, None]}
    >>> columns([], {"a": "text"})
    {'a': []}
    """
    flat = [_flat(row) for row in rows]
    names = list(dict.fromkeys((*kinds, *(name for row in flat for name in row))))
    # An object that some rows lack is None there, which makes no column of its own.
    objects = {name[: match.start()] for name in names for match in re.finditer(r"\.", name)}
    return {
        name: [
            _dated(row.get(name)) if kinds.get(name) == "date" else row.get(name) for row in flat
        ]
        for name in names
        if name not in objects
    }


def kind(name: str, values: Iterable[Any]) -> str:
    """Return the kind of a column: the one to which all its values belong, empty for none.

    Lists of text are ``texts``, other lists and objects ``objects``. RDF may hold values of several
    types under one variable, which are text together.

    >>> kind("n", [1, None]), kind("n", [1, 0.5]), kind("low", [1]), kind("to", [["a"], []])
    ('integer', 'number', 'number', 'texts')
    """
    cells = [value for value in values if value is not None]
    kinds = {_KINDS.get(type(value), "objects") for value in cells}
    if not kinds:
        return ""
    if "objects" in kinds:
        is_texts = all(isinstance(cell, list) for cell in cells) and any(cells)
        items = {type(item) for cell in cells for item in cell} if is_texts else set()
        return "texts" if items == {str} else "objects"
    if kinds <= {"integer", "number"}:
        is_number = "number" in kinds or _AMOUNT.fullmatch(name)
        return "number" if is_number or max(map(abs, cells)) > _GREATEST else "integer"
    return kinds.pop() if len(kinds) == 1 else "text"


def to_pandas(table: Columns, kinds: Kinds = _UNKNOWN) -> pd.DataFrame:
    """Return columns as a pandas table: Int64, float64, boolean, datetime64, str, else objects.

    Parameters
    ----------
    table
        Values by column.
    kinds
        Kinds of columns that hold whatever the values: see `kind`.

    Raises
    ------
    MissingExtra
        When pandas is not installed.
    """
    try:
        import pandas as pd
    except ImportError:
        raise MissingExtra("a pandas table", "pandas") from None
    dtypes = {
        "boolean": "boolean",
        "integer": "Int64",
        "number": "float64",
        "date": "datetime64[s]",
        "text": "str" if pd.__version__ >= "3" else None,  # None: objects
    }
    series = {
        name: pd.Series(values, dtype=dtypes.get(kind, "object"))
        for name, kind, values in _typed(table, kinds)
    }
    return pd.DataFrame(series, columns=list(table))


def to_polars(table: Columns, kinds: Kinds = _UNKNOWN) -> pl.DataFrame:
    """Return columns as a Polars table; see `to_pandas`."""
    try:
        import polars as pl
    except ImportError:
        raise MissingExtra("a Polars table", "polars") from None
    dtypes: dict[str, Any] = {
        "boolean": pl.Boolean,
        "integer": pl.Int64,
        "number": pl.Float64,
        "date": pl.Date,
        "text": pl.String,
        "texts": pl.List(pl.String),
    }
    return pl.DataFrame(
        [
            pl.Series(name, values, dtype=dtypes.get(kind), strict=False)
            for name, kind, values in _typed(table, kinds)
        ]
    )


def to_arrow(table: Columns, kinds: Kinds = _UNKNOWN) -> pa.Table:
    """Return columns as an Arrow table; see `to_pandas`."""
    try:
        import pyarrow as pa
    except ImportError:
        raise MissingExtra("an Arrow table", "parquet") from None
    dtypes = {
        "boolean": pa.bool_(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "date": pa.date32(),
        "text": pa.string(),
        "texts": pa.list_(pa.string()),
    }
    arrays = [pa.array(values, dtypes.get(kind)) for _, kind, values in _typed(table, kinds)]
    return pa.table(arrays, names=list(table))


def to_csv(table: Columns, *, excel: bool = False) -> str:
    r"""Return columns as CSV; cells that a spreadsheet would run as formulas are quoted.

    For Excel it begins with a byte order mark, by which Excel knows UTF-8.

    >>> to_csv({"a": ["=1+1"], "b": [["x", "y"]]})
    "a,b\n'=1+1,x|y\n"
    """
    out = io.StringIO()
    out.write(_BOM if excel else "")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table)
    for row in zip(*table.values(), strict=True):
        writer.writerow(neutral(cell_text(value)) for value in row)
    return out.getvalue()


def _flat(row: Mapping[str, Any], stem: str = "") -> dict[str, Any]:
    """Return a row whose nested objects are columns of their own."""
    cells: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, dict) and value:
            cells |= _flat(value, f"{stem}{name}.")
        else:
            cells[stem + name] = value
    return cells


def _dated(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _typed(table: Columns, kinds: Kinds) -> Iterator[tuple[str, str, list[Any]]]:
    """Yield name, kind and values of every column; the kind is empty where there is no value."""
    for name, values in table.items():
        actual = kind(name, values)
        stated = kinds.get(name, "")
        if not actual or (actual, stated) == ("integer", "number"):
            actual = stated
        yield name, actual, [_CASTS.get(actual, _same)(value) for value in values]


def _same(value: Any) -> Any:
    return value


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


_CASTS: Mapping[str, Callable[[Any], Any]] = {"number": _number, "text": _text}
