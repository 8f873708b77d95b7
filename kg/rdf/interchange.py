"""The graph as an rdflib dataset: terms of one library to terms of the other."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import rdflib
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

from kg.rdf.store import select
from kg.vocabulary.iri import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.rdf.engine import QuadStore

    Context = tuple[Any, Any, Any, rdflib.Graph]

_CLAIMS = "SELECT ?s ?p ?o WHERE { ?s ?p ?o }"
_DERIVED = "SELECT ?s ?p ?o ?g WHERE { GRAPH ?g { ?s ?p ?o } }"


def to_rdflib(store: QuadStore) -> rdflib.Dataset:
    """Return the quads of a store as an rdflib dataset, with our prefixes bound.

    rdflib has no triple terms: statements about statements (RDF 1.2) are left out.

    The default graph is the dataset's default graph, not the union of all graphs.
    """
    dataset = rdflib.Dataset(default_union=False)
    for prefix, iri in PREFIXES.items():
        dataset.bind(prefix, iri)
    dataset.addN(_quads(store, dataset))
    return dataset


def _quads(store: QuadStore, dataset: rdflib.Dataset) -> Iterator[Context]:
    claims = dataset.graph(DATASET_DEFAULT_GRAPH_ID)
    for row in select(store, _CLAIMS):
        if isinstance(row[2], ox.Triple):
            continue
        yield term(row[0]), term(row[1]), term(row[2]), claims
    graphs: dict[str, rdflib.Graph] = {}
    for row in select(store, _DERIVED):
        name = row[3].value
        if isinstance(row[2], ox.Triple):
            continue
        if name not in graphs:
            graphs[name] = dataset.graph(rdflib.URIRef(name))
        yield term(row[0]), term(row[1]), term(row[2]), graphs[name]


@lru_cache(maxsize=65536)
def term(value: ox.NamedNode | ox.BlankNode | ox.Literal) -> rdflib.term.Identifier:
    """Return the rdflib term for a pyoxigraph term, literals as written."""
    if isinstance(value, ox.NamedNode):
        return rdflib.URIRef(value.value)
    if isinstance(value, ox.BlankNode):
        return rdflib.BNode(value.value)
    if value.language:
        return rdflib.Literal(value.value, lang=value.language)
    if value.datatype.value == PREFIXES["xsd"] + "string":
        return rdflib.Literal(value.value)
    return rdflib.Literal(
        value.value, datatype=rdflib.URIRef(value.datatype.value), normalize=False
    )
