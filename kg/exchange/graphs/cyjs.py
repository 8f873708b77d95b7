"""Cytoscape JSON: for Cytoscape, Cytoscape.js and `networkx.cytoscape_graph`.

Nodes and edges share one space of ids there: an edge named like a node is called ``relation:id``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.exchange.json_text import items, line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.exchange.graphs.property_graph import PropertyGraph


def text(graph: PropertyGraph) -> Iterator[bytes]:
    """Yield the graph as Cytoscape JSON."""
    about = line(graph.about)
    yield b'{"format_version": "1.0", "directed": true, "multigraph": true,\n'
    yield b'"data": %b,\n"elements": {"nodes": [\n' % about
    yield from items({"data": _node(graph.node(actor))} for actor in graph.nodes)
    yield b'],\n"edges": [\n'
    nodes = {actor.id for actor in graph.nodes}
    yield from items({"data": _edge(graph.edge(relation), nodes)} for relation in graph.edges)
    yield b"]}}\n"


def _node(node: dict[str, Any]) -> dict[str, Any]:
    return {**node, "value": node["id"]}  # networkx names its nodes by value


def _edge(edge: dict[str, Any], nodes: set[str]) -> dict[str, Any]:
    id_ = edge["id"]
    # Without a key networkx keeps one of the parallel edges.
    return {**edge, "id": f"relation:{id_}" if id_ in nodes else id_, "key": id_}
