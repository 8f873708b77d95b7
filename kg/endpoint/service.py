"""What the service holds while it runs: its settings, its workers, the version of its data."""

from __future__ import annotations

import asyncio
import tempfile
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.endpoint import snapshot
from kg.endpoint.results import Caps
from kg.endpoint.telemetry import Metrics
from kg.endpoint.workers import Bounds, Pool

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pyoxigraph as ox

    from kg.endpoint.workers import Answer


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
        Names of who may write, by SHA-256 of their token; nobody may when empty.
    journal : Path or None
        File in which updates are kept; None when nobody may write.
    """

    bounds: Bounds = field(default_factory=Bounds)
    caps: Caps = field(default_factory=Caps)
    longest_query: int = 100_000
    longest_update: int = 20_000_000
    tokens: Mapping[str, str] = field(default_factory=dict)
    journal: Path | None = None

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

    def __init__(self, quads: Iterable[ox.Quad], settings: Settings) -> None:
        self.settings = settings
        self.metrics = Metrics()
        self.pool = Pool(settings.bounds)
        self.version = ""
        self.cache: dict[str, Answer] = {}
        self._quads: Iterable[ox.Quad] = quads
        self._stack = AsyncExitStack()
        self.folder = Path()
        self.rendering = asyncio.Lock()

    @property
    def digest(self) -> str:
        """The digest of the claims, or of everything when there are none."""
        return self.pool.about["digest"] or self.version

    async def start(self) -> None:
        """Write the first version and start the workers."""
        scratch = tempfile.TemporaryDirectory(prefix="kg-serve-")
        self._stack.callback(scratch.cleanup)
        self.folder = Path(scratch.name)
        first = self.folder / "first.nq"
        self.version = snapshot.write(self._quads, first)
        self._quads = ()
        await self.pool.start(first)
        self._stack.push_async_callback(self.pool.stop)

    async def stop(self) -> None:
        """End the workers and remove the scratch files."""
        await self._stack.aclose()

    async def replace(self, path: Path, version: str) -> None:
        """Make another version the current one."""
        old = self.pool.current
        await self.pool.start(path)
        self.version = version
        self.cache.clear()
        if old is not None:
            old.snapshot.unlink(missing_ok=True)

    def head(self, job: str, **members: Any) -> dict[str, Any]:
        """Return the head of a job, with what every job needs."""
        caps = self.settings.caps
        return {"job": job, "rows": caps.rows, "bytes": caps.bytes, **members}

