"""Words for people: names, sums of money, counted types."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kg.cli.console import Said, figure, language, say
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from kg.records.model import Amount, Records, Relation
    from kg.relations.money import KnownAmount

_SCALES = {
    "en": ((12, "tn"), (9, "bn"), (6, "m"), (3, "k")),
    "fr": ((9, "\N{NO-BREAK SPACE}Md"), (6, "\N{NO-BREAK SPACE}M"), (3, "\N{NO-BREAK SPACE}k")),
}
_QUALIFIED = {"up-to", "about", "at-least"}


def number(value: Decimal | float) -> str:
    """Return a number in three or four digits with its scale.

    >>> number(250_000_000_000), number(1_450_000_000), number(640)
    ('250bn', '1.45bn', '640')
    """
    for power, unit in _SCALES[language()]:
        if abs(value) >= 10**power:
            scaled = float(value) / 10**power
            return figure(f"{scaled:,.4g}" if scaled < 1000 else f"{scaled:,.0f}") + unit
    return figure(f"{float(value):,.10g}")


def percent(value: float, digits: int = 0) -> str:
    """Return a share in per cent.

    >>> percent(0.125, 1)
    '12.5%'
    """
    written = figure(f"{value:.{digits}%}")
    return written if language() == "en" else written.replace("%", "\N{NO-BREAK SPACE}%")


def money(currency: str, written: str) -> str:
    """Return a sum with its currency: ``USD 250bn``, and ``250 Md USD`` in French."""
    return f"{currency} {written}" if language() == "en" else f"{written} {currency}"


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
        return say("{low} or more", low=low)
    if value.low == value.high:
        return low
    if not value.low:
        return say("up to {high}", high=money(value.currency, number(value.high)))
    return money(value.currency, f"{number(value.low)}-{number(value.high)}")


def sentence(relation: Relation, records: Records) -> str:
    """Return a relation as a sentence: subject, verb phrase, object."""
    verb = vocabulary().relation_types[relation.type].labels[language()]
    subject, object_ = names(records, (relation.subject, relation.object))
    return f"{subject} {verb} {object_}"


def state(relation: Relation, ended_later: bool = False) -> str:
    """Return status, dates and amount of a relation; of one that ended later, not its status."""
    status = say("in force then") if ended_later else labels("status", (relation.status,))
    parts: list[str] = [] if relation.status == "announced" else [status]
    if relation.announced:
        parts.append(say("announced {day}", day=relation.announced))
    elif not parts:
        parts.append(status)
    if relation.valid_from and relation.valid_from != relation.announced:
        parts.append(say("from {day}", day=relation.valid_from))
    if relation.valid_to:
        parts.append(say("to {day}", day=relation.valid_to))
    if not (relation.announced or relation.valid_from):
        parts.append(say("undated"))
    if relation.amount:
        parts.append(amount(relation.amount))
    return ", ".join(parts)


def names(records: Records, ids: Iterable[str]) -> list[str]:
    """Return the names of actors."""
    return [records.actor_by_id[actor].name for actor in ids]


def pair(records: Records, a: str, b: str) -> str:
    """Return the names of two actors: ``A and B``."""
    one, other = names(records, (a, b))
    return say("{a} and {b}", a=one, b=other)


def share(value: float | None) -> str:
    """Return a share in per cent; undefined stays undefined.

    >>> share(0.1), share(None)
    ('10%', 'undefined')
    """
    return say("undefined") if value is None else percent(value)


def labels(scheme: str, slugs: Iterable[str]) -> Said:
    """Return the labels of entries of a closed list.

    >>> labels("market", ["ai-chips", "memory"])
    'AI chips, memory'
    """
    return Said(", ".join(vocabulary().code(scheme, slug).labels[language()] for slug in slugs))


def families(types: Iterable[str]) -> str:
    """Return the families of relation types with their numbers, in display order.

    >>> families(["partners-with", "invests-in", "lends-to"])
    'capital ×2, collaboration'
    """
    codes = vocabulary().codes["family"]
    found = Counter(vocabulary().relation_types[slug].family for slug in types)
    ordered = sorted(found.items(), key=lambda item: codes[item[0]].rank)
    return ", ".join(_times(codes[slug].labels[language()], count) for slug, count in ordered)


def counted(types: Iterable[str]) -> str:
    """Return relation types in words with their numbers, in display order.

    >>> counted(["partners-with", "invests-in", "invests-in"])
    'invests in ×2, partners with'
    """
    types_known = vocabulary().relation_types
    found = sorted(Counter(types).items(), key=lambda item: types_known[item[0]].rank)
    return ", ".join(_times(types_known[slug].labels[language()], count) for slug, count in found)


def _times(label: str, count: int) -> str:
    return label if count == 1 else f"{label} ×{count}"
