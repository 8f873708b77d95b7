"""Requests over a connection, with nothing in them that goes on without end."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from kg.service.protocol.problems import MEDIA_TYPE, Problem

if TYPE_CHECKING:
    import asyncio

    from kg.service.protocol.crowd import Crowd

_LONGEST = 256 * 1024
_HEAD_SECONDS = 10.0
_READING_SECONDS, _LEAST_READ = 30.0, 64 * 1024


class Protocol(HttpToolsProtocol):
    """uvicorn's protocol over httptools, which by itself waits for a client without end.

    What a request holds beside its body (head, borders of chunks, trailer) is counted as it comes
    in; the body is counted by who reads it. A head must come within ten seconds, and the client
    must take 64 KiB of an answer each half minute.

    Parameters
    ----------
    crowd
        The connections that this is one of.
    """

    def __init__(self, *arguments: Any, crowd: Crowd, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.crowd = crowd
        self._beside = 0
        self._has_head = False
        self._head_timer: asyncio.TimerHandle | None = None
        self._reading_timer: asyncio.TimerHandle | None = None

    @property
    def address(self) -> str:
        """Where the client is."""
        return self.client[0] if self.client else ""

    @property
    def unread(self) -> int:
        """How many bytes wait until the client reads."""
        return self.transport.get_write_buffer_size()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take a connection, if there is room."""
        super().connection_made(transport)  # type: ignore[arg-type]
        if self.crowd.enter(self):
            self._head_timer = self.loop.call_later(_HEAD_SECONDS, self._head_is_late)

    def connection_lost(self, exc: Exception | None) -> None:
        """Let a connection go."""
        self.crowd.leave(self)
        for timer in (self._head_timer, self._reading_timer):
            if timer is not None:
                timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take a part of a request."""
        if self.transport.is_closing():
            return
        self._beside += len(data)
        super().data_received(data)
        if self._beside > _LONGEST:
            said = f"send at most {_LONGEST:,} bytes"
            self.end(Problem(431, "Request head too long", said))
        elif not self._has_head and self._head_timer is None:
            self._head_timer = self.loop.call_later(_HEAD_SECONDS, self._head_is_late)
            self.crowd.silent(self, is_silent=True)

    def on_headers_complete(self) -> None:
        """Take it that the head is whole."""
        self._has_head = True
        self.crowd.silent(self, is_silent=False)
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take a part of a body."""
        self._beside -= len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Take it that the request is whole."""
        self._beside = 0
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Take it that the answer is written, though perhaps not read."""
        self._has_head = bool(self.pipeline)
        self.crowd.silent(self, is_silent=not self._has_head)
        super().on_response_complete()
        self._watch_reading()

    def pause_writing(self) -> None:
        """Take it that the client does not read as fast as we write."""
        super().pause_writing()
        self._watch_reading()

    def resume_writing(self) -> None:
        """Take it that the client has read nearly all."""
        super().resume_writing()
        if self._reading_timer is not None:
            self._reading_timer.cancel()
        self._look_at_reading(self.unread + _LEAST_READ)

    def end(self, problem: Problem) -> None:
        """Close the connection; say why, unless an answer is on its way."""
        if self.transport.is_closing():
            return
        if not self._is_answering:
            self.transport.write(_message(problem))
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
        """Look after a while whether the client has read something."""
        if self._reading_timer is None and self.unread:
            self.crowd.slow(self, is_slow=True)
            self._reading_timer = self.loop.call_later(
                _READING_SECONDS, self._look_at_reading, self.unread
            )

    def _look_at_reading(self, before: int) -> None:
        self._reading_timer = None
        if self.unread and self.unread > before - _LEAST_READ:
            self.transport.abort()
            return
        self.crowd.slow(self, is_slow=False)
        self._watch_reading()


def _message(problem: Problem) -> bytes:
    """Return a problem as a whole response, after which the connection is closed."""
    body = problem.to_json()
    headers = {"content-type": MEDIA_TYPE, "content-length": str(len(body)), **problem.headers}
    lines = [f"{name}: {value}" for name, value in (headers | {"connection": "close"}).items()]
    status = f"HTTP/1.1 {problem.status} {HTTPStatus(problem.status).phrase}"
    return "\r\n".join((status, *lines, "", "")).encode() + body
