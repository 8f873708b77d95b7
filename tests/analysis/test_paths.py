"""How two actors are connected."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
import pytest
import strategies
from builders import actor, on, person, records, relation
from hypothesis import given, settings

import kg
from kg import relations
from kg.analysis.paths import Path, paths
from kg.network import network

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.model import Records, Relation
    from kg.scope import Scope


def ask(found: Records, source: str, target: str, **more: object) -> list[tuple[str, ...]]:
    selection = relations.select(relations.table(found), on())
    return [path.actors for path in paths(selection, source, target, **more)]


def links(*pairs: str) -> list[Relation]:
    """Return a partnership for every pair of letters."""
    return [relation(a, "partners-with", b) for a, b in pairs]


@settings(max_examples=150)
@given(strategies.multigraphs(), strategies.scopes())
def test_lengths_equal_networkx(found: Records, scope: Scope) -> None:
    selection = relations.select(relations.table(found), scope)
    plain = nx.Graph(network(selection).edges())
    for target in ("b", "c", "auu"):
        rows = paths(selection, "a", target, count=100)
        if "a" in plain and target in plain and nx.has_path(plain, "a", target):
            assert len(rows[0].hops) == nx.shortest_path_length(plain, "a", target)
            every = {tuple(p) for p in nx.all_simple_paths(plain, "a", target)}
            assert {row.actors for row in rows} == every
        else:
            assert rows == ()


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (1, [("a", "b", "z")]),
        (2, [("a", "b", "z"), ("a", "c", "z")]),
        (9, [("a", "b", "z"), ("a", "c", "z"), ("a", "d", "e", "z")]),
    ],
)
def test_shortest_first(count: int, expected: list[tuple[str, ...]]) -> None:
    found = records(links("ab", "bz", "ac", "cz", "ad", "de", "ez"))
    assert ask(found, "a", "z", count=count) == expected


def test_direction_does_not_matter() -> None:
    found = records([relation("b", "invests-in", "a"), relation("b", "invests-in", "c")])
    assert ask(found, "a", "c") == [("a", "b", "c")]


@pytest.mark.parametrize(
    ("people", "expected"), [(False, {("a", "x", "b")}), (True, {("a", "p", "b"), ("a", "x", "b")})]
)
def test_nothing_runs_through_people_unless_asked(
    people: bool,
    expected: set[tuple[str, ...]],
) -> None:
    found = records(
        [relation("p", "leads", "a"), relation("p", "leads", "b"), *links("ax", "bx")],
        [person("p")],
    )
    assert set(ask(found, "a", "b", people=people)) == expected


def test_paths_of_one_length_stand_in_the_order_of_ids() -> None:
    """Whoever stands first in the relations."""
    found = records(
        [relation("p", "invests-in", "a"), relation("p", "invests-in", "b"), *links("ax", "bx")]
    )
    assert ask(found, "a", "b") == [("a", "p", "b"), ("a", "x", "b")]


def test_only_some_families() -> None:
    found = records([relation("a", "invests-in", "b"), *links("ac", "bc")])
    assert ask(found, "a", "b", families={"collaboration"}) == [("a", "c", "b")]
    assert ask(found, "a", "b", families={"capital"}) == [("a", "b")]
    assert ask(found, "a", "b", families={"supply"}) == []


def test_a_hop_names_all_relations_both_ways() -> None:
    found = records(
        [
            relation("a", "invests-in", "b"),
            relation("b", "supplies-cloud-to", "a"),
            relation("a", "partners-with", "b"),
        ]
    )
    (path,) = paths(relations.select(relations.table(found), on()), "a", "b")
    assert path.to_dict() == {
        "actors": ["a", "b"],
        "length": 1,
        "hops": [
            {
                "source": "a",
                "target": "b",
                "types": ["invests-in >", "partners-with >", "supplies-cloud-to <"],
                "relations": [
                    "a--invests-in--b",
                    "a--partners-with--b",
                    "b--supplies-cloud-to--a",
                ],
            }
        ],
    }


def test_a_hop_names_only_relations_of_the_families_asked_for() -> None:
    found = records([relation("a", "invests-in", "b"), relation("a", "partners-with", "b")])
    selection = relations.select(relations.table(found), on())
    (path,) = paths(selection, "a", "b", families={"capital"})
    assert path.hops[0].relations == ("a--invests-in--b",)


@pytest.mark.parametrize("target", ["z", "alone", "nobody"])
def test_no_path(target: str) -> None:
    found = records([*links("ab"), *links("yz")], [actor("alone")])
    assert ask(found, "a", target) == []


@pytest.mark.parametrize("name", ["atlas", "atlas-cloud"])
def test_from_an_actor_to_itself(tiny_graph: Graph, name: str) -> None:
    """At group level a unit and its group are one; a path has no hop to print."""
    try:
        answer = tiny_graph.path("atlas", name).to_dict()
    except kg.KgError:
        return
    assert all(row["length"] == 0 for row in answer["rows"])


def test_tiny_by_hand(tiny_graph: Graph) -> None:
    rows = [row.actors for row in tiny_graph.path("cobalt", "boreal", count=5)]
    assert rows == [
        ("cobalt", "atlas", "boreal"),
        ("cobalt", "delta", "boreal"),
        ("cobalt", "atlas", "delta", "boreal"),
        ("cobalt", "delta", "atlas", "boreal"),
    ]
    assert not tiny_graph.path("cobalt", "fjord")
    assert [row.actors for row in tiny_graph.path("cobalt", "fjord", rumours=True)][:1] == [
        ("cobalt", "fjord")
    ]


def test_first_and_last(tiny_graph: Graph) -> None:
    (path, *_) = tiny_graph.path("eve", "atlas", people=True)
    assert isinstance(path, Path)
    assert path.actors[0] == "eve"
    assert path.actors[-1] == "atlas"
    assert not tiny_graph.path("eve", "atlas")
