"""Circularity: the vector as relations, bounds under unknown amounts, the robust core."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from builders import money, on, records, relation
from kg.measures.money.circularity import circularity
from kg.networks.circulation import largest_circulation
from kg.relations import table as relations
from kg.relations.selection import select

if TYPE_CHECKING:
    from kg.graph.graph import Graph
    from kg.measures.money.circularity import Circularity
    from kg.records.model import Relation

VECTOR = [
    relation("nvidia", "invests-in", "openai", amount=money(100), status="announced"),
    relation("oracle", "supplies-cloud-to", "openai", amount=money(300)),
    relation("nvidia", "supplies-chips-to", "oracle", amount=money(40)),
    relation("microsoft", "invests-in", "openai", amount=money(13)),
    relation("microsoft", "supplies-cloud-to", "openai", amount=money(250)),
]


def ask(found: list[Relation]) -> tuple[Circularity, Circularity]:
    return circularity(select(relations.table(records(found)), on()))


def pair(there: dict[str, Any], back: dict[str, Any]) -> list[Relation]:
    """Return financing from a to b and a purchase of b from a."""
    return [
        relation("a", "invests-in", "b", **there),
        relation("a", "supplies-chips-to", "b", **back),
    ]


def test_vector() -> None:
    every, firm = ask(VECTOR)
    assert (every.stated.circulating, every.stated.total) == (146, 703)
    assert round(every.stated.index or 0, 4) == 0.2077
    assert every.index_bounds == (146 / 703, 146 / 703)
    assert [(flow.actors, flow.amount) for flow in every.flows] == [
        (("nvidia", "openai", "oracle"), 40),
        (("microsoft", "openai"), 13),
    ]
    # Without the announced cheque only Microsoft's loop is left.
    assert (firm.stated.circulating, firm.stated.total) == (26, 603)


def test_row_by_hand() -> None:
    every, _ = ask(pair({"amount": money(10), "status": "signed"}, {"amount": money(4)}))
    row = every.to_dict()
    assert row["stated"] == {"circulating_usd": 8, "total_usd": 14, "index": 8 / 14}
    assert row["low"] == row["high"] == row["stated"]
    assert (row["arcs"], row["arcs_without_amount"]) == (2, 0)
    assert row["statuses"] == {"active": 1, "signed": 1}
    assert row["relations"] == ["a--invests-in--b", "a--supplies-chips-to--b"]
    assert row["flows"] == [
        {
            "core": "all",
            "actors": ["a", "b"],
            "amount_usd": 4,
            "circular_financing": True,
            "relations": row["relations"],
            "statuses": ["active", "signed"],
        }
    ]


@pytest.mark.parametrize(
    ("there", "back", "low", "stated", "high", "index"),
    [
        (money(10, qualifier="up-to"), money(4), (0, 4), (8, 14), (8, 14), (0, 1)),
        (money(10, qualifier="at-least"), money(4), (8, 14), (8, 14), (8, None), (None, 8 / 14)),
        (None, money(4), (0, 4), (0, 4), (8, None), (None, 1)),
        (None, None, (0, 0), (0, 0), (None, None), (None, None)),
        (money(10, "EUR"), money(4), (0, 4), (0, 4), (8, None), (None, 1)),
        (money(10, period="per-year"), money(4), (0, 4), (0, 4), (8, None), (None, 1)),
    ],
    ids=["up-to", "at-least", "unknown", "both-unknown", "euros", "rate"],
)
def test_bounds_by_hand(
    there: Any, back: Any, low: Any, stated: Any, high: Any, index: Any
) -> None:
    every, _ = ask(pair({"amount": there}, {"amount": back}))
    cases = (every.low, every.stated, every.high)
    assert tuple((case.circulating, case.total) for case in cases) == (low, stated, high)
    assert every.index_bounds == index


def test_unknown_is_no_zero() -> None:
    every, firm = ask([relation("a", "invests-in", "b")])
    assert every.stated.index is None
    assert every.arcs_without_amount == 1
    assert ask([])[0].to_dict()["stated"]["index"] is None
    assert firm.core == "robust"


def test_bounds_hold_for_all_amounts_within_the_ends() -> None:
    random = Random(4)  # the same networks every time
    for _ in range(250):
        ends, rows = {}, []
        for n in range(random.randint(2, 12)):
            a, b = random.sample("abcd", 2)
            value, way = random.randint(1, 9), random.choice([None, "up-to", "at-least", "exact"])
            amount = None if random.random() < 0.1 else money(value, qualifier=way)
            rows.append(relation(a, "invests-in", b, str(n), amount=amount))
            least = 0 if amount is None or way == "up-to" else value
            most = value + 20 if amount is None or way == "at-least" else value
            low, high = ends.get((a, b), (0, 0))
            ends[a, b] = (low + least, high + most)
        every, _ = ask(rows)
        for _ in range(4):
            true = {arc: Decimal(random.randint(*span)) for arc, span in ends.items()}
            check(every, true)


def check(row: Circularity, amounts: dict[tuple[str, str], Decimal]) -> None:
    """Check the bounds against what the amounts are, say, in truth."""
    circulates = sum((largest_circulation(amounts) or {}).values(), Decimal(0))
    whole = sum(amounts.values(), Decimal(0))
    assert row.low.circulating is not None
    assert row.low.circulating <= circulates
    assert row.high.circulating is None or circulates <= row.high.circulating
    least, most = row.index_bounds
    if whole:
        assert (least or 0) - 1e-12 <= float(circulates / whole) <= (1 if most is None else most)


@pytest.mark.parametrize(
    ("more", "stays"),
    [
        ({"status": "active"}, True),
        ({"status": "signed"}, True),
        ({"status": "completed"}, True),
        ({"status": "paused"}, True),
        ({"status": "announced"}, False),
        ({"status": "reported"}, False),
        ({"status": "cancelled", "valid_to": "2026-06-01"}, False),
        ({"instrument": "option"}, False),
        ({"instrument": "warrant"}, False),
        ({"instrument": "stock"}, True),
    ],
)
def test_robust_core(more: dict[str, Any], *, stays: bool) -> None:
    _, firm = ask(pair({"amount": money(3), **more}, {"amount": money(4)}))
    assert bool(firm.flows) is stays


def test_guarantees_are_not_robust() -> None:
    rows = [
        relation("a", "guarantees", "b", amount=money(3)),
        relation("a", "supplies-chips-to", "b", amount=money(4)),
    ]
    every, firm = ask(rows)
    assert (every.stated.circulating, firm.stated.circulating) == (6, 0)


def test_each_deal_counts_once() -> None:
    there = relation("a", "invests-in", "b", "1", amount=money(5), deal="round")
    again = relation("a", "lends-to", "b", "2", amount=money(3), deal="round")
    silent = relation("a", "invests-in", "b", "3", deal="round")
    every, _ = ask([there, again, silent])
    assert (every.low.total, every.stated.total, every.high.total) == (5, 5, 5)


def test_tiny_by_hand(tiny_graph: Graph) -> None:
    """Cheques and cloud of atlas and boreal; the chips bring 400 m on to cobalt, but none back."""
    every, _ = tiny_graph.circularity()
    found = [(flow.actors, flow.amount) for flow in every.flows]
    assert found == [(("atlas", "boreal"), 16 * 10**8)]
    assert every.stated.circulating == 32 * 10**8


def test_shipped(shipped: Graph) -> None:
    every, firm = shipped.circularity()
    for row in (every, firm):
        assert row.low.circulating is not None
        assert row.stated.circulating is not None
        assert row.low.circulating <= row.stated.circulating
        assert 0 < (row.stated.index or 0) < 1
        legs = sum(flow.amount * len(flow.arcs) for flow in row.flows)
        assert legs == row.stated.circulating
    assert set(firm.relations) < set(every.relations)
    assert every.to_dict() == shipped.circularity()[0].to_dict()
