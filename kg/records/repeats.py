"""Relations that may be one claim, that contradict each other, or that follow without saying so.

The one rule for all doors: `kg add` refuses such a row, `kg check --warnings` and a merger of two
graphs report it. Nothing is changed or joined here.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from kg.base.errors import Finding
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.records.model import Records, Relation
    from kg.vocabulary.dates import PartialDate

    Pair = tuple[Relation, Relation]

# What two rows of one type and pair may differ in to be two claims, where both state it.
_DISTINCTIVE = ("instrument", "capacity", "capacity_unit", "market", "beneficiary", "exclusive")


def repeats(records: Records) -> Iterator[Finding]:
    """Yield a warning for every relation that may say what an earlier one says; O(n log n)."""
    for first, second in repeated(records):
        stated = f" and {second.amount.value:f} {second.amount.currency}" if second.amount else ""
        message = f"says the same as {first.id}: type, parties{stated}, with dates that overlap"
        remedy = f"put the sources of both into one row (kg merge {second.id} {first.id}), or tell"
        remedy += f" them apart by date, {', '.join(_DISTINCTIVE[:-1])} or deal"
        yield _warning(second, "same-claim", message, remedy)


def repeated(records: Records) -> Iterator[Pair]:
    """Yield pairs of relations that may be one claim, in the order of their ids.

    Both have the same type, the same amount and dates that overlap. With an amount, parties are
    those of the group level and an unknown date overlaps any other: money counted twice is the
    worst. Without an amount the actors themselves are the same, and both dates are stated.
    """
    groups: dict[tuple[object, ...], list[Relation]] = defaultdict(list)
    for relation in records.relations:
        groups[_likeness(relation, records)].append(relation)
    for group in groups.values():
        for first, second in combinations(group, 2):
            if _overlap(first, second) and not are_apart(first, second):
                yield first, second


def successions(records: Records) -> Iterator[Finding]:
    """Yield a warning for every relation that seems to replace an earlier one without naming it."""
    for first, second in _same_ties(records.relations):
        older, newer = sorted((first, second), key=lambda r: (str(r.start or ""), r.id))
        message = _succession(older, newer)
        if message:
            remedy = f"name {older.id} in supersedes and give it a final status and an end,"
            yield _warning(newer, "succession", message, f"{remedy} or tell them apart by market")


def contradiction(first: Relation, second: Relation) -> str:
    """Return in what two relations of one pair and type disagree; empty when they do not."""
    if first.supersedes == second.id or second.supersedes == first.id:
        return "one supersedes the other, yet both are active"
    if _differ(first.market, second.market):
        return ""
    if {first.exclusive, second.exclusive} == {True, False}:
        return "one is exclusive, the other says it is not"
    return _two_amounts(first, second)


def are_apart(first: Relation, second: Relation) -> bool:
    """Say whether two relations of one type and pair state that they are two claims."""
    if first.supersedes == second.id or second.supersedes == first.id:
        return True
    # Two graphs call one deal by two names: it tells rows apart only where no amount is equal.
    columns = _DISTINCTIVE if first.amount else (*_DISTINCTIVE, "deal")
    return any(_differ(getattr(first, c), getattr(second, c)) for c in columns)


def _likeness(relation: Relation, records: Records) -> tuple[object, ...]:
    """Return what two relations share that may be one claim."""
    amount = relation.amount
    if amount is None:
        return relation.type, relation.subject, relation.object
    parties = [records.root.get(p, p) for p in (relation.subject, relation.object)]
    if vocabulary().relation_types[relation.type].symmetric:
        parties.sort()
    return relation.type, *parties, amount.value, amount.currency, amount.period


def _overlap(first: Relation, second: Relation) -> bool:
    """Say whether the dates on which two relations began may be one day."""
    date, later = _began(first), _began(second)
    if date is None or later is None:
        return first.amount is not None
    return date.first <= later.last and later.first <= date.last


def _began(relation: Relation) -> PartialDate | None:
    return relation.valid_from or relation.announced


def _differ(first: object, second: object) -> bool:
    """Say whether two cells are both filled and have nothing in common."""
    if isinstance(first, tuple) and isinstance(second, tuple):
        return bool(first and second) and set(first).isdisjoint(second)
    return first is not None and second is not None and first != second


def _two_amounts(first: Relation, second: Relation) -> str:
    """Return that two relations of one deal state two exact amounts of one kind of money."""
    a, b = first.amount, second.amount
    if not (a and b) or first.deal is None or first.deal != second.deal:
        return ""
    kinds = {vocabulary().money_kind(r.type, r.instrument, m.period)
             for r, m in ((first, a), (second, b))}  # fmt: skip
    alike = first.instrument == second.instrument and len(kinds) == 1
    exact = {a.qualifier, b.qualifier} <= {"exact", None}
    if alike and exact and a.currency == b.currency and a.value != b.value:
        return f"one deal with two amounts, {a.value:f} and {b.value:f} {a.currency}"
    return ""


def _same_ties(relations: Iterable[Relation]) -> Iterator[Pair]:
    """Yield pairs of relations of one type between the same two actors, unless one is hearsay."""
    ties: dict[tuple[str, str, str], list[Relation]] = defaultdict(list)
    for relation in relations:
        if not vocabulary().is_hearsay(relation.type, relation.status):
            ties[relation.type, relation.subject, relation.object].append(relation)
    for tie in ties.values():
        yield from combinations(tie, 2)


def _succession(older: Relation, newer: Relation) -> str:
    """Return why one relation seems to replace another; empty when it does not."""
    if newer.supersedes or older.supersedes == newer.id or _differ(older.market, newer.market):
        return ""
    terminal = vocabulary().where("status", "terminal")
    if older.status not in terminal and newer.status not in terminal:
        disagree = {older.exclusive, newer.exclusive} == {True, False}
        return f"{older.id} is in force too: {contradiction(older, newer)}" if disagree else ""
    return f"begins when {older.id} ends" if _touch(older.valid_to, _began(newer)) else ""


def _touch(end: PartialDate | None, beginning: PartialDate | None) -> bool:
    """Say whether an end and a beginning may be one day."""
    if end is None or beginning is None:
        return False
    return end.first <= beginning.last and beginning.first <= end.end


def _warning(relation: Relation, rule: str, message: str, remedy: str) -> Finding:
    return Finding("relations.csv", 0, "id", rule, message, remedy, relation.id, "warning")
