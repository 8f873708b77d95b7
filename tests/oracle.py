"""The rules of a scope read relation by relation: the oracle of the columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.records.evidence import tier
from kg.relations.hindsight import as_known
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from kg.records.model import Records, Relation
    from kg.relations.scope import Scope
    from kg.vocabulary.vocabulary import Code


_LAST: list[Any] = []


def judge(relation: Relation, scope: Scope, records: Records) -> str:
    """Return ``in`` for a relation that counts under a scope, else the first reason it does not."""
    if scope.known_at is not None:
        records = _as_known(records, scope.known_at)
        if relation.id not in records.relation_by_id:
            return "not_known_then"
        relation = records.relation_by_id[relation.id]
    reasons = (*_by_day(relation, scope), *_by_option(relation, scope, records))
    return next((reason for reason, applies in reasons if applies), "in")


def then(records: Records, scope: Scope) -> Records:
    """Return the records as a scope knows them."""
    return records if scope.known_at is None else _as_known(records, scope.known_at)


def _as_known(records: Records, day: date) -> Records:
    """Return the records as they stood on a day; those last asked about are kept."""
    if not _LAST or _LAST[0] is not records or _LAST[1] != day:
        _LAST[:] = [records, day, as_known(records, day)]
    known: Records = _LAST[2]
    return known


def first_day(relation: Relation, basis: str) -> date | None:
    """Return the first day a relation counts under a basis."""
    days = [day.first for day in (relation.announced, relation.valid_from) if day]
    return min(days, default=None) if basis == "announced" else relation.start


def _by_day(relation: Relation, scope: Scope) -> Iterator[tuple[str, bool]]:
    end, terminal = relation.end, _codes("status")[relation.status].is_true("terminal")
    yield "over", terminal if end is None else end <= scope.as_of
    announced, start = first_day(relation, "announced"), first_day(relation, scope.basis)
    yield "not_yet_announced", announced is not None and announced > scope.as_of
    yield "begins_later_excluded", start is not None and start > scope.as_of


def _by_option(relation: Relation, scope: Scope, records: Records) -> Iterator[tuple[str, bool]]:
    hearsay = vocabulary().is_hearsay(relation.type, relation.status)
    yield "rumoured", not scope.rumours and hearsay
    yield "other_status", scope.statuses is not None and relation.status not in scope.statuses
    yield "below_confidence", _is_below("confidence", relation.confidence, scope.min_confidence)
    yield "below_tier", _is_below("tier", tier(relation, records), scope.min_tier)
    yield "undated_excluded", not scope.undated and relation.start is None


def _is_below(scheme: str, slug: str, least: str | None) -> bool:
    """Say whether an entry of a ranked list ranks below the least one asked for."""
    return least is not None and _codes(scheme)[slug].rank < _codes(scheme)[least].rank


def between(relation: Relation, records: Records, scope: Scope) -> tuple[str, str]:
    """Return the actors that a relation stands between at the level of a scope."""
    if scope.level == "actor":
        return relation.subject, relation.object
    source, target = (_group(e, records, scope) for e in (relation.subject, relation.object))
    if relation.type in {"acquires", "owns"} and source != target:
        return source, relation.object
    return source, target


def _group(actor: str, records: Records, scope: Scope) -> str:
    """Return the group of an actor on the as-of day, as far as it was known, step by step."""
    row = records.actor_by_id[actor]
    if row.part_of is None:
        return actor
    day = scope.as_of if scope.known_at is None else min(scope.as_of, scope.known_at)
    if row.part_of_from and day < row.part_of_from.first:
        return actor
    if row.part_of_to and row.part_of_to.last < day:
        return actor
    return _group(row.part_of, records, scope)


def _codes(scheme: str) -> Mapping[str, Code]:
    return vocabulary().codes[scheme]


def kind_of(relation: Relation) -> str:
    """Return the kind of money of a relation's amount; a rate with its period."""
    amount = relation.amount
    assert amount is not None, f"{relation.id} has no amount"
    kind = vocabulary().money_kind(relation.type, relation.instrument, amount.period)
    return f"rate {amount.period}" if kind == "rate" else kind or "none"
