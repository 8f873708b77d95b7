"""A running service: its settings, its workers, the version of its data."""

from __future__ import annotations

import asyncio
import errno
import json
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.base import scratch
from kg.base.errors import UnwritableFile
from kg.base.files import write_atomically
from kg.service.pool import snapshot
from kg.service.pool.journal import Change, Journal, applied, fitting, next_version
from kg.service.pool.pool import Bounds, Pool
from kg.service.protocol.cache import Cache
from kg.service.protocol.connections import Connections
from kg.service.protocol.problems import Problem
from kg.service.protocol.replies import is_unchanged
from kg.service.protocol.results import Caps
from kg.service.protocol.telemetry import Metrics

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kg.rdf.terms import Quad

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})

_SCRATCH = "kg-serve-"
LOOPBACK = frozenset({"127.0.0.1", "::1", "[::1]", "localhost"})


@dataclass(frozen=True)
class Settings:
    """How a service runs.

    Attributes
    ----------
    bounds : Bounds
        Of the workers.
    caps : Caps
        Of the answers.
    longest_query, longest_update : int
        Bytes.
    tokens : dict
        Names of the writers, by SHA-256 of their token; empty when nobody may write.
    journal : Path or None
        File in which updates are kept; None when nobody may write.
    write_seconds : float
        Limit for an update with its validation.
    remembered : int
        Bytes of answers that the cache keeps.
    behind_proxy : bool
        Whether to believe a proxy on this machine about the client, and about http or https.
    cors : tuple of str
        Origins whose pages may read here in a browser; ``*`` for all.
    hosts : frozenset of str
        Names that ``Host`` may have; empty for any.
    """

    bounds: Bounds = field(default_factory=Bounds)
    caps: Caps = field(default_factory=Caps)
    longest_query: int = 100_000
    longest_update: int = 20_000_000
    tokens: Mapping[str, str] = field(default_factory=dict)
    journal: Path | None = None
    write_seconds: float = 120.0
    remembered: int = 64 << 20
    behind_proxy: bool = False
    cors: tuple[str, ...] = ()
    hosts: frozenset[str] = frozenset()

    @property
    def writable(self) -> bool:
        """Whether anybody may write."""
        return bool(self.tokens and self.journal)


