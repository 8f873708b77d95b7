"""Circular flows: against networkx's enumeration of cycles, and by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategies
from builders import actor, money, on, records, relation
from examples import examples
from kg.measures.money.loops import find, loops
from kg.relations import table as relations
from kg.relations.selection import select
from kg.vocabulary.vocabulary import vocabulary
from oracle import between, judge

if TYPE_CHECKING:
    from kg.graph.graph import Graph
    from kg.measures.money.loops import Loop
    from kg.records.model import Records
    from kg.relations.scope import Scope

Found = set[tuple[str, ...]]


def money_graph(found: Records, scope: Scope) -> nx.DiGraph[str]:
    """Return the arcs of money with their kinds, made from the rules one relation at a time."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    for r in found.relations:
        kind = vocabulary().relation_types[r.type]
        ends = [found.actor_by_id[end] for end in (r.subject, r.object)]
        if judge(r, scope, found) != "in" or any(end.is_person for end in ends):
            continue
        a, b = between(r, found, scope)
        if a == b or kind.money_direction == "none":
            continue
        a, b = (a, b) if kind.money_direction == "subject-to-object" else (b, a)
        graph.add_edge(a, b)
        is_financing = r.type in {"invests-in", "lends-to", "guarantees"}
        graph[a][b].setdefault("kinds", set()).add("financing" if is_financing else "purchase")
    return graph


def oracle(found: Records, scope: Scope, most: int) -> Found:
    """Return the loops that the definition gives, out of all simple cycles."""
    graph = money_graph(found, scope)
    rows = set()
    for cycle in nx.simple_cycles(graph, length_bound=most):
        arcs = list(zip(cycle, [*cycle[1:], cycle[0]], strict=True))
        if all(any(kind in graph.edges[arc]["kinds"] for arc in arcs) for kind in KINDS):
            at = cycle.index(min(cycle))
            rows.add((*cycle[at:], *cycle[:at]))
    return rows


KINDS = ("financing", "purchase")


def ask(found: Records, scope: Scope, most: int = 4) -> tuple[Loop, ...]:
    return loops(select(relations.table(found), scope), max_length=most)


@examples(1000)
@given(strategies.multigraphs(most=24), strategies.scopes(), st.integers(2, 5))
def test_equal_to_all_simple_cycles_of_the_definition(
    found: Records, scope: Scope, most: int
) -> None:
    rows = [loop.actors for loop in ask(found, scope, most)]
    assert set(rows) == oracle(found, scope, most)
    assert rows == sorted(set(rows), key=lambda actors: (len(actors), actors))


def test_one_loop_by_hand() -> None:
    found = records(
        [
            relation("a", "invests-in", "b", amount=money(10), status="signed"),
            relation("a", "supplies-chips-to", "b", amount=money(3)),
        ]
    )
    (loop,) = ask(found, on())
    assert loop.to_dict() == {
        "actors": ["a", "b"],
        "arcs": [
            {
                "source": "a",
                "target": "b",
                "relations": ["a--invests-in--b"],
                "kinds": ["financing"],
                "amount_usd": 10,
                "statuses": ["signed"],
            },
            {
                "source": "b",
                "target": "a",
                "relations": ["a--supplies-chips-to--b"],
                "kinds": ["purchase"],
                "amount_usd": 3,
                "statuses": ["active"],
            },
        ],
        "length": 2,
        "bottleneck_usd": 3,
        "bottleneck_known_usd": 3,
    }


@pytest.mark.parametrize(
    ("type_", "back"),
    [
        ("supplies-chips-to", True),
        ("manufactures-for", True),
        ("licenses-model-to", True),
        ("licenses-content-to", True),
        # The platform pays the owner: the money goes out to b a second time.
        ("distributes", False),
        ("acquires", False),
        ("owns", False),
        ("partners-with", False),
        ("competes-with", False),
        ("in-talks-with", False),
        ("litigates-against", False),
        ("lends-to", False),
    ],
)
def test_what_brings_an_investment_back(type_: str, *, back: bool) -> None:
    found = records([relation("a", "invests-in", "b"), relation("a", type_, "b")])
    assert bool(ask(found, on(rumours=True))) is back


def test_a_platform_pays_the_owner_of_what_it_resells() -> None:
    found = records([relation("a", "invests-in", "b"), relation("b", "distributes", "a")])
    assert [loop.actors for loop in ask(found, on())] == [("a", "b")]


