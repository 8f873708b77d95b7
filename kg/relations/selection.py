"""The selection that a scope makes of the relation table, and what it leaves out.

`select` answers for a day; `history` and `on_record` for all days up to it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.base.errors import InvalidValue
from kg.relations import encoding
from kg.relations.encoding import NEVER, UNDATED
from kg.relations.groups import ends as ends_of
from kg.relations.pairs import Pairs
from kg.relations.scope import REASONS
from kg.relations.sums import contradicted, sums
from kg.relations.table import Paired, RelationTable, as_known, paired, ranks
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from kg.records.model import Relation
    from kg.relations.encoding import Days, Indices, Mask
    from kg.relations.money import KnownAmount
    from kg.relations.scope import Scope


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
            reason: [each.to_dict() for each in total] for reason, total in self.amounts.items()
        }
        return {**self.counts, "amounts": amounts}


@dataclass(frozen=True, eq=False, repr=False)
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
    focus : tuple of str
        Ids of actors: what has all of them as parties is counted in ``left_out``.
    """

    table: RelationTable
    scope: Scope
    rows: Indices
    excluded: Mapping[str, Indices] = field(default_factory=dict)
    hidden: int = 0
    focus: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Return the day and how many relations are in scope, of how many."""
        day = self.scope.as_of.isoformat()
        return f"<Selection as of {day}: {len(self.rows):,} of {len(self.table):,} relations>"

    @cached_property
    def left_out(self) -> LeftOut:
        """How many relations are left out or counted with reserve, and their known money."""
        table, start = self.table, self.table.start[self.rows]
        rows = dict(self.excluded)
        rows["begins_later_included"] = self.begins_later
        rows["undated_included"] = self.rows[start == UNDATED]
        rows["without_amount"] = self.rows[np.isnan(table.amount[self.rows])]
        rows = {reason: self._among(which, self.focus) for reason, which in rows.items()}
        counts = {reason.name: len(rows.get(reason.name, ())) for reason in REASONS}
        # Of one actor it is not said: the parties of what was not known then are not known either.
        hidden = counts["not_known_then"] + self.hidden
        counts["not_known_then"] = 0 if self.focus else hidden
        amounts = {
            reason.name: self._sums(rows[reason.name])
            for reason in REASONS
            if reason.has_money and reason.name in rows
        }
        return LeftOut(counts, {reason: total for reason, total in amounts.items() if total})

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
        amounts = (each.known for each in sums(self.table, rows, self.scope))
        return tuple(sorted(amounts, key=lambda amount: (amount.currency, amount.kind)))

    def of_types(self, types: Iterable[str], families: Iterable[str]) -> Selection:
        """Return the relations of some types and of some families; an empty list means all."""
        code = vocabulary().code
        slugs = {code("relation-type", slug).slug for slug in types}
        groups = {code("family", slug).slug for slug in families}
        flags = [(not slugs or kind.slug in slugs) and (not groups or kind.family in groups)
                 for kind in self.table.types]  # fmt: skip
        return replace(self, rows=self.rows[encoding.lookup(flags)[self.table.type[self.rows]]])

    def of_actors(self, *actors: str) -> Selection:
        """Return the relations that have all of some actors, or of their groups, as parties.

        Relations within one of them are left out.
        """
        parties = tuple(map(self.stands_for, actors))
        return replace(self, rows=self._among(self.rows, parties), focus=parties)

    def _among(self, rows: Indices, parties: Sequence[str]) -> Indices:
        if not parties:
            return rows
        source, target = self.table.ends(rows, self.scope)
        places = [self.table.place(party) for party in parties]
        masks = [(source == place) != (target == place) for place in places]
        among: Indices = rows[np.logical_and.reduce(masks)]
        return among

    def stands_for(self, actor: str) -> str:
        """Return the id of the actor that another one stands for at the scope's level."""
        if self.scope.level == "actor":
            return actor
        if actor not in self._asked:
            index = self.table.place(actor)
            if index == encoding.NOWHERE:
                raise KeyError(actor)
            root = self.table.groups.root(self.scope.group_day)[index]
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
        is_chosen = (types[self.table.type] & self.mask)[pairs.row]
        return Pairs(pairs.key[is_chosen], pairs.row[is_chosen], pairs.actors)

    @cached_property
    def relations(self) -> tuple[Relation, ...]:
        """The selected relations, sorted by id."""
        relations = self.table.records.relations
        return tuple(relations[row] for row in self.rows)

    @cached_property
    def paired(self) -> Paired:
        """The selected relations between two different organisations at the scope's level."""
        return paired(self.table, self.rows, self.scope)


def select(table: RelationTable, scope: Scope) -> Selection:
    """Select the relations that count under a scope; O(n), vectorised.

    Parameters
    ----------
    table
        All relations.
    scope
        The question's scope; under ``known_at`` the selection is of the table as it stood then.

    Raises
    ------
    InvalidValue
        For tiers of evidence as known on a day, of columns that keep those of today.
    """
    _refuse_tiers(table, scope)
    view = as_known(table, scope.known_at)
    selected = np.ones(len(view), dtype=np.bool_)
    excluded: dict[str, Indices] = {}
    for reason, mask in (*_days(view, scope), *_exclusions(view, scope)):
        excluded[reason] = np.flatnonzero(selected & mask).astype(np.int32)
        selected &= ~mask
    rows = np.flatnonzero(selected).astype(np.int32)
    return Selection(view, scope, rows, excluded, hidden=len(table) - len(view))


def _refuse_tiers(table: RelationTable, scope: Scope) -> None:
    """Refuse to choose by the tiers of a day where a folder of columns keeps only today's."""
    is_early = scope.known_at is not None and scope.known_at < table.records.cutoff
    if scope.min_tier and is_early and not isinstance(table.records.relations, tuple):
        reason = "a folder of columns keeps the tiers of today; leave out --known-at or --tier"
        raise InvalidValue("tier under a day of knowledge", scope.min_tier, reason)


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
        yield (
            "rumoured",
            encoding.flagged("status", "hearsay")[table.status] | _hearsay_types(table)[table.type],
        )
    if scope.statuses is not None:
        yield "other_status", ~_among(scope.statuses)[table.status]
    if scope.min_confidence is not None:
        yield "below_confidence", table.confidence < ranks("confidence")[scope.min_confidence]
    if scope.min_tier is not None:
        yield "below_tier", table.tier < ranks("tier")[scope.min_tier]
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
    terminal = encoding.flagged("status", "terminal")[table.status]
    return np.where(terminal & (table.end == NEVER), np.int32(UNDATED), table.end)


def _among(statuses: frozenset[str]) -> Mask:
    return encoding.lookup([slug in statuses for slug in vocabulary().slugs("status")])


def _hearsay_types(table: RelationTable) -> Mask:
    return encoding.lookup([kind.hearsay for kind in table.types])
