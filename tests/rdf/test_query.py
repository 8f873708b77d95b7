"""SPARQL, free and by name."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

from endpoint import closed_port
from kg.base.errors import InvalidValue, KgError, QuerySyntax, UnknownName, UsageError
from kg.rdf import query, solutions
from kg.vocabulary.iri import PREFIXES

if TYPE_CHECKING:
    from pathlib import Path

    from kg.graph.graph import Graph

ACTORS = "SELECT ?id ?name WHERE { ?id a al:Actor ; rdfs:label ?name } ORDER BY ?name"
FILE = """\
# about: First line,
# about: second line.
# parameter actor: actor = openai; the one asked about
# parameter day: date = $cutoff; a day
# parameter least: number; at least that much
# column who: the one
# column what: the other

SELECT ?who ?what WHERE {
  #parameters
  # an ordinary remark: kept
  ?who ?p ?what
}
"""


@pytest.fixture
def example(tmp_path: Path) -> query.NamedQuery:
    path = tmp_path / "who-does.rq"
    path.write_text(FILE, encoding="utf-8")
    return query._read(path)


def test_header(example: query.NamedQuery) -> None:
    assert example.name == "who-does"
    assert example.about == "First line, second line."
    assert dict(example.columns) == {"who": "the one", "what": "the other"}
    assert [(p.name, p.type, p.default, p.about) for p in example.parameters] == [
        ("actor", "actor", "openai", "the one asked about"),
        ("day", "date", "$cutoff", "a day"),
        ("least", "number", None, "at least that much"),
    ]


def test_text_is_kept_without_the_header(example: query.NamedQuery) -> None:
    assert example.text.startswith("SELECT ?who ?what")
    assert "# an ordinary remark: kept" in example.text
    assert "title" not in example.text


def bind(example: query.NamedQuery, given: dict[str, str]) -> dict[str, Any]:
    return query.bind(example, given, str.lower, {"$cutoff": "2025-12-31"})


def test_values_become_terms(example: query.NamedQuery) -> None:
    terms = bind(example, {"actor": "ATLAS", "day": "2024-02", "least": "2.50"})
    assert {name: str(term) for name, term in terms.items()} == {
        "actor": f"<{PREFIXES['actor']}atlas>",
        "day": f'"2024-02-29"^^<{PREFIXES["xsd"]}date>',
        "least": f'"2.5"^^<{PREFIXES["xsd"]}decimal>',
    }


def test_defaults(example: query.NamedQuery) -> None:
    terms = bind(example, {"least": "1"})
    assert str(terms["actor"]) == f"<{PREFIXES['actor']}openai>"
    assert terms["day"].value == "2025-12-31"


@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        ({}, UsageError, "who-does needs least=… .number: at least that much"),
        ({"least": "many"}, InvalidValue, "'many' is not a valid number"),
        ({"least": "1", "day": "soon"}, InvalidValue, "'soon' is not a valid date"),
        ({"least": "1", "acter": "x"}, UnknownName, "no parameter of who-does is called 'acter'"),
    ],
)
def test_values_that_do_not_fit(
    example: query.NamedQuery, given: dict[str, str], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        bind(example, given)


@pytest.mark.parametrize(
    ("kind", "text", "term"),
    [
        ("relation", "a--b", f"<{PREFIXES['relation']}a--b>"),
        ("deal", "d", f"<{PREFIXES['deal']}d>"),
        ("source", "s", f"<{PREFIXES['source']}s>"),
        ("observation", "o", f"<{PREFIXES['observation']}o>"),
        ("status", "active", f"<{PREFIXES['code']}status/active>"),
        ("metric", "revenue", f"<{PREFIXES['code']}metric/revenue>"),
        ("text", 'a "b" \\ } #parameters', '"a \\"b\\" \\\\ } #parameters"'),
    ],
)
def test_types_of_parameters(kind: str, text: str, term: str) -> None:
    parameter = query.Parameter("x", kind, None, "anything")
    assert str(query._term(parameter, text, str)) == term


@pytest.mark.parametrize(
    ("kind", "text"),
    [("relation", "a b"), ("deal", "x> } #"), ("status", "activ"), ("metric", ""), ("number", "")],
)
def test_types_of_parameters_refuse(kind: str, text: str) -> None:
    with pytest.raises(KgError):
        query._term(query.Parameter("x", kind, None, "anything"), text, str)


@pytest.mark.parametrize(
    "text", ['"', "' } INSERT", "\\", "a\nb", "} } #", "?x", "<b>", '"""', "\u202e", "@en"]
)
def test_a_value_can_only_be_a_value(text: str) -> None:
    """What goes in as text comes out as that text and nothing else."""
    named = query.NamedQuery("echo", "", (), {}, "SELECT ?y WHERE { BIND(?x AS ?y) }\n")
    sparql = named.sparql({"x": ox.Literal(text)})
    (row,) = ox.Store().query(sparql)
    assert row["y"].value == text


