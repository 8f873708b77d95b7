"""Records as rows of typed cells: what JSON lines and Parquet have in common.

A row holds the columns of the table, then what follows from them: the group of an actor, family,
sign, first and last day of a relation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.exchange.graphs.property_graph import DATES
from kg.records.schema import TABLES
from kg.vocabulary.dates import PartialDate
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from kg.records.model import Actor, Records, Relation

    Row = dict[str, Any]


def columns(table: str) -> tuple[str, ...]:
    """Return the names of the columns of a table, derived ones last."""
    return (*TABLES[table].columns, *_DERIVED.get(table, ()))


def rows(records: Records, table: str) -> Iterator[Row]:
    """Yield the rows of a table: text, decimals, truth values, tuples, None; dates as said."""
    own = TABLES[table].listed
    more = _more(records, table)
    for record in getattr(records, table):
        cells = {column.name: _cell(column.of(record)) for column in own}
        yield {**cells, **more(record)}


def _cell(cell: object) -> object:
    return str(cell) if isinstance(cell, PartialDate) else cell


_DERIVED: Mapping[str, tuple[str, ...]] = {
    "actors": ("group",),
    "relations": ("family", "sign", "start", "end"),
}


def _more(records: Records, table: str) -> Callable[[Any], Row]:
    if table == "actors":
        return lambda actor: _group(records, actor)
    return _relation if table == "relations" else lambda _: {}


def _group(records: Records, actor: Actor) -> Row:
    return {"group": records.root[actor.id]}


def _relation(relation: Relation) -> Row:
    kind = vocabulary().relation_types[relation.type]
    days = DATES.fields(DATES.key(relation))
    return {"family": kind.family, "sign": kind.sign, "start": days["start"], "end": days["end"]}
