"""The columns of the tables as the data dictionary shows them."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.records.guide import form, landing
from kg.records.schema import TABLES

if TYPE_CHECKING:
    from generator.ontology import Ontology
    from kg.records.guide import Form
    from kg.records.schema import Table


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


def pages(ontology: Ontology) -> list[TablePage]:
    """Return the tables with their columns, in the order in which the program reads them."""
    return [
        TablePage(
            table.name,
            table.file,
            (inspect.getdoc(table.record) or "").partition("\n")[0],
            tuple(_column(table, name, ontology) for name in table.columns),
        )
        for table in TABLES.values()
    ]


def _column(table: Table, name: str, ontology: Ontology) -> ColumnPage:
    column, landed = table.columns[name], landing(table, name)
    last = landed.path.rpartition("/")[2].removeprefix("^")
    meaning = landed.meaning or ontology.nodes[last].words("skos:definition")["en"]
    return ColumnPage(
        name=name,
        required=column.required,
        form=form(column.parse),
        refers_to=column.refers_to,
        path=landed.path,
        also=landed.also,
        meaning=meaning,
    )
