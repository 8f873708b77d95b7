"""Writing files whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from errno import EISDIR
from pathlib import Path
from typing import TYPE_CHECKING

from kg.base.errors import UnwritableFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Content = str | bytes | Iterable[bytes]
    File = tuple[str, Iterable[bytes]]


def write_atomically(path: Path, content: Content) -> None:
    """Write a file so that its old content stays until the new one is complete.

    Parameters
    ----------
    path
        The file; its folder is made when missing.
    content
        Text (written as UTF-8), bytes, or bytes in parts, each written when it is made.

    Raises
    ------
    UnwritableFile
        When the file cannot be written; the old content is untouched.
    """
    try:
        target = path.resolve()  # a link is followed
        if target.exists() and not (target.is_file() or target.is_dir()):
            with target.open("wb") as device:  # written to, and never replaced by a file
                device.writelines(_parts(content))
        else:
            _replace({target: _parts(content)})
    except OSError as error:
        raise UnwritableFile(path, error.strerror or str(error)) from None


def write_folder(folder: Path, files: Iterable[File]) -> None:
    """Write files of one folder so that none is replaced before all of them are complete.

    Parameters
    ----------
    folder
        The folder, made when missing; other files in it stay.
    files
        Names and contents, in parts.

    Raises
    ------
    UnwritableFile
        When one of them cannot be written; all that stood there is untouched.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _replace({folder / name: parts for name, parts in files})
    except OSError as error:
        raise UnwritableFile(folder, error.strerror or str(error)) from None


def _parts(content: Content) -> Iterable[bytes]:
    if isinstance(content, str):
        return (content.encode("utf-8"),)
    return (content,) if isinstance(content, bytes) else content


def _replace(contents: Mapping[Path, Iterable[bytes]]) -> None:
    """Write beside the files, then move over them."""
    scratches: dict[Path, Path] = {}
    try:
        for path, parts in contents.items():
            handle, name = _beside(path)
            scratches[path] = Path(name)
            _fill(handle, parts)
            scratches[path].chmod(_mode(path))
        for path, scratch in scratches.items():
            scratch.replace(path)
        for parent in {path.parent for path in contents}:
            _keep_names(parent)
    except BaseException:
        for scratch in scratches.values():
            scratch.unlink(missing_ok=True)
        raise


def _beside(path: Path) -> tuple[int, str]:
    """Open a scratch file in the folder of a file."""
    if path.is_dir():
        raise IsADirectoryError(EISDIR, "it is a folder")
    path.parent.mkdir(parents=True, exist_ok=True)
    return tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")


def _fill(handle: int, parts: Iterable[bytes]) -> None:
    with os.fdopen(handle, "wb") as file:
        file.writelines(parts)
        file.flush()
        os.fsync(file.fileno())


def _keep_names(folder: Path) -> None:
    """Let new names of a folder outlast a power cut, where the system opens folders."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _mode(path: Path) -> int:
    """Return the permissions the file has, or those a new file gets."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
