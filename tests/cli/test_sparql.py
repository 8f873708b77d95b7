"""kg query and kg queries."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

from builders import TINY
from calling import program
from endpoint import closed_port
from kg.rdf.query import named_queries
from kg.vocabulary.iri import PREFIXES

if TYPE_CHECKING:
    from pathlib import Path

    from calling import Call

PARTS = "SELECT ?a ?b WHERE { ?a al:partOf ?b }"
ARROWS = "SELECT ?who WHERE { GRAPH graph:arrows { ?who al:investsIn actor:boreal } } ORDER BY ?who"


def test_a_table(call: Call) -> None:
    assert call("query", PARTS).stdout == "a\tb\nactor:atlas-cloud\tactor:atlas\n"


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("csv", "a,b\nhttps://w3id.org/ai-alliances/actor/atlas-cloud,"),
        ("tsv", "?a\t?b\n<https://w3id.org/ai-alliances/actor/atlas-cloud>\t"),
        ("xml", '<?xml version="1.0"'),
        ("json", '{"head":{"vars":["a","b"]}'),
    ],
)
def test_standard_formats(call: Call, form: str, expected: str) -> None:
    assert call("query", PARTS, "--format", form).stdout.startswith(expected)


@pytest.mark.parametrize(
    ("form", "start"), [(None, "@prefix"), ("ttl", "@prefix"), ("nt", "<"), ("jsonld", "[")]
)
def test_a_graph(call: Call, form: str | None, start: str) -> None:
    more = ["--format", form] if form else []
    result = call("query", "CONSTRUCT WHERE { ?a al:partOf ?b }", *more)
    assert result.exit_code == 0
    assert result.stdout.lstrip().startswith(start)


@pytest.mark.parametrize(
    ("pattern", "said"), [("actor:eve a al:Person", "yes\n"), ("actor:eve a al:Deal", "no\n")]
)
def test_yes_or_no(call: Call, pattern: str, said: str) -> None:
    assert call("query", f"ASK {{ {pattern} }}").stdout == said


def test_the_rows_are_counted_beside_the_table(call: Call) -> None:
    said = call("query", PARTS).stderr
    assert said.startswith("1 row.\n")
    assert "does not mean absence in the real world" in said


def test_csv_without_rows_has_its_header(call: Call) -> None:
    assert call("query", "SELECT ?a { ?a al:partOf 1 }", "--format", "csv").stdout.strip() == "a"


def test_arrows(call: Call) -> None:
    assert call("query", ARROWS).stdout.split() == ["who", "actor:atlas", "actor:atlas-cloud"]


def test_from_a_file(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "question.rq"
    path.write_text(PARTS, encoding="utf-8")
    assert call("query", "-f", str(path)).stdout == call("query", PARTS).stdout


def test_from_standard_input(call: Call) -> None:
    assert call("query", "-f", "-", stdin=PARTS).stdout == call("query", PARTS).stdout
    done = program("-g", str(TINY), "query", "-f", "-", input=PARTS)
    assert done.stdout == "a\tb\nactor:atlas-cloud\tactor:atlas\n"


@pytest.mark.parametrize(
    ("content", "said"), [(None, "No such file"), (b"SELECT \xff", "not UTF-8")]
)
def test_a_file_that_cannot_be_read(
    call: Call, tmp_path: Path, content: bytes | None, said: str
) -> None:
    path = tmp_path / "question.rq"
    if content is not None:
        path.write_bytes(content)
    result = call("query", "-f", str(path))
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: cannot read a query from {path}: ")
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT WHERE { }",
        "SELECT ?x WHERE { actor:eve ?p ?o ,, }",
        "SELECT ?x\nWHERE {\n  ?x ?p\n}",
        "PREFIX al: <https://w3id.org/ai-alliances/ont#>\nSELECT ?x WHERE { ?x al: }",
        "ASK { ?x al:type }\n# actor:eve",
    ],
)
def test_a_syntax_error_shows_its_place(call: Call, sparql: str) -> None:
    """The place in the text as given, whatever prefixes we put before it.

    The engine's own word for it: the same text below two lines that declare our prefixes.
    """
    declared = f"PREFIX actor: <{PREFIXES['actor']}>\nPREFIX al: <{PREFIXES['al']}>\n"
    with pytest.raises(SyntaxError) as plain:
        ox.Store().query(declared + sparql)
    place = re.search(r"(\d+):(\d+)", str(plain.value))
    assert place
    result = call("query", sparql)
    assert result.exit_code == 2
    assert f"at line {int(place[1]) - 2}, column {place[2]}:" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_an_unknown_prefix_is_told_in_one_line(call: Call) -> None:
    result = call("query", "SELECT ?x WHERE { ?x nope:p ?y }")
    assert result.exit_code == 2
    assert "a prefix is not declared: nope" in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT * WHERE { SERVICE <%s> { ?s ?p ?o } }",
        "SELECT * FROM <%s> WHERE { ?s ?p ?o }",
        "SELECT (<https://example.org/f>(1) AS ?x) WHERE { }",
    ],
)
@pytest.mark.parametrize("form", ["table", "json"])
def test_what_fails_while_running_is_one_line(call: Call, sparql: str, form: str) -> None:
    result = call("query", sparql.replace("%s", closed_port()), "--format", form)
    assert result.exit_code in {0, 1, 2}
    if result.exit_code:
        assert len(result.stderr.splitlines()) == 1


def test_show_prints_the_text_to_run(call: Call) -> None:
    text = call("query", "-n", "investors-of", "actor=boreal", "--show").stdout
    assert "actor/boreal>" in text
    result = call("query", text)
    assert result.exit_code == 0
    assert result.stdout == call("query", "-n", "investors-of", "actor=boreal").stdout


def test_a_named_query(call: Call) -> None:
    result = call("query", "-n", "investors-of", "actor=boreal")
    assert result.exit_code == 0
    assert "actor:atlas" in result.stdout


@pytest.mark.parametrize("name", [*named_queries()])
def test_every_named_query_runs_on_the_tiny_set(call: Call, name: str) -> None:
    query = named_queries()[name]
    samples = {
        "actor": "boreal",
        "relation": "atlas--invests-in--boreal--2023",
        "deal": "boreal-series-b",
        "source": "s-2024",
        "observation": "boreal--revenue--2024",
        "date": "2025",
        "first-day": "2025",
        "number": "2",
        "text": "x",
        "metric": "revenue",
    }
    given = [
        f"{p.name}={samples.get(p.type, 'active')}"
        for p in query.parameters
        if p.type == "actor" or p.default is None
    ]
    result = call("query", "-n", name, *given, "--format", "json")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["head"]["vars"] == list(query.columns)


def test_the_named_query_agrees_with_the_command(call: Call, rows: Any) -> None:
    """Three ways to the overlaps: SPARQL, columns, and (in `tests/networks`) networkx."""
    if "overlaps" not in named_queries():
        pytest.skip("there is no named query of that name")
    for place in (TINY, None):
        found = json.loads(call("query", "-n", "overlaps", "--format", "json", place=place).stdout)
        pairs = {
            tuple(sorted(v["value"].rsplit("/", 1)[1] for k, v in b.items() if k in {"a", "b"}))
            for b in found["results"]["bindings"]
        }
        expected = {(row["a"], row["b"]) for row in rows("overlaps", place=place)}
        at_actor_level = {
            (row["a"], row["b"]) for row in rows("overlaps", "--level", "actor", place=place)
        }
        assert pairs in (expected, at_actor_level)


@pytest.mark.parametrize("form", ["table", "json", "md"])
def test_the_list_of_queries(call: Call, form: str) -> None:
    said = call("queries", "--format", form).stdout
    assert all(name in said for name in named_queries())
    if form == "json":
        keys = {"name", "title", "about", "parameters", "columns"}
        assert all(set(entry) == keys for entry in json.loads(said))


@pytest.mark.parametrize("name", [*named_queries()])
def test_one_query_in_words(call: Call, name: str) -> None:
    said = call("queries", name).stdout
    query = named_queries()[name]
    assert query.title in said
    assert all(column in said for column in query.columns)
    assert f"kg query -n {name}" in said


def test_queries_need_no_graph(call: Call, tmp_path: Path) -> None:
    assert call("queries", place=tmp_path / "nowhere").exit_code == 0


def test_results_in_a_file(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "parts.csv"
    call("query", PARTS, "--format", "csv", "-o", str(path))
    assert path.read_bytes() == call("query", PARTS, "--format", "csv").stdout_bytes
    assert ox.parse_query_results(
        call("query", PARTS, "--format", "json").stdout, ox.QueryResultsFormat.JSON
    )
