"""Node-link JSON: for `networkx.node_link_graph` and d3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.exchange.json_text import items, line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.exchange.graphs.property_graph import PropertyGraph


def text(graph: PropertyGraph) -> Iterator[bytes]:
    """Yield the graph as node-link JSON; the key of an edge is the id of the relation."""
    yield b'{"directed": true, "multigraph": true,\n"graph": %b,\n' % line(graph.about)
    yield b'"nodes": [\n'
    yield from items(graph.node(actor) for actor in graph.nodes)
    yield b'],\n"edges": [\n'
    edges = (graph.edge(relation) for relation in graph.edges)
    yield from items({**edge, "key": edge["id"]} for edge in edges)
    yield b"]}\n"
