"""Neo4j: the CSV files of ``neo4j-admin database import``.

The cells are exact, for a database: a formula stays one. Lists have ``|`` between their items
(``--array-delimiter="|"``), texts may have several lines (``--multiline-fields=true``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.exchange.graphs.edgelist import lines
from kg.exchange.graphs.property_graph import BOOLEANS, DAYS, LISTS, NUMBERS, names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.base.files import File
    from kg.exchange.graphs.property_graph import PropertyGraph, Value
    from kg.records.model import Actor, Relation


def files(graph: PropertyGraph) -> Iterator[File]:
    """Yield ``nodes.csv`` and ``relationships.csv``."""
    properties = names(graph.node_aspects)
    header = ["id:ID(Actor)", *map(_title, properties), ":LABEL"]
    nodes = (_node(graph, actor) for actor in graph.nodes)
    yield "nodes.csv", lines(["id", *properties, "labels"], nodes, header=header)
    properties = ["id", *graph.edge_names]
    header = [":START_ID(Actor)", ":END_ID(Actor)", ":TYPE", *map(_title, properties)]
    edges = (_edge(graph, relation) for relation in graph.edges)
    columns = ["source", "target", "relationship", *properties]
    yield "relationships.csv", lines(columns, edges, header=header)


def labels(actor: Actor) -> tuple[str, ...]:
    """Return the labels of a node: ``Actor`` and its kinds.

    >>> from kg.records.model import Actor
    >>> labels(Actor("a", "A", (), ("ai-lab", "person")))
    ('Actor', 'AiLab', 'Person')
    """
    kinds = (kind.replace("-", " ").title().replace(" ", "") for kind in actor.kinds)
    return "Actor", *kinds


def relationship(type_: str) -> str:
    """Return the type of a relationship.

    >>> relationship("invests-in")
    'INVESTS_IN'
    """
    return type_.upper().replace("-", "_")


def _title(name: str) -> str:
    if name in NUMBERS:
        return f"{name}:double"
    if name in BOOLEANS:
        return f"{name}:boolean"
    if name in DAYS:
        return f"{name}:date"
    return f"{name}:string[]" if name in LISTS else name


def _node(graph: PropertyGraph, actor: Actor) -> dict[str, Value]:
    return {**graph.node(actor), "labels": labels(actor)}


def _edge(graph: PropertyGraph, relation: Relation) -> dict[str, Value]:
    return {**graph.edge(relation), "relationship": relationship(relation.type)}
