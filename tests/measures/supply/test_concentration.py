"""Concentration: the vectors, bounds against grids and samples, rows against a second reading."""

from __future__ import annotations

import random
from itertools import product
from math import inf
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given

import strategies
from builders import actor, money, on, records, relation
from examples import examples
from kg.base.errors import UnknownName, UsageError
from kg.measures.supply import hhi as index
from kg.measures.supply.capabilities import capabilities, find
from kg.measures.supply.concentration import concentration
from kg.relations import table as relations
from kg.relations.selection import select
from kg.vocabulary.vocabulary import vocabulary
from oracle import between, judge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.graph.graph import Graph
    from kg.measures.supply.concentration import Concentration, Side
    from kg.records.model import Records, Relation
    from kg.relations.scope import Scope

CASES = 1_000
STEPS = (0, 1 / 64, 1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 3 / 4, 1)


def plain(amounts: Sequence[float]) -> float:
    """Return the index in the most obvious way."""
    whole = sum(amounts)
    return sum(a * a for a in amounts) / (whole * whole)


def boxes(seed: int, most: int = 4) -> list[list[tuple[float, float]]]:
    """Return random boxes; some amounts known, some bounded from one side only."""
    dice = random.Random(seed)  # the same cases every time
    found = []
    for _ in range(CASES):
        box = []
        for _ in range(dice.randint(1, most)):
            low, high = sorted(dice.choice([0, 0, 1, 2, 3, 5, 8, 13]) for _ in range(2))
            box.append((float(low), dice.choice([float(high), float(high), float(low), inf])))
        found.append(box)
    return found


@pytest.mark.parametrize(
    ("shares", "expected", "number"),
    [([0.6, 0.3, 0.1], 0.46, 2.174), ([1], 1, 1), ([7, 7, 7, 7], 0.25, 4), ([5, 0, 0], 1, 1)],
)
def test_vector(shares: list[float], expected: float, number: float) -> None:
    found = index.hhi(shares)
    assert found == pytest.approx(expected)
    assert index.effective_number(found) == pytest.approx(number, abs=5e-4)


def test_no_amount_no_index() -> None:
    assert index.hhi([]) is None
    assert index.hhi([0, 0]) is None
    assert index.effective_number(None) is None
    assert index.concentration_ratio([0], 1) is None
    assert index.hhi_bounds([]) is None
    assert index.hhi_bounds([(0, 0), (0, 0)]) is None


def test_vector_with_an_unknown_share() -> None:
    found = index.share_bounds([0.5, 0.3])
    assert (found.low, found.one_other, found.high) == pytest.approx((0.34, 0.38, 0.58))


def test_unknown_shares_stay_within_their_bounds() -> None:
    """However the unknown mass is cut up, and whoever gets the parts."""
    dice = random.Random(4)  # the same cases every time
    for _ in range(CASES):
        known = [dice.random() for _ in range(dice.randint(1, 4))]
        shares = [k / sum(known) * dice.uniform(0.2, 1) for k in known]
        found = index.share_bounds(shares)
        parts = [dice.random() for _ in range(dice.randint(1, 6))]
        mass = 1 - sum(shares)
        for part in parts:
            piece = part / sum(parts) * mass
            at = dice.randrange(len(shares) + 1)
            shares = [s + piece * (n == at) for n, s in enumerate(shares)]
            shares += [piece] if at == len(shares) else []
        assert found.low - 1e-12 <= plain(shares) <= found.high + 1e-12
        assert found.low <= found.one_other <= found.high


def test_all_shares_unknown() -> None:
    found = index.share_bounds([])
    assert (found.low, found.one_other, found.high) == (0, 1, 1)


