"""GraphML and GEXF, by us from the records and by networkx from a ready-made multigraph.

Both write the same nodes, edges and properties to a file; ours atomically and synced to disk. What
was written is read again, off the clock: all of it up to a size, above that nodes and edges are
counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import tables
from harness import benchmark

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import networkx as nx
    from harness import Answer, Run

    from kg.exchange.graphs.property_graph import PropertyGraph

_READ_BACK = 5_000

for _name in ("graphml", "gexf"):
    benchmark(
        _name,
        f"{_name} of all relations",
        __name__,
        sizes=(5_000, 100_000),
        quick=(5_000,),
        given=tables.write,
        rounds=3,
        patience=90.0,
    )


def _graph(place: Path) -> PropertyGraph:
    import kg
    from kg.exchange.graphs.property_graph import PropertyGraph

    return PropertyGraph(kg.open(place / "tables").records)


def _multigraph(graph: PropertyGraph) -> nx.MultiDiGraph[str]:
    """Return the same nodes, edges and properties as a graph of networkx."""
    import networkx as nx

    found: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for actor in graph.nodes:
        found.add_node(actor.id, **_plain(graph.node(actor)))
    for relation in graph.edges:
        edge = _plain(graph.edge(relation))
        found.add_edge(edge.pop("source"), edge.pop("target"), key=edge["id"], **edge)
    return found


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    from kg.exchange.graphs.property_graph import NUMBERS

    lists = {name: "|".join(value) for name, value in fields.items() if isinstance(value, tuple)}
    numbers = {name: float(fields[name]) for name in fields.keys() & NUMBERS}
    return {**fields, **lists, **numbers}


def _read(path: Path, form: str, count: int) -> Answer:
    """Return nodes and edges of a file, and in a small one the sum of amounts."""
    import networkx as nx

    if count > _READ_BACK:
        text = path.read_bytes()
        return text.count(b"<node "), text.count(b"<edge ")
    found = (nx.read_graphml if form == "graphml" else nx.read_gexf)(path)
    amounts = (float(data.get("amount", 0)) for *_, data in found.edges(data=True))
    return found.number_of_nodes(), found.number_of_edges(), sum(amounts)


def _ours(form: str) -> Callable[[Path, int], Run]:
    def prepare(place: Path, count: int) -> Run:
        from kg.exchange import FORMATS

        graph, path = _graph(place), place / f"ours.{form}"

        def run() -> Callable[[], Answer]:
            FORMATS[form].save(graph, path)
            return lambda: _read(path, form, count)

        return run

    return prepare


def _theirs(form: str, writer: str) -> Callable[[Path, int], Run]:
    def prepare(place: Path, count: int) -> Run:
        import networkx as nx

        graph, path = _multigraph(_graph(place)), place / f"{writer}.{form}"

        def run() -> Callable[[], Answer]:
            getattr(nx, writer)(graph, path)
            return lambda: _read(path, form, count)

        return run

    return prepare


def _enter() -> None:
    from harness import BENCHMARKS

    for form, writers in {
        "graphml": ("write_graphml_xml", "write_graphml_lxml"),
        "gexf": ("write_gexf",),
    }.items():
        BENCHMARKS[form].peer("kg")(_ours(form))
        for writer in writers:
            BENCHMARKS[form].peer(f"networkx {writer}")(_theirs(form, writer))


_enter()
