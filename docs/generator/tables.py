"""The columns of the tables as the data dictionary shows them."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.records.folders import meaning
from kg.records.schema import TABLES

if TYPE_CHECKING:
    from kg.records.columns import Column, Form, Table


@dataclass(frozen=True)
class ColumnPage:
    """A column as the data dictionary shows it."""

    name: str
    required: bool
    form: Form
    refers_to: str
    path: str
    also: tuple[str, ...]
    meaning: str


@dataclass(frozen=True)
class TablePage:
    """A table as the data dictionary shows it."""

    name: str
    file: str
    about: str
    columns: tuple[ColumnPage, ...]


def pages() -> list[TablePage]:
    """Return the tables with their columns, in the order in which the program reads them."""
    return [
        TablePage(
            table.name,
            table.file,
            (inspect.getdoc(table.record) or "").partition("\n")[0],
            tuple(_page(table, column) for column in table.listed),
        )
        for table in TABLES.values()
    ]


def _page(table: Table, column: Column) -> ColumnPage:
    return ColumnPage(
        name=column.name,
        required=column.required,
        form=column.form,
        refers_to=column.refers_to,
        path=column.landing,
        also=tuple(column.also),
        meaning=meaning(table, column),
    )
