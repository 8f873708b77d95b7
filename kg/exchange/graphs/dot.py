"""DOT: for Graphviz. ``dot -Tsvg`` draws one actor well, ``sfdp -Tsvg`` the whole.

Colours say the sign of a relation. Control and bidirectional marks are taken out, line breaks
become spaces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.base.text import encoded, one_line
from kg.exchange.graphs.property_graph import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.exchange.graphs.property_graph import PropertyGraph, Value

_HEAD = """digraph alliances {
  graph [overlap=false, splines=true];
  node [shape=box, style="rounded,filled", fillcolor="#f4f6f8", color="#7a8591"];
  node [fontname="Helvetica", fontsize=11];
  edge [fontname="Helvetica", fontsize=8, color="#7a8591"];
"""
_COLOURS = {"cooperative": "#15489C", "competitive": "#B3200E", "adversarial": "#6B1408"}
# Properties that Graphviz takes for something else. It keeps ``id``, as that of the drawn element.
_OURS = {"label": "phrase", "group": "group_of"}


def text(graph: PropertyGraph) -> Iterator[bytes]:
    """Yield the graph in DOT."""
    yield _HEAD.encode()
    for actor in graph.nodes:
        node = graph.node(actor)
        tooltip = f"{actor.name}: {', '.join(actor.kinds)}"
        drawn = {"label": actor.name, "tooltip": tooltip, **_properties(node)}
        yield encoded(f"  {_quoted(actor.id)} {_attributes(drawn)};\n")
    for relation in graph.edges:
        edge = graph.edge(relation)
        ends = f"{_quoted(plain(edge['source']))} -> {_quoted(plain(edge['target']))}"
        drawn = {"label": plain(edge["label"]), "tooltip": relation.evidence, **_properties(edge)}
        colour = _COLOURS.get(plain(edge["sign"]))
        yield encoded(f"  {ends} {_attributes(drawn | ({'color': colour} if colour else {}))};\n")
    yield b"}\n"


def _properties(fields: dict[str, Value]) -> dict[str, str]:
    left_out = {"name", "source", "target", "evidence"}  # shown by label, ends and tooltip
    return {_OURS.get(name, name): plain(fields[name]) for name in fields if name not in left_out}


def _attributes(fields: dict[str, str]) -> str:
    return f"[{', '.join(f'{name}={_quoted(value)}' for name, value in fields.items())}]"


def _quoted(text: str) -> str:
    r"""Return text as a quoted id; a backslash is doubled, because Graphviz reads escapes in it.

    >>> _quoted('a "b" \\N')
    '"a \\"b\\" \\\\N"'
    """
    escaped = one_line(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
