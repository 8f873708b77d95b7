"""Tables of any size, read once into sound parts on disk; what cannot be read is noted.

Parts hold canonical text and the number of every row. A part that is there is not made again, so
that reading goes on where it was stopped.
"""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import numpy as np

from kg.base.files import write_atomically
from kg.large.columns import folder
from kg.large.load.arrow import pa, parquet, pc
from kg.large.load.derive import days
from kg.large.load.doubts import Doubts, unreadable
from kg.large.load.raw import ROW, RawTables
from kg.large.load.sieve import sieve, unresolved
from kg.records.schema import TABLES
from kg.relations.encoding import UNDATED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from kg.base.errors import Finding

    Tell = Callable[[str, int, int | None], None]

_SMALL = tuple(name for name in TABLES if name != "relations")


class Gathered:
    """The tables of a folder as parts of sound text.

    Parameters
    ----------
    raw
        The tables of the folder.
    work
        Where parts are kept.
    rows
        Number of relations in a part.
    tell
        Told what is done, how many relations of how many.
    """

    def __init__(self, raw: RawTables, work: Path, rows: int, tell: Tell) -> None:
        self.raw, self.work, self.rows, self.tell = raw, work, rows, tell
        self.doubts = Doubts()
        self.small: dict[str, pa.Table] = {}
        self._parts = self._gather()
        self._ids = self._survey()

    @property
    def total(self) -> int:
        """Number of relations."""
        return len(self._ids)

    def findings(self) -> list[Finding]:
        """Return what cannot be read: files, cells, ids, references."""
        wrong = list(self.raw.findings)
        findings = (
            unreadable(self.doubts, self, self.raw, self._unread) if self.doubts.first else []
        )
        return sorted({*wrong, *findings})

    def parts(self) -> list[Path]:
        """Return the parts in the order of ids; sorts them when they are not."""
        target = self.work / "sorted"
        if self._in_order:
            return self._parts
        if not target.is_dir():
            self._sort(target)
        return sorted(target.glob("*.parquet"))

    def latest(self) -> int:
        """Return the last day on which a relation was announced or began; 0 for none."""
        latest = [0]
        for path in self._parts:
            block = parquet.read_table(path, columns=["announced", "valid_from"])
            for column in block.column_names:
                last = days(block[column], lambda date: date.last, UNDATED)
                latest.append(int(last.max(initial=0)))
        return max(latest)

    def pick(self, name: str, values_by_column: pa.Table) -> pa.Table:
        """Return the rows of a table that have one of the values of a column of ``wanted``."""
        (column,) = values_by_column.column_names
        values = values_by_column[column].combine_chunks()
        blocks = (parquet.read_table(p) for p in self._parts)
        empty = pa.schema([*folder.text_schema(name), (ROW, pa.int64())]).empty_table()
        tables = (
            blocks if name == "relations" and len(values) else iter([self.small.get(name, empty)])
        )
        matches = [block.filter(pc.is_in(block[column], values)) for block in tables if len(values)]
        return pa.concat_tables([empty, *matches])

    def _gather(self) -> list[Path]:
        for name in _SMALL:
            sieved = sieve(name, self.raw.table(name))
            self.small[name] = sieved.block
            self.doubts.add(name, "cells", sieved.block, sieved.doubtful)
        keys = {name: self.small[name][TABLES[name].key] for name in _SMALL}
        ids = {n: keys[n].combine_chunks() for n in _SMALL if n not in self._unread}
        for name, block in self.small.items():
            self.doubts.add(name, "reference", block, unresolved(block, name, ids))
            self.doubts.add(name, "duplicate-id", block, _repeated(keys[name]))
        self.doubts.add("actors", "circle", self.small["actors"], circular(self.small["actors"]))
        return list(self._relations(ids))

    def _relations(self, ids: dict[str, pa.Array]) -> Iterator[Path]:
        """Yield the parts of the relations, made or kept."""
        done = self.work / "raw.json"
        if done.exists():
            notes = json.loads(done.read_text(encoding="utf-8"))
            for rule, numbers, count in notes["doubts"]:
                self.doubts.note("relations", rule, numbers, count)
            yield from sorted((self.work / "raw").glob("*.parquet"))
            return
        (self.work / "raw").mkdir(parents=True, exist_ok=True)
        count = 0
        for number, block in enumerate(self.raw.blocks("relations", self.rows)):
            sieved = sieve("relations", block)
            self.doubts.add("relations", "cells", block, sieved.doubtful)
            self.doubts.add("relations", "reference", block, unresolved(block, "relations", ids))
            path = self.work / "raw" / f"{number:05d}.parquet"
            if not path.exists():
                _keep(path, sieved.block)
            count += block.num_rows
            self.tell("read", count, None)
            yield path
        if not self.raw.findings:
            own = [(r, n) for (t, r), n in self.doubts.count.items() if t == "relations"]
            notes = [[r, self.doubts.first["relations", r], n] for r, n in own]
            write_atomically(done, json.dumps({"doubts": notes}))

    @property
    def _unread(self) -> set[str]:
        """Names of tables that could not be read, wholly or in part."""
        wrong = {finding.file for finding in self.raw.findings}
        return {name for name in TABLES if wrong & self.raw.names(name)}

    def _survey(self) -> pa.ChunkedArray:
        """Look at all ids together: order, doubles, and whether those superseded exist."""
        links = [parquet.read_table(path, columns=["id", "supersedes"]) for path in self._parts]
        ids = pa.chunked_array([c for t in links for c in t["id"].chunks], pa.string())
        older = [t["supersedes"].drop_null() for t in links]
        named = pa.chunked_array([c for column in older for c in column.chunks], pa.string())
        self._in_order = _rises(ids)
        self._order: NDArray[np.int64] = np.empty(0, np.int64)
        if not self._in_order:
            self._order = np.asarray(pc.sort_indices(ids)).astype(np.int64)
            self._note_doubles(ids)
        unique = named.unique()
        missing = unique.filter(
            pc.invert(pc.is_in(unique, ids.combine_chunks() if len(unique) else unique))
        )
        if "relations" not in self._unread:
            if len(missing):
                self._note_missing(links, missing)
            self._note_strays(ids.combine_chunks())
        return ids

    def _note_strays(self, relations: pa.Array) -> None:
        """Note rows about relations that do not exist."""
        for name, block in self.small.items():
            stray = unresolved(block, name, {"relations": relations})
            self.doubts.add(name, "relation", block, stray)

    def _note_doubles(self, ids: pa.ChunkedArray) -> None:
        joined = ids.take(pa.array(self._order))
        same = np.asarray(pc.equal(joined[1:], joined[:-1]).combine_chunks().fill_null(False))
        double = np.concatenate([[False], same]) | np.concatenate([same, [False]])
        numbers = np.sort(self._order[double])
        if len(numbers):
            self.doubts.note("relations", "duplicate-id", numbers.tolist())

    def _note_missing(self, links: list[pa.Table], missing: pa.Array) -> None:
        start = 0
        for block in links:
            mask = np.asarray(pc.is_in(block["supersedes"].combine_chunks(), missing))
            mask &= np.asarray(block["supersedes"].combine_chunks().is_valid())
            numbers = np.flatnonzero(mask) + start
            if len(numbers):
                self.doubts.note("relations", "reference", numbers.tolist())
            start += block.num_rows

    def _sort(self, target: Path) -> None:
        """Deal rows out to one bucket for each part, then sort every bucket."""
        rank = np.empty(len(self._order), np.int64)
        rank[self._order] = np.arange(len(self._order))
        buckets = self.work / "buckets"
        shutil.rmtree(buckets, ignore_errors=True)
        buckets.mkdir()
        for number, path in enumerate(self._parts):
            block = parquet.read_table(path)
            own = rank[np.asarray(block[ROW])]
            for bucket in np.unique(own // self.rows).tolist():
                mask = pa.array(own // self.rows == bucket)
                _keep(buckets / f"{bucket:05d}-{number:05d}.parquet", block.filter(mask))
        scratch = self.work / "sorting"
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir()
        for bucket in range(-(-len(rank) // self.rows)):
            pieces = sorted(buckets.glob(f"{bucket:05d}-*.parquet"))
            block = pa.concat_tables([parquet.read_table(path) for path in pieces])
            _keep(scratch / f"{bucket:05d}.parquet", block.sort_by("id"))
        shutil.rmtree(buckets)
        scratch.rename(target)


def _keep(path: Path, block: pa.Table) -> None:
    """Write a part for ourselves, whole or not at all."""
    scratch = path.with_suffix(".scratch")
    parquet.write_table(block, scratch, compression="lz4", use_dictionary=list(folder.FEW))
    scratch.replace(path)


def _rises(ids: pa.ChunkedArray) -> bool:
    """Return whether ids stand in strict order."""
    last = None
    for chunk in ids.chunks:
        if not len(chunk):
            continue
        if chunk.null_count or (last is not None and chunk[0].as_py() <= last):
            return False
        if not (pc.all(pc.less(chunk[:-1], chunk[1:])).as_py() or len(chunk) == 1):
            return False
        last = chunk[-1].as_py()
    return True


def _repeated(ids: pa.ChunkedArray) -> NDArray[np.bool_]:
    coded = ids.combine_chunks().dictionary_encode()
    places = np.asarray(coded.indices.fill_null(len(coded.dictionary)))
    counts = np.bincount(places, minlength=len(coded.dictionary) + 1)
    counts[-1] = 0
    return np.asarray(counts[places] > 1, np.bool_)


def circular(actors: pa.Table) -> NDArray[np.bool_]:
    """Return which actors lead to a circle of ``part_of``; each step doubles the distance."""
    above = pc.index_in(
        actors["part_of"].combine_chunks(), actors["id"].combine_chunks(), skip_nulls=True
    )
    step = np.append(np.asarray(above.fill_null(-1)), -1)
    for _ in range(len(step).bit_length() + 1):
        step = step[step]
    return np.asarray(step[:-1] >= 0, np.bool_)
