"""The folder of a running service for its files, gone with it even when it is killed."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_PREFIX, _OWNER = "kg-serve-", "owner"


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """Make a folder, remove it in the end; and remove now those of services that were killed.

    Each holds a lock on a file in it, which the kernel ends with the process; the file names the
    process for who looks. Folders of other users and without such a file are left alone.
    """
    _sweep(Path(tempfile.gettempdir()))
    with (
        tempfile.TemporaryDirectory(prefix=_PREFIX) as made,
        (Path(made) / _OWNER).open("w", encoding="ascii") as owner,
    ):
        fcntl.flock(owner, fcntl.LOCK_EX)
        owner.write(f"{os.getpid()}\n")
        owner.flush()
        yield Path(made)


def _sweep(place: Path) -> None:
    for found in place.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):  # no such file, or its owner is there
            if found.is_symlink() or found.stat().st_uid != os.getuid():
                continue
            handle = os.open(found / _OWNER, os.O_RDWR | os.O_NOFOLLOW)
            try:
                size = os.fstat(handle).st_size
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if size:  # else it is just being made
                    shutil.rmtree(found, ignore_errors=True)
            finally:
                os.close(handle)
