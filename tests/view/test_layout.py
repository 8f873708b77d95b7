from __future__ import annotations

import math
import os
import random
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import networkx as nx
import pytest

from kg.records.model import Actor, Relation
from kg.view import style
from kg.view.forces import TIE_GROWTH, _distances
from kg.view.layout import OPENING, positions

if TYPE_CHECKING:
    from kg.records.model import Records


def graph(actors: int, relations: int) -> tuple[list[Actor], list[Relation]]:
    chance = random.Random(3)  # the same graph every time
    ids = [f"a{i:05d}" for i in range(actors)]
    ends = [(chance.choice(ids), ids[int(actors * chance.random() ** 3)]) for _ in range(relations)]
    return [Actor(id_, id_, (), ("ai-lab",)) for id_ in ids], [
        Relation(f"r{i}", "invests-in", a, b, "active", ("s",), "high", "")
        for i, (a, b) in enumerate(ends)
    ]


def test_the_same_data_gives_the_same_places(records: Records) -> None:
    first = positions(records.actors, records.relations, 7)
    assert first == positions(records.actors, records.relations, 7)
    assert set(first) == {actor.id for actor in records.actors}


def test_no_two_dots_overlap(records: Records) -> None:
    places = positions(records.actors, records.relations, 7)
    degree = Counter(id_ for r in records.relations for id_ in {r.subject, r.object})
    ids = list(places)
    touching = [
        (a, b)
        for i, a in enumerate(ids)
        for b in ids[:i]
        if math.dist(places[a], places[b]) < style.radius(degree[a]) + style.radius(degree[b])
    ]
    assert touching == []


def test_the_map_is_a_landscape(records: Records) -> None:
    places = positions(records.actors, records.relations, 7).values()
    width = max(x for x, _ in places) - min(x for x, _ in places)
    height = max(y for _, y in places) - min(y for _, y in places)
    assert 1.2 < width / height < 1.9


@pytest.mark.parametrize("count", [0, 1, 2, 3, 5])
def test_few_actors_are_placed_apart(count: int) -> None:
    actors, _ = graph(count, 0) if count else ([], [])
    assert len(set(positions(actors, [], 1).values())) == count


def test_a_large_graph_places_only_its_best_connected_actors() -> None:
    actors, relations = graph(20000, 50000)
    places = positions(actors, relations, 1)
    assert len(places) == OPENING
    degree = Counter(id_ for r in relations for id_ in (r.subject, r.object))
    assert min(degree[id_] for id_ in places) >= max(
        degree[a.id] for a in actors if a.id not in places
    )


def test_new_facts_move_few_actors(records: Records) -> None:
    before = positions(records.actors, records.relations, 7)
    new = Actor("zz-new", "New Lab", (), ("ai-lab",))
    first = records.relations[0]
    ties = [replace(first, id=f"x-{id_}", object=new.id, subject=id_) for id_ in ("openai", "meta")]
    after = positions([*records.actors, new], [*records.relations, *ties], 7)
    moved = [id_ for id_ in before if math.dist(before[id_], after[id_]) > 20]
    assert new.id in after
    assert len(moved) <= 4


def test_other_data_is_laid_out_by_itself() -> None:
    actors, relations = graph(60, 150)
    places = positions(actors, relations, 7)
    assert places == positions(actors, relations, 7)
    assert len(set(places.values())) == 60


def test_threads_do_not_move_actors() -> None:
    script = (
        "from test_layout import graph, positions;"
        "print(hash(str(sorted(positions(*graph(1000, 3000), 7).items()))))"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=Path(__file__).parent,
            env={**os.environ, "OPENBLAS_NUM_THREADS": threads, "PYTHONHASHSEED": "1"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for threads in ("1", "4")
    }
    assert len(answers) == 1


def test_distances_are_those_of_networkx() -> None:
    drawn = nx.connected_watts_strogatz_graph(40, 4, 0.2, seed=3)
    named = nx.relabel_nodes(drawn, {node: f"a{node:02d}" for node in drawn})
    nodes = sorted(named)
    near = {node: set(named[node]) for node in nodes}
    for a, b in named.edges:
        named.edges[a, b]["length"] = 1 + TIE_GROWTH * math.log(len(near[a] ^ near[b]))
    known = dict(nx.all_pairs_dijkstra_path_length(named, weight="length"))
    apart = _distances(named, nodes)
    for i, a in enumerate(nodes):
        assert apart[i] == pytest.approx([known[a][b] for b in nodes], rel=1e-4)
