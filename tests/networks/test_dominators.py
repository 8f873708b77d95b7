"""Chains of supply: where they end, and whom they cannot get round."""

from __future__ import annotations

from itertools import combinations
from random import Random

import pytest

from kg.networks.dominators import dominators, providers, smallest_cuts

Suppliers = dict[str, set[str]]
#        lab
#       /   \\
#     c1     c2     two clouds, one maker of chips, one fab
#       \\   /
#       chips – fab
TWO_CLOUDS: Suppliers = {
    "lab": {"c1", "c2"},
    "c1": {"chips"},
    "c2": {"chips"},
    "chips": {"fab"},
}


def within_reach(graph: Suppliers, start: str, without: frozenset[str] = frozenset()) -> set[str]:
    """Return what a walk from an actor reaches, the actor included."""
    seen, todo = {start}, [start]
    while todo:
        for supplier in graph.get(todo.pop(), set()) - seen - without:
            seen.add(supplier)
            todo.append(supplier)
    return seen


def actors(graph: Suppliers) -> list[str]:
    return sorted({*graph, *(s for found in graph.values() for s in found)})


def ends(graph: Suppliers) -> set[str]:
    """Return the actors that everything they reach leads back to."""
    reach = {actor: within_reach(graph, actor) for actor in actors(graph)}
    return {actor for actor in reach if all(actor in reach[other] for other in reach[actor])}


def is_cut_off(graph: Suppliers, actor: str, without: frozenset[str]) -> bool:
    return not within_reach(graph, actor, without) & (ends(graph) - without)


def by_removal(graph: Suppliers, actor: str) -> set[str]:
    """Return the actors whose removal alone cuts one off from all providers."""
    others = set(actors(graph)) - {actor}
    return {other for other in others if is_cut_off(graph, actor, frozenset({other}))}


def kappa_by_removal(graph: Suppliers, actor: str) -> int | None:
    others = [other for other in actors(graph) if other != actor]
    return next(
        (
            size
            for size in range(len(others) + 1)
            for without in combinations(others, size)
            if is_cut_off(graph, actor, frozenset(without))
        ),
        None,
    )


def drawn(random: Random, *, cycles: bool) -> Suppliers:
    """Return a random graph of at most seven actors; without cycles all arcs point one way."""
    names = "abcdefg"[: random.randint(2, 7)]
    density = random.choice([0.15, 0.3, 0.5])
    graph: Suppliers = {}
    for customer in names:
        for supplier in names:
            if (customer != supplier if cycles else customer < supplier) and (
                random.random() < density
            ):
                graph.setdefault(customer, set()).add(supplier)
    return graph


@pytest.mark.parametrize("cycles", [False, True])
def test_dominators_are_what_removal_finds(cycles: bool) -> None:
    """On 1,000 random graphs each; without cycles the ends are the actors without suppliers."""
    random, some = Random(6), 0
    for _ in range(1000):
        graph = drawn(random, cycles=cycles)
        found = dominators(graph)
        assert providers(graph) == ends(graph)
        if not cycles:
            assert ends(graph) == {actor for actor in actors(graph) if not graph.get(actor)}
        for actor in actors(graph):
            expected = set() if actor in ends(graph) else by_removal(graph, actor)
            assert set(found[actor]) == expected
            some += len(expected)
    assert some > 1000


def test_cuts_are_as_small_as_removal_finds() -> None:
    random, sizes = Random(7), set()
    for _ in range(300):
        graph = drawn(random, cycles=random.random() < 0.5)
        found, passed = smallest_cuts(graph, actors(graph)), dominators(graph)
        for actor, cut in found.items():
            if actor in ends(graph):
                assert cut is None
                continue
            assert cut is not None
            assert len(cut) == kappa_by_removal(graph, actor)
            assert is_cut_off(graph, actor, frozenset(cut))
            assert actor not in cut
            assert (len(cut) == 1) == bool(passed[actor])
            sizes.add(len(cut))
    assert {1, 2, 3} <= sizes


def test_two_clouds_by_hand() -> None:
    assert providers(TWO_CLOUDS) == {"fab"}
    assert dominators(TWO_CLOUDS) == {
        "lab": ("chips", "fab"),
        "c1": ("chips", "fab"),
        "c2": ("chips", "fab"),
        "chips": ("fab",),
        "fab": (),
    }
    assert smallest_cuts(TWO_CLOUDS, ["lab", "fab"]) == {"lab": ("fab",), "fab": None}


def test_a_second_way_round_takes_a_chokepoint_away() -> None:
    graph = TWO_CLOUDS | {"c2": {"chips", "own"}}
    assert dominators(graph)["lab"] == ()
    (cut,) = smallest_cuts(graph, ["lab"]).values()
    assert cut is not None
    assert len(cut) == 2


def test_a_circle_that_nothing_leads_out_of_ends_the_chain() -> None:
    """x and y supply each other: whoever buys from x alone cannot do without it."""
    graph: Suppliers = {"a": {"x"}, "b": {"x", "y"}, "x": {"y"}, "y": {"x"}}
    assert providers(graph) == {"x", "y"}
    assert dominators(graph) == {"a": ("x",), "b": (), "x": (), "y": ()}


def test_a_circle_with_a_way_out_is_none() -> None:
    graph: Suppliers = {"a": {"x"}, "x": {"y"}, "y": {"x", "z"}}
    assert providers(graph) == {"z"}
    assert dominators(graph)["a"] == ("x", "y", "z")


def test_nobody() -> None:
    assert providers({}) == frozenset()
    assert dominators({}) == {}
    assert smallest_cuts({}, []) == {}


def test_the_order_in_which_the_graph_is_given_does_not_matter() -> None:
    random = Random(8)
    for _ in range(100):
        graph = drawn(random, cycles=True)
        turned = {c: sorted(graph[c], reverse=True) for c in sorted(graph, reverse=True)}
        assert dominators(graph) == dominators(turned)
        assert smallest_cuts(graph, sorted(graph)) == smallest_cuts(turned, sorted(graph))


def test_work_can_be_watched() -> None:
    seen: list[str] = []

    def watch(work: object) -> list[str]:
        seen.extend(work)  # type: ignore[call-overload]
        return seen

    smallest_cuts(TWO_CLOUDS, ["lab", "c1"], watch=watch)
    assert seen == ["lab", "c1"]
