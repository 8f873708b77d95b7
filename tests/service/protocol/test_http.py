"""Requests that never end, sent by hand."""

from __future__ import annotations

import contextlib
import socket
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.running import Running

START = b"POST /sparql HTTP/1.1\r\nHost: localhost\r\n"
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


@pytest.mark.parametrize("host", [b"a b", b"a<>\"'", b"\xff\xfe", b"a\r\nHost: b", b"a/b", b"[::1"])
@pytest.mark.parametrize("path", [b"/sparql", b"/sparql?query=ASK%7B%7D", b"/sparql/"])
def test_a_host_that_is_none_is_refused(host: bytes, path: bytes, served: Running) -> None:
    head = b"GET " + path + b" HTTP/1.1\r\nConnection: close\r\nHost: " + host + b"\r\n\r\n"
    said = sent(served, iter([head]))
    assert said.split()[1] == b"400"
    assert b"names no host" in said


@pytest.mark.parametrize("host", [b"", b"localhost:", b"[::1]:8000", b"LOCALHOST", b"127.0.0.1:1"])
def test_a_host_that_is_one_is_taken(host: bytes, served: Running) -> None:
    head = b"GET /sparql HTTP/1.1\r\nConnection: close\r\nHost: " + host + b"\r\n\r\n"
    assert sent(served, iter([head])).split()[1] == b"200"


def test_a_name_of_others_is_not_answered_on_this_machine(served: Running) -> None:
    """A page may give its own name the address 127.0.0.1, and would then read what is here."""
    for host in (b"evil.example", b"evil.example:8000", b"127.0.0.1.evil.example"):
        head = b"GET /sparql HTTP/1.1\r\nConnection: close\r\nHost: " + host + b"\r\n\r\n"
        said = sent(served, iter([head]))
        assert said.split()[1] == b"421"
        assert b"this machine only" in said


def test_clients_that_hang_up_are_no_errors(served: Running) -> None:
    before = len(served.log.read_text(encoding="utf-8"))
    place = urlsplit(served.address)
    for part in (b"Content-Length: 9000\r\n\r\nASK", b"Content-Length: 6\r\n\r\nASK {}"):
        with socket.create_connection((place.hostname, place.port)) as connection:
            connection.sendall(START + TYPE + part)
    for _ in range(100):
        logged = served.log.read_text(encoding="utf-8")[before:]
        if logged.count('"event": "request"') >= 2:
            break
        time.sleep(0.05)
    assert '"status": 499' in logged
    assert "error" not in logged
