"""Answers that were given before: a request that is the same to the byte gets the same answer.

The data changes only through an update, and each version of it has a name. An answer is kept under
the name of the version that was current before it was worked out, so that an update needs to
forget nothing to be right; what is kept of older versions is never asked for, and dropped first.
Answers that may differ each time (the time, chance) are not kept, nor are refusals.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from kg.service.pool.service import Service

    Key = tuple[Any, ...]

_PATIENCE_SECONDS = 1.0
_LARGEST_PART = 16  # of all the room
_OVERHEAD = 1000  # bytes of an entry beyond its texts
# What an answer depends on beside the address and the body.
_HEADERS = frozenset({b"accept", b"accept-encoding", b"content-encoding", b"content-type", b"host"})


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it was sent: raw headers and body."""

    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    size: int


class Answers:
    """Answers by request, up to a number of bytes; those not asked for longest go first.

    Parameters
    ----------
    room
        Bytes; 0 keeps nothing.
    """

    def __init__(self, room: int) -> None:
        self.room = room
        self.bytes = 0
        self.hits = 0
        self._kept: OrderedDict[Key, Kept] = OrderedDict()

    def find(self, key: Key) -> Kept | None:
        """Return the answer to a request, if it is kept."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
            self.hits += 1
        return found

    def keep(self, key: Key, answer: Response) -> None:
        """Keep an answer, unless it takes too large a part of the room."""
        body = bytes(answer.body)
        size = len(body) + sum(len(part) for part in key if isinstance(part, bytes)) + _OVERHEAD
        if size * _LARGEST_PART > self.room or key in self._kept:
            return
        self._kept[key] = Kept(tuple(answer.raw_headers), body, size)
        self.bytes += size
        while self.bytes > self.room:
            _, gone = self._kept.popitem(last=False)
            self.bytes -= gone.size

    def forget(self) -> None:
        """Forget everything."""
        self._kept.clear()
        self.bytes = 0


class Remembering:
    """The layer that gives an answer again before anything looks at the request.

    Parameters
    ----------
    app
        The layer below; it finds the key of a request in its scope when its answer may be kept.
    service
        Whose answers and version they are.
    """

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self.app = app
        self.service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if not self._may_be_known(scope):
            await self.app(scope, receive, send)
            return
        first = await _first(receive)
        if first is None:
            await self.app(scope, receive, send)
            return
        if first["type"] == "http.request" and not first.get("more_body"):
            key = self._key(scope, first.get("body", b""))
            kept = self.service.answers.find(key)
            if kept is not None:
                scope["facts"] = {"remembered": True}
                start = {"type": "http.response.start", "status": 200, "headers": kept.headers}
                await send(start)
                await send({"type": "http.response.body", "body": kept.body})
                return
            scope["key"] = key
        await self.app(scope, _again(first, receive), send)

    def _may_be_known(self, scope: Scope) -> bool:
        """Say whether a request is one whose answers are kept."""
        return (
            scope["type"] == "http"
            and scope["path"] == "/sparql"
            and scope["method"] in {"GET", "POST"}
            and self.service.answers.room > 0
            and all(name != b"if-none-match" for name, _ in scope["headers"])
        )

    def _key(self, scope: Scope, body: bytes) -> Key:
        told = (part for pair in scope["headers"] if pair[0] in _HEADERS for part in pair)
        asked = (scope["scheme"], scope["method"], scope["query_string"], body)
        return (self.service.version, *asked, *told)


async def _first(receive: Receive) -> Message | None:
    """Return the first message of a request; None when it is long in coming."""
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            return await receive()
    except TimeoutError:
        return None


def _again(first: Message, receive: Receive) -> Receive:
    """Return what receives a message that was received before, and then all others."""
    waiting = [first]

    async def receiving() -> Message:
        return waiting.pop() if waiting else await receive()

    return receiving