def test_a_parameter_stands_wherever_its_variable_stood() -> None:
    text = "SELECT ?ab WHERE { ?a ?p ?ab FILTER (?ab = ?a || ?ab = ?b) }"
    named = query.NamedQuery("x", "", (), {}, text)
    filled = named.sparql({"a": ox.NamedNode("x:y"), "b": ox.Literal("?a")})
    assert filled == 'SELECT ?ab WHERE { <x:y> ?p ?ab FILTER (?ab = <x:y> || ?ab = "?a") }'


def test_shipped_queries_have_words_parameters_and_columns() -> None:
    assert query.named_queries()
    for name, named in query.named_queries().items():
        assert named.title, name
        assert named.columns, name
        assert not {parameter.name for parameter in named.parameters} & set(named.columns), name


def test_an_unknown_query_names_the_nearest() -> None:
    with pytest.raises(UnknownName, match="investors-of"):
        query.named("investor-of")


@pytest.mark.parametrize(
    ("sparql", "line", "column"),
    [
        ("SELECT WHERE", 1, 8),
        ("SELECT ?x\nWHERE { ?x ?p }", 2, 15),
        ("", 1, 1),
        ("SELECT ?x WHERE { ?x nope:p ?y }", 1, 22),
    ],
)
def test_syntax_errors_have_a_place(tiny_graph: Graph, sparql: str, line: int, column: int) -> None:
    with pytest.raises(QuerySyntax) as caught:
        tiny_graph.query(sparql)
    assert caught.value.line == line
    assert abs(caught.value.column - column) <= 6
    assert f"line {line}, column" in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize(
    "sparql", ["INSERT DATA { <a:a> <a:b> <a:c> }", "DROP ALL", "CLEAR DEFAULT"]
)
def test_updates_are_refused(tiny_graph: Graph, sparql: str) -> None:
    with pytest.raises(QuerySyntax):
        tiny_graph.query(sparql)


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT * WHERE { SERVICE <%s> { ?s ?p ?o } }",
        "SELECT (<https://example.org/f>(1) AS ?x) WHERE { }",
    ],
)
def test_a_query_that_fails_while_it_runs_is_an_error_of_ours(
    tiny_graph: Graph, sparql: str
) -> None:
    """Or has an answer; but no error of a library comes through."""
    said = ""
    port = closed_port()
    try:
        solutions.serialize(tiny_graph.query(sparql.replace("%s", port), services=[port]), "json")
    except KgError as error:
        said = str(error)
    assert len(said.splitlines()) <= 1


@pytest.mark.parametrize(
    ("sparql", "names"),
    [
        ("SELECT ?x\nWHERE { ?x a al:Actor ; rdfs:label ?y }", ["al", "rdfs"]),
        ("SELECT ?x WHERE { ?x a <https://example.org/x> }", []),
        ("PREFIX al: <https://example.org/mine#> SELECT ?x WHERE { ?x a al:Actor }", []),
        ("prefix al:<https://example.org/mine#> SELECT ?x WHERE { ?x a al:Actor }", []),
        ("PREFIX x: <https://example.org/mine#> SELECT ?x WHERE { ?x a al:Actor }", ["al"]),
        ("# the prefix al: is known\nSELECT ?x WHERE { ?x a al:Actor }", ["al"]),
        ("SELECT ?x WHERE { ?x a al:Actor FILTER(?x != 'prefix al: <a>') }", ["al"]),
        ('SELECT ?x WHERE { ?x ?p \'al:Actor\', """ rdfs:label """ }', []),
        ("SELECT ?x WHERE { <a:x> <rdfs:label> ?x } # al:Actor", []),
        ("SELECT ?x WHERE { ?x a al:Actor.?x rdfs:label 'x'}", ["al", "rdfs"]),
    ],
)
def test_prefixes_of_ours_need_no_declaration(sparql: str, names: list[str]) -> None:
    found = query.undeclared_prefixes(sparql)
    assert re.findall(r"PREFIX (\w+): <", found) == names
    assert "\n" not in found


@pytest.mark.parametrize(
    "sparql",
    [
        "# al:Actor in a remark\nSELECT ?x WHERE { ?x ?p 'actor:x' }",
        "BASE <https://example.org/>\nSELECT ?x WHERE { ?x a al:Actor }",
        "SELECT ?x WHERE { ?x a al:Actor ; <p:p> ?y }",
        "SELECT ?x WHERE { ?x a al:Actor } # al:",
    ],
)
def test_with_our_prefixes_every_query_still_parses(sparql: str) -> None:
    assert list(query.run(ox.Store(), sparql)) == []


