"""Writing over HTTP: ``/update`` and the Graph Store Protocol, with a token."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from starlette.responses import Response

from kg.service.protocol import media, protocol, replies, writing
from kg.service.protocol.problems import Problem
from kg.service.protocol.sparql import address, judged

if TYPE_CHECKING:
    from starlette.requests import Request

    from kg.service.pool.service import Service

_STORE_METHODS = ("GET", "HEAD", "PUT", "POST", "DELETE")


async def update(request: Request) -> Response:
    """Do a SPARQL update."""
    service: Service = request.app.state.service
    _post_only(request)
    who = _writer(request, service)
    longest = service.settings.longest_update
    asked = await replies.asked(request, longest * 3)
    operation = protocol.read_update(asked, longest)
    await judged(operation.text, is_update=True)
    text = operation.text
    if operation.has_dataset:
        text = writing.with_dataset(text, operation.default_graphs, operation.named_graphs)
    head = {"operation": "update", "base": address(request)}
    await service.write(head, text.encode(), by=who, request=_id(request))
    return Response(status_code=204, headers={"Kg-Dataset": service.digest})


async def store(request: Request) -> Response:
    """Read or write one graph, by the Graph Store Protocol; or read all, without a parameter."""
    service: Service = request.app.state.service
    if request.method not in _STORE_METHODS:
        allowed = ", ".join((*_STORE_METHODS, "OPTIONS"))
        detail = f"{request.method} is not allowed here; use {allowed}"
        raise Problem(405, "Method not allowed", detail, headers={"Allow": allowed})
    if request.method in {"GET", "HEAD"}:
        return await _read(request, service)
    who = _writer(request, service)
    asked = await replies.asked(request, service.settings.longest_update)
    graph = protocol.target_graph(asked)
    kind, _ = media.media_type(asked.content_type)
    head = {
        "operation": asked.method,
        "graph": graph,
        "media": kind,
        "base": graph or address(request),
    }
    created = await service.write(head, asked.body, by=who, request=_id(request))
    return Response(status_code=201 if created else 204, headers={"Kg-Dataset": service.digest})


async def _read(request: Request, service: Service) -> Response:
    asked = await replies.asked(request, 0)
    accept = request.headers.get("accept", "")
    job, graph = ("whole", None) if _is_whole(asked) else ("graph", protocol.target_graph(asked))
    media.choose(accept, media.DATASET if job == "whole" else media.GRAPH)
    etag = replies.tag(service.version, job, graph or "", accept)
    headers = {
        **replies.OPEN,
        "Vary": "Accept, Accept-Encoding",
        "ETag": etag,
        "Kg-Dataset": service.digest,
    }
    if replies.is_known(request, etag):
        return replies.not_modified(headers)
    wanted = replies.wants_gzip(request)
    head = service.head(job, graph=graph, accept=accept, gzip=wanted)
    answer = await replies.while_connected(request, service.pool.run(head))
    return replies.answered(request, answer, headers)


def _is_whole(asked: protocol.Request) -> bool:
    """Say whether a request is for all graphs: it has no parameter."""
    return not asked.parameters


def _post_only(request: Request) -> None:
    if request.method != "POST":
        detail = f"{request.method} is not allowed here; post an update"
        raise Problem(405, "Method not allowed", detail, headers={"Allow": "POST"})


def _writer(request: Request, service: Service) -> str:
    """Return who is writing.

    Raises
    ------
    Problem
        403 when nobody may write, 401 without a valid token.
    """
    if not service.settings.writable:
        raise Problem(403, "Read only", "this service takes no updates; see kg serve --token-file")
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    # A digest is looked up, so the time it takes says nothing about the token.
    name = service.settings.tokens.get(hashlib.sha256(token.strip().encode()).hexdigest())
    if scheme.lower() != "bearer" or name is None:
        headers = {"WWW-Authenticate": 'Bearer realm="kg"'}
        raise Problem(401, "Unauthorized", "send Authorization: Bearer TOKEN", headers=headers)
    return name


def _id(request: Request) -> str:
    return str(request.scope.get("request_id", ""))
