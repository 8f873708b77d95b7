"""Largest circulations: the vector, all circulations of small networks, exact sums of loops."""

from __future__ import annotations

from decimal import Decimal
from itertools import permutations
from random import Random

import numpy as np
import pytest

from kg.networks.circulation import circuits, components, largest_circulation

VECTOR = {
    ("NVDA", "OAI"): Decimal(100),
    ("OAI", "ORCL"): Decimal(300),
    ("ORCL", "NVDA"): Decimal(40),
    ("MSFT", "OAI"): Decimal(13),
    ("OAI", "MSFT"): Decimal(250),
}
Network = dict[tuple[str, str], Decimal]


def total(amounts: Network | None) -> Decimal:
    assert amounts is not None
    return sum(amounts.values(), Decimal(0))


def random_network(random: Random, nodes: int, arcs: int, most: int) -> Network:
    chosen = random.sample(list(permutations("abcdef"[:nodes], 2)), arcs)
    return {arc: Decimal(random.randint(0, most)) for arc in chosen}


def best_of_all(network: Network) -> int:
    """Return the largest sum over all circulations in whole numbers: the optimum is one of them."""
    nodes = sorted({node for arc in network for node in arc})
    balance = np.array(
        [[(node == b) - (node == a) for a, b in network] for node in nodes], dtype=np.int64
    )
    every = np.indices([int(limit) + 1 for limit in network.values()]).reshape(len(network), -1)
    return int(every[:, ~(balance @ every).any(axis=0)].sum(axis=0).max())


def test_vector() -> None:
    found = largest_circulation(VECTOR)
    assert total(found) == 146
    assert round(total(found) / total(VECTOR), 4) == Decimal("0.2077")
    assert found is not None
    assert circuits(found) == (
        (("NVDA", "OAI", "ORCL"), Decimal(40)),
        (("MSFT", "OAI"), Decimal(13)),
    )


def test_equal_to_the_best_of_all_circulations() -> None:
    random = Random(1)  # the same networks every time
    circular = 0
    for _ in range(1000):
        nodes = random.randint(2, 4)
        arcs = random.randint(1, min(8, nodes * (nodes - 1)))
        network = random_network(random, nodes, arcs, 2)
        best = best_of_all(network)
        circular += best > 0
        assert total(largest_circulation(network)) == best
    assert circular > 300


def test_loops_add_up_exactly() -> None:
    random = Random(2)  # the same networks every time
    for _ in range(300):
        network = random_network(random, 6, random.randint(2, 30), 10**14)
        network = {arc: limit / 1000 for arc, limit in network.items()}
        found = largest_circulation(network)
        assert found is not None
        rebuilt: Network = {}
        for nodes, amount in circuits(found):
            assert amount > 0
            assert len(set(nodes)) == len(nodes)
            assert nodes[0] == min(nodes)
            for arc in zip(nodes, (*nodes[1:], nodes[0]), strict=True):
                rebuilt[arc] = rebuilt.get(arc, Decimal(0)) + amount
        assert rebuilt == found
        assert all(amount <= network[arc] for arc, amount in found.items())


def test_the_same_whatever_the_order() -> None:
    random = Random(3)  # the same networks every time
    network = random_network(random, 6, 25, 1000)
    found = largest_circulation(network)
    for _ in range(20):
        arcs = list(network.items())
        random.shuffle(arcs)
        assert largest_circulation(dict(arcs)) == found


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({"ab": 5, "ba": None}, 10),
        ({"ab": 5, "bc": None, "ca": None}, 15),
        ({"ab": None, "bc": None}, 0),
        ({"ab": None, "ba": None}, None),
        ({"ab": None, "bc": None, "ca": None, "de": 1}, None),
        ({"ab": 0, "ba": None}, 0),
        ({}, 0),
    ],
)
def test_arcs_without_limit(limits: dict[str, int | None], expected: int | None) -> None:
    network = {(a, b): None if w is None else Decimal(w) for (a, b), w in limits.items()}
    found = largest_circulation(network)
    assert (None if found is None else total(found)) == expected


def test_amounts_are_not_rounded() -> None:
    third = Decimal("33333333333333.33")
    found = largest_circulation({("a", "b"): third, ("b", "a"): Decimal("1e14")})
    assert found == {("a", "b"): third, ("b", "a"): third}


def test_components_largest_first() -> None:
    arcs = [("x", "y"), ("y", "x"), ("a", "b"), ("b", "c"), ("c", "a"), ("c", "x")]
    assert components(arcs) == (("a", "b", "c"), ("x", "y"))
