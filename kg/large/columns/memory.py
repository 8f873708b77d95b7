"""The claims of a store, held as columns in memory like those of a column folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.large.columns import exports
from kg.large.columns.reader import ColumnRecords, Rows
from kg.large.columns.writer import with_successors
from kg.large.load.blocks import InMemory
from kg.large.load.derive import context, days, derive, with_groups
from kg.large.load.gather import circular
from kg.large.load.sieve import sieve, unresolved
from kg.large.load.terms import DoubtError
from kg.rdf import read as claims
from kg.records.schema import TABLES
from kg.relations.encoding import UNDATED, day
from kg.vocabulary.iri import TERMS

if TYPE_CHECKING:
    from datetime import date

    from kg.large.load.arrow import pa
    from kg.rdf.engine import QuadStore


def records(store: QuadStore) -> ColumnRecords | None:
    """Return the records of a store, to be built when asked for; None when any is in doubt.

    O(n) in time; memory is that of the text.
    """
    try:
        text = _sound(exports.tables(store))
        stated = exports.values(store, TERMS + "cutoff")
    except DoubtError:
        return None
    cutoff = claims.stated_cutoff(stated) or _latest(text["relations"])
    text["actors"] = with_groups(text["actors"])
    links = text["relations"].filter(text["relations"]["supersedes"].is_valid())
    sources = with_successors(context(text), links)
    text["relations"] = derive(text["relations"], sources)
    tables: dict[str, Any] = {name: Rows(name, InMemory(text[name])) for name in TABLES}
    return ColumnRecords(**tables, cutoff=cutoff)


def _sound(blocks: dict[str, pa.Table]) -> dict[str, pa.Table]:
    """Return tables in canonical text, held to the rules of cells, ids and references."""
    text = {}
    for name, block in blocks.items():
        sieved = sieve(name, block)
        if sieved.doubtful.any():
            raise DoubtError(f"cells of {name} break a rule")
        text[name] = sieved.block
    ids = {name: block[TABLES[name].key].combine_chunks() for name, block in text.items()}
    for name, block in text.items():
        if unresolved(block, name, ids).any():
            raise DoubtError(f"{name} refer to what does not exist")
    if not len(ids["actors"]) or circular(text["actors"]).any():
        raise DoubtError("there are no actors, or one is part of itself")
    return text


def _latest(relations: pa.Table) -> date:
    """Return the last day on which a relation was announced or began, as `dataset` has it."""
    columns = (relations["announced"], relations["valid_from"])
    columns_of_days = [days(column, lambda value: value.last, UNDATED) for column in columns]
    return day(max(0, *(int(numbers.max(initial=0)) for numbers in columns_of_days)))
