"""A lock on a folder, so that what one process reads, checks and writes no other one overwrites."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from kg.base.errors import FolderInUse, UnwritableFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE = ".kg-lock"  # one that a killed process left locks nobody out: the kernel ended its lock
_PATIENCE = 10.0  # seconds


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder alone while reading, checking and writing it.

    Parameters
    ----------
    folder
        An existing folder. Another process that holds it is waited for, ten seconds at most.

    Raises
    ------
    FolderInUse
        When another process still holds the folder; names it.
    UnwritableFile
        When the folder takes no new file.
    """
    from filelock import FileLock, Timeout

    path = folder / FILE
    if not folder.is_dir():  # else it would be made for the lock
        raise UnwritableFile(folder, "it is not a folder")
    try:
        lock = FileLock(path, timeout=_PATIENCE)
        lock.acquire()
    except Timeout:
        raise FolderInUse(folder, _holder(path)) from None
    except OSError as error:
        raise UnwritableFile(folder, error.strerror or str(error)) from None
    try:
        _sign(path)
        yield
    finally:
        with contextlib.suppress(OSError):  # a process that waits notices and asks anew
            path.unlink()
        lock.release()


def _sign(path: Path) -> None:
    """Name this process in the lock, for whoever waits; a system that forbids it names nobody."""
    with contextlib.suppress(OSError):
        path.write_text(f"process {os.getpid()}\n", encoding="utf-8")


def _holder(path: Path) -> str:
    with contextlib.suppress(OSError, UnicodeDecodeError):
        return path.read_text(encoding="utf-8").strip()
    return ""
