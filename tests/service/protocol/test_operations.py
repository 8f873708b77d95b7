"""The SPARQL 1.1 Protocol: the cases of the W3C's suite, and what the suite does not ask."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest

from builders import TINY
from kg.service.protocol.operations import FORM, RawRequest, read_query, read_update, target_graph
from kg.service.protocol.problems import Problem
from service.running import Running, service

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx

TOKEN = "a-token-for-the-tests"  # noqa: S105 - of no value elsewhere
QUERY, UPDATE = "application/sparql-query", "application/sparql-update"
G1, G2, G3 = (f"http://kasei.us/2009/09/sparql/data/data{n}.rdf" for n in (1, 2, 3))
RESULTS = "http://example.org/protocol-update/results"
PEOPLE = "PREFIX foaf: <http://xmlns.com/foaf/0.1/> "
INTO = (
    PEOPLE
    + f"CLEAR SILENT GRAPH <{RESULTS}> ; "
    + f"INSERT {{ GRAPH <{RESULTS}> {{ ?s a foaf:Document }} }} WHERE "
)
PLAIN = "{ ?s a foaf:Document }"
IN_GRAPHS = "{ { GRAPH ?g { ?s a foaf:Document } } UNION { ?s a foaf:Document } }"


@pytest.fixture(scope="module")
def free(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A graph that is none of ours, as the W3C's suite wants it, and writable."""
    folder = tmp_path_factory.mktemp("free")
    kind, document = (
        ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
        ox.NamedNode("http://xmlns.com/foaf/0.1/Document"),
    )
    quads = [
        ox.Quad(ox.NamedNode(name), kind, document, ox.NamedNode(name)) for name in (G1, G2, G3)
    ]
    quads.append(ox.Quad(ox.NamedNode("http://example.org/x"), kind, document))
    (folder / "data.nq").write_bytes(ox.serialize(quads, format=ox.RdfFormat.N_QUADS))
    tokens = folder / "tokens"
    tokens.write_text(f"# who may write\ntester {TOKEN}\n")
    tokens.chmod(0o600)
    options = ("--token-file", str(tokens), "--journal", str(folder / "journal"), "--timeout", "5")
    with service(folder / "data.nq", folder, *options) as running:
        yield running


Case = tuple[str, str, dict[str, str] | str, str, bytes | str]
ASK_DEFAULT = "ASK { <%s> ?p ?o }"


def form(**parameters: str | list[str]) -> str:
    return urlencode(
        {key.replace("_", "-"): value for key, value in parameters.items()}, doseq=True
    )


def graphs(*, default: list[str] | None = None, named: list[str] | None = None, **more: Any) -> str:
    return form(**more, default_graph_uri=default or [], named_graph_uri=named or [])


BOTH = "ASK { <%s> a ?a . <%s> a ?b }" % (G1, G2)  # noqa: UP031 - braces
NAMED = "ASK { GRAPH ?g { <%s> a ?a } GRAPH ?h { <%s> a ?b } }" % (G1, G2)  # noqa: UP031
FULL = (
    f"ASK {{ GRAPH ?g {{ <{G2}> a ?a }} <{G1}> a ?b "
    f"FILTER NOT EXISTS {{ GRAPH ?x {{ <{G1}> a ?y }} }} }}"
)
INNER = "ASK FROM <%s> { <%s> a ?a . FILTER NOT EXISTS { <%s> a ?b } }" % (G1, G2, G1)  # noqa: UP031

