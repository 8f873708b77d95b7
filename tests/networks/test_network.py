"""The relation table as a networkx multigraph."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

import networkx as nx
import pytest
from hypothesis import given, settings

import strategies
from builders import actor, money, on, person, records, relation
from kg.networks.network import network
from kg.relations import table as relations
from kg.relations.selection import select
from oracle import between

if TYPE_CHECKING:
    from kg.graph.graph import Graph
    from kg.records.model import Records
    from kg.relations.scope import Scope


def ask(found: Records, scope: Scope, **more: Any) -> nx.MultiDiGraph[str]:
    return network(select(relations.table(found), scope), **more)


@settings(max_examples=100)
@given(strategies.multigraphs(), strategies.scopes())
def test_edges_are_the_relations_selected(found: Records, scope: Scope) -> None:
    """None lost, none invented, each between the actors its parties stand for."""
    selection = select(relations.table(found), scope)
    ends = {r.id: between(r, found, scope) for r in selection.relations}
    expected = {(a, b, id_) for id_, (a, b) in ends.items() if a != b}
    graph = network(selection, people=True)
    assert set(graph.edges(keys=True)) == expected
    assert graph.number_of_edges() == len(expected)
    without = network(selection)
    assert {key for *_, key in without.edges(keys=True)} == {
        selection.table.records.relations[row].id for row in selection.paired.rows
    }


def test_parallel_relations_are_parallel_edges() -> None:
    found = [relation("a", "invests-in", "b", str(n)) for n in range(3)]
    graph = ask(records([*found, relation("b", "invests-in", "a")]), on())
    assert set(graph["a"]["b"]) == {r.id for r in found}
    assert graph.number_of_edges() == 4
    assert isinstance(graph, nx.MultiDiGraph)


def test_what_an_edge_carries() -> None:
    found = records(
        [
            relation(
                "au",
                "supplies-cloud-to",
                "b",
                valid_from="2024-05",
                valid_to="2026",
                amount=money(5, "EUR"),
                market=("ai-cloud",),
            )
        ],
        [actor("a", name="Group"), actor("au", "a")],
    )
    graph = ask(found, on())
    assert graph.edges["a", "b", "au--supplies-cloud-to--b"] == {
        "type": "supplies-cloud-to",
        "family": "supply",
        "sign": "cooperative",
        "status": "active",
        "confidence": "medium",
        "start": "2024-05-01",
        "end": "2027-01-01",
        "amount": 5.0,
        "currency": "EUR",
        "market": ["ai-cloud"],
        "subject": "au",
        "object": "b",
    }
    assert graph.nodes["a"] == {"name": "Group", "kinds": ["ai-lab"], "country": None}
    assert graph.graph["as_of"] == "2025-12-31"


@pytest.mark.parametrize(("people", "nodes"), [(True, ["b", "p"]), (False, [])])
def test_people(people: bool, nodes: list[str]) -> None:
    found = records([relation("p", "leads", "b")], [person("p")])
    assert list(ask(found, on(), people=people)) == nodes


def test_relations_inside_a_group_are_left_out() -> None:
    found = records([relation("a", "owns", "au")], [actor("a"), actor("au", "a")])
    assert not ask(found, on())
    assert list(ask(found, on(level="actor")).edges()) == [("a", "au")]


def test_the_records_stay_as_they_were(tiny_graph: Graph) -> None:
    before = deepcopy(tiny_graph.records)
    graph = tiny_graph.network(people=True)
    for _, _, data in graph.edges(data=True):
        data["market"].append("spoiled")
        data["amount"] = -1
    for node in graph:
        graph.nodes[node]["kinds"].clear()
    assert tiny_graph.records == before
    assert tiny_graph.network().edges["atlas", "boreal", "atlas--competes-with--boreal"][
        "market"
    ] == ["assistants", "coding-tools"]


def test_tiny_by_hand(tiny_graph: Graph) -> None:
    graph = tiny_graph.network()
    assert sorted(graph) == ["atlas", "boreal", "cobalt", "delta"]
    assert graph.number_of_edges() == 10  # 13 in scope, less `owns` and Eve's two
    assert tiny_graph.network(level="actor").number_of_edges() == 11
    assert tiny_graph.network(people=True).number_of_edges() == 12


def test_order_is_the_same_every_time(shipped: Graph) -> None:
    first, second = shipped.network(), shipped.network()
    assert list(first) == sorted(first) == list(second)
    assert list(first.edges(keys=True)) == list(second.edges(keys=True))


def test_shipped_overlaps_by_a_plain_loop_over_the_network(shipped: Graph) -> None:
    signs: dict[frozenset[str], set[str]] = {}
    for a, b, sign in shipped.network().edges(data="sign"):
        signs.setdefault(frozenset({a, b}), set()).add(sign)
    pairs = {pair for pair, found in signs.items() if {"cooperative", "competitive"} <= found}
    assert pairs == {frozenset({o.a, o.b}) for o in shipped.overlaps()}
