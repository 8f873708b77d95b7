"""The frustration index: every way of solving it against all divisions."""

from __future__ import annotations

from itertools import combinations
from random import Random
from typing import TYPE_CHECKING

import pytest

from kg.networks import annealing, frustration
from kg.networks.annealing import anneal
from kg.networks.elimination import plan
from kg.networks.frustration import blocks
from kg.networks.negative_cycles import disjoint_negative_cycles
from signed_graphs import cost, least, random_signed

if TYPE_CHECKING:
    from signed_graphs import Signed


def numbered(signed: Signed) -> tuple[int, list[tuple[int, int]], list[int]]:
    pairs = [(int(a), int(b)) for a, b in signed]
    return max((b for _, b in pairs), default=0) + 1, pairs, list(signed.values())


def test_equal_to_all_divisions() -> None:
    random = Random(8)  # the same graphs every time
    for _ in range(1000):
        signed = random_signed(random)
        found = frustration.frustration(signed)
        assert found.low == found.high == cost(signed, found.side) == least(signed)


def test_branching_is_exact_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frustration, "EXACT_WORK", 0)
    monkeypatch.setattr(frustration, "_BRANCH_WIDTH", 2)
    monkeypatch.setattr(annealing, "_SWEEPS", 12)
    random = Random(9)  # the same graphs every time
    for _ in range(200):
        signed = random_signed(random)
        found = frustration.frustration(signed)
        assert found.low == found.high == cost(signed, found.side) == least(signed)


def test_bounds_when_the_work_is_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frustration, "EXACT_WORK", 0)
    monkeypatch.setattr(frustration, "_BRANCH_WORK", 0)
    monkeypatch.setattr(frustration, "_BRANCH_WIDTH", 1)
    monkeypatch.setattr(annealing, "_SWEEPS", 12)
    random = Random(10)  # the same graphs every time
    gaps = 0
    for _ in range(300):
        signed = random_signed(random)
        found = frustration.frustration(signed)
        assert found.low <= least(signed) <= found.high == cost(signed, found.side)
        gaps += found.low < found.high
    assert gaps > 10


def test_disjoint_negative_cycles_are_a_lower_bound() -> None:
    random = Random(11)  # the same graphs every time
    for _ in range(500):
        signed = random_signed(random)
        best = least(signed)
        bound = disjoint_negative_cycles(*numbered(signed))
        assert bound <= best
        assert (bound > 0) == (best > 0)


def test_annealing_attains_what_it_says() -> None:
    random = Random(12)  # the same graphs every time
    for _ in range(20):
        signed = random_signed(random)
        high, side = anneal(*numbered(signed), seed=1)
        assert high == cost(signed, {f"{node:02}": given for node, given in side.items()})
        assert (high, side) == anneal(*numbered(signed), seed=1)


@pytest.mark.parametrize(
    ("signs", "expected"),
    [("+++", 0), ("+--", 0), ("++-", 1), ("---", 1)],
)
def test_triangles_by_hand(signs: str, expected: int) -> None:
    pairs = [("a", "b"), ("a", "c"), ("b", "c")]
    signed = {pair: 1 if sign == "+" else -1 for pair, sign in zip(pairs, signs, strict=True)}
    assert frustration.frustration(signed).high == expected


def test_all_rivals_of_each_other() -> None:
    """Two camps of five leave 2 · 10 of the 45 rivalries within them."""
    signed = dict.fromkeys(combinations("abcdefghij", 2), -1)
    assert frustration.frustration(signed).low == 20


def test_trees_and_parts_without_a_negative_cycle() -> None:
    signed = {("a", "b"): -1, ("b", "c"): 1, ("x", "y"): -1}
    found = frustration.frustration(signed)
    assert (found.low, found.high) == (0, 0)
    assert cost(signed, found.side) == 0
    assert frustration.frustration({}).side == {}


def test_a_ring_of_blocks() -> None:
    """Two unbalanced triangles that share a node are two blocks; a pendant edge is a third."""
    signed = {("a", "b"): 1, ("b", "c"): 1, ("a", "c"): -1, ("c", "d"): 1, ("d", "e"): -1}
    signed |= {("c", "e"): 1, ("e", "f"): -1}
    assert [block.names for block in blocks(signed)] == [
        ("a", "b", "c"),
        ("c", "d", "e"),
        ("e", "f"),
    ]
    assert frustration.frustration(signed).low == 2


def test_the_size_of_tables_does_not_grow_with_a_long_ladder() -> None:
    edges = [(n, n + 2) for n in range(398)] + [(n, n + 1) for n in range(0, 400, 2)]
    assert plan(400, edges, fixed=[0]).width <= 3


def test_a_narrow_plan_splits_nodes() -> None:
    edges = list(combinations(range(8), 2))
    assert plan(8, edges, fixed=[0]).width == 6
    narrow = plan(8, edges, fixed=[0], most=3)
    assert narrow.width <= 3
    assert not narrow.exact
    assert plan(30, list(combinations(range(30), 2)), fixed=[0], most=5).width <= 5
