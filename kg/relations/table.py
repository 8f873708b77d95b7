"""The relation table: all relations as columns.

Actors, types and statuses are small integers, dates are days since 1970-01-01, amounts are floats
with NaN for unknown (see `kg.relations.encoding`). Pair measures, sums and loops run on these
columns; the records stay beside them for what people read, and may be read from disk one by one.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypedDict

import numpy as np

from kg.records.evidence import known_since, latest_source, tier
from kg.relations import encoding, hindsight, knowledge
from kg.relations.encoding import NEVER, UNDATED
from kg.relations.groups import groups
from kg.relations.pairs import Pairs, in_order, pack
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from kg.records.model import Records, Relation
    from kg.relations.encoding import Amounts, Codes, Days, Indices, Mask
    from kg.relations.groups import Groups
    from kg.relations.scope import Scope
    from kg.vocabulary.dates import PartialDate
    from kg.vocabulary.vocabulary import RelationType

_KEPT_PAIRS = 4  # sortings: a question looks at one or two days


@dataclass(frozen=True, eq=False, repr=False)
class RelationTable:
    """Relations as columns; row i of every column is relation i of ``records``.

    Attributes
    ----------
    records : Records
        What the columns were made from.
    subject, object : int32 array, shape (n,)
        Index of the actor in ``records.actors``.
    type, status, confidence, tier : uint8 array, shape (n,)
        Index in ``types`` and in the list of statuses; rank of the confidence and of the tier of
        evidence.
    announced, begin, end : int32 array, shape (n,)
        First day of the announcement and of the relation itself, and the first day it no longer
        holds, as days since 1970-01-01; ``UNDATED`` for unknown, ``NEVER`` for an open end.
    known, newest : int32 array, shape (n,)
        Day from which the relation is on record, ``NEVER`` when nothing shows a date; day of its
        latest source, ``UNDATED`` when none shows a date.
    replaced_known : int32 array, shape (n,)
        Day from which a successor is on record; ``UNDATED`` for relations without a successor.
    amount : float64 array, shape (n,)
        Stated amount in its own currency, NaN for unknown.
    currency, qualifier, period, instrument : uint8 array, shape (n,)
        Index in ``currencies`` and in the lists ``qualifier``, ``period`` and ``instrument`` of
        the vocabulary; ``kg.relations.encoding.NONE`` (255) for none. Without amount there is none.
    deal : int32 array, shape (n,)
        Index of the deal in ``records.deals``, -1 for none.
    currencies : tuple of str
        The currencies of the amounts, sorted.
    groups : Groups
        Who is part of whom, and when.
    person : bool array, shape (actors,)
        Whether the actor is a human being.
    """

    records: Records
    subject: Indices
    object: Indices
    type: Codes
    status: Codes
    confidence: Codes
    tier: Codes
    announced: Days
    begin: Days
    end: Days
    known: Days
    newest: Days
    replaced_known: Days
    amount: Amounts
    currency: Codes
    qualifier: Codes
    period: Codes
    instrument: Codes
    deal: Indices
    currencies: tuple[str, ...]
    groups: Groups
    person: Mask

    def __len__(self) -> int:
        """Return the number of relations."""
        return len(self.subject)

    def __repr__(self) -> str:
        """Return the number of relations and actors."""
        return f"<RelationTable: {len(self):,} relations of {len(self.person):,} actors>"

    @cached_property
    def views(self) -> dict[date, RelationTable]:
        """The table as it stood on earlier days; see `as_known`."""
        return {}

    @cached_property
    def start(self) -> Days:
        """First day each relation is in force: its first day, else its announcement."""
        return np.where(self.begin == UNDATED, self.announced, self.begin)

    @cached_property
    def first(self) -> Days:
        """First day of each relation: its announcement or its first day, whichever is earlier."""
        is_announced_first = (self.announced != UNDATED) & (self.announced < self.start)
        return np.where(is_announced_first, self.announced, self.start)

    @cached_property
    def types(self) -> tuple[RelationType, ...]:
        """Relation types in the order of the codes in ``type``."""
        return tuple(vocabulary().relation_types.values())

    def actor_index(self, scope: Scope) -> Indices:
        """Return for every actor the index of the one it stands for at the level of a scope.

        A unit stands for its group on the as-of day.
        """
        if scope.level == "group":
            return self.groups.root(scope.group_day)
        return np.arange(len(self.person), dtype=np.int32)

    def ends(self, rows: Indices, scope: Scope) -> tuple[Indices, Indices]:
        """Return the actors that subject and object of some relations stand for, by index.

        For many relations at once what `kg.relations.groups.ends` says of one.
        """
        stands_for = self.actor_index(scope)
        source, target = stands_for[self.subject[rows]], stands_for[self.object[rows]]
        is_itself = self._stands_for_itself[self.type[rows]] & (source != target)
        return source, np.where(is_itself, self.object[rows], target)

    @cached_property
    def _stands_for_itself(self) -> Mask:
        """Whether the object of a type of relation is never taken for its group, by type code."""
        return encoding.lookup([kind.object_stands_for_itself for kind in self.types])

    def place(self, actor: str) -> int:
        """Return the index of an actor by its id, -1 for none of that id; O(log n)."""
        actors = self.records.actors
        index = bisect_left(actors, actor, key=lambda each: each.id)
        is_there = index < len(actors) and actors[index].id == actor
        return index if is_there else encoding.NOWHERE

    def pairs(self, scope: Scope) -> Pairs:
        """Return the relations between organisations by pair, sorted.

        They are sorted once for the actor level, and once for every span of days between two
        changes of some group; the latest few are kept.
        """
        epoch = self.groups.epoch(scope.group_day) if scope.level == "group" else None
        if epoch not in self._pairs:
            if len(self._pairs) == _KEPT_PAIRS:
                del self._pairs[next(iter(self._pairs))]
            self._pairs[epoch] = _sorted_pairs(self, scope)
        return self._pairs[epoch]

    @cached_property
    def _pairs(self) -> dict[int | None, Pairs]:
        return {}

    def type_mask(self, types: Iterable[str]) -> Mask:
        """Return a lookup by type code: whether the type is one of some."""
        names = frozenset(types)
        return encoding.lookup([kind.slug in names for kind in self.types])


@dataclass(frozen=True, eq=False)
class Paired:
    """Relations with the two actors they stand for at a level.

    Attributes
    ----------
    rows : int32 array, shape (m,)
        Indices of the relations in the table.
    source, target : int32 array, shape (m,)
        Index of the actor that subject and object stand for.
    key : int64 array, shape (m,)
        The unordered pair, packed: smaller index times number of actors plus larger index.
    """

    rows: Indices
    source: Indices
    target: Indices
    key: NDArray[np.int64]


def table(records: Records) -> RelationTable:
    """Make the relation table of some records; O(n).

    Parameters
    ----------
    records
        Consistent records: every reference resolves.
    """
    words = vocabulary()
    relations = records.relations
    actors = encoding.places(actor.id for actor in records.actors)
    since = [known_since(relation, records) for relation in relations]
    newest = [latest_source(relation, records) for relation in relations]
    tiers = [tier(relation, records) for relation in relations]
    return RelationTable(
        records=records,
        subject=encoding.indices((r.subject for r in relations), actors),
        object=encoding.indices((r.object for r in relations), actors),
        type=encoding.codes((r.type for r in relations), encoding.places(words.relation_types)),
        status=encoding.codes((r.status for r in relations), _places("status")),
        confidence=encoding.codes((r.confidence for r in relations), ranks("confidence")),
        tier=encoding.codes(tiers, ranks("tier")),
        announced=_first_days(r.announced for r in relations),
        begin=_first_days(r.valid_from for r in relations),
        end=encoding.days((r.end for r in relations), NEVER),
        known=encoding.days(since, NEVER),
        newest=encoding.days(newest, UNDATED),
        replaced_known=_replaced_known(relations, since),
        **_money(records),
        groups=groups(records.actors),
        person=encoding.lookup([actor.is_person for actor in records.actors]),
    )


_built = table  # under a name that no parameter hides


class _Money(TypedDict):
    """The columns of money."""

    amount: Amounts
    currency: Codes
    qualifier: Codes
    period: Codes
    instrument: Codes
    deal: Indices
    currencies: tuple[str, ...]


def _money(records: Records) -> _Money:
    relations = records.relations
    stated = [relation.amount for relation in relations]
    currencies = encoding.currencies(amount.currency for amount in stated if amount)
    return {
        "amount": encoding.amounts(a.value if a else None for a in stated),
        "currency": encoding.codes(
            (a.currency if a else None for a in stated), encoding.places(currencies)
        ),
        "qualifier": encoding.codes(
            (a.qualifier if a else None for a in stated), _places("qualifier")
        ),
        "period": encoding.codes((a.period if a else None for a in stated), _places("period")),
        "instrument": encoding.codes((r.instrument for r in relations), _places("instrument")),
        "deal": encoding.indices(
            (r.deal for r in relations), encoding.places(deal.id for deal in records.deals)
        ),
        "currencies": currencies,
    }


def as_known(table: RelationTable, day: date | None) -> RelationTable:
    """Return a table as it stood on a day, by the rules of `kg.relations.hindsight`; O(n).

    Columns that are read from a folder keep rows that were not known then; their tiers of
    evidence are those of today.
    """
    if day is None:
        return table
    views = table.views
    if day not in views:
        views.clear()  # one is enough for the questions of one call
        views[day] = (
            _built(hindsight.as_known(table.records, day))
            if isinstance(table.records.relations, tuple)
            else knowledge.as_known(table, day)
        )
        views[day].views[day] = views[day]
    return views[day]


def paired(table: RelationTable, rows: Indices, scope: Scope) -> Paired:
    """Return the relations between two different organisations at a level, of some rows; O(n)."""
    persons = table.person[table.subject[rows]] | table.person[table.object[rows]]
    source, target = table.ends(rows, scope)
    keep = ~persons & (source != target)
    source, target = source[keep], target[keep]
    return Paired(rows[keep], source, target, pack(source, target, len(table.person)))


def _sorted_pairs(table: RelationTable, scope: Scope) -> Pairs:
    every = paired(table, np.arange(len(table), dtype=np.int32), scope)
    count = len(table.person)
    return Pairs(*in_order(every.key, every.rows, count * count, len(table)), count)


def _first_days(dates: Iterable[PartialDate | None]) -> Days:
    return encoding.days((date.first if date else None for date in dates), UNDATED)


def _replaced_known(relations: Sequence[Relation], days_known: Sequence[date | None]) -> Days:
    """Return for every relation the first day a successor of it is on record."""
    replaces = [
        (relation.supersedes, since)
        for relation, since in zip(relations, days_known, strict=True)
        if relation.supersedes is not None
    ]
    ids = encoding.places(relation.id for relation in relations)
    row = np.array([ids[old] for old, _ in replaces], dtype=np.int32)
    day = encoding.days((since for _, since in replaces), NEVER)
    return encoding.first_by_place(row, day, len(relations))


def _places(scheme: str) -> dict[str, int]:
    return encoding.places(vocabulary().slugs(scheme))


def ranks(scheme: str) -> dict[str, int]:
    """Return the rank of every entry of a ranked list."""
    return {slug: code.rank for slug, code in vocabulary().codes[scheme].items()}
