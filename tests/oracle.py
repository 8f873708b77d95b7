"""The rules of a scope read relation by relation: the oracle of the columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from kg.records.evidence import end_unknown, known_since, tier
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from kg.records.model import Records, Relation
    from kg.relations.scope import Scope

Verdict = Literal[
    "in", "inactive", "unknown-then", "rumoured", "status", "confidence", "tier", "undated"
]


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


def between(relation: Relation, records: Records, scope: Scope) -> tuple[str, str]:
    """Return the actors that a relation stands between at the level of a scope."""
    if scope.level == "actor":
        return relation.subject, relation.object
    source, target = (_group(e, records, scope) for e in (relation.subject, relation.object))
    if relation.type in {"acquires", "owns"} and source != target:
        return source, relation.object
    return source, target


def _group(actor: str, records: Records, scope: Scope) -> str:
    """Return the group of an actor on the as-of day, step by step."""
    row = records.actor_by_id[actor]
    if row.part_of is None:
        return actor
    if row.part_of_from and scope.as_of < row.part_of_from.first:
        return actor
    if row.part_of_to and row.part_of_to.last < scope.as_of:
        return actor
    return _group(row.part_of, records, scope)