# name, method, parameters, content type, body; what is expected: a boolean, or a kind of result.
W3C_QUERIES: dict[str, tuple[str, str, str, str, object]] = {
    "query_get": ("GET", form(query="ASK {}"), "", "", True),
    "query_post_form": ("POST", "", FORM, form(query="ASK {}"), True),
    "query_post_direct": ("POST", "", QUERY, "ASK {}", True),
    "query_dataset_default_graph": ("POST", graphs(default=[G1]), QUERY, ASK_DEFAULT % G1, True),
    "query_dataset_default_graphs_get": ("GET", graphs(query=BOTH, default=[G1, G2]), "", "", True),
    "query_dataset_default_graphs_post": ("POST", graphs(default=[G1, G2]), QUERY, BOTH, True),
    "query_dataset_named_graphs_get": ("GET", graphs(query=NAMED, named=[G1, G2]), "", "", True),
    "query_dataset_named_graphs_post": ("POST", graphs(named=[G1, G2]), QUERY, NAMED, True),
    "query_dataset_full": ("POST", graphs(default=[G1], named=[G2]), QUERY, FULL, True),
    "query_multiple_dataset": ("POST", graphs(default=[G2]), QUERY, INNER, True),
    "query_content_type_select": ("POST", "", QUERY, "SELECT (1 AS ?value) {}", "tabular"),
    "query_content_type_ask": ("POST", "", QUERY, "ASK {}", "boolean"),
    "query_content_type_describe": ("POST", "", QUERY, "DESCRIBE <http://example.org/>", "RDF"),
    "query_content_type_construct": ("POST", "", QUERY, "CONSTRUCT { <s> <p> 1 } WHERE {}", "RDF"),
    "bad_query_method": ("PUT", form(query="ASK {}"), "", "", 405),
    "bad_multiple_queries": ("GET", form(query=["ASK {}", "SELECT * {}"]), "", "", 400),
    "bad_query_wrong_media_type": ("POST", "", "text/plain", "ASK {}", 415),
    "bad_query_missing_form_type": ("POST", "", "", form(query="ASK {}"), 415),
    "bad_query_missing_direct_type": ("POST", "", "", "ASK {}", 415),
    "bad_query_non_utf8": ("POST", "", f"{QUERY}; charset=UTF-16", "ASK {}".encode("utf-16"), 400),
    "bad_query_syntax": ("GET", form(query="ASK {"), "", "", 400),
}
_USING = {
    "default": form(using_graph_uri=[G1]),
    "defaults": form(using_graph_uri=[G1, G2]),
    "named": form(using_named_graph_uri=[G1, G2]),
    "full": form(using_graph_uri=[G1], using_named_graph_uri=[G2]),
}
W3C_UPDATES: dict[str, tuple[str, str, str, str | bytes, set[str] | int]] = {
    "update_dataset_default_graph": ("POST", _USING["default"], UPDATE, INTO + PLAIN, {G1}),
    "update_dataset_default_graphs": ("POST", _USING["defaults"], UPDATE, INTO + PLAIN, {G1, G2}),
    "update_dataset_named_graphs": (
        "POST",
        _USING["named"],
        UPDATE,
        INTO + "{ GRAPH ?g { ?s a foaf:Document } }",
        {G1, G2},
    ),
    "update_dataset_full": ("POST", _USING["full"], UPDATE, INTO + IN_GRAPHS, {G1, G2}),
    "update_post_form": ("POST", "", FORM, form(update=f"CLEAR SILENT GRAPH <{RESULTS}>"), set()),
    "update_post_direct": (
        "POST",
        "",
        UPDATE,
        f"INSERT DATA {{ GRAPH <{RESULTS}> {{ <{G3}> a <http://e/T> }} }}",
        {G3},
    ),
    "update_base_uri": (
        "POST",
        "",
        UPDATE,
        (
            f"BASE <http://example.org/> CLEAR GRAPH <{RESULTS}>; "
            f"INSERT DATA {{ GRAPH <{RESULTS}> {{ <test> a <T> }} }}"
        ),
        {"http://example.org/test"},
    ),
    "bad_update_get": ("GET", form(update="CLEAR NAMED"), "", "", 405),
    "bad_multiple_updates": ("POST", "", FORM, form(update=["CLEAR NAMED", "CLEAR DEFAULT"]), 400),
    "bad_update_wrong_media_type": ("POST", "", "text/plain", "CLEAR NAMED", 415),
    "bad_update_missing_form_type": ("POST", "", "", form(update="CLEAR NAMED"), 415),
    "bad_update_non_utf8": (
        "POST",
        "",
        f"{UPDATE}; charset=UTF-16",
        "CLEAR NAMED".encode("utf-16"),
        400,
    ),
    "bad_update_syntax": ("POST", "", UPDATE, "CLEAR XYZ", 400),
    "bad_update_dataset_conflict": (
        "POST",
        _USING["default"],
        UPDATE,
        INTO.replace("INSERT", f"WITH <{G1}> INSERT") + PLAIN,
        400,
    ),
}


