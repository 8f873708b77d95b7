"""Reading the tokens of a query: what it asks other addresses, and how long that takes."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from builders import TINY
from calling import program
from kg.base.errors import KgError, UsageError
from kg.rdf.query import undeclared_prefixes
from kg.rdf.sparql.tokens import services

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.graph.graph import Graph

ASKING = [
    "SELECT * { SERVICE <ADDRESS> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <ADDRESS> { ?s ?p ?o } }",
    "SELECT * { service\n<ADDRESS>{ ?s ?p ?o } }",
    "PREFIX e: <ADDRESS> SELECT * { SERVICE e: { ?s ?p ?o } }",
    "PREFIX e: <ADDRESS> SELECT * { SERVICEe: { ?s ?p ?o } }",
    "SELECT * { ?s ?p trueSERVICE<ADDRESS>{ ?s ?q ?o } }",
    "SELECT * { ?s ?p 1.SERVICE<ADDRESS>{ ?s ?q ?o } }",
    "SELECT * { BIND(<ADDRESS> AS ?e) SERVICE ?e { ?s ?p ?o } }",
    "SELECT * { \\u0053ERVICE <ADDRESS> { ?s ?p ?o } }",
    "SELECT * { ?s ?p 3 FILTER(?s<3)SERVICE#>\n<ADDRESS>{ ?s ?q ?o } }",
]
MENTIONING = [
    "SELECT * { ?s ?p 'SERVICE <http://e/>' }",
    "SELECT * { ?s a al:Nothing } # SERVICE <http://e/>",
    "SELECT * { ?service ?p <http://example.org/SERVICE/x> }",
    'SELECT * { ?s ?p """a "SERVICE" of <http://e/>""" , al:SERVICE }',
]


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """Yield an address on this machine, and the requests that reach it."""
    requests: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            requests.append(self.path)
            self.send_response(500)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/sparql", requests
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("sparql", ASKING)
def test_no_other_address_is_asked(
    tiny_graph: Graph, listener: tuple[str, list[str]], sparql: str
) -> None:
    address, requests = listener
    with pytest.raises(UsageError, match="--service ADDRESS"):
        tiny_graph.query(sparql.replace("ADDRESS", address))
    assert requests == []


def test_an_address_is_asked_once_it_is_named(
    tiny_graph: Graph, listener: tuple[str, list[str]]
) -> None:
    address, requests = listener
    sparql = ASKING[0].replace("ADDRESS", address)
    with pytest.raises(KgError, match="500"):
        list(tiny_graph.query(sparql, services=[address]))
    assert len(requests) == 1
    program("-g", str(TINY), "query", sparql, "--service", address)
    assert len(requests) == 2
    refused = program("-g", str(TINY), "query", sparql, "--service", f"{address}/another")
    assert refused.returncode == 2
    assert f"{address} by SERVICE" in refused.stderr
    assert len(requests) == 2


@pytest.mark.parametrize("sparql", MENTIONING)
def test_what_only_mentions_the_keyword_is_answered(tiny_graph: Graph, sparql: str) -> None:
    assert list(services(sparql)) == []
    assert list(tiny_graph.query(sparql)) == []


@pytest.mark.parametrize("part", ["a", "a-", "<", "'", '"', '"""', "\\'", "a:", "?", "\\u0041"])
def test_a_long_text_is_read_in_one_pass(part: str) -> None:
    """In square time each of these would take longer than the whole suite."""
    text = f"SELECT * {{ ?s ?p '{part * 1_000_000}"
    assert "PREFIX" not in undeclared_prefixes(text)
    assert list(services(text)) == []
