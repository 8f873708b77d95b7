"""Writing over HTTP: ``/update`` and the Graph Store Protocol, with a token."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from starlette.responses import Response

from kg.service.protocol import media, operations, replies
from kg.service.protocol.problems import Problem
from kg.service.protocol.sparql import address, judged

if TYPE_CHECKING:
    from starlette.requests import Request

    from kg.service.service import Service

_STORE_METHODS = ("GET", "HEAD", "PUT", "POST", "DELETE")


async def update(request: Request) -> Response:
    """Execute a SPARQL update."""
    service: Service = request.app.state.service
    _post_only(request)
    writer = _writer(request, service)
    longest = service.settings.longest_update
    raw = await replies.raw_request(request, longest * 3)
    operation = operations.read_update(raw, longest)
    await judged(operation.text, is_update=True)
    text = operations.update_text(operation)
    head = {"operation": "update", "base": address(request)}
    await service.write(head, text.encode(), by=writer, request=replies.id_of(request),
                        unchanged=_precondition(request))  # fmt: skip
    return Response(status_code=204, headers={"Kg-Dataset": service.digest})


async def store(request: Request) -> Response:
    """Read or write one graph, by the Graph Store Protocol; without a parameter, read all."""
    service: Service = request.app.state.service
    if request.method not in _STORE_METHODS:
        allowed = ", ".join((*_STORE_METHODS, "OPTIONS"))
        detail = f"{request.method} is not allowed here; use {allowed}"
        raise Problem(405, "Method not allowed", detail, headers={"Allow": allowed})
    if request.method in {"GET", "HEAD"}:
        return await _read(request, service)
    writer = _writer(request, service)
    raw = await replies.raw_request(request, service.settings.longest_update)
    graph = operations.target_graph(raw)
    kind, _ = media.media_type(raw.content_type)
    head = {
        "operation": raw.method,
        "graph": graph,
        "media": kind,
        "base": graph or address(request),
        "exists": _existence(request),
    }
    created = await service.write(head, raw.body, by=writer, request=replies.id_of(request),
                                  unchanged=_precondition(request))  # fmt: skip
    return Response(status_code=201 if created else 204, headers={"Kg-Dataset": service.digest})


async def _read(request: Request, service: Service) -> Response:
    raw = await replies.raw_request(request, 0)
    accept = request.headers.get("accept", "")
    job, graph = ("graph", operations.target_graph(raw)) if raw.parameters else ("whole", None)
    media.choose(accept, media.DATASET if job == "whole" else media.GRAPH)
    etag = replies.tag(service.version, job, graph or "", accept)
    headers = {
        "Vary": "Accept, Accept-Encoding",
        "ETag": etag,
        "Kg-Dataset": service.digest,
    }
    if replies.is_current(request, etag):
        return replies.not_modified(headers)
    head = service.head(job, graph=graph, accept=accept, gzip=replies.accepts_gzip(request))
    reply = await replies.while_connected(request, service.pool.run(head))
    return replies.response(request, reply, headers)


def _post_only(request: Request) -> None:
    if request.method != "POST":
        detail = f"{request.method} is not allowed here; post an update"
        raise Problem(405, "Method not allowed", detail, headers={"Allow": "POST"})


def _precondition(request: Request) -> str:
    """Return the tags of ``If-Match``; empty when the write does not depend on a version."""
    tags = request.headers.get("if-match", "").strip()
    return "" if tags == "*" else tags


def _existence(request: Request) -> bool | None:
    """Return whether the graph must exist for the write, or must not; None for either."""
    if request.headers.get("if-none-match", "").strip() == "*":
        return False
    return True if request.headers.get("if-match", "").strip() == "*" else None


def _writer(request: Request, service: Service) -> str:
    """Return the name of the writer.

    Raises
    ------
    Problem
        403 when the service takes no updates, 401 without a valid token.
    """
    if not service.settings.writable:
        raise Problem(403, "Read only", "this service takes no updates; see kg serve --token-file")
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    # Looking up a digest takes a time that reveals nothing about the token.
    name = service.settings.tokens.get(hashlib.sha256(token.strip().encode()).hexdigest())
    if scheme.lower() != "bearer" or name is None:
        headers = {"WWW-Authenticate": 'Bearer realm="kg"'}
        raise Problem(401, "Unauthorized", "send Authorization: Bearer TOKEN", headers=headers)
    return name
