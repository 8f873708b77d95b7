"""RDF in our ontology to records: the way back from `kg.rdf.quads`.

The properties of a node become the cells of a row, and the rows are held to the same rules as
those of the tables.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.base.errors import InvalidTables, InvalidValue, UnreadableGraph
from kg.records.columns import step
from kg.records.dataset import describes, latest_day, rights_of
from kg.records.rows import Row, assemble
from kg.records.schema import TABLES
from kg.vocabulary.dates import PartialDate
from kg.vocabulary.iri import BASE, PREFIXES, TERMS, WIKIDATA, slug_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from kg.records.columns import Column, Step, Table
    from kg.records.model import Records

    Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
    Triple = tuple[ox.NamedNode | ox.BlankNode, ox.NamedNode, Term]
    Properties = Mapping[str, list[str]]

TABLE_OF = {TERMS + table.record.__name__: table for table in TABLES.values()}  # by class
_BOOLEAN = PREFIXES["xsd"] + "boolean"


def records(triples: Iterable[Triple], source: str) -> Records:
    """Read records from the triples of a graph's claims.

    Parameters
    ----------
    triples
        All triples of the default graph.
    source
        What the graph was read from, for findings.

    Raises
    ------
    InvalidTables
        With every finding, when the graph breaks the rules.
    """
    described: list[Triple] = []
    nodes, types = _nodes(_noted(triples, described), source)
    rows = _rows(nodes, types, source)
    cutoffs = [value for node in nodes.values() for value in node.get(TERMS + "cutoff", ())]
    read, findings = assemble(
        rows, lambda relations: stated_cutoff(cutoffs) or latest_day(relations)
    )
    if not rows["actors"] and not findings:
        raise UnreadableGraph(source, "there is no actor of our ontology in its default graph")
    if read is None or findings:
        raise InvalidTables(findings)
    return replace(read, rights=rights_of(described))


def _noted(triples: Iterable[Triple], described: list[Triple]) -> Iterator[Triple]:
    """Yield all triples; note those that describe the data set."""
    for triple in triples:
        if describes(triple[1], triple[2]):
            described.append(triple)
        yield triple


def _nodes(
    triples: Iterable[Triple], source: str
) -> tuple[dict[str, dict[str, list[str]]], dict[str, set[str]]]:
    """Collect the properties and the classes of every node."""
    nodes: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    types: dict[str, set[str]] = defaultdict(set)
    is_a = PREFIXES["rdf"] + "type"
    reifiers: set[str] = set()
    for subject, predicate, object_ in triples:
        if isinstance(object_, ox.Triple):  # a statement about a statement, of ours or of others
            reifiers.add(subject.value)
        elif predicate.value == is_a:
            types[subject.value].add(object_.value)
        else:
            nodes[subject.value][predicate.value].append(_text(object_))
    if any(TABLE_OF.keys() & types[reifier] for reifier in reifiers & types.keys()):
        reason = "its relations are RDF 1.2 triple terms; export it anew, or read its file"
        raise UnreadableGraph(source, reason)
    return nodes, types


def _text(value: ox.NamedNode | ox.BlankNode | ox.Literal) -> str:
    """Return a literal as its text, one of our things and codes as its slug."""
    if not isinstance(value, ox.Literal):
        return slug(value.value)
    return boolean(value.value) if value.datatype.value == _BOOLEAN else value.value


def boolean(text: str) -> str:
    """Return a boolean as cells have it: XML Schema has 1 and 0 too, which Virtuoso writes."""
    return {"1": "true", "0": "false"}.get(text, text)


def slug(iri: str) -> str:
    """Return the slug of one of our things and codes; any other IRI, and a part, unchanged."""
    if not iri.startswith(BASE):
        return iri
    tail = iri.removeprefix(BASE)
    is_part = tail.count("/") > 1 and not tail.startswith("code/")
    return iri if is_part else slug_of(iri)


def _rows(
    nodes: Mapping[str, Properties], types: Mapping[str, set[str]], source: str
) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {name: [] for name in TABLES}
    backward = {table.name: _backward(table, nodes) for table in TABLES.values()}
    for iri in sorted(types):
        for class_ in TABLE_OF.keys() & types[iri]:
            table = TABLE_OF[class_]
            cells = _cells(table, iri, nodes) | backward[table.name].get(iri, {})
            rows[table.name].append(Row(table, source, 0, cells))
    return rows


def _backward(table: Table, nodes: Mapping[str, Properties]) -> dict[str, dict[str, str]]:
    """Return the cells that other nodes fill, such as the deal of a relation, by IRI of the row."""
    cells: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for column in table.listed:
        if not column.is_id and column.step.inverse:
            for iri, node in nodes.items():
                for part in node.get(column.step.iri, ()):
                    row = part if ":" in part else table.iri(part)
                    cells[row][column.name] = slug(iri)
    return cells


def _cells(table: Table, iri: str, nodes: Mapping[str, Properties]) -> dict[str, str]:
    """Return the cells of the row that a node stands for."""
    node = nodes.get(iri, {})
    parts = {name: nodes.get(part, {}) for name, part in _parts(table, node)} | {"": node}
    cells = {column.name: _cell(column, parts) for column in table.listed}
    return cells | ({"id": slug(iri)} if table.key == "id" else {})


def _parts(table: Table, node: Properties) -> Iterator[tuple[str, str]]:
    """Yield the parts of a row that are there, with the IRIs of their nodes."""
    for name in table.parts:
        for part in node.get(TERMS + name, ()):
            yield name, part


def _cell(column: Column, parts: Mapping[str, Properties]) -> str:
    """Return the text of a cell from the node of a row and those of its parts."""
    for home in column.homes:
        if home.part in parts and not home.inverse:
            text = "|".join(_values(column, home, parts[home.part]))
            return "" if text == column.default else text
    return ""


def _values(column: Column, home: Step, node: Properties) -> list[str]:
    """Return what a node has for a column, sorted; the main value first."""
    values = sorted(node.get(home.iri, ()))
    if column.form.kind == "item":
        return [value.removeprefix(WIKIDATA) for value in values]
    for path, feature in column.also.items():
        if feature == "main":
            return list(dict.fromkeys((*node.get(step(path).iri, ()), *values)))
    return values


def stated_cutoff(texts: Iterable[str]) -> date | None:
    """Return the last of the days that a graph states as its cut-off; None without one."""
    days = []
    for text in texts:
        try:
            days.append(PartialDate.parse(text).last)
        except InvalidValue:
            continue
    return max(days, default=None)
