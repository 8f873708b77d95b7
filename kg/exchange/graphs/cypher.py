"""A Cypher script: for Neo4j, Memgraph and others, through ``cypher-shell < alliances.cypher``.

It can be run again: nodes and relationships are found by their id and get their properties anew.
"""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from kg.base.text import encoded
from kg.exchange.graphs.neo4j import labels, relationship
from kg.exchange.graphs.property_graph import DAYS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from kg.exchange.graphs.property_graph import PropertyGraph, Value
    from kg.records.model import Actor, Relation

T = TypeVar("T")

_HEAD = "CREATE CONSTRAINT actor_id IF NOT EXISTS FOR (a:Actor) REQUIRE a.id IS UNIQUE;\n"
_NODES = "MERGE (a:Actor {id: row.id}) SET a += row"
_EDGES = (
    "MATCH (s:Actor {{id: row.source}}), (t:Actor {{id: row.target}})\n"
    "MERGE (s)-[r:`{}` {{id: row.id}}]->(t) SET r += row"
)
_ROWS = 500
_ESCAPED = re.compile(r"[\\'\x00-\x1f\x7f-\x9f\u2028\u2029]|(?<=\\)u")


def text(graph: PropertyGraph) -> Iterator[bytes]:
    """Yield the script."""
    yield _HEAD.encode()
    for labelled, actors in _grouped(graph.nodes, _labels).items():
        statement = _NODES + (f", a:{labelled}" if labelled else "")
        yield from _statements(statement, map(graph.node, actors))
    for type_, relations in _grouped(graph.edges, _type).items():
        yield from _statements(_EDGES.format(relationship(type_)), map(graph.edge, relations))


def _grouped(things: Iterable[T], key: Callable[[T], str]) -> dict[str, list[T]]:
    groups: dict[str, list[T]] = defaultdict(list)
    for thing in things:
        groups[key(thing)].append(thing)
    return dict(sorted(groups.items()))


def _labels(actor: Actor) -> str:
    return ":".join(labels(actor)[1:])


def _type(relation: Relation) -> str:
    return relation.type


def _statements(statement: str, rows: Iterable[Mapping[str, Value]]) -> Iterator[bytes]:
    """Yield a statement for every few hundred rows."""
    rest = iter(rows)
    while some := list(islice(rest, _ROWS)):
        listed = ",\n".join(_map(row) for row in some)
        yield encoded(f"UNWIND [\n{listed}\n] AS row\n{statement};\n")


def _map(row: Mapping[str, Value]) -> str:
    return "{" + ", ".join(f"`{name}`: {_literal(name, row[name])}" for name in row) + "}"


def _literal(name: str, value: Value) -> str:
    r"""Return a value in Cypher.

    >>> _literal("name", "O'Neill"), _literal("start", "2025-01-01"), _literal("kinds", ("a", "b"))
    ("'O\\'Neill'", "date('2025-01-01')", "['a', 'b']")
    """
    if isinstance(value, tuple):
        return f"[{', '.join(map(_string, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return f"date({_string(value)})" if name in DAYS else _string(value)


def _string(text: str) -> str:
    escaped = _ESCAPED.sub(_escape, text)
    return f"'{escaped}'"


def _escape(match: re.Match[str]) -> str:
    r"""Return a character as an escape; a ``u`` after a backslash too.

    Older parsers read ``\u0027`` as a quote before they look for the end of a text, whatever
    number of backslashes stands in front.
    """
    character = match[0]
    return f"\\{character}" if character in "\\'" else f"\\u{ord(character):04x}"
