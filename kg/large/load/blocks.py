"""The columns of one table where they lie: in Parquet files, or in memory.

Both give a table in groups of rows that are decoded when needed.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from kg.large.columns import folder
from kg.large.load.arrow import pa

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


class Blocks(Protocol):
    """A table in groups of rows, sorted by id over all groups."""

    @property
    def sizes(self) -> list[int]:
        """Number of rows of every group."""
        ...

    @property
    def firsts(self) -> list[str]:
        """The first id of every group."""
        ...

    def group(self, number: int, columns: Sequence[str]) -> pa.Table:
        """Return some columns of one group."""
        ...

    def chunks(self, name: str, *, coded: bool = False) -> Iterator[pa.Array]:
        """Yield one column of all rows, piece by piece; at least one, dictionary-encoded or not."""
        ...


class Files:
    """A table of a column folder.

    Parameters
    ----------
    place
        The column folder.
    name
        Name of the table.
    """

    def __init__(self, place: Path, name: str) -> None:
        self._place = place
        self._type = folder.schema(name)
        self._paths = folder.files(place, name)
        self._files = [folder.opened(path) for path in self._paths]
        self._groups = [
            (file, group) for file in self._files for group in range(file.metadata.num_row_groups)
        ]

    @cached_property
    def sizes(self) -> list[int]:
        """Number of rows of every group."""
        return [file.metadata.row_group(group).num_rows for file, group in self._groups]

    @cached_property
    def firsts(self) -> list[str]:
        """The first id of every group."""
        statistics_of_groups = (
            f.metadata.row_group(g).column(0).statistics for f, g in self._groups
        )
        return [statistics.min for statistics in statistics_of_groups]

    def group(self, number: int, columns: Sequence[str]) -> pa.Table:
        """Return some columns of one group."""
        file, place = self._groups[number]
        with folder.reading(self._place):
            return file.read_row_group(place, columns=list(columns))

    def chunks(self, name: str, *, coded: bool = False) -> Iterator[pa.Array]:
        """Yield one column, file by file."""
        yield _empty(self._type.field(name).type, coded)
        for path in self._paths:
            file = folder.opened(path, [name] if coded else [])
            with folder.reading(path):
                column = file.read(columns=[name])[name]
            yield from column.chunks


class InMemory:
    """A table in memory.

    Parameters
    ----------
    rows
        Sorted by id; text and what follows from it, as in a column folder.
    """

    def __init__(self, rows: pa.Table) -> None:
        self._rows = rows

    @cached_property
    def sizes(self) -> list[int]:
        """Number of rows of every group."""
        count = self._rows.num_rows
        return [min(folder.GROUP_ROWS, count - start) for start in self._starts]

    @cached_property
    def firsts(self) -> list[str]:
        """The first id of every group."""
        return [self._rows.column(0)[start].as_py() for start in self._starts]

    def group(self, number: int, columns: Sequence[str]) -> pa.Table:
        """Return some columns of one group; nothing is copied."""
        start = number * folder.GROUP_ROWS
        return self._rows.select(list(columns)).slice(start, folder.GROUP_ROWS)

    def chunks(self, name: str, *, coded: bool = False) -> Iterator[pa.Array]:
        """Yield one column."""
        column = self._rows[name]
        yield _empty(column.type, coded)
        yield from (chunk.dictionary_encode() if coded else chunk for chunk in column.chunks)

    @property
    def _starts(self) -> range:
        return range(0, self._rows.num_rows, folder.GROUP_ROWS)


def _empty(kind: pa.DataType, coded: bool) -> pa.Array:
    chunk = pa.array([], kind)
    return chunk.dictionary_encode() if coded else chunk
