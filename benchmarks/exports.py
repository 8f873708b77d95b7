"""Time the GraphML and GEXF writers beside those of networkx: ``python benchmarks/exports.py``.

The graph has the shipped actors and sources and as many relations as asked for: type, status,
dates, amounts and words of the shipped relations in turn, with parties and sources drawn at random
(seeded), ids and evidence all different. Both sides write the same nodes, edges and properties to
a file: ours from the records, networkx from a ready-made multigraph, whose making is not counted.
Times are the processor's, the best of several runs.
"""

from __future__ import annotations

import os
import platform
import random
import sys
import tempfile
import time
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx

import kg
from kg.exchange import FORMATS
from kg.exchange.property_graph import PropertyGraph
from kg.model import Records

if TYPE_CHECKING:
    from collections.abc import Callable

COUNT = 100_000
_RUNS = 3


def records(count: int) -> Records:
    """Return records with so many relations."""
    base = kg.open().records
    draw = random.Random(7)
    actors = [actor.id for actor in base.actors]
    sources = [source.id for source in base.sources]
    relations = [
        replace(
            relation,
            id=f"{relation.id}-{number}",
            subject=draw.choice(actors),
            object=draw.choice(actors),
            sources=tuple(sorted(set(draw.choices(sources, k=draw.choice((1, 1, 2)))))),
            evidence=f"{relation.evidence} {number}",
            supersedes=None,
        )
        for number, relation in enumerate(islice(cycle(base.relations), count))
    ]
    relations.sort(key=lambda relation: relation.id)
    return Records(base.actors, base.sources, (), tuple(relations), (), cutoff=base.cutoff)


def multigraph(graph: PropertyGraph) -> nx.MultiDiGraph[str]:
    """Return the same nodes, edges and properties as a graph of networkx."""
    found: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for actor in graph.nodes:
        found.add_node(actor.id, **_plain(graph.node(actor)))
    for relation in graph.edges:
        edge = _plain(graph.edge(relation))
        found.add_edge(edge.pop("source"), edge.pop("target"), key=edge["id"], **edge)
    return found


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    lists = {name: "|".join(value) for name, value in fields.items() if isinstance(value, tuple)}
    numbers = {
        name: float(fields[name])
        for name in fields.keys() & {"amount", "stake_percent", "capacity"}
    }
    return {**fields, **lists, **numbers}


def seconds(run: Callable[[], object], runs: int = _RUNS) -> float:
    """Return the processor time of the best of several runs."""
    times = []
    for _ in range(runs):
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return min(times)


def largest(name: str, graph: PropertyGraph) -> float:
    """Return the largest part that is ever held of a file, in MB."""
    return max(map(len, FORMATS[name].parts(graph))) / 1e6


def main(count: int) -> None:
    """Print the table of ``exports.md``."""
    graph = PropertyGraph(records(count))
    theirs = multigraph(graph)
    writers: list[tuple[str, str, Callable[[Any, str], None]]] = [
        ("graphml", "write_graphml_xml", nx.write_graphml_xml),
        ("graphml", "write_graphml_lxml", nx.write_graphml_lxml),
        ("gexf", "write_gexf", nx.write_gexf),
    ]
    print(
        f"Python {platform.python_version()}, networkx {nx.__version__}, {os.cpu_count()} cores, "
        f"{platform.machine()}; load {os.getloadavg()[0]:.1f}; {count:,} relations, "
        f"{theirs.number_of_nodes():,} actors.\n"
    )
    print("| file | ours, s | MB | largest part, MB | networkx | s | MB | times |")
    print("|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        mine, other = Path(folder) / "ours", Path(folder) / "theirs"
        for form, name, write in writers:
            ours = seconds(lambda form=form: FORMATS[form].save(graph, mine))  # type: ignore[misc]
            nxs = seconds(lambda write=write: write(theirs, str(other)), 2)  # type: ignore[misc]
            sizes = [path.stat().st_size / 1e6 for path in (mine, other)]
            print(
                f"| {form} | {ours:.2f} | {sizes[0]:.0f} | {largest(form, graph):.1f} | `{name}` "
                f"| {nxs:.2f} | {sizes[1]:.0f} | {nxs / ours:.1f} |"
            )
    print("\n| format | s |\n|---|---|")
    for name in (name for name, form in FORMATS.items() if form.holds == "graph"):
        taken = seconds(lambda name=name: largest(name, graph), 1)  # type: ignore[misc]
        print(f"| {name} | {taken:.2f} |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT)
