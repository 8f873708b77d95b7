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


def records(given: QuadStore, place: str) -> Records:
    """Return the records of a store; those of a big one are built when asked for.

    Either way they are equal, and held to the same rules: what columns leave in doubt is read
    again record by record, which says what is wrong and where.

    Parameters
    ----------
    given
        The store.
    place
        What it was opened from, for findings.

    Raises
    ------
    InvalidTables
        With every finding, when the graph breaks the rules.
    """
    if find_spec("pyarrow") and _count(given) >= MANY:
        from kg.large.columns import held

        if found := held.records(given):
            return found
    return claims.records(store.claims(given), place)


def _count(given: QuadStore) -> int:
    """Return the number of relations of a store; 0 where it does not say."""
    query = f"SELECT (COUNT(*) AS ?count) WHERE {{ ?s a <{term('Relation')}> }}"
    said = next((getattr(row[0], "value", "") for row in store.select(given, query)), "")
    return int(said) if said.isdecimal() else 0
