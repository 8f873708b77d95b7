"""RDF 1.1 in its standard syntaxes: Turtle, TriG, N-Triples, N-Quads, RDF/XML.

The same records give the same bytes: statements are sorted, and only prefixes in use are declared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.rdf import store, terms
from kg.rdf.quads import DATASET, asserted
from kg.rdf.terms import DefaultGraph, NamedNode, Quad, RdfFormat, Triple
from kg.records.dataset import stated
from kg.vocabulary.iri import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kg.exchange import Exportable
    from kg.rdf.terms import Statement
    from kg.records.model import Records


def turtle(graph: Exportable) -> str:
    """Return the claims as Turtle."""
    return serialize(claims(graph.records), RdfFormat.TURTLE)


def n_triples(graph: Exportable) -> str:
    """Return the claims as N-Triples."""
    return serialize(claims(graph.records), RdfFormat.N_TRIPLES)


def rdf_xml(graph: Exportable) -> str:
    """Return the claims as RDF/XML."""
    return serialize(claims(graph.records), RdfFormat.RDF_XML)


def trig(graph: Exportable) -> str:
    """Return claims, arrows, pairs and ontology as TriG, each in its graph."""
    return serialize(everything(graph.records), RdfFormat.TRIG)


def n_quads(graph: Exportable) -> str:
    """Return claims, arrows, pairs and ontology as N-Quads, each in its graph."""
    return serialize(everything(graph.records), RdfFormat.N_QUADS)


def claims(records: Records) -> set[Triple]:
    """Return the triples of the records, and under what terms they may be used."""
    return {quad.triple for quad in asserted(records)} | set(_terms(records))


def _terms(records: Records) -> Iterator[Triple]:
    """Yield the terms of use of a data set that others compiled."""
    node = NamedNode(DATASET)
    for name, value in stated(records.rights):
        if value != node:
            yield Triple(node, name, value)


def everything(records: Records) -> set[Quad]:
    """Return the quads of a store, with canonical names for the blank nodes of the ontology."""
    quads = terms.canonical(set(store.all_quads(records)))
    return quads | {Quad(*triple) for triple in _terms(records)}


def serialize(
    statements: Iterable[Statement],
    form: RdfFormat,
    declared: Mapping[str, str] | None = None,
) -> str:
    """Return statements as sorted text.

    Parameters
    ----------
    statements
        Triples, or quads for a format that holds graphs; repeated ones are written once.
    form
        The syntax.
    declared
        Prefixes to declare; by default those in use.
    """
    ordered = sorted(set(statements), key=_place)
    names = dict(prefixes(ordered) if declared is None else declared)
    content = terms.serialize(ordered, format=form, prefixes=names)
    assert content is not None, "without an output, the content is returned"
    return content.decode()


def prefixes(statements: Iterable[Triple | Quad]) -> dict[str, str]:
    """Return those of our prefixes that statements use."""
    text = "\n".join(map(str, statements))
    return {prefix: iri for prefix, iri in PREFIXES.items() if f"<{iri}" in text}


def _place(statement: Triple | Quad) -> tuple[str, str]:
    """Return the place of a statement in the file: the default graph first."""
    if isinstance(statement, Triple) or isinstance(statement.graph_name, DefaultGraph):
        return "", str(statement)
    return str(statement.graph_name), str(statement)
