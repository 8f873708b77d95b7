"""Answers from the cache, and those that are never kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from starlette.responses import Response

from kg.service.protocol.cache import Cache

if TYPE_CHECKING:
    from service.running import Running

ROWS = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 7"


def hits(running: Running) -> int:
    found = re.search(r"kg_answers_remembered_total (\d+)", running.client.get("/metrics").text)
    assert found is not None
    return int(found[1])


def test_the_same_request_gets_the_same_answer_without_a_worker(served: Running) -> None:
    first = served.query(ROWS, "text/csv")
    before = hits(served)
    again = served.query(ROWS, "text/csv")
    assert hits(served) == before + 1
    assert again.content == first.content
    own = {"date", "request-id"}
    assert dict(again.headers).keys() == dict(first.headers).keys()
    assert all(again.headers[name] == first.headers[name] for name in {*again.headers} - own)
    assert first.headers["request-id"] != again.headers["request-id"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept": "text/csv"},
        {"Accept-Encoding": "identity"},
        {"Host": "localhost"},
    ],
)
def test_another_request_does_not(headers: dict[str, str], served: Running) -> None:
    address = {"query": ROWS + f" # {sorted(headers)}"}
    served.client.get("/sparql", params=address)
    before = hits(served)
    assert served.client.get("/sparql", params=address, headers=headers).status_code == 200
    assert hits(served) == before


@pytest.mark.parametrize(
    "text", ["SELECT (RAND() AS ?x) {}", "SELECT ?x {", "ASK { SERVICE <x> {} }"]
)
def test_chance_and_refusals_are_not_kept(text: str, served: Running) -> None:
    before = hits(served)
    first, second = served.query(text), served.query(text)
    assert hits(served) == before
    assert first.status_code == second.status_code
    assert first.content != second.content


def test_the_least_recently_used_is_dropped_first() -> None:
    cache = Cache(40_000)
    for name in "abcdefghijklmnopqrstuvwxyz":
        cache.keep((name,), Response(name.encode() * 1000))
        assert cache.find(("a",)) is not None
        assert cache.bytes <= 40_000
    assert cache.find(("b",)) is None
    assert cache.find(("z",)) is not None
    cache.clear()
    assert (cache.find(("a",)), cache.bytes) == (None, 0)


def test_no_answer_takes_all_the_room() -> None:
    cache = Cache(40_000)
    cache.keep(("large",), Response(b"x" * 20_000))
    assert cache.find(("large",)) is None
