"""JSON-LD: two processors without network read the claims, whatever the texts."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NoReturn

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from pyld import jsonld as pyld

import builders
import strategies
from kg.exchange import jsonld, rdf
from kg.rdf import quads
from kg.vocabulary import vocabulary
from kg.vocabulary.iri import PREFIXES, TERMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.graph.graph import Graph
    from kg.records.model import Records

ONTOLOGY = Path(__file__).parents[2] / "ontology"
_HOSTILE = (
    "@id",
    "@type",
    '{"@id": "actor:x"}',
    '"quoted"',
    "<script>alert(1)</script>",
    "line\nbreak",
    "right\u202eto left",
    "back\\slash \\u0041",
    "actor:atlas",
    "https://w3id.org/ai-alliances/actor/atlas",
    "_:b0",
)


def _no_network(url: str, _options: Any) -> NoReturn:
    raise AssertionError(f"{url} must not be fetched")


def _by_oxigraph(text: str) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(text, format=ox.RdfFormat.JSON_LD)}


def _by_pyld(text: str) -> set[ox.Triple]:
    options = {"format": "application/n-quads", "documentLoader": _no_network}
    lines = pyld.to_rdf(json.loads(text), options)
    return {quad.triple for quad in ox.parse(lines, format=ox.RdfFormat.N_QUADS)}


def test_two_processors_read_the_claims(tiny_graph: Graph) -> None:
    text = jsonld.text(tiny_graph)
    assert _by_oxigraph(text) == rdf.claims(tiny_graph.records)
    assert _by_pyld(text) == rdf.claims(tiny_graph.records)


# rdflib's own parser still builds the graph class that rdflib has deprecated.
@pytest.mark.filterwarnings(
    "ignore:ConjunctiveGraph is deprecated, use Dataset instead.:DeprecationWarning"
)
def test_rdflib_reads_the_claims(tiny_graph: Graph) -> None:
    graph = rdflib.Graph().parse(data=jsonld.text(tiny_graph), format="json-ld")
    expected = {tuple(map(_value, triple)) for triple in rdf.claims(tiny_graph.records)}
    assert {tuple(map(str, triple)) for triple in graph} == expected


@settings(max_examples=25)
@given(strategies.any_records())
def test_hostile_records_survive(records: Records) -> None:
    text = jsonld.text(SimpleNamespace(records=records))
    assert _by_oxigraph(text) == rdf.claims(records)


@settings(max_examples=10)
@given(strategies.any_records())
def test_hostile_records_survive_in_pyld(records: Records) -> None:
    text = jsonld.text(SimpleNamespace(records=records))
    assert _by_pyld(text) == rdf.claims(records)


@pytest.mark.parametrize("label", _HOSTILE)
def test_texts_stay_texts(label: str) -> None:
    relation = builders.relation("a", "invests-in", "b", evidence=label, note=label)
    actors = [
        builders.actor("a", name=label, alt_names=(label,)),
        builders.actor("b", ticker=label),
    ]
    records = builders.records([relation], actors)
    text = jsonld.text(SimpleNamespace(records=records))
    assert _by_oxigraph(text) == rdf.claims(records) == _by_pyld(text)


def test_document_reads_well(tiny_graph: Graph) -> None:
    document = jsonld.document(tiny_graph)
    found = {relation["id"]: relation for relation in document["relations"]}
    relation = found["relation:atlas--invests-in--boreal--2023"]
    assert list(document) == ["@context", "id", "type", "cutoff", *jsonld._GROUPS]
    assert list(relation)[:5] == ["id", "type", "relationType", "subject", "object"]
    assert relation["type"] == ["InvestsIn", "Relation"]
    assert relation["stakePercent"] == "12.5"
    assert relation["amount"]["value"] == "1000000000"
    assert relation["announced"] == {"type": "xsd:date", "@value": "2023-01-10"}
    assert relation["evidence"]["hadPrimarySource"] == ["source:s-2023"]


def test_things_are_sorted_and_complete(tiny_graph: Graph) -> None:
    document = jsonld.document(tiny_graph)
    for group in jsonld._GROUPS:
        ids = [thing["id"].partition(":")[2] for thing in document[group]]
        assert ids == sorted(thing.id for thing in getattr(tiny_graph.records, group))


def test_no_number_is_a_json_number(tiny_graph: Graph) -> None:
    document = jsonld.document(tiny_graph)
    del document["@context"]
    assert not [value for value in _leaves(document) if type(value) not in {str, bool}]


def test_context_is_the_shipped_one_and_names_its_version(tiny_graph: Graph) -> None:
    shipped = json.loads((ONTOLOGY / "context.jsonld").read_text(encoding="utf-8"))
    ontology = (ONTOLOGY / "alliances.ttl").read_text(encoding="utf-8")
    version = shipped["owl:versionInfo"]
    assert shipped["@id"] == f"https://w3id.org/ai-alliances/context/{version}"
    assert f'owl:versionInfo               "{version}"' in ontology
    assert jsonld.document(tiny_graph)["@context"] == shipped["@context"]


def test_context_holds_every_property_of_the_claims(shipped: Graph, tiny_graph: Graph) -> None:
    used = {
        quad.predicate.value
        for graph in (shipped, tiny_graph)
        for quad in quads.asserted(graph.records)
    }
    assert used - {PREFIXES["rdf"] + "type"} <= jsonld._keys().keys()


def test_context_agrees_with_the_ontology() -> None:
    turtle = set(ox.parse(path=str(ONTOLOGY / "alliances.ttl"), format=ox.RdfFormat.TURTLE))
    known = {quad.subject.value for quad in turtle if isinstance(quad.subject, ox.NamedNode)}
    ranges = {
        q.subject.value: q.object.value for q in turtle if q.predicate.value.endswith("#range")
    }
    for iri, key in jsonld._keys().items():
        if not iri.startswith(TERMS):
            continue
        assert iri in known, key.name
        if iri in ranges:
            assert key.type == _coercion(ranges[iri]), key.name


def test_no_key_of_the_context_hides_a_class() -> None:
    words = vocabulary.vocabulary()
    classes = {kind.class_iri.removeprefix(TERMS) for kind in words.relation_types.values()}
    assert not classes & jsonld.context().keys()


def _coercion(range_: str) -> str:
    """Return the type that the context must give to a property of a range."""
    if not range_.startswith(PREFIXES["xsd"]):
        return "@id"
    plain = range_.endswith(("#string", "#boolean"))
    return "" if plain else range_


def _value(term: Any) -> str:
    return str(term.value)


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _leaves(item)
    else:
        yield value
