"""Parquet: one file a table, for pandas, Polars, DuckDB, Spark.

Numbers are doubles, lists are lists of text, dates as said are text (``2025-06``); ``start`` and
``end`` of a relation are days.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
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

_DAYS = frozenset({"start", "end"})  # derived, hence in no table
_GROUP = 50_000


def files(graph: Exportable) -> Iterator[File]:
    """Yield ``actors.parquet`` and so on.

    Raises
    ------
    MissingExtra
        When pyarrow is not installed.
    """
    try:
        import pyarrow.parquet  # noqa: F401 - fails before anything is written
    except ImportError:
        raise MissingExtra("Parquet", "parquet") from None
    for table in TABLES:
        yield f"{table}.parquet", _content(graph.records, table)


def _content(records: Records, table: str) -> Iterator[bytes]:
    """Yield a file in parts, a group of rows at a time."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    licences = records.rights.licences
    about = {"cutoff": records.cutoff.isoformat()} | (
        {"licence": ", ".join(licences)} if licences else {}
    )
    schema = pa.schema([(name, _type(table, name)) for name in columns(table)], metadata=about)
    remaining = (_typed(row) for row in rows(records, table))
    sink = Parts()
    with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
        while group := list(islice(remaining, _GROUP)):
            writer.write_table(pa.Table.from_pylist(group, schema))
            yield sink.taken()
    yield sink.taken()


def _type(table: str, name: str) -> pa.DataType:
    import pyarrow as pa

    column = TABLES[table].columns.get(name)
    if column is None:
        return pa.date32() if name in _DAYS else pa.string()
    types = {"boolean": pa.bool_(), "decimal": pa.float64()}
    type_ = types.get(column.form.kind, pa.string())
    return pa.list_(type_) if column.form.several else type_


def _typed(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with doubles and days in their columns."""
    days = {name: date.fromisoformat(row[name]) for name in _DAYS & row.keys() if row[name]}
    return {name: _plain(cell) for name, cell in row.items()} | days


def _plain(cell: Any) -> Any:
    """Return a decimal as a double, and text without what UTF-8 cannot hold."""
    if isinstance(cell, Decimal):
        return float(cell)
    return _clean(cell) if isinstance(cell, str) else cell


def _clean(text: str) -> str:
    return encoded(text).decode()
