"""A remote SPARQL 1.1 endpoint as a store."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import httpx
import pyoxigraph as ox

from kg.base.errors import AnswerCut, EndpointError, QuerySyntax
from kg.base.text import without_secret
from kg.rdf.sparql.tokens import tokens

if TYPE_CHECKING:
    from kg.rdf.engine import Results

_RESULTS = ox.QueryResultsFormat.JSON
_ACCEPT = "application/sparql-results+json"
_ACCEPT_GRAPH = "application/n-triples, text/turtle;q=0.9"
_FORMS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
_VIRTUOSO_ASK = "__ASK_RETVAL"
_CUT_HEAD = re.compile(rb'\{\s*"head"\s*:\s*\{[^{}]{0,100000}"truncated"\s*:\s*"(\w{1,20})"')
_CUT_MARK = re.compile(rb"# (truncated after \d+ triples)")
_SLOW = "S1TAT"  # Virtuoso: "returning incomplete results, query interrupted by result timeout"
_LIMIT = 512 * 1024 * 1024


class RemoteStore:
    """A SPARQL endpoint that answers queries by HTTP.

    Parameters
    ----------
    address
        The endpoint's http or https address.
    timeout
        Seconds to wait for an answer.
    """

    def __init__(self, address: str, timeout: float = 60.0) -> None:
        self.address = address
        self._client = httpx.Client(timeout=timeout, follow_redirects=False)

    def query(self, sparql: str) -> Results:
        """Send a query and read the answer.

        Raises
        ------
        QuerySyntax
            When the endpoint refuses the query (status 400).
        EndpointError
            When there is no answer, an error, or something other than a SPARQL result.
        AnswerCut
            When the endpoint says that its answer is partial; the error holds the part.
        """
        answer = self._post(sparql)
        if answer.status_code == httpx.codes.BAD_REQUEST:
            raise QuerySyntax(_reason(answer))
        if answer.status_code != httpx.codes.OK:
            reason = f"status {answer.status_code}, {_reason(answer)}{_elsewhere(answer)}"
            raise EndpointError(self.address, reason)
        results = self._parse(answer)
        if cut := _cut(answer):
            raise AnswerCut(self.address, cut, results)
        return results

    def _post(self, sparql: str) -> httpx.Response:
        """Send a query as a form: Virtuoso does not answer one that is posted directly."""
        headers = {"Accept": _ACCEPT_GRAPH if _is_graph(sparql) else _ACCEPT}
        try:
            with self._client.stream(
                "POST", self.address, data={"query": sparql}, headers=headers
            ) as answer:
                body = bytearray()
                for chunk in answer.iter_bytes():
                    body += chunk
                    if len(body) > _LIMIT:
                        raise EndpointError(self.address, "the answer is larger than 512 MiB")
            return httpx.Response(
                answer.status_code,
                headers=_plain(answer),
                content=bytes(body),
                request=answer.request,
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            reason = str(error) or type(error).__name__
            raise EndpointError(self.address, f"{reason}; is the address right?") from None

    def _parse(self, answer: httpx.Response) -> Results:
        kind = answer.headers.get("Content-Type", "").partition(";")[0].strip()
        try:
            if kind == "application/sparql-results+json":
                return _solutions(answer.content)
            if kind in {"application/n-triples", "text/plain", "text/turtle"}:
                return _triples(answer.content, kind)
        except (SyntaxError, ValueError) as error:
            raise EndpointError(self.address, f"the answer cannot be read ({error})") from None
        raise EndpointError(self.address, f"it answered with {kind or 'no media type'}")


def _is_graph(sparql: str) -> bool:
    """Return whether a query makes a graph: by its first keyword after the prologue.

    >>> _is_graph("PREFIX ask: <http://e/SELECT> DESCRIBE ask:x")
    True
    """
    words = (token.upper() for kind, token, _ in tokens(sparql) if kind == "word")
    return next((word for word in words if word in _FORMS), "") in {"CONSTRUCT", "DESCRIBE"}


def _solutions(content: bytes) -> Results:
    """Return parsed results, read to their end: one that breaks off is found before a row is used.

    Virtuoso answers ASK with a table of one number.
    """
    results = ox.parse_query_results(content, _RESULTS)
    if not isinstance(results, ox.QuerySolutions):
        return results
    rows = list(results)
    if [variable.value for variable in results.variables] == [_VIRTUOSO_ASK]:
        truth = bool(rows) and str(getattr(rows[0][0], "value", "0")) == "1"
        content = json.dumps({"head": {}, "boolean": truth}).encode()
    return ox.parse_query_results(content, _RESULTS)


def _triples(content: bytes, kind: str) -> Results:
    """Return parsed triples in the shape that a local CONSTRUCT query gives."""
    form = ox.RdfFormat.TURTLE if kind == "text/turtle" else ox.RdfFormat.N_TRIPLES
    store = ox.Store()
    store.load(content, format=form)
    results = store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    assert isinstance(results, ox.QueryTriples), "a CONSTRUCT query yields triples"
    return results


def _reason(answer: httpx.Response) -> str:
    """Return the first line of what the endpoint says of an error."""
    try:
        body = json.loads(answer.text)
        if isinstance(body, dict):
            return str(body.get("detail") or body.get("title") or "no reason given")[:300]
    except ValueError:
        pass
    lines = answer.text.strip().splitlines()
    return lines[0][:300] if lines else "no reason given"


def _elsewhere(answer: httpx.Response) -> str:
    """Return where the endpoint may be instead: where the answer leads, or below this address."""
    if answer.has_redirect_location:
        target = str(answer.request.url.join(answer.headers["Location"]))
        return f"; it has moved: give -g {without_secret(target)}"
    url = answer.request.url
    if answer.status_code in {404, 405} and not url.path.endswith("/sparql"):
        return f"; is it {without_secret(str(url.join('/sparql')))}?"
    return ""


def _cut(answer: httpx.Response) -> str:
    """Return how an endpoint says that its answer is not whole; empty when it is, or none says.

    Ours has a header, and marks in the body that a proxy cannot lose.
    """
    headers = answer.headers
    if "Kg-Truncated" in headers:
        return f"it says: {headers['Kg-Truncated'][:100]}"
    mark = _CUT_HEAD.match(answer.content) or _CUT_MARK.match(answer.content)
    if mark:
        return f"it says: {mark[1].decode()}"
    if "X-SPARQL-MaxRows" in headers:
        return f"it gives at most {headers['X-SPARQL-MaxRows'][:100]} rows"
    return "its time ran out" if _SLOW in headers.get("X-SQL-State", "") else ""


_HEADERS = ("Content-Type", "Kg-Truncated", "Location", "X-SPARQL-MaxRows", "X-SQL-State")


def _plain(answer: httpx.Response) -> dict[str, str]:
    """Return the headers that matter once the body is decoded."""
    return {name: answer.headers[name] for name in _HEADERS if name in answer.headers}
