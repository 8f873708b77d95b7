"""GraphML: nodes and edges with declared properties, for Gephi, yEd, Cytoscape, igraph, networkx.

Ids are NMTOKENs there, which hold no ``~``: a ``:`` stands for it, which our ids do not hold.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kg.exchange.graphs.elements import Aspects, Evidence, chunks, concatenated, xml, xml_all
from kg.exchange.graphs.property_graph import NUMBERS, names, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.exchange.graphs.property_graph import Fields, PropertyGraph

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
"""


# The id of an edge once more: some readers keep no ids of edges, and none keeps a tilde.
_RELATION = "relation"


def text(graph: PropertyGraph) -> Iterator[bytes]:
    """Yield the graph as GraphML."""
    nodes = _Keys("node", names(graph.node_aspects))
    edges = _Keys("edge", [_RELATION, *graph.edge_names])
    about = _Keys("graph", ["about"])
    keys = "".join((about.declared, nodes.declared, edges.declared))
    yield f'{_HEAD}{keys}<graph id="alliances" edgedefault="directed">\n'.encode()
    yield f"{about.data({'about': json.dumps(graph.about)})}\n".encode()
    yield from _nodes(graph, nodes)
    yield from _edges(graph, edges)
    yield b"</graph>\n</graphml>\n"


def token(id_: str) -> str:
    """Return an id as an NMTOKEN.

    >>> token("a~b"), token("open-ai.2")
    ('a:b', 'open-ai.2')
    """
    return xml(id_.replace("~", ":"))


class _Keys:
    """The properties of nodes or edges, under short ids."""

    def __init__(self, domain: str, properties: Sequence[str]) -> None:
        self._ids = {name: f"{domain[0]}{place}" for place, name in enumerate(properties)}
        self._domain = domain

    @property
    def declared(self) -> str:
        """The declarations."""
        return "".join(
            f'<key id="{id_}" for="{self._domain}" attr.name="{name}" attr.type="{_type(name)}"/>\n'
            for name, id_ in self._ids.items()
        )

    def around(self, name: str) -> tuple[str, str]:
        """Return the markup before and after a value."""
        return f'<data key="{self._ids[name]}">', "</data>"

    def data(self, fields: Fields) -> str:
        """Return the data elements of the fields that have a value."""
        filled = ((name, value) for name, value in fields.items() if value is not None)
        return "".join(xml(plain(value)).join(self.around(name)) for name, value in filled)


def _type(name: str) -> str:
    """Return the type of a property; truth is text, since some readers take unknown for false."""
    return "double" if name in NUMBERS else "string"


def _nodes(graph: PropertyGraph, keys: _Keys) -> Iterator[bytes]:
    aspects = Aspects(graph.node_aspects, keys.data)
    for chunk in chunks(graph.nodes):
        heads = [f'<node id="{token(actor.id)}">'.encode() for actor in chunk]
        tails = [b"</node>\n"] * len(chunk)
        yield concatenated([heads, *aspects.pieces(chunk), tails])


def _edges(graph: PropertyGraph, keys: _Keys) -> Iterator[bytes]:
    aspects = Aspects(graph.edge_aspects[:-1], keys.data)
    source, target = graph.parties(' source="{}"', token), graph.parties(' target="{}">', token)
    subject = graph.parties("{}".join(keys.around("subject")), xml)
    object_ = graph.parties("{}".join(keys.around("object")), xml)
    evidence = Evidence(graph.cited(xml), keys.around)
    before, after = map(str.encode, keys.around(_RELATION))
    for chunk in chunks(graph.edges):
        subjects = [relation.subject for relation in chunk]
        objects = [relation.object for relation in chunk]
        yield concatenated(
            [
                xml_all([relation.id.replace("~", ":") for relation in chunk], b'<edge id="', b'"'),
                [source[graph.source_of(relation)] for relation in chunk],
                [target[graph.target_of(relation)] for relation in chunk],
                xml_all([relation.id for relation in chunk], before, after),
                map(subject.__getitem__, subjects),
                map(object_.__getitem__, objects),
                *aspects.pieces(chunk),
                *evidence.pieces(chunk),
                [b"</edge>\n"] * len(chunk),
            ]
        )
