"""What is wrong with the data, in one report: cells, references, rules between rows, and shapes.

`kg.records.rows` says which rows cannot be read. `kg.records.rules` looks at records and is fast;
the shapes of the ontology look at the claims as RDF and say everything that a graph must hold to.
Where both know a rule it has one name and is reported once. Of a cell that cannot be read, only
that is reported.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kg.base.errors import Finding, InvalidTables, UnreadableGraph
from kg.rdf import quads
from kg.records import doubts, tables
from kg.records.rules import integrity, within_row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from kg.records.model import Records

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
        broken = [finding for relation in relations for finding in within_row(relation)]
    except UnreadableGraph:
        if claims is None:
            raise
    shaped = _shapes(triples if claims is None else claims(), None if warnings else "Violation")
    if claims is not None:
        return tuple(sorted(_shapes_first(shaped, [*unreadable, *broken])))
    reported = {(f.subject, f.column) for f in unreadable} | {(f.subject, f.rule) for f in broken}
    fresh = [f for f in shaped if reported.isdisjoint(_topics(f))]
    return tuple(sorted(_with_lines([*unreadable, *broken, *fresh], folder)))


def _shapes_first(shaped: Iterable[Finding], rest: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the findings of the shapes, and those of the rest that they do not have."""
    findings = list(shaped)
    yield from findings
    reported = {topic for finding in findings for topic in _topics(finding)}
    yield from (finding for finding in rest if reported.isdisjoint(_topics(finding)))


def _topics(finding: Finding) -> set[tuple[str, str]]:
    """Return what a finding is about: a cell, and a rule for its row."""
    return {(finding.subject, finding.column), (finding.subject, finding.rule)}


def _shapes(triples: Iterable[Triple], severity: str | None) -> Iterator[Finding]:
    from kg.rdf import shapes  # loads rdflib and pyshacl

    return shapes.findings(triples, severity=severity)


def _triples(records: Records) -> Iterator[Triple]:
    """Yield the triples that records make."""
    for quad in quads.asserted(records):
        yield quad.subject, quad.predicate, quad.object


def _with_lines(findings: Iterable[Finding], folder: Path | None) -> Iterator[Finding]:
    """Yield findings with the line of their row, when they come from a folder of tables."""
    lines = tables.lines(folder) if folder is not None else {}
    for finding in findings:
        line = finding.row or lines.get((finding.file, finding.subject), 0)
        yield replace(finding, row=line)
