"""Sums of money that keep apart what must not be mixed.

Amounts are summed per currency and kind of money, never converted. What a source calls "up to" is
an upper bound, "at least" a lower bound; an unknown amount is no zero. Rows of different types of
one deal between the same parties tell the same money from several sides: the deal counts once.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.records.model import Amount, Relation


_LARGE = Decimal(10) ** 10


@dataclass(frozen=True, slots=True)
class KnownAmount:
    """A sum of known amounts of one currency, kind of money and stage.

    Attributes
    ----------
    currency, kind : str
        A kind that is a rate names its period: ``rate per-year``.
    low, high : Decimal, Decimal or None
        Bounds of the sum; ``high`` is None when a part is only a lower bound.
    stage : str
        Stage of the statuses: ``promised``, ``agreed``, ``paid``, ``dead`` or ``talked``. What is
        of different stages is never added up.
    begins_later : bool
        Whether the relations begin after the day asked about.
    is_about : bool
        Whether a source gives a part as a rough figure.
    """

    currency: str
    kind: str
    low: Decimal
    high: Decimal | None
    stage: str = ""
    begins_later: bool = False
    is_about: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values; amounts as numbers."""
        return {
            "currency": self.currency,
            "kind": self.kind,
            "low": plain(self.low),
            "high": None if self.high is None else plain(self.high),
            "about": self.is_about,
            "stage": self.stage,
            "begins_later": self.begins_later,
        }

    @property
    def is_large(self) -> bool:
        """Whether the sum may reach ten billion in its currency."""
        return (self.high or self.low) >= _LARGE


def bounds(amount: Amount) -> tuple[Decimal, Decimal | None]:
    """Return the least and the greatest value an amount can have; None for no upper bound.

    Examples
    --------
    >>> from decimal import Decimal
    >>> from kg.records.model import Amount
    >>> bounds(Amount(Decimal(100), "USD", "up-to"))
    (Decimal('0'), Decimal('100'))
    """
    if amount.qualifier == "up-to":
        return amount.value * 0, amount.value
    if amount.qualifier == "at-least":
        return amount.value, None
    return amount.value, amount.value


def known_total(relations: Iterable[Relation], currency: str = "USD") -> Decimal | None:
    """Return the sum of the stated totals in a currency; None when there is none.

    Rates are left out. An amount counts as stated, whatever its qualifier.
    """
    stated = [
        relation
        for relation in relations
        if relation.amount
        and relation.amount.currency == currency
        and relation.amount.period == "total"
    ]
    if not stated:
        return None
    values = [amount.value for amount in largest_per_deal(stated)]
    return sum(values[1:], values[0])


def largest_per_deal(relations: Iterable[Relation]) -> list[Amount]:
    """Return the amounts of some relations between two parties, of each deal only one side.

    Rows of one deal and one type are its tranches, and all of them count. Rows of different types
    (a stake and a guarantee, a lease and a supply) tell the same deal from several sides: the type
    that comes to most counts, the others do not.
    """
    sides: dict[str, dict[str, list[Amount]]] = {}
    for relation in relations:
        amount = relation.amount
        assert amount is not None, f"{relation.id} has no amount"
        key = f"deal {relation.deal}" if relation.deal else f"relation {relation.id}"
        sides.setdefault(key, {}).setdefault(relation.type, []).append(amount)
    return [
        amount
        for by_type in sides.values()
        for amount in max(by_type.values(), key=lambda side: sum(a.value for a in side))
    ]


def plain(value: Decimal) -> int | float:
    """Return a decimal as a JSON number: an integer where it is one.

    >>> from decimal import Decimal
    >>> plain(Decimal("4500")), plain(Decimal("0.5"))
    (4500, 0.5)
    """
    return int(value) if value == value.to_integral_value() else float(value)
