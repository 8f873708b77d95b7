"""The journal: a line for every update, on disk before the update is acknowledged.

A line holds the quads that were removed and added, as N-Quads; who wrote them; the version before
and after; and a check sum. A process that is killed while it writes leaves a line without an end or
with a wrong sum; its update was never acknowledged, and the line is cut off when the journal is
opened. The versions form a chain: a journal fits the data on which it was begun and no other.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg.base.errors import UnreadableGraph

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Change:
    """One update.

    Attributes
    ----------
    removed, added : tuple of str
        Quads as lines of N-Quads.
    by, request, at : str
        The writer, the id of the request, and the time.
    before, after : str
        The versions.
    """

    removed: tuple[str, ...]
    added: tuple[str, ...]
    by: str
    request: str
    at: str
    before: str
    after: str


def next_version(before: str, removed: Sequence[str], added: Sequence[str]) -> str:
    """Return the name of the version that a change leads to."""
    sha = hashlib.sha256(before.encode())
    for sign, lines in (("-", removed), ("+", added)):
        for line in sorted(lines):
            sha.update(f"\n{sign}{line}".encode())
    return sha.hexdigest()


def to_line(change: Change) -> bytes:
    """Return a change as a line with its check sum."""
    text = json.dumps(asdict(change), ensure_ascii=True, sort_keys=True)
    return f"{hashlib.sha256(text.encode()).hexdigest()} {text}\n".encode()


def from_line(line: bytes) -> Change | None:
    """Return the change that a line holds; None for a line that is not whole."""
    check, _, text = line.partition(b" ")
    if not line.endswith(b"\n") or check.decode("ascii", "replace") != _sum(text[:-1]):
        return None
    members = json.loads(text)
    lines = {name: tuple(members[name]) for name in ("removed", "added")}
    return Change(**{**members, **lines})


def applied(lines: Iterable[str], changes: Iterable[Change]) -> list[str]:
    """Return the lines of a graph after some changes, sorted."""
    quads = set(lines)
    for change in changes:
        quads.difference_update(change.removed)
        quads.update(change.added)
    return sorted(quads)


class Journal:
    """A journal that is open for writing; no other service can open it meanwhile.

    Parameters
    ----------
    path
        The file; it is made when missing.

    Raises
    ------
    UnreadableGraph
        When it is open elsewhere, or damaged before its last line.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        except OSError as error:
            reason = f"this journal cannot be opened ({error.strerror or error})"
            raise UnreadableGraph(path, reason) from None
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self.close()
            raise UnreadableGraph(path, "another service has this journal open") from None
        _sync_folder(path.parent)
        self.changes = self._read()

    def append(self, change: Change) -> None:
        """Write a change to disk; it is durable when this returns."""
        line = to_line(change)
        size = os.fstat(self._file).st_size
        try:
            _write_all(self._file, line)
            os.fsync(self._file)
        except OSError:  # a full disk: no half line may stay before the next one
            os.ftruncate(self._file, size)
            raise
        self.changes.append(change)

    def close(self) -> None:
        """Close the file and let others open it."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _read(self) -> list[Change]:
        """Read all changes, and cut off a last line that is not whole."""
        lines = Path(self.path).read_bytes().splitlines(keepends=True)
        changes: list[Change] = []
        good = 0
        for number, line in enumerate(lines, 1):
            change = from_line(line)
            if change is None:
                if number < len(lines):
                    self.close()
                    raise UnreadableGraph(self.path, f"line {number} is damaged; restore a backup")
                os.ftruncate(self._file, good)
                os.fsync(self._file)
                break
            changes.append(change)
            good += len(line)
        return changes


def fitting(journal: Journal, version: str) -> list[Change]:
    """Return the changes of a journal for data of a version.

    Raises
    ------
    UnreadableGraph
        When the journal was begun on other data, or lacks a line.
    """
    for change in journal.changes:
        if change.before != version:
            reason = (
                "it was begun on other data; serve that, or export the graph with its updates "
                "and begin a new journal"
            )
            raise UnreadableGraph(journal.path, reason)
        version = change.after
    return journal.changes


def _sum(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()


def _write_all(file: int, data: bytes) -> None:
    while data:
        data = data[os.write(file, data) :]


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
