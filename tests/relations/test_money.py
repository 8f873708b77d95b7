"""Sums of money that keep apart what must not be mixed."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from builders import money, on, records, relation, source
from kg.relations import table as relations
from kg.relations.money import bounds, known_total, plain
from kg.relations.selection import select
from oracle import kind_of

if TYPE_CHECKING:
    from kg.records.model import Amount
    from kg.relations.money import KnownAmount


def cheque(tail: str, amount: Amount | None, **more: Any) -> Any:
    return relation("a", "invests-in", "b", tail, amount=amount, **more)


def known_amounts(rows: list[Any], **more: Any) -> tuple[KnownAmount, ...]:
    table = relations.table(records(rows, **more))
    return select(table, on()).known_amounts(range(len(rows)))


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
        ([cheque("1", money(5), deal="d"), cheque("2", money(7, qualifier="about"), deal="d")],
         [("USD", "equity", 12, 12)]),
        ([cheque("1", money(5), deal="d"), cheque("2", money(5), deal="d")],
         [("USD", "equity", 10, 10)]),
        ([cheque("1", money(5), deal="d"),
          relation("a", "acquires", "b", amount=money(7), deal="d")],
         [("USD", "equity", 7, 7)]),
        ([cheque("1", money(5), deal="d"), cheque("2", money(4, qualifier="about"), deal="d"),
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
    found = {(k.currency, k.kind, k.low, k.high) for k in known_amounts(rows)}
    assert found == set(sums)


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


def test_stages_and_what_begins_later_stand_apart() -> None:
    rows = [
        cheque("1", money(1), status="reported"),
        cheque("2", money(2), status="announced"),
        cheque("3", money(4), status="signed"),
        cheque("4", money(8), status="active"),
        cheque("5", money(16), status="completed"),
        cheque("6", money(32), status="ended"),
        cheque("7", money(64), status="signed", announced="2025", valid_from="2027"),
    ]
    found = {(k.stage, k.begins_later): k.high for k in known_amounts(rows)}
    assert found == {
        ("promised", False): 3,
        ("agreed", False): 12,
        ("paid", False): 16,
        ("dead", False): 32,
        ("agreed", True): 64,
    }


def test_about_survives_a_sum() -> None:
    rows = [cheque("1", money(5)), cheque("2", money(7, qualifier="about"))]
    assert [k.is_about for k in known_amounts(rows)] == [True]


SOURCES = (
    source("paper", "2025-03"),
    source("later", "2025-04"),
    source("filing", "2025-01", kind="filing"),
)


@pytest.mark.parametrize(
    ("first", "second", "counted"),
    [
        # The best tier counts, then the highest confidence, then the latest source, then the first.
        ({"sources": ("filing",)}, {"sources": ("later",), "confidence": "high"}, 5),
        ({}, {"confidence": "high"}, 7),
        ({}, {"sources": ("later",)}, 7),
        ({}, {}, 5),
        # These do not contradict each other, so both count.
        ({}, {"instrument": "convertible"}, 5),
        ({}, {"deal": "other"}, 12),
        ({"deal": None}, {"deal": None}, 12),
    ],
)
def test_rows_that_contradict_each_other_count_once(
    first: dict[str, Any], second: dict[str, Any], counted: int
) -> None:
    common = {"deal": "d", "sources": ("paper",), "status": "signed"}
    rows = [cheque("1", money(5), **common | first), cheque("2", money(7), **common | second)]
    found = {k.kind: k.high for k in known_amounts(rows, sources=SOURCES)}
    assert found["equity"] == counted


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
