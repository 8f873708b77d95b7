"""Writing with a token: validated, atomic, journaled."""

from __future__ import annotations

import contextlib
import signal
import threading
import time
from typing import TYPE_CHECKING

import httpx
import pyoxigraph as ox
import pytest

import kg
from builders import TINY
from service.running import Running, service, stop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TOKEN = "a-token-for-the-tests"  # noqa: S105 - of no value elsewhere
AUTH = {"Authorization": f"Bearer {TOKEN}"}
TURTLE = {**AUTH, "Content-Type": "text/turtle"}
COUNT = "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"


def options(folder: Path) -> tuple[str, ...]:
    tokens = folder / "tokens"
    tokens.write_text(f"tester {TOKEN}\n")
    tokens.chmod(0o600)
    return ("--token-file", str(tokens), "--journal", str(folder / "journal"), "--workers", "1")


@pytest.fixture(scope="module")
def writable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("writable")
    with service(TINY, folder, *options(folder)) as running:
        yield running


def update(running: Running, text: str, headers: dict[str, str] = AUTH) -> httpx.Response:
    kind = {"Content-Type": "application/sparql-update"}
    return running.client.post("/update", content=text.encode(), headers=headers | kind)


def number(running: Running) -> int:
    return int(running.query(COUNT).json()["results"]["bindings"][0]["n"]["value"])


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer wrong"},
        {"Authorization": f"Basic {TOKEN}"},
        {"Authorization": TOKEN},
    ],
)
def test_a_token_is_needed(headers: dict[str, str], writable: Running) -> None:
    before = number(writable)
    simple = writable.client.post("/update", data={"update": "CLEAR ALL"}, headers=headers)
    for answer in (
        update(writable, "CLEAR ALL", headers),
        simple,
        writable.client.put(
            "/store?default", content=b"", headers={**headers, "Content-Type": "text/turtle"}
        ),
        writable.client.delete("/store?default", headers=headers),
    ):
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert number(writable) == before


def test_a_label_is_changed_and_everything_follows(writable: Running, tiny_graph: kg.Graph) -> None:
    actor = tiny_graph.records.actors[0].id
    version = writable.client.get("/healthz").json()["version"]
    label = f"actor:{actor} rdfs:label"
    text = f'DELETE {{ {label} ?old }} INSERT {{ {label} "Renamed" }} WHERE {{ {label} ?old }}'
    answer = update(writable, text)
    assert answer.status_code == 204, answer.text
    assert writable.query(f'ASK {{ actor:{actor} rdfs:label "Renamed" }}').json()["boolean"]
    assert "Renamed" in writable.client.get(f"/actor/{actor}.html").text
    assert writable.client.get("/healthz").json()["version"] != version


def test_an_answer_given_before_is_not_given_after_an_update(writable: Running) -> None:
    ask = "SELECT (COUNT(*) AS ?n) { GRAPH <http://e/again> { ?s ?p ?o } }"
    first = [writable.query(ask, "text/csv") for _ in range(2)]
    insert = "INSERT DATA { GRAPH <http://e/again> { <http://e/a> <http://e/b> 1 } }"
    assert update(writable, insert).status_code == 204
    second = [writable.query(ask, "text/csv") for _ in range(2)]
    assert [answer.text.split() for answer in first + second] == [["n", "0"]] * 2 + [["n", "1"]] * 2
    assert first[0].headers["Kg-Dataset"] == second[0].headers["Kg-Dataset"]  # of the claims alone


def test_derived_pairs_follow_the_claims(writable: Running, tiny_graph: kg.Graph) -> None:
    relation = tiny_graph.overlaps(as_of=tiny_graph.cutoff)[0].competitive[0]
    ask = f"ASK {{ GRAPH graph:dyads {{ relation:{relation} al:dyad ?pair }} }}"
    assert writable.query(ask).json()["boolean"]
    gone = f"DELETE WHERE {{ relation:{relation} ?p ?o }} ; "
    gone += f"DELETE WHERE {{ ?deal al:hasPart relation:{relation} }} ; "
    gone += "; ".join(
        f"DELETE WHERE {{ <{kg.vocabulary.iri.mint('relation', relation, part)}> ?p ?o }}"
        for part in ("evidence", "amount")
    )
    answer = update(writable, gone)
    if answer.status_code == 422:  # its source would support nothing: that is a finding too
        assert {entry["rule"] for entry in answer.json()["findings"]} <= {"orphan-source", "used"}
        assert writable.query(ask).json()["boolean"]
    else:
        assert answer.status_code == 204, answer.text
        assert not writable.query(ask).json()["boolean"]


