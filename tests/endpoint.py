"""A SPARQL endpoint on this machine for tests: a real HTTP server over a store in memory."""

from __future__ import annotations

import socket
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

JSON = "application/sparql-results+json"


class Reply(NamedTuple):
    """What a server says to a query."""

    status: int
    kind: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()


def closed_port() -> str:
    """Return an address on this machine where nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}/query"


def answers_from(store: ox.Store) -> Callable[[str], Reply]:
    """Return the behaviour of a sound endpoint."""

    def answer(sparql: str) -> Reply:
        try:
            results = store.query(sparql)
        except SyntaxError as error:
            return Reply(400, "text/plain", str(error).encode())
        if isinstance(results, ox.QueryTriples):
            body = ox.serialize(results, format=ox.RdfFormat.N_TRIPLES)
            return Reply(200, "application/n-triples", body)
        return Reply(200, JSON, results.serialize(format=ox.QueryResultsFormat.JSON))

    return answer


@contextmanager
def serving(answer: Callable[[str], Reply]) -> Iterator[str]:
    """Serve on a free port of this machine; yield the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            assert self.headers["Content-Type"] == "application/x-www-form-urlencoded"
            ((name, sparql),) = parse_qsl(self.rfile.read(length).decode())
            assert name == "query"
            reply = answer(sparql)
            self.send_response(reply.status)
            if reply.kind:
                self.send_header("Content-Type", reply.kind)
            if reply.status in {301, 302, 307, 308}:
                self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            for name, value in reply.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/query"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
