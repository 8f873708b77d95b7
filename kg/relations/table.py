"""The relation table: all relations as columns, and the selection a scope makes of them.

Actors, types and statuses are small integers, dates are days since 1970-01-01, amounts are floats
with NaN for unknown (see `kg.relations.encoding`). Pair measures, sums and loops run on these
columns; the records stay beside them for what people read, and may be read from disk one by one.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypedDict

import numpy as np

from kg.records import hindsight
from kg.records.evidence import known_since, tier
from kg.relations import encoding, knowledge
from kg.relations.encoding import NEVER, UNDATED
from kg.relations.groups import ends as ends_of
from kg.relations.groups import groups
from kg.relations.pairs import Pairs, in_order, pack
from kg.relations.scope import REASONS
from kg.relations.sums import contradicted, sums
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from kg.records.model import Records, Relation
    from kg.relations.encoding import Amounts, Codes, Days, Indices, Mask
    from kg.relations.groups import Groups
    from kg.relations.money import KnownAmount
    from kg.relations.scope import Scope
    from kg.vocabulary.dates import PartialDate
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
        found = bisect_left(actors, actor, key=lambda one: one.id)
        return found if found < len(actors) and actors[found].id == actor else encoding.NOWHERE

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

    def type_mask(self, wanted: Iterable[str]) -> Mask:
        """Return a lookup by type code: whether the type is among those wanted."""
        names = frozenset(wanted)
        return encoding.lookup([kind.slug in names for kind in self.types])


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What an answer leaves out, or counts with reserve, by reason.

    Attributes
    ----------
    counts : dict of str to int
        Number of relations by name in `kg.relations.scope.REASONS`. A relation that is left out
        for several reasons counts for the first one only.
    amounts : dict of str to tuple of KnownAmount
        Their known money, by the same names.
    """

    counts: Mapping[str, int]
    amounts: Mapping[str, tuple[KnownAmount, ...]]

    def __getitem__(self, reason: str) -> int:
        """Return the number of relations by the name of a reason."""
        return self.counts[reason]

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        amounts = {
            reason: [each.to_dict() for each in known] for reason, known in self.amounts.items()
        }
        return {**self.counts, "amounts": amounts}


