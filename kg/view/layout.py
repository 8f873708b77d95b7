"""Where actors stand on the map: the same for the same data, apart from each other, in a landscape.

The problem: a force-directed drawing of this graph is a ball whose middle is black and whose labels
collide. So the forces only give the neighbourhoods; then the picture is turned into a landscape,
its density is evened out, and dots and the labels of the best connected actors are moved apart.
People and small components do not shape the picture: people are put beside their organisations,
small components in rows under it.

Positions are kept between builds: the actors of the shipped data have theirs in ``positions.json``,
and new ones are put beside their neighbours, so new facts move nobody else. The forces run for
other data. ``python -m kg.view.layout`` lays out the shipped data anew, for a release whose data
has changed so much that the picture no longer fits it.

The forces are quadratic in the number of actors drawn, about a second for 1,500 of them: of more
than 1,500 only the 150 best connected are drawn. One thread works them out, because several round
otherwise, and the same data would give other positions elsewhere.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np

from kg.view.forces import LETTER, boxes, placed, separated
from kg.view.kept import keep, kept
from kg.view.style import radius

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kg.records.model import Actor, Relation

    Graph = nx.Graph[str]
    Positions = dict[str, tuple[float, float]]

SEED = 7
MOST, OPENING = 1500, 150
CELL = 10


def positions(
    actors: Sequence[Actor], relations: Iterable[Relation], seed: int
) -> dict[str, tuple[int, int]]:
    """Return the position of every actor drawn: all, or the best connected of very many.

    O(r) for r relations besides the O(n²) of the n actors drawn.

    Parameters
    ----------
    actors
        All actors; of more than 1,500 only the 150 best connected get a position.
    relations
        What ties them.
    seed
        Of the small displacements that keep actors with the same ties apart.
    """
    graph = _graph(actors, relations)
    people = [actor.id for actor in actors if actor.is_person and actor.id in graph]
    fixed = {node: position for node, position in kept().items() if node in graph}
    points = _grown(graph, fixed) if 2 * len(fixed) > len(graph) else _fresh(graph, people, seed)
    return {node: (round(x), round(y)) for node, (x, y) in sorted(points.items())}


def fresh(
    actors: Sequence[Actor], relations: Iterable[Relation], seed: int
) -> dict[str, tuple[int, int]]:
    """Return positions that owe nothing to those kept."""
    graph = _graph(actors, relations)
    people = [actor.id for actor in actors if actor.is_person and actor.id in graph]
    points = _fresh(graph, people, seed)
    return {node: (round(x), round(y)) for node, (x, y) in sorted(points.items())}


def _fresh(graph: Graph, people: Sequence[str], seed: int) -> Positions:
    """Lay out the largest connected part by forces, the others around it."""
    people_ids = set(people)
    organisations = graph.subgraph([node for node in graph if node not in people_ids])
    parts = sorted(nx.connected_components(organisations), key=lambda part: (-len(part), min(part)))
    points: Positions = {}
    if parts:
        points |= placed(graph.subgraph(sorted(parts[0])), seed)
        _rows(graph, parts[1:], points)
    _beside(graph, people, points)
    return points


def _grown(graph: Graph, fixed: Mapping[str, tuple[int, int]]) -> Positions:
    """Keep the positions kept; put who is new beside its neighbours, else in rows below."""
    points: Positions = {node: (float(x), float(y)) for node, (x, y) in sorted(fixed.items())}
    new = [node for node in graph if node not in points]
    tied = [node for node in new if any(neighbour in points for neighbour in graph[node])]
    _beside(graph, tied, points)
    apart = [node for node in new if node not in points]
    if apart:
        _rows(graph, [apart], points)
    nodes = sorted(points)
    moved = separated(np.array([points[node] for node in nodes]), boxes(graph, nodes, 0))
    return {node: (float(x), float(y)) for node, (x, y) in zip(nodes, moved, strict=True)}


def _graph(actors: Sequence[Actor], relations: Iterable[Relation]) -> Graph:
    """Return the simple graph of the actors drawn; nodes hold degree, edges count."""
    pairs = Counter((min(r.subject, r.object), max(r.subject, r.object)) for r in relations)
    degree: Counter[str] = Counter()
    for (a, b), count in pairs.items():
        degree[a] += count
        degree[b] += count
    best = sorted(actors, key=lambda actor: (-degree[actor.id], actor.id))
    drawn = best if len(actors) <= MOST else best[:OPENING]
    graph: Graph = nx.Graph()
    for actor in sorted(drawn, key=lambda actor: actor.id):
        graph.add_node(actor.id, degree=degree[actor.id], name=actor.name)
    for (a, b), count in sorted(pairs.items()) if len(drawn) == len(actors) else pairs.items():
        if a != b and a in graph and b in graph:
            graph.add_edge(a, b, weight=1 + math.log(count))
    return graph


def _rows(graph: Graph, parts: Iterable[Iterable[str]], points: Positions) -> None:
    """Put small components side by side in rows under the picture."""
    start = min(x for x, _ in points.values())
    right = max(x for x, _ in points.values())
    x, y = start, max(y for _, y in points.values()) + 90.0
    for part in parts:
        for node in sorted(part):
            need = max(60.0, len(graph.nodes[node]["name"]) * LETTER)
            if x + need > max(right, start + 1200) and x > start:
                x, y = start, y + 60.0
            points[node] = (x + need / 2, y)
            x += need + 20
        x += 20


def _beside(graph: Graph, people: Iterable[str], points: Positions) -> None:
    """Put people near the middle of their organisations, on the first free position of a spiral."""
    degree: Mapping[str, int] = {node: graph.nodes[node]["degree"] for node in graph}
    taken = {
        cell for node, position in points.items() for cell in _cells(position, radius(degree[node]))
    }
    for person in people:
        ties = [points[node] for node in sorted(graph[person]) if node in points]
        x = sum(p[0] for p in ties) / len(ties) if ties else 0.0
        y = sum(p[1] for p in ties) / len(ties) if ties else 0.0
        for turn in range(1, 4000):
            reach = 20 + 5 * math.sqrt(turn)
            at = (x + reach * math.cos(turn * 2.4), y + reach * math.sin(turn * 2.4))
            cells = _cells(at, radius(degree[person]))
            if not cells & taken:
                break
        taken |= cells
        points[person] = at


def _cells(position: tuple[float, float], reach: float) -> set[tuple[int, int]]:
    """Return the cells of a fine grid that a dot covers."""
    low = [math.floor((value - reach) / CELL) for value in position]
    high = [math.floor((value + reach) / CELL) for value in position]
    return {(x, y) for x in range(low[0], high[0] + 1) for y in range(low[1], high[1] + 1)}


def renew() -> None:
    """Lay out the shipped data without regard to the positions kept, and keep the new ones."""
    from kg.records.tables import read
    from kg.vocabulary.bundled import folder

    records = read(folder("data"))
    keep(fresh(records.actors, records.relations, SEED))


if __name__ == "__main__":
    renew()
