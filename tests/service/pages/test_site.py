"""Linked data, measures, explorer and editor over HTTP."""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from builders import TINY
from kg.measures.index import QUESTIONS
from kg.measures.outline import outline
from kg.rdf.query import named_queries
from kg.vocabulary.iri import mint
from service.running import KG

if TYPE_CHECKING:
    from kg.graph.graph import Graph
    from service.running import Running

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
EXAMPLES = {
    "who": {"actor": "A"},
    "exposure": {"actor": "A"},
    "chained-exposure": {"actor": "A"},
    "shock": {"actor": "A"},
    "pair": {"a": "A", "b": "B"},
    "path": {"source": "A", "target": "B"},
    "diff": {"before": "2024-01-01", "after": "2026-01-01"},
}
RDF = {
    "ttl": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdf": ox.RdfFormat.RDF_XML,
}


@pytest.fixture
def ids(tiny_graph: Graph) -> dict[str, str]:
    """One id of every kind."""
    records = tiny_graph.records
    kinds = ("actor", "relation", "source", "deal", "observation")
    return {
        kind: getattr(records, f"{kind}s")[0].id for kind in kinds if getattr(records, f"{kind}s")
    }


@pytest.mark.parametrize("kind", ["actor", "relation", "source", "deal", "observation"])
def test_a_thing_leads_to_what_is_said_about_it(
    kind: str, ids: dict[str, str], served: Running
) -> None:
    path = f"/{kind}/{ids[kind]}"
    for accept, ending in (
        ("text/turtle", "ttl"),
        ("application/ld+json", "jsonld"),
        (BROWSER, "html"),
    ):
        answer = served.client.get(path, headers={"Accept": accept})
        assert (answer.status_code, answer.headers["Location"]) == (303, f"{path}.{ending}")
        assert "Accept" in answer.headers["Vary"]
    node = ox.NamedNode(mint(kind, ids[kind]))
    graphs = []
    for ending, form in RDF.items():
        answer = served.client.get(f"{path}.{ending}")
        assert answer.status_code == 200
        graphs.append({quad.triple for quad in ox.parse(answer.content, format=form)})
    assert any(triple.subject == node for triple in graphs[0])
    assert all(graph == graphs[0] for graph in graphs)


@pytest.mark.parametrize("kind", ["actor", "relation", "source", "deal", "observation"])
def test_pages_run_nothing(kind: str, ids: dict[str, str], served: Running) -> None:
    answer = served.client.get(f"/{kind}/{ids[kind]}.html")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "<script" not in answer.text
    assert ids[kind] in answer.text


def test_every_page_of_the_shipped_kind_links_to_pages_that_exist(
    served: Running, tiny_graph: Graph
) -> None:
    seen = set()
    for actor in tiny_graph.records.actors:
        page = served.client.get(f"/actor/{actor.id}.html").text
        seen |= set(re.findall(r'href="(/(?:actor|relation|source)/[^"]+)"', page))
    assert seen
    for path in sorted(seen):
        assert served.client.get(path, follow_redirects=True).status_code == 200, path


@pytest.mark.parametrize(
    "path",
    [
        "/actor/nobody.ttl",
        "/actor/nobody.html",
        "/nothing/x",
        "/actor/%3Cscript%3E",
        "/actor/a%20b",
        "/ontology.exe",
        "/assets/..%2fapp.py",
        "/api/nothing",
    ],
)
def test_what_is_not_there(path: str, served: Running) -> None:
    answer = served.client.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("ending", ["", ".html"])
def test_a_browser_gets_a_page_of_what_is_missing(
    ending: str, served: Running, ids: dict[str, str]
) -> None:
    path = f"/relation/{ids['relation'][:-1]}{ending}"
    answer = served.client.get(path, headers={"Accept": BROWSER})
    assert (answer.status_code, answer.headers["content-type"][:9]) == (404, "text/html")
    assert f'<a href="/relation/{ids["relation"]}">' in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Request-Id"] in answer.text


def test_a_page_of_what_is_missing_shows_no_markup_of_the_address(served: Running) -> None:
    answer = served.client.get("/nope/%3Cscript%3E", headers={"Accept": BROWSER})
    assert answer.status_code == 404
    assert "<script" not in answer.text
    api = served.client.get("/api/nothing", headers={"Accept": BROWSER})
    assert api.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/", "/actor/atlas", "/actor/atlas.html"])
@pytest.mark.parametrize("option", ["known_at=2025-01", "as_of=2025-01", "basis=in-force"])
def test_a_page_of_today_refuses_a_scope_that_it_would_ignore(
    path: str, option: str, served: Running
) -> None:
    reply = served.client.get(f"{path}?{option}")
    assert reply.status_code == 400
    assert f"takes no {option.partition('=')[0]}" in reply.text


def test_what_is_not_there_is_not_led_to(served: Running) -> None:
    answer = served.client.get("/actor/nobody-at-all", headers={"Accept": "text/turtle"})
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


def test_what_browsers_and_robots_ask_for(served: Running) -> None:
    icon = served.client.get("/favicon.ico")
    assert (icon.headers["content-type"], icon.text[:4]) == ("image/svg+xml", "<svg")
    rules = served.client.get("/robots.txt").text.splitlines()
    assert rules[0] == "User-agent: *"
    assert {"Disallow: /sparql", "Disallow: /store", "Disallow: /api"} < set(rules)


def test_an_unknown_thing_names_the_nearest(served: Running, ids: dict[str, str]) -> None:
    answer = served.client.get(f"/relation/{ids['relation'][:-1]}.ttl").json()
    assert ids["relation"] in answer["nearest"]


