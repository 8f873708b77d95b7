"""The free workers and who waits for them: each takes what is free first of what it may take."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")


class Places(Generic[T]):
    """Free workers of several kinds, and a queue of who waits for one of some kinds.

    Parameters
    ----------
    kinds
        Names of the kinds; who waits gets the first kind that is free.

    Examples
    --------
    >>> async def work() -> tuple[str, str]:
    ...     places = Places[str]("idle", "express")
    ...     waiting = asyncio.ensure_future(places.take("idle", "express"))
    ...     await asyncio.sleep(0)
    ...     places.put("express", "the worker")
    ...     return await waiting
    >>> asyncio.run(work())
    ('express', 'the worker')
    """

    def __init__(self, *kinds: str) -> None:
        self._free: dict[str, deque[T]] = {kind: deque() for kind in kinds}
        self._waiting: deque[tuple[asyncio.Future[tuple[str, T]], tuple[str, ...]]] = deque()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def has(self, *kinds: str) -> bool:
        """Whether one of some kinds is free."""
        return any(self._free[kind] for kind in kinds)

    def put(self, kind: str, one: T) -> None:
        """Give one to who waits longest for its kind, or keep it."""
        for entry in self._waiting:
            future, kinds = entry
            if kind in kinds and not future.done():
                self._waiting.remove(entry)
                future.set_result((kind, one))
                return
        self._free[kind].append(one)

    async def take(self, *kinds: str) -> tuple[str, T]:
        """Return the first that is free, with its kind."""
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

    def empty(self) -> Iterator[T]:
        """Yield and forget all that are free."""
        for free in self._free.values():
            while free:
                yield free.popleft()
