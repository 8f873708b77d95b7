"""A workbook of Excel: actors, relations, deals, sources and observations as sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.base.workbook import workbook
from kg.exchange.tabular import columns, rows
from kg.records.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Collection

    from kg.exchange import Exportable
    from kg.records.model import Records

_SHEETS = ("actors", "relations", "deals", "sources", "observations")


def parts(graph: Exportable) -> list[bytes]:
    """Return the workbook of a graph, in a single part."""
    records = graph.records
    return [workbook({name: sheet(records, name) for name in _SHEETS}, records.cutoff)]


def sheet(records: Records, table: str, ids: Collection[str] | None = None) -> dict[str, list[Any]]:
    """Return the rows of a table as columns, names beside the ids of actors.

    Parameters
    ----------
    records
        All records.
    table
        Name of the table.
    ids
        Only the rows with these ids.
    """
    chosen = [row for row in rows(records, table) if ids is None or row["id"] in ids]
    cells: dict[str, list[Any]] = {}
    for name in columns(table):
        cells[name] = [_cell(row[name]) for row in chosen]
        column = TABLES[table].columns.get(name)
        if column and column.refers_to == "actors" and not column.form.several:
            cells[f"{name}_name"] = [_name(records, actor) for actor in cells[name]]
    return cells


def _cell(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _name(records: Records, actor: str | None) -> str | None:
    return records.actor_by_id[actor].name if actor in records.actor_by_id else None
