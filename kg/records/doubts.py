"""Rows that say the same twice, actors that may be one, and dates after the cut-off.

Each check is a pass over the records; nothing is changed or merged here.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kg.base.errors import Finding
from kg.vocabulary.names import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from kg.records.model import Actor, Records, Source

_LEGAL_FORMS = frozenset(
    [
        *("ab", "ag", "asa", "bv", "co", "company", "corp", "corporation", "gmbh", "inc"),
        *("incorporated", "kk", "limited", "llc", "lp", "ltd", "nv", "oyj", "plc", "pte", "pty"),
        *("sa", "sas", "se", "spa", "srl"),
    ]
)
_DATES = {
    "sources": ("published",),
    "deals": ("announced",),
    "relations": ("announced",),
    "observations": ("announced",),
}


def copies(records: Records) -> Iterator[Finding]:
    """Yield rows whose every cell but the id stands in an earlier row of their table; O(n).

    Sources are left out: two rows of one page are told by their address.
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
    """Yield what deserves a look: possible duplicates among actors, and dates after the cut-off."""
    yield from namesakes(records.actors)
    yield from _late(records)


def namesakes(actors: Iterable[Actor]) -> Iterator[Finding]:
    """Yield a warning for every actor that may be one with an earlier one; O(n).

    So it is when they share a Wikidata id, a ticker, or a name without regard to case, accents,
    punctuation and legal form; units are told apart from their own parents by no name.
    """
    ordered = sorted(actors, key=lambda actor: actor.id)
    known = {actor.id: actor for actor in ordered}
    for column, keys in _MARKS.items():
        first: dict[str, str] = {}
        for actor in ordered:
            for key in keys(actor):
                other = first.setdefault(key, actor.id)
                if other != actor.id and not (column == "name" and _is_kin(actor, known[other])):
                    message = f"may be the same actor as {other}: both have the {column} {key!r}"
                    remedy = "keep one of the two ids in all tables, or tell them apart"
                    yield _warning("actors", column, "same-actor", message, remedy, actor.id)
                    break


def same_pages(sources: Iterable[Source]) -> Iterator[Finding]:
    """Yield a warning for every source whose address an earlier one has; O(n log n)."""
    first: dict[str, str] = {}
    for source in sorted(sources, key=lambda source: source.id):
        other = first.setdefault(source.url, source.id)
        if other != source.id:
            message, remedy = (
                f"is the same page as {other}",
                "keep one of the two ids in all tables",
            )
            yield _warning("sources", "url", "same-page", message, remedy, source.id)


def name_key(name: str) -> str:
    """Return a name without case, accents, spaces, punctuation and legal form.

    >>> name_key("OpenAI, Inc."), name_key("Mistral  A.I. S.A."), name_key("Co")
    ('openai', 'mistralai', 'co')
    """
    words = re.findall(r"\w+", fold(name).replace(".", ""))
    while len(words) > 1 and words[-1] in _LEGAL_FORMS:
        words.pop()
    return "".join(words)


def _given(text: str | None) -> tuple[str, ...]:
    return (text,) if text else ()


def _name_keys(actor: Actor) -> tuple[str, ...]:
    keys = map(name_key, (actor.name, *actor.alt_names))
    return tuple(dict.fromkeys(key for key in keys if key))


_MARKS: Mapping[str, Callable[[Actor], tuple[str, ...]]] = {
    "wikidata": lambda actor: _given(actor.wikidata),
    "ticker": lambda actor: _given(actor.ticker),
    "name": _name_keys,
}


def _is_kin(one: Actor, other: Actor) -> bool:
    return one.id == other.part_of or other.id == one.part_of


def _late(records: Records) -> Iterator[Finding]:
    """Yield rows that were made public after the day up to which the data was compiled."""
    for table, columns in _DATES.items():
        for record in getattr(records, table):
            for column in columns:
                said = getattr(record, column)
                if said and said.first > records.cutoff:
                    message = f"{column} {said} is after the cut-off {records.cutoff}"
                    remedy = "correct the date, or move al:cutoff in dataset.ttl"
                    yield _warning(table, column, "after-cutoff", message, remedy, record.id)


def _warning(table: str, column: str, *said: Any) -> Finding:
    rule, message, remedy, subject = said
    return Finding(f"{table}.csv", 0, column, rule, message, remedy, subject, "warning")