@dataclass(frozen=True, eq=False)
class Selection:
    """The relations of a table that count under a scope.

    Attributes
    ----------
    table : RelationTable
        Under ``known_at``, the table as it stood then.
    scope : Scope
    rows : int32 array
        Indices of the relations, ascending.
    excluded : dict of str to int32 array
        Indices of the relations that are left out, by the name of the first reason.
    hidden : int
        Number of relations that were not known then and are not in the table.
    focus : str or None
        Id of the actor whose relations are counted in ``left_out``; None for all.
    """

    table: RelationTable
    scope: Scope
    rows: Indices
    excluded: Mapping[str, Indices] = field(default_factory=dict)
    hidden: int = 0
    focus: str | None = None

    @cached_property
    def left_out(self) -> LeftOut:
        """How many relations are left out or counted with reserve, and their known money."""
        table, start = self.table, self.table.start[self.rows]
        rows = dict(self.excluded)
        rows["begins_later_included"] = self.begins_later
        rows["undated_included"] = self.rows[start == UNDATED]
        rows["without_amount"] = self.rows[np.isnan(table.amount[self.rows])]
        rows = {reason: self._in_focus(which) for reason, which in rows.items()}
        counts = {reason.name: len(rows.get(reason.name, ())) for reason in REASONS}
        counts["not_known_then"] += self.hidden if self.focus is None else 0
        amounts = {
            reason.name: self._sums(rows[reason.name])
            for reason in REASONS
            if reason.has_money and reason.name in rows
        }
        return LeftOut(counts, {reason: known for reason, known in amounts.items() if known})

    @cached_property
    def begins_later(self) -> Indices:
        """The selected relations that begin after the as-of day."""
        return self.rows[self.table.start[self.rows] > encoding.number(self.scope.as_of)]

    def relation(self, row: int) -> Relation:
        """Return the relation of a row, without the amount if another one counts in its stead.

        See `kg.relations.sums.contradicted`.
        """
        relation = self.table.records.relations[row]
        return replace(relation, amount=None) if row in self._contradicted else relation

    @cached_property
    def _contradicted(self) -> frozenset[int]:
        return frozenset(self.rows[contradicted(self.table, self.rows)].tolist())

    def known_amounts(self, rows: Sequence[int]) -> tuple[KnownAmount, ...]:
        """Return the sums of the known amounts of some relations; see `kg.relations.sums.sums`.

        What begins after the as-of day is summed apart.
        """
        return self._sums(np.sort(np.asarray(rows, np.int32)))

    def _sums(self, rows: Indices) -> tuple[KnownAmount, ...]:
        known = (each.known for each in sums(self.table, rows, self.scope))
        return tuple(sorted(known, key=lambda amount: (amount.currency, amount.kind)))

    def _in_focus(self, rows: Indices) -> Indices:
        """Return the relations of the actor in focus among some; all without one."""
        if self.focus is None:
            return rows
        actor = self.table.place(self.focus)
        source, target = self.table.ends(rows, self.scope)
        focused: Indices = rows[(source == actor) | (target == actor)]
        return focused

    def stands_for(self, actor: str) -> str:
        """Return the id of the actor that another one stands for at the scope's level."""
        if self.scope.level == "actor":
            return actor
        if actor not in self._asked:
            place = self.table.place(actor)
            if place == encoding.NOWHERE:
                raise KeyError(actor)
            root = self.table.groups.root(self.scope.group_day)[place]
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
    newest = [_newest(relation, records) for relation in relations]
    tiers = [tier(relation, records) for relation in relations]
    return RelationTable(
        records=records,
        subject=encoding.indices((r.subject for r in relations), actors),
        object=encoding.indices((r.object for r in relations), actors),
        type=encoding.codes((r.type for r in relations), encoding.places(words.relation_types)),
        status=encoding.codes((r.status for r in relations), _places("status")),
        confidence=encoding.codes((r.confidence for r in relations), _ranks("confidence")),
        tier=encoding.codes(tiers, _ranks("tier")),
        announced=_first_days(r.announced for r in relations),
        begin=_first_days(r.valid_from for r in relations),
        end=encoding.days((r.end for r in relations), NEVER),
        known=encoding.days(known, NEVER),
        newest=encoding.days(newest, UNDATED),
        replaced_known=_replaced_known(relations, known),
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


def select(table: RelationTable, scope: Scope) -> Selection:
    """Select the relations that count under a scope; O(n), vectorised.

    Parameters
    ----------
    table
        All relations.
    scope
        The question's scope; under ``known_at`` the selection is of the table as it stood then.
    """
    view = as_known(table, scope.known_at)
    selected = np.ones(len(view), dtype=np.bool_)
    excluded: dict[str, Indices] = {}
    for reason, mask in (*_days(view, scope), *_exclusions(view, scope)):
        excluded[reason] = np.flatnonzero(selected & mask).astype(np.int32)
        selected &= ~mask
    rows = np.flatnonzero(selected).astype(np.int32)
    return Selection(view, scope, rows, excluded, hidden=len(table) - len(view))


def history(selection: Selection) -> Selection:
    """Select the relations that counted on some day up to the as-of day of a selection; O(n)."""
    scope = selection.scope
    has_begun = starts(selection.table, scope) <= encoding.number(scope.as_of)
    return _reselected(selection, has_begun & (ends(selection.table) != UNDATED))


def on_record(selection: Selection) -> Selection:
    """Select what was on record by the as-of day of a selection, what is over included; O(n)."""
    today = encoding.number(selection.scope.as_of)
    past = _reselected(selection, selection.table.first <= today)
    listed = {"over", "begins_later_excluded"}
    excluded = {reason: rows for reason, rows in past.excluded.items() if reason not in listed}
    return replace(past, excluded=excluded)


def _reselected(selection: Selection, selected: Mask) -> Selection:
    """Return the relations among some that a scope does not exclude on any day."""
    table, scope = selection.table, selection.scope
    if scope.known_at is not None:
        selected = selected & ~_unknown(table, scope.known_at)
    for _, excluded in _exclusions(table, scope):
        selected = selected & ~excluded
    return replace(selection, rows=np.flatnonzero(selected).astype(np.int32))


def _unknown(table: RelationTable, day: date) -> Mask:
    """Return which relations were not on record on a day."""
    return table.known > encoding.number(day)


def as_known(table: RelationTable, day: date | None) -> RelationTable:
    """Return a table as it stood on a day, by the rules of `kg.records.hindsight`; O(n).

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


def _days(table: RelationTable, scope: Scope) -> Iterator[tuple[str, Mask]]:
    """Yield the reasons the days of a scope give, each with the relations it applies to."""
    if scope.known_at is not None:
        yield "not_known_then", _unknown(table, scope.known_at)
    today = encoding.number(scope.as_of)
    yield "over", ends(table) <= today
    yield "not_yet_announced", table.first > today
    yield "begins_later_excluded", starts(table, scope) > today


def _exclusions(table: RelationTable, scope: Scope) -> Iterator[tuple[str, Mask]]:
    """Yield the reasons that hold on any day, each with the relations it applies to."""
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


def starts(table: RelationTable, scope: Scope) -> Days:
    """Return the first day every relation counts under the basis of a scope; O(n)."""
    return table.first if scope.basis == "announced" else table.start


def ends(table: RelationTable) -> Days:
    """Return the first day every relation no longer holds; O(n).

    ``NEVER`` for an open end; ``UNDATED`` for an end that came on an unknown day, which leaves a
    relation that holds on no day.
    """
    terminal = _status_mask("terminal")[table.status]
    return np.where(terminal & (table.end == NEVER), np.int32(UNDATED), table.end)


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


def _first_days(dates: Iterable[PartialDate | None]) -> Days:
    return encoding.days((date.first if date else None for date in dates), UNDATED)


def _newest(relation: Relation, records: Records) -> date | None:
    """Return the day of the latest source of a relation."""
    published = (records.source_by_id[source].published for source in relation.sources)
    return max((day.last for day in published if day), default=None)


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
