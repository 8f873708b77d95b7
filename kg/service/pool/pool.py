"""A pool of processes that can be killed, and the queue before them.

Every job runs in a process of its own that is killed at its deadline, when the client goes away,
or by the kernel when it takes too much; a fresh fork replaces it within some 20 ms. One process
stands apart from the others, the express: a job that finds no free worker soon gets half a second
of it, and goes back to the queue if that is not enough. A short question is therefore answered at
once even while all other workers are busy with long ones.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.service.pool import parent
from kg.service.pool.parent import Worker
from kg.service.pool.queue import Queue
from kg.service.pool.wire import WRITER, AlreadyGone
from kg.service.protocol.log import LOG
from kg.service.protocol.problems import Problem, from_dict
from kg.service.protocol.telemetry import header, sample

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kg.service.pool.parent import Parent

    Head = dict[str, Any]

IDLE, EXPRESS = "idle", "express"
EXPRESS_SECONDS = 0.5
PATIENCE_SECONDS = 0.05
_FAILURES = ("deadline", "died", "refused", "cancelled", "express_given_back", "parent_lost")


@dataclass(frozen=True, slots=True)
class Bounds:
    """The limits of jobs: workers, length of the queue, seconds and bytes for each job."""

    workers: int = 2
    queue: int = 16
    seconds: float = 10.0
    memory: int = 1 << 30


@dataclass(frozen=True, slots=True)
class Reply:
    """The result of a job: its head and its body."""

    head: Head
    body: bytes


class Pool:
    """The workers of the current version of the graph, and the queue before them."""

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self.counts: Counter[str] = Counter()
        self.busy = 0
        self.current: Parent | None = None
        self._queue = Queue[Worker](IDLE, EXPRESS)
        self._starting = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def waiting(self) -> int:
        """How many jobs wait for a worker."""
        return self._queue.waiting

    @property
    def about(self) -> Head:
        """The description of the current graph."""
        assert self.current is not None, "the pool is started"
        return self.current.about

    def lines(self) -> Iterator[str]:
        """Yield the metrics of the pool."""
        for name, value in (("busy", self.busy), ("waiting", self.waiting)):
            yield from header(f"kg_jobs_{name}", "gauge")
            yield sample(f"kg_jobs_{name}", value)
        about = "Jobs that did not end well, by reason."
        yield from header("kg_jobs_ended_total", "counter", about)
        for reason in _FAILURES:
            yield sample("kg_jobs_ended_total", self.counts[reason], {"reason": reason})

    async def start(self, snapshot: Path) -> None:
        """Load a snapshot and make it the current one; running jobs end on the old one."""
        fresh = await parent.start(snapshot, self.bounds.memory)
        old, self.current = self.current, fresh
        for worker in self._queue.drain():
            self._drop(worker)
        for kind in (*[IDLE] * self.bounds.workers, EXPRESS):
            self._queue.put(kind, await fresh.fork())
        if old is not None and not old.workers:
            old.end()

    async def stop(self) -> None:
        """End all processes."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self.current is not None:
            self.current.end()

    async def run(self, head: Head, body: bytes = b"", seconds: float | None = None) -> Reply:
        """Do a job.

        Raises
        ------
        Problem
            429 when the queue is full, 503 when time or memory run out, or what the job raised.
        """
        for _ in range(self.bounds.workers + 2):
            with contextlib.suppress(AlreadyGone):
                return await self._try(head, body, seconds or self.bounds.seconds)
        detail = "the workers are being started"
        raise Problem(503, "Starting", detail, headers={"Retry-After": "5"})

    async def _try(self, head: Head, body: bytes, limit: float) -> Reply:
        """Do a job with the next worker; raise `AlreadyGone` when that one has ended."""
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

    async def write(self, head: Head, body: bytes, seconds: float) -> Reply:
        """Try a write in a process that does nothing else and ends with it."""
        assert self.current is not None, "the pool is started"
        worker = await self.current.fork(WRITER)
        try:
            return await self._run(worker, head, body, seconds, None)
        except TimeoutError:
            self.counts["deadline"] += 1
            raise Problem(503, "Timeout", f"it took longer than {seconds:g} seconds") from None

    async def _run(
        self,
        worker: Worker,
        head: Head,
        body: bytes,
        limit: float,
        kind: str | None,
    ) -> Reply:
        """Have a worker do a job; then free it, or replace it if it is of a kind."""
        self.busy += 1
        alive = False
        try:
            async with asyncio.timeout(limit):
                reply = Reply(*await worker.wire.ask({**head, "seconds": limit}, body))
            alive = "trace" not in reply.head
        except asyncio.CancelledError:
            self.counts["cancelled"] += 1
            raise
        except AlreadyGone:
            raise
        except ConnectionError:
            self.counts["died"] += 1
            detail = "it needs more memory than one query gets, or brought the engine down"
            raise Problem(503, "Query ended", detail, headers={"Retry-After": "60"}) from None
        finally:
            self.busy -= 1
            self._give_back(kind, worker, alive=alive)
        if not alive:
            LOG.error("worker fault", extra={"facts": {"trace": reply.head["trace"]}})
        if "problem" in reply.head:
            raise from_dict(reply.head["problem"])
        return reply

    async def _first(self) -> tuple[str, Worker]:
        """Return an idle worker if one is free soon, or else whichever is free first."""
        self._check_queue(IDLE, EXPRESS)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await self._queue.take(IDLE)
        return await self._wait(self.bounds.seconds, IDLE, EXPRESS)

    async def _wait(self, seconds: float, *kinds: str) -> tuple[str, Worker]:
        """Queue for a worker, no longer than a job may take."""
        self._check_queue(*kinds)
        try:
            async with asyncio.timeout(seconds):
                return await self._queue.take(*kinds)
        except TimeoutError:
            raise self._refusal() from None

    def _check_queue(self, *kinds: str) -> None:
        """Raise a 429 when no worker is free and the queue is full."""
        if not self._queue.has(*kinds) and self.waiting >= self.bounds.queue:
            raise self._refusal()

    def _refusal(self) -> Problem:
        self.counts["refused"] += 1
        detail = "too many queries are waiting; come back in a moment"
        headers = {"Retry-After": str(max(1, round(self.bounds.seconds)))}
        return Problem(429, "Too many requests", detail, headers=headers)

    def _give_back(self, kind: str | None, worker: Worker, *, alive: bool) -> None:
        """Make a worker ready for the next job, or replace it."""
        if kind is None:
            self._drop(worker)
            return
        if alive and worker.parent is self.current:
            self._queue.put(kind, worker)
            return
        self._drop(worker)
        if worker.parent is self.current:
            task = asyncio.create_task(self._replace(kind))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def _drop(self, worker: Worker) -> None:
        worker.kill()
        worker.parent.workers.discard(worker)
        if worker.parent is not self.current and not worker.parent.workers:
            worker.parent.end()

    async def _replace(self, kind: str) -> None:
        """Add a new worker; when the process that forks them is gone, start another."""
        assert self.current is not None, "the pool is started"
        before = self.current
        try:
            worker = await before.fork()
        except OSError:
            self.counts["parent_lost"] += 1
            async with self._starting:
                if before is self.current:
                    await self.start(before.snapshot)
            return
        if worker.parent is self.current:
            self._queue.put(kind, worker)
        else:
            self._drop(worker)