class Service:
    """A running service.

    Parameters
    ----------
    quads
        The graph it starts with.
    settings
        How it runs.
    """

    def __init__(self, quads: Iterable[Quad], settings: Settings) -> None:
        self.settings = settings
        self.metrics = Metrics()
        self.connections = Connections()
        self.pool = Pool(settings.bounds)
        self.version = ""
        self.cache = Cache(settings.remembered)
        self.explorer: bytes | None = None
        self._quads: Iterable[Quad] = quads
        self._stack = ExitStack()
        self.folder = Path()
        self._first: Path | None = None
        self.rendering = asyncio.Lock()  # of the explorer, one at a time
        self.journal: Journal | None = None
        self._writing = asyncio.Lock()
        self._writers = 0
        self._is_behind = False

    @property
    def digest(self) -> str:
        """The digest of the claims, or of everything when there are none."""
        return self.pool.about["digest"] or self.version

    def prepare(self) -> None:
        """Write the first version, brought up to date with the journal.

        Raises
        ------
        UnreadableGraph, UnwritableFile
            When the journal cannot be opened or does not fit, or there is no room.
        """
        with ExitStack() as stack:
            self.folder = stack.enter_context(scratch.folder(Path(tempfile.gettempdir()), _SCRATCH))
            first = self.folder / "first.nq"
            self.version = snapshot.write(self._quads, first)
            self._quads = ()
            if self.settings.writable:
                self._open_journal(first, stack)
            self._first, self._stack = first, stack.pop_all()

    async def start(self) -> None:
        """Start the workers."""
        if self._first is None:
            self.prepare()
        assert self._first is not None, "it is prepared"
        await self.pool.start(self._first)

    async def stop(self) -> None:
        """End the workers and remove the scratch files."""
        await self.pool.stop()
        self.close()

    def close(self) -> None:
        """Close the journal and remove the scratch files."""
        self._stack.close()

    def metrics_text(self) -> str:
        """Return all metrics in Prometheus' text format."""
        lines = (self.metrics.lines(), self.pool.lines(), self.cache.lines())
        return "".join(f"{line}\n" for line in chain(*lines))

    def _open_journal(self, path: Path, stack: ExitStack) -> None:
        """Bring the first version up to date with the changes in the journal."""
        assert self.settings.journal is not None, "writing needs a journal"
        self.journal = Journal(self.settings.journal)
        stack.callback(self.journal.close)
        changes = fitting(self.journal, self.version)
        if changes:
            _write_lines(path, applied(_read_lines(path), changes))
            self.version = changes[-1].after

    async def write(
        self, head: dict[str, Any], body: bytes, *, by: str, request: str, unchanged: str = ""
    ) -> bool:
        """Commit a write; return whether it made a new graph.

        With entity tags in ``unchanged``, the data must still be of the version of one of them:
        412 otherwise, and nothing is written.

        Writes are committed one at a time: tried and validated on a copy, put into the journal, and
        then given to readers. A write holds from the moment that it is in the journal.
        """
        if self._writers >= self.settings.bounds.queue:
            raise Problem(429, "Too many requests", "too many updates are waiting")
        self._writers += 1
        try:
            async with self._writing:
                if self._is_behind:
                    detail = "an update could not be loaded; restart the service"
                    raise Problem(503, "Restart needed", detail)
                if unchanged and not is_unchanged(self.version, unchanged):
                    detail = "the data has changed since you read it; read it again"
                    raise Problem(412, "Precondition failed", detail)
                return await asyncio.shield(self._commit(head, body, by, request))
        finally:
            self._writers -= 1

    async def _commit(self, head: dict[str, Any], body: bytes, by: str, request: str) -> bool:
        assert self.pool.current is not None, "the pool is started"
        assert self.journal is not None, "writing needs a journal"
        snapshot_now = self.pool.current.snapshot
        job = self.head("propose", snapshot=str(snapshot_now), **head)
        reply = await self.pool.write(job, body, self.settings.write_seconds)
        proposal = json.loads(reply.body)
        removed, added = tuple(proposal["removed"]), tuple(proposal["added"])
        if removed or added:
            after = next_version(self.version, removed, added)
            at = datetime.now(UTC).isoformat(timespec="seconds")
            change = Change(removed, added, by, request, at, self.version, after)
            await self._journal(change)
            self._is_behind = True  # until readers get the change that the journal holds
            await self._adopt(change, snapshot_now)
            self._is_behind = False
        return bool(reply.head["created"])

    async def _journal(self, change: Change) -> None:
        """Put a change into the journal.

        Raises
        ------
        Problem
            507 when there is no room for it.
        """
        assert self.journal is not None, "writing needs a journal"
        try:
            await asyncio.to_thread(self.journal.append, change)
        except OSError as error:
            if error.errno not in _FULL:
                raise
            detail = "there is no room for the update in the journal; nothing was changed"
            raise Problem(507, "Insufficient storage", detail) from None

    async def _adopt(self, change: Change, old: Path) -> None:
        """Make the version after a change the current one.

        Raises
        ------
        Problem
            507 when there is no room for it.
        """
        path = self.folder / f"{change.after}.nq"
        lines = await asyncio.to_thread(lambda: applied(_read_lines(old), [change]))
        try:
            await asyncio.to_thread(_write_lines, path, lines)
        except UnwritableFile as error:
            detail = f"the update holds, but readers get it after a restart only: {error.reason}"
            raise Problem(507, "Insufficient storage", detail) from None
        await self.pool.start(path)
        self.version = change.after
        self.explorer = None
        self.cache.clear()
        if path != old:
            old.unlink(missing_ok=True)

    def head(self, job: str, **members: Any) -> dict[str, Any]:
        """Return the head of a job, with the members that every job needs."""
        caps = self.settings.caps
        return {"job": job, "rows": caps.rows, "bytes": caps.bytes, **members}


def _read_lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split("\n")[:-1]


def _write_lines(path: Path, lines: Iterable[str]) -> None:
    write_atomically(path, "".join(f"{line}\n" for line in lines))
