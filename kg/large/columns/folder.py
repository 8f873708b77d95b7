"""The column folder: a graph as Parquet files, one folder of parts for the relations.

::

    meta.json                     format, version, cut-off, counts, digest; written last
    actors.parquet                every column of the table as text, and index, root, person
    sources.parquet deals.parquet observations.parquet
    relations/part-00000.parquet  every column of the table as text, and what follows from it

Text is canonical: as `kg.records.tables.write` writes it. Rows are sorted by id over all parts.
Nothing is stored as a code, so that no file depends on the order of a closed list.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from kg.base import checksums
from kg.base.errors import UnreadableGraph, UnwritableFile
from kg.base.files import write_atomically
from kg.large import FORMAT, META, VERSION
from kg.large.load.arrow import pa, parquet
from kg.large.load.derive import DERIVED
from kg.records.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

PART_ROWS = 500_000
GROUP_ROWS = 20_000
# Columns of few distinct texts, stored as a dictionary.
FEW = (
    *("type", "subject", "object", "status", "currency", "amount_qualifier", "amount_period"),
    *("instrument", "capacity_unit", "market", "exclusive", "confidence", "tier", "kinds"),
    *("country", "publisher", "kind", "language", "metric", "unit", "qualifier", "published"),
    *("announced", "valid_from", "valid_to", "closed", "as_of", "period_start", "founded"),
)


def text_schema(name: str) -> pa.Schema:
    """Return the columns of a table, all text."""
    return pa.schema([(column, pa.string()) for column in TABLES[name].columns])


def schema(name: str) -> pa.Schema:
    """Return the columns of a file of a column folder."""
    text = list(text_schema(name))
    if name == "relations":
        return pa.schema([*text, *DERIVED])
    more = [("index", pa.int32()), ("root", pa.int32()), ("person", pa.bool_())]
    return pa.schema([*text, *(pa.field(*entry) for entry in more)] if name == "actors" else text)


def part(number: int) -> str:
    """Return the name of a part of the relations.

    >>> part(7)
    'relations/part-00007.parquet'
    """
    return f"relations/part-{number:05d}.parquet"


def write(path: Path, name: str, rows: pa.Table) -> None:
    """Write one Parquet file, whole or not at all; the same rows give the same bytes."""
    few = [column for column in rows.column_names if column in FEW]
    scratch = path.with_name(f".{path.name}.scratch")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        parquet.write_table(
            rows.select(schema(name).names).cast(schema(name)),
            scratch,
            row_group_size=GROUP_ROWS,
            use_dictionary=few,
            compression="zstd",
            write_statistics=[TABLES[name].key],
            write_page_checksum=True,
        )
        scratch.replace(path)
    except OSError as error:
        raise UnwritableFile(path, error.strerror or str(error)) from None


def write_meta(path: Path, cutoff: str, counts: Mapping[str, int], digest: str) -> None:
    """Write the check sums, and then the description that makes a folder of files a graph."""
    checksums.write(path, (file for name in TABLES for file in files(path, name) if file.exists()))
    meta = {"format": FORMAT, "version": VERSION, "cutoff": cutoff}
    meta |= {"counts": dict(counts), "digest": digest}
    write_atomically(path / META, json.dumps(meta, indent=2) + "\n")


def read_meta(path: Path) -> dict[str, Any]:
    """Return the description of a column folder.

    Raises
    ------
    UnreadableGraph
        When it is not a column folder, or of another version.
    """
    try:
        meta = json.loads((path / META).read_text(encoding="utf-8"))
        is_ours = (meta["format"], meta["version"]) == (FORMAT, VERSION)
    except (OSError, ValueError, KeyError, TypeError):
        is_ours = False
    if not is_ours:
        reason = f"{META} does not describe {FORMAT} of version {VERSION}; import the data again"
        raise UnreadableGraph(path, reason)
    return dict(meta)


def files(path: Path, name: str) -> list[Path]:
    """Return the files of a table, in order."""
    if name == "relations":
        return sorted((path / "relations").glob("part-*.parquet"))
    return [path / f"{name}.parquet"]


def opened(path: Path, coded: Sequence[str] = ()) -> parquet.ParquetFile:
    """Open a file, memory-mapped; its pages are verified as they are read.

    Raises
    ------
    UnreadableGraph
        When it is missing or damaged.
    """
    with reading(path):
        return parquet.ParquetFile(
            path, memory_map=True, read_dictionary=list(coded), page_checksum_verification=True
        )


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn the errors of a damaged file into `UnreadableGraph`."""
    try:
        yield
    except (OSError, pa.ArrowInvalid) as error:
        raise UnreadableGraph(path, str(error).splitlines()[0]) from None
