"""The cache of answers: a request that is the same to the byte gets the same answer.

The data changes only through an update, and each version of it has a name, which is part of the
key: an answer to an older version is never looked up, and is dropped first. Answers that may differ
each time (the time, chance) are not kept, nor are refusals.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.service.protocol.telemetry import header, sample

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    Key = tuple[Any, ...]

_PATIENCE_SECONDS = 1.0
_LARGEST_PART = 16  # an entry takes at most this part of the room
_OVERHEAD = 1000  # bytes of an entry beyond its texts
# What an answer depends on beside the address and the body.
_HEADERS = frozenset({b"accept", b"accept-encoding", b"content-encoding", b"content-type", b"host"})


@dataclass(frozen=True, slots=True)
class Entry:
    """An answer as it was sent: raw headers and body; and the bytes that it takes here."""

    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    size: int


class Cache:
    """Answers by request, up to a number of bytes; the least recently used are dropped first.

    Parameters
    ----------
    room
        Bytes; 0 keeps nothing.
    """

    def __init__(self, room: int) -> None:
        self.room = room
        self.bytes = 0
        self.hits = 0
        self._entries: OrderedDict[Key, Entry] = OrderedDict()

    def find(self, key: Key) -> Entry | None:
        """Return the answer to a request, if it is kept."""
        entry = self._entries.get(key)
        if entry is not None:
            self._entries.move_to_end(key)
            self.hits += 1
        return entry

    def keep(self, key: Key, answer: Response) -> None:
        """Keep an answer, unless it takes too large a part of the room."""
        body = bytes(answer.body)
        size = len(body) + sum(len(part) for part in key if isinstance(part, bytes)) + _OVERHEAD
        if size * _LARGEST_PART > self.room or key in self._entries:
            return
        self._entries[key] = Entry(tuple(answer.raw_headers), body, size)
        self.bytes += size
        while self.bytes > self.room:
            _, oldest = self._entries.popitem(last=False)
            self.bytes -= oldest.size

    def clear(self) -> None:
        """Drop all answers."""
        self._entries.clear()
        self.bytes = 0

    def lines(self) -> Iterator[str]:
        """Yield the metrics of the cache."""
        about = "Queries answered with an answer given before."
        yield from header("kg_answers_remembered_total", "counter", about)
        yield sample("kg_answers_remembered_total", self.hits)
        yield from header("kg_answers_bytes", "gauge")
        yield sample("kg_answers_bytes", self.bytes)


class CacheLayer:
    """The layer that answers from the cache before anything looks at the request.

    Parameters
    ----------
    app
        The layer below; it finds the key of a request in its scope when its answer may be kept.
    cache
        The answers.
    version
        Returns the version of the data.
    """

    def __init__(self, app: ASGIApp, cache: Cache, version: Callable[[], str]) -> None:
        self.app = app
        self.cache = cache
        self.version = version

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        first = await _first(receive) if self._may_be_kept(scope) else None
        if first is None:
            await self.app(scope, receive, send)
            return
        if first["type"] == "http.request" and not first.get("more_body"):
            key = self._key(scope, first.get("body", b""))
            entry = self.cache.find(key)
            if entry is not None:
                scope["facts"] = {"remembered": True}
                start = {"type": "http.response.start", "status": 200, "headers": entry.headers}
                await send(start)
                await send({"type": "http.response.body", "body": entry.body})
                return
            scope["key"] = key
        await self.app(scope, _replayed(first, receive), send)

    def _may_be_kept(self, scope: Scope) -> bool:
        """Return whether the answer to a request may be kept."""
        return (
            scope["type"] == "http"
            and scope["path"] == "/sparql"
            and scope["method"] in {"GET", "POST"}
            and self.cache.room > 0
            and all(name != b"if-none-match" for name, _ in scope["headers"])
        )

    def _key(self, scope: Scope, body: bytes) -> Key:
        headers = (part for pair in scope["headers"] if pair[0] in _HEADERS for part in pair)
        request = (scope["scheme"], scope["method"], scope["query_string"], body)
        return (self.version(), *request, *headers)


async def _first(receive: Receive) -> Message | None:
    """Return the first message of a request; None when it takes long to arrive."""
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            return await receive()
    except TimeoutError:
        return None


def _replayed(first: Message, receive: Receive) -> Receive:
    """Return a receiver that gives a message received before, and then all others."""
    waiting = [first]

    async def receiving() -> Message:
        return waiting.pop() if waiting else await receive()

    return receiving
