"""A column folder as a store on disk that answers SPARQL, in memory that grows with the pairs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kg import relations, statements, store
from kg.bulk import reading
from kg.model import Records, Relation
from kg.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kg.bulk.gather import Tell
    from kg.bulk.reading import ColumnRecords, Rows

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
    return store.write(_lines(reading.records(place), tell), target)


def _lines(found: ColumnRecords, tell: Tell) -> Iterator[str]:
    """Yield claims and what follows from them; relations are read three times and never held."""
    rows = relations.select(reading.table(found), Scope(found.cutoff)).rows
    ids = found.relations.column("id").combine_chunks()
    held = set(ids.take(rows).to_pylist())
    # Actors are looked up for every relation: these are held.
    parties = Records(
        tuple(found.actors),
        found.sources,
        found.deals,
        _Told(found.relations, tell),
        found.observations,
        cutoff=found.cutoff,
    )
    yield from statements.asserted(parties)
    yield from statements.arrows(r for r in found.relations if r.id in held)
    yield from statements.dyads(parties, held)
    tiers = found.relations.column("tier").combine_chunks().to_pylist()
    yield from statements.stated_tiers(zip(ids.to_pylist(), tiers, strict=True))


class _Told(Sequence[Relation]):
    """Relations that tell how many of them were taken."""

    def __init__(self, found: Rows[Relation], tell: Tell) -> None:
        self._found, self._tell = found, tell

    def __len__(self) -> int:
        return len(self._found)

    def __getitem__(self, index: Any) -> Any:
        return self._found[index]

    def __iter__(self) -> Iterator[Relation]:
        for count, relation in enumerate(self._found, start=1):
            if count % _STEP == 0 or count == len(self._found):
                self._tell("relations stored", count, len(self._found))
            yield relation
