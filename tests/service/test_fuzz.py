"""Ten thousand requests that nobody meant: none is a fault of ours."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.measures.index import QUESTIONS
from kg.service.api.questions import parameters as parameters_of
from kg.service.app import application
from kg.service.pool import snapshot
from kg.service.pool.pool import Bounds
from kg.service.service import Service, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.graph.graph import Graph
    from service.running import Running

Sent = tuple[str, str, str, dict[str, str], bytes]
Ask = Callable[[Sent], tuple[int, dict[str, str], bytes]]

WORDS = [
    "SELECT",
    "ASK",
    "CONSTRUCT",
    "DESCRIBE",
    "WHERE",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    ".",
    ";",
    ",",
    "*",
    "+",
    "/",
    "|",
    "^",
    "!",
    "=",
    "!=",
    "<",
    ">",
    "&&",
    "||",
    "?s",
    "?p",
    "?o",
    "$x",
    "a",
    "al:Actor",
    "actor:atlas",
    "<http://e/>",
    "<x>",
    "<file:///etc/passwd>",
    '"text"',
    "'x'@en",
    '"1"^^xsd:integer',
    "1",
    "-1.5",
    "1e9",
    "true",
    "OPTIONAL",
    "UNION",
    "MINUS",
    "FILTER",
    "BIND",
    "AS",
    "VALUES",
    "UNDEF",
    "GRAPH",
    "SERVICE",
    "LOAD",
    "FROM",
    "NAMED",
    "GROUP",
    "BY",
    "HAVING",
    "ORDER",
    "LIMIT",
    "OFFSET",
    "DISTINCT",
    "COUNT",
    "SUM",
    "GROUP_CONCAT",
    "REGEX",
    "STR",
    "IRI",
    "NOW()",
    "RAND()",
    "EXISTS",
    "NOT",
    "IN",
    "PREFIX",
    "ex:",
    "BASE",
    "\\u0053",
    "#",
    "\n",
    "\t",
    "_:b",
    "<<",
    ">>",
    "LATERAL",
    "INSERT",
    "DELETE",
    "DATA",
    "CLEAR",
    "ALL",
]
loose = st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join)
shaped = st.builds(
    "{} {{ {} }} {}".format,
    st.sampled_from(
        [
            "SELECT *",
            "ASK",
            "SELECT ?s (COUNT(*) AS ?n)",
            "CONSTRUCT { ?s ?p ?o }",
            "DESCRIBE ?s",
            "SELECT DISTINCT ?o",
        ]
    ),
    st.lists(
        st.sampled_from(
            [
                "?s ?p ?o",
                "?s a al:Actor",
                "OPTIONAL { ?s rdfs:label ?o }",
                "FILTER(?o > 1)",
                "{ ?a ?b ?c } UNION { ?s ?p ?o }",
                "GRAPH ?g { ?s ?p ?o }",
                "VALUES ?s { actor:atlas UNDEF }",
                "BIND(STR(?s) AS ?x)",
                "?s al:subject/al:partOf* ?o",
                "FILTER NOT EXISTS { ?s ?q 1 }",
                "MINUS { ?s a ?o }",
                "?s ?p 'é\\n'@fr",
                "SERVICE <http://127.0.0.1/> {}",
            ]
        ),
        max_size=4,
    ).map(" . ".join),
    st.sampled_from(
        [
            "",
            "LIMIT 5",
            "ORDER BY ?s LIMIT 3",
            "GROUP BY ?s LIMIT 4",
            "LIMIT -1",
            "OFFSET 99999999999999999999",
            "HAVING(?n > 1)",
        ]
    ),
)
queries = st.one_of(shaped, loose, st.text(max_size=60))
accepts = st.one_of(
    st.sampled_from(
        [
            "",
            "*/*",
            "text/csv",
            "application/sparql-results+xml",
            "text/turtle;q=0.3, */*;q=0.1",
            "text/html",
            "image/png",
            "a/b;q=2",
            ";;,,q=",
        ]
    ),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30),
)
headers = st.fixed_dictionaries(
    {"accept": accepts},
    optional={
        "accept-encoding": st.sampled_from(["gzip", "gzip;q=0", "br, *"]),
        "if-none-match": st.sampled_from(["*", 'W/"x"', "nonsense"]),
        "content-length": st.sampled_from(["-1", "x", "0"]),
        "x-request-id": st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=80),
        "host": st.one_of(
            st.sampled_from(
                ["", "localhost", "[::1]:80", "a b", "a<>", "\xff", "a/b?c#d", "a:b:c"]
            ),
            st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=20),
        ),
        "x-forwarded-host": st.sampled_from(["a b", "<>", "e.org"]),
        "x-forwarded-proto": st.sampled_from(["https", "a b", "<"]),
        "x-forwarded-prefix": st.sampled_from(["/a", " <>"]),
        "x-forwarded-for": st.sampled_from(["127.0.0.1", "x, y"]),
        "authorization": st.sampled_from(["Bearer x", "Basic eA==", "Bearer", ""]),
    },
)
keys = st.sampled_from(
    [
        "query",
        "update",
        "default-graph-uri",
        "named-graph-uri",
        "format",
        "explain",
        "graph",
        "default",
        "x",
    ]
)
values = st.one_of(
    queries, st.sampled_from(["http://e/g", "csv", "json", "relative", "", "http://e/<>"])
)
parameters = st.lists(st.tuples(keys, values), max_size=4).map(urlencode)
raw = st.binary(max_size=40).map(lambda data: quote(data, safe="%&=+"))
methods = st.sampled_from(
    ["GET", "GET", "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "X"]
)
types = st.sampled_from(
    [
        "application/sparql-query",
        "application/x-www-form-urlencoded",
        "application/sparql-update",
        "text/plain",
        "",
        "application/sparql-query; charset=latin-1",
    ]
)


def get(query: str, head: dict[str, str]) -> Sent:
    return "GET", "/sparql", urlencode({"query": query}), head, b""


@st.composite
def anything(draw: Any) -> Sent:
    """A request to any of our addresses, of any method."""
    path = draw(
        st.sampled_from(
            [
                "/sparql",
                "/update",
                "/store",
                "/query",
                "/",
                "/healthz",
                "/metrics",
                "/api",
                "/ontology",
                "/nowhere",
                "//",
                "/sparql/",
            ]
        )
    )
    head = dict(draw(headers), **{"content-type": draw(types)})
    body = draw(
        st.one_of(parameters.map(str.encode), queries.map(str.encode), st.binary(max_size=60))
    )
    return draw(methods), path, draw(st.one_of(parameters, raw)), head, body


@st.composite
def measures(draw: Any) -> Sent:
    """A request to a measure, its parameters by their names and otherwise at will."""
    name = draw(st.sampled_from([*sorted(set(QUESTIONS) - {"balance"}), "nothing"]))
    known = [*parameters_of(name if name in QUESTIONS else "overlaps")]
    values = st.one_of(
        st.sampled_from(
            [
                "atlas",
                "2024",
                "2024-02-30",
                "true",
                "3",
                "group",
                "x",
                "",
                "high",
                "primary",
                "1e9",
                "nan",
            ]
        ),
        st.text(max_size=10),
    )
    pairs = draw(st.lists(st.tuples(st.sampled_from(known or ["x"]), values), max_size=4))
    return "GET", f"/api/{name}", urlencode(pairs), {}, b""


@st.composite
def things(draw: Any) -> Sent:
    """A request for a thing that may be there or not."""
    kind = draw(
        st.sampled_from(["actor", "relation", "source", "deal", "observation", "assets", "x", ".."])
    )
    name = draw(
        st.one_of(
            st.sampled_from(
                [
                    "atlas",
                    "atlas.ttl",
                    "atlas.html",
                    "atlas.jsonld",
                    ".ttl",
                    "a.b.nt",
                    "%00",
                    "..%2f",
                ]
            ),
            st.text(max_size=12).map(quote),
        )
    )
    return "GET", f"/{kind}/{name}", "", {"accept": draw(accepts)}, b""


@pytest.fixture(scope="module")
def ask(tiny_graph: Graph) -> Iterator[Ask]:
    """The application itself, without a network."""
    settings_ = Settings(bounds=Bounds(workers=2, seconds=2.0, memory=256 << 20))
    service = Service(snapshot.read(tiny_graph.store), settings_)
    app = application(service)
    with asyncio.Runner() as runner:
        runner.run(service.start())
        yield lambda sent: runner.run(exchanged(app, sent))
        runner.run(service.stop())
        # A query may need more memory than there is; a fault of ours would end many workers.
        assert service.pool.counts["died"] <= 3


async def exchanged(app: Any, sent: Sent) -> tuple[int, dict[str, str], bytes]:
    """Hand a request to the application and collect what it answers."""
    method, path, query, head, body = sent
    received = iter([{"type": "http.request", "body": body}])
    answered: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        if (message := next(received, None)) is None:
            await asyncio.Event().wait()
        return message or {}

    async def send(message: dict[str, Any]) -> None:
        answered.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "http",
        "method": method,
        "path": httpx.URL("http://e" + path).path if path.startswith("/") else path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in head.items()],
    }
    await app(scope, receive, send)
    start = answered[0]
    headers_ = {name.decode().lower(): value.decode("latin-1") for name, value in start["headers"]}
    return start["status"], headers_, b"".join(part.get("body", b"") for part in answered[1:])


def is_sound(answer: tuple[int, dict[str, str], bytes], sent: Sent) -> None:
    status, head, body = answer
    assert status < 500 or status == 503, (sent, body)
    assert head["request-id"]
    if status >= 400:
        assert "Traceback" not in body.decode()
        if head["content-type"].startswith("text/html"):
            assert "html" in sent[3].get("accept", ""), sent
            return
        assert head["content-type"] == "application/problem+json", sent
        assert json.loads(body)["status"] == status
    elif (
        status == 200
        and head["content-type"] in {"application/json", "application/sparql-results+json"}
        and "content-encoding" not in head
    ):
        json.loads(body)


QUIET = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]


@pytest.mark.long
@settings(max_examples=4000, suppress_health_check=QUIET)
@given(st.builds(get, queries, headers))
def test_queries(ask: Ask, sent: Sent) -> None:
    is_sound(ask(sent), sent)


@pytest.mark.long
@settings(max_examples=3500, suppress_health_check=QUIET)
@given(anything())
def test_requests_of_all_kinds(ask: Ask, sent: Sent) -> None:
    is_sound(ask(sent), sent)


@pytest.mark.long
@settings(max_examples=1500, suppress_health_check=QUIET)
@given(measures())
def test_measures(ask: Ask, sent: Sent) -> None:
    is_sound(ask(sent), sent)


@pytest.mark.long
@settings(max_examples=1000, suppress_health_check=QUIET)
@given(things())
def test_things(ask: Ask, sent: Sent) -> None:
    is_sound(ask(sent), sent)


@pytest.mark.long
@settings(max_examples=150, suppress_health_check=QUIET)
@given(queries, accepts.filter(str.strip))
def test_over_the_network(served: Running, query: str, accept: str) -> None:
    answer = served.client.post(
        "/sparql", data={"query": query}, headers={"Accept": accept.strip()}
    )
    assert answer.status_code < 500 or answer.status_code == 503, (query, answer.text)
