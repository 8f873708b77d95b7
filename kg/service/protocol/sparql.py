"""``/sparql``: the query half of the SPARQL 1.1 Protocol."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse, Response

from kg.service.protocol import description, guard, media, operations, replies
from kg.service.protocol.problems import Problem
from kg.service.protocol.results import Caps, write_triples

if TYPE_CHECKING:
    from starlette.requests import Request

    from kg.service.protocol.operations import Operation
    from kg.service.service import Service

_LONG = 4_000  # longer texts are judged in a thread, as all requests would wait meanwhile
_JUDGING_SECONDS = 10.0
_JUDGES = ThreadPoolExecutor(2, "guard")


async def sparql(request: Request) -> Response:
    """Answer a query, or describe this endpoint."""
    service: Service = request.app.state.service
    raw = await replies.raw_request(request, service.settings.longest_query * 3)
    operation = operations.read_query(raw, service.settings.longest_query)
    if operation is None:
        return _description(request, service)
    _check_version(service, operation.option("dataset"))
    verdict = await judged(operation.text)
    request.scope["facts"] = {"query_bytes": len(operation.text), "form": verdict.form}
    etag = replies.tag(service.version, _question(request, operation))
    headers = _headers(service, etag if request.method != "POST" else "", verdict.volatile)
    if request.method != "POST" and not verdict.volatile and replies.is_current(request, etag):
        return replies.not_modified(headers)
    if verdict.form and operation.option("explain") is None:  # a 406 needs no worker
        _check_format(request, operation, verdict.form)
    head = _job(request, service, operation)
    reply = await replies.while_connected(request, service.pool.run(head))
    response = replies.response(request, reply, headers)
    if "key" in request.scope and not verdict.volatile:
        service.cache.keep(request.scope["key"], response)
    return response


async def judged(text: str, *, is_update: bool = False) -> guard.Verdict:
    """Return the guard's verdict on a text, within ten seconds including the wait for a thread.

    Raises
    ------
    Problem
        The guard's refusal, or 503 when its turn does not come.
    """
    if len(text) < _LONG:
        return guard.inspect(text, is_update=is_update)
    given_up = threading.Event()
    judging = partial(
        guard.inspect, text, is_update=is_update, is_wanted=lambda: not given_up.is_set()
    )
    try:
        async with asyncio.timeout(_JUDGING_SECONDS):
            return await asyncio.get_running_loop().run_in_executor(_JUDGES, judging)
    except TimeoutError:
        detail = "too many long texts are being read; send a shorter one, or come back"
        raise Problem(503, "Timeout", detail, headers={"Retry-After": "10"}) from None
    finally:
        given_up.set()


def address(request: Request) -> str:
    """Return the address of the request without its parameters."""
    host = request.headers.get("host") or "localhost"
    return f"{request.scope['scheme']}://{host}{request.scope['path']}"


async def options(_request: Request) -> Response:
    """Say which methods there are. Pages of other sites are answered before; see ``--cors``."""
    return Response(status_code=204, headers={"Allow": "GET, HEAD, POST, OPTIONS"})


def _description(request: Request, service: Service) -> Response:
    """Return the service description, or redirect a browser to the editor."""
    accept = request.headers.get("accept")
    form = media.choose(accept, (*media.GRAPH, media.HTML))
    if form is media.HTML:
        return RedirectResponse("/query", 303, {"Vary": "Accept"})
    triples = description.triples(address(request), writable=service.settings.writable)
    written = write_triples(triples, form.name, Caps())
    headers = {"Vary": "Accept", "Content-Type": form.content_type}
    return Response(written.body, headers=headers)


def _question(request: Request, operation: Operation) -> str:
    """Return everything that an answer depends on except the data."""
    parts = (*operation.default_graphs, "|", *operation.named_graphs, str(operation.options))
    accept = request.headers.get("accept", "")
    return "\n".join((operation.text, *parts, accept, address(request)))


def _headers(service: Service, etag: str, volatile: bool) -> dict[str, str]:
    headers = {"Vary": "Accept, Accept-Encoding", "Kg-Dataset": service.digest}
    headers["Kg-Version"] = service.version
    if volatile or not etag:
        return {**headers, "Cache-Control": "no-store" if volatile else "no-cache"}
    return {**headers, "ETag": etag, "Cache-Control": "public, max-age=0, must-revalidate"}


def _check_version(service: Service, version: str | None) -> None:
    """Raise a 409 when a link was made for another version of the data."""
    if version and version not in {service.version, service.digest}:
        detail = f"this asks data of the version {version[:64]}, and it has changed since; "
        detail += f"it is {service.version} now; leave out the parameter dataset to ask it"
        raise Problem(409, "Other data", detail)


def _check_format(request: Request, operation: Operation, form: str) -> None:
    """Raise a 406 or a 400 when the client accepts no format of such a query."""
    accept = request.headers.get("accept")
    media.pick(operation.option("format"), accept, media.OFFERS[form])


def _job(request: Request, service: Service, operation: Operation) -> dict[str, object]:
    return service.head(
        "explain" if operation.option("explain") is not None else "query",
        text=operation.text,
        default_graphs=operation.default_graphs,
        named_graphs=operation.named_graphs,
        base=address(request),
        accept=request.headers.get("accept", ""),
        format=operation.option("format"),
        gzip=replies.accepts_gzip(request),
    )
