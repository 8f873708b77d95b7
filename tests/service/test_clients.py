"""Clients that people use: curl, SPARQLWrapper, rdflib, pandas, and our own -g."""

from __future__ import annotations

import io
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore

from builders import TINY
from service.running import KG, service

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.running import Running

ACTORS = "SELECT ?name WHERE { ?actor a al:Actor ; rdfs:label ?name } ORDER BY ?name"
WHOLE = (
    "PREFIX al: <https://w3id.org/ai-alliances/ont#> "
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> " + ACTORS
)
COMMANDS = [
    ("overlaps",),
    ("loops",),
    ("who", "atlas"),
    ("query", "-n", "overlaps", "--format", "csv"),
    ("query", "CONSTRUCT WHERE { actor:atlas ?p ?o }", "--format", "nt"),
    ("query", "ASK { actor:atlas a al:Actor }"),
]


@pytest.fixture(scope="module")
def native(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The Oxigraph server with the tiny data set."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which(
        "oxigraph"
    )
    if program is None:
        pytest.skip("the Oxigraph server is not installed")
    folder = tmp_path_factory.mktemp("native")
    subprocess.run(
        [*KG, "-g", str(TINY), "build", "-o", str(folder / "store")],
        check=True,
        capture_output=True,
    )
    port = free_port()
    command = [
        program,
        "serve-read-only",
        "--location",
        str(folder / "store"),
        "--bind",
        f"127.0.0.1:{port}",
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        wait_for(port, seconds=20)
        yield f"http://127.0.0.1:{port}/query"
        server.terminate()
        server.wait(10)


VIRTUOSO = """[Database]
DatabaseFile = v.db
ErrorLogFile = v.log
LockFile = v.lck
TransactionFile = v.trx
xa_persistent_file = v.pxa
[TempDatabase]
DatabaseFile = temp.db
TransactionFile = temp.trx
[Parameters]
ServerPort = {sql}
NumberOfBuffers = 2000
DirsAllowed = .
[HTTPServer]
ServerPort = {http}
ServerThreads = 4
"""
LOAD = "DB.DBA.TTLP(file_to_string_output('./tiny.nt'), '', 'http://e/tiny', 0);\n"


@pytest.fixture(scope="module")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Virtuoso with the claims of the tiny data set in a graph; it has no default graph."""
    if shutil.which("virtuoso-t") is None or shutil.which("isql-vt") is None:
        pytest.skip("Virtuoso is not installed: tests/install_virtuoso.sh")
    folder = tmp_path_factory.mktemp("virtuoso")
    kg_says("-g", str(TINY), "export", "-o", str(folder / "tiny.nt"))
    sql, http = free_port(), free_port()
    (folder / "v.ini").write_text(VIRTUOSO.format(sql=sql, http=http))
    (folder / "load.sql").write_text(LOAD)
    command = ["virtuoso-t", "+foreground", "+configfile", "v.ini"]
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            wait_for(http, seconds=60)
            load = ["isql-vt", str(sql), "dba", "dba", "load.sql"]
            subprocess.run(load, cwd=folder, check=True, capture_output=True)
            yield f"http://127.0.0.1:{http}/sparql?default-graph-uri=http://e/tiny"
        finally:
            server.terminate()
            server.wait(30)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def wait_for(port: int, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail(f"nobody listens on port {port}")


def names() -> list[str]:
    done = kg_says("-g", str(TINY), "query", ACTORS, "--format", "csv")
    return done.splitlines()[1:]


def kg_says(*arguments: str) -> str:
    return subprocess.run([*KG, *arguments], check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_our_own_commands_over_our_own_service(command: tuple[str, ...], served: Running) -> None:
    remote = kg_says("-g", f"{served.address}/sparql", *command)
    assert remote == kg_says("-g", str(TINY), *command)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_our_own_commands_over_the_native_server(command: tuple[str, ...], native: str) -> None:
    assert kg_says("-g", native, *command) == kg_says("-g", str(TINY), *command)


@pytest.mark.parametrize("command", [c for c in COMMANDS if "-n" not in c], ids=" ".join)
def test_our_own_commands_over_virtuoso(command: tuple[str, ...], virtuoso: str) -> None:
    local = kg_says("-g", str(TINY), *command)
    assert sorted(kg_says("-g", virtuoso, *command).splitlines()) == sorted(local.splitlines())


def test_a_mistake_over_the_network_is_told_in_one_line(served: Running) -> None:
    done = subprocess.run(
        [*KG, "-g", f"{served.address}/sparql", "query", "SELECT ?x {"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("path", ["/", "/sparql/"])
def test_an_address_beside_the_endpoint_leads_to_it(path: str, served: Running) -> None:
    line = [*KG, "-g", served.address + path, "overlaps"]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"{served.address}/sparql" in done.stderr


def test_what_is_cut_off_is_told_and_no_measure_is_taken_of_it(tmp_path: Path) -> None:
    with service(TINY, tmp_path, "--max-rows", "50") as running:
        g = ("-g", f"{running.address}/sparql")
        line = [*KG, *g, "--quiet", "query", "SELECT * { ?s ?p ?o }", "--format", "csv"]
        rows = subprocess.run(line, capture_output=True, text=True, check=True)
        done = [
            subprocess.run([*KG, *g, *words], capture_output=True, text=True, check=False)
            for words in (("overlaps",), ("check",), ("totals",))
        ]
    assert len(rows.stdout.splitlines()) == 51
    assert "Warning" in rows.stderr
    assert "--max-rows" in rows.stderr
    assert [(one.returncode, one.stdout) for one in done] == [(1, "")] * 3
    assert all("kept=50" in one.stderr for one in done)


def test_rdflib(served: Running) -> None:
    graph = rdflib.Graph(SPARQLStore(f"{served.address}/sparql", returnFormat="json"))
    assert sorted(str(row[0]) for row in graph.query(WHOLE)) == sorted(names())


def test_sparqlwrapper(served: Running) -> None:
    library = pytest.importorskip("SPARQLWrapper")
    for form in (library.JSON, library.XML, library.CSV):
        client = library.SPARQLWrapper(f"{served.address}/sparql")
        client.setQuery(WHOLE)
        client.setReturnFormat(form)
        answer = client.query().convert()
        if form == library.JSON:
            assert [row["name"]["value"] for row in answer["results"]["bindings"]] == names()
    client = library.SPARQLWrapper(f"{served.address}/sparql")
    client.setQuery("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 5")
    client.setReturnFormat(library.TURTLE)
    client.setMethod(library.POST)
    assert len(rdflib.Graph().parse(data=client.query().convert())) == 5


def test_pandas(served: Running) -> None:
    pandas = pytest.importorskip("pandas")
    address = httpx.URL(f"{served.address}/sparql", params={"query": ACTORS, "format": "csv"})
    assert pandas.read_csv(str(address))["name"].tolist() == names()
    text = served.query(ACTORS, "text/csv").text
    assert pandas.read_csv(io.StringIO(text))["name"].tolist() == names()


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl(served: Running) -> None:
    line = [
        "curl",
        "-sS",
        "--fail",
        "-H",
        "Accept: text/csv",
        "--data-urlencode",
        f"query={ACTORS}",
        f"{served.address}/sparql",
    ]
    done = subprocess.run(line, check=True, capture_output=True, text=True)
    assert done.stdout.splitlines()[1:] == names()
