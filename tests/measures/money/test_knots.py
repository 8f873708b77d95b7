"""Knots: strong components of the money graph against a search for ways there and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given

import strategies
from builders import money, on, records, relation
from examples import examples
from kg.measures.money.knots import knots
from kg.measures.money.loops import arcs
from kg.relations import table as relations
from kg.relations.selection import select

if TYPE_CHECKING:
    from kg.graph.graph import Graph
    from kg.measures.money.knots import Knotted
    from kg.records.model import Records, Relation
    from kg.relations.scope import Scope


def ask(found: list[Relation]) -> dict[str, Knotted]:
    return {row.actor: row for row in knots(select(relations.table(records(found)), on()))}


LOOP = [
    relation("a", "invests-in", "b", amount=money(10)),
    relation("a", "supplies-chips-to", "b", amount=money(4)),
    relation("b", "invests-in", "c", amount=money(6)),
]


@examples(1000)
@given(strategies.multigraphs(most=20), strategies.scopes())
def test_who_can_get_there_and_back(found: Records, scope: Scope) -> None:
    selection = select(relations.table(found), scope)
    graph = arcs(selection)
    nodes = {actor for arc in graph for actor in arc}
    reach = {node: {node} for node in nodes}
    for _ in nodes:
        for a, b in graph:
            reach[a] |= reach[b]
    mutual = {node: {o for o in reach[node] if node in reach[o]} for node in nodes}
    rows = knots(selection)
    assert {row.actor for row in rows} == {node for node in nodes if len(mutual[node]) > 1}
    for row in rows:
        assert {r.actor for r in rows if r.knot == row.knot} == mutual[row.actor]
        assert row.size == len(mutual[row.actor])


def test_by_hand() -> None:
    rows = ask(LOOP)
    assert rows["b"].to_dict() == {
        "actor": "b",
        "knot": 1,
        "size": 2,
        "robust": True,
        "inside_usd": 14,
        "touching_usd": 20,
        "ratio": 0.7,
        "arcs": 2,
        "arcs_without_amount": 0,
        "relations": ["a--invests-in--b", "a--supplies-chips-to--b"],
    }
    assert rows["a"].ratio == 1
    assert "c" not in rows


def test_a_knot_of_announcements_is_not_robust() -> None:
    rows = ask([relation("a", "invests-in", "b", status="announced"), *LOOP[1:]])
    assert not any(row.is_robust for row in rows.values())


def test_unknown_within_the_knot_is_no_zero() -> None:
    rows = ask([relation("a", "invests-in", "b"), relation("a", "supplies-chips-to", "b"), LOOP[2]])
    assert (rows["b"].inside, rows["b"].touching, rows["b"].ratio) == (None, 6, None)
    assert rows["b"].arcs_without_amount == 2


def test_shipped(shipped: Graph) -> None:
    rows = list(shipped.knots())
    assert rows[0].size > 20
    assert all(0 <= row.ratio <= 1 for row in rows if row.ratio is not None)
    inside = {row.actor: row.knot for row in rows}
    for loop in shipped.loops(max_length=3):
        assert len({inside[actor] for actor in loop.actors}) == 1