WRONG = {
    "an actor without a name": "INSERT DATA { actor:nameless a al:Actor }",
    "a relation without anything": "INSERT DATA { relation:odd a al:Relation }",
    "an unknown status": (
        "DELETE { ?r al:status ?s } INSERT { ?r al:status code:nonsense } WHERE { ?r al:status ?s }"
    ),
    "no sources": "DELETE WHERE { ?e prov:hadPrimarySource ?s }",
    "a reference to nobody": (
        "DELETE { ?r al:subject ?s } INSERT { ?r al:subject actor:nobody } "
        "WHERE { ?r al:subject ?s }"
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_not_committed(name: str, writable: Running) -> None:
    before, version = number(writable), writable.client.get("/healthz").json()["version"]
    answer = update(writable, WRONG[name])
    assert answer.status_code == 422, answer.text
    told = answer.json()
    assert told.get("findings") or told["detail"]
    assert (number(writable), writable.client.get("/healthz").json()["version"]) == (
        before,
        version,
    )


@pytest.mark.parametrize(
    "text",
    [
        "CLEAR ALL",
        "DROP GRAPH graph:dyads",
        "INSERT DATA { GRAPH graph:arrows { actor:a al:investsIn actor:b } }",
        "CLEAR GRAPH graph:ontology",
    ],
)
def test_what_is_derived_is_not_written(text: str, writable: Running) -> None:
    answer = update(writable, text)
    assert answer.status_code in {409, 422}
    assert number(writable) > 100


def test_an_update_is_whole_or_not_at_all(writable: Running) -> None:
    before = number(writable)
    answer = update(
        writable,
        "INSERT DATA { GRAPH <http://e/g> { <http://e/a> <http://e/b> 1 } } ; "
        "INSERT DATA { actor:half a al:Actor }",
    )
    assert answer.status_code == 422
    assert number(writable) == before


@pytest.mark.parametrize(
    "text",
    [
        "LOAD <http://127.0.0.1/>",
        "L\\u004fAD <file:///etc/passwd> INTO GRAPH <http://e/g>",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
    ],
)
def test_an_update_fetches_nothing(text: str, writable: Running) -> None:
    assert update(writable, text).status_code == 403


def test_an_update_that_takes_too_long_ends(writable: Running) -> None:
    text = "INSERT { GRAPH <http://e/g> { ?a <http://e/p> ?z } } "
    text += "WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?x ?y ?z }"
    with contextlib.suppress(httpx.TimeoutException):
        writable.client.post(
            "/update",
            content=text,
            headers=AUTH | {"Content-Type": "application/sparql-update"},
            timeout=1.0,
        )
    assert writable.query("ASK {}").json()["boolean"]
    assert writable.is_idle()


def test_the_graph_store(writable: Running) -> None:
    graph, client = "/store?graph=http://e/mine", writable.client
    put = client.put(graph, content=b"<a> <b> 1 .", headers=TURTLE)
    assert put.status_code == 201, put.text
    assert client.put(graph, content=b"<a> <b> 2 .", headers=TURTLE).status_code == 204
    assert (
        client.post(
            graph,
            content=b'{"@id": "http://e/a", "http://e/b": 3}',
            headers=AUTH | {"Content-Type": "application/ld+json"},
        ).status_code
        == 204
    )
    triples = {
        quad.triple for quad in ox.parse(client.get(graph).content, format=ox.RdfFormat.TURTLE)
    }
    assert {triple.object.value for triple in triples} == {"2", "3"}
    assert ox.NamedNode("http://e/a") in {triple.subject for triple in triples}
    head = client.head(graph)
    assert (head.status_code, head.content) == (200, b"")
    assert client.delete(graph, headers=AUTH).status_code == 204
    assert client.delete(graph, headers=AUTH).status_code == 404
    assert client.get(graph).status_code == 404


def test_who_read_an_older_version_overwrites_nothing(writable: Running) -> None:
    path = "/store?graph=http://e/shared"
    put = lambda text, **more: writable.client.put(  # noqa: E731 - a short name
        path, content=text, headers=TURTLE | more
    )
    assert put("<a:s> <a:p> 1 .", **{"If-None-Match": "*"}).status_code == 201
    assert put("<a:s> <a:p> 2 .", **{"If-None-Match": "*"}).status_code == 412
    first = writable.client.get(path, headers={"Accept": "text/turtle"}).headers["ETag"]
    other = writable.client.get(path, headers={"Accept": "application/n-triples"}).headers["ETag"]
    assert first != other
    assert put("<a:s> <a:p> 3 .", **{"If-Match": f'"x", {other}'}).status_code == 204
    late = put("<a:s> <a:p> 4 .", **{"If-Match": first})
    assert (late.status_code, late.json()["detail"][:20]) == (412, "the data has changed")
    assert writable.client.delete(path, headers=AUTH | {"If-Match": first}).status_code == 412
    assert update(writable, "CLEAR ALL", AUTH | {"If-Match": first}).status_code == 412
    assert "3" in writable.client.get(path, headers={"Accept": "text/turtle"}).text
    assert writable.client.delete(path, headers=AUTH | {"If-Match": "*"}).status_code == 204
    assert put("<a:s> <a:p> 5 .", **{"If-Match": "*"}).status_code == 412


def test_statements_about_statements_are_written_and_read(writable: Running) -> None:
    """The shapes do not see them: rdflib has no triple terms."""
    arrow = "<<( <http://e/s> <http://e/p> <http://e/o> )>>"
    text = f"INSERT DATA {{ <http://e/r> <http://e/says> {arrow} . <http://e/r> <http://e/q> 1 }}"
    answer = update(writable, text)
    assert answer.status_code == 204, answer.text
    asked = f"ASK {{ <http://e/r> <http://e/says> {arrow} }}"
    assert writable.query(asked).json()["boolean"]
    assert update(writable, "INSERT DATA { <http://e/z> <http://e/z> 1 }").status_code == 204
    assert update(writable, "DELETE WHERE { <http://e/r> ?p ?o }").status_code == 204


@pytest.mark.parametrize(
    ("kind", "content", "status"),
    [
        ("text/turtle", b"nonsense", 400),
        ("image/png", b"", 415),
        ("application/ld+json", b'{"@context": "http://127.0.0.1/", "name": "x"}', 400),
        (
            "text/turtle",
            b"@prefix al: <https://w3id.org/ai-alliances/ont#> . <http://e/x> a al:Actor .",
            422,
        ),
    ],
)
def test_documents_that_are_refused(
    kind: str, content: bytes, status: int, writable: Running
) -> None:
    place = "default" if status == 422 else "graph=http://e/other"
    answer = writable.client.post(
        f"/store?{place}", content=content, headers=AUTH | {"Content-Type": kind}
    )
    assert answer.status_code == status, answer.text


def test_a_document_nested_deep_ends_nothing_but_itself(writable: Running) -> None:
    content = b'{"http://e/p":' * 20_000 + b"1" + b"}" * 20_000
    answer = writable.client.post(
        "/store?graph=http://e/deep",
        content=content,
        headers=AUTH | {"Content-Type": "application/ld+json"},
    )
    assert answer.status_code in {400, 503}
    assert writable.query("ASK {}").json()["boolean"]


@pytest.mark.long
def test_updates_are_there_after_a_kill(tmp_path: Path) -> None:
    """Killed at a random moment of updating, three times over."""
    acknowledged: list[int] = []
    for turn in range(3):
        with service(TINY, tmp_path, *options(tmp_path)) as running:
            check(running, acknowledged)
            thread = threading.Thread(target=insert, args=(running, turn * 100, acknowledged))
            thread.start()
            while len(acknowledged) <= turn:
                time.sleep(0.02)
            time.sleep(0.35 * turn)
            stop(running.process, signal.SIGKILL)
            thread.join()
    with service(TINY, tmp_path, *options(tmp_path)) as running:
        check(running, acknowledged)
        assert (tmp_path / "journal").read_text().count("tester") >= len(acknowledged)


def insert(running: Running, first: int, acknowledged: list[int]) -> None:
    """Insert pairs of triples until the service is gone; note what it acknowledged."""
    with contextlib.suppress(httpx.HTTPError):
        for number in range(first, first + 100):
            quads = f"<http://e/{number}> <http://e/a> {number} ; <http://e/b> {number}"
            if (
                update(running, f"INSERT DATA {{ GRAPH <http://e/g> {{ {quads} }} }}").status_code
                == 204
            ):
                acknowledged.append(number)


def check(running: Running, acknowledged: list[int]) -> None:
    """Look for every acknowledged pair, and for halves."""
    rows = running.query(
        "SELECT ?s (COUNT(*) AS ?n) { GRAPH <http://e/g> { ?s ?p ?o } } GROUP BY ?s"
    ).json()
    found = {row["s"]["value"]: row["n"]["value"] for row in rows["results"]["bindings"]}
    assert set(found.values()) <= {"2"}
    assert {f"http://e/{number}" for number in acknowledged} <= set(found)
