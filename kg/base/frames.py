"""Rows as tables of pandas, Polars and Arrow: one column per name, each of one type.

Nested objects become columns of their own (``stated.low``); lists stay lists, so that they can be
counted and exploded. Whole numbers are integers, other numbers floats, days dates; a date of which
only the month or year is known stays text, for a month is no day.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kg.base.errors import MissingExtra

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import pandas as pd
    import polars as pl
    import pyarrow as pa

    Columns = Mapping[str, Sequence[Any]]

_GREATEST = 2**63 - 1
_AMOUNT = re.compile(r"(.*\.)?(amount|value|low|high|\w+_usd)")
_KINDS: dict[type, str] = {
    bool: "boolean",
    int: "integer",
    float: "number",
    Decimal: "number",
    date: "date",
    str: "text",
}


def columns(rows: Iterable[Mapping[str, Any]], days: Iterable[str] = ()) -> dict[str, list[Any]]:
    """Return JSON-ready rows as columns of equal length; O(cells).

    Parameters
    ----------
    rows
        Values by column, such as the ``to_dict()`` of the rows of an answer.
    days
        Last parts of the names of the columns whose texts are ISO days; they become dates.

    Examples
    --------
    >>> columns([{"a": "x", "hhi": {"low": 0, "high": 1.0}}, {"a": "y", "hhi": None}])
    {'a': ['x', 'y'], 'hhi.low': [0, None], 'hhi.high': [1.0, None]}
    """
    flat = [_flat(row) for row in rows]
    names = list(dict.fromkeys(name for row in flat for name in row))
    # An object that some rows lack is None there, which makes no column of its own.
    objects = {name[: match.start()] for name in names for match in re.finditer(r"\.", name)}
    dated = set(days)
    return {
        name: [
            _dated(row.get(name)) if name.rpartition(".")[2] in dated else row.get(name)
            for row in flat
        ]
        for name in names
        if name not in objects
    }


def to_pandas(table: Columns) -> pd.DataFrame:
    """Return columns as a pandas table: Int64, float64, boolean, datetime64, str, else objects.

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
        "text": None,  # str, or object before pandas 3
    }
    made = {
        name: pd.Series(values, dtype=dtypes.get(kind, "object"))
        for name, kind, values in _typed(table)
    }
    return pd.DataFrame(made, columns=list(table))


def to_polars(table: Columns) -> pl.DataFrame:
    """Return columns as a Polars table; see `to_pandas`."""
    try:
        import polars as pl
    except ImportError:
        raise MissingExtra("a Polars table", "polars") from None
    dtypes = {
        "boolean": pl.Boolean,
        "integer": pl.Int64,
        "number": pl.Float64,
        "date": pl.Date,
        "text": pl.String,
    }
    return pl.DataFrame(
        [
            pl.Series(name, values, dtype=dtypes.get(kind), strict=False)
            for name, kind, values in _typed(table)
        ]
    )


def to_arrow(table: Columns) -> pa.Table:
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
    }
    made = [pa.array(values, dtypes.get(kind)) for _, kind, values in _typed(table)]
    return pa.table(made, names=list(table))


def _flat(row: Mapping[str, Any], stem: str = "") -> dict[str, Any]:
    """Return a row whose nested objects are columns of their own."""
    found: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, dict) and value:
            found |= _flat(value, f"{stem}{name}.")
        else:
            found[stem + name] = value
    return found


def _dated(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _typed(table: Columns) -> Iterator[tuple[str, str, list[Any]]]:
    """Yield name, kind and values of every column; the kind is empty for lists and no values."""
    for name, values in table.items():
        kinds = {_KINDS.get(type(value), "") for value in values if value is not None}
        if kinds and kinds <= {"integer", "number"}:
            is_number = len(kinds) == 2 or "number" in kinds or _AMOUNT.fullmatch(name)
            if is_number or any(abs(value or 0) > _GREATEST for value in values):
                yield name, "number", [None if v is None else float(v) for v in values]
            else:
                yield name, "integer", list(values)
        elif len(kinds) < 2 or any(isinstance(value, list | dict) for value in values):
            yield name, next(iter(kinds)) if len(kinds) == 1 else "", list(values)
        else:  # RDF may hold values of several types under one variable
            yield name, "text", [None if value is None else str(value) for value in values]
