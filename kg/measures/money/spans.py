"""What is known of the money of some relations together: at least, as stated, at most."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kg.relations.money import bounds, known_total, largest_per_deal

if TYPE_CHECKING:
    from collections.abc import Collection

    from kg.records.model import Relation

_CURRENCY = "USD"


@dataclass(frozen=True, slots=True)
class Span:
    """The sum of the totals in USD of some relations between the same parties.

    Attributes
    ----------
    low : Decimal
        What it comes to at least: unknown amounts and "up to" may come to nothing.
    stated : Decimal or None
        Sum of the stated amounts, whatever their qualifier; None when none is stated.
    high : Decimal or None
        What it comes to at most; None when a part is unknown or only a lower bound.
    """

    low: Decimal
    stated: Decimal | None
    high: Decimal | None


def span(relations: Collection[Relation]) -> Span:
    """Return what is known of the money of some relations between the same parties.

    Each deal counts once, by its largest row, as everywhere. Rates and other currencies count as
    unknown: nothing is converted. No relations come to 0.
    """
    totals = [relation for relation in relations if _is_total(relation)]
    deals = {relation.deal for relation in totals if relation.deal}
    is_open = any(not _is_total(r) and r.deal not in deals for r in relations)
    pairs = [bounds(amount) for amount in largest_per_deal(totals)]
    highs = [high for _, high in pairs if high is not None]
    return Span(
        low=sum((low for low, _ in pairs), Decimal(0)),
        stated=known_total(relations, _CURRENCY) if relations else Decimal(0),
        high=None if is_open or len(highs) < len(pairs) else sum(highs, Decimal(0)),
    )


def _is_total(relation: Relation) -> bool:
    amount = relation.amount
    return amount is not None and amount.currency == _CURRENCY and amount.period == "total"
