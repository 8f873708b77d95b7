"""Check sums of the files of a folder, in the form that ``sha256sum --check`` reads."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from kg.base.errors import Finding
from kg.base.files import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

FILE = "SHA256SUMS"


def write(folder: Path, files: Iterable[Path]) -> None:
    """Write the check sums of some files of a folder; O(bytes)."""
    lines = [f"{_sum(path)}  {path.relative_to(folder).as_posix()}\n" for path in sorted(files)]
    write_atomically(folder / FILE, "".join(lines))


def findings(folder: Path) -> Iterator[Finding]:
    """Yield every file that is missing or differs from its check sum; O(bytes).

    A folder without check sums has no findings.
    """
    sums = folder / FILE
    if not sums.is_file():
        return
    for line in sums.read_text(encoding="utf-8", errors="replace").splitlines():
        expected, _, name = line.partition("  ")
        path = folder / name
        if not path.is_file():
            yield _finding(name, "the file is missing")
        elif _sum(path) != expected:
            yield _finding(name, "the file is damaged: it differs from its check sum")


def _finding(name: str, message: str) -> Finding:
    remedy = "restore it, or build the folder again from its source"
    return Finding(name, 0, "", "checksum", message, remedy)


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
