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
from kg.records.dataset import describes, latest_day, terms_of
from kg.records.rows import Row, assemble
from kg.records.schema import TABLES
from kg.vocabulary.dates import PartialDate
from kg.vocabulary.iri import BASE, PREFIXES, TERMS, WIKIDATA, slug_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from kg.records.model import Records

    Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
    Triple = tuple[ox.NamedNode | ox.BlankNode, ox.NamedNode, Term]
    Properties = Mapping[str, list[str]]

CLASSES = {
    "Actor": "actors",
    "Source": "sources",
    "Deal": "deals",
    "Relation": "relations",
    "Observation": "observations",
}
KIND, MAIN_KIND = TERMS + "kind", TERMS + "mainKind"
_BOOLEAN = PREFIXES["xsd"] + "boolean"
COLUMNS = {
    "actors": {
        PREFIXES["rdfs"] + "label": "name",
        PREFIXES["skos"] + "altLabel": "alt_names",
        PREFIXES["skos"] + "exactMatch": "wikidata",
        TERMS + "kind": "kinds",
        TERMS + "partOf": "part_of",
        TERMS + "partOfFrom": "part_of_from",
        TERMS + "partOfTo": "part_of_to",
    },
    "sources": {PREFIXES["dcterms"] + "title": "title", TERMS + "sourceKind": "kind"},
    "deals": {PREFIXES["rdfs"] + "label": "name", TERMS + "dealKind": "kind"},
    "relations": {
        TERMS + "validFrom": "valid_from",
        TERMS + "validTo": "valid_to",
        TERMS + "stakePercent": "stake_percent",
        TERMS + "capacityUnit": "capacity_unit",
    },
    "observations": {
        TERMS + "valueHigh": "value_high",
        TERMS + "asOf": "as_of",
        TERMS + "periodStart": "period_start",
        TERMS + "observationStatus": "status",
    },
}


def records(triples: Iterable[Triple], place: str) -> Records:
    """Read records from the triples of a graph's claims.

    Parameters
    ----------
    triples
        All triples of the default graph.
    place
        What the graph was read from, for findings.

    Raises
    ------
    InvalidTables
        With every finding, when the graph breaks the rules.
    """
    described: list[Triple] = []
    nodes, types = _nodes(_noting(triples, described), place)
    rows = _rows(nodes, types, place)
    cutoffs = [value for node in nodes.values() for value in node.get(TERMS + "cutoff", ())]
    found, findings = assemble(
        rows, lambda relations: stated_cutoff(cutoffs) or latest_day(relations)
    )
    if not rows["actors"] and not findings:
        raise UnreadableGraph(place, "there is no actor of our ontology in its default graph")
    if found is None or findings:
        raise InvalidTables(findings)
    return replace(found, terms=terms_of(described))


def _noting(triples: Iterable[Triple], described: list[Triple]) -> Iterator[Triple]:
    """Yield all triples; note those that describe the data set."""
    for triple in triples:
        if describes(triple[1], triple[2]):
            described.append(triple)
        yield triple


def _nodes(
    triples: Iterable[Triple], place: str
) -> tuple[dict[str, dict[str, list[str]]], dict[str, set[str]]]:
    """Collect the properties and the classes of every node."""
    nodes: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    types: dict[str, set[str]] = defaultdict(set)
    is_a = PREFIXES["rdf"] + "type"
    for subject, predicate, object_ in triples:
        if isinstance(object_, ox.Triple):
            reason = "it holds RDF 1.2 triple terms; export it anew, or read its file"
            raise UnreadableGraph(place, reason)
        if predicate.value == is_a:
            types[subject.value].add(object_.value)
        else:
            nodes[subject.value][predicate.value].append(_text(object_))
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
    is_part = tail.count("/") == 2 and not tail.startswith("code/")
    return iri if is_part else slug_of(iri)


def _rows(
    nodes: Mapping[str, Properties], types: Mapping[str, set[str]], place: str
) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {name: [] for name in TABLES}
    deal_of = _deals(nodes)
    for iri in sorted(types):
        for class_, name in CLASSES.items():
            if TERMS + class_ in types[iri]:
                cells = _cells(name, iri, nodes)
                if iri in deal_of:
                    cells["deal"] = deal_of[iri]
                rows[name].append(Row(TABLES[name], place, 0, cells))
    return rows


def _deals(nodes: Mapping[str, Properties]) -> dict[str, str]:
    """Return the deal of every relation that is part of one, by the relation's IRI."""
    relations = PREFIXES["relation"]
    return {
        relations + part: slug(iri)
        for iri, node in nodes.items()
        for part in node.get(TERMS + "hasPart", ())
    }


def _cells(name: str, iri: str, nodes: Mapping[str, Properties]) -> dict[str, str]:
    """Return the cells of the row that a node stands for."""
    columns = COLUMNS[name]
    cells = dict.fromkeys(TABLES[name].columns, "")
    cells["id"] = slug(iri)
    node = nodes.get(iri, {})
    for predicate, values in node.items():
        column = columns.get(predicate, predicate.removeprefix(TERMS))
        if column in cells and column != "id":
            cells[column] = "|".join(sorted(values))
    cells |= _evidence(node, nodes, cells)
    if name == "actors":
        cells["wikidata"] = cells["wikidata"].removeprefix(WIKIDATA)
        kinds = (*node.get(MAIN_KIND, ()), *sorted(node.get(KIND, ())))
        cells["kinds"] = "|".join(dict.fromkeys(kinds))
    if "amount" in cells:
        cells |= _money(node, nodes)
    return {column: cells[column] for column in TABLES[name].columns}


def _evidence(
    node: Properties, nodes: Mapping[str, Properties], cells: Mapping[str, str]
) -> dict[str, str]:
    """Return sources, evidence sentence and confidence from the evidence node."""
    if "sources" not in cells:
        return {}
    found: dict[str, str] = {"sources": "", "evidence": "", "confidence": ""}
    for iri in node.get(TERMS + "evidence", ()):
        evidence = nodes.get(iri, {})
        found["sources"] = "|".join(sorted(evidence.get(PREFIXES["prov"] + "hadPrimarySource", ())))
        found["evidence"] = "|".join(evidence.get(TERMS + "statement", ()))
        found["confidence"] = "|".join(evidence.get(TERMS + "confidence", ()))
    return found


def _money(node: Properties, nodes: Mapping[str, Properties]) -> dict[str, str]:
    """Return the cells of amount and valuation from their nodes."""
    found = {"amount": "", "currency": "", "amount_qualifier": "", "amount_period": ""}
    for iri in node.get(TERMS + "valuation", ()):
        valuation = nodes.get(iri, {})
        found["valuation"] = "|".join(valuation.get(TERMS + "value", ()))
        found["currency"] = "|".join(valuation.get(TERMS + "currency", ()))
    for iri in node.get(TERMS + "amount", ()):
        amount = nodes.get(iri, {})
        found["amount"] = "|".join(amount.get(TERMS + "value", ()))
        found["currency"] = "|".join(amount.get(TERMS + "currency", ()))
        found["amount_qualifier"] = "|".join(amount.get(TERMS + "qualifier", ()))
        found["amount_period"] = "|".join(amount.get(TERMS + "period", ())).replace("total", "")
    return found


def stated_cutoff(said: Iterable[str]) -> date | None:
    """Return the last of the days that a graph states as its cut-off; None without one."""
    days = []
    for text in said:
        try:
            days.append(PartialDate.parse(text).last)
        except InvalidValue:
            continue
    return max(days, default=None)
