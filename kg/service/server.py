"""Running the service on a socket until it is told to stop."""

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
from kg.service.pool import snapshot, telemetry
from kg.service.pool.service import Service
from kg.service.protocol.heads import Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kg.graph.graph import Graph
    from kg.service.pool.service import Settings

_SHORTEST_TOKEN = 16
_M_MMAP_THRESHOLD = -3
_OWN_MACHINE = ["127.0.0.1", "::1"]


def serve(
    graph: Graph, settings: Settings, *, host: str, port: int, say: Callable[[str], None]
) -> None:
    """Serve a graph until the process is told to stop.

    Parameters
    ----------
    graph
        What to serve; a copy is taken, so that a remote endpoint is not asked again.
    settings
        How to serve it.
    host, port
        Where to listen; port 0 means any free one.
    say
        Gets the address once questions are answered.
    """
    listener = _listen(host, port)
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{listener.getsockname()[1]}"
    telemetry.to_standard_error()
    _give_memory_back()
    service = Service(snapshot.quads(graph.store), settings)
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
        http=partial(Protocol, crowd=service.crowd),  # type: ignore[arg-type]
    )
    with closing(service), suppress(KeyboardInterrupt):  # uvicorn has ended in good order by then
        uvicorn.Server(config).run(sockets=[listener])


def tokens(path: Path) -> dict[str, str]:
    """Read who may write: lines of a name and a token; return the names by SHA-256 of the token.

    Raises
    ------
    UnreadableGraph, UsageError
        When the file cannot be read, others may read it, or a line is no name and token.
    """
    try:
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise UsageError(f"others can read {path}; do: chmod 600 {path}")
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise UnreadableGraph(path, error.strerror or str(error)) from None
    found = {}
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        if len(words) != 2 or len(words[1]) < _SHORTEST_TOKEN:
            wanted = f"write a name and a token of at least {_SHORTEST_TOKEN} characters"
            raise UsageError(f"{path}:{number}: {wanted}")
        found[hashlib.sha256(words[1].encode()).hexdigest()] = words[0]
    if not found:
        raise UsageError(f"{path} holds no token; write a line such as: alice a-long-secret")
    return found


def _give_memory_back() -> None:
    """Have the C library give the memory of large answers back to the system when they are gone.

    Once glibc has freed a large block, it keeps the next ones; a threshold of our own ends that.
    """
    with suppress(AttributeError, OSError):  # another C library
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, 1 << 20)


def _listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; say so when the address is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named, asyncio sends small packets at once; else they wait 40 ms.
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
