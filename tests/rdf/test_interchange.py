"""The graph as an rdflib dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import to_isomorphic
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

from kg.rdf import quads
from kg.vocabulary.iri import GRAPH_ARROWS, PREFIXES, mint

if TYPE_CHECKING:
    from kg.graph.graph import Graph

# rdflib 7.6 uses its own deprecated attribute when a dataset is asked.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Dataset.default_context is deprecated:DeprecationWarning"
)


def test_same_number_of_quads(tiny_graph: Graph) -> None:
    rows = tiny_graph.query("SELECT ?s ?p ?o ?g { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }")
    assert len(list(tiny_graph.to_rdflib().quads())) == len(list(rows))


def test_equal_claims(tiny_graph: Graph) -> None:
    """The claims as rdflib parses our N-Triples are the default graph of the dataset."""
    triples = [q.triple for q in quads.asserted(tiny_graph.records)]
    parsed = rdflib.Graph()
    parsed.parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")
    default = tiny_graph.to_rdflib().graph(DATASET_DEFAULT_GRAPH_ID)
    assert to_isomorphic(parsed) == to_isomorphic(default)


def test_arrows_stay_in_their_graph(tiny_graph: Graph) -> None:
    dataset = tiny_graph.to_rdflib()
    arrow = rdflib.URIRef(PREFIXES["al"] + "investsIn")
    assert not list(dataset.graph(DATASET_DEFAULT_GRAPH_ID).triples((None, arrow, None)))
    assert list(dataset.graph(rdflib.URIRef(GRAPH_ARROWS)).triples((None, arrow, None)))


def test_literals_are_as_written(tiny_graph: Graph) -> None:
    dataset = tiny_graph.to_rdflib()
    iri = rdflib.URIRef(mint("relation", "boreal--competes-with--delta"))
    (end,) = dataset.objects(iri, rdflib.URIRef(PREFIXES["al"] + "validTo"))
    assert str(end) == "2024-12"
    assert end.datatype == rdflib.XSD.gYearMonth


def test_both_engines_answer_alike(tiny_graph: Graph) -> None:
    names = "".join(f"PREFIX {prefix}: <{iri}> " for prefix, iri in PREFIXES.items())
    sparql = names + (
        "SELECT ?r ?from ?value WHERE { ?r al:type ?type OPTIONAL { ?r al:from ?from }"
        " OPTIONAL { ?r al:amount/al:value ?value } }"
    )
    ours = {tuple(t and t.value for t in row) for row in tiny_graph.query(sparql).terms}
    theirs = {tuple(t and str(t) for t in row) for row in tiny_graph.to_rdflib().query(sparql)}
    assert ours == theirs
    assert len(ours) == 18


def test_prefixes_are_bound(tiny_graph: Graph) -> None:
    bound = dict(tiny_graph.to_rdflib().namespaces())
    assert str(bound["al"]) == PREFIXES["al"]
    assert str(bound["actor"]) == PREFIXES["actor"]
