"""Requests that never end, sent by hand."""

from __future__ import annotations

import contextlib
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.running import Running

START = b"POST /sparql HTTP/1.1\r\nHost: a\r\n"
TYPE = b"Content-Type: application/sparql-query\r\n"
MIB = 1 << 20


def sent(running: Running, parts: Iterator[bytes]) -> bytes:
    """Send parts until the other side has enough; return what it says."""
    place = urlsplit(running.address)
    said = b""
    with socket.create_connection((place.hostname, place.port), timeout=10) as connection:
        with contextlib.suppress(OSError):
            for part in parts:
                connection.sendall(part)
        with contextlib.suppress(OSError):
            while part := connection.recv(65536):
                said += part
    return said


ENDLESS = {
    "address": (b"GET /" + b"x" * 10_000, b"x" * 10_000),
    "header": (START + b"X: ", b"x" * 10_000),
    "headers": (START, b"X: y\r\n" * 1000),
    "trailer": (
        START + TYPE + b"Transfer-Encoding: chunked\r\n\r\n0\r\n",
        b"X: y\r\n" * 1000,
    ),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_a_request_without_end_is_cut_off(name: str, served: Running) -> None:
    first, more = ENDLESS[name]

    def parts() -> Iterator[bytes]:
        yield first
        for count in range(100 * MIB // len(more)):
            yield more
            assert count * len(more) < 10 * MIB, "it reads without end"

    said = sent(served, parts())
    assert said == b"" or said.split()[1] in {b"431", b"400"}
    assert served.query("ASK {}").json()["boolean"]


def test_a_long_head_that_ends_is_read(served: Running) -> None:
    answer = served.client.get("/healthz", headers={"X-Long": "x" * 100_000})
    assert answer.status_code == 200


def test_many_requests_over_one_connection_are_counted_one_by_one(served: Running) -> None:
    for _ in range(5):
        answer = served.client.get("/healthz", headers={"X-Long": "x" * 100_000})
        assert answer.status_code == 200


def test_a_body_in_many_parts_is_read(served: Running) -> None:
    def parts() -> Iterator[bytes]:
        yield b"ASK { "
        for _ in range(400):
            yield b" " * 200
        yield b" }"

    answer = served.client.post(
        "/sparql", content=parts(), headers={"Content-Type": "application/sparql-query"}
    )
    assert answer.json()["boolean"]
