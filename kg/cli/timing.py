"""What a verbose call prints: what was read, how long it took, the SPARQL of a question."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import click

from kg.cli.console import console, counted, detail, figure, say

if TYPE_CHECKING:
    from kg.graph.answer import Answer
    from kg.graph.graph import Graph

_KEY = "kg.timing"


def read(graph: Graph) -> None:
    """Print where a graph is from; read a folder of tables and print its size."""
    if not console().verbose:
        return
    from kg.graph.graph import is_address
    from kg.records.tables import is_folder

    if is_address(graph.place) or not is_folder(Path(graph.place)):
        detail(say("timing.asking", place=graph.place))
    else:
        began = perf_counter()
        sizes = counted(graph.counts)
        seconds = figure(f"{perf_counter() - began:.2f}")
        detail(say("timing.read", place=graph.place, sizes=sizes, s=seconds))
    click.get_current_context().meta[_KEY] = graph, perf_counter()


def answered(answer: Answer[Any]) -> None:
    """Print how long the question took, and the SPARQL of a named query like it."""
    graph = took()
    if graph is None:
        return
    from kg.rdf.query import named_queries

    query = named_queries().get(answer.command)
    if query:
        names = {p.name for p in query.parameters} & {"as_of"}
        day = answer.scope.as_of.isoformat()
        detail(say("timing.sparql", name=query.name))
        detail(graph.sparql(query.name, dict.fromkeys(names, day)))


def took() -> Graph | None:
    """Print how long the question took; return its graph if the call is verbose."""
    reading: tuple[Graph, float] | None = click.get_current_context().meta.get(_KEY)
    if reading is None:
        return None
    graph, since = reading
    detail(say("timing.answered", s=figure(f"{perf_counter() - since:.2f}")))
    return graph
