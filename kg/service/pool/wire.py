"""Messages between the service and its workers: a JSON head and a body of bytes, by length."""

from __future__ import annotations

import asyncio
import json
import struct
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import socket

    Head = dict[str, Any]

READER, WRITER = b"r", b"w"  # kinds of workers
_SIZES = struct.Struct("!IQ")
_AT_ONCE = 1 << 18


def pack(head: Head, body: bytes = b"") -> bytes:
    """Return a message as bytes."""
    text = json.dumps(head, ensure_ascii=False).encode()
    return _SIZES.pack(len(text), len(body)) + text + body


def receive(sock: socket.socket) -> tuple[Head, bytes] | None:
    """Wait for a message on a socket; None when the other side is gone.

    The other side sends one message and waits: whatever arrives belongs to that message.
    """
    received = bytearray()
    while (size := _length(received)) is None or len(received) < size:
        part = sock.recv(_AT_ONCE)
        if not part:
            return None
        received += part
    return _unpacked(received)


class AlreadyGone(ConnectionError):
    """The worker had ended before the message was sent."""


class Wire(asyncio.Protocol):
    """The service's end of a worker's socket: sends one message, then waits for its answer.

    The service wakes up once for each part that the kernel hands over, mostly once for a whole
    answer; asyncio's streams would wake it three times.
    """

    def __init__(self) -> None:
        self._received = bytearray()
        self._waiting: asyncio.Future[tuple[Head, bytes]] | None = None
        self._transport: asyncio.Transport | None = None

    async def ask(self, head: Head, body: bytes) -> tuple[Head, bytes]:
        """Send a message and wait for the answer.

        Raises
        ------
        AlreadyGone
            When the worker was gone before it could read the message.
        ConnectionError
            When the worker ended without an answer.
        """
        if self._transport is None or self._transport.is_closing():
            raise AlreadyGone
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(pack(head, body))
        return await self._waiting

    def close(self) -> None:
        """Close the socket."""
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep what to write to."""
        self._transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        """Take a part of an answer."""
        self._received += data
        size = _length(self._received)
        if size is None or len(self._received) < size:
            return
        answer, self._received = _unpacked(self._received), bytearray()
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(answer)

    def connection_lost(self, exc: Exception | None) -> None:
        """Raise in the task that waits: there will be no answer."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(exc or ConnectionResetError("the worker ended"))


def _length(received: bytearray) -> int | None:
    """Return the length of the message that begins here; None before its sizes have arrived."""
    if len(received) < _SIZES.size:
        return None
    head, body = _SIZES.unpack_from(received)
    return _SIZES.size + int(head) + int(body)


def _unpacked(message: bytearray) -> tuple[Head, bytes]:
    size, _ = _SIZES.unpack_from(message)
    end = _SIZES.size + size
    return json.loads(message[_SIZES.size : end]), bytes(message[end:])
