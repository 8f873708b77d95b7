"""Running the service on a socket until it is stopped."""

from __future__ import annotations

import ctypes
import hashlib
import socket
import stat
from contextlib import closing, suppress
from functools import partial
from typing import TYPE_CHECKING

import uvicorn

from kg.base.errors import UnreadableGraph, UsageError
from kg.service.app import application
from kg.service.pool import snapshot
from kg.service.protocol import log
from kg.service.protocol.http import LimitedProtocol
from kg.service.service import Service

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kg.graph.graph import Graph
    from kg.service.service import Settings

_SHORTEST_TOKEN = 16
_M_MMAP_THRESHOLD = -3
_OWN_MACHINE = ["127.0.0.1", "::1"]


def serve(
    graph: Graph, settings: Settings, *, host: str, port: int, say: Callable[[str], None]
) -> None:
    """Serve a graph until the process is stopped.

    Parameters
    ----------
    graph
        The graph; a copy is served, as a remote endpoint should be queried once only.
    settings
        How the service runs.
    host, port
        Where to listen; port 0 means any free one.
    say
        Called with the address once questions are answered.
    """
    listener = _listen(host, port)
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{listener.getsockname()[1]}"
    log.to_standard_error()
    _return_memory()
    service = Service(snapshot.read(graph.store), settings)
    service.prepare()
    app = application(service, lambda: say(address))
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=settings.behind_proxy,
        forwarded_allow_ips=_OWN_MACHINE,
        timeout_keep_alive=10,
        timeout_graceful_shutdown=3,
        http=partial(LimitedProtocol, connections=service.connections),  # type: ignore[arg-type]
    )
    with closing(service), suppress(KeyboardInterrupt):  # uvicorn has ended in good order by then
        uvicorn.Server(config).run(sockets=[listener])


def tokens(path: Path) -> dict[str, str]:
    """Read the writers, in lines of a name and a token; return the names by SHA-256 of the token.

    Raises
    ------
    UnreadableGraph, UsageError
        When the file cannot be read, other users can read it, or a line is not a name and a token.
    """
    try:
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise UsageError(f"others can read {path}; do: chmod 600 {path}")
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise UnreadableGraph(path, error.strerror or str(error)) from None
    names = {}
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        if len(words) != 2 or len(words[1]) < _SHORTEST_TOKEN:
            remedy = f"write a name and a token of at least {_SHORTEST_TOKEN} characters"
            raise UsageError(f"{path}:{number}: {remedy}")
        names[hashlib.sha256(words[1].encode()).hexdigest()] = words[0]
    if not names:
        raise UsageError(f"{path} holds no token; write a line such as: alice a-long-secret")
    return names


def _return_memory() -> None:
    """Have the C library return the memory of large answers to the system.

    glibc raises its threshold after it has freed a large block, and keeps the next ones; a fixed
    threshold prevents that.
    """
    with suppress(AttributeError, OSError):  # another C library
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, 1 << 20)


def _listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; raise `UsageError` when the address is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends small packets at once if the protocol is named; they wait 40 ms otherwise.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(512)
    except (OSError, OverflowError) as error:
        listener.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"cannot listen on {host} port {port}: {reason}") from None
    return listener
