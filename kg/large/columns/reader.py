"""Columns as the relation table and as records that are built when asked for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, overload

import numpy as np

from kg.base.errors import UnreadableGraph
from kg.large import META
from kg.large.columns import folder
from kg.large.columns.writer import Digest
from kg.large.load.arrow import pa, pc
from kg.large.load.blocks import Files
from kg.large.load.derive import LATE, Citations, context, days, parents
from kg.records import rows
from kg.records.model import Actor, Deal, Records, Relation, Source
from kg.records.schema import TABLES
from kg.relations.encoding import NEVER, NONE, UNDATED, currencies, places
from kg.relations.groups import Groups
from kg.relations.table import RelationTable, ranks
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from kg.large.load.blocks import Blocks
    from kg.relations.encoding import Days
    from kg.vocabulary.names import Named

T = TypeVar("T")
_CACHED = 64  # row groups kept decoded, of each table


class Rows(Sequence[T]):
    """The records of one table, built when asked for from row groups that are decoded when needed.

    Parameters
    ----------
    name
        Name of the table.
    blocks
        Its columns.
    """

    def __init__(self, name: str, blocks: Blocks) -> None:
        self._table = TABLES[name]
        self.blocks = blocks
        self._starts = [0, *np.cumsum(blocks.sizes).tolist()]
        self._decoded = lru_cache(maxsize=_CACHED)(self._decode)

    def __len__(self) -> int:
        """Return the number of rows."""
        return int(self._starts[-1])

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...
    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        """Build one record, or several."""
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        row = range(len(self))[index]
        group = bisect_right(self._starts, row) - 1
        columns = self._decoded(group)
        place = row - self._starts[group]
        cells = {name: column[place].as_py() or "" for name, column in columns.items()}
        return self._record(cells)

    def __iter__(self) -> Iterator[T]:
        """Build all records, one row group at a time."""
        for group in range(len(self._starts) - 1):
            columns = [c.to_pylist() for c in self._decode(group).values()]
            for values in zip(*columns, strict=True):
                cells = zip(self._table.columns, (v or "" for v in values), strict=True)
                yield self._record(dict(cells))

    def column(self, name: str) -> pa.ChunkedArray:
        """Return one column of all rows."""
        return pa.chunked_array(list(self.blocks.chunks(name)))

    def text(self) -> pa.Table:
        """Return the columns of the table as text, all rows."""
        return pa.table({name: self.column(name) for name in self._table.columns})

    def place(self, id_: str) -> int | None:
        """Return the row of an id; None when there is none. O(log n) after the first call."""
        group = bisect_right(self.blocks.firsts, id_) - 1
        if group < 0:
            return None
        ids = self._decoded(group)[self._table.key]
        row = pc.index(ids, id_).as_py()
        return None if row < 0 else int(self._starts[group] + row)

    def _decode(self, group: int) -> dict[str, pa.Array]:
        block = self.blocks.group(group, list(self._table.columns))
        return {name: block[name].combine_chunks() for name in self._table.columns}

    def _record(self, cells: Mapping[str, str]) -> T:
        record: T = rows.record(self._table, cells)
        return record


class ById(Mapping[str, T]):
    """The records of one table by id."""

    def __init__(self, rows: Rows[T]) -> None:
        self._rows = rows

    def __getitem__(self, id_: str) -> T:
        """Return the record of an id."""
        place = self._rows.place(id_)
        if place is None:
            raise KeyError(id_)
        return self._rows[place]

    def __contains__(self, id_: object) -> bool:
        """Return whether there is a record of that id."""
        return isinstance(id_, str) and self._rows.place(id_) is not None

    def __iter__(self) -> Iterator[str]:
        """Yield all ids, sorted."""
        for chunk in self._rows.column("id").chunks:
            yield from chunk.to_pylist()

    def __len__(self) -> int:
        """Return the number of records."""
        return len(self._rows)


class Called(NamedTuple):
    """The names of an actor."""

    id: str
    name: str
    alt_names: tuple[str, ...]
    ticker: str | None
    cik: str | None
    lei: str | None


class ColumnRecords(Records):
    """Records that lie in columns: none is built that was not asked for."""

    actors: Rows[Actor]
    sources: Rows[Source]
    deals: Rows[Deal]
    relations: Rows[Relation]

    @cached_property
    def actor_by_id(self) -> Mapping[str, Actor]:  # type: ignore[override]
        """Actors by id."""
        return ById(self.actors)

    @cached_property
    def source_by_id(self) -> Mapping[str, Source]:  # type: ignore[override]
        """Sources by id."""
        return ById(self.sources)

    @cached_property
    def deal_by_id(self) -> Mapping[str, Deal]:  # type: ignore[override]
        """Deals by id."""
        return ById(self.deals)

    @cached_property
    def relation_by_id(self) -> Mapping[str, Relation]:  # type: ignore[override]
        """Relations by id."""
        return ById(self.relations)

    @property
    def named(self) -> Iterator[Named]:
        """The names of every actor, without building one."""
        columns = (self.actors.column(name).to_pylist() for name in Called._fields)
        for id_, name, others, *numbers in zip(*columns, strict=True):
            yield Called(id_, name, tuple(others.split("|")) if others else (), *numbers)

    @cached_property
    def groups(self) -> Groups:
        """Who is part of whom, and when, without building an actor."""
        names = ("id", "part_of", "part_of_from", "part_of_to")
        columns = pa.table({name: self.actors.column(name) for name in names})
        return Groups(
            parent=parents(columns),
            first=days(columns["part_of_from"], lambda day: day.first, UNDATED),
            end=days(columns["part_of_to"], lambda day: day.last + timedelta(days=1), NEVER),
        )

    @cached_property
    def deals_known(self) -> Days:
        """Day from which every deal is on record, without building one; ``NEVER`` for none."""
        small = {name: getattr(self, name).text() for name in ("actors", "deals", "sources")}
        return Citations.of(small["deals"], context(small)).known(small["deals"])

    def root_on(self, day: date) -> dict[str, str]:
        """Return the group of every actor on a day, by actor id."""
        ids = np.asarray(self.actors.column("id").combine_chunks().to_pylist(), object)
        return dict(zip(ids.tolist(), ids[self.groups.root(day)].tolist(), strict=True))


def records(place: Path) -> ColumnRecords:
    """Return the records of a column folder, to be built when asked for."""
    meta = folder.read_meta(place)
    sequences: dict[str, Any] = {name: Rows(name, Files(place, name)) for name in TABLES}
    for name, sequence in sequences.items():
        if len(sequence) != meta["counts"][name]:
            stated = f"{len(sequence):,} rows where {META} says {meta['counts'][name]:,}"
            raise UnreadableGraph(place, f"{name} has {stated}; import the data again")
    return ColumnRecords(**sequences, cutoff=date.fromisoformat(meta["cutoff"]))


def table(records: Records) -> RelationTable:
    """Return the relation table of records in columns, without building a record; O(n).

    Parameters
    ----------
    records
        The records, as `records` or `kg.large.columns.records.records` gives them.
    """
    assert isinstance(records, ColumnRecords), "the records lie in columns"
    words = vocabulary()
    columns = _Columns(records.relations.blocks)
    replaced = columns.days("replaced_known_day", UNDATED)
    money = currencies(columns.distinct("currency"))
    return RelationTable(
        records=records,
        subject=columns.numbers("subject_index"),
        object=columns.numbers("object_index"),
        type=columns.codes("type", places(words.relation_types)),
        status=columns.codes("status", places(words.slugs("status"))),
        confidence=columns.codes("confidence", ranks("confidence")),
        tier=columns.codes("tier", ranks("tier")),
        announced=columns.days("announced_day", UNDATED),
        begin=columns.days("begin_day", UNDATED),
        end=columns.days("end_day", NEVER),
        known=columns.days("known_day", NEVER),
        newest=columns.days("newest_day", UNDATED),
        replaced_known=np.where(replaced == LATE, np.int32(NEVER), replaced),
        amount=columns.amounts("amount_value"),
        currency=columns.codes("currency", places(money)),
        qualifier=columns.codes("amount_qualifier", places(words.slugs("qualifier"))),
        period=columns.periods(places(words.slugs("period"))),
        instrument=columns.codes("instrument", places(words.slugs("instrument"))),
        deal=columns.numbers("deal_index", -1),
        currencies=money,
        groups=records.groups,
        person=np.asarray(records.actors.column("person").combine_chunks()),
    )


def digest(records: Records) -> str:
    """Return the digest of `kg.records.tables.digest` from the text of columns."""
    assert isinstance(records, ColumnRecords), "the records lie in columns"
    sha = Digest()
    for name in TABLES:
        if len(getattr(records, name)) or not TABLES[name].optional:
            sha.add(name, getattr(records, name).text())
    return sha.hex()


class _Columns:
    """Columns of the relations, one read at a time."""

    def __init__(self, blocks: Blocks) -> None:
        self._blocks = blocks

    def numbers(self, name: str, none: int = -1) -> NDArray[np.int32]:
        """Return a column of whole numbers; ``none`` for unknown cells."""
        chunks = (pc.fill_null(chunk, none) for chunk in self._blocks.chunks(name))
        return np.concatenate([np.asarray(chunk, np.int32) for chunk in chunks])

    def amounts(self, name: str) -> NDArray[np.float64]:
        """Return a column of amounts; NaN for unknown cells."""
        chunks = (pc.fill_null(chunk, np.nan) for chunk in self._blocks.chunks(name))
        return np.concatenate([np.asarray(chunk, np.float64) for chunk in chunks])

    def distinct(self, name: str) -> set[str]:
        """Return the distinct texts of a column."""
        dictionaries = (
            chunk.dictionary.to_pylist() for chunk in self._blocks.chunks(name, coded=True)
        )
        return {text for texts in dictionaries for text in texts}

    def periods(self, code: Mapping[str, int]) -> NDArray[np.uint8]:
        """Return the periods of the amounts; one that is not stated is ``total``."""
        stated = self.codes("amount_period", code)
        total = (stated == NONE) & ~np.isnan(self.amounts("amount_value"))
        return np.where(total, np.uint8(code["total"]), stated)

    def days(self, name: str, missing: int) -> NDArray[np.int32]:
        """Return a column of dates as days since 1970."""
        chunks = (
            pc.fill_null(chunk.cast(pa.int32()), missing) for chunk in self._blocks.chunks(name)
        )
        return np.concatenate([np.asarray(chunk, np.int32) for chunk in chunks])

    def codes(self, name: str, code: Mapping[str, int], none: int = NONE) -> NDArray[np.uint8]:
        """Return a column of closed texts as codes; ``none`` for unknown cells."""
        parts = []
        for chunk in self._blocks.chunks(name, coded=True):
            codes = [code[text] for text in chunk.dictionary.to_pylist()]
            places = pc.fill_null(chunk.indices, len(codes))
            parts.append(np.array([*codes, none], np.uint8)[np.asarray(places)])
        return np.concatenate(parts)