def test_the_place_of_an_error_is_that_in_the_text_of_the_user(tiny_graph: Graph) -> None:
    """Also on the first line, where our prefixes are put in before it."""
    sparql = "SELECT ?x WHERE { ?x a al:Actor , }"
    with pytest.raises(SyntaxError, match=r"2:\d+") as plain:
        ox.Store().query(f"PREFIX al: <{PREFIXES['al']}>\n{sparql}")
    with pytest.raises(QuerySyntax) as caught:
        tiny_graph.query(sparql)
    place = f"{caught.value.line + 1}:{caught.value.column}"
    assert place in str(plain.value)


def ask(graph: Graph, sparql: str) -> Any:
    return graph.query(sparql)


def test_rows_as_json(tiny_graph: Graph) -> None:
    found = json.loads(solutions.serialize(ask(tiny_graph, ACTORS), "json"))
    assert found["head"]["vars"] == ["id", "name"]
    assert [row["name"]["value"] for row in found["results"]["bindings"]][:2] == [
        "Atlas",
        "Atlas Cloud",
    ]


@pytest.mark.parametrize(("form", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_rows_as_tables(tiny_graph: Graph, form: str, delimiter: str) -> None:
    text = solutions.serialize(ask(tiny_graph, ACTORS), form)
    rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    assert len(rows) == 8
    assert rows[0] == (["id", "name"] if form == "csv" else ["?id", "?name"])


def test_rows_as_xml(tiny_graph: Graph) -> None:
    text = solutions.serialize(ask(tiny_graph, ACTORS), "xml")
    parsed = ox.parse_query_results(text, ox.QueryResultsFormat.XML)
    assert len(list(parsed)) == 7


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_truth_value(tiny_graph: Graph, form: str) -> None:
    assert "true" in solutions.serialize(ask(tiny_graph, "ASK { actor:eve a al:Person }"), form)


@pytest.mark.parametrize("form", ["ttl", "nt", "jsonld"])
def test_a_graph(tiny_graph: Graph, form: str) -> None:
    sparql = "CONSTRUCT WHERE { ?a al:partOf ?b }"
    text = solutions.serialize(ask(tiny_graph, sparql), form)
    (quad,) = ox.parse(text, format=solutions.GRAPHS[form])
    assert quad.subject.value == PREFIXES["actor"] + "atlas-cloud"
    assert solutions.serialize(ask(tiny_graph, sparql), form) == text


def test_a_graph_as_turtle_has_only_the_prefixes_it_uses(tiny_graph: Graph) -> None:
    text = solutions.serialize(ask(tiny_graph, "CONSTRUCT WHERE { ?a al:partOf ?b }"), "ttl")
    assert text.count("@prefix") == 2


def test_describe(tiny_graph: Graph) -> None:
    results = ask(tiny_graph, "DESCRIBE actor:eve")
    assert solutions.kind(results) == "graph"
    assert "Eve Martin" in solutions.serialize(results, "ttl")


@pytest.mark.parametrize(
    ("sparql", "form", "choices"),
    [
        (ACTORS, "ttl", "json, csv, tsv, xml"),
        ("ASK { }", "ttl", "json, csv, tsv, xml"),
        ("CONSTRUCT WHERE { ?a al:partOf ?b }", "csv", "ttl, nt, jsonld"),
        ("CONSTRUCT WHERE { ?a al:partOf ?b }", "json", "ttl, nt, jsonld"),
    ],
)
def test_a_format_that_does_not_suit(
    tiny_graph: Graph, sparql: str, form: str, choices: str
) -> None:
    with pytest.raises(InvalidValue, match=choices):
        solutions.serialize(ask(tiny_graph, sparql), form)


def test_rows_keep_unbound_columns(tiny_graph: Graph) -> None:
    sparql = "SELECT ?a ?ticker WHERE { ?a a al:Person OPTIONAL { ?a al:ticker ?ticker } }"
    columns, rows = solutions.rows(ask(tiny_graph, sparql))
    assert columns == ["a", "ticker"]
    assert [[solutions.readable(term) for term in row] for row in rows] == [["actor:eve", ""]]


@pytest.mark.parametrize(
    ("sparql", "kind"),
    [("ASK { }", "boolean"), (ACTORS, "rows"), ("CONSTRUCT WHERE { ?a al:partOf ?b }", "graph")],
)
def test_kinds(tiny_graph: Graph, sparql: str, kind: str) -> None:
    assert solutions.kind(ask(tiny_graph, sparql)) == kind


@pytest.mark.parametrize("form", ["csv", "tsv"])
def test_a_truth_value_where_the_format_knows_none(tiny_graph: Graph, form: str) -> None:
    assert solutions.serialize(ask(tiny_graph, "ASK { ?s ?p ?o }"), form) == "true\n"
    assert solutions.serialize(ask(tiny_graph, "ASK { ?s a ?s }"), form) == "false\n"
