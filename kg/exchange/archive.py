"""ZIP archives, written in parts: the same files give the same bytes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from typing_extensions import Buffer

    from kg.base.files import File

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest day a ZIP archive can state
_PART = 1 << 20


class Parts(io.RawIOBase):
    """A file to write to whose content is taken away in parts."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []
        self._at = 0
        self.waiting = 0

    def writable(self) -> bool:
        """Return whether the file accepts writes: always."""
        return True

    def write(self, data: Buffer) -> int:
        """Keep data until it is taken."""
        part = bytes(data)
        self._parts.append(part)
        self._at += len(part)
        self.waiting += len(part)
        return len(part)

    def tell(self) -> int:
        """Return how much was written, taken or not."""
        return self._at

    def taken(self) -> bytes:
        """Return what was written since the last time."""
        part = b"".join(self._parts)
        self._parts, self.waiting = [], 0
        return part


def archive(files: Iterable[File]) -> Iterator[bytes]:
    """Yield a ZIP archive of files, in parts."""
    sink = Parts()
    with ZipFile(sink, "w") as archive:
        for name, parts in files:
            about = ZipInfo(name, _EPOCH)
            about.compress_type = ZIP_DEFLATED
            about.external_attr = 0o644 << 16
            with archive.open(about, "w", force_zip64=True) as file:
                for part in parts:
                    file.write(part)
                    if sink.waiting > _PART:
                        yield sink.taken()
    yield sink.taken()
