"""Centrality: against networkx, linear algebra and counting."""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING, Any, get_args

import networkx as nx
import numpy as np
import pytest
from networkx.algorithms.link_analysis.pagerank_alg import _pagerank_python

from builders import actor, money, on, person, records, relation
from kg.base.errors import UsageError
from kg.measures.structure import central as module
from kg.measures.structure.central import By, Standing, central
from kg.measures.structure.ties import graph, ties
from kg.networks.pagerank import pagerank
from kg.relations import table as relations
from kg.relations.selection import select

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.graph.graph import Graph
    from kg.records.model import Records, Relation


def ask(found: Records, by: By = "degree", **more: Any) -> tuple[Standing, ...]:
    return central(select(relations.table(found), on()), by=by, top=None, **more)


def values(rows: tuple[Standing, ...]) -> dict[str, Any]:
    return {row.actor: row.value for row in rows}


def partners(*pairs: str) -> list[Relation]:
    return [relation(a, "partners-with", b) for a, b in pairs]


def dense(arcs: list[tuple[int, int]], count: int, damping: float) -> NDArray[np.float64]:
    """Solve the linear equations of PageRank."""
    matrix = np.zeros((count, count))
    for source, target in arcs:
        matrix[target, source] += 1
    out = matrix.sum(axis=0)
    matrix = np.where(out > 0, matrix / np.maximum(out, 1), 1 / count)
    solved: NDArray[np.float64] = np.linalg.solve(
        np.eye(count) - damping * matrix, np.full(count, (1 - damping) / count)
    )
    return solved


def test_pagerank_solves_the_equations() -> None:
    """On 1,000 random graphs with parallel arcs, loops and nodes without arcs."""
    random = Random(1)
    for _ in range(1000):
        count = random.randint(1, 9)
        arcs = [
            (random.randrange(count), random.randrange(count))
            for _ in range(random.randint(0, 3 * count))
        ]
        ends = np.array(arcs, dtype=np.int64).reshape(-1, 2)
        damping = random.choice([0.0, 0.5, 0.85, 0.95])
        mine = pagerank(ends[:, 0], ends[:, 1], count, damping=damping)
        assert np.allclose(mine, dense(arcs, count, damping), atol=1e-10)
        assert mine.sum() == pytest.approx(1)


def test_pagerank_equals_networkx() -> None:
    """Its variant in pure Python, which needs no scipy."""
    for seed in range(50):
        drawn = nx.gnp_random_graph(12, 0.2, seed=seed, directed=True)
        ends = np.array(drawn.edges, dtype=np.int64).reshape(-1, 2)
        theirs = _pagerank_python(drawn, tol=1e-12, max_iter=1000)
        mine = pagerank(ends[:, 0], ends[:, 1], 12)
        assert np.allclose(mine, [theirs[node] for node in range(12)], atol=1e-9)


def test_pagerank_of_nothing() -> None:
    none = np.zeros(0, dtype=np.int64)
    assert pagerank(none, none, 0).tolist() == []
    assert pagerank(none, none, 2).tolist() == [0.5, 0.5]


def test_ties_measures_by_counting() -> None:
    """Degree, betweenness and core against slow definitions, on 1,000 random graphs."""
    random = Random(2)
    for _ in range(1000):
        names = "abcdef"
        pairs = [a + b for a in names for b in names if a < b and random.random() < 0.4]
        if not pairs:
            continue
        found = {(a, b): (f"{a}{b}",) for a, b in pairs}
        made, actors = graph(found)
        neighbours = {a: {o for p in pairs for o in p if a in p and o != a} for a in actors}
        assert module._of_ties(found, "degree", None) == {a: len(neighbours[a]) for a in actors}
        assert module._of_ties(found, "core", None) == {a: core(neighbours, a) for a in actors}
        between = module._of_ties(found, "betweenness", None)
        assert between == pytest.approx({a: betweenness(made, actors, a) for a in actors})


def core(neighbours: dict[str, set[str]], wanted: str) -> int:
    """Take away actors with too few ties until none is left."""
    for k in range(len(neighbours), 0, -1):
        left = set(neighbours)
        while weak := {a for a in left if len(neighbours[a] & left) < k}:
            left -= weak
        if wanted in left:
            return k
    return 0


