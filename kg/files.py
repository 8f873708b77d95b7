"""Writing files whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from errno import EISDIR
from pathlib import Path

from kg.errors import UnwritableFile


def write_atomically(path: Path, content: str | bytes) -> None:
    """Write a file so that its old content stays until the new one is complete.

    Parameters
    ----------
    path
        The file; its folder is made when missing.
    content
        Text (written as UTF-8) or bytes.

    Raises
    ------
    UnwritableFile
        When the file cannot be written; the old content is untouched.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        _replace(path, data)
    except OSError as error:
        raise UnwritableFile(path, error.strerror or str(error)) from None


def _replace(path: Path, data: bytes) -> None:
    """Write beside the file, then move over it."""
    if path.is_dir():
        raise IsADirectoryError(EISDIR, "it is a folder")
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(scratch).chmod(_mode(path))
        Path(scratch).replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(scratch).unlink()
        raise


def _mode(path: Path) -> int:
    """Return the permissions the file has, or those a new file gets."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
