"""Shortest simple paths, in a fixed order."""

from __future__ import annotations

from itertools import islice

import networkx as nx
import pytest

from kg.networks.shortest import shortest_paths


def named(drawn: nx.Graph[int]) -> dict[str, list[str]]:
    return {f"n{node}": [f"n{near}" for near in drawn[node]] for node in drawn}


def test_every_simple_path_by_length_and_ids() -> None:
    """Against all paths of networkx, sorted, on 1,000 random graphs."""
    some = 0
    for seed in range(1000):
        drawn = nx.gnp_random_graph(3 + seed % 5, (0.2, 0.5, 0.8)[seed % 3], seed=seed)
        graph = named(drawn)
        expected = [tuple(f"n{node}" for node in p) for p in nx.all_simple_paths(drawn, 0, 2)]
        expected.sort(key=lambda path: (len(path), path))
        assert list(shortest_paths(graph, "n0", "n2")) == expected
        near = [path for path in expected if len(path) <= 3]
        assert list(shortest_paths(graph, "n0", "n2", max_hops=2)) == near
        some += len(expected)
    assert some > 5000


def test_a_few_of_very_many() -> None:
    """The complete graph of 40 nodes has more paths than could ever be listed."""
    graph = named(nx.complete_graph(40))
    found = list(islice(shortest_paths(graph, "n0", "n1"), 41))
    assert [len(path) for path in found] == [2] + [3] * 38 + [4] * 2
    assert found[0] == ("n0", "n1")
    assert found[1] == ("n0", "n10", "n1")


def test_a_dense_part_that_leads_nowhere_costs_little() -> None:
    """Behind one node that every path has passed already."""
    drawn = nx.complete_graph(25)
    drawn.add_edges_from([("s", 0), (0, "t")])
    graph = {str(node): [str(near) for near in drawn[node]] for node in drawn}
    assert list(shortest_paths(graph, "s", "t")) == [("s", "0", "t")]


@pytest.mark.parametrize(("source", "target"), [("a", "a"), ("a", "z"), ("z", "a"), ("a", "c")])
def test_no_path(source: str, target: str) -> None:
    graph = {"a": ["b"], "b": ["a"], "c": []}
    assert list(shortest_paths(graph, source, target)) == []
