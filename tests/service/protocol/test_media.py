"""Which format a client gets."""

from __future__ import annotations

import pytest

from kg.service.protocol.media import GRAPH, HTML, OFFERS, PAGE, choose, media_type, pick
from kg.service.protocol.problems import Problem

ROWS = [
    (None, "json"),
    ("", "json"),
    ("*/*", "json"),
    ("application/*", "json"),
    ("text/*", "csv"),
    ("text/csv", "csv"),
    ("TEXT/CSV", "csv"),
    ("text/tab-separated-values", "tsv"),
    ("application/json", "json"),
    ("application/xml", "xml"),
    ("text/csv;q=0.5, application/sparql-results+xml", "xml"),
    ("text/csv;q=0.9, application/sparql-results+xml;q=0.8", "csv"),
    ("*/*;q=0.1, text/csv;q=0.2", "csv"),
    ("*/*, application/sparql-results+json;q=0", "xml"),
    ("application/*;q=0.9, application/sparql-results+json;q=0.2, text/csv;q=0.5", "xml"),
    ("application/sparql-results+json;q=0.3, */*;q=0.3", "json"),
    ("text/csv;q=nonsense, application/sparql-results+xml;q=0.1", "xml"),
    ("nonsense", "json"),
]


@pytest.mark.parametrize(("accept", "name"), ROWS)
def test_rows(accept: str | None, name: str) -> None:
    assert choose(accept, OFFERS["rows"]).name == name


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        ("*/*", "ttl"),
        ("application/rdf+xml", "rdf"),
        ("application/ld+json", "jsonld"),
        ("text/plain", "nt"),
    ],
)
def test_graphs(accept: str, name: str) -> None:
    assert choose(accept, GRAPH).name == name


def test_a_browser_gets_a_page() -> None:
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    assert choose(accept, PAGE) is HTML


@pytest.mark.parametrize("accept", ["image/png", "text/csv;q=0", "*/*;q=0", "text/html"])
def test_what_nobody_can_satisfy(accept: str) -> None:
    with pytest.raises(Problem) as caught:
        choose(accept, OFFERS["boolean"])
    assert caught.value.status == 406


def test_parameters_of_a_media_type() -> None:
    assert media_type('Text/Turtle; Charset="UTF-8"; x') == ("text/turtle", {"charset": "utf-8"})


@pytest.mark.parametrize(
    ("name", "kind", "picked"),
    [
        ("csv", "rows", "csv"),
        ("", "rows", "json"),
        ("application/sparql-results xml", "rows", "xml"),
        ("xml", "graph", "rdf"),
        ("rdf+xml", "graph", "rdf"),
        ("turtle", "graph", "ttl"),
        ("json-ld", "graph", "jsonld"),
    ],
)
def test_a_format_by_the_names_that_clients_give_it(name: str, kind: str, picked: str) -> None:
    assert pick(name, None, OFFERS[kind]).name == picked


@pytest.mark.parametrize(("name", "kind"), [("exe", "rows"), ("csv", "boolean"), ("tsv", "graph")])
def test_a_format_that_there_is_not(name: str, kind: str) -> None:
    with pytest.raises(Problem, match="not among") as caught:
        pick(name, "*/*", OFFERS[kind])
    assert caught.value.status == 400
    assert OFFERS[kind][0].name in caught.value.detail