def test_the_ontology(served: Running) -> None:
    assert "text/turtle" in served.client.get("/ontology").headers["content-type"]
    assert "<h2>Terms" in served.client.get("/ontology", headers={"Accept": BROWSER}).text
    triples = {
        quad.triple
        for quad in ox.parse(
            served.client.get("/ontology.jsonld").content, format=ox.RdfFormat.JSON_LD
        )
    }
    assert len(triples) > 500


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_measure(name: str, served: Running, ids: dict[str, str]) -> None:
    """Every measure answers, in a process that can open no file."""
    given = {
        key: ids.get("actor", "") if value in {"A", "B"} else value
        for key, value in EXAMPLES.get(name, {}).items()
    }
    if name in {"pair", "path"}:
        first, second = list(given)
        actors = [
            row["s"]["value"].rsplit("/", 1)[1]
            for row in served.query("SELECT ?s { ?s a al:Actor }").json()["results"]["bindings"]
        ]
        given[second] = next(actor for actor in actors if actor != given[first])
    if name == "evidence":
        given = {"relation": ids["relation"]}
    answer = served.client.get(f"/api/{name}", params=given)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["Kg-Dataset"]
    assert answer.json()["command"] == name
    if outline(name).scope:
        assert answer.json()["scope"]["level"] == "group"


@pytest.mark.parametrize(
    ("name", "given", "line"),
    [
        ("overlaps", {"as_of": "2025-06"}, ("overlaps", "--as-of", "2025-06")),
        (
            "loops",
            {"max_length": "3", "level": "actor"},
            ("loops", "--max-length", "3", "--level", "actor"),
        ),
        (
            "totals",
            {"statuses": ["active", "signed"]},
            ("totals", "--status", "active", "--status", "signed"),
        ),
    ],
)
def test_the_same_as_on_the_command_line(
    name: str, given: dict[str, str], line: tuple[str, ...], served: Running
) -> None:
    done = subprocess.run(
        [*KG, "-g", str(TINY), *line, "--format", "json"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert served.client.get(f"/api/{name}", params=given).json() == json.loads(done.stdout)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/overlaps?nonsense=1", 400),
        ("/api/overlaps?as_of=yesterday", 400),
        ("/api/overlaps?level=planet", 400),
        ("/api/overlaps?rivals=x", 400),
        ("/api/overlaps?actor=nobody-at-all", 404),
        ("/api/overlaps?as_of=2025&as_of=2026", 400),
        ("/api/loops?max_length=99", 400),
        ("/api/loops?max_length=x", 400),
        ("/api/who", 400),
        ("/api/people?rivals=perhaps", 400),
        ("/api/evidence?relation=x", 404),
    ],
)
def test_parameters_that_do_not_fit(path: str, status: int, served: Running) -> None:
    answer = served.client.get(path)
    assert answer.status_code == status, answer.text
    assert answer.json()["detail"]


def test_openapi(served: Running) -> None:
    document = served.client.get("/api").json()
    assert document["openapi"].startswith("3.1")
    assert set(document["paths"]) == {f"/api/{name}" for name in QUESTIONS}


def test_the_explorer(served: Running) -> None:
    answer = served.client.get("/", headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert "<canvas" in answer.text or "vis" in answer.text
    again = served.client.get("/", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    plain = served.client.get("/", headers={"Accept-Encoding": "identity"})
    assert plain.text == answer.text


def test_the_editor_calls_nobody_else(served: Running) -> None:
    page = served.client.get("/query")
    assert "connect-src 'self'" in page.headers["Content-Security-Policy"]
    for address in re.findall(r'(?:src|href)="([^"]+)"', page.text):
        assert address.startswith("/")
        assert served.client.get(address).status_code == 200
    assert "innerHTML" not in served.client.get("/assets/editor.js").text


def test_the_editor_s_words(served: Running) -> None:
    words = served.client.get("/query/words").json()
    assert {query["name"] for query in words["queries"]} == set(named_queries())
    assert [name for name, _ in words["terms"] if name == "investsIn"] == ["investsIn"]
    assert words["actors"]


@pytest.mark.parametrize("name", named_queries())
def test_the_named_queries_of_the_editor_run(name: str, served: Running) -> None:
    words = served.client.get("/query/words").json()
    text = next(query["text"] for query in words["queries"] if query["name"] == name)
    assert served.query(text).status_code == 200


def test_a_browser_at_the_endpoint_gets_the_editor(served: Running) -> None:
    answer = served.client.get("/sparql", headers={"Accept": BROWSER})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/query")


@pytest.mark.parametrize(
    ("header", "language", "word"),
    [("fr-FR, en;q=0.5", "fr", "Entités"), ("en, fr;q=0.5", "en", "Units"), ("de", "en", "Units")],
)
def test_a_page_speaks_the_language_of_its_reader(
    header: str, language: str, word: str, served: Running
) -> None:
    answer = served.client.get("/actor/atlas.html", headers={"Accept-Language": header})
    assert f'<html lang="{language}">' in answer.text
    assert f"<dt>{word}</dt>" in answer.text
    assert "Accept-Language" in answer.headers["Vary"]


def test_the_editor_speaks_the_language_of_its_reader(served: Running) -> None:
    answer = served.client.get("/query", headers={"Accept-Language": "fr"})
    assert ">Exécuter</button>" in answer.text
    assert '"stopped": "Arrêté."' in answer.text
