"""The rules between the cells of a row and between rows that no single cell can break."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kg.base.errors import Finding
from kg.records import doubts
from kg.records.schema import TABLES
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.records.model import Records, Relation


def integrity(records: Records) -> Iterator[Finding]:
    """Yield what breaks a rule between the cells of a row or between rows; O(n)."""
    superseded = Counter(r.supersedes for r in records.relations if r.supersedes)
    for relation in records.relations:
        yield from within_row(relation)
        yield from _person(relation, records)
        yield from _succession(relation, records, superseded)
    yield from _orphans(records)
    yield from doubts.copies(records)


def _finding(relation: Relation, column: str, rule: str, message: str, remedy: str) -> Finding:
    return Finding("relations.csv", 0, column, rule, message, remedy, relation.id)


def within_row(relation: Relation) -> Iterator[Finding]:
    """Yield what breaks a rule between the cells of a row."""
    yield from _parties(relation)
    yield from _order_of_dates(relation)
    yield from _content(relation)


def _person(relation: Relation, records: Records) -> Iterator[Finding]:
    family = vocabulary().relation_types[relation.type].family
    if family == "people" and not records.actor_by_id[relation.subject].is_person:
        message = f"the subject of {relation.type} is no person"
        yield _finding(relation, "subject", "people-subject", message, "name a person as subject")


def _parties(relation: Relation) -> Iterator[Finding]:
    kind = vocabulary().relation_types[relation.type]
    if relation.subject == relation.object:
        remedy = "name two different actors"
        yield _finding(relation, "object", "two-parties", "subject and object are one", remedy)
    if kind.symmetric and relation.subject > relation.object:
        message = f"{relation.type} is symmetric and its parties are not in order"
        remedy = "put the alphabetically smaller id first"
        yield _finding(relation, "subject", "symmetric-order", message, remedy)
    stem = f"{relation.subject}--{relation.type}--{relation.object}"
    if relation.id != stem and not relation.id.startswith(f"{stem}--"):
        message, remedy = "the id does not name type and parties", f"let it start with {stem}"
        yield _finding(relation, "id", "id-form", message, remedy)


def _order_of_dates(relation: Relation) -> Iterator[Finding]:
    start, end = relation.start, relation.end
    if start and relation.valid_to and relation.valid_to.last < start:
        message, remedy = f"it is over by {end} but begins on {start}", "correct one of the dates"
        yield _finding(relation, "valid_to", "date-order", message, remedy)


def _content(relation: Relation) -> Iterator[Finding]:
    kind = vocabulary().relation_types[relation.type]
    if kind.family == "rivalry" and not relation.market:
        message, remedy = "a rivalry names no market", "fill in at least one market"
        yield _finding(relation, "market", "rivalry-market", message, remedy)
    if relation.amount and kind.money_kind is None:
        message, remedy = f"{relation.type} carries no money", "clear the amount"
        yield _finding(relation, "amount", "amount-type", message, remedy)


def _succession(
    relation: Relation, records: Records, superseded: Counter[str]
) -> Iterator[Finding]:
    if relation.supersedes:
        older = records.relation_by_id[relation.supersedes]
        if not vocabulary().codes["status"][older.status].is_true("terminal"):
            message = f"it supersedes {older.id}, whose status is {older.status}"
            remedy = "give the older row a final status and an end"
            yield _finding(relation, "supersedes", "superseded-status", message, remedy)
    if relation.status == "superseded" and relation.id not in superseded:
        message, remedy = "no row supersedes it", "name it in the supersedes cell of its successor"
        yield _finding(relation, "status", "successor-missing", message, remedy)


def _orphans(records: Records) -> Iterator[Finding]:
    """Yield sources that support nothing."""
    used = {
        source
        for name, table in TABLES.items()
        for column in table.listed
        if column.refers_to == "sources"
        for row in getattr(records, name)
        for source in column.of(row)
    }
    for source in records.sources:
        if source.id not in used:
            message, remedy = "the source supports no row", "cite it, or take it out"
            yield Finding("sources.csv", 0, "id", "orphan-source", message, remedy, source.id)
