"""The standard syntaxes: sorted, with prefixes, and hostile texts intact."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from hypothesis import given, settings

import strategies
from kg.exchange import rdf

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.graph.graph import Graph
    from kg.records.model import Records

_CLAIMS = {
    rdf.turtle: ox.RdfFormat.TURTLE,
    rdf.n_triples: ox.RdfFormat.N_TRIPLES,
    rdf.rdf_xml: ox.RdfFormat.RDF_XML,
}


@settings(max_examples=25)
@given(strategies.any_records())
def test_hostile_records_survive(records: Records) -> None:
    graph = SimpleNamespace(records=records)
    for write, form in _CLAIMS.items():
        found = {quad.triple for quad in ox.parse(write(graph), format=form)}
        assert found == rdf.claims(records)


@pytest.mark.parametrize("write", [rdf.n_triples, rdf.n_quads])
def test_lines_are_sorted_within_a_graph(write: Callable[[Graph], str], tiny_graph: Graph) -> None:
    quads = ox.parse(write(tiny_graph), format=ox.RdfFormat.N_QUADS)
    places = [(str(q.graph_name).replace("DEFAULT", ""), str(q.triple)) for q in quads]
    assert places == sorted(places)


def test_only_used_prefixes_are_declared(tiny_graph: Graph) -> None:
    text = rdf.turtle(tiny_graph)
    assert "@prefix al: <https://w3id.org/ai-alliances/ont#> ." in text
    assert "@prefix dyad:" not in text


def test_graphs_hold_what_is_derived(tiny_graph: Graph) -> None:
    found = {str(q.graph_name) for q in ox.parse(rdf.trig(tiny_graph), format=ox.RdfFormat.TRIG)}
    assert "<https://w3id.org/ai-alliances/graph/arrows>" in found
    assert "<https://w3id.org/ai-alliances/graph/ontology>" in found
    assert "DEFAULT" in found
