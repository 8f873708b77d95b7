"""A folder for what is being made; gone in the end, or with the next one when its maker was killed.

Each holds a lock on a file in it, which the kernel ends with the process; the file names the
process for who looks.
"""

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

_OWNER = "owner"
_REPLACED = "replaced"


@contextlib.contextmanager
def folder(place: Path, prefix: str) -> Iterator[Path]:
    """Make a folder, and remove it in the end; remove now those whose makers were killed.

    What these had put aside by `keep` and not replaced is moved back first.

    Parameters
    ----------
    place
        Where it is made; it exists.
    prefix
        How its name begins. Folders of other users and without an owner are left alone.
    """
    _sweep(place, prefix)
    with (
        tempfile.TemporaryDirectory(dir=place, prefix=prefix) as made,
        (Path(made) / _OWNER).open("w", encoding="ascii") as owner,
    ):
        fcntl.flock(owner, fcntl.LOCK_EX)
        owner.write(f"{os.getpid()}\n")
        owner.flush()
        yield Path(made)


def keep(path: Path, made: Path) -> None:
    """Move what is replaced into a scratch folder; it comes back if its replacement never comes."""
    (made / _REPLACED).mkdir(exist_ok=True)
    path.rename(made / _REPLACED / path.name)


def _restore(made: Path, place: Path) -> None:
    """Move back what a killed program had put aside and not yet replaced."""
    for kept in (made / _REPLACED).glob("*"):
        if not (place / kept.name).exists():
            kept.rename(place / kept.name)


def _sweep(place: Path, prefix: str) -> None:
    for found in place.glob(f"{prefix}*"):
        with contextlib.suppress(OSError):  # no such file, or its maker is at work
            if found.is_symlink() or found.stat().st_uid != os.getuid():
                continue
            handle = os.open(found / _OWNER, os.O_RDWR | os.O_NOFOLLOW)
            try:
                size = os.fstat(handle).st_size
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if size:  # else it is just being made
                    _restore(found, place)
                    shutil.rmtree(found, ignore_errors=True)
            finally:
                os.close(handle)
