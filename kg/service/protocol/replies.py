"""Between the web framework and the pure functions: reading requests, writing responses."""

from __future__ import annotations

import asyncio
import hashlib
from typing import TYPE_CHECKING, TypeVar

from starlette.responses import Response

from kg.service.protocol.problems import MEDIA_TYPE, Problem
from kg.service.protocol.protocol import Request as Asked

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping

    from starlette.requests import Request

    from kg.service.pool.service import Service
    from kg.service.pool.workers import Answer

T = TypeVar("T")

OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "ETag, Kg-Dataset, Kg-Truncated, Kg-Version, Request-Id, Retry-After"
    ),
}
_BODY_SECONDS = 30.0
_AT_ONCE_SECONDS = 0.02


class ClientGone(Exception):
    """Nobody waits for the answer any more."""


async def asked(request: Request, longest: int) -> Asked:
    """Return what the protocol looks at, the body read up to a length."""
    try:
        parameters = request.scope["query_string"].decode("utf-8")
    except UnicodeDecodeError:
        raise Problem(400, "Not UTF-8", "the address is not UTF-8") from None
    return Asked(
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
        413 when it is longer, 408 when it does not come, 415 when it is compressed.
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

    Whether the client is there is asked only of work that is not done at once: most is.
    """
    this = asyncio.current_task()
    assert this is not None, "requests are answered in tasks"
    watch: list[asyncio.Task[None]] = []

    def begin() -> None:
        task = asyncio.ensure_future(_gone(request))
        task.add_done_callback(lambda done: None if done.cancelled() else this.cancel())
        watch.append(task)

    begun = asyncio.get_running_loop().call_later(_AT_ONCE_SECONDS, begin)
    try:
        return await work
    except asyncio.CancelledError:
        if watch and watch[0].done() and not watch[0].cancelled() and not this.uncancel():
            raise ClientGone from None
        raise
    finally:
        begun.cancel()
        for task in watch:
            task.cancel()


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def problem(trouble: Problem, *, request_id: str = "") -> Response:
    """Return a problem as a response."""
    if request_id:
        trouble.members["request_id"] = request_id
    headers = {**OPEN, **trouble.headers, "Cache-Control": "no-store"}
    return Response(trouble.to_json(), trouble.status, headers, media_type=MEDIA_TYPE)


def tag(version: str, *parts: str) -> str:
    """Return the entity tag of an answer: of the version of the data and of what was asked."""
    text = "\n".join((version, *parts))
    return f'W/"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def is_known(request: Request, etag: str) -> bool:
    """Say whether the client has this answer already."""
    known = request.headers.get("if-none-match", "")
    return known == "*" or etag.removeprefix("W/") in (
        entry.strip().removeprefix("W/") for entry in known.split(",")
    )


def not_modified(headers: Mapping[str, str]) -> Response:
    """Return that the client's copy is good."""
    return Response(status_code=304, headers=dict(headers))


def wants_gzip(request: Request) -> bool:
    """Say whether the client reads gzip."""
    for part in request.headers.get("accept-encoding", "").lower().split(","):
        name, _, quality = part.partition(";")
        if name.strip() == "gzip":
            return quality.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


def answered(
    request: Request, answer: Answer, headers: Mapping[str, str], status: int = 200
) -> Response:
    """Return what a worker gave as a response, if there is room for it."""
    service: Service = request.app.state.service
    service.crowd.room_for(len(answer.body))
    said = dict(headers)
    if answer.head.get("truncated"):
        said["Kg-Truncated"] = f"{answer.head['truncated']}; kept={answer.head['rows']}"
    if answer.head.get("encoding"):
        said["Content-Encoding"] = answer.head["encoding"]
    said["Content-Type"] = answer.head["type"]
    return Response(answer.body, status, said)
