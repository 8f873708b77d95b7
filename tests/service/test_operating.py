"""Operating the service as docs/how-to/service.md says: proxy, backup, full disk, journal."""

from __future__ import annotations

import json
import resource
import subprocess
import time
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from builders import TINY
from kg.rdf.store import MADE
from service.protocol.test_updates import TURTLE, options, update
from service.running import KG, Running, service

if TYPE_CHECKING:
    from pathlib import Path

PROXY = {
    "Host": "alliances.example.org",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-For": "192.0.2.7",
}
BASE = {"query": "SELECT (STR(<x>) AS ?base) {}"}


def said(running: Running, proxy: dict[str, str] = PROXY) -> dict[str, str]:
    """What the service takes the address and the client of a request to be."""
    client = running.client
    described = client.get("/sparql", headers={**proxy, "Accept": "application/n-triples"})
    moved = client.get("/sparql/", headers=proxy)
    base = client.get("/sparql", params=BASE, headers=proxy).json()
    client.get("/healthz", headers={**proxy, "X-Request-Id": "behind-a-proxy"})
    time.sleep(0.3)  # lines are written together
    lines = [json.loads(line) for line in running.log.read_text().splitlines()]
    return {
        "endpoint": described.text.split("#endpoint> <")[1].split(">")[0],
        "moved": moved.headers["Location"],
        "base": base["results"]["bindings"][0]["base"]["value"],
        "client": next(line["client"] for line in lines if line.get("id") == "behind-a-proxy"),
    }


def test_a_proxy_is_believed_when_that_is_asked_for(tmp_path: Path) -> None:
    with service(TINY, tmp_path, "--behind-proxy", "--workers", "1") as running:
        plain = {key: value for key, value in PROXY.items() if key == "Host"}
        http = running.client.get("/sparql", params=BASE, headers=plain).text
        found = said(running)
    assert found == {
        "endpoint": "https://alliances.example.org/sparql",
        "moved": "https://alliances.example.org/sparql",
        "base": "https://alliances.example.org/x",
        "client": "192.0.2.7",
    }
    assert "http://alliances.example.org/x" in http  # and was not given again for https


def test_nobody_is_believed_otherwise(served: Running) -> None:
    found = said(served, {**PROXY, "Host": "localhost"})
    assert found["endpoint"] == "http://localhost/sparql"
    assert found["client"] == "127.0.0.1"


def test_everything_is_exported_and_served_again(tmp_path: Path) -> None:
    notes = "/store?graph=https://x/notes"
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
    with service(TINY, first, *options(first)) as running:
        assert running.client.put(notes, content=b"<a:a> <a:b> 1 .", headers=TURTLE).is_success
        insert = 'INSERT DATA { actor:atlas skos:altLabel "Atlas once more" }'
        assert update(running, insert).status_code == 204
        (tmp_path / "alliances.nq").write_bytes(whole(running, "application/n-quads"))
        quads = set(ox.parse(whole(running, "application/trig"), format=ox.RdfFormat.TRIG))
        for method in ("PUT", "DELETE"):  # writing needs the name of a graph
            assert running.client.request(method, "/store", headers=TURTLE).status_code == 400
    with service(tmp_path / "alliances.nq", second, *options(second)) as running:
        again = set(ox.parse(whole(running, "*/*"), format=ox.RdfFormat.N_QUADS))
        assert again == quads
        assert not MADE & {getattr(quad.graph_name, "value", "") for quad in again}
        assert "1" in running.client.get(notes).text
        assert running.query('ASK { actor:atlas skos:altLabel "Atlas once more" }').json()[
            "boolean"
        ]
        assert running.query("ASK { GRAPH graph:dyads { ?s ?p ?o } }").json()["boolean"]


def whole(running: Running, accept: str) -> bytes:
    answer = running.client.get("/store", headers={"Accept": accept})
    assert answer.status_code == 200, answer.text
    return answer.content


def test_all_graphs_in_a_format_that_knows_graphs(served: Running) -> None:
    assert served.client.get("/store", headers={"Accept": "text/turtle"}).status_code == 406
    head = served.client.head("/store")
    assert (head.headers["content-type"], head.content) == ("application/n-quads", b"")
    assert served.client.get("/store?nonsense").status_code == 400


def test_a_full_disk_is_told_and_does_no_harm(tmp_path: Path) -> None:
    """The journal may grow no further than a limit that is set on the running service."""
    text = "INSERT DATA {{ GRAPH <http://e/g> {{ <http://e/{}> <http://e/p> '{}' }} }}"
    with service(TINY, tmp_path, *options(tmp_path)) as running:
        assert update(running, text.format("a", "x" * 300_000)).status_code == 204
        before = (tmp_path / "journal").read_bytes()
        pid, size = running.process.pid, resource.RLIMIT_FSIZE
        limits = resource.prlimit(pid, size, (len(before) + 100, resource.RLIM_INFINITY))
        full = update(running, text.format("b", "y"))
        assert (full.status_code, full.json()["title"]) == (507, "Insufficient storage")
        assert (tmp_path / "journal").read_bytes() == before
        assert running.query("ASK { GRAPH ?g { <http://e/a> ?p ?o } }").json()["boolean"]
        resource.prlimit(pid, size, limits)
        assert update(running, text.format("c", "z")).status_code == 204
        assert not running.query("ASK { GRAPH ?g { <http://e/b> ?p ?o } }").json()["boolean"]


@pytest.mark.parametrize(
    ("journal", "reason"),
    [
        ("tokens/journal", "cannot be opened (File exists)"),
        ("service.log", "line 1 is damaged"),
        (".", "Is a"),
    ],
)
def test_a_journal_that_cannot_be_opened_is_told_in_one_line(
    journal: str, reason: str, tmp_path: Path
) -> None:
    given = options(tmp_path)
    (tmp_path / "service.log").write_text("no line of a journal\nand no second\n")
    line = [*KG, "-g", str(TINY), "serve", "--port", "0", *given, "--journal", journal]
    done = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert reason in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not done.stdout
