"""Partners that compete: pairs with co-operation and rivalry at the same time.

Definition
----------
At a day t and a level, an unordered pair {a, b} of different organisations overlaps when at least
one cooperative and at least one competitive relation between them are active. This is the dyadic
form of coopetition of Bengtsson and Kock (Industrial Marketing Management 29(5), 2000).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from kg.encoding import NEVER, UNDATED, day
from kg.money import KnownAmount, known_amounts
from kg.relations import ends, history
from kg.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from numpy.typing import NDArray

    from kg.model import Relation
    from kg.relations import Selection

Activity = Literal["same", "other", "both"]
Rivals = Literal["competitive", "adversarial", "all"]
_SIGNS: dict[Rivals, frozenset[str]] = {
    "competitive": frozenset({"competitive"}),
    "adversarial": frozenset({"adversarial"}),
    "all": frozenset({"competitive", "adversarial"}),
}


@dataclass(frozen=True, slots=True)
class Overlap:
    """A pair of partners that compete.

    Attributes
    ----------
    a, b : str
        Actor ids, a < b.
    cooperative, competitive : tuple of str
        Ids of the relations of both sides, sorted.
    families, types : tuple of str
        Families and types of the co-operation.
    markets : tuple of str
        Markets of the rivalry.
    since : date or None
        First day on which both sides were active; None when one side shows no date.
    known_amounts : tuple of KnownAmount
        Money of the co-operation by currency and kind.
    activity : {"same", "other", "both", None}
        Whether the rivalry is in a market they co-operate in, in others, or in both; None when no
        type of the co-operation tells its market.
    days : int or None
        Days from ``since`` to the as-of day.
    min_confidence : str
        Least confidence among the relations.
    sources : int
        Number of distinct sources.
    """

    a: str
    b: str
    cooperative: tuple[str, ...]
    competitive: tuple[str, ...]
    families: tuple[str, ...]
    types: tuple[str, ...]
    markets: tuple[str, ...]
    since: date | None
    activity: Activity | None
    days: int | None
    known_amounts: tuple[KnownAmount, ...]
    min_confidence: str
    sources: int

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "a": self.a,
            "b": self.b,
            "cooperative": list(self.cooperative),
            "competitive": list(self.competitive),
            "families": list(self.families),
            "types": list(self.types),
            "markets": list(self.markets),
            "since": self.since.isoformat() if self.since else None,
            "days": self.days,
            "activity": self.activity,
            "known_amounts": [amount.to_dict() for amount in self.known_amounts],
            "min_confidence": self.min_confidence,
            "sources": self.sources,
        }


def overlaps(
    selection: Selection, *, actor: str | None = None, rivals: Rivals = "competitive"
) -> tuple[Overlap, ...]:
    """Return the partners that compete, those with most cooperative relations first.

    Parameters
    ----------
    selection
        The relations in scope; its level decides whether units stand for their group.
    actor
        Only pairs with this actor, at the selection's level.
    rivals
        What makes a rival: competition, adversarial acts (suits, inquiries, bans), or either.

    Notes
    -----
    Two sorted sets of packed pair keys are intersected: O(n log n) for n relations.
    """
    paired = selection.paired
    plus = _mask(selection, frozenset({"cooperative"}))
    minus = _mask(selection, _SIGNS[rivals])
    both = np.intersect1d(paired.key[plus], paired.key[minus])
    positive = _by_pair(selection, plus, both)
    negative = _by_pair(selection, minus, both)
    first_days = _first_days(selection, rivals, both)
    found = [
        _overlap(selection, key, positive[key], negative[key], first_days.get(key))
        for key in both.tolist()
    ]
    wanted = [row for row in found if actor is None or actor in {row.a, row.b}]
    return tuple(sorted(wanted, key=lambda row: (-len(row.cooperative), row.a, row.b)))


def _mask(selection: Selection, signs: frozenset[str]) -> NDArray[np.bool_]:
    """Return which of the paired relations have one of the signs."""
    table = selection.table
    by_type = np.array([kind.sign in signs for kind in table.types], dtype=np.bool_)
    return by_type[table.type[selection.paired.rows]]


def _by_pair(
    selection: Selection, mask: NDArray[np.bool_], keys: NDArray[np.int64]
) -> dict[int, list[Relation]]:
    """Return the relations under a mask, by pair key, for the given keys."""
    paired = selection.paired
    wanted = np.flatnonzero(mask & np.isin(paired.key, keys))
    found: dict[int, list[Relation]] = {}
    for index in wanted.tolist():
        relation = selection.table.records.relations[paired.rows[index]]
        found.setdefault(int(paired.key[index]), []).append(relation)
    return found


def _overlap(
    selection: Selection,
    key: int,
    plus: Sequence[Relation],
    minus: Sequence[Relation],
    since: date | None,
) -> Overlap:
    actors = selection.table.records.actors
    low, high = divmod(key, len(actors))
    a, b = sorted((actors[low].id, actors[high].id))
    words = vocabulary()
    ranks = words.codes["confidence"]
    return Overlap(
        a=a,
        b=b,
        cooperative=tuple(sorted(relation.id for relation in plus)),
        competitive=tuple(sorted(relation.id for relation in minus)),
        families=tuple(sorted({words.relation_types[r.type].family for r in plus})),
        types=tuple(sorted({relation.type for relation in plus})),
        markets=tuple(sorted({market for relation in minus for market in relation.market})),
        since=since,
        activity=_activity(plus, minus),
        days=(selection.scope.as_of - since).days if since else None,
        known_amounts=known_amounts(plus),
        min_confidence=min((r.confidence for r in (*plus, *minus)), key=lambda c: ranks[c].rank),
        sources=len({source for relation in (*plus, *minus) for source in relation.sources}),
    )


def _activity(plus: Sequence[Relation], minus: Sequence[Relation]) -> Activity | None:
    """Say whether rivals compete in the markets they co-operate in, in others, or in both."""
    types = vocabulary().relation_types
    shared = {market for r in plus for market in (*types[r.type].activities, *r.market)}
    contested = {market for relation in minus for market in relation.market}
    if not shared or not contested:
        return None
    if contested <= shared:
        return "same"
    return "both" if contested & shared else "other"


def _first_days(selection: Selection, rivals: Rivals, keys: NDArray[np.int64]) -> dict[int, date]:
    """Return the first day on which both sides of a pair were active, by pair key.

    Relations that have ended by the as-of day count too: an overlap can be older than any of the
    relations it rests on today.
    """
    past = history(selection.table, selection.scope)
    table, paired = past.table, past.paired
    end = ends(table, selection.scope)
    plus, minus = _mask(past, frozenset({"cooperative"})), _mask(past, _SIGNS[rivals])
    spans: dict[int, tuple[list[tuple[int, int]], list[tuple[int, int]]]] = {}
    for index in np.flatnonzero(np.isin(paired.key, keys) & (plus | minus)).tolist():
        row = paired.rows[index]
        span = (int(table.start[row]), int(end[row]))
        if span[0] != UNDATED:
            sides = spans.setdefault(int(paired.key[index]), ([], []))
            sides[bool(minus[index])].append(span)
    return {key: day(first) for key, sides in spans.items() if (first := _meet(*sides)) < NEVER}


def _meet(plus: Sequence[tuple[int, int]], minus: Sequence[tuple[int, int]]) -> int:
    """Return the first day inside a span of both sides; NEVER when there is none."""
    starts = sorted({start for start, _ in (*plus, *minus)})
    for start in starts:
        if all(any(a <= start < b for a, b in side) for side in (plus, minus)):
            return start
    return NEVER
