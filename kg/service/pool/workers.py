"""A pool of processes that can be killed, and the queue before them.

Every job runs in a process of its own that is killed at its deadline, when the client goes away,
or by the kernel when it takes too much; a fresh fork takes its place in some 20 ms. There is one
process more than there are places: the express, for jobs that find no place soon. It gives a
job half a second; what takes longer goes back to the queue. So a short question is answered at once
also while every place is busy with a long one.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import signal
import socket
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from kg.service.pool import frames
from kg.service.pool.frames import READER, WRITER, Wire
from kg.service.pool.places import Places
from kg.service.protocol.problems import Problem, from_dict

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Head = dict[str, Any]

T = TypeVar("T")
IDLE, EXPRESS = "idle", "express"

LOG = logging.getLogger("kg.service")
EXPRESS_SECONDS = 0.5
PATIENCE_SECONDS = 0.05
_LOADING_SECONDS = 600
_FORKS = ThreadPoolExecutor(
    4, "fork"
)  # of their own: a killed worker is replaced, whatever goes on


@dataclass(frozen=True, slots=True)
class Bounds:
    """What jobs get: number of places, length of the queue, seconds and bytes for each job."""

    places: int = 2
    queue: int = 16
    seconds: float = 10.0
    memory: int = 1 << 30


@dataclass(eq=False)
class Worker:
    """A process that does one job at a time."""

    pid: int
    handle: int | None
    wire: Wire
    herd: Herd

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
class Herd:
    """A process that holds one version of the graph, and forks workers."""

    snapshot: Path
    process: subprocess.Popen[bytes]
    control: socket.socket
    about: Head
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    workers: set[Worker] = field(default_factory=set)

    async def fork(self, kind: bytes = READER) -> Worker:
        """Return a new worker."""
        async with self.lock:
            pid, handle, ours = await _in_thread(partial(self._fork, kind))
        loop = asyncio.get_running_loop()
        _, wire = await loop.create_unix_connection(Wire, sock=ours)
        worker = Worker(pid, handle, wire, self)
        self.workers.add(worker)
        return worker

    def _fork(self, kind: bytes) -> tuple[int, int | None, socket.socket]:
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                socket.send_fds(self.control, [kind], [theirs.fileno()])
            said, handles, _, _ = socket.recv_fds(self.control, 8, 1)
            if len(said) != 8:
                raise ConnectionError("the process that holds the graph is gone")
        except OSError:
            ours.close()
            raise
        return int.from_bytes(said, "big"), (handles[0] if handles else None), ours

    def end(self) -> None:
        """End the process and all its workers."""
        for worker in tuple(self.workers):
            worker.kill()
        self.workers.clear()
        self.control.close()
        self.process.kill()
        self.process.wait()


async def _in_thread(work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(_FORKS, work)


async def herd(snapshot: Path, bounds: Bounds) -> Herd:
    """Start a process that loads a snapshot; return when it is ready to fork."""
    ours, theirs = socket.socketpair()
    options = json.dumps({"memory": bounds.memory})
    command = [sys.executable, "-m", "kg.service.pool.zygote", str(snapshot), str(theirs.fileno())]
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
    message = await _in_thread(partial(frames.receive, ours))
    if message is None:
        ours.close()
        process.kill()
        process.wait()
        raise ConnectionError("the graph could not be loaded")
    return Herd(snapshot, process, ours, message[0])


class Pool:
    """The workers of the current version, and the queue before them."""

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self.counts: Counter[str] = Counter()
        self.busy = 0
        self.current: Herd | None = None
        self._places = Places[Worker](IDLE, EXPRESS)
        self._starting = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def waiting(self) -> int:
        """How many jobs wait for a worker."""
        return self._places.waiting

    @property
    def about(self) -> Head:
        """What the current graph is."""
        assert self.current is not None, "the pool is started"
        return self.current.about

    async def start(self, snapshot: Path) -> None:
        """Load a snapshot and make it the current one; running jobs end on the old one."""
        fresh = await herd(snapshot, self.bounds)
        old, self.current = self.current, fresh
        for worker in self._places.empty():
            self._drop(worker)
        for kind in (*[IDLE] * self.bounds.places, EXPRESS):
            self._places.put(kind, await fresh.fork())
        if old is not None and not old.workers:
            old.end()

    async def stop(self) -> None:
        """End all processes."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self.current is not None:
            self.current.end()

    async def run(self, head: Head, body: bytes = b"", seconds: float | None = None) -> Answer:
        """Have a job done.

        Raises
        ------
        Problem
            429 when the queue is full, 503 when time or memory run out, or what the job says.
        """
        for _ in range(self.bounds.places + 2):
            with contextlib.suppress(frames.AlreadyGone):
                return await self._try(head, body, seconds or self.bounds.seconds)
        raise Problem(
            503, "Starting", "the workers are being started", headers={"Retry-After": "5"}
        )

    async def _try(self, head: Head, body: bytes, limit: float) -> Answer:
        """Have a job done by the next worker; it is tried again by another if that one is gone."""
        kind, worker = await self._first()
        if kind == EXPRESS:
            with contextlib.suppress(TimeoutError):
                return await self._run(worker, head, body, min(limit, EXPRESS_SECONDS), kind)
            self.counts["express_given_back"] += 1
            kind, worker = await self._wait(self.bounds.seconds, IDLE)
        try:
            return await self._run(worker, head, body, limit, kind)
        except TimeoutError:
            self.counts["deadline"] += 1
            detail = f"it took longer than {limit:g} seconds; ask for less"
            raise Problem(503, "Timeout", detail, headers={"Retry-After": "10"}) from None

    async def write(self, head: Head, body: bytes, seconds: float) -> Answer:
        """Have a write tried by a process that does nothing else and ends with it."""
        assert self.current is not None, "the pool is started"
        worker = await self.current.fork(WRITER)
        try:
            return await self._run(worker, head, body, seconds, None)
        except TimeoutError:
            self.counts["deadline"] += 1
            raise Problem(503, "Timeout", f"it took longer than {seconds:g} seconds") from None

    def _turned_away(self) -> Problem:
        self.counts["refused"] += 1
        detail = "too many queries are waiting; come back in a moment"
        headers = {"Retry-After": str(max(1, round(self.bounds.seconds)))}
        return Problem(429, "Too many requests", detail, headers=headers)

    async def _run(
        self,
        worker: Worker,
        head: Head,
        body: bytes,
        limit: float,
        kind: str | None,
    ) -> Answer:
        """Have a worker do a job; then free its place for it, or a new one, if it has a place."""
        self.busy += 1
        alive = False
        try:
            async with asyncio.timeout(limit):
                said, content = await worker.wire.ask({**head, "seconds": limit}, body)
            alive = "trace" not in said
        except asyncio.CancelledError:
            self.counts["cancelled"] += 1
            raise
        except frames.AlreadyGone:
            raise
        except ConnectionError:
            self.counts["died"] += 1
            detail = "it needs more memory than one query gets, or brought the engine down"
            raise Problem(503, "Query ended", detail, headers={"Retry-After": "60"}) from None
        finally:
            self.busy -= 1
            self._give_back(kind, worker, alive=alive)
        if not alive:
            LOG.error("worker fault", extra={"facts": {"trace": said["trace"]}})
        if "problem" in said:
            raise from_dict(said["problem"])
        return Answer(said, content)

    async def _first(self) -> tuple[str, Worker]:
        """Return a worker that is free now or in a moment, or then whichever is free first."""
        if not self._places.has(IDLE, EXPRESS) and self.waiting >= self.bounds.queue:
            raise self._turned_away()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await self._places.take(IDLE)
        return await self._wait(self.bounds.seconds, IDLE, EXPRESS)

    async def _wait(self, seconds: float, *kinds: str) -> tuple[str, Worker]:
        """Queue for a worker, no longer than a job may take."""
        if not self._places.has(*kinds) and self.waiting >= self.bounds.queue:
            raise self._turned_away()
        try:
            async with asyncio.timeout(seconds):
                return await self._places.take(*kinds)
        except TimeoutError:
            raise self._turned_away() from None

    def _give_back(self, kind: str | None, worker: Worker, *, alive: bool) -> None:
        """Make a worker ready for the next job, or replace it."""
        if kind is None:
            self._drop(worker)
            return
        if alive and worker.herd is self.current:
            self._places.put(kind, worker)
            return
        self._drop(worker)
        if worker.herd is self.current:
            task = asyncio.create_task(self._replace(kind))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def _drop(self, worker: Worker) -> None:
        worker.kill()
        worker.herd.workers.discard(worker)
        if worker.herd is not self.current and not worker.herd.workers:
            worker.herd.end()

    async def _replace(self, kind: str) -> None:
        """Put a new worker in a place; when the process that forks them is gone, begin anew."""
        assert self.current is not None, "the pool is started"
        herd_then = self.current
        try:
            worker = await herd_then.fork()
        except OSError:
            self.counts["herd_lost"] += 1
            async with self._starting:
                if herd_then is self.current:
                    await self.start(herd_then.snapshot)
            return
        if worker.herd is self.current:
            self._places.put(kind, worker)
        else:
            self._drop(worker)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a job gave: its head and its body."""

    head: Head
    body: bytes