def send(
    running: Running,
    path: str,
    method: str,
    parameters: str,
    kind: str,
    body: str | bytes,
    **headers: str,
) -> httpx.Response:
    content = body.encode() if isinstance(body, str) else body
    sent = {**({"Content-Type": kind} if kind else {}), **headers}
    return running.client.request(method, f"{path}?{parameters}", content=content, headers=sent)


@pytest.mark.parametrize("name", W3C_QUERIES)
def test_w3c_queries(name: str, free: Running) -> None:
    method, parameters, kind, body, expected = W3C_QUERIES[name]
    answer = send(free, "/sparql", method, parameters, kind, body)
    if isinstance(expected, int) and not isinstance(expected, bool):
        assert answer.status_code == expected, answer.text
        return
    assert answer.status_code == 200, answer.text
    kinds = {"tabular": "application/sparql-results+json", "RDF": "text/turtle"}
    wanted = kinds.get(str(expected), "application/sparql-results+json")
    assert answer.headers["content-type"].startswith(wanted)
    if expected is True:
        assert answer.json()["boolean"] is True


@pytest.mark.parametrize("name", W3C_UPDATES)
def test_w3c_updates(name: str, free: Running) -> None:
    method, parameters, kind, body, expected = W3C_UPDATES[name]
    answer = send(free, "/update", method, parameters, kind, body, Authorization=f"Bearer {TOKEN}")
    if isinstance(expected, int):
        assert answer.status_code == expected, answer.text
        return
    assert answer.status_code == 204, answer.text
    rows = free.query(f"SELECT ?s {{ GRAPH <{RESULTS}> {{ ?s ?p ?o }} }}").json()["results"][
        "bindings"
    ]
    assert {row["s"]["value"] for row in rows} == expected


def test_the_cases_of_the_suite_are_all_here() -> None:
    """The names of its manifest; its 34 tests, and one of ours that it lacks."""
    ours = {"bad_update_dataset_conflict"}
    assert len(W3C_QUERIES.keys() | W3C_UPDATES.keys()) == 35
    assert len((W3C_QUERIES.keys() | W3C_UPDATES.keys()) - ours) == 34


@pytest.mark.parametrize(
    "accept", ["text/csv", "application/sparql-results+xml", "text/tab-separated-values"]
)
def test_head_gives_what_get_gives_without_the_body(accept: str, served: Running) -> None:
    path = "/sparql?" + form(query="SELECT * { ?s ?p ?o } LIMIT 3")
    head = served.client.head(path, headers={"Accept": accept})
    get = served.client.get(path, headers={"Accept": accept})
    assert head.status_code == 200
    assert head.content == b""
    for name in ("content-type", "content-length", "etag", "vary"):
        assert head.headers[name] == get.headers[name]
    assert head.headers["content-type"].startswith(accept)


def test_a_copy_that_is_good_is_not_sent_again(served: Running) -> None:
    path = "/sparql?" + form(query="SELECT * { ?s ?p ?o } LIMIT 3")
    first = served.client.get(path)
    again = served.client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = served.client.get(
        path, headers={"If-None-Match": first.headers["ETag"], "Accept": "text/csv"}
    )
    assert other.status_code == 200
    chance = served.client.get("/sparql?" + form(query="SELECT (RAND() AS ?x) {}"))
    assert chance.headers["Cache-Control"] == "no-store"
    assert "ETag" not in chance.headers


ORIGIN = "https://e.org"
PREFLIGHT = {"Origin": ORIGIN, "Access-Control-Request-Method": "POST"}


def test_pages_of_others_may_not_read(served: Running) -> None:
    for path in ("/sparql", "/store", "/api/overlaps", "/actor/boreal.json", "/healthz"):
        answer = served.client.get(path, headers={"Origin": ORIGIN})
        assert not [name for name in answer.headers if name.startswith("access-control")]
    answer = served.client.options("/sparql", headers=PREFLIGHT)
    assert (answer.status_code, answer.headers["Allow"]) == (204, "GET, HEAD, POST, OPTIONS")
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert served.client.options("/update", headers={"Origin": ORIGIN}).status_code == 405


