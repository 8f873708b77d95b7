"""Sums of money that keep apart what must not be mixed."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from builders import money, relation
from kg.relations.money import bounds, kind_of, known_amounts, known_total, plain

if TYPE_CHECKING:
    from kg.records.model import Amount


def cheque(tail: str, amount: Amount | None, **more: Any) -> Any:
    return relation("a", "invests-in", "b", tail, amount=amount, **more)


@pytest.mark.parametrize(
    ("qualifier", "low", "high"),
    [
        (None, 7, 7),
        ("exact", 7, 7),
        ("about", 7, 7),
        ("up-to", 0, 7),
        ("at-least", 7, None),
    ],
)
def test_bounds(qualifier: str | None, low: int, high: int | None) -> None:
    assert bounds(money(7, qualifier=qualifier)) == (low, high)


@pytest.mark.parametrize(
    ("rows", "sums"),
    [
        ([], []),
        ([cheque("1", None)], []),
        ([cheque("1", money(0))], [("USD", "equity", 0, 0)]),
        ([cheque("1", money(5)), cheque("2", money(7))], [("USD", "equity", 12, 12)]),
        ([cheque("1", money(5)), cheque("2", None)], [("USD", "equity", 5, 5)]),
        ([cheque("1", money(5)), cheque("2", money(7, qualifier="up-to"))],
         [("USD", "equity", 5, 12)]),
        ([cheque("1", money(5)), cheque("2", money(7, qualifier="at-least"))],
         [("USD", "equity", 12, None)]),
        # Currencies and kinds are kept apart, sorted.
        ([cheque("1", money(5)), cheque("2", money(7, "EUR"))],
         [("EUR", "equity", 7, 7), ("USD", "equity", 5, 5)]),
        ([cheque("1", money(5), instrument="warrant"), cheque("2", money(7))],
         [("USD", "contingent", 5, 5), ("USD", "equity", 7, 7)]),
        ([cheque("1", money(5), instrument="convertible"), cheque("2", money(7))],
         [("USD", "debt", 5, 5), ("USD", "equity", 7, 7)]),
        # Rates by period.
        ([cheque("1", money(5, period="per-year")), cheque("2", money(7, period="per-month"))],
         [("USD", "rate per-month", 7, 7), ("USD", "rate per-year", 5, 5)]),
        # Rows of one deal and type are tranches; of two types, the deal told from two sides.
        ([cheque("1", money(5), deal="d"), cheque("2", money(7), deal="d")],
         [("USD", "equity", 12, 12)]),
        ([cheque("1", money(5), deal="d"),
          relation("a", "acquires", "b", amount=money(7), deal="d")],
         [("USD", "equity", 7, 7)]),
        ([cheque("1", money(5), deal="d"), cheque("2", money(4), deal="d"),
          relation("a", "acquires", "b", amount=money(7), deal="d")],
         [("USD", "equity", 9, 9)]),
        ([cheque("1", money(5), deal="d"), cheque("2", money(7), deal="e")],
         [("USD", "equity", 12, 12)]),
        ([cheque("1", money(5), deal="d"), cheque("2", money(7)), cheque("3", money(1))],
         [("USD", "equity", 13, 13)]),
        ([cheque("1", money(5), deal="d"), cheque("2", money(7, "EUR"), deal="d")],
         [("EUR", "equity", 7, 7), ("USD", "equity", 5, 5)]),
    ],
)  # fmt: skip
def test_known_amounts(rows: list[Any], sums: list[tuple[Any, ...]]) -> None:
    found = known_amounts(rows)
    assert [(k.currency, k.kind, k.low, k.high) for k in found] == sums


@pytest.mark.parametrize(
    ("rows", "total"),
    [
        ([], None),
        ([cheque("1", None)], None),
        ([cheque("1", money(5, "EUR"))], None),
        ([cheque("1", money(5, period="per-year"))], None),
        ([cheque("1", money(0))], 0),
        ([cheque("1", money(5)), cheque("2", money(7, "EUR"))], 5),
        ([cheque("1", money(5, qualifier="up-to")), cheque("2", money(7))], 12),
        ([cheque("1", money(5), deal="d"), cheque("2", money(7), deal="d")], 12),
        # A rate of the same deal does not hide its total.
        ([cheque("1", money(9, period="per-year"), deal="d"), cheque("2", money(7), deal="d")], 7),
    ],
)
def test_known_total(rows: list[Any], total: int | None) -> None:
    assert known_total(rows) == total


def test_sums_are_exact() -> None:
    rows = [cheque(str(n), money("0.1")) for n in range(3)]
    assert known_total(rows) == Decimal("0.3")
    assert known_amounts(rows)[0].low == Decimal("0.3")


@pytest.mark.parametrize(
    ("type_", "more", "kind"),
    [
        ("invests-in", {}, "equity"),
        ("guarantees", {}, "contingent"),
        ("supplies-cloud-to", {}, "commitment"),
        ("litigates-against", {}, "disputed"),
        ("invests-in", {"instrument": "loan"}, "debt"),
    ],
)
def test_kinds(type_: str, more: dict[str, str], kind: str) -> None:
    assert kind_of(relation("a", type_, "b", amount=money(1), **more)) == kind


@pytest.mark.parametrize(("value", "number"), [("4500", 4500), ("0.5", 0.5), ("0", 0), ("-3", -3)])
def test_numbers_for_json(value: str, number: float) -> None:
    found = plain(Decimal(value))
    assert found == number
    assert type(found) is type(number)
