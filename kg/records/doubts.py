"""Rows in doubt: what may stand twice, contradicts or follows another row, or is dated late.

Each check is a pass over the records; nothing is changed or merged here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

from kg.base.errors import Finding
from kg.vocabulary.names import fold
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from kg.records.model import Actor, Records, Relation, Source
    from kg.vocabulary.dates import PartialDate

    Pair = tuple[Relation, Relation]

_LEGAL_FORMS = frozenset(
    [
        *("ab", "ag", "asa", "bv", "co", "company", "corp", "corporation", "gmbh", "inc"),
        *("incorporated", "kk", "limited", "llc", "lp", "ltd", "nv", "oyj", "plc", "pte", "pty"),
        *("sa", "sas", "se", "spa", "srl"),
    ]
)
_NOUNS = {
    "sources": ("same-page", "page"),
    "deals": ("same-deal", "deal"),
    "observations": ("same-figure", "figure"),
}
# What two rows of one type and pair may differ in to be two claims, where both state it.
_DISTINCTIVE = ("instrument", "capacity", "capacity_unit", "market", "beneficiary", "exclusive")
_DATES = {
    "sources": ("published",),
    "deals": ("announced",),
    "relations": ("announced",),
    "observations": ("announced",),
}


def copies(records: Records) -> Iterator[Finding]:
    """Yield rows whose every cell but the id stands in an earlier row of their table; O(n).

    Sources are left out: `same_pages` compares their addresses.
    """
    for table in ("actors", "deals", "relations", "observations"):
        first: dict[object, str] = {}
        for record in getattr(records, table):
            earlier = first.setdefault(replace(record, id=""), record.id)
            if earlier != record.id:
                message = f"it says the same as {earlier} under another id"
                remedy = "take one of the two out, or say what differs"
                yield Finding(f"{table}.csv", 0, "id", "same-row", message, remedy, record.id)


def doubts(records: Records) -> Iterator[Finding]:
    """Yield what deserves a look: rows that may stand twice, odd names, dates after the cut-off."""
    yield from doubled(records)
    yield from successions(records)
    yield from _other_names(records.actors)
    yield from _late(records)


def doubled(records: Records) -> Iterator[Finding]:
    """Yield a warning for every row that may say what an earlier one of its table says.

    The one rule for all doors: `kg add` refuses such a row, `kg check --warnings` and a merger of
    two graphs report it.
    """
    yield from namesakes(records.actors)
    yield from same_pages(records.sources)
    yield from _same("deals", "name", records.deals, lambda d: (fold(d.name), d.announced))
    yield from _same("observations", "value", records.observations, lambda o: (
        o.actor, o.metric, o.as_of, o.period_start, o.value))  # fmt: skip
    yield from repeats(records)


def namesakes(actors: Iterable[Actor]) -> Iterator[Finding]:
    """Yield a warning for every actor that may be one with an earlier one; O(n).

    Two actors may be one when they share a Wikidata id, a ticker, or a name without regard to
    case, accents, punctuation and legal form. A unit may have the name of its own parent.
    """
    ordered = sorted(actors, key=lambda actor: actor.id)
    by_id = {actor.id: actor for actor in ordered}
    for column, keys in _MARKS.items():
        first: dict[str, str] = {}
        for actor in ordered:
            for key in keys(actor):
                earlier = first.setdefault(key, actor.id)
                is_kin = column == "name" and _is_kin(actor, by_id[earlier])
                if earlier != actor.id and not is_kin:
                    message = f"may be the same actor as {earlier}: both have the {column} {key!r}"
                    remedy = f"{_merge(actor.id, earlier)}, or tell them apart"
                    yield _warning("actors", column, "same-actor", message, remedy, actor.id)
                    break


def same_pages(sources: Iterable[Source]) -> Iterator[Finding]:
    """Yield a warning for every source whose address an earlier one has; O(n log n)."""
    yield from _same("sources", "url", sources, lambda source: source.url)


def _same(
    table: str, column: str, records: Iterable[Any], key: Callable[[Any], object]
) -> Iterator[Finding]:
    """Yield a warning for every record of a table whose key an earlier one has."""
    rule, noun = _NOUNS[table]
    first: dict[object, str] = {}
    for record in sorted(records, key=lambda record: record.id):
        earlier = first.setdefault(key(record), record.id)
        if earlier != record.id:
            message, remedy = f"is the same {noun} as {earlier}", _merge(record.id, earlier)
            yield _warning(table, column, rule, message, remedy, record.id)


def _merge(old: str, new: str) -> str:
    return f"keep one of the two ids in all tables (kg merge {old} {new})"


def name_key(name: str) -> str:
    """Return a name without case, accents, spaces, punctuation and legal form.

    >>> name_key("OpenAI, Inc."), name_key("Mistral  A.I. S.A."), name_key("Co")
    ('openai', 'mistralai', 'co')
    """
    words = re.findall(r"\w+", fold(name).replace(".", ""))
    while len(words) > 1 and words[-1] in _LEGAL_FORMS:
        words.pop()
    return "".join(words)


def _stated(text: str | None) -> tuple[str, ...]:
    return (text,) if text else ()


def _name_keys(actor: Actor) -> tuple[str, ...]:
    keys = map(name_key, (actor.name, *actor.alt_names))
    return tuple(dict.fromkeys(key for key in keys if key))


_MARKS: Mapping[str, Callable[[Actor], tuple[str, ...]]] = {
    "wikidata": lambda actor: _stated(actor.wikidata),
    "ticker": lambda actor: _stated(actor.ticker),
    "name": _name_keys,
}


def _is_kin(actor: Actor, other: Actor) -> bool:
    return actor.id == other.part_of or other.id == actor.part_of


def _other_names(actors: Iterable[Actor]) -> Iterator[Finding]:
    """Yield actors with two names that differ in case alone."""
    for actor in actors:
        names = {actor.name.casefold(): actor.name}
        for name in actor.alt_names:
            earlier = names.get(name.casefold())
            names.setdefault(name.casefold(), name)
            if earlier:
                message = f"the other name {name!r} repeats {earlier!r}"
                remedy = "take it out: searches pay no attention to case"
                yield _warning("actors", "alt_names", "same-name", message, remedy, actor.id)


def _late(records: Records) -> Iterator[Finding]:
    """Yield rows that were made public after the day up to which the data was compiled."""
    for table, columns in _DATES.items():
        for record in getattr(records, table):
            for column in columns:
                day: PartialDate | None = getattr(record, column)
                if day and day.first > records.cutoff:
                    message = f"{column} {day} is after the cut-off {records.cutoff}"
                    remedy = "correct the date, or move al:cutoff in dataset.ttl"
                    yield _warning(table, column, "after-cutoff", message, remedy, record.id)


def repeats(records: Records) -> Iterator[Finding]:
    """Yield a warning for every relation that may say what an earlier one says; O(n log n)."""
    for first, second in repeated(records):
        stated = f" and {second.amount.value:f} {second.amount.currency}" if second.amount else ""
        message = f"says the same as {first.id}: type, parties{stated}, with dates that overlap"
        remedy = f"put the sources of both into one row (kg merge {second.id} {first.id}), or tell"
        remedy += f" them apart by date, {', '.join(_DISTINCTIVE[:-1])} or deal"
        yield _warning("relations", "id", "same-claim", message, remedy, second.id)


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
            remedy += " or tell them apart by market"
            yield _warning("relations", "id", "succession", message, remedy, newer.id)


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


def _warning(
    table: str, column: str, rule: str, message: str, remedy: str, subject: str
) -> Finding:
    return Finding(f"{table}.csv", 0, column, rule, message, remedy, subject, "warning")
