"""Clients that hold connections: heads that do not come, answers that are not read."""

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

from kg.service.protocol import crowd as crowds
from kg.service.protocol import heads
from kg.service.protocol.crowd import Crowd
from kg.service.protocol.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.requests import Request
    from starlette.responses import Response

HALF = b"GET / HTTP/1.1\r\nX: "
MIB = 1 << 20


class Client:
    """A connection as the crowd sees it."""

    def __init__(self, address: str = "192.0.2.1", unread: int = 0) -> None:
        self.address, self.unread = address, unread
        self.told: list[int] = []

    def end(self, problem: Problem) -> None:
        """Take what is said."""
        self.told.append(problem.status)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[int, Crowd]]:
    """A server with our protocol, whose times are short; at /N it gives N bytes."""
    monkeypatch.setattr(heads, "_HEAD_SECONDS", 0.5)
    monkeypatch.setattr(heads, "_READING_SECONDS", 0.5)
    monkeypatch.setattr(crowds, "MOST", 20)

    async def give(request: Request) -> Response:
        return PlainTextResponse(b"x" * int(request.path_params["size"]))

    crowd = Crowd()
    app = Starlette(routes=[Route("/{size}", give)])
    http = partial(heads.Protocol, crowd=crowd)
    config = uvicorn.Config(app, http=http, log_config=None, lifespan="off")  # type: ignore[arg-type]
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield listener.getsockname()[1], crowd
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


def soon(is_so: Callable[[], bool]) -> bool:
    """Say whether something comes true within five seconds."""
    until = time.monotonic() + 5
    while not is_so() and time.monotonic() < until:
        time.sleep(0.02)
    return is_so()


@pytest.mark.parametrize("data", [b"", HALF, b"\r\n"])
def test_a_head_that_does_not_come_is_not_waited_for(
    data: bytes, hurried: tuple[int, Crowd]
) -> None:
    port, crowd = hurried
    with connected(port, data) as connection:
        said = connection.recv(1000)
    assert said.startswith(
        b"HTTP/1.1 408 Request Timeout\r\ncontent-type: application/problem+json"
    )
    assert soon(lambda: crowd.total == 0)


def test_a_head_in_drops_is_not_waited_for_either(hurried: tuple[int, Crowd]) -> None:
    port, crowd = hurried
    with connected(port, HALF) as connection, contextlib.suppress(OSError):
        for _ in range(100):
            time.sleep(0.05)
            connection.sendall(b"x")
    assert crowd.total == 0


def test_who_asks_at_once_is_answered_among_many_who_do_not(hurried: tuple[int, Crowd]) -> None:
    port, _ = hurried
    held = [connected(port, HALF) for _ in range(30)]
    for _ in range(3):
        assert httpx.get(f"http://127.0.0.1:{port}/5").text == "xxxxx"
    assert b" 503 " in held[0].recv(1000)
    for connection in held:
        connection.close()


def test_an_answer_that_is_not_read_is_dropped(hurried: tuple[int, Crowd]) -> None:
    port, crowd = hurried
    with connected(port, b"GET /%d HTTP/1.1\r\nHost: a\r\n\r\n" % (32 * MIB)):
        assert soon(lambda: crowd.total == 1)
        assert soon(lambda: crowd.total == 0)


def test_an_answer_that_is_read_slowly_arrives(hurried: tuple[int, Crowd]) -> None:
    size, seen = 12 * MIB, 0
    with socket.create_connection(("127.0.0.1", hurried[0])) as connection:
        connection.sendall(b"GET /%d HTTP/1.0\r\nHost: a\r\n\r\n" % size)
        while part := connection.recv(MIB // 4, socket.MSG_WAITALL):
            seen += len(part)
            time.sleep(0.03)
    assert seen > size


def test_one_address_gets_a_part_of_the_room() -> None:
    crowd, clients = Crowd(), [Client() for _ in range(101)]
    assert [crowd.enter(one) for one in clients] == [True] * 100 + [False]
    assert clients[-1].told == [503]
    assert crowd.enter(Client("192.0.2.2"))
    assert all(crowd.enter(Client("127.0.0.1")) for _ in range(101))
    for one in clients[:2]:
        crowd.leave(one)
    assert crowd.enter(Client())


def test_with_everybody_served_a_newcomer_is_turned_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowds, "MOST", 1)
    crowd, first, second = Crowd(), Client(), Client()
    crowd.enter(first)
    crowd.silent(first, is_silent=False)
    assert not crowd.enter(second)
    assert (first.told, second.told) == ([], [503])


def test_large_answers_wait_when_much_is_unread() -> None:
    crowd = Crowd()
    slow = [Client(unread=32 * MIB) for _ in range(8)]
    for one in slow:
        crowd.slow(one, is_slow=True)
    crowd.room_for(1000)
    with pytest.raises(Problem, match="503 Busy") as told:
        crowd.room_for(2 * MIB)
    assert told.value.headers == {"Retry-After": "30"}
    crowd.slow(slow[0], is_slow=False)
    crowd.room_for(2 * MIB)


def test_refusals_are_one_line_a_second(caplog: pytest.LogCaptureFixture) -> None:
    crowd = Crowd()
    for _ in range(150):
        crowd.enter(Client())
    assert len([one for one in caplog.records if one.message == "connections refused"]) == 1
