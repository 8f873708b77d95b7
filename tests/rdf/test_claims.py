"""RDF back to records."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from hypothesis import given, settings

import strategies
from kg.base.errors import InvalidTables, UnreadableGraph
from kg.rdf import quads, store
from kg.rdf import read as claims
from kg.vocabulary.iri import PREFIXES, TERMS, mint, mint_code, term

if TYPE_CHECKING:
    from kg.graph.graph import Graph
    from kg.records.model import Records

XSD = PREFIXES["xsd"]


def through_a_store(found: Records) -> Records:
    """Put the claims into a store and read them back by a query."""
    into = ox.Store()
    into.extend(quads.asserted(found))
    return claims.records(store.claims(into), "a store")


@settings(max_examples=100)
@given(strategies.any_records())
def test_round_trip_through_a_store(found: Records) -> None:
    assert through_a_store(found) == found


def test_shipped_round_trip(shipped: Graph) -> None:
    assert through_a_store(shipped.records) == shipped.records


def test_tiny_round_trip(tiny_graph: Graph) -> None:
    assert through_a_store(tiny_graph.records) == tiny_graph.records


def triples(graph: Graph) -> dict[tuple[str, str, str], None]:
    """Return the claims of a graph as text, in N-Triples."""
    return {
        (str(q.subject), str(q.predicate), str(q.object)): None
        for q in quads.asserted(graph.records)
    }


def read(found: dict[tuple[str, str, str], None]) -> Records:
    text = "\n".join(" ".join(triple) + " ." for triple in found)
    into = ox.Store()
    into.load(text.encode(), format=ox.RdfFormat.N_TRIPLES)
    return claims.records(store.claims(into), "file.nt")


CHEQUE = f"<{mint('relation', 'atlas--invests-in--boreal--2023')}>"
DELTA = f"<{mint('actor', 'delta')}>"


@pytest.mark.parametrize(
    ("subject", "name", "value", "column", "rule"),
    [
        (CHEQUE, "status", f"<{mint_code('status', 'done')}>", "status", "valid-status"),
        (CHEQUE, "announced", f'"2023-02-30"^^<{XSD}date>', "announced", "valid-announced"),
        (CHEQUE, "subject", f"<{mint('actor', 'nobody')}>", "subject", "reference"),
        (CHEQUE, "stakePercent", f'"120"^^<{XSD}decimal>', "stake_percent", "valid-stake_percent"),
        (DELTA, "partOf", DELTA, "part_of", "part-of-circle"),
        (CHEQUE[:-1] + "/amount>", "currency", '"dollars"', "currency", "valid-currency"),
        (CHEQUE[:-1] + "/evidence>", "confidence", None, "confidence", "required"),
        (CHEQUE[:-1] + "/evidence>", "statement", None, "evidence", "required"),
        (CHEQUE, "type", None, "type", "required"),
        (CHEQUE, "object", None, "object", "required"),
    ],
)
def test_a_graph_is_held_to_the_rules_of_the_tables(
    tiny_graph: Graph, subject: str, name: str, value: str | None, column: str, rule: str
) -> None:
    found = triples(tiny_graph)
    predicate = f"<{term(name)}>"
    for triple in [t for t in found if t[:2] == (subject, predicate)]:
        del found[triple]
    if value is not None:
        found[subject, predicate, value] = None
    with pytest.raises(InvalidTables) as caught:
        read(found)
    places = [(f.file, f.row, f.column, f.rule) for f in caught.value.findings]
    assert places == [("file.nt", 0, column, rule)]


def test_two_values_where_one_is_meant_are_a_finding(tiny_graph: Graph) -> None:
    found = triples(tiny_graph)
    found[CHEQUE, f"<{term('status')}>", f"<{mint_code('status', 'active')}>"] = None
    with pytest.raises(InvalidTables, match="status"):
        read(found)


@pytest.mark.parametrize("text", ["40.00", "0040", "+40"])
def test_numbers_of_other_programs_are_read_if_they_are_plain(tiny_graph: Graph, text: str) -> None:
    """xsd:decimal allows all three forms for one number."""
    found = triples(tiny_graph)
    for triple in [t for t in found if t[:2] == (CHEQUE, f"<{term('stakePercent')}>")]:
        del found[triple]
    found[CHEQUE, f"<{term('stakePercent')}>", f'"{text}"^^<{XSD}decimal>'] = None
    assert read(found).relation_by_id["atlas--invests-in--boreal--2023"].stake_percent == 40


def test_a_truth_value_of_another_program(tiny_graph: Graph) -> None:
    """xsd:boolean allows 0 and 1."""
    iri = f"<{mint('relation', 'atlas-cloud--supplies-cloud-to--boreal--2023')}>"
    found = triples(tiny_graph)
    del found[iri, f"<{term('exclusive')}>", f'"true"^^<{XSD}boolean>']
    found[iri, f"<{term('exclusive')}>", f'"1"^^<{XSD}boolean>'] = None
    assert read(found) == tiny_graph.records


def test_what_others_say_about_our_things_is_passed_over(tiny_graph: Graph) -> None:
    found = triples(tiny_graph)
    comment = f"<{PREFIXES['rdfs']}comment>"
    found[CHEQUE, comment, '"seen by others"@en'] = None
    found[CHEQUE, f"<{TERMS}unheardOf>", '"x"'] = None
    found["<https://example.org/x>", comment, '"a stranger"'] = None
    found["_:b", f"<{PREFIXES['rdf']}type>", "<https://example.org/Thing>"] = None
    assert read(found) == tiny_graph.records


def test_a_thing_of_ours_without_our_iri_is_a_finding() -> None:
    """A user's own file may name its actors in its own namespace."""
    text = f"<https://example.org/me> a <{term('Actor')}> ."
    parsed = ox.parse(text, format=ox.RdfFormat.TURTLE)
    with pytest.raises(InvalidTables, match="id"):
        claims.records(((q.subject, q.predicate, q.object) for q in parsed), "file.ttl")


@pytest.mark.parametrize(
    "text",
    ["", "<https://example.org/a> <https://example.org/b> <https://example.org/c> ."],
    ids=["empty", "other-things"],
)
def test_a_graph_without_claims(text: str) -> None:
    parsed = ox.parse(text, format=ox.RdfFormat.TURTLE)
    with pytest.raises(UnreadableGraph, match="no actor of our ontology"):
        claims.records(((q.subject, q.predicate, q.object) for q in parsed), "file.ttl")


def test_without_a_stated_cutoff_it_is_the_last_day(tiny_graph: Graph) -> None:
    found = triples(tiny_graph)
    for triple in [t for t in found if t[1] == f"<{term('cutoff')}>"]:
        del found[triple]
    assert str(read(found).cutoff) == "2025-03-01"
