"""Tables in order, written as a column folder part by part."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from kg.large.columns import folder
from kg.large.load.arrow import pa, pc
from kg.large.load.derive import Citations, Context, context, derive, with_groups
from kg.records.schema import TABLES
from kg.relations.encoding import NEVER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

# Only here can stand what CSV puts in quotes: ids, codes, dates and numbers hold none of it.
_FREE = frozenset({"name", "alt_names", "note", "title", "publisher", "url", "website", "evidence"})
_QUOTED = (",", '"', "\n")


class Ordered(Protocol):
    """Sound tables of canonical text, every one sorted by id."""

    @property
    def cutoff(self) -> str:
        """The day up to which the data reach."""
        ...

    def table(self, name: str) -> pa.Table:
        """Return actors, sources, deals or observations."""
        ...

    def links(self) -> pa.Table:
        """Return the relations that supersede another one."""
        ...

    def blocks(self, rows: int) -> Iterator[pa.Table]:
        """Yield the relations, so many rows at a time."""
        ...


def write(
    source: Ordered,
    place: Path,
    tick: Callable[[int], None],
    rows: int = folder.PART_ROWS,
) -> None:
    """Write a column folder; parts that are there already are kept.

    Memory is that of the small tables and of one part.

    Parameters
    ----------
    source
        What to write.
    place
        The folder, made when missing.
    tick
        Told the number of relations after every part.
    rows
        Number of relations in a part.
    """
    small = {name: source.table(name) for name in TABLES if name != "relations"}
    counts = {name: table.num_rows for name, table in small.items()} | {"relations": 0}
    small["actors"] = with_groups(small["actors"])
    for name, rows_of_table in small.items():
        folder.write(place / f"{name}.parquet", name, rows_of_table)
    sources = with_successors(context(small), source.links())
    digest = Digest()
    for name in TABLES:
        if name != "relations":
            if counts[name] or not TABLES[name].optional:
                digest.add(name, small[name])
            continue
        digest.add(name, folder.text_schema(name).empty_table())
        for number, block in enumerate(source.blocks(rows)):
            counts[name] += block.num_rows
            target = place / folder.part(number)
            if not target.exists():
                folder.write(target, name, derive(block, sources))
            digest.more(name, block)
            tick(block.num_rows)
        if not counts[name]:  # other readers need a file
            folder.write(place / folder.part(0), name, folder.schema(name).empty_table())
    folder.write_meta(place, source.cutoff, {n: counts[n] for n in TABLES}, digest.hex())


def with_successors(sources: Context, links: pa.Table) -> Context:
    """Return the context with the day from which successors of relations are on record."""
    day = Citations.of(links, sources).known(links)
    older = links["supersedes"].combine_chunks().dictionary_encode()
    first = np.full(len(older.dictionary), NEVER, np.int32)
    np.minimum.at(first, np.asarray(older.indices), day)
    return replace(sources, replaced=older.dictionary, replaced_known=first)


class Digest:
    """The digest of `kg.records.tables.digest`, from columns of text as they come."""

    def __init__(self) -> None:
        self._sha = hashlib.sha256()

    def add(self, name: str, block: pa.Table) -> None:
        """Begin a table with its first rows."""
        header = ",".join(TABLES[name].columns)
        self._sha.update(f"{name}.csv\n{header}\n".encode())
        self.more(name, block)

    def more(self, name: str, block: pa.Table) -> None:
        """Go on with the table."""
        if block.num_rows:
            cells = [
                _cell(block[column].combine_chunks(), column) for column in TABLES[name].columns
            ]
            lines = pc.binary_join_element_wise(*cells, ",")
            text = pc.binary_join_element_wise(lines, "\n", "").cast(pa.large_string())
            start, stop = (
                pa.array(np.frombuffer(text.buffers()[1], np.int64))[i].as_py()
                for i in (0, len(text))
            )
            self._sha.update(text.buffers()[2].slice(start, stop - start))

    def hex(self) -> str:
        """Return the digest."""
        return self._sha.hexdigest()


def _cell(column: pa.Array, name: str) -> pa.Array:
    """Return cells as CSV writes them: quoted where they hold a comma, a quote or a line break."""
    text = column.fill_null("")
    if name not in _FREE:
        return text
    comma, quote, line = (pc.match_substring(text, mark) for mark in _QUOTED)
    quoted = pc.or_(pc.or_(comma, quote), line)
    if not pc.any(quoted).as_py():
        return text
    doubled = pc.replace_substring(text, '"', '""')
    return pc.if_else(quoted, pc.binary_join_element_wise('"', doubled, '"', ""), text)
