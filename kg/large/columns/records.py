"""The records of a store: big ones as columns, where pyarrow is there; else one by one."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from kg.rdf import read as claims
from kg.rdf import store
from kg.vocabulary.iri import term

if TYPE_CHECKING:
    from kg.rdf.engine import QuadStore
    from kg.records.model import Records

MANY = 10_000  # relations from which columns take less time; less memory further up


def records(quads: QuadStore, place: str) -> Records:
    """Return the records of a store; those of a big one are built when asked for.

    Either way they are equal, and held to the same rules: what columns leave in doubt is read
    again record by record, which says what is wrong and where.

    Parameters
    ----------
    quads
        The store.
    place
        What it was opened from, for findings.

    Raises
    ------
    InvalidTables
        With every finding, when the graph breaks the rules.
    """
    if find_spec("pyarrow") and _count(quads) >= MANY:
        from kg.large.columns import memory

        if columns := memory.records(quads):
            return columns
    return claims.records(store.claims(quads), place)


def _count(quads: QuadStore) -> int:
    """Return the number of relations of a store; 0 where it does not say."""
    query = f"SELECT (COUNT(*) AS ?count) WHERE {{ ?s a <{term('Relation')}> }}"
    text = next((getattr(row[0], "value", "") for row in store.select(quads, query)), "")
    return int(text) if text.isdecimal() else 0
