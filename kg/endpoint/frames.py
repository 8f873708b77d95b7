"""Messages between the service and its workers: a JSON head and a body of bytes, by length."""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import asyncio
    import socket

    Head = dict[str, Any]

READER, WRITER = b"r", b"w"  # what kind of worker is asked for
_SIZES = struct.Struct("!IQ")


def pack(head: Head, body: bytes = b"") -> bytes:
    """Return a message as bytes."""
    text = json.dumps(head, ensure_ascii=False).encode()
    return _SIZES.pack(len(text), len(body)) + text + body


def receive(sock: socket.socket) -> tuple[Head, bytes] | None:
    """Wait for a message on a socket; None when the other side is gone."""
    sizes = _exactly(sock, _SIZES.size)
    if sizes is None:
        return None
    head, body = (_exactly(sock, size) for size in _SIZES.unpack(sizes))
    return None if head is None or body is None else (json.loads(head), body)


async def read(reader: asyncio.StreamReader) -> tuple[Head, bytes]:
    """Read a message; raise `asyncio.IncompleteReadError` when the other side is gone."""
    sizes = _SIZES.unpack(await reader.readexactly(_SIZES.size))
    head, body = [await reader.readexactly(size) for size in sizes]
    return json.loads(head), body


def _exactly(sock: socket.socket, size: int) -> bytes | None:
    parts = bytearray()
    while len(parts) < size:
        part = sock.recv(min(size - len(parts), 1 << 20))
        if not part:
            return None
        parts += part
    return bytes(parts)
