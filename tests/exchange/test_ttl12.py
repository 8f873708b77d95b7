"""RDF 1.2: relations as annotated arrows, and the way back."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from hypothesis import given, settings

import builders
import kg
import strategies
from kg.exchange import rdf, ttl12
from kg.vocabulary.iri import PREFIXES, mint, term

if TYPE_CHECKING:
    from pathlib import Path

    from kg.graph.graph import Graph
    from kg.records.model import Records

_REIFIES = ox.NamedNode(PREFIXES["rdf"] + "reifies")
_HOSTILE = ('"', "\\", "\n", "'''", '"""', "|} .", "\u202e", "~ a:b", "<< s p o >>", "\\u0041")


def _parse(text: str) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)}


@settings(max_examples=30)
@given(strategies.any_records())
def test_hostile_records_survive(records: Records) -> None:
    text = ttl12.text(SimpleNamespace(records=records))
    assert ttl12.read(text) == rdf.claims(records)


@pytest.mark.parametrize("label", _HOSTILE)
def test_text_of_a_relation_survives(label: str) -> None:
    relation = builders.relation("a", "invests-in", "b", note=f"x{label}y")
    records = builders.records([relation])
    assert ttl12.read(ttl12.text(SimpleNamespace(records=records))) == rdf.claims(records)


def test_shipped_data_survives(shipped: Graph) -> None:
    assert ttl12.read(ttl12.text(shipped)) == rdf.claims(shipped.records)


def test_every_relation_reifies_its_arrow(tiny_graph: Graph) -> None:
    reified = {
        t.subject: t.object for t in _parse(ttl12.text(tiny_graph)) if t.predicate == _REIFIES
    }
    relations = tiny_graph.records.relations
    assert {node.value for node in reified} == {mint("relation", r.id) for r in relations}
    arrow = reified[ox.NamedNode(mint("relation", "atlas--owns--atlas-cloud"))]
    assert arrow == ox.Triple(
        ox.NamedNode(mint("actor", "atlas")),
        ox.NamedNode(term("owns")),
        ox.NamedNode(mint("actor", "atlas-cloud")),
    )


def test_only_what_holds_is_asserted(tiny_graph: Graph) -> None:
    text = ttl12.text(tiny_graph)
    predicates = {t.predicate.value for t in _parse(text)}
    holds = "actor:atlas al:investsIn actor:boreal ~ relation:atlas--invests-in--boreal--2023 {|"
    rumour = (
        "<< actor:cobalt al:partnersWith actor:fjord ~ relation:cobalt--partners-with--fjord >>"
    )
    assert holds in text
    assert term("investsIn") in predicates
    assert rumour in text
    assert term("partnersWith") not in predicates


def test_subject_and_object_stand_in_the_arrow_alone(tiny_graph: Graph) -> None:
    predicates = {t.predicate.value for t in _parse(ttl12.text(tiny_graph))}
    assert not predicates & {term("subject"), term("object")}


def test_file_that_is_not_turtle_is_refused() -> None:
    with pytest.raises(SyntaxError):
        ttl12.read("actor:a al:b")


def test_a_file_of_ours_is_opened_like_any_other(tiny_graph: Graph, tmp_path: Path) -> None:
    path = tmp_path / "tiny.ttl"
    path.write_text(ttl12.text(tiny_graph), encoding="utf-8")
    opened = kg.open(path)
    assert opened.records == tiny_graph.records
    assert len(opened.overlaps()) == len(tiny_graph.overlaps())
    assert opened.query("ASK { GRAPH graph:dyads { ?pair a al:CoopetitiveDyad } }")
