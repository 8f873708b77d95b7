"""Connected parts as columns: against networkx."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import strategies
from builders import actor, on, person, records, relation
from kg.measures.structure.components import ALONE, components, tied_parts
from kg.measures.structure.ties import ties
from kg.relations import table as relations

if TYPE_CHECKING:
    from kg.records.model import Records
    from kg.relations.scope import Scope

NODES = 30


@settings(max_examples=500)
@given(st.lists(st.tuples(*[st.integers(0, NODES - 1)] * 2), max_size=40))
def test_equal_to_networkx(arcs: list[tuple[int, int]]) -> None:
    graph = nx.Graph(arcs)
    graph.add_nodes_from(range(NODES))
    parts = {node: min(part) for part in nx.connected_components(graph) for node in part}
    source, target = np.array(arcs, dtype=np.int32).reshape(-1, 2).T
    assert components(source, target, NODES).tolist() == [parts[node] for node in range(NODES)]


@settings(max_examples=50)
@given(strategies.multigraphs(most=12), strategies.scopes())
def test_parts_are_those_of_the_ties(found: Records, scope: Scope) -> None:
    selection = relations.select(relations.table(found), scope)
    graph = nx.Graph(list(ties(selection)))
    parts = {actor: min(part) for part in nx.connected_components(graph) for actor in part}
    labels = tied_parts(selection).tolist()
    named = {
        found.actors[place].id: found.actors[label].id
        for place, label in enumerate(labels)
        if label != ALONE
    }
    assert named == parts


def test_rivals_and_people_tie_nobody() -> None:
    found = records(
        [
            relation("a", "competes-with", "b"),
            relation("p", "leads", "a"),
            relation("b", "owns", "c"),
        ],
        [actor("a"), person("p")],
    )
    selection = relations.select(relations.table(found), on())
    assert tied_parts(selection).tolist() == [ALONE, 1, 1, ALONE]
