"""Clients that occupy connections: late request heads, unread answers."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from functools import partial
from typing import TYPE_CHECKING

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from kg.service.protocol import connections, http
from kg.service.protocol.connections import Connections
from kg.service.protocol.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.requests import Request
    from starlette.responses import Response

HALF = b"GET / HTTP/1.1\r\nX: "
MIB = 1 << 20


class Client:
    """A connection without a network."""

    def __init__(self, address: str = "192.0.2.1", unread: int = 0) -> None:
        self.address, self.unread = address, unread
        self.statuses: list[int] = []

    def end(self, problem: Problem) -> None:
        """Note the status."""
        self.statuses.append(problem.status)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[int, Connections]]:
    """A server with our protocol, whose times are short; at /N it gives N bytes."""
    monkeypatch.setattr(http, "_HEAD_SECONDS", 0.5)
    monkeypatch.setattr(http, "_READING_SECONDS", 0.5)
    monkeypatch.setattr(connections, "MOST", 20)

    async def give(request: Request) -> Response:
        return PlainTextResponse(b"x" * int(request.path_params["size"]))

    every = Connections()
    app = Starlette(routes=[Route("/{size}", give)])
    protocol = partial(http.LimitedProtocol, connections=every)
    config = uvicorn.Config(app, http=protocol, log_config=None, lifespan="off")  # type: ignore[arg-type]
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield listener.getsockname()[1], every
        server.should_exit = True
        thread.join()


def connected(port: int, data: bytes) -> socket.socket:
    """Connect with little room for answers, and send something."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.settimeout(5)
    connection.connect(("127.0.0.1", port))
    connection.sendall(data)
    return connection


def eventually(condition: Callable[[], bool]) -> bool:
    """Wait until a condition holds; return False if it does not within many tries."""
    for _ in range(1000):
        if condition():
            return True
        time.sleep(0.02)
    return False


@pytest.mark.parametrize("data", [b"", HALF, b"\r\n"])
def test_a_head_that_does_not_arrive_is_refused(
    data: bytes, hurried: tuple[int, Connections]
) -> None:
    port, every = hurried
    with connected(port, data) as connection:
        response = connection.recv(1000)
    assert response.startswith(
        b"HTTP/1.1 408 Request Timeout\r\ncontent-type: application/problem+json"
    )
    assert eventually(lambda: every.total == 0)


def test_a_head_in_drops_is_refused_too(hurried: tuple[int, Connections]) -> None:
    port, every = hurried
    with connected(port, HALF) as connection, contextlib.suppress(OSError):
        for _ in range(100):
            time.sleep(0.05)
            connection.sendall(b"x")
    assert every.total == 0


def test_idle_connections_keep_nobody_waiting(
    hurried: tuple[int, Connections],
) -> None:
    port, _ = hurried
    idle = [connected(port, HALF) for _ in range(30)]
    for _ in range(3):
        assert httpx.get(f"http://127.0.0.1:{port}/5").text == "xxxxx"
    assert b" 503 " in idle[0].recv(1000)
    for connection in idle:
        connection.close()


def test_an_answer_that_is_not_read_is_dropped(hurried: tuple[int, Connections]) -> None:
    port, every = hurried
    with connected(port, b"GET /%d HTTP/1.1\r\nHost: a\r\n\r\n" % (32 * MIB)):
        assert eventually(lambda: every.total == 1)
        assert eventually(lambda: every.total == 0)


def test_an_answer_that_is_read_slowly_arrives(hurried: tuple[int, Connections]) -> None:
    size, seen = 12 * MIB, 0
    with socket.create_connection(("127.0.0.1", hurried[0])) as connection:
        connection.sendall(b"GET /%d HTTP/1.0\r\nHost: a\r\n\r\n" % size)
        while part := connection.recv(MIB // 4, socket.MSG_WAITALL):
            seen += len(part)
            time.sleep(0.03)
    assert seen > size


def test_one_address_gets_a_part_of_the_connections() -> None:
    every, clients = Connections(), [Client() for _ in range(101)]
    assert [every.enter(client) for client in clients] == [True] * 100 + [False]
    assert clients[-1].statuses == [503]
    assert every.enter(Client("192.0.2.2"))
    assert all(every.enter(Client("127.0.0.1")) for _ in range(101))
    for client in clients[:2]:
        every.leave(client)
    assert every.enter(Client())


def test_a_new_connection_is_refused_when_all_are_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "MOST", 1)
    every, first, second = Connections(), Client(), Client()
    every.enter(first)
    every.silent(first, is_silent=False)
    assert not every.enter(second)
    assert (first.statuses, second.statuses) == ([], [503])


def test_large_answers_wait_when_much_is_unread() -> None:
    every = Connections()
    slow = [Client(unread=32 * MIB) for _ in range(8)]
    for client in slow:
        every.slow(client, is_slow=True)
    every.check_room(1000)
    with pytest.raises(Problem, match="503 Busy") as refusal:
        every.check_room(2 * MIB)
    assert refusal.value.headers == {"Retry-After": "30"}
    every.slow(slow[0], is_slow=False)
    every.check_room(2 * MIB)


def test_refusals_share_a_line_of_the_log(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections.time, "monotonic", lambda: 0.0)  # all within a second
    every = Connections()
    for _ in range(150):
        every.enter(Client())
    assert len([line for line in caplog.records if line.message == "connections refused"]) == 1
