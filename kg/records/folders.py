"""New folders of tables: written whole, with a page that explains every column."""

from __future__ import annotations

import shlex
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

from kg.base.errors import UnwritableFile
from kg.base.files import write_atomically
from kg.records import dataset, tables
from kg.records.guide import handbook
from kg.records.model import Records
from kg.records.schema import TABLES

if TYPE_CHECKING:
    from pathlib import Path


def create(place: Path, records: Records | None = None, *, cutoff: date | None = None) -> None:
    """Write a folder of tables with ``dataset.ttl`` and ``README.md``, or nothing.

    Parameters
    ----------
    place
        A new or an empty folder.
    records
        What the tables hold; None for headers only. Their terms go into ``dataset.ttl``.
    cutoff
        Day up to which the data was compiled; None lets it follow the relations.

    Raises
    ------
    UnwritableFile
        When something stands at the place already, or it cannot be written; what was written is
        taken away again.
    """
    is_new = not place.exists()
    if not is_new and (not place.is_dir() or any(place.iterdir())):
        raise UnwritableFile(place, "something is there already; name a new or an empty folder")
    texts = _texts(place.resolve().name, records, cutoff)
    try:
        for file, text in texts.items():
            write_atomically(place / file, text)
    except UnwritableFile:
        with suppress(OSError):
            for file in texts:
                (place / file).unlink(missing_ok=True)
            if is_new:
                place.rmdir()
        raise


def _texts(name: str, records: Records | None, cutoff: date | None) -> dict[str, str]:
    """Return the files of a folder with their texts."""
    held = records or Records((), (), (), (), (), cutoff=date.min)
    counts = {table.record.__name__: len(getattr(held, key)) for key, table in TABLES.items()}
    description = dataset.with_counts(dataset.describe(name, cutoff, held.rights), counts)
    page = handbook().replace("FOLDER", shlex.quote(name))
    return {**tables.write(held), dataset.FILE: description, "README.md": page}
