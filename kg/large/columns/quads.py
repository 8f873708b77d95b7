"""A column folder as a store on disk that answers SPARQL; relations are held as numbers and ids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import compress
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.large.columns import reader
from kg.large.load.arrow import pa
from kg.rdf import store
from kg.rdf import write as statements
from kg.records.model import Relation
from kg.relations.pairs import groups
from kg.relations.scope import Scope
from kg.relations.selection import select

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kg.large.columns.reader import ColumnRecords, Rows
    from kg.large.load.gather import Tell
    from kg.relations.encoding import Mask
    from kg.relations.scope import Level
    from kg.relations.table import RelationTable

_STEP = 10_000


def build(place: Path, target: Path, tell: Tell) -> int:
    """Write a store of a column folder; return the number of statements.

    Parameters
    ----------
    place
        The column folder.
    target
        Folder of the store: empty, missing, or a store to be replaced.
    tell
        Told how many of the relations were stored.
    """
    return store.write(_lines(reader.records(place), tell), target)


def _lines(records: ColumnRecords, tell: Tell) -> Iterator[str]:
    """Yield claims and what follows from them; relations are read twice and never held."""
    table = reader.table(records)
    holds = select(table, Scope(records.cutoff)).mask
    counted = _Counted(records.relations, tell)
    yield from statements.asserted(replace(records, relations=counted))
    yield from statements.arrows(compress(records.relations, holds))
    yield from _dyads(table, "actor", holds)
    yield from _dyads(table, "group", holds)
    columns = zip(*map(records.relations.blocks.chunks, ("id", "tier")), strict=True)
    for ids, tiers in columns:
        yield from statements.stated_tiers(zip(ids.to_pylist(), tiers.to_pylist(), strict=True))


def _dyads(table: RelationTable, level: Level, holds: Mask) -> Iterator[str]:
    """Yield the pairs of organisations at a level, from columns: 12 bytes and an id a relation."""
    records = table.records
    assert isinstance(records, reader.ColumnRecords), "the records lie in columns"
    actors, ids = (
        rows.column("id").combine_chunks() for rows in (records.actors, records.relations)
    )
    types = np.array([kind.slug for kind in table.types], object)
    pairs = table.pairs(Scope(records.cutoff, level=level))
    starts = groups(pairs.key)
    for first in range(0, len(starts) - 1, _STEP):
        edges = starts[first : first + _STEP + 1]
        rows = pairs.row[edges[0] : edges[-1]]
        ends = (pairs.key[edges[:-1]] // pairs.actors, pairs.key[edges[:-1]] % pairs.actors)
        named = (actors.take(pa.array(end)).to_pylist() for end in ends)
        texts, in_scope, kinds = (
            ids.take(pa.array(rows)).to_pylist(),
            holds[rows],
            types[table.type[rows]],
        )
        for a, b, start, stop in zip(
            *named, edges[:-1] - edges[0], edges[1:] - edges[0], strict=True
        ):
            signed = kinds[start:stop][in_scope[start:stop]]
            yield statements.dyad(level, a, b, texts[start:stop], signed)


class _Counted(Sequence[Relation]):
    """Relations that tell how many of them were taken."""

    def __init__(self, rows: Rows[Relation], tell: Tell) -> None:
        self._rows, self._tell = rows, tell

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, index: Any) -> Any:
        return self._rows[index]

    def __iter__(self) -> Iterator[Relation]:
        for count, relation in enumerate(self._rows, start=1):
            if count % _STEP == 0 or count == len(self._rows):
                self._tell("stored", count, len(self._rows))
            yield relation
