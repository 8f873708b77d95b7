"""Words for people: names, sums of money, counted types."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kg.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from kg.model import Amount, Records, Relation
    from kg.money import KnownAmount

_SCALES = ((12, "tn"), (9, "bn"), (6, "m"), (3, "k"))
_QUALIFIERS = {"up-to": "up to ", "about": "about ", "at-least": "at least "}


def number(value: Decimal | float) -> str:
    """Return a number in three or four digits with its scale.

    >>> number(250_000_000_000), number(1_450_000_000), number(640)
    ('250bn', '1.45bn', '640')
    """
    for power, unit in _SCALES:
        if abs(value) >= 10**power:
            scaled = float(value) / 10**power
            return f"{scaled:,.4g}{unit}" if scaled < 1000 else f"{scaled:,.0f}{unit}"
    return f"{float(value):,.10g}"


def amount(value: Amount) -> str:
    """Return an amount as a reader says it: ``up to USD 100bn per year``."""
    period = "" if value.period == "total" else f" {value.period.replace('-', ' ')}"
    stated = f"{value.currency} {number(value.value)}"
    return f"{_QUALIFIERS.get(value.qualifier or '', '')}{stated}{period}"


def known(value: KnownAmount) -> str:
    """Return a sum of known amounts with its bounds: ``commitment USD 250bn``."""
    kind = value.kind.replace("rate per-", "per ")
    if value.high is None:
        return f"{kind} {value.currency} {number(value.low)} or more"
    if value.low == value.high:
        return f"{kind} {value.currency} {number(value.low)}"
    if not value.low:
        return f"{kind} up to {value.currency} {number(value.high)}"
    return f"{kind} {value.currency} {number(value.low)}-{number(value.high)}"


def sentence(relation: Relation, records: Records) -> str:
    """Return a relation as a sentence: subject, verb phrase, object."""
    verb = vocabulary().relation_types[relation.type].labels["en"]
    subject, object_ = names(records, (relation.subject, relation.object))
    return f"{subject} {verb} {object_}"


def state(relation: Relation) -> str:
    """Return status, dates and amount of a relation."""
    parts = [] if relation.status == "announced" else [relation.status]
    if relation.announced or not parts:
        parts.append(f"announced {relation.announced or ''}".strip())
    if relation.valid_from and relation.valid_from != relation.announced:
        parts.append(f"from {relation.valid_from}")
    if relation.valid_to:
        parts.append(f"to {relation.valid_to}")
    if not (relation.announced or relation.valid_from):
        parts.append("undated")
    if relation.amount:
        parts.append(amount(relation.amount))
    return ", ".join(parts)


def names(records: Records, ids: Iterable[str]) -> list[str]:
    """Return the names of actors."""
    return [records.actor_by_id[actor].name for actor in ids]


def share(value: float | None) -> str:
    """Return a share in per cent; undefined stays undefined.

    >>> share(0.1), share(None)
    ('10%', 'undefined')
    """
    return "undefined" if value is None else f"{value:.0%}"


def labels(scheme: str, slugs: Iterable[str]) -> str:
    """Return the labels of entries of a closed list.

    >>> labels("market", ["ai-chips", "memory"])
    'AI chips, memory'
    """
    return ", ".join(vocabulary().code(scheme, slug).labels["en"] for slug in slugs)


def families(types: Iterable[str]) -> str:
    """Return the families of relation types with their numbers, in display order.

    >>> families(["partners-with", "invests-in", "lends-to"])
    'capital ×2, collaboration'
    """
    codes = vocabulary().codes["family"]
    found = Counter(vocabulary().relation_types[slug].family for slug in types)
    ordered = sorted(found.items(), key=lambda item: codes[item[0]].rank)
    return ", ".join(_times(codes[slug].labels["en"], count) for slug, count in ordered)


def counted(types: Iterable[str]) -> str:
    """Return relation types in words with their numbers, in display order.

    >>> counted(["partners-with", "invests-in", "invests-in"])
    'invests in ×2, partners with'
    """
    types_known = vocabulary().relation_types
    found = sorted(Counter(types).items(), key=lambda item: types_known[item[0]].rank)
    return ", ".join(_times(types_known[slug].labels["en"], count) for slug, count in found)


def _times(label: str, count: int) -> str:
    return label if count == 1 else f"{label} ×{count}"