def betweenness(made: nx.Graph[int], actors: tuple[str, ...], wanted: str) -> float:
    """Count the shortest paths that pass an actor."""
    at, total = actors.index(wanted), 0.0
    others = [node for node in made if node != at]
    for i, a in enumerate(others):
        for b in others[i + 1 :]:
            if nx.has_path(made, a, b):
                every = list(nx.all_shortest_paths(made, a, b))
                total += sum(at in path for path in every) / len(every)
    pairs = len(others) * (len(others) - 1) / 2
    return total / pairs if pairs else 0.0


def test_a_pair_is_one_tie_however_many_relations_it_has() -> None:
    found = records(
        [
            *partners("ab", "bc"),
            relation("a", "invests-in", "b"),
            relation("b", "supplies-cloud-to", "a"),
            relation("a", "competes-with", "c"),
            relation("p", "leads", "a"),
            relation("a", "owns", "u"),
        ],
        [actor("a"), actor("u", "a"), person("p")],
    )
    rows = ask(found)
    assert [(row.rank, row.actor, row.value, len(row.relations)) for row in rows] == [
        (1, "b", 2, 4),
        (2, "a", 1, 3),
        (2, "c", 1, 1),
    ]
    assert values(ask(found, families={"rivalry"})) == {"a": 1, "c": 1}
    assert values(ask(found, families={"capital"})) == {"a": 1, "b": 1}
    assert ask(found, families={"people"}) == ()


def test_money_is_known_or_unknown_never_zero() -> None:
    found = records(
        [
            relation("a", "invests-in", "b", amount=money(5), deal="round"),
            relation("a", "guarantees", "b", amount=money(3), deal="round"),
            relation("c", "supplies-cloud-to", "b", amount=money(2)),
            relation("c", "invests-in", "d"),
            relation("e", "acquires", "a", amount=money(100)),
        ]
    )
    rows = ask(found, "usd")
    assert [(row.actor, row.value, row.neighbours) for row in rows] == [
        ("b", 7, 2),
        ("a", 5, 1),
        ("c", 2, 2),
        ("d", None, 1),
    ]
    assert rows[0].to_dict() == {
        "rank": 1,
        "actor": "b",
        "by": "usd",
        "value": 7,
        "neighbours": 2,
        "relations": [
            "a--guarantees--b",
            "a--invests-in--b",
            "c--supplies-cloud-to--b",
        ],
    }


def test_money_flows_to_the_payee_and_supply_to_the_customer() -> None:
    found = records([relation("cloud", "supplies-cloud-to", "lab")])
    assert [row.actor for row in ask(found, "pagerank-money")] == ["cloud", "lab"]
    assert [row.actor for row in ask(found, "pagerank-supply")] == ["lab", "cloud"]


@pytest.mark.parametrize("by", get_args(By))
def test_nobody(by: By) -> None:
    assert ask(records([relation("a", "competes-with", "b")]), by) == ()


@pytest.mark.parametrize("by", ["betweenness", "core"])
def test_the_backend_is_passed_through(by: By, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str | None] = []

    def fake(made: nx.Graph[int], *, backend: str | None) -> dict[int, float]:
        seen.append(backend)
        return dict.fromkeys(made, 1.0)

    name = {"betweenness": "betweenness_centrality", "core": "core_number"}[by]
    monkeypatch.setattr(nx, name, fake)
    ask(records(partners("ab")), by, backend="fast")
    ask(records(partners("ab")), by)
    assert seen == ["fast", None]


def test_a_backend_that_is_not_there() -> None:
    with pytest.raises(UsageError, match="nope"):
        ask(records(partners("ab")), "betweenness", backend="nope")


def test_ties_are_named_smaller_id_first() -> None:
    found = records([relation("z", "invests-in", "a"), relation("a", "partners-with", "z")])
    selection = select(relations.table(found), on())
    assert ties(selection) == {("a", "z"): ("a--partners-with--z", "z--invests-in--a")}


@pytest.mark.parametrize("by", get_args(By))
def test_shipped(shipped: Graph, by: By) -> None:
    rows = shipped.central(by=by, top=None).rows
    assert len(rows) > 50
    assert {"openai", "nvidia"} & {row.actor for row in rows[:5]} or by == "core"
    known = [float(row.value) for row in rows if row.value is not None]
    assert known == pytest.approx(sorted(known, reverse=True))
    if by.startswith("pagerank"):
        assert sum(known) == pytest.approx(1)
    first, second = (json.dumps(shipped.central(by=by, top=None).to_dict()) for _ in range(2))
    assert first == second
