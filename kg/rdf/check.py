"""What is wrong with the data, in one report: cells, references, rules between rows, and shapes.

`kg.records.rows` says which rows cannot be read. `integrity` looks at records and is fast; the
shapes of the ontology look at the claims as RDF and say everything that a graph must hold to. Where
both know a rule it has one name and is reported once; of a cell that cannot be read, only that is
said.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kg.base.errors import Finding, InvalidTables, UnreadableGraph
from kg.rdf import quads
from kg.records import doubts, tables
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from kg.records.model import Records, Relation

    Triple = tuple[Any, Any, Any]


def check(
    folder: Path | None,
    read: Callable[[], Records],
    claims: Callable[[], Iterable[Triple]] | None = None,
    *,
    warnings: bool = False,
) -> tuple[Finding, ...]:
    """Return every finding in a graph, sorted by place; O(n).

    Rows that cannot be read make no graph, so that a folder of tables meets the shapes and the
    rules between rows only when all its rows are sound; the rules between the cells of a row look
    at those that are. RDF is a graph already and meets the shapes in any case.

    Parameters
    ----------
    folder
        The folder of tables, when the graph is one; findings then name file and row.
    read
        Gives the records of the graph.
    claims
        Gives the triples of the default graph, when the graph was given as RDF; else the shapes
        look at the triples that the records make.
    warnings
        Whether what merely deserves a look is reported too.
    """
    unreadable: tuple[Finding, ...] = ()
    broken: list[Finding] = []
    triples: Iterable[Triple] = ()
    try:
        records = read()
        broken = list(integrity(records))
        broken += doubts.doubts(records) if warnings else ()
        triples = _triples(records)
    except InvalidTables as error:
        unreadable = error.findings
        relations = tables.readable(folder) if folder is not None else ()
        broken = [finding for relation in relations for finding in _cells(relation)]
    except UnreadableGraph:
        if claims is None:
            raise
    shaped = _shapes(triples if claims is None else claims(), None if warnings else "Violation")
    if claims is not None:
        return tuple(sorted(_shapes_first(shaped, [*unreadable, *broken])))
    said = {(f.subject, f.column) for f in unreadable} | {(f.subject, f.rule) for f in broken}
    fresh = [f for f in shaped if said.isdisjoint({(f.subject, f.column), (f.subject, f.rule)})]
    return tuple(sorted(_placed([*unreadable, *broken, *fresh], folder)))


def _shapes_first(shaped: Iterable[Finding], other: Iterable[Finding]) -> Iterator[Finding]:
    """Yield what the shapes find in RDF, and of the rest what they do not know."""
    found = list(shaped)
    yield from found
    said = {(f.subject, f.column) for f in found} | {(f.subject, f.rule) for f in found}
    for finding in other:
        place, rule = (finding.subject, finding.column), (finding.subject, finding.rule)
        if said.isdisjoint({place, rule}):
            yield finding


def _shapes(triples: Iterable[Triple], severity: str | None) -> Iterator[Finding]:
    from kg.rdf import shapes  # loads rdflib and pyshacl

    return shapes.findings(triples, severity=severity)


def _triples(records: Records) -> Iterator[Triple]:
    """Yield the triples that records make."""
    for quad in quads.asserted(records):
        yield quad.subject, quad.predicate, quad.object


def _placed(found: Iterable[Finding], folder: Path | None) -> Iterator[Finding]:
    """Yield findings with the line of their row, when they come from a folder of tables."""
    lines = tables.lines(folder) if folder is not None else {}
    for finding in found:
        line = finding.row or lines.get((finding.file, finding.subject), 0)
        yield replace(finding, row=line)


def integrity(records: Records) -> Iterator[Finding]:
    """Yield what breaks a rule between the cells of a row or between rows; O(n)."""
    superseded = Counter(r.supersedes for r in records.relations if r.supersedes)
    for relation in records.relations:
        yield from _cells(relation)
        yield from _person(relation, records)
        yield from _succession(relation, records, superseded)
    yield from _orphans(records)
    yield from doubts.copies(records)


def _finding(relation: Relation, column: str, rule: str, message: str, remedy: str) -> Finding:
    return Finding("relations.csv", 0, column, rule, message, remedy, relation.id)


def _cells(relation: Relation) -> Iterator[Finding]:
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
    claims: tuple[Iterable[object], ...] = (records.relations, records.deals, records.observations)
    used = {source for rows in claims for row in rows for source in getattr(row, "sources", ())}
    for source in records.sources:
        if source.id not in used:
            message, remedy = "the source supports no row", "cite it, or take it out"
            yield Finding("sources.csv", 0, "id", "orphan-source", message, remedy, source.id)
