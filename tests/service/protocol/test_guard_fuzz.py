"""Texts at random, made of what was ever read in two ways: none that passes reaches anybody."""

from __future__ import annotations

import contextlib
import random
import socket
from dataclasses import dataclass
from threading import Thread
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from kg.service.protocol.guard import inspect
from kg.service.protocol.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXTS = 60_000
# Where the word may be hidden; what it would reach stands on the next line.
AROUND = (
    "SELECT * {{ ?a ?b ?c FILTER(?c{}SERVICE{}\n e:x {{?s ?p ?o}} }}",
    "SELECT * {{ ?a ?b ?c . {}SERVICE{}\n e:x {{?s ?p ?o}} }}",
    "SELECT * {{ ?a ?b ({}) . {}SERVICE e:x {{?s ?p ?o}} }}",
    "SELECT ({} AS ?z) {{ {}SERVICE e:x {{?s ?p ?o}} }}",
    "SELECT * {{ ?a ?b ?c {} . {} }}",
)
PARTS = (
    *("<", ">", "<3", "<3)", "<=3)", "<?a)", "(", ")", "{", "}", "[", "]", "#", "#>", "#>\n", "\n"),
    *("'", "'''", '"', '"""', "\\", "\\u0041", "?a", "1", "2.", ".", ";", ",", "true", "a", "e:y"),
    *("FILTER(", "BIND(", " AS ?z)", "EXISTS{}", "VALUES ?v {", "(1 <u:a#b>)", "<u:a'b>", " ", "/"),
    *("OPTIONAL{", "UNION", "GRAPH ?g {", "<http://e/#a>", "'a'@en", "@en1", "^^", "|", "||", "&&"),
    *("!", "+", "-", "=", "<<", ">>", "_:b", "a-b:", "e:a\\-b", "IN(", "NOW()", "IF(", "SELECT *{"),
)


@dataclass
class Listener:
    """Who hangs up on everybody, and counts them."""

    server: socket.socket
    calls: int = 0

    def listen(self) -> None:
        """Take calls until the server is closed."""
        with contextlib.suppress(OSError):
            while True:
                self.server.accept()[0].close()
                self.calls += 1


@pytest.fixture
def listener() -> Iterator[Listener]:
    """Where a query that reaches out arrives."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        found = Listener(server)
        Thread(target=found.listen, daemon=True).start()
        yield found
        server.shutdown(socket.SHUT_RDWR)


def text(chance: random.Random, address: str) -> str:
    """Return a query with a service hidden in it, well or badly."""
    parts = ["".join(chance.choices(PARTS, k=chance.choice((0, 1, 1, 2)))) for _ in range(2)]
    return f"PREFIX e: <{address}> " + chance.choice(AROUND).format(*parts)


@pytest.mark.long
def test_what_passes_reaches_nobody(listener: Listener) -> None:
    chance = random.Random(2026)
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("x:a"), ox.NamedNode("x:b"), ox.Literal(2)))
    address = f"http://127.0.0.1:{listener.server.getsockname()[1]}/"
    parsed = 0
    for _ in range(TEXTS):
        query = text(chance, address)
        try:
            inspect(query)
            found = store.query(query)
            parsed += 1
            assert not isinstance(found, ox.QueryTriples)
            bool(found) if isinstance(found, ox.QueryBoolean) else next(found, None)
        except (Problem, SyntaxError, OSError, ValueError, RuntimeError):
            pass
        assert not listener.calls, query
    assert parsed > TEXTS / 100
