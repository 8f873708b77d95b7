"""Requests over a connection, with nothing in them that goes on without end."""

from __future__ import annotations

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from kg.endpoint.problems import MEDIA_TYPE, Problem

_LONGEST = 256 * 1024


class Protocol(HttpToolsProtocol):
    """uvicorn's protocol over httptools, which by itself reads a head without end.

    What a request holds beside its body (head, borders of chunks, trailer) is counted as it comes
    in; the body is counted by who reads it.
    """

    _beside = 0

    def data_received(self, data: bytes) -> None:
        """Take a part of a request."""
        self._beside += len(data)
        super().data_received(data)
        if self._beside > _LONGEST and not self.transport.is_closing():
            self.transport.write(_refusal())
            self.transport.close()

    def on_body(self, body: bytes) -> None:
        """Take a part of a body."""
        self._beside -= len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Take it that the request is whole."""
        self._beside = 0
        super().on_message_complete()


def _refusal() -> bytes:
    """Return what is said before the connection is closed."""
    body = Problem(431, "Request head too long", f"send at most {_LONGEST:,} bytes").to_json()
    lines = (
        "HTTP/1.1 431 Request Header Fields Too Large",
        f"content-type: {MEDIA_TYPE}",
        f"content-length: {len(body)}",
        "connection: close",
    )
    return "\r\n".join((*lines, "", "")).encode() + body
