"""Requests and responses of the web framework, to and from the values of the pure functions."""

from __future__ import annotations

import asyncio
import hashlib
from typing import TYPE_CHECKING, TypeVar

from starlette.responses import Response

from kg.service.protocol.operations import RawRequest
from kg.service.protocol.problems import MEDIA_TYPE, Problem

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping

    from starlette.requests import Request

    from kg.service.pool.pool import Reply
    from kg.service.service import Service

T = TypeVar("T")

# What the pages of other sites may read, where they may read at all.
EXPOSED = ("ETag", "Kg-Dataset", "Kg-Truncated", "Kg-Version", "Request-Id", "Retry-After")
_BODY_SECONDS = 30.0
_AT_ONCE_SECONDS = 0.02


class ClientGone(Exception):
    """The client has closed the connection before the answer was complete."""


async def raw_request(request: Request, longest: int) -> RawRequest:
    """Return the parts of a request that the protocol is about; read the body up to a length."""
    try:
        parameters = request.scope["query_string"].decode("utf-8")
    except UnicodeDecodeError:
        raise Problem(400, "Not UTF-8", "the address is not UTF-8") from None
    return RawRequest(
        method=request.method,
        parameters=parameters,
        content_type=request.headers.get("content-type", ""),
        body=await body(request, longest),
    )


async def body(request: Request, longest: int) -> bytes:
    """Read a body up to a length, within half a minute.

    Raises
    ------
    Problem
        413 when it is longer, 408 when it does not arrive, 415 when it is compressed.
    """
    if request.headers.get("content-encoding", "identity") != "identity":
        raise Problem(415, "Unsupported media type", "send the body without Content-Encoding")
    declared = request.headers.get("content-length", "0")
    too_long = Problem(413, "Content too large", f"send at most {longest:,} bytes")
    if declared.isdigit() and int(declared) > longest:
        raise too_long
    parts = bytearray()
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            async for part in request.stream():
                parts += part
                if len(parts) > longest:
                    raise too_long
    except TimeoutError:
        raise Problem(408, "Request timeout", "the body did not arrive") from None
    return bytes(parts)


async def while_connected(request: Request, work: Coroutine[None, None, T]) -> T:
    """Do some work, and drop it when the client goes away; the body must have been read.

    The connection is watched only for work that takes longer than a moment; most does not.
    """
    this = asyncio.current_task()
    assert this is not None, "requests are answered in tasks"
    watch: list[asyncio.Task[None]] = []

    def start() -> None:
        task = asyncio.ensure_future(_disconnect(request))
        task.add_done_callback(lambda done: None if done.cancelled() else this.cancel())
        watch.append(task)

    timer = asyncio.get_running_loop().call_later(_AT_ONCE_SECONDS, start)
    try:
        return await work
    except asyncio.CancelledError:
        if watch and watch[0].done() and not watch[0].cancelled() and not this.uncancel():
            raise ClientGone from None
        raise
    finally:
        timer.cancel()
        for task in watch:
            task.cancel()


async def _disconnect(request: Request) -> None:
    """Return when the client has closed the connection."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def id_of(request: Request) -> str:
    """Return the id that the telemetry gave a request."""
    return str(request.scope.get("request_id", ""))


def of_problem(problem: Problem) -> Response:
    """Return a problem as a response."""
    headers = {**problem.headers, "Cache-Control": "no-store"}
    return Response(problem.to_json(), problem.status, headers, media_type=MEDIA_TYPE)


def tag(version: str, *parts: str) -> str:
    """Return the entity tag of an answer: the version of the data, and a digest of the request."""
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
    return f'W/"{_version(version)}-{digest}"'


def _version(version: str) -> str:
    return hashlib.sha256(version.encode()).hexdigest()[:16]


def is_unchanged(version: str, tags: str) -> bool:
    """Return whether one of the tags of ``If-Match`` was given for a version of the data.

    Any answer's tag will do, whatever its format: each names the version.
    """
    return any(tag.strip().startswith((f'"{_version(version)}-', f'W/"{_version(version)}-'))
               for tag in tags.split(","))  # fmt: skip


def is_current(request: Request, etag: str) -> bool:
    """Return whether the client has this answer already."""
    tags = request.headers.get("if-none-match", "")
    return tags == "*" or etag.removeprefix("W/") in (
        entry.strip().removeprefix("W/") for entry in tags.split(",")
    )


def not_modified(headers: Mapping[str, str]) -> Response:
    """Return a 304: the client's copy is current."""
    return Response(status_code=304, headers=dict(headers))


def accepts_gzip(request: Request) -> bool:
    """Return whether the client accepts gzip."""
    for part in request.headers.get("accept-encoding", "").lower().split(","):
        name, _, quality = part.partition(";")
        if name.strip() == "gzip":
            return quality.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


def response(request: Request, reply: Reply, headers: Mapping[str, str]) -> Response:
    """Return the reply of a worker as a response.

    Raises
    ------
    Problem
        503 when there is no room for it, as `Connections.check_room` says.
    """
    service: Service = request.app.state.service
    service.connections.check_room(len(reply.body))
    about = reply.head
    more = {"Content-Type": about["type"]}
    if about.get("truncated"):
        more["Kg-Truncated"] = f"{about['truncated']}; kept={about['rows']}"
    if about.get("encoding"):
        more["Content-Encoding"] = about["encoding"]
    return Response(reply.body, headers={**headers, **more})
