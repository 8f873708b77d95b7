"""Cycles as columns: against networkx, whatever the size of a block."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples import examples
from kg.networks.cycles import cycles

Arcs = set[tuple[int, int]]
ARCS = st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=24)


def walks(arcs: Arcs, most: int, **options: int | None) -> list[tuple[int, ...]]:
    """Return the cycles as nodes, each from its smallest one."""
    source, target = np.array(sorted(arcs), dtype=np.int32).reshape(-1, 2).T
    found = []
    for block in cycles(source, target, most, **options):
        assert np.array_equal(target[block], np.roll(source[block], -1, axis=1))
        found += [from_smallest(walk) for walk in source[block].tolist()]
    return found


def from_smallest(walk: list[int]) -> tuple[int, ...]:
    at = walk.index(min(walk))
    return (*walk[at:], *walk[:at])


@examples(1000)
@given(ARCS, st.integers(2, 7), st.sampled_from([1, 5, 1 << 20]), st.none() | st.integers(0, 6))
def test_equal_to_networkx(arcs: Arcs, most: int, block: int, through: int | None) -> None:
    graph = nx.DiGraph([(a, b) for a, b in arcs if a != b])
    expected = {from_smallest(walk) for walk in nx.simple_cycles(graph, length_bound=most)}
    if through is not None:
        expected = {walk for walk in expected if through in walk}
    found = walks(arcs, most, block=block, through=through)
    assert len(found) == len(expected)
    assert set(found) == expected
    assert list(map(len, found)) == sorted(map(len, found))


@pytest.mark.parametrize("arcs", [set(), {(1, 1)}, {(0, 0), (0, 1)}], ids=["none", "self", "tail"])
def test_no_cycle(arcs: Arcs) -> None:
    assert walks(arcs, 4) == []


def test_a_block_holds_about_what_it_may() -> None:
    """Two hubs that all others point at and from: 9,900 cycles of four by way of both."""
    others = range(2, 102)
    arcs = sorted(
        {(hub, o) for hub in (0, 1) for o in others} | {(o, h) for h in (0, 1) for o in others}
    )
    source, target = np.array(arcs).T
    blocks = [block for block in cycles(source, target, 4, block=500) if block.shape[1] == 4]
    assert sum(map(len, blocks)) == 9900
    assert max(map(len, blocks)) <= 1000
