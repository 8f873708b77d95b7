"""One relation of the shipped data in Turtle, to show what a claim looks like."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.vocabulary.iri import BASE, PREFIXES, compact

if TYPE_CHECKING:
    from collections.abc import Iterable

    # Any: as typed, a quad may hold triple terms and blank nodes; ours hold neither.
    Quad = Any
    Term = ox.NamedNode | ox.Literal

_TYPE = PREFIXES["rdf"] + "type"
_STRING, _BOOLEAN = PREFIXES["xsd"] + "string", PREFIXES["xsd"] + "boolean"


def asserted(quads: Iterable[Quad], node: str) -> str:
    """Return what is stated of a node and its parts, and which others point at it, in Turtle.

    Parameters
    ----------
    quads
        Quads of the default graph.
    node
        IRI of the node.
    """
    about: dict[str, list[Quad]] = {}
    for quad in quads:
        subject, pointed = quad.subject.value, getattr(quad.object, "value", "")
        if f"{subject}/".startswith(f"{node}/") or pointed == node:
            about.setdefault(subject, []).append(quad)
    own_first = sorted(about, key=lambda iri: (not iri.startswith(node), iri))
    blocks = [turtle(about[iri]) for iri in own_first]
    used = [
        prefix
        for prefix in PREFIXES
        if any(f" {prefix}:" in f" {b}" or f"^^{prefix}:" in b for b in blocks)
    ]
    head = [f"@base <{BASE}> .", *(f"@prefix {name}: <{PREFIXES[name]}> ." for name in used)]
    return "\n\n".join(["\n".join(head), *blocks])


def derived(quads: Iterable[Quad], node: str, ends: set[str]) -> str:
    """Return what follows from a relation: what is derived of it, and arrows between its ends.

    Parameters
    ----------
    quads
        Derived quads.
    node, ends
        IRIs of the relation and of its two actors.
    """
    lines: dict[str, list[str]] = {}
    for quad in quads:
        if quad.subject.value == node or {quad.subject.value, quad.object.value} == ends:
            lines.setdefault(compact(quad.graph_name.value), []).append(turtle([quad]))
    return "\n\n".join("\n".join([f"# in {graph}", *found]) for graph, found in lines.items())


def turtle(quads: Iterable[Quad]) -> str:
    """Return quads of one subject as a block of Turtle, in the order given."""
    said: dict[str, list[str]] = {}
    subject = ""
    for quad in quads:
        subject = _write(quad.subject)
        predicate = "a" if quad.predicate.value == _TYPE else _write(quad.predicate)
        said.setdefault(predicate, []).append(_write(quad.object))
    pairs = [f"{predicate} {' , '.join(objects)}" for predicate, objects in said.items()]
    body = " ;\n    ".join(pairs)
    return f"{subject} {body} ."


def _write(value: Term) -> str:
    """Return a term: our terms and foreign ones by prefix, our data relative to the base."""
    if isinstance(value, ox.NamedNode):
        short = compact(value.value)
        is_term = short.startswith("al:") or not value.value.startswith(BASE)
        return short if is_term else f"<{value.value.removeprefix(BASE)}>"
    kind = value.datatype.value
    if kind == _BOOLEAN:
        return value.value
    text = json.dumps(value.value, ensure_ascii=False)
    return text if kind == _STRING else f"{text}^^xsd:{kind.removeprefix(PREFIXES['xsd'])}"
