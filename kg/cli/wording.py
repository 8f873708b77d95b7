"""Words for people: names, sums of money, counted types."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kg.cli.console import Phrase, language, say
from kg.vocabulary.catalogue import catalogue
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from kg.records.model import Amount, Records, Relation
    from kg.relations.money import KnownAmount

_QUALIFIED = {"up-to", "about", "at-least"}


def number(value: Decimal | float) -> str:
    """Return a number in three or four digits with its scale.

    >>> number(250_000_000_000), number(1_450_000_000), number(640)
    ('250bn', '1.45bn', '640')
    """
    return catalogue(language()).scaled(float(value))


def percent(value: float, digits: int = 0) -> str:
    """Return a share in per cent.

    >>> percent(0.125, 1)
    '12.5%'
    """
    return catalogue(language()).percent(value, digits)


def money(currency: str, written: str) -> str:
    """Return a sum with its currency: ``USD 250bn``."""
    return catalogue(language()).money(currency, written)


def amount(value: Amount) -> str:
    """Return an amount as a reader says it: ``up to USD 100bn per year``."""
    words: list[str] = [money(value.currency, number(value.value))]
    if value.qualifier in _QUALIFIED:
        words.insert(0, labels("qualifier", (value.qualifier,)))
    if value.period != "total":
        words.append(labels("period", (value.period,)))
    return " ".join(words)


def kind(slug: str) -> str:
    """Return a kind of money; a rate by its period: ``per year``."""
    name, _, period = slug.partition(" ")
    return labels("period", (period,)) if period else labels("money-kind", (name,))


def known(value: KnownAmount) -> str:
    """Return a sum of known amounts with its bounds: ``commitment USD 250bn``."""
    return f"{kind(value.kind)} {bounded(value)}"


def bounded(value: KnownAmount) -> str:
    """Return a sum of known amounts with its bounds and without its kind."""
    low = money(value.currency, number(value.low))
    if value.high is None:
        return say("range.or-more", low=low)
    if value.low == value.high:
        return low
    if not value.low:
        return say("range.up-to", high=money(value.currency, number(value.high)))
    return money(value.currency, f"{number(value.low)}-{number(value.high)}")


def sentence(relation: Relation, records: Records) -> str:
    """Return a relation as a sentence: subject, verb phrase, object."""
    verb = vocabulary().relation_types[relation.type].labels[language()]
    subject, object_ = names(records, (relation.subject, relation.object))
    return f"{subject} {verb} {object_}"


def state(relation: Relation, ended_later: bool = False) -> str:
    """Return status, dates and amount of a relation; of one that ended later, not its status."""
    status = say("relation.in-force-then") if ended_later else labels("status", (relation.status,))
    parts: list[str] = [] if relation.status == "announced" else [status]
    if relation.announced:
        parts.append(say("relation.announced", day=relation.announced))
    elif not parts:
        parts.append(status)
    if relation.valid_from and relation.valid_from != relation.announced:
        parts.append(say("relation.from", day=relation.valid_from))
    if relation.valid_to:
        parts.append(say("relation.to", day=relation.valid_to))
    if not (relation.announced or relation.valid_from):
        parts.append(say("word.undated"))
    if relation.amount:
        parts.append(amount(relation.amount))
    return ", ".join(parts)


def names(records: Records, ids: Iterable[str]) -> list[str]:
    """Return the names of actors."""
    return [records.actor_by_id[actor].name for actor in ids]


def pair(records: Records, a: str, b: str) -> str:
    """Return the names of two actors: ``A and B``."""
    first, second = names(records, (a, b))
    return say("word.and", a=first, b=second)


def share(value: float | None) -> str:
    """Return a share in per cent; undefined stays undefined.

    >>> share(0.1), share(None)
    ('10%', 'undefined')
    """
    return say("word.undefined") if value is None else percent(value)


def labels(scheme: str, slugs: Iterable[str]) -> Phrase:
    """Return the labels of entries of a closed list.

    >>> labels("market", ["ai-chips", "memory"])
    'AI chips, memory'
    """
    return Phrase(", ".join(vocabulary().code(scheme, slug).labels[language()] for slug in slugs))


def families(types: Iterable[str]) -> str:
    """Return the families of relation types with their numbers, in display order.

    >>> families(["partners-with", "invests-in", "lends-to"])
    'capital ×2, collaboration'
    """
    codes = vocabulary().codes["family"]
    counts = Counter(vocabulary().relation_types[slug].family for slug in types)
    ordered = sorted(counts.items(), key=lambda item: codes[item[0]].rank)
    return ", ".join(_times(codes[slug].labels[language()], count) for slug, count in ordered)


def counted(types: Iterable[str]) -> str:
    """Return relation types in words with their numbers, in display order.

    >>> counted(["partners-with", "invests-in", "invests-in"])
    'invests in ×2, partners with'
    """
    entries = vocabulary().relation_types
    ordered = sorted(Counter(types).items(), key=lambda item: entries[item[0]].rank)
    return ", ".join(_times(entries[slug].labels[language()], count) for slug, count in ordered)


def _times(label: str, count: int) -> str:
    return label if count == 1 else f"{label} ×{count}"
