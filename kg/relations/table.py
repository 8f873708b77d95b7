"""The relation table: all relations as columns, and the selection a scope makes of them.

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

from kg.records.evidence import known_since, tier
from kg.relations import encoding
from kg.relations.encoding import NEVER, UNDATED
from kg.relations.groups import ends as ends_of
from kg.relations.groups import groups
from kg.relations.pairs import Pairs, in_order, pack
from kg.relations.scope import REASONS
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from kg.records.model import Records, Relation
    from kg.relations.encoding import Amounts, Codes, Days, Indices, Mask
    from kg.relations.groups import Groups
    from kg.relations.scope import Scope
    from kg.vocabulary.vocabulary import RelationType

_KEPT_PAIRS = 4  # sortings: a question looks at one or two days


@dataclass(frozen=True, eq=False)
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
    start, end : int32 array, shape (n,)
        Days since 1970-01-01; ``UNDATED`` for an unknown start, ``NEVER`` for an open end.
    known : int32 array, shape (n,)
        Day from which the relation is on record; ``NEVER`` when nothing shows a date.
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
    start: Days
    end: Days
    known: Days
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

    @cached_property
    def types(self) -> tuple[RelationType, ...]:
        """Relation types in the order of the codes in ``type``."""
        return tuple(vocabulary().relation_types.values())

    def actor_index(self, scope: Scope) -> Indices:
        """Return for every actor the index of the one it stands for at the level of a scope.

        A unit stands for its group on the as-of day.
        """
        if scope.level == "group":
            return self.groups.root(scope.as_of)
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
        found = bisect_left(actors, actor, key=lambda one: one.id)
        return found if found < len(actors) and actors[found].id == actor else encoding.NOWHERE

    def pairs(self, scope: Scope) -> Pairs:
        """Return the relations between organisations by pair, sorted.

        They are sorted once for the actor level, and once for every span of days between two
        changes of some group; the latest few are kept.
        """
        epoch = self.groups.epoch(scope.as_of) if scope.level == "group" else None
        if epoch not in self._pairs:
            if len(self._pairs) == _KEPT_PAIRS:
                del self._pairs[next(iter(self._pairs))]
            self._pairs[epoch] = _sorted_pairs(self, scope)
        return self._pairs[epoch]

    @cached_property
    def _pairs(self) -> dict[int | None, Pairs]:
        return {}

    def type_mask(self, wanted: Iterable[str]) -> Mask:
        """Return a lookup by type code: whether the type is among those wanted."""
        names = frozenset(wanted)
        return encoding.lookup([kind.slug in names for kind in self.types])


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many relations an answer leaves out, or counts with reserve, by reason.

    Attributes
    ----------
    counts : dict of str to int
        By name in `kg.relations.scope.REASONS`. A relation that is left out for several reasons
        counts for the first one only.
    """

    counts: Mapping[str, int]

    def __getitem__(self, reason: str) -> int:
        """Return the number of relations by the name of a reason."""
        return self.counts[reason]

    def to_dict(self) -> dict[str, int]:
        """Return JSON-ready values."""
        return dict(self.counts)


@dataclass(frozen=True, eq=False)
class Selection:
    """The relations of a table that count under a scope.

    Attributes
    ----------
    table : RelationTable
    scope : Scope
    rows : int32 array
        Indices of the relations, ascending.
    left_out : LeftOut
    """

    table: RelationTable
    scope: Scope
    rows: Indices
    left_out: LeftOut

    def stands_for(self, actor: str) -> str:
        """Return the id of the actor that another one stands for at the scope's level."""
        if self.scope.level == "actor":
            return actor
        if actor not in self._asked:
            place = self.table.place(actor)
            if place == encoding.NOWHERE:
                raise KeyError(actor)
            root = self.table.groups.root(self.scope.as_of)[place]
            self._asked[actor] = self.table.records.actors[root].id
        return self._asked[actor]

    @cached_property
    def _asked(self) -> dict[str, str]:
        """Whom the actors asked about so far stand for: not all of a big graph."""
        return {}

    def ends(self, relation: Relation) -> tuple[str, str]:
        """Return the ids of the actors that a relation stands between at the scope's level."""
        return ends_of(relation, self.stands_for)

    @cached_property
    def mask(self) -> Mask:
        """Whether each relation of the table is selected."""
        selected = np.zeros(len(self.table), dtype=np.bool_)
        selected[self.rows] = True
        return selected

    def by_pair(self, types: Mask) -> Pairs:
        """Return the selected relations of some types, by type code, in the order of their pairs.

        O(n) without sorting: the table is sorted once per level.
        """
        pairs = self.table.pairs(self.scope)
        wanted = (types[self.table.type] & self.mask)[pairs.row]
        return Pairs(pairs.key[wanted], pairs.row[wanted], pairs.actors)

    @cached_property
    def relations(self) -> tuple[Relation, ...]:
        """The selected relations, sorted by id."""
        relations = self.table.records.relations
        return tuple(relations[row] for row in self.rows)

    @cached_property
    def paired(self) -> Paired:
        """The selected relations between two different organisations at the scope's level."""
        return _paired(self.table, self.rows, self.scope)


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
    known = [known_since(relation, records) for relation in relations]
    tiers = [tier(relation, records) for relation in relations]
    return RelationTable(
        records=records,
        subject=encoding.indices((r.subject for r in relations), actors),
        object=encoding.indices((r.object for r in relations), actors),
        type=encoding.codes((r.type for r in relations), encoding.places(words.relation_types)),
        status=encoding.codes((r.status for r in relations), _places("status")),
        confidence=encoding.codes((r.confidence for r in relations), _ranks("confidence")),
        tier=encoding.codes(tiers, _ranks("tier")),
        start=encoding.days((r.start for r in relations), UNDATED),
        end=encoding.days((r.end for r in relations), NEVER),
        known=encoding.days(known, NEVER),
        replaced_known=_replaced_known(relations, known),
        **_money(records),
        groups=groups(records.actors),
        person=encoding.lookup([actor.is_person for actor in records.actors]),
    )


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