def test_pages_of_a_named_origin_may_read_and_not_write(tmp_path: Path) -> None:
    with service(TINY, tmp_path, "--workers", "1", "--cors", ORIGIN) as running:
        path = "/sparql?" + form(query="ASK {}")
        for _ in range(2):  # the second time from memory
            answer = running.client.get(path, headers={"Origin": ORIGIN})
            assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
            assert "Kg-Version" in answer.headers["Access-Control-Expose-Headers"]
            other = running.client.get(path, headers={"Origin": "https://evil.example"})
            assert "Access-Control-Allow-Origin" not in other.headers
            assert "Origin" in answer.headers["Vary"]
        allowed = running.client.options("/sparql", headers=PREFLIGHT)
        assert allowed.headers["Access-Control-Allow-Origin"] == ORIGIN
        for asked in (
            {"Access-Control-Request-Headers": "Authorization"},
            {"Access-Control-Request-Method": "DELETE"},
        ):
            assert running.client.options("/store", headers=PREFLIGHT | asked).status_code == 400


@pytest.mark.parametrize("path", ["/", "/query", "/actor/boreal.html", "/ontology.html"])
def test_no_page_may_stand_in_a_frame_or_tell_where_it_was(path: str, served: Running) -> None:
    answer = served.client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_the_service_description(served: Running) -> None:
    answer = served.client.get("/sparql")
    triples = {quad.triple for quad in ox.parse(answer.content, format=ox.RdfFormat.TURTLE)}
    objects = {
        t.object.value.rpartition("#")[2] for t in triples if isinstance(t.object, ox.NamedNode)
    }
    assert "SPARQL11Query" in objects
    assert not objects & {"BasicFederatedQuery", "SPARQL11Update"}
    for accept in ("application/ld+json", "application/rdf+xml", "application/n-triples"):
        assert (
            served.client.get("/sparql", headers={"Accept": accept}).headers["content-type"]
            == accept
        )
    assert served.client.get("/sparql", headers={"Accept": "image/png"}).status_code == 406


def test_answers_are_compressed_for_who_reads_that(served: Running) -> None:
    path = "/sparql?" + form(query="SELECT * { ?s ?p ?o } LIMIT 100")
    small = served.client.get(path, headers={"Accept-Encoding": "gzip"})
    plain = served.client.get(path, headers={"Accept-Encoding": "identity, gzip;q=0"})
    assert small.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert small.content == plain.content


@pytest.mark.parametrize("name", ["overlaps", "investors-of", "money-loops-through"])
def test_a_plan_is_told_over_the_network(name: str, served: Running) -> None:
    words = served.client.get("/query/words").json()
    text = next(query["text"] for query in words["queries"] if query["name"] == name)
    answer = served.client.get("/sparql", params={"query": text, "explain": ""})
    assert answer.status_code == 200, answer.text
    assert answer.json()["steps"]


def test_a_mistake_has_its_place(served: Running) -> None:
    answer = served.query("SELECT *\n{ ?a ?b }")
    assert answer.status_code == 400
    told = answer.json()
    assert (told["line"], told["title"]) == (2, "Syntax error")
    assert told["request_id"] == answer.headers["Request-Id"]


@pytest.mark.parametrize(
    ("text", "status", "kind"),
    [
        ("SELECT * { ?a !(al:partOf|^rdf:type) ?b }", 200, ""),
        ("SELECT * { <relative> ?p ?o }", 200, ""),
        ("SELECT * { <http://[bad> ?p ?o }", 400, "syntax-error"),
        ('SELECT * { ?a ?b "\\uD800" }', 400, "syntax-error"),
        ("SELECT * { << ?a ?b ?c >> ?d ?e }", 422, "not-explained"),
        (f"SELECT * {{ ?a ?b '{'x' * 90_000}' }}", 422, "not-explained"),
        (f"SELECT * {{ {'{}' * 4_000} }}", 422, "not-explained"),
    ],
)
def test_a_plan_or_why_there_is_none(text: str, status: int, kind: str, served: Running) -> None:
    answer = served.client.post("/sparql", data={"query": text, "explain": ""})
    assert answer.status_code == status, answer.text
    document = answer.json()
    assert document.get("type", "").endswith(kind)
    assert ("line" in document) == (status == 400)


def test_an_empty_query_is_called_so(served: Running) -> None:
    for more in ({}, {"explain": ""}):
        answer = served.client.get("/sparql", params={"query": "", **more})
        assert (answer.status_code, answer.json()["detail"]) == (400, "the query is empty")


