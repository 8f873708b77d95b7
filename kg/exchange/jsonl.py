"""JSON lines: every record of every table, one a line, for jq, DuckDB, pandas and streams."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.exchange.json_text import line
from kg.exchange.tabular import rows
from kg.records.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.exchange import Exportable


def text(graph: Exportable) -> Iterator[bytes]:
    """Yield the records, sources before what cites them; ``table`` says what a line is."""
    for table in TABLES:
        for row in rows(graph.records, table):
            filled = {name: cell for name, cell in row.items() if cell not in (None, ())}
            yield line({"table": TABLES[table].kind, **filled}) + b"\n"
