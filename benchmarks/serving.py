"""Requests per second and response times of `kg serve`, beside two other servers in the same run.

    python benchmarks/serving.py [--seconds 60] [--clients 8] [-o benchmarks/service.md]

All three get the same quads and the same queries in the same order, from clients that keep their
connection. What is not installed is left out: the native server is the PyPI package oxigraph,
the other Python server is rdflib-endpoint.
"""

from __future__ import annotations

import argparse
import contextlib
import multiprocessing
import os
import platform
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from http.client import HTTPConnection
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

import kg
from kg.rdf.query import undeclared_prefixes

if TYPE_CHECKING:
    from collections.abc import Iterator

BIN = Path(sys.executable).parent
EVALUATED, REMEMBERED = "kg serve, every query evaluated", "kg serve, answers remembered"
NATIVE, RDFLIB_ENDPOINT = "oxigraph (native)", "rdflib-endpoint"
RDFLIB = """
import sys
from rdflib import Dataset
from rdflib_endpoint import SparqlEndpoint
import uvicorn
data = Dataset()
data.parse(sys.argv[1], format="nquads")
app = SparqlEndpoint(graph=data)
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_level="critical")
"""


def questions(graph: kg.Graph) -> dict[str, list[str]]:
    """Return texts by kind of query: three kinds a public endpoint sees all day."""
    actors = [actor.id for actor in graph.records.actors]
    texts = {
        "one actor": [f"SELECT ?p ?o {{ actor:{actor} ?p ?o }}" for actor in actors],
        "partners of one actor": [
            f"SELECT ?r ?other ?status {{ ?r al:subject actor:{actor} ; "
            "al:object ?other ; al:status ?status }"
            for actor in actors
        ],
        "a list with labels": [
            "SELECT ?s ?label { ?s a al:Actor ; rdfs:label ?label } "
            f"ORDER BY ?label LIMIT 50 OFFSET {offset}"
            for offset in range(0, 400, 25)
        ],
    }
    return {name: [undeclared_prefixes(t) + t for t in found] for name, found in texts.items()}


def client(
    port: int, path: str, texts: list[str], until: float, seed: int
) -> tuple[list[float], int]:
    """Ask until the time is over; return the seconds of every answer, and how many failed."""
    chance = random.Random(seed)
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    took: list[float] = []
    failed = 0
    headers = {
        "Content-Type": "application/sparql-query",
        "Accept": "application/sparql-results+json",
    }
    while time.time() < until:
        began = time.perf_counter()
        try:
            connection.request("POST", path, chance.choice(texts).encode(), headers)
            answer = connection.getresponse()
            answer.read()
            failed += answer.status != 200
        except OSError:
            failed += 1
            connection.close()
        took.append(time.perf_counter() - began)
    return took, failed


def processor_seconds(server: int) -> float:
    """Return the processor time of a server and its children so far."""
    parents: dict[int, list[int]] = {}
    used: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = path.read_text(encoding="utf-8").rpartition(")")[2].split()
            parents.setdefault(int(fields[1]), []).append(int(path.parent.name))
            used[int(path.parent.name)] = int(fields[11]) + int(fields[12])
    total, todo = 0, [server]
    while todo:
        number = todo.pop()
        total += used.get(number, 0)
        todo += parents.get(number, [])
    return total / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Rate:
    """What a server did for one kind of query."""

    per_second: float
    median: float
    p99: float
    microseconds: float
    failed: int


def load(port: int, path: str, texts: list[str], clients: int, seconds: float, server: int) -> Rate:
    """Let clients ask for a while; return what the server did."""
    with multiprocessing.get_context("spawn").Pool(clients) as pool:
        pool.map(abs, range(clients * 4), chunksize=1)  # all clients have started
        # One answer to each before the clock starts: the first loads the graph into a worker.
        pool.starmap(client, [(port, path, texts, time.time() + 0.05, seed) for seed in range(8)])
        before, until = processor_seconds(server), time.time() + seconds
        jobs = [(port, path, texts, until, seed) for seed in range(clients)]
        found = pool.starmap(client, jobs)
    took = sorted(second for seconds_, _ in found for second in seconds_)
    each = (processor_seconds(server) - before) / len(took) * 1e6
    p50, p99 = (took[int(len(took) * share)] * 1000 for share in (0.5, 0.99))
    return Rate(len(took) / seconds, p50, p99, each, sum(count for _, count in found))


def free_port() -> int:
    """Return a port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@contextlib.contextmanager
def running(command: list[str], port: int) -> Iterator[int]:
    """Run a server until the block ends; yield its process number."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        time.sleep(3)
        yield process.pid
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()
        process.wait()


def servers(folder: Path) -> Iterator[tuple[str, str, int, list[str]]]:
    """Yield name, path, port and command of every server that is installed."""
    for words, remember in ((EVALUATED, "0"), (REMEMBERED, "64")):
        port = free_port()
        command = [sys.executable, "-m", "kg", "-g", str(folder / "all.nq"), "serve"]
        options = ["--port", str(port), "--remember", remember]
        yield words, "/sparql", port, [*command, *options]
    oxigraph = shutil.which("oxigraph", path=str(BIN)) or shutil.which("oxigraph")
    if oxigraph:
        port = free_port()
        command = [oxigraph, "serve-read-only", "--location", str(folder / "store")]
        yield NATIVE, "/query", port, [*command, "--bind", f"127.0.0.1:{port}"]
    if find_spec("rdflib_endpoint"):
        port = free_port()
        yield (
            RDFLIB_ENDPOINT,
            "/",
            port,
            [sys.executable, "-c", RDFLIB, str(folder / "all.nq"), str(port)],
        )


def measured(seconds: float, clients: int) -> dict[tuple[str, str], Rate]:
    """Return the rates by server and kind of query; every server gets so many seconds."""
    graph = kg.open()
    rates: dict[tuple[str, str], Rate] = {}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        assert isinstance(graph.store, ox.Store)
        (folder / "all.nq").write_bytes(
            ox.serialize(list(graph.store), format=ox.RdfFormat.N_QUADS)
        )
        graph.build(folder / "store")
        for name, path, port, command in servers(folder):
            with running(command, port) as server:
                for kind, texts in questions(graph).items():
                    rates[name, kind] = load(port, path, texts, clients, seconds / 3, server)
    return rates


def table(rates: dict[tuple[str, str], Rate]) -> list[str]:
    """Return the lines of the table."""
    return [
        "| server | queries | requests/s | median ms | p99 ms | processor µs each | failed |",
        "|---|---|---|---|---|---|---|",
        *(
            f"| {server} | {kind} | {rate.per_second:,.0f} | {rate.median:.1f} | {rate.p99:.1f} "
            f"| {rate.microseconds:,.0f} | {rate.failed} |"
            for (server, kind), rate in rates.items()
        ),
    ]


def main() -> None:
    """Measure and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("-o", "--output", type=Path)
    chosen = parser.parse_args()
    rows = table(measured(chosen.seconds, chosen.clients))
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    about = f"{chosen.clients} clients for {chosen.seconds:g} s at each server, in one run"
    text = f"{about}; {machine}.\n\n" + "\n".join(rows) + "\n"
    if chosen.output:
        chosen.output.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
