"""The model of synthetic data: the shipped tables as columns, and figures of their shape.

Every synthetic row is modelled on a real row drawn at random, so that types, statuses, markets,
precision of dates, number of sources … keep the frequencies they have together in the real data,
and what no rule allows does not arise.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kg.large.load.arrow import pa, pc
from kg.records import tables
from kg.records.schema import TABLES
from kg.relations.encoding import number
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.records.model import Records, Relation
    from kg.vocabulary.dates import PartialDate

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int32]

NONE = np.iinfo(np.int32).min
_FEW = 5  # amounts from which a spread can be told


@dataclass(frozen=True, eq=False)
class Model:
    """The real data, as it is asked for by the generator.

    Attributes
    ----------
    records : Records
        The real data.
    """

    records: Records

    @cached_property
    def text(self) -> dict[str, pa.Table]:
        """The tables as text columns, unknown cells null."""
        return {name: _text(self.records, name) for name in TABLES}

    def column(self, table: str, name: str) -> pa.Array:
        """Return one column of text."""
        return self.text[table][name].combine_chunks()

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """Main kinds of the actors."""
        return tuple(dict.fromkeys(actor.kinds[0] for actor in self.records.actors))

    @cached_property
    def actor_kind(self) -> Ints:
        """Place of the main kind of every actor in `kinds`."""
        return np.array([self.kinds.index(a.kinds[0]) for a in self.records.actors], np.int32)

    def party_kind(self, role: str) -> Ints:
        """Return the kind of the ``subject`` or ``object`` of every relation."""
        pairs = zip(self.records.actors, self.actor_kind, strict=True)
        actors = {actor.id: kind for actor, kind in pairs}
        return np.array([actors[getattr(r, role)] for r in self.records.relations], np.int32)

    @cached_property
    def exponents(self) -> list[float]:
        """How steeply the number of relations falls with the rank of an actor, by kind (Zipf).

        Slope of a line through the logarithms of rank and degree; of all actors for a kind with
        fewer than five. At most 1, so that the first of many does not take the larger part.
        """
        parties = [party for r in self.records.relations for party in (r.subject, r.object)]
        degrees = Counter(parties)
        counts = np.array([degrees[actor.id] for actor in self.records.actors])
        usual = _slope(counts)
        each = [counts[self.actor_kind == kind] for kind in range(len(self.kinds))]
        return [_slope(group) if len(group) >= _FEW else usual for group in each]

    def days(self, table: str, name: str) -> Ints:
        """Return the first day of every date of a column since 1970; ``NONE`` where it is empty."""
        return np.array(
            [_day(getattr(row, name)) for row in getattr(self.records, table)], np.int32
        )

    def precision(self, table: str, name: str) -> NDArray[np.int8]:
        """Return 0 for no date, 1 for a year, 2 for a month, 3 for a day."""
        values = (getattr(row, name) for row in getattr(self.records, table))
        return np.array([(d and 1 + (d.month > 0) + (d.day > 0)) or 0 for d in values], np.int8)

    @cached_property
    def spread(self) -> tuple[Floats, Floats]:
        """Mean and standard deviation of the logarithms of amounts like that of every relation.

        Taken over the amounts of the same type, currency and qualifier; where these are fewer than
        five, of the same type and currency, then of the currency. NaN for relations without one.
        """
        logarithms: list[dict[tuple[str | None, ...], list[float]]] = [{}, {}, {}]
        keys = [_keys(r) for r in self.records.relations]
        for relation, key in zip(self.records.relations, keys, strict=True):
            for level, part in enumerate(key):
                amount = float(relation.amount.value) if relation.amount else 0.0
                logarithms[level].setdefault(part, []).append(np.log(max(amount, 1.0)))
        means, spreads = [], []
        for key in keys:
            levels = [logarithms[level][part] for level, part in enumerate(key)]
            like = next(
                (part for part in levels if len(part) >= _FEW), levels[-1] if levels else []
            )
            means.append(np.mean(like) if like else np.nan)
            spreads.append(np.std(like) if like else np.nan)
        return np.array(means), np.array(spreads)

    def type_flags(self, feature: str) -> NDArray[np.bool_]:
        """Return for every relation whether its type has a feature, such as ``symmetric``."""
        types = vocabulary().relation_types
        return np.array([getattr(types[r.type], feature) for r in self.records.relations], bool)


def _slope(degrees: NDArray[np.int64]) -> float:
    seen = np.sort(degrees[degrees > 0])[::-1]
    if len(seen) < _FEW:
        return 1.0
    ranks = np.arange(1, len(seen) + 1)
    return min(float(-np.polyfit(np.log(ranks), np.log(seen), 1)[0]), 1.0)


def _keys(relation: Relation) -> tuple[tuple[str | None, ...], ...]:
    amount = relation.amount
    if amount is None:
        return ()
    kind = (amount.currency, amount.period)
    return (relation.type, amount.qualifier, *kind), (relation.type, *kind), kind


def _day(value: PartialDate | None) -> int:
    return NONE if value is None else number(value.first)


def _text(records: Records, name: str) -> pa.Table:
    """Return a table of records as columns of text."""
    columns = TABLES[name].columns
    rows = list(tables.rows(records, name))
    arrays = [pa.array([row[i] or None for row in rows], pa.string()) for i in range(len(columns))]
    return pa.table(arrays, names=list(columns))


def texts(
    cells: pa.Array, places: NDArray[np.integer], where: NDArray[np.bool_] | None = None
) -> pa.Array:
    """Return the texts at some places; null where a mask does not hold."""
    mask = None if where is None else ~where
    return pc.take(cells, pa.array(places, pa.int64(), mask=mask))
