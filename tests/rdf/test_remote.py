"""A remote SPARQL endpoint as a graph, over a real HTTP server on this machine."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

import kg
from calling import program
from endpoint import JSON, Reply, answers_from, closed_port, serving
from kg.base.errors import AnswerCut, EndpointError, KgError, QuerySyntax
from kg.rdf.remote import RemoteStore

XSD = "http://www.w3.org/2001/XMLSchema#"

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.graph.graph import Graph

ALL = "SELECT ?s ?p ?o WHERE { ?s ?p ?o }"


@pytest.fixture(autouse=True)
def nothing_is_left() -> Iterator[None]:
    """Drop results here: the engine minds when the thread of an endpoint drops them."""
    yield
    gc.collect()


@pytest.fixture(scope="module")
def address(tiny_graph: Graph) -> Iterator[str]:
    """Address of an endpoint over the tiny set."""
    with serving(answers_from(tiny_graph.store)) as found:
        yield found


def test_equal_records(address: str, tiny_graph: Graph) -> None:
    graph = kg.open(address)
    assert graph.records == tiny_graph.records
    assert graph.digest == tiny_graph.digest


def test_equal_answers(address: str, tiny_graph: Graph) -> None:
    graph = kg.open(address)
    for question in ("overlaps", "loops"):
        mine, theirs = getattr(graph, question)(), getattr(tiny_graph, question)()
        assert mine.to_dict() == theirs.to_dict()


def test_select(address: str, tiny_graph: Graph) -> None:
    query = "SELECT ?s ?o WHERE { ?s <https://w3id.org/ai-alliances/ont#partOf> ?o }"
    remote, local = (list(store.query(query)) for store in (RemoteStore(address), tiny_graph.store))
    assert [row["o"] for row in remote] == [row["o"] for row in local]


@pytest.mark.parametrize(
    ("query", "answer"), [("ASK { ?s ?p ?o }", True), ("ASK { <a:a> ?p ?o }", False)]
)
def test_ask(address: str, query: str, *, answer: bool) -> None:
    assert bool(RemoteStore(address).query(query)) is answer


@pytest.mark.parametrize(("number", "answer"), [("1", True), ("0", False)])
def test_ask_as_virtuoso_answers_it(number: str, *, answer: bool) -> None:
    term = f'{{"type": "typed-literal", "datatype": "{XSD}integer", "value": "{number}"}}'
    rows = f'{{"bindings": [{{"__ASK_RETVAL": {term}}}]}}'
    row = f'{{"head": {{"vars": ["__ASK_RETVAL"]}}, "results": {rows}}}'
    with serving(lambda _: Reply(200, JSON, row.encode())) as found:
        assert bool(RemoteStore(found).query("ASK {}")) is answer


def test_construct(address: str) -> None:
    part_of = "<https://w3id.org/ai-alliances/ont#partOf>"
    results = RemoteStore(address).query(f"CONSTRUCT WHERE {{ ?s {part_of} ?o }}")
    assert isinstance(results, ox.QueryTriples)
    assert len(list(results)) == 1


def test_a_query_the_endpoint_cannot_read(address: str) -> None:
    with pytest.raises(QuerySyntax, match="error at 1:"):
        RemoteStore(address).query("SELECT WHERE")


def says(status: int, kind: str, body: bytes) -> Reply:
    return Reply(status, kind, body)


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (says(500, "text/plain", b"out of memory\ntraceback"), "status 500, out of memory"),
        (says(503, "application/json", b'{"detail": "try later"}'), "status 503, try later"),
        (says(403, "application/json", b'["no"]'), "status 403"),
        (says(404, "text/html", b""), "status 404, no reason given"),
        (says(302, "", b""), "it has moved: give -g http://127.0.0.1:1/elsewhere"),
        (says(405, "text/html", b""), "/sparql?"),
        (says(200, "text/html", b"<html>hello</html>"), "it answered with text/html"),
        (says(200, "", b"{}"), "no media type"),
        (says(200, JSON, b"not json"), "cannot be read"),
        (says(200, JSON, b""), "cannot be read"),
        (says(200, JSON, b'{"head": {}'), "cannot be read"),
        (says(200, "application/n-triples", b"junk"), "cannot be read"),
        (says(200, "text/turtle", b"<a> <b>"), "cannot be read"),
    ],
)
def test_an_endpoint_that_answers_otherwise(reply: Reply, said: str) -> None:
    with serving(lambda _: reply) as address, pytest.raises(EndpointError) as caught:
        RemoteStore(address).query(ALL)
    assert said in str(caught.value)
    assert address in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize("cut", [-1, -30, 120])
def test_an_answer_that_breaks_off_is_an_error_of_ours(tiny_graph: Graph, cut: int) -> None:
    """Results are parsed while they are read: the error comes with a later row."""
    whole = answers_from(tiny_graph.store)(ALL)
    short = whole._replace(body=whole.body[:cut])
    with serving(lambda _: short) as address, pytest.raises(EndpointError):
        _ = kg.open(address).records


ROW = b'"results": {"bindings": [{"s": {"type": "uri", "value": "a:a"}}]}}'
WHOLE = b'{"head": {"vars": ["s"]}, ' + ROW
MARKED = b'{"head":{"vars":["s"],"truncated":"bytes"},' + ROW
TRIPLE = b"<a:a> <a:b> <a:c> .\n"


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(200, JSON, WHOLE, (("Kg-Truncated", "rows; kept=1"),)), "rows; kept=1"),
        (Reply(200, JSON, MARKED), "it says: bytes"),
        (
            Reply(200, "application/n-triples", b"# truncated after 1 triples\n" + TRIPLE),
            "truncated after 1 triples",
        ),
        (Reply(200, JSON, WHOLE, (("X-SPARQL-MaxRows", "1"),)), "at most 1 rows"),
        (Reply(200, JSON, WHOLE, (("X-SQL-State", "S1TAT"),)), "its time ran out"),
    ],
)
def test_an_answer_that_was_cut_off_is_told_and_holds_the_part(reply: Reply, said: str) -> None:
    query = "CONSTRUCT WHERE { ?s ?p ?o }" if "triples" in reply.kind else ALL
    with serving(lambda _: reply) as address, pytest.raises(AnswerCut) as caught:
        RemoteStore(address).query(query)
    assert said in str(caught.value)
    assert len(list(caught.value.results)) == 1  # type: ignore[call-overload]


def test_a_whole_answer_that_speaks_of_cuts_is_whole() -> None:
    body = WHOLE.replace(b"a:a", b'a:{\\"truncated\\":\\"rows\\"}').replace(b'"uri"', b'"literal"')
    with serving(lambda _: Reply(200, JSON, body)) as address:
        assert len(list(RemoteStore(address).query(ALL))) == 1  # type: ignore[arg-type]


def test_an_address_in_capitals_is_one(address: str) -> None:
    assert kg.open(address.replace("http", "HTTP")).records


def test_answers_that_are_rows_of_something_else() -> None:
    body = b'{"head": {"vars": ["x"]}, "results": {"bindings": []}}'
    with serving(lambda _: Reply(200, JSON, body)) as address, pytest.raises(KgError):
        _ = kg.open(address).records


def test_rows_that_lack_a_term() -> None:
    body = (
        b'{"head": {"vars": ["s", "p", "o"]}, "results": {"bindings": '
        b'[{"s": {"type": "uri", "value": "a:a"}}]}}'
    )
    with serving(lambda _: Reply(200, JSON, body)) as address, pytest.raises(KgError):
        _ = kg.open(address).records


def test_nobody_listens() -> None:
    with pytest.raises(EndpointError, match="is the address right"):
        _ = kg.open(closed_port()).records


@pytest.mark.parametrize(
    "address", ["http://", "http://[::1", "https://:80", "http://127.0.0.1:99999/", "http://a b/"]
)
def test_an_address_that_is_none(address: str) -> None:
    with pytest.raises(KgError) as caught:
        _ = kg.open(address).records
    assert len(str(caught.value).splitlines()) == 1


def test_a_password_in_the_address_is_shown_nowhere(tiny_graph: Graph) -> None:
    secret = closed_port().replace("://", "://user:secret@")
    graph = kg.open(secret)
    assert "secret" not in repr(graph) + graph._repr_html_()
    with pytest.raises(EndpointError, match=r"…@127\.0\.0\.1") as caught:
        graph.query("ASK {}")
    assert "secret" not in str(caught.value)
    with serving(lambda _: Reply(404, "text/plain", b"no such page")) as address:
        result = program("-v", "-g", address.replace("://", "://user:secret@"), "overlaps")
    assert result.returncode == 1
    assert "…@127.0.0.1" in result.stderr
    assert "secret" not in result.stderr


def test_a_select_that_is_answered_with_a_truth_is_one_line(tiny_graph: Graph) -> None:
    truth = Reply(200, JSON, b'{"head": {}, "boolean": true}')
    with serving(lambda _: truth) as address:
        result = program("-g", address, "overlaps")
    assert result.returncode == 1
    assert "does not answer a SELECT with rows" in result.stderr
    assert result.stderr.count("\n") == 1
