"""Requests over a connection, with a limit to everything in them."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from kg.service.protocol.problems import MEDIA_TYPE, Problem

if TYPE_CHECKING:
    import asyncio

    from kg.service.protocol.connections import Connections

_LONGEST = 256 * 1024
_HEAD_SECONDS = 10.0
_READING_SECONDS, _LEAST_READ = 30.0, 64 * 1024


class LimitedProtocol(HttpToolsProtocol):
    """uvicorn's protocol over httptools, which by itself waits for a client without end.

    What a request holds beside its body (head, borders of chunks, trailer) is counted as it
    arrives; the handler that reads a body counts the body. A head must arrive within ten seconds,
    and the client must read 64 KiB of a response each half minute.

    Parameters
    ----------
    connections
        All connections of the service.
    """

    def __init__(self, *arguments: Any, connections: Connections, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.all = connections
        self._beside = 0
        self._has_head = False
        self._head_timer: asyncio.TimerHandle | None = None
        self._reading_timer: asyncio.TimerHandle | None = None

    @property
    def address(self) -> str:
        """The address of the client."""
        return self.client[0] if self.client else ""

    @property
    def unread(self) -> int:
        """How many bytes wait until the client reads."""
        return self.transport.get_write_buffer_size()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Accept the connection, if there is room."""
        super().connection_made(transport)  # type: ignore[arg-type]
        if self.all.enter(self):
            self._head_timer = self.loop.call_later(_HEAD_SECONDS, self._head_is_late)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the timers of a connection that is closed."""
        self.all.leave(self)
        for timer in (self._head_timer, self._reading_timer):
            if timer is not None:
                timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read a part of a request."""
        if self.transport.is_closing():
            return
        self._beside += len(data)
        super().data_received(data)
        if self._beside > _LONGEST:
            detail = f"send at most {_LONGEST:,} bytes"
            self.end(Problem(431, "Request head too long", detail))
        elif not self._has_head and self._head_timer is None:
            self._head_timer = self.loop.call_later(_HEAD_SECONDS, self._head_is_late)
            self.all.silent(self, is_silent=True)

    def on_headers_complete(self) -> None:
        """Stop waiting for the head."""
        self._has_head = True
        self.all.silent(self, is_silent=False)
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Leave a part of a body out of the count."""
        self._beside -= len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Count anew for the next request."""
        self._beside = 0
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Wait for the next head, and watch that the client reads the response."""
        self._has_head = bool(self.pipeline)
        self.all.silent(self, is_silent=not self._has_head)
        super().on_response_complete()
        self._watch_reading()

    def pause_writing(self) -> None:
        """Watch a client that reads more slowly than we write."""
        super().pause_writing()
        self._watch_reading()

    def resume_writing(self) -> None:
        """Note that the client has read nearly everything."""
        super().resume_writing()
        if self._reading_timer is not None:
            self._reading_timer.cancel()
        self._check_reading(self.unread + _LEAST_READ)

    def end(self, problem: Problem) -> None:
        """Send the problem, unless a response is being sent, and close the connection."""
        if self.transport.is_closing():
            return
        if not self._is_answering:
            self.transport.write(_response(problem))
        self.transport.close()
        self._watch_reading()

    @property
    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _head_is_late(self) -> None:
        self._head_timer = None
        if self._is_answering:  # the head of the next request may take its time
            self._head_timer = self.loop.call_later(_HEAD_SECONDS, self._head_is_late)
        else:
            self.end(Problem(408, "Request Timeout", "the head of the request did not arrive"))

    def _watch_reading(self) -> None:
        """Check after half a minute whether the client has read enough."""
        if self._reading_timer is None and self.unread:
            self.all.slow(self, is_slow=True)
            self._reading_timer = self.loop.call_later(
                _READING_SECONDS, self._check_reading, self.unread
            )

    def _check_reading(self, unread_before: int) -> None:
        self._reading_timer = None
        if self.unread and self.unread > unread_before - _LEAST_READ:
            self.transport.abort()
            return
        self.all.slow(self, is_slow=False)
        self._watch_reading()


def _response(problem: Problem) -> bytes:
    """Return a problem as a whole response, after which the connection is closed."""
    body = problem.to_json()
    headers = {"content-type": MEDIA_TYPE, "content-length": str(len(body)), **problem.headers}
    lines = [f"{name}: {value}" for name, value in (headers | {"connection": "close"}).items()]
    status = f"HTTP/1.1 {problem.status} {HTTPStatus(problem.status).phrase}"
    return "\r\n".join((status, *lines, "", "")).encode() + body