def test_a_request_keeps_the_id_a_proxy_gave(served: Running) -> None:
    answer = served.client.get("/healthz", headers={"X-Request-Id": "from-the-proxy.1"})
    assert answer.headers["Request-Id"] == "from-the-proxy.1"
    odd = served.client.get("/healthz", headers={"X-Request-Id": "a b<script>"})
    assert "script" not in odd.headers["Request-Id"]
    time.sleep(0.3)  # lines are written together
    lines = [json.loads(line) for line in served.log.read_text().splitlines()]
    (line,) = [line for line in lines if line.get("id") == "from-the-proxy.1"]
    assert (line["status"], line["path"], line["method"]) == (200, "/healthz", "GET")


@pytest.mark.parametrize(("text", "form"), [("SELECT * {}", "exe"), ("ASK {}", "csv")])
def test_a_format_that_does_not_fit_is_refused(text: str, form: str, served: Running) -> None:
    answer = served.client.get("/sparql", params={"query": text, "format": form})
    assert answer.status_code == 400
    assert "json" in answer.json()["detail"]


def test_a_relative_iri_is_read_against_the_address(served: Running) -> None:
    answer = served.query("SELECT (STR(<x>) AS ?iri) {}").json()
    assert answer["results"]["bindings"][0]["iri"]["value"] == f"{served.address}/x"


def test_updates_are_off_without_a_token_file(served: Running) -> None:
    for method, path in (
        ("POST", "/update"),
        ("PUT", "/store?default"),
        ("DELETE", "/store?default"),
        ("POST", "/store?default"),
    ):
        answer = served.client.request(method, path, headers={"Authorization": f"Bearer {TOKEN}"})
        assert answer.status_code == 403


def test_metrics_are_prometheus_text(served: Running) -> None:
    served.query("ASK {}")
    text = served.client.get("/metrics").text
    assert 'kg_requests_total{route="sparql",method="POST",status="200"}' in text
    for line in text.splitlines():
        assert line.startswith("#") or len(line.split(" ")) == 2, line


PURE = [
    (RawRequest("GET", "query=ASK%7B%7D&query=x"), 400),
    (RawRequest("GET", "default-graph-uri=http://e/"), 400),
    (RawRequest("GET", "query=%FF"), 400),
    (RawRequest("GET", "query=ASK{}&default-graph-uri=relative"), 400),
    (RawRequest("GET", "&".join(f"a{i}=1" for i in range(200))), 400),
    (RawRequest("GET", "query=" + "x" * 100_001), 413),
    (RawRequest("POST", "", FORM, b"query=%FF"), 400),
    (RawRequest("POST", "", QUERY, b"\xff"), 400),
    (RawRequest("POST", "query=ASK{}", QUERY, b"ASK {}"), 400),
    (RawRequest("POST", "", FORM, b""), 400),
    (RawRequest("DELETE"), 405),
]


@pytest.mark.parametrize(("request_", "status"), PURE)
def test_requests_that_are_refused(request_: RawRequest, status: int) -> None:
    with pytest.raises(Problem) as caught:
        read_query(request_)
    assert caught.value.status == status


def test_requests_that_are_understood() -> None:
    assert read_query(RawRequest("GET")) is None
    assert read_query(RawRequest("HEAD", "nothing=to-us")) is None
    found = read_query(
        RawRequest(
            "POST",
            "named-graph-uri=http://e/a",
            f"{FORM}; charset=UTF-8",
            b"query=ASK+%7B%7D&default-graph-uri=http://e/b&format=csv",
        )
    )
    assert found is not None
    assert (found.text, found.default_graphs, found.named_graphs) == (
        "ASK {}",
        ("http://e/b",),
        ("http://e/a",),
    )
    assert (found.option("format"), found.option("explain"), found.has_dataset) == (
        "csv",
        None,
        True,
    )


def test_updates_are_posted() -> None:
    assert read_update(RawRequest("POST", "", UPDATE, b"CLEAR ALL"), 100).text == "CLEAR ALL"
    with pytest.raises(Problem, match="405"):
        read_update(RawRequest("GET", "update=CLEAR+ALL"), 100)


@pytest.mark.parametrize(
    "parameters",
    ["", "graph=relative", "default&graph=http://e/", "graph=http://a/&graph=http://b/"],
)
def test_a_graph_must_be_named(parameters: str) -> None:
    with pytest.raises(Problem, match="400"):
        target_graph(RawRequest("GET", parameters))
