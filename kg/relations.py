"""The relation table: all relations as columns, and the selection a scope makes of them.

Actors, types and statuses are small integers, dates are days since 1970-01-01, amounts are floats
with NaN for unknown. Pair measures, sums and loops run on these columns; the records stay beside
them for what people read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kg.evidence import tier
from kg.scope import known_since
from kg.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from kg.model import Records, Relation
    from kg.scope import Level, Scope
    from kg.vocabulary import RelationType

    Days = NDArray[np.int32]
    Codes = NDArray[np.uint8]
    Indices = NDArray[np.int32]
    Mask = NDArray[np.bool_]

NEVER = np.iinfo(np.int32).max
UNDATED = np.iinfo(np.int32).min
_EPOCH = date(1970, 1, 1)


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
    root : int32 array, shape (actors,)
        Index of the group of every actor.
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
    root: Indices
    person: Mask

    def __len__(self) -> int:
        """Return the number of relations."""
        return len(self.subject)

    @cached_property
    def types(self) -> tuple[RelationType, ...]:
        """Relation types in the order of the codes in ``type``."""
        return tuple(vocabulary().relation_types.values())

    def actor_index(self, level: Level) -> Indices:
        """Return for every actor the index of the actor it stands for at a level."""
        return self.root if level == "group" else np.arange(len(self.root), dtype=np.int32)

    def type_mask(self, wanted: Iterable[str]) -> Mask:
        """Return a lookup by type code: whether the type is among those wanted."""
        names = frozenset(wanted)
        return np.array([kind.slug in names for kind in self.types], dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many relations an answer includes with reserve, or leaves out.

    ``undated_included``: counted though their start is unknown; ``undated_excluded``,
    ``below_confidence``, ``below_tier``, ``rumoured``, ``not_known_then``, ``other_status``:
    active but left out; ``without_amount``: counted, their amount unknown.
    """

    undated_included: int
    undated_excluded: int
    without_amount: int
    below_confidence: int
    below_tier: int
    rumoured: int
    other_status: int
    not_known_then: int


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
        return self.table.records.root[actor] if self.scope.level == "group" else actor

    @cached_property
    def relations(self) -> tuple[Relation, ...]:
        """The selected relations, sorted by id."""
        relations = self.table.records.relations
        return tuple(relations[row] for row in self.rows)

    @cached_property
    def paired(self) -> Paired:
        """The selected relations between two different organisations at the scope's level."""
        return _paired(self.table, self.rows, self.scope.level)


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
    actors = {actor.id: index for index, actor in enumerate(records.actors)}
    types = {slug: index for index, slug in enumerate(words.relation_types)}
    statuses = {slug: index for index, slug in enumerate(words.slugs("status"))}
    ranks = {slug: code.rank for slug, code in words.codes["confidence"].items()}
    tiers = words.codes["tier"]
    known = [known_since(relation, records) for relation in records.relations]
    relations = records.relations
    return RelationTable(
        records=records,
        subject=_ints([actors[r.subject] for r in relations]),
        object=_ints([actors[r.object] for r in relations]),
        type=_bytes([types[r.type] for r in relations]),
        status=_bytes([statuses[r.status] for r in relations]),
        confidence=_bytes([ranks[r.confidence] for r in relations]),
        tier=_bytes([tiers[tier(r, records)].rank for r in relations]),
        start=_days([r.start for r in relations], UNDATED),
        end=_days([r.end for r in relations], NEVER),
        known=_days(known, NEVER),
        replaced_known=_ints(_replaced_known(relations, known)),
        root=_ints([actors[records.root[actor.id]] for actor in records.actors]),
        person=np.array([actor.is_person for actor in records.actors], dtype=np.bool_),
    )


def select(table: RelationTable, scope: Scope) -> Selection:
    """Select the relations that count under a scope; O(n), vectorised.

    Parameters
    ----------
    table
        All relations.
    scope
        The question's scope; see `kg.scope.judge` for the rules, relation by relation.
    """
    today = _number(scope.as_of)
    return _select(table, scope, (table.start <= today) & (today < ends(table, scope)))


def history(table: RelationTable, scope: Scope) -> Selection:
    """Select the relations that counted on some day up to the as-of day; O(n)."""
    started = table.start <= _number(scope.as_of)
    return _select(table, scope, started & (ends(table, scope) != UNDATED))