@pytest.mark.parametrize(
    "pair",
    [
        [relation("a", "invests-in", "b"), relation("b", "lends-to", "a")],
        [relation("a", "supplies-cloud-to", "b"), relation("b", "supplies-chips-to", "a")],
    ],
    ids=["financing-only", "purchases-only"],
)
def test_a_circle_of_one_kind_is_no_loop(pair: list[Any]) -> None:
    assert ask(records(pair), on()) == ()


def test_an_arc_of_both_kinds() -> None:
    found = records(
        [
            relation("a", "invests-in", "b"),
            relation("b", "supplies-cloud-to", "a"),
            relation("b", "invests-in", "a"),
        ]
    )
    (loop,) = ask(found, on())
    assert [arc.kinds for arc in loop.arcs] == [("financing", "purchase"), ("financing",)]


@pytest.mark.parametrize(
    ("legs", "bottleneck", "known"),
    [
        ((10, 3), 3, 3),
        ((10, None), None, 10),
        ((None, None), None, None),
        ((0, 5), 0, 0),
    ],
)
def test_bottleneck(
    legs: tuple[int | None, ...], bottleneck: int | None, known: int | None
) -> None:
    there, back = (None if leg is None else money(leg) for leg in legs)
    found = records(
        [
            relation("a", "invests-in", "b", amount=there),
            relation("a", "supplies-chips-to", "b", amount=back),
        ]
    )
    (loop,) = ask(found, on())
    row = loop.to_dict()
    assert (row["bottleneck_usd"], row["bottleneck_known_usd"]) == (bottleneck, known)


def test_units_stand_for_their_group() -> None:
    found = records(
        [relation("a", "invests-in", "b"), relation("au", "supplies-cloud-to", "b")],
        [actor("a"), actor("au", "a")],
    )
    assert [loop.actors for loop in ask(found, on())] == [("a", "b")]
    assert ask(found, on(level="actor")) == ()


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (
            {},
            [
                ("atlas", "boreal"),
                ("cobalt", "delta"),
                ("atlas", "boreal", "delta"),
                ("atlas", "cobalt", "delta"),
            ],
        ),
        ({"max_length": 2}, [("atlas", "boreal"), ("cobalt", "delta")]),
        ({"through": "cobalt"}, [("cobalt", "delta"), ("atlas", "cobalt", "delta")]),
        ({"through": "atlas-cloud", "max_length": 2}, [("atlas", "boreal")]),
        (
            {"level": "actor"},
            [
                ("atlas-cloud", "boreal"),
                ("cobalt", "delta"),
                ("atlas", "boreal", "delta"),
                ("atlas", "cobalt", "delta"),
            ],
        ),
        ({"as_of": "2023-12-31"}, [("atlas", "boreal")]),
        (
            {"undated": "exclude", "max_length": 3},
            [("atlas", "boreal"), ("cobalt", "delta"), ("atlas", "boreal", "delta")],
        ),
    ],
)
def test_tiny_by_hand(
    tiny_graph: Graph, options: dict[str, Any], expected: list[tuple[str, ...]]
) -> None:
    assert [loop.actors for loop in tiny_graph.loops(**options)] == expected


def test_tiny_bottlenecks_by_hand(tiny_graph: Graph) -> None:
    rows = [loop.to_dict() for loop in tiny_graph.loops()]
    assert [row["bottleneck_usd"] for row in rows] == [1_600_000_000, None, None, None]
    known = [1_600_000_000, 500_000_000, 400_000_000, None]
    assert [row["bottleneck_known_usd"] for row in rows] == known


@pytest.mark.parametrize("level", ["group", "actor"])
def test_shipped_equal_to_all_simple_cycles(shipped: Graph, level: str) -> None:
    answer = shipped.loops(level=level, max_length=4)
    assert {loop.actors for loop in answer} == oracle(shipped.records, answer.scope, 4)


def test_more_loops_than_asked_for_are_cut_and_said(tiny_graph: Graph) -> None:
    selection = tiny_graph.select()
    found = find(selection, limit=3)
    assert [loop.actors for loop in found[:2]] == [("atlas", "boreal"), ("cobalt", "delta")]
    assert (len(found), found.about) == (3, {"truncated": True})
    assert find(selection, limit=4).about == {}
    assert "truncated" not in tiny_graph.loops().to_dict()


def test_a_list_that_is_cut_says_so(tiny_graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    assert repr(tiny_graph.loops()) == "<loops as of 2025-12-31: 4 rows>"
    monkeypatch.setattr("kg.measures.money.loops.LIMIT", 3)
    answer = tiny_graph.loops()
    assert repr(answer) == "<loops as of 2025-12-31: 3 rows, cut off: there are more>"
    assert "group level, cut off: there are more; 3 rows" in answer._repr_html_()
