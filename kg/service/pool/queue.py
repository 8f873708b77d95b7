"""The free workers, and the queue of tasks that wait for one."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")


class Queue(Generic[T]):
    """Free workers of several kinds, and the tasks that wait for one of some kinds.

    Parameters
    ----------
    kinds
        Names of the kinds.

    Examples
    --------
    >>> async def work() -> tuple[str, str]:
    ...     queue = Queue[str]("idle", "express")
    ...     waiting = asyncio.ensure_future(queue.take("idle", "express"))
    ...     await asyncio.sleep(0)
    ...     queue.put("express", "the worker")
    ...     return await waiting
    >>> asyncio.run(work())
    ('express', 'the worker')
    """

    def __init__(self, *kinds: str) -> None:
        self._free: dict[str, deque[T]] = {kind: deque() for kind in kinds}
        self._waiting: deque[tuple[asyncio.Future[tuple[str, T]], tuple[str, ...]]] = deque()

    @property
    def waiting(self) -> int:
        """How many tasks wait."""
        return len(self._waiting)

    def has(self, *kinds: str) -> bool:
        """Return whether a worker of some kinds is free."""
        return any(self._free[kind] for kind in kinds)

    def put(self, kind: str, worker: T) -> None:
        """Give a worker to the task that has waited longest for its kind, or keep it."""
        for entry in self._waiting:
            future, kinds = entry
            if kind in kinds and not future.done():
                self._waiting.remove(entry)
                future.set_result((kind, worker))
                return
        self._free[kind].append(worker)

    async def take(self, *kinds: str) -> tuple[str, T]:
        """Return the kind and the worker that is free first."""
        for kind in kinds:
            if self._free[kind]:
                return kind, self._free[kind].popleft()
        future: asyncio.Future[tuple[str, T]] = asyncio.get_running_loop().create_future()
        entry = future, kinds
        self._waiting.append(entry)
        try:
            return await future
        except asyncio.CancelledError:
            if future.done() and not future.cancelled():
                self.put(*future.result())
            elif entry in self._waiting:
                self._waiting.remove(entry)
            raise

    def drain(self) -> Iterator[T]:
        """Yield and forget all free workers."""
        for free in self._free.values():
            while free:
                yield free.popleft()
