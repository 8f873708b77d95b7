"""The service's side of the processes: the parent that holds a graph, and its workers.

What runs in them is in `kg.service.pool.process`.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from kg.service.pool import wire
from kg.service.pool.wire import READER, Wire

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

T = TypeVar("T")

_LOADING_SECONDS = 600
# Threads of their own: a killed worker is replaced at once, however busy the others are.
_FORKS = ThreadPoolExecutor(4, "fork")


@dataclass(eq=False)
class Worker:
    """A process that does one job at a time."""

    pid: int
    handle: int | None
    wire: Wire
    parent: Parent

    def kill(self) -> None:
        """End the process now."""
        self.wire.close()
        with contextlib.suppress(ProcessLookupError):
            if self.handle is None:
                os.kill(self.pid, signal.SIGKILL)
            else:
                signal.pidfd_send_signal(self.handle, signal.SIGKILL)  # type: ignore[attr-defined,unused-ignore]
        if self.handle is not None:
            os.close(self.handle)
            self.handle = None


@dataclass(eq=False)
class Parent:
    """A process that holds one version of the graph, and forks workers."""

    snapshot: Path
    process: subprocess.Popen[bytes]
    control: socket.socket
    about: dict[str, Any]
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    workers: set[Worker] = field(default_factory=set)

    async def fork(self, kind: bytes = READER) -> Worker:
        """Return a new worker."""
        async with self.lock:
            pid, handle, ours = await _in_thread(partial(self._fork, kind))
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_unix_connection(Wire, sock=ours)
        worker = Worker(pid, handle, connection, self)
        self.workers.add(worker)
        return worker

    def _fork(self, kind: bytes) -> tuple[int, int | None, socket.socket]:
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                socket.send_fds(self.control, [kind], [theirs.fileno()])
            pid, handles, _, _ = socket.recv_fds(self.control, 8, 1)
            if len(pid) != 8:
                raise ConnectionError("the process that holds the graph is gone")
        except OSError:
            ours.close()
            raise
        return int.from_bytes(pid, "big"), (handles[0] if handles else None), ours

    def end(self) -> None:
        """End the process and all its workers."""
        for worker in tuple(self.workers):
            worker.kill()
        self.workers.clear()
        self.control.close()
        self.process.kill()
        self.process.wait()


async def start(snapshot: Path, memory: int) -> Parent:
    """Start a process that loads a snapshot; return when it is ready to fork.

    Parameters
    ----------
    snapshot
        The graph as N-Quads.
    memory
        Bytes that a worker may take beyond those of the graph.
    """
    ours, theirs = socket.socketpair()
    options = json.dumps({"memory": memory})
    command = [sys.executable, "-m", "kg.service.pool.process", str(snapshot), str(theirs.fileno())]
    single = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
        [*command, options],
        pass_fds=[theirs.fileno()],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        env=os.environ | single,
        start_new_session=True,
    )
    theirs.close()
    ours.settimeout(_LOADING_SECONDS)
    message = await _in_thread(partial(wire.receive, ours))
    if message is None:
        ours.close()
        process.kill()
        process.wait()
        raise ConnectionError("the graph could not be loaded")
    return Parent(snapshot, process, ours, message[0])


async def _in_thread(work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(_FORKS, work)
