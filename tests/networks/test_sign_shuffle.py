"""Shuffled signs: p counted by hand over the same shuffles."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from kg.networks import sign_shuffle
from kg.networks.frustration import frustration
from kg.networks.sign_shuffle import chance
from signed_graphs import least, random_signed

if TYPE_CHECKING:
    from signed_graphs import Signed


def counted(signed: Signed, draws: int, seed: int) -> tuple[int, list[int]]:
    """Return how many shuffles do as well as the signs, and the index of every shuffle."""
    random = Random(seed)  # the same shuffles as the measure draws
    edges = sorted(signed)
    signs = [signed[edge] for edge in edges]
    found = []
    for _ in range(draws):
        random.shuffle(signs)
        found.append(least(dict(zip(edges, signs, strict=True))))
    return sum(one <= least(signed) for one in found), found


@pytest.mark.parametrize("width", [16, 1])
def test_equal_to_a_count_by_hand(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_shuffle, "_ROUGH_WIDTH", width)
    random = Random(13)  # the same graphs every time
    for seed in range(15):
        signed = random_signed(random, 6)
        found = chance(signed, frustration(signed), draws=40, seed=seed)
        at_most, indices = counted(signed, 40, seed)
        assert (found.at_most, found.undecided) == (at_most, 0)
        assert found.p_low == found.p_high == (1 + at_most) / 41
        assert found.mean_low <= sum(indices) / 40
        if width == 16:
            assert found.mean_low == pytest.approx(sum(indices) / 40)


def test_bounds_where_shuffles_cannot_be_solved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_shuffle, "_ROUGH_WIDTH", 1)
    monkeypatch.setattr(sign_shuffle, "EXACT_WORK", 0)
    random = Random(14)  # the same graphs every time
    for seed in range(3):
        signed = random_signed(random, 7)
        found = chance(signed, frustration(signed), draws=8, seed=seed)
        at_most, _ = counted(signed, 8, seed)
        assert found.at_most <= at_most <= found.at_most + found.undecided
        assert found.p_low <= (1 + at_most) / 9 <= found.p_high


def test_two_clean_camps_are_no_chance() -> None:
    camps = {
        (a, b): 1 if (a < "e") == (b < "e") else -1 for a in "abcdefgh" for b in "abcdefgh" if a < b
    }
    found = chance(camps, frustration(camps), draws=99)
    assert found.p_high == 0.01


def test_the_watch_sees_every_batch() -> None:
    seen: list[int] = []

    def watch(work: object) -> list[int]:
        assert isinstance(work, range)
        seen.extend(work)
        return list(work)

    triangle = {("a", "b"): 1, ("a", "c"): 1, ("b", "c"): -1}
    chance(triangle, frustration(triangle), draws=100, watch=watch)
    assert seen == [0, 32, 64, 96]
