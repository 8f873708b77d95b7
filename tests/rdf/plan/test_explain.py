"""Plans in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from endpoint import Reply, serving
from kg.base.errors import NotExplained, QuerySyntax
from kg.rdf.plan.explain import COUNTED, explain
from kg.rdf.query import named_queries

if TYPE_CHECKING:
    from kg.graph.graph import Graph


def test_the_smallest_pattern_comes_first(tiny_graph: Graph) -> None:
    plan = explain(tiny_graph.store, "SELECT * { ?s ?p ?o . ?s a al:Deal }")
    assert [step.pattern for step in plan.steps] == ["?s a al:Deal", "?s ?p ?o"]
    assert plan.steps[1].shares == ("?s",)
    assert not plan.warnings


def test_a_cartesian_product_is_warned_of(tiny_graph: Graph) -> None:
    (warning,) = explain(tiny_graph.store, "SELECT * { ?a a al:Actor . ?b a al:Deal }").warnings
    assert warning.startswith("cartesian product: ")


def test_relations_of_two_actors_meet_at_their_pair(tiny_graph: Graph) -> None:
    text = "SELECT * { ?r al:subject ?a ; al:object ?b . ?q al:subject ?b ; al:object ?a }"
    (warning,) = explain(tiny_graph.store, text).warnings
    assert "GRAPH graph:dyads { ?q al:dyad ?pair . ?r al:dyad ?pair }" in warning


def test_a_join_at_one_actor_is_warned_of(tiny_graph: Graph) -> None:
    (warning,) = explain(
        tiny_graph.store, "SELECT * { ?r al:subject ?a . ?q al:object ?a }"
    ).warnings
    assert "joined at ?a" in warning


def test_patterns_are_counted_in_their_graph(tiny_graph: Graph) -> None:
    plan = explain(
        tiny_graph.store,
        "ASK { GRAPH <http://e/none> { ?s ?p ?o } FILTER EXISTS { ?s a al:Actor } }",
    )
    sizes = {step.pattern: step.matches for step in plan.steps}
    assert sizes["?s ?p ?o"] == 0
    assert sizes["?s a al:Actor"] == len(tiny_graph.records.actors)


def test_names_of_ours_that_are_not_there_are_warned_of(tiny_graph: Graph) -> None:
    actor = tiny_graph.records.actors[0].id
    text = f"SELECT * {{ ?r a al:Relaton ; al:subject actor:{actor}x ; dcterms:nothing ?o }}"
    one, other = explain(tiny_graph.store, text).warnings
    assert one.startswith(f"actor:{actor}x is not in this graph")
    assert f"nearest: actor:{actor}" in one
    assert "nearest: al:Relation" in other


def test_what_is_elsewhere_is_not_counted() -> None:
    class Elsewhere:
        def query(self, sparql: str) -> None:
            raise AssertionError(sparql)

    (step,) = explain(Elsewhere(), "ASK { ?s ?p ?o }").steps  # type: ignore[arg-type]
    assert step.matches is None
    assert "unknown" in str(step)


@pytest.mark.parametrize("name", named_queries())
def test_every_named_query_has_a_plan(name: str, tiny_graph: Graph) -> None:
    plan = explain(tiny_graph.store, named_queries()[name].text)
    assert plan.steps
    assert not any("not in this graph" in warning and "al:" in warning for warning in plan.warnings)
    assert str(plan).startswith("  matches       rows  pattern")
    assert all(step.matches is None or step.matches <= COUNTED for step in plan.steps)
    assert set(plan.to_dict()) == {"steps", "warnings", "text"}


@pytest.mark.parametrize(
    "text",
    [
        "ASK {",
        "SELECT * { zz:a ?b ?c }",
        "SELECT * { ?s :p ?o }",
        "SELECT * { <relative> ?p ?o }",
        "SELECT * { <http://[bad> ?p ?o }",
        'SELECT * { ?a ?b "\\uD800" }',
        'SELECT * { ?a ?b "\ud800" }',
    ],
)
def test_what_does_not_parse(text: str, tiny_graph: Graph) -> None:
    with pytest.raises(QuerySyntax):
        explain(tiny_graph.store, text)


def test_a_mistake_has_its_place_and_an_empty_query_is_called_so(tiny_graph: Graph) -> None:
    with pytest.raises(QuerySyntax) as caught:
        explain(tiny_graph.store, "SELECT *\n{ ?a al:partOf }")
    assert caught.value.line == 2
    with pytest.raises(QuerySyntax, match="the query is empty"):
        explain(tiny_graph.store, " # nothing")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SELECT * { << ?a ?b ?c >> ?d ?e }", "SPARQL 1.1 alone"),
        ("SELECT * { ?a ?b ?c LATERAL { ?a ?d ?e } }", "SPARQL 1.1 alone"),
        (f"SELECT * {{ {'{ ' * 99}?a ?b ?c{' }' * 99} }}", "30 groups within each other"),
        (f"SELECT * {{ {'{} ' * 1000} }}", "more than 200 groups"),
        (f"SELECT * {{ ?a ?b '{'x' * 10_000}' }}", "longer than 10,000 bytes"),
    ],
)
def test_what_can_be_answered_and_not_explained(text: str, said: str, tiny_graph: Graph) -> None:
    list(tiny_graph.query(text))  # type: ignore[arg-type]
    with pytest.raises(NotExplained, match=said):
        explain(tiny_graph.store, text)


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("!(al:partOf|^rdf:type)", "!(al:partOf|^…)"),
        ("!a/^al:partOf+", "!(a)/(^(al:partOf+))"),
        ("(al:subject|al:object)?", "(al:subject|al:object)?"),
    ],
)
def test_paths_are_written_as_in_a_query(path: str, written: str, tiny_graph: Graph) -> None:
    (step,) = explain(tiny_graph.store, f"SELECT * {{ ?a {path} ?b }}").steps
    assert step.pattern == f"?a {written} ?b"


def test_nobody_is_asked_for_a_plan(tiny_graph: Graph) -> None:
    """A service would be called by an engine that looked whether the query can be answered."""
    asked: list[str] = []
    with serving(lambda sparql: asked.append(sparql) or Reply(500, "", b"")) as address:
        text = f"ASK {{ ?s ?p ?o . SERVICE <{address}> {{ ?a ?b ?c }} }}"
        assert explain(tiny_graph.store, text).steps[0].pattern == "?s ?p ?o"
    assert not asked


def test_relative_names_are_read_against_a_base(tiny_graph: Graph) -> None:
    (step,) = explain(tiny_graph.store, "ASK { <x> ?p ?o }", "http://e/y").steps
    assert step.pattern == "http://e/x ?p ?o"


def test_rows_are_counted_step_by_step(shipped: Graph) -> None:
    text = "SELECT * { ?r al:subject actor:openai ; al:object ?b . ?b rdfs:label ?n }"
    plan = explain(shipped.store, text)
    done = [len(list(shipped.query(text))), len(plan.steps)]
    assert [plan.steps[-1].rows, len([s for s in plan.steps if s.rows is not None])] == done


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?a al:subject ?x . ?b al:object ?y }",
        "SELECT * { ?a ?b ?c . ?c ?d ?e . ?e ?f ?g }",
        "SELECT * { ?a al:subject/rdfs:label ?x }",
    ],
)
def test_what_could_take_any_time_is_not_counted(text: str, shipped: Graph) -> None:
    assert explain(shipped.store, text).steps[-1].rows is None


def test_what_is_blank_has_the_same_name_each_time(shipped: Graph) -> None:
    text = "SELECT ?r { ?r prov:wasDerivedFrom [ prov:hadPrimarySource [ a ?kind ] ] }"
    plans = [str(explain(shipped.store, text)) for _ in range(2)]
    assert plans[0] == plans[1]
    assert "?_1" in plans[0]
