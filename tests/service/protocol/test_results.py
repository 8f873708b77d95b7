"""Our writers against the engine's, and what they cut off."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest

from kg.service.protocol.problems import Problem
from kg.service.protocol.results import Caps, write_boolean, write_rows, write_triples

ODD = """SELECT ?a ?b ?c { VALUES (?a ?b ?c) {
  (<http://e/ä?x=1&y=2> "plain" "tab\\tline\\nquote\\"backslash\\\\, comma")
  (UNDEF "hello"@en-GB "<&>'")
  ("" UNDEF "5"^^<http://www.w3.org/2001/XMLSchema#integer>)
  ("\\r" "x"^^<http://e/type> "😀")
} }"""
FORMATS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "tsv": ox.QueryResultsFormat.TSV,
}
TRIPLES = [
    ox.Triple(ox.NamedNode(f"http://e/{i}"), ox.NamedNode("http://e/p"), ox.Literal(str(i)))
    for i in range(9)
]


def solutions(text: str = ODD) -> ox.QuerySolutions:
    found = ox.Store().query(text)
    assert isinstance(found, ox.QuerySolutions)
    return found


@pytest.mark.parametrize("form", FORMATS)
def test_the_engine_reads_what_we_write(form: str) -> None:
    body = write_rows(solutions(), form, Caps()).body
    read = ox.parse_query_results(body, FORMATS[form])
    assert isinstance(read, ox.QuerySolutions)
    expected = solutions()
    assert read.variables == expected.variables
    assert [list(row) for row in read] == [list(row) for row in expected]


def test_csv_is_the_engine_s_own() -> None:
    ours = write_rows(solutions(), "csv", Caps()).body.decode()
    theirs = solutions().serialize(format=ox.QueryResultsFormat.CSV).decode()
    assert list(csv.reader(io.StringIO(ours))) == list(csv.reader(io.StringIO(theirs)))


@pytest.mark.parametrize("form", ["json", "xml"])
def test_booleans(form: str) -> None:
    for value in (True, False):
        read = ox.parse_query_results(write_boolean(value, form).body, FORMATS[form])
        assert bool(read) is value


def test_a_cut_is_visible() -> None:
    whole = json.loads(write_rows(solutions(), "json", Caps(rows=4)).body)
    assert "truncated" not in whole["head"]
    written = write_rows(solutions(), "json", Caps(rows=3))
    cut = json.loads(written.body)
    assert (written.rows, written.truncated) == (3, "rows")
    assert cut["head"]["truncated"] == "rows"
    assert len(cut["results"]["bindings"]) == 3
    assert write_rows(solutions(), "csv", Caps(bytes=60)).truncated == "bytes"
    assert b"truncated: rows" in write_rows(solutions(), "xml", Caps(rows=1)).body


def test_a_cut_answer_is_still_sound() -> None:
    read = ox.parse_query_results(
        write_rows(solutions(), "json", Caps(rows=1)).body, FORMATS["json"]
    )
    assert isinstance(read, ox.QuerySolutions)
    assert len(list(read)) == 1


def test_control_characters_do_not_break_xml() -> None:
    found = solutions('SELECT ("a\\u0001\\uFFFFb" AS ?x) {}')
    ET.fromstring(write_rows(found, "xml", Caps()).body)  # noqa: S314 - our own text


@pytest.mark.parametrize("form", ["ttl", "nt", "jsonld", "rdf"])
def test_graphs(form: str) -> None:
    written = write_triples(TRIPLES * 2, form, Caps())
    assert written.rows == 9
    kind = {
        "ttl": ox.RdfFormat.TURTLE,
        "nt": ox.RdfFormat.N_TRIPLES,
        "jsonld": ox.RdfFormat.JSON_LD,
        "rdf": ox.RdfFormat.RDF_XML,
    }
    assert {quad.triple for quad in ox.parse(written.body, format=kind[form])} == set(TRIPLES)


@pytest.mark.parametrize(
    ("predicate", "text"), [("http://e/1", "y"), ("urn:5", "y"), ("http://e/p", "a\u0001")]
)
def test_xml_that_nobody_could_read_is_refused(predicate: str, text: str) -> None:
    triple = ox.Triple(ox.NamedNode("a:b"), ox.NamedNode(predicate), ox.Literal(text))
    with pytest.raises(Problem, match="RDF/XML cannot hold") as caught:
        write_triples([triple], "rdf", Caps())
    assert caught.value.status == 406
    assert write_triples([triple], "ttl", Caps()).rows == 1


def test_a_cut_graph_says_so() -> None:
    written = write_triples(TRIPLES, "ttl", Caps(rows=5))
    assert (written.rows, written.truncated) == (5, "rows")
    assert written.body.startswith(b"# truncated after 5 triples\n")
