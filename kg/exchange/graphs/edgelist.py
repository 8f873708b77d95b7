"""Nodes and edges as CSV: for spreadsheets, Gephi, Cytoscape, pandas.

Cells that a spreadsheet would run as formulas get an apostrophe in front: a name ``=1+1`` is read
back as ``'=1+1``. The type of a relation stands in ``relation_type``, because Gephi reads ``type``
as the direction of an edge.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from kg.base.text import encoded, neutral
from kg.exchange.graphs.elements import chunks
from kg.exchange.graphs.property_graph import names, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from kg.base.files import File
    from kg.exchange.graphs.property_graph import PropertyGraph, Value

_TITLES = {"type": "relation_type"}


def files(graph: PropertyGraph) -> Iterator[File]:
    """Yield ``nodes.csv`` and ``edges.csv``."""
    nodes = ["id", *names(graph.node_aspects)]
    yield "nodes.csv", lines(nodes, map(graph.node, graph.nodes), neutral)
    edges = ["id", "source", "target", *graph.edge_names]
    yield "edges.csv", lines(edges, map(graph.edge, graph.edges), neutral)


def lines(
    columns: Sequence[str],
    rows: Iterable[Mapping[str, Value]],
    clean: Callable[[str], str] = str,
    header: Sequence[str] = (),
) -> Iterator[bytes]:
    """Yield a CSV file in parts: ``|`` in lists, nothing for what is unknown.

    Parameters
    ----------
    columns
        The properties, in order.
    rows
        Properties by name.
    clean
        What is done to the text of every cell.
    header
        The titles; by default the names of the properties.
    """
    yield _csv([list(header) or [_TITLES.get(name, name) for name in columns]])
    for chunk in chunks(rows):
        yield _csv([clean(plain(row.get(name, ""))) for name in columns] for row in chunk)


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return encoded(out.getvalue())