@pytest.mark.parametrize("unknown", [1, 2, 3, 7])
def test_unknown_suppliers_add_at_most_their_number(unknown: int) -> None:
    """The least index is 1 / (1/H + n); sampled amounts come near it, and near 1, never beyond."""
    dice = random.Random(unknown)  # the same cases every time
    for _ in range(CASES // 4):
        known = [dice.uniform(0.1, 10) for _ in range(dice.randint(1, 5))]
        alone = plain(known)
        least = 1 / (1 / alone + unknown)
        found = index.hhi_bounds([*((k, k) for k in known), *[(0, inf)] * unknown])
        assert found is not None
        assert found.low == pytest.approx(least, rel=1e-12)
        assert found.high == 1
        best = [alone * sum(known)] * unknown
        assert plain([*known, *best]) == pytest.approx(least, rel=1e-12)
        for _ in range(20):
            sampled = [dice.choice([0, dice.expovariate(0.1)]) for _ in range(unknown)]
            assert least - 1e-12 <= plain([*known, *sampled]) <= 1
        assert plain([*known, *([0] * (unknown - 1)), 1e9]) > 1 - 1e-6


def test_only_unknown_suppliers() -> None:
    found = index.hhi_bounds([(0, inf)] * 4)
    assert found is not None
    assert (found.low, found.high) == (0.25, 1)


def test_bounds_equal_to_a_grid() -> None:
    """No point of a grid lies outside; its corners reach the top, its best point comes near."""
    checked = 0
    for box in boxes(11):
        found = index.hhi_bounds(box)
        ends = [(low, 60.0 if high == inf else high) for low, high in box]
        axes = [[low + (high - low) * step for step in STEPS] for low, high in ends]
        values = [plain(point) for point in product(*map(sorted, map(set, axes))) if sum(point)]
        if found is None:
            assert not values
            continue
        checked += 1
        assert found.low <= min(values) + 1e-12
        assert min(values) - found.low < 0.08
        bounded = all(high < inf for _, high in box)
        assert max(values) <= found.high + 1e-12
        assert found.high == pytest.approx(max(values)) if bounded else found.high == 1
    assert checked > CASES * 0.9


def test_the_least_value_is_reached_by_no_step_downhill() -> None:
    """From anywhere, steps along single amounts that lower the index end at the bound."""
    dice = random.Random(5)  # the same cases every time
    for box in boxes(12)[:300]:
        found = index.hhi_bounds(box)
        if found is None:
            continue
        point = [min(dice.uniform(low, low + 20), high) + 1e-9 * (high > 0) for low, high in box]
        for _ in range(400):
            for at, (low, high) in enumerate(box):
                rest = [x for n, x in enumerate(point) if n != at]
                if sum(rest):  # the least along one amount stands at Σx² / Σx of the others
                    turn = sum(x * x for x in rest) / sum(rest)
                    point[at] = min(max(turn, low), high)
        assert plain(point) >= found.low - 1e-9


def test_the_relaxed_bound_is_above_and_near() -> None:
    for box in boxes(13, most=9):
        low, high = (index.np.array(side) for side in zip(*box, strict=True))
        if index.np.isinf(high).any() or not high.any():
            continue
        exact = index._greatest(low, high) if len(box) > 1 else 1.0
        relaxed = index._relaxed(low, high)
        assert exact <= relaxed + 1e-12
        assert relaxed - exact < 0.35


def test_many_intervals_take_the_relaxed_bound() -> None:
    box = [(float(n), float(n + 3)) for n in range(1, 25)]
    found = index.hhi_bounds(box)
    assert found is not None
    dice = random.Random(6)  # the same cases every time
    for _ in range(CASES):
        point = [dice.choice([low, high, dice.uniform(low, high)]) for low, high in box]
        assert found.low <= plain(point) <= found.high


def test_an_amount_more_or_less_is_quasi_convex() -> None:
    """In every amount the index falls, then rises: no value between two is above both."""
    dice = random.Random(7)  # the same cases every time
    for _ in range(CASES):
        rest = [dice.uniform(0.1, 9) for _ in range(dice.randint(1, 4))]
        a, b = dice.uniform(0, 30), dice.uniform(0, 30)
        between = a + (b - a) * dice.random()
        ends = max(plain([*rest, a]), plain([*rest, b]))
        assert plain([*rest, between]) <= ends + 1e-12


def test_merger_delta_is_the_difference() -> None:
    dice = random.Random(8)  # the same cases every time
    for _ in range(CASES):
        amounts = [dice.uniform(0.1, 9) for _ in range(dice.randint(2, 6))]
        merged = [amounts[0] + amounts[1], *amounts[2:]]
        shares = [a / sum(amounts) for a in amounts]
        delta = index.merger_delta(shares[0], shares[1])
        assert plain(merged) - plain(amounts) == pytest.approx(delta)


@pytest.mark.parametrize(
    ("after", "delta", "passes"),
    [(0.19, 0.02, True), (0.18, 0.02, False), (0.19, 0.01, False), (0.1801, 0.0101, True)],
)
def test_thresholds(after: float, delta: float, passes: bool) -> None:
    assert index.passes_thresholds(after, delta) is passes


@pytest.mark.parametrize(
    ("control", "interest", "expected"),
    [
        ([[0.5, 0.5], [0.5, 0.5]], [[0.5, 0.5], [0.5, 0.5]], (1.0, 0.5)),
        ([[1, 0], [0, 1]], [[1, 0], [0, 1]], (0.5, 0.0)),
        ([[1, 0], [0, 0]], [[1, 0], [0, 0]], None),
        # One owner controls firm 1 and has half of the profit of firm 2, which others control.
        ([[1, 0], [0, 1]], [[1, 0.5], [0, 0.5]], (0.625, 0.125)),
    ],
)
def test_common_owners(control: Any, interest: Any, expected: tuple[float, float] | None) -> None:
    found = index.mhhi([0.5, 0.5], control, interest)
    assert found == (None if expected is None else pytest.approx(expected))


def test_capabilities_are_the_supply_types() -> None:
    assert set(capabilities().values()) == vocabulary().types_with(family="supply")
    assert next(iter(capabilities())) == "cloud"
    assert find(" CLOUD ") == find("supplies-cloud-to") == "cloud"
    with pytest.raises(UnknownName, match="did you mean cloud"):
        find("cluod")
    with pytest.raises(UnknownName, match="manufacturing"):
        find("zzz")


def ask(found: Records, scope: Scope, **options: Any) -> tuple[Concentration, ...]:
    return concentration(select(relations.table(found), scope), **options)


def spends(found: Records, scope: Scope, side: Side) -> dict[tuple[str, str], dict[str, Any]]:
    """Return spend by actor, capability and counterparty, read relation by relation."""
    names = {slug: name for name, slug in capabilities().items()}
    groups: dict[tuple[str, str], dict[str, list[Relation]]] = {}
    for r in found.relations:
        ends = [found.actor_by_id[end] for end in (r.subject, r.object)]
        if judge(r, scope, found) != "in" or any(end.is_person for end in ends):
            continue
        supplier, buyer = between(r, found, scope)
        if r.type in names and supplier != buyer:
            one, other = (buyer, supplier) if side == "supplier" else (supplier, buyer)
            groups.setdefault((one, names[r.type]), {}).setdefault(other, []).append(r)
    return {
        key: {other: total(between) for other, between in others.items()}
        for key, others in groups.items()
    }


def total(between: list[Relation]) -> float | None:
    """Return the sum of stated totals; rows of one deal and one type are its tranches."""
    amounts = [r.amount for r in between if r.amount]
    known = [a.value for a in amounts if a.currency == "USD" and a.period == "total"]
    return float(sum(known)) if known else None


@pytest.mark.parametrize("side", ["supplier", "customer"])
@examples(500)
@given(strategies.multigraphs(), strategies.scopes())
def test_equal_to_a_second_reading(side: Side, found: Records, scope: Scope) -> None:
    expected = spends(found, scope, side)
    rows = ask(found, scope, side=side)
    assert {(row.actor, row.capability) for row in rows} == set(expected)
    assert len(rows) == len(expected)
    for row in rows:
        spend = expected[row.actor, row.capability]
        known = [amount for amount in spend.values() if amount is not None]
        assert {s.actor: s.spend_usd for s in row.shares} == spend
        assert row.basis == ("spend" if known else "count")
        assert row.hhi == pytest.approx(plain(known) if known else 1 / len(spend))
        assert row.possible.low <= row.hhi + 1e-9 <= row.possible.high + 2e-9
        if row.stated:
            assert row.stated.low <= row.hhi + 1e-9 <= row.stated.high + 2e-9
            assert row.possible.low <= row.stated.low + 1e-9
            assert row.possible.high >= row.stated.high - 1e-9
        assert sorted(row.unknown) == sorted(o for o, amount in spend.items() if amount is None)


def cloud(supplier: str, buyer: str, amount: Any = None, **more: Any) -> Relation:
    return relation(supplier, "supplies-cloud-to", buyer, amount=amount, **more)


THREE = [cloud("x", "b", money(6)), cloud("y", "b", money(3)), cloud("z", "b", money(1))]


def test_one_buyer() -> None:
    (row,) = ask(records(THREE), on())
    assert row.hhi == pytest.approx(0.46)
    assert row.effective_number == pytest.approx(2.174, abs=5e-4)
    assert row.words == "highly concentrated"
    assert row.largest == pytest.approx({"cr1": 0.6, "cr2": 0.9, "cr4": 1.0})
    assert row.to_dict()["relations"] == [
        "x--supplies-cloud-to--b",
        "y--supplies-cloud-to--b",
        "z--supplies-cloud-to--b",
    ]
    assert row.to_dict()["shares"][0] == {
        "actor": "x",
        "spend_usd": 6,
        "share": 0.6,
        "relations": ["x--supplies-cloud-to--b"],
    }


@pytest.mark.parametrize(
    "amount", [None, money(9, "EUR"), money(9, period="per-year")], ids=["none", "euro", "rate"]
)
def test_an_unknown_supplier_leaves_the_index_and_opens_the_bounds(amount: Any) -> None:
    (row,) = ask(records([*THREE, cloud("w", "b", amount)]), on())
    assert row.hhi == pytest.approx(0.46)
    assert row.unknown == ("w",)
    assert row.stated is not None
    assert row.stated.low == pytest.approx(0.46)
    assert row.possible.low == pytest.approx(1 / (1 / 0.46 + 1))
    assert row.possible.high == 1


def test_qualifiers_are_intervals() -> None:
    found = records([cloud("x", "b", money(4)), cloud("y", "b", money(4, qualifier="up-to"))])
    (row,) = ask(found, on())
    assert (row.hhi, row.stated) == (0.5, index.Bounds(0.5, 1.0))
    found = records([cloud("x", "b", money(4)), cloud("y", "b", money(8, qualifier="at-least"))])
    (row,) = ask(found, on())
    assert row.stated is not None
    assert (row.stated.low, row.stated.high) == pytest.approx((5 / 9, 1))


def test_a_contract_without_amount_opens_a_known_supplier() -> None:
    found = records([*THREE, relation("z", "supplies-cloud-to", "b", "2")])
    (row,) = ask(found, on())
    assert row.stated is not None
    assert row.stated.high == pytest.approx(0.46)
    assert row.possible.high == 1
    assert row.unknown == ()


def test_heads_are_counted_where_no_amount_is_known() -> None:
    (row,) = ask(records([cloud("x", "b"), cloud("y", "b")]), on(), merge=("x", "y"))
    assert (row.basis, row.hhi, row.stated) == ("count", 0.5, None)
    assert row.possible == index.Bounds(0.5, 1.0)
    assert row.merger is not None
    assert (row.merger.after, row.merger.passes_thresholds) == (1.0, None)


def test_units_stand_for_their_group() -> None:
    actors = [actor("x"), actor("xu", "x")]
    parts = [cloud("x", "b", money(4)), cloud("xu", "b", money(6)), THREE[1]]
    found = records(parts, actors)
    (row,) = ask(found, on())
    assert [share.spend_usd for share in row.shares] == [10, 3]
    (row,) = ask(found, on(level="actor"))
    assert [share.spend_usd for share in row.shares] == [6, 4, 3]


def test_merger() -> None:
    (row,) = ask(records([*THREE, cloud("x", "c")]), on(), merge=("y", "z"))
    assert row.merger is not None
    assert row.merger.delta == pytest.approx(0.06)
    assert row.merger.after == pytest.approx(0.52)
    assert row.merger.passes_thresholds
    (row,) = ask(records([*THREE, cloud("w", "b")]), on(), merge=("w", "z"))
    assert row.merger is not None
    assert row.merger.to_dict() == {
        "a": "w",
        "b": "z",
        "delta": None,
        "after": None,
        "passes_thresholds": None,
    }
    with pytest.raises(UsageError, match="itself"):
        ask(records(THREE), on(), merge=("z", "z"))


def test_one_actor_one_capability_one_side() -> None:
    found = records([*THREE, relation("x", "supplies-chips-to", "b"), cloud("b", "c")])
    assert [row.capability for row in ask(found, on(), of="b")] == ["cloud", "chips"]
    assert {row.actor for row in ask(found, on(), side="customer")} == {"x", "y", "z", "b"}
    assert ask(found, on(), of="nobody") == ()


def test_known_spend_comes_first_then_the_highest() -> None:
    found = records([*THREE, cloud("x", "c"), cloud("x", "d", money(1))])
    assert [row.actor for row in ask(found, on())] == ["d", "b", "c"]


def test_the_same_twice() -> None:
    found = records([*THREE, cloud("x", "c"), cloud("x", "d", money(1))])
    assert ask(found, on()) == ask(found, on())


def test_tiny_by_hand(tiny_graph: Graph) -> None:
    """Boréal: 5 bn or more from Atlas, 0.4 bn from Delta; 1 - 2 × 5/5.4 × 0.4/5.4."""
    rows = concentration(tiny_graph.select(), capability="cloud")
    assert [(row.actor, len(row.shares)) for row in rows] == [("boreal", 2)]
    assert rows[0].hhi == pytest.approx(1 - 2 * 5 * 0.4 / 5.4**2)
    assert rows[0].possible.low == rows[0].hhi
    assert rows[0].possible.high == 1


def test_shipped(shipped: Graph) -> None:
    selection = shipped.select()
    rows = {row.actor: row for row in concentration(selection, capability="cloud")}
    assert len(rows) > 10
    openai = rows["openai"]
    assert openai.basis == "spend"
    assert [share.actor for share in openai.shares[:2]] == ["oracle", "microsoft"]
    assert 0.3 < openai.hhi < 0.7
    assert openai.possible.low < openai.hhi < openai.possible.high
    every = concentration(selection)
    assert len({(row.actor, row.capability) for row in every}) == len(every)
    assert all(0 < row.possible.low <= row.hhi + 1e-9 <= 1 + 1e-9 for row in every)
