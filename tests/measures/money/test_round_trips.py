"""Round trips of pairs: the vector, bounds, and what is no round trip."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from builders import money, on, records, relation
from kg.measures.money.round_trips import Ratio, ratio, round_trips
from kg.measures.money.spans import Span
from kg.relations import table as relations
from kg.relations.selection import select

if TYPE_CHECKING:
    from kg.graph.graph import Graph
    from kg.measures.money.round_trips import RoundTrip
    from kg.records.model import Relation


def ask(found: list[Relation]) -> tuple[RoundTrip, ...]:
    return round_trips(select(relations.table(records(found)), on()))


def test_vector() -> None:
    (row,) = ask(
        [
            relation("microsoft", "invests-in", "openai", amount=money(13)),
            relation("microsoft", "supplies-cloud-to", "openai", amount=money(250)),
        ]
    )
    assert row.ratio == Ratio(1.0, 1.0, 1.0)
    assert row.to_dict() == {
        "financier": "microsoft",
        "customer": "openai",
        "financing_usd": 13,
        "purchases_usd": 250,
        "ratio": 1.0,
        "ratio_low": 1.0,
        "ratio_high": 1.0,
        "relations": ["microsoft--invests-in--openai", "microsoft--supplies-cloud-to--openai"],
        "statuses": ["active"],
    }


@pytest.mark.parametrize(
    ("there", "back", "expected"),
    [
        (money(100), money(40), (0.4, 0.4, 0.4)),
        (money(100, qualifier="up-to"), money(40), (0.4, 0.4, 1)),
        (money(100, qualifier="at-least"), money(40), (0, 0.4, 0.4)),
        (money(100), money(40, qualifier="up-to"), (0, 0.4, 0.4)),
        (money(100), money(40, qualifier="at-least"), (0.4, 0.4, 1)),
        (money(100), None, (0, None, 1)),
        (None, money(40), (0, None, 1)),
        (None, None, (0, None, 1)),
        (money(0), money(40), (None, None, None)),
        (money(100), money(0), (0, 0, 0)),
        (money(0, qualifier="at-least"), money(0), (0, None, 0)),
    ],
)
def test_ratio_by_hand(there: Any, back: Any, expected: Any) -> None:
    (row,) = ask(
        [
            relation("a", "lends-to", "b", amount=there),
            relation("a", "supplies-chips-to", "b", amount=back),
        ]
    )
    assert (row.ratio.low, row.ratio.stated, row.ratio.high) == expected


def test_bounds_hold_for_all_amounts_within_the_ends() -> None:
    random = Random(5)  # the same networks every time
    for _ in range(1000):
        ends = [sorted(random.choices(range(8), k=2)) for _ in range(2)]
        spans = [Span(Decimal(low), None, Decimal(high)) for low, high in ends]
        bounds = ratio(*spans)
        for financing in range(max(1, ends[0][0]), ends[0][1] + 1):
            for purchases in range(ends[1][0], ends[1][1] + 1):
                true = min(financing, purchases) / financing
                assert bounds.low is not None
                assert bounds.high is not None
                assert bounds.low <= true <= bounds.high


def test_an_arc_of_both_kinds_is_taken_apart() -> None:
    rows = ask(
        [
            relation("a", "invests-in", "b", amount=money(10)),
            relation("b", "supplies-cloud-to", "a", amount=money(99)),
            relation("a", "supplies-chips-to", "b", amount=money(4)),
        ]
    )
    assert [(r.financier, r.customer, r.ratio.stated) for r in rows] == [("a", "b", 0.4)]


def test_financing_both_ways_is_no_round_trip() -> None:
    assert ask([relation("a", "invests-in", "b"), relation("b", "lends-to", "a")]) == ()


def test_shipped(shipped: Graph) -> None:
    rows = list(shipped.round_trips())
    assert len(rows) > 10
    known = [row.ratio.stated for row in rows if row.ratio.stated is not None]
    assert known == sorted(known, reverse=True)
    pairs = {frozenset(loop.actors) for loop in shipped.loops(max_length=2)}
    assert {frozenset({row.financier, row.customer}) for row in rows} <= pairs
