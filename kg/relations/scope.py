"""The scope of a question: which relations count, at what date, by whose knowledge.

Every measure is asked under a `Scope`. This module says what a scope means for one relation; the
relation table says the same for a million at once, and a test holds the two equal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from kg.base.checks import one_of
from kg.records.evidence import tier
from kg.vocabulary.dates import last_day
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from kg.records.model import Observation, Records, Relation

Level = Literal["actor", "group"]
Verdict = Literal[
    "in", "inactive", "unknown-then", "rumoured", "status", "confidence", "tier", "undated"
]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a question is asked about.

    Parameters
    ----------
    as_of
        Day on which a relation must hold.
    known_at
        Only what was published by this day; None for all that is known now.
    statuses
        Only relations of these statuses; None for all.
    min_confidence
        Least confidence: ``high``, ``medium`` or ``low``; None for all.
    min_tier
        Least tier of evidence: ``primary``, ``corroborated``, ``single`` or ``rumour``; None for
        all. See `kg.records.evidence.tier`.
    level
        ``group`` lets an actor stand for the root of its ``part_of`` chain; ``actor`` does not.
    rumours
        Whether rumoured relations and talks count.
    undated
        Whether relations without a start date count.
    """

    as_of: date
    known_at: date | None = None
    statuses: frozenset[str] | None = None
    min_confidence: str | None = None
    min_tier: str | None = None
    level: Level = "group"
    rumours: bool = False
    undated: bool = True

    def to_dict(self) -> dict[str, Any]:
        """Return the scope as JSON-ready values."""
        return {
            "as_of": self.as_of.isoformat(),
            "known_at": self.known_at.isoformat() if self.known_at else None,
            "level": self.level,
            "statuses": sorted(self.statuses) if self.statuses is not None else None,
            "min_confidence": self.min_confidence,
            "min_tier": self.min_tier,
            "rumours": self.rumours,
            "undated": "include" if self.undated else "exclude",
        }


def scope(  # noqa: PLR0913 - a scope has that many options
    default_as_of: date,
    *,
    as_of: str | date | None = None,
    known_at: str | date | None = None,
    statuses: Iterable[str] | None = None,
    min_confidence: str | None = None,
    min_tier: str | None = None,
    level: str = "group",
    rumours: bool = False,
    undated: str = "include",
) -> Scope:
    """Read a scope from the words a user gives.

    A month or a year given as a date means its last day; a text given for statuses is one status.

    Raises
    ------
    InvalidValue, UnknownName
        For a date, status, confidence, tier, level or word that does not exist.

    Examples
    --------
    >>> from datetime import date
    >>> scope(date(2026, 7, 2), as_of="2025-06").as_of
    datetime.date(2025, 6, 30)
    """
    words = vocabulary()
    wanted = words.chosen("status", statuses) or frozenset()
    return Scope(
        as_of=default_as_of if as_of is None else last_day(as_of),
        known_at=None if known_at is None else last_day(known_at),
        statuses=wanted or None,
        min_confidence=words.code("confidence", min_confidence).slug if min_confidence else None,
        min_tier=words.code("tier", min_tier).slug if min_tier else None,
        level="actor" if words.code("level", level).slug == "actor" else "group",
        rumours=rumours or "rumoured" in wanted,
        undated=one_of("undated", undated, ("include", "exclude")) == "include",
    )


def known_since(claim: Relation | Observation, records: Records) -> date | None:
    """Return the day from which a claim is on record.

    The last day of the publication period of its earliest dated source; else of ``announced``;
    None when neither shows a date.
    """
    published = [
        source.published.last
        for source in map(records.source_by_id.__getitem__, claim.sources)
        if source.published
    ]
    if published:
        return min(published)
    return claim.announced.last if claim.announced else None


def judge(relation: Relation, scope: Scope, records: Records) -> Verdict:
    """Say whether a relation counts under a scope, and if not, why not.

    The reference reading of the rules, for one relation; O(relations) because successors are
    looked for. `kg.relations.table.select` gives the same verdicts for a whole table.
    """
    reasons: dict[Verdict, bool] = {
        "unknown-then": not _on_record(relation, scope, records),
        "inactive": not _holds(relation, scope, records),
        "rumoured": not scope.rumours and vocabulary().is_hearsay(relation.type, relation.status),
        "status": scope.statuses is not None and relation.status not in scope.statuses,
        "confidence": _is_below("confidence", relation.confidence, scope.min_confidence),
        "tier": scope.min_tier is not None
        and _is_below("tier", tier(relation, records), scope.min_tier),
        "undated": not scope.undated and relation.start is None,
    }
    return next((reason for reason, applies in reasons.items() if applies), "in")


def _on_record(relation: Relation, scope: Scope, records: Records) -> bool:
    if scope.known_at is None:
        return True
    since = known_since(relation, records)
    return since is not None and since <= scope.known_at


def _is_below(scheme: str, slug: str, least: str | None) -> bool:
    """Whether an entry of a ranked list ranks below the least one asked for."""
    ranks = vocabulary().codes[scheme]
    return least is not None and ranks[slug].rank < ranks[least].rank


def _holds(relation: Relation, scope: Scope, records: Records) -> bool:
    """Whether the relation is active on the as-of day, as far as its end was known."""
    if relation.start is not None and relation.start > scope.as_of:
        return False
    terminal = vocabulary().codes["status"][relation.status].is_true("terminal")
    if terminal and scope.known_at is not None and end_unknown(relation, scope.known_at, records):
        return True
    if relation.end is None:
        return not terminal
    return scope.as_of < relation.end


def end_unknown(relation: Relation, known_at: date, records: Records) -> bool:
    """Say whether the end of an ended relation was not yet on record; O(relations).

    So it is when its successors were not on record, or, for want of a successor, when the end
    came later.
    """
    successors = [other for other in records.relations if other.supersedes == relation.id]
    if successors:
        known = [known_since(other, records) for other in successors]
        return not any(day is not None and day <= known_at for day in known)
    return relation.end is not None and relation.end > known_at
