"""Rows that say the same twice, actors that may be one, and dates after the cut-off.

Each check is a pass over the records; nothing is changed or merged here.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kg.base.errors import Finding
from kg.records.repeats import repeats, successions
from kg.vocabulary.names import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from kg.records.model import Actor, Records, Source
    from kg.vocabulary.dates import PartialDate

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


def _warning(
    table: str, column: str, rule: str, message: str, remedy: str, subject: str
) -> Finding:
    return Finding(f"{table}.csv", 0, column, rule, message, remedy, subject, "warning")
