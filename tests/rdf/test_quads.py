"""Records to RDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from hypothesis import given, settings

import strategies
from builders import TINY, actor, on, person, records, relation
from kg.measures.coopetition.overlaps import overlaps
from kg.rdf import quads, store
from kg.relations import table as relations
from kg.relations.selection import select
from kg.vocabulary.bundled import folder
from kg.vocabulary.iri import GRAPH_ARROWS, GRAPH_DYADS, PREFIXES, TERMS, mint, slug_of, term

if TYPE_CHECKING:
    from kg.graph.graph import Graph
    from kg.records.model import Records

TYPE = PREFIXES["rdf"] + "type"


def lines(found: Records) -> list[str]:
    """Return the quads of some records, without the ontology, as sorted N-Quads."""
    every = [*quads.asserted(found), *store.derived(found)]
    return sorted(ox.serialize(every, format=ox.RdfFormat.N_QUADS).decode().splitlines())


def test_tiny_as_it_always_was(tiny_graph: Graph) -> None:
    """After a wanted change: write the lines of this function to tiny/expected.nq and read them."""
    expected = (TINY / "expected.nq").read_text(encoding="utf-8").splitlines()
    assert expected == sorted(expected)
    assert lines(tiny_graph.records) == expected


def test_no_line_is_said_twice(tiny_graph: Graph) -> None:
    found = lines(tiny_graph.records)
    assert len(found) == len(set(found))


def test_no_blank_nodes(shipped: Graph) -> None:
    """Lists of the ontology apart: OWL asks for them there."""
    for quad in [*quads.asserted(shipped.records), *store.derived(shipped.records)]:
        assert not isinstance(quad.subject, ox.BlankNode)
        assert not isinstance(quad.object, ox.BlankNode)


def test_every_term_of_ours_is_declared(shipped: Graph) -> None:
    path = folder("ontology") / "alliances.ttl"
    declared = {q.subject.value for q in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)}
    used = set()
    for quad in [*quads.asserted(shipped.records), *store.derived(shipped.records)]:
        used.add(quad.predicate.value)
        if quad.predicate.value == TYPE:
            used.add(quad.object.value)
    ours = {iri for iri in used if iri.startswith(TERMS)}
    assert len(ours) > 50
    assert ours <= declared


def test_every_code_that_is_used_is_declared(shipped: Graph) -> None:
    declared = {q.subject for q in store.ontology()}
    codes = PREFIXES["code"]
    for quad in quads.asserted(shipped.records):
        if isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(codes):
            assert quad.object in declared


@settings(max_examples=40)
@given(strategies.any_records())
def test_every_literal_survives_its_serialisation(found: Records) -> None:
    every = [*quads.asserted(found)]
    for form in (ox.RdfFormat.N_QUADS, ox.RdfFormat.TRIG):
        text = ox.serialize(every, format=form)
        assert set(ox.parse(text, format=form)) == set(every)


def arrows(*found: relation) -> set[tuple[str, str, str]]:  # type: ignore[valid-type]
    return {
        (slug_of(q.subject.value), q.predicate.value.removeprefix(TERMS), slug_of(q.object.value))
        for q in quads.arrows(found)
    }


def test_arrows_run_both_ways_for_symmetric_relations() -> None:
    one, both = relation("a", "invests-in", "b"), relation("a", "competes-with", "b")
    assert arrows(one, both) == {
        ("a", "investsIn", "b"),
        ("a", "competesWith", "b"),
        ("b", "competesWith", "a"),
    }


def test_arrows_stand_in_their_own_graph() -> None:
    (quad,) = quads.arrows([relation("a", "invests-in", "b")])
    assert quad.graph_name.value == GRAPH_ARROWS


def test_arrows_of_the_tiny_set_are_those_in_scope(tiny_graph: Graph) -> None:
    derived = [q for q in store.derived(tiny_graph.records) if q.graph_name.value == GRAPH_ARROWS]
    said = {(q.subject.value, q.predicate.value, q.object.value) for q in derived}
    assert (mint("actor", "boreal"), term("competesWith"), mint("actor", "atlas")) in said
    assert not any("inTalksWith" in p or "partnersWith" in p for _, p, _ in said)
    assert (mint("actor", "boreal"), term("competesWith"), mint("actor", "delta")) not in said


def dyads(found: Records, level: str, mark: str) -> set[tuple[str, ...]]:
    """Return the members of the marked pairs of a level."""
    holding = {r.id for r in select(relations.table(found), on()).relations}
    said = list(quads.dyads(found, holding))
    types, members = {}, {}
    for quad in said:
        assert quad.graph_name.value == GRAPH_DYADS
        if quad.predicate.value == TYPE:
            types.setdefault(quad.subject.value, set()).add(quad.object.value)
        elif quad.predicate.value == term("member"):
            members.setdefault(quad.subject.value, set()).add(slug_of(quad.object.value))
    wanted = {term(mark), term(f"{level.title()}Dyad")}
    return {tuple(sorted(members[iri])) for iri, found in types.items() if wanted <= found}


def test_pairs_of_the_tiny_set_by_hand(tiny_graph: Graph) -> None:
    assert dyads(tiny_graph.records, "group", "CoopetitiveDyad") == {("atlas", "boreal")}
    assert dyads(tiny_graph.records, "actor", "CompetingDyad") == {("atlas", "boreal")}
    assert dyads(tiny_graph.records, "group", "CooperatingDyad") == {
        ("atlas", "boreal"),
        ("atlas", "cobalt"),
        ("atlas", "delta"),
        ("boreal", "delta"),
        ("cobalt", "delta"),
    }
    assert dyads(tiny_graph.records, "actor", "CooperatingDyad") == {
        ("atlas", "atlas-cloud"),
        ("atlas", "boreal"),
        ("atlas", "cobalt"),
        ("atlas", "delta"),
        ("atlas-cloud", "boreal"),
        ("boreal", "delta"),
        ("cobalt", "delta"),
    }


@pytest.mark.parametrize("level", ["group", "actor"])
@settings(max_examples=150)
@given(strategies.multigraphs())
def test_coopetitive_pairs_are_the_overlaps(level: str, found: Records) -> None:
    rows = overlaps(select(relations.table(found), on(level=level)))
    assert dyads(found, level, "CoopetitiveDyad") == {(row.a, row.b) for row in rows}


def test_people_and_groups_make_no_pairs_of_their_own() -> None:
    found = records(
        [relation("p", "leads", "b"), relation("a", "owns", "au")],
        [actor("a"), actor("au", "a"), person("p")],
    )
    pairs = {q.subject.value for q in quads.dyads(found, set()) if "dyad/" in q.subject.value}
    assert pairs == {PREFIXES["dyad"] + "a~au"}


def said(graph: Graph, subject: str) -> dict[str, list[str]]:
    """Return what the quads say about a node, in N-Triples, by local name of the predicate."""
    found: dict[str, list[str]] = {}
    for quad in quads.asserted(graph.records):
        if quad.subject.value == subject:
            name = quad.predicate.value.removeprefix(TERMS)
            found.setdefault(name, []).append(str(quad.object))
    return found


def test_dates_are_kept_as_said_and_as_bounds(tiny_graph: Graph) -> None:
    iri = mint("relation", "boreal--competes-with--delta")
    xsd = PREFIXES["xsd"]
    node = said(tiny_graph, iri)
    assert node["validFrom"] == [f'"2024-02"^^<{xsd}gYearMonth>']
    assert node["validTo"] == [f'"2024-12"^^<{xsd}gYearMonth>']
    assert node["from"] == [f'"2024-02-01"^^<{xsd}date>']
    assert node["to"] == [f'"2025-01-01"^^<{xsd}date>']
    assert "announced" not in node


def test_amounts_are_plain_decimals(tiny_graph: Graph) -> None:
    iri = mint("observation", "boreal--revenue--2024")
    assert said(tiny_graph, iri)["value"] == [f'"120000000.25"^^<{PREFIXES["xsd"]}decimal>']


def test_unknown_terms_say_nothing(tiny_graph: Graph) -> None:
    node = said(tiny_graph, mint("relation", "atlas--owns--atlas-cloud"))
    assert not set(node) & {"announced", "validFrom", "from", "to", "amount", "exclusive", "note"}


def test_succession_is_said_both_ways(tiny_graph: Graph) -> None:
    old = mint("relation", "atlas-cloud--supplies-cloud-to--boreal--2023")
    new = mint("relation", "atlas-cloud--supplies-cloud-to--boreal--2025")
    assert said(tiny_graph, old)["supersededBy"] == [f"<{new}>"]
    assert said(tiny_graph, new)["supersedes"] == [f"<{old}>"]