def _select(table: RelationTable, scope: Scope, active: Mask) -> Selection:
    """Apply everything of the scope but the as-of day."""
    known = _known(table, scope)
    left = known & active
    hearsay = _status_mask("hearsay")[table.status] | _hearsay_types(table)[table.type]
    left, rumoured = _drop(left, hearsay if not scope.rumours else None)
    left, other = _drop(left, ~_among(scope.statuses)[table.status] if scope.statuses else None)
    least = scope.min_confidence
    ranks = vocabulary().codes["confidence"]
    left, below = _drop(left, table.confidence < ranks[least].rank if least else None)
    floor = scope.min_tier
    tiers = vocabulary().codes["tier"]
    left, thin = _drop(left, table.tier < tiers[floor].rank if floor else None)
    undated = table.start == UNDATED
    left, excluded = _drop(left, undated if not scope.undated else None)
    rows = np.flatnonzero(left).astype(np.int32)
    relations = table.records.relations
    left_out = LeftOut(
        undated_included=int(np.count_nonzero(undated[rows])),
        undated_excluded=excluded,
        without_amount=sum(relations[row].amount is None for row in rows),
        below_confidence=below,
        below_tier=thin,
        rumoured=rumoured,
        other_status=other,
        not_known_then=int(np.count_nonzero(~known & active)),
    )
    return Selection(table, scope, rows, left_out)


def day(number: int) -> date:
    """Return the date of a day number of the table.

    >>> day(0)
    datetime.date(1970, 1, 1)
    """
    return _EPOCH + timedelta(days=int(number))


def _known(table: RelationTable, scope: Scope) -> Mask:
    if scope.known_at is None:
        return np.ones(len(table), dtype=np.bool_)
    return table.known <= _number(scope.known_at)


def ends(table: RelationTable, scope: Scope) -> Days:
    """Return the first day every relation no longer holds, as far as that was on record; O(n).

    ``NEVER`` for an open end; ``UNDATED`` for an end that came on an unknown day, so that the
    relation holds on no day. What was not on record under ``known_at`` is open.
    """
    terminal = _status_mask("terminal")[table.status]
    end = np.where(terminal & (table.end == NEVER), np.int32(UNDATED), table.end)
    if scope.known_at is None:
        return end
    then = _number(scope.known_at)
    replaced = table.replaced_known != UNDATED
    later = (table.end != NEVER) & (table.end > then)
    unknown = terminal & np.where(replaced, table.replaced_known > then, later)
    return np.where(unknown, np.int32(NEVER), end)


def _paired(table: RelationTable, rows: Indices, level: Level) -> Paired:
    stands_for = table.actor_index(level)
    persons = table.person[table.subject[rows]] | table.person[table.object[rows]]
    source, target = stands_for[table.subject[rows]], stands_for[table.object[rows]]
    keep = ~persons & (source != target)
    source, target = source[keep], target[keep]
    low, high = np.minimum(source, target), np.maximum(source, target)
    key = low.astype(np.int64) * len(table.root) + high
    return Paired(rows[keep], source, target, key)


def _drop(mask: Mask, unwanted: Mask | None) -> tuple[Mask, int]:
    """Return the mask without the unwanted rows, and how many those were."""
    if unwanted is None:
        return mask, 0
    return mask & ~unwanted, int(np.count_nonzero(mask & unwanted))


def _status_mask(flag: str) -> Mask:
    codes = vocabulary().codes["status"].values()
    return np.array([code.is_true(flag) for code in codes], dtype=np.bool_)


def _among(statuses: frozenset[str]) -> Mask:
    return np.array([slug in statuses for slug in vocabulary().slugs("status")], dtype=np.bool_)


def _hearsay_types(table: RelationTable) -> Mask:
    return np.array([kind.hearsay for kind in table.types], dtype=np.bool_)


def _replaced_known(relations: Sequence[Relation], known: Sequence[date | None]) -> list[int]:
    """Return for every relation the first day a successor of it is on record."""
    first: dict[str, int] = {}
    for relation, since in zip(relations, known, strict=True):
        if relation.supersedes is not None:
            number = _number(since) if since else NEVER
            first[relation.supersedes] = min(number, first.get(relation.supersedes, NEVER))
    return [first.get(relation.id, UNDATED) for relation in relations]


def _number(day: date) -> int:
    return (day - _EPOCH).days


def _days(dates: Iterable[date | None], missing: int) -> Days:
    return _ints([missing if day is None else _number(day) for day in dates])


def _ints(values: Sequence[int]) -> Indices:
    return np.array(values, dtype=np.int32)


def _bytes(values: Sequence[int]) -> Codes:
    return np.array(values, dtype=np.uint8)
