"""Parquet: one file a table, for pandas, Polars, DuckDB, Spark.

Numbers are doubles, lists are lists of text, dates as said are text (``2025-06``); ``start`` and
``end`` of a relation are days.
"""

from __future__ import annotations

from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any

from kg.base.errors import MissingExtra
from kg.base.text import encoded
from kg.exchange.archive import Parts
from kg.exchange.tabular import columns, rows
from kg.records.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from kg.base.files import File
    from kg.exchange import Exportable
    from kg.records.model import Records

_NUMBERS = frozenset({"amount", "valuation", "stake_percent", "capacity", "value", "value_high"})
_LISTS = frozenset({"alt_names", "kinds", "market", "beneficiary", "sources"})
_DAYS = frozenset({"start", "end"})
_GROUP = 50_000


def files(graph: Exportable) -> Iterator[File]:
    """Yield ``actors.parquet`` and so on.

    Raises
    ------
    MissingExtra
        When pyarrow is not installed.
    """
    try:
        import pyarrow.parquet  # noqa: F401 - asked before anything is written
    except ImportError:
        raise MissingExtra("Parquet", "parquet") from None
    for table in TABLES:
        yield f"{table}.parquet", _content(graph.records, table)


def _content(records: Records, table: str) -> Iterator[bytes]:
    """Yield a file in parts, a group of rows at a time."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    licences = records.terms.licences
    about = {"cutoff": records.cutoff.isoformat()} | (
        {"licence": ", ".join(licences)} if licences else {}
    )
    schema = pa.schema([(name, _type(name)) for name in columns(table)], metadata=about)
    remaining = (_typed(row) for row in rows(records, table))
    sink = Parts()
    with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
        while group := list(islice(remaining, _GROUP)):
            writer.write_table(pa.Table.from_pylist(group, schema))
            yield sink.taken()
    yield sink.taken()


def _type(name: str) -> pa.DataType:
    import pyarrow as pa

    if name in _LISTS:
        return pa.list_(pa.string())
    if name in _NUMBERS:
        return pa.float64()
    if name in _DAYS:
        return pa.date32()
    return pa.bool_() if name == "exclusive" else pa.string()


def _typed(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with doubles and days in their columns."""
    typed = dict(row)
    for name in _NUMBERS & row.keys():
        typed[name] = None if row[name] is None else float(row[name])
    for name in _DAYS & row.keys():
        typed[name] = None if row[name] is None else date.fromisoformat(row[name])
    return {name: _clean(cell) if isinstance(cell, str) else cell for name, cell in typed.items()}


def _clean(text: str) -> str:
    return encoded(text).decode()
