"""How two actors are connected: shortest chains of relations, each hop with its claims."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any

import networkx as nx

from kg.network import network

if TYPE_CHECKING:
    from collections.abc import Container

    from kg.relations import Selection


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of a path.

    ``types`` are the relation types between the two, each with the way it points: ``>`` from
    source to target, ``<`` back.
    """

    source: str
    target: str
    types: tuple[str, ...]
    relations: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "source": self.source,
            "target": self.target,
            "types": list(self.types),
            "relations": list(self.relations),
        }


@dataclass(frozen=True, slots=True)
class Path:
    """A chain of actors from one to another, without regard to the direction of relations."""

    hops: tuple[Hop, ...]

    @property
    def actors(self) -> tuple[str, ...]:
        """Actor ids from first to last."""
        return (self.hops[0].source, *(hop.target for hop in self.hops))

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        hops = [hop.to_dict() for hop in self.hops]
        return {"actors": list(self.actors), "length": len(self.hops), "hops": hops}


def paths(
    selection: Selection,
    source: str,
    target: str,
    *,
    count: int = 3,
    families: Container[str] | None = None,
    people: bool = False,
) -> tuple[Path, ...]:
    """Return the shortest paths between two actors, shortest first.

    Parameters
    ----------
    selection
        The relations in scope.
    source, target
        Actor ids at the selection's level.
    count
        Greatest number of paths.
    families
        Only relations of these families; None for all.
    people
        Whether persons may be stations.

    Notes
    -----
    Yen's algorithm (Management Science 17(11), 1971) as in `networkx.shortest_simple_paths`:
    O(count · n · (n + m)) for n actors and m pairs. Among paths of one length those between
    actors with few relations come no earlier; the order of ids decides.
    """
    graph = network(selection, people=people)
    simple: nx.Graph[str] = nx.Graph()
    simple.add_nodes_from(graph)
    for a, b, data in graph.edges(data=True):
        if families is None or data["family"] in families:
            simple.add_edge(a, b)
    if source not in simple or target not in simple or not nx.has_path(simple, source, target):
        return ()
    found = islice(nx.shortest_simple_paths(simple, source, target), count)
    return tuple(Path(tuple(_hop(graph, a, b, families) for a, b in pairwise(p))) for p in found)


def _hop(
    graph: nx.MultiDiGraph[str], source: str, target: str, families: Container[str] | None
) -> Hop:
    """Return the step between two neighbours, with all relations of the families both ways."""
    types, relations = set(), []
    for a, b, mark in ((source, target, ">"), (target, source, "<")):
        for key, data in (graph.get_edge_data(a, b) or {}).items():
            if families is None or data["family"] in families:
                types.add(f"{data['type']} {mark}")
                relations.append(str(key))
    return Hop(source, target, tuple(sorted(types)), tuple(sorted(relations)))