def select(table: RelationTable, scope: Scope) -> Selection:
    """Select the relations that count under a scope; O(n), vectorised.

    Parameters
    ----------
    table
        All relations.
    scope
        The question's scope.
    """
    today = encoding.number(scope.as_of)
    return _select(table, scope, (table.start <= today) & (today < ends(table, scope)))


def history(table: RelationTable, scope: Scope) -> Selection:
    """Select the relations that counted on some day up to the as-of day; O(n)."""
    started = table.start <= encoding.number(scope.as_of)
    return _select(table, scope, started & (ends(table, scope) != UNDATED))


def _select(table: RelationTable, scope: Scope, active: Mask) -> Selection:
    """Apply everything of the scope but the as-of day."""
    selected, counts = active.copy(), dict.fromkeys((reason.name for reason in REASONS), 0)
    for reason, excluded in _exclusions(table, scope):
        counts[reason] = int(np.count_nonzero(selected & excluded))
        selected &= ~excluded
    rows = np.flatnonzero(selected).astype(np.int32)
    counts["undated_included"] = int(np.count_nonzero(table.start[rows] == UNDATED))
    counts["without_amount"] = int(np.count_nonzero(np.isnan(table.amount[rows])))
    return Selection(table, scope, rows, LeftOut(counts))


def _exclusions(table: RelationTable, scope: Scope) -> Iterator[tuple[str, Mask]]:
    """Yield the reasons a scope has for leaving out, each with the relations it applies to."""
    yield "not_known_then", ~_known(table, scope)
    if not scope.rumours:
        yield "rumoured", _status_mask("hearsay")[table.status] | _hearsay_types(table)[table.type]
    if scope.statuses is not None:
        yield "other_status", ~_among(scope.statuses)[table.status]
    if scope.min_confidence is not None:
        yield "below_confidence", table.confidence < _ranks("confidence")[scope.min_confidence]
    if scope.min_tier is not None:
        yield "below_tier", table.tier < _ranks("tier")[scope.min_tier]
    if not scope.undated:
        yield "undated_excluded", table.start == UNDATED


def _known(table: RelationTable, scope: Scope) -> Mask:
    if scope.known_at is None:
        return np.ones(len(table), dtype=np.bool_)
    return table.known <= encoding.number(scope.known_at)


def ends(table: RelationTable, scope: Scope) -> Days:
    """Return the first day every relation no longer holds, as far as that was on record; O(n).

    ``NEVER`` for an open end; ``UNDATED`` for an end that came on an unknown day, so that the
    relation holds on no day. What was not on record under ``known_at`` is open.
    """
    terminal = _status_mask("terminal")[table.status]
    end = np.where(terminal & (table.end == NEVER), np.int32(UNDATED), table.end)
    if scope.known_at is None:
        return end
    then = encoding.number(scope.known_at)
    replaced = table.replaced_known != UNDATED
    later = (table.end != NEVER) & (table.end > then)
    unknown = terminal & np.where(replaced, table.replaced_known > then, later)
    return np.where(unknown, np.int32(NEVER), end)


def _paired(table: RelationTable, rows: Indices, scope: Scope) -> Paired:
    persons = table.person[table.subject[rows]] | table.person[table.object[rows]]
    source, target = table.ends(rows, scope)
    keep = ~persons & (source != target)
    source, target = source[keep], target[keep]
    return Paired(rows[keep], source, target, pack(source, target, len(table.person)))


def _sorted_pairs(table: RelationTable, scope: Scope) -> Pairs:
    paired = _paired(table, np.arange(len(table), dtype=np.int32), scope)
    count = len(table.person)
    return Pairs(*in_order(paired.key, paired.rows, count * count, len(table)), count)


def _status_mask(flag: str) -> Mask:
    codes = vocabulary().codes["status"].values()
    return encoding.lookup([code.is_true(flag) for code in codes])


def _among(statuses: frozenset[str]) -> Mask:
    return encoding.lookup([slug in statuses for slug in vocabulary().slugs("status")])


def _hearsay_types(table: RelationTable) -> Mask:
    return encoding.lookup([kind.hearsay for kind in table.types])


def _replaced_known(relations: Sequence[Relation], known: Sequence[date | None]) -> Days:
    """Return for every relation the first day a successor of it is on record."""
    replaces = [
        (relation.supersedes, since)
        for relation, since in zip(relations, known, strict=True)
        if relation.supersedes is not None
    ]
    ids = encoding.places(relation.id for relation in relations)
    place = np.array([ids[old] for old, _ in replaces], dtype=np.int32)
    day = encoding.days((since for _, since in replaces), NEVER)
    return encoding.first_by_place(place, day, len(relations))


def _places(scheme: str) -> dict[str, int]:
    return encoding.places(vocabulary().slugs(scheme))


def _ranks(scheme: str) -> dict[str, int]:
    return {slug: code.rank for slug, code in vocabulary().codes[scheme].items()}
