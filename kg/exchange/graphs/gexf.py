"""GEXF 1.3, dynamic: for the timelines of Gephi, and for Gephi Lite.

A node exists from the founding of the actor, an edge on the days on which the relation holds; the
bounds are inclusive there. What is not dated exists always. In GEXF the type of an edge says
whether it is directed: ours stands in ``kind``, which keeps parallel edges of several types apart,
and in the column ``relation_type``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.exchange.graphs.elements import Aspects, Evidence, chunks, concatenated, xml, xml_all
from kg.exchange.graphs.property_graph import BOOLEANS, NUMBERS, names, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.exchange.graphs.property_graph import Fields, PropertyGraph
    from kg.records.model import Actor

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" version="1.3">
"""
_GRAPH = '<graph mode="dynamic" defaultedgetype="directed" timeformat="date" idtype="string">\n'
# Names that mean something else in GEXF: a column of that name would hide it.
_TITLES = {"type": "relation_type"}
# Properties that are attributes of the element.
_ELSEWHERE = frozenset({"name", "label"})


def text(graph: PropertyGraph) -> Iterator[bytes]:
    """Yield the graph as GEXF."""
    nodes = _Columns("node", names(graph.node_aspects))
    edges = _Columns("edge", graph.edge_names)
    yield f"{_HEAD}{_meta(graph)}{_GRAPH}{nodes.declared}{edges.declared}".encode()
    yield f'<nodes count="{len(graph.nodes)}">\n'.encode()
    yield from _nodes(graph, nodes)
    yield f'</nodes>\n<edges count="{len(graph.edges)}">\n'.encode()
    yield from _edges(graph, edges)
    yield b"</edges>\n</graph>\n</gexf>\n"


def _meta(graph: PropertyGraph) -> str:
    about = graph.about
    conditions = {**(about["scope"] or {}), "actor": about["actor"]}
    scope = [f"{name} {value}" for name, value in conditions.items() if value is not None]
    parts = [f"Up to {about['cutoff']}", about["licence"], ", ".join(scope) or "all claims"]
    described = "; ".join(filter(None, parts))
    return (
        f'<meta lastmodifieddate="{about["cutoff"]}"><creator>{xml(about["title"])}</creator>'
        f"<description>{xml(described)}</description></meta>\n"
    )


class _Columns:
    """The properties of nodes or edges that are columns, under numbers."""

    def __init__(self, class_: str, properties: Iterable[str]) -> None:
        own = (name for name in properties if name not in _ELSEWHERE)
        self._places = {name: place for place, name in enumerate(own)}
        self._class = class_

    @property
    def declared(self) -> str:
        """The declarations."""
        lines = "".join(
            f'<attribute id="{place}" title="{_TITLES.get(name, name)}" type="{_type(name)}"/>\n'
            for name, place in self._places.items()
        )
        return f'<attributes class="{self._class}" mode="static">\n{lines}</attributes>\n'

    def around(self, name: str) -> tuple[str, str]:
        """Return the markup before and after a value."""
        return f'<attvalue for="{self._places[name]}" value="', '"/>'

    def values(self, fields: Fields) -> str:
        """Return the values of the fields that have one."""
        filled = ((n, value) for n, value in fields.items() if value is not None)
        own = ((name, value) for name, value in filled if name in self._places)
        return "".join(xml(plain(value)).join(self.around(name)) for name, value in own)

    def span(self, fields: Fields) -> str:
        """Return the days on which an edge exists, as attributes, and all its dates as values."""
        bounds = "".join(f' {name}="{fields[name]}"' for name in ("start", "end") if fields[name])
        return f"{bounds}><attvalues>{self.values(fields)}"


def _type(name: str) -> str:
    return "double" if name in NUMBERS else "boolean" if name in BOOLEANS else "string"


def _nodes(graph: PropertyGraph, columns: _Columns) -> Iterator[bytes]:
    aspects = Aspects(graph.node_aspects, columns.values)
    for chunk in chunks(graph.nodes):
        heads = [_node(actor).encode() for actor in chunk]
        tails = [b"</attvalues></node>\n"] * len(chunk)
        yield concatenated([heads, *aspects.pieces(chunk), tails])


def _node(actor: Actor) -> str:
    start = f' start="{actor.founded.first}"' if actor.founded else ""
    return f'<node id="{xml(actor.id)}" label="{xml(actor.name)}"{start}><attvalues>'


def _edges(graph: PropertyGraph, columns: _Columns) -> Iterator[bytes]:
    kinds, dates, *more, _sources = graph.edge_aspects
    kind, span = Aspects([kinds], _kind), Aspects([dates], columns.span)
    aspects = Aspects([kinds, *more], columns.values)
    source, target = graph.parties(' source="{}"', xml), graph.parties(' target="{}"', xml)
    subject = graph.parties("{}".join(columns.around("subject")), xml)
    object_ = graph.parties("{}".join(columns.around("object")), xml)
    evidence = Evidence(graph.cited(xml), columns.around)
    for chunk in chunks(graph.edges):
        subjects = [relation.subject for relation in chunk]
        objects = [relation.object for relation in chunk]
        yield concatenated(
            [
                xml_all([relation.id for relation in chunk], b'<edge id="', b'"'),
                [source[graph.source_of(relation)] for relation in chunk],
                [target[graph.target_of(relation)] for relation in chunk],
                *kind.pieces(chunk),
                *span.pieces(chunk),
                map(subject.__getitem__, subjects),
                map(object_.__getitem__, objects),
                *aspects.pieces(chunk),
                *evidence.pieces(chunk),
                [b"</attvalues></edge>\n"] * len(chunk),
            ]
        )


def _kind(fields: Fields) -> str:
    return f' label="{xml(str(fields["label"]))}" kind="{fields["type"]}"'
