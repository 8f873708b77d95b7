"""A table as it stood on a day, for relations that are read from a folder one by one.

The rules are those of `kg.relations.hindsight`, applied to columns; a test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar, overload

import numpy as np

from kg.relations import encoding
from kg.relations.encoding import NEVER, NOWHERE, UNDATED
from kg.relations.hindsight import Hindsight
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from datetime import date

    from kg.relations.encoding import Codes, Days, Mask
    from kg.relations.table import RelationTable

Claim = TypeVar("Claim")


def as_known(table: RelationTable, day: date) -> RelationTable:
    """Return a table with the statuses, dates and deals of a day, and relations that say so; O(n).

    Relations that were not known then stay in their rows: ``known`` tells them apart.
    """
    today = encoding.number(day)
    is_complete = table.newest <= today
    is_settled = is_complete & ((table.newest != UNDATED) | (day >= table.records.cutoff))
    status = _statuses(table, today, is_settled)
    is_planned = is_complete & (status == table.status)
    records = table.records
    view = Hindsight(records, day, Successors(table))
    is_known = np.append(records.deals_known <= today, False)  # type: ignore[attr-defined]
    return replace(
        table,
        records=replace(
            records,
            sources=Claims(records.sources, lambda source: source, view.is_out),
            deals=Claims(records.deals, view.deal, view.is_known),
            relations=Claims(records.relations, view.relation, view.is_known),
            observations=Claims(records.observations, view.observation, view.is_known),
            terms=Claims(records.terms, lambda term: term, view.is_shown),
            disclosed_by=Claims(records.disclosed_by, lambda each: each, view.is_shown),
        ),
        status=status,
        announced=np.where(table.announced <= today, table.announced, np.int32(UNDATED)),
        begin=_past(table.begin, today, is_complete, UNDATED),
        end=np.where(
            status == table.status,
            _past(table.end, today, is_planned, NEVER),
            np.int32(NEVER),
        ),
        deal=np.where(is_known[table.deal], table.deal, np.int32(NOWHERE)),
    )


def _statuses(table: RelationTable, today: int, is_settled: Mask) -> Codes:
    """Return the statuses that relations were known to have: the weakest their dates allow."""
    terminal = encoding.flagged("status", "terminal")[table.status]
    before = _preceding()
    is_early = terminal & ~_have_ended(table, today, is_settled)
    status = np.where(is_early, before[table.status], table.status)
    has_begun = np.where(
        is_early,
        np.where(table.begin == UNDATED, table.announced == UNDATED, table.begin <= today),
        table.start <= today,
    )
    is_open = ~terminal | is_early
    return np.where(is_open & ~has_begun, before[status], status).astype(np.uint8)


def _have_ended(table: RelationTable, today: int, is_settled: Mask) -> Mask:
    """Return which relations were known to have ended, if they have."""
    is_replaced, is_open = table.replaced_known != UNDATED, table.end == NEVER
    is_dated = is_replaced | ~is_open
    is_past = (~is_replaced | (table.replaced_known <= today)) & (is_open | (table.end <= today))
    has_ended: Mask = np.where(is_dated, is_past, is_settled)
    return has_ended


def _past(days: Days, today: int, is_planned: Mask, missing: int) -> Days:
    """Return the days that are past or were planned by then."""
    return np.where((days <= today) | is_planned, days, np.int32(missing))


def _preceding() -> Codes:
    """Return for every status the code of the one that precedes it; its own when none does."""
    statuses = vocabulary().codes["status"]
    codes = encoding.places(statuses)
    before = [codes[code.extra.get("precededBy", slug)] for slug, code in statuses.items()]
    return np.array(before, dtype=np.uint8)


@dataclass(frozen=True, eq=False)
class Claims(Sequence[Claim]):
    """The records of one table of a folder, each as it stood on a day.

    Attributes
    ----------
    claims : sequence
        As the folder holds them.
    state : callable
        Returns a claim as it stood.
    is_shown : callable
        Says whether a claim was known.
    """

    claims: Any
    state: Callable[[Claim], Claim]
    is_shown: Callable[[Claim], bool]

    def __len__(self) -> int:
        """Return the number of claims, those that were not known included."""
        return len(self.claims)

    @overload
    def __getitem__(self, index: int) -> Claim: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Claim]: ...
    def __getitem__(self, index: int | slice) -> Claim | Sequence[Claim]:
        """Build one claim, or several."""
        if isinstance(index, slice):
            return [self.state(claim) for claim in self.claims[index]]
        return self.state(self.claims[index])

    def __iter__(self) -> Iterator[Claim]:
        """Build the claims that were known, one after the other."""
        return map(self.state, filter(self.is_shown, self.claims))

    def __getattr__(self, name: str) -> Any:
        """Return what the folder offers besides."""
        return getattr(self.claims, name)


@dataclass(frozen=True, eq=False)
class Successors(Mapping[str, "date | None"]):
    """The first day a successor of each superseded relation is known, read from a table."""

    table: RelationTable

    def __getitem__(self, relation: str) -> date | None:
        """Return the day; None for no day."""
        day = int(self.table.replaced_known[self._row(relation)])
        if day == UNDATED:
            raise KeyError(relation)
        return None if day == NEVER else encoding.day(day)

    def __contains__(self, relation: object) -> bool:
        """Say whether a relation is superseded."""
        return bool(self.table.replaced_known[self._row(str(relation))] != UNDATED)

    def __iter__(self) -> Iterator[str]:
        """Yield the ids of the superseded relations."""
        for row in np.flatnonzero(self.table.replaced_known != UNDATED).tolist():
            yield self.table.records.relations[row].id

    def __len__(self) -> int:
        """Return the number of superseded relations."""
        return int(np.count_nonzero(self.table.replaced_known != UNDATED))

    def _row(self, relation: str) -> int:
        return int(self.table.records.relations.place(relation))  # type: ignore[attr-defined]
