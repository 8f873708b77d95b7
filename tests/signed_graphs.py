"""Random signed graphs, and their frustration index by trying all divisions."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

Signed = dict[tuple[str, str], int]


def random_signed(random: Random, most: int = 8) -> Signed:
    nodes = [f"{number:02}" for number in range(random.randint(2, most))]
    density, negative = random.random(), random.random()
    return {
        pair: -1 if random.random() < negative else 1
        for pair in combinations(nodes, 2)
        if random.random() < density
    }


def cost(signed: Signed, side: dict[str, int]) -> int:
    return sum((side[a] != side[b]) == (sign > 0) for (a, b), sign in signed.items())


def least(signed: Signed) -> int:
    nodes = sorted({node for pair in signed for node in pair})
    divisions = range(2 ** max(0, len(nodes) - 1))
    return min(
        cost(signed, {node: number >> at & 1 for at, node in enumerate(nodes)})
        for number in divisions
    )
