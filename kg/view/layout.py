"""Where actors stand on the map: the same for the same data, apart from each other, in a landscape.

The problem: a force-directed drawing of this graph is a ball whose middle is black and whose labels
collide. So the forces only give the neighbourhoods; then the picture is turned into a landscape,
its density is evened out, and dots and the labels of the best connected actors are moved apart.
People and small components do not shape the picture: people are put beside their organisations,
small components in rows under it.

Positions are kept between builds: the actors of the shipped data have theirs in ``places.json``,
and new ones are put beside their neighbours, so new facts move nobody else. The forces run for
other data. ``python -m kg.view.layout`` lays out the shipped data anew, for a release whose data
has changed so much that the picture no longer fits it.

The forces are quadratic in the number of actors drawn, about a second for 1,500 of them: of more
than 1,500 only the 150 best connected are drawn. One thread works them out, because several round
otherwise, and the same data would give other places elsewhere.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np

from kg.view.forces import LETTER, boxes, placed, separated
from kg.view.places import keep, kept
from kg.view.style import radius

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kg.records.model import Actor, Relation

    Graph = nx.Graph[str]
    Places = dict[str, tuple[float, float]]

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
    known = {node: place for node, place in kept().items() if node in graph}
    places = _grown(graph, known) if 2 * len(known) > len(graph) else _fresh(graph, people, seed)
    return {node: (round(x), round(y)) for node, (x, y) in sorted(places.items())}


def fresh(
    actors: Sequence[Actor], relations: Iterable[Relation], seed: int
) -> dict[str, tuple[int, int]]:
    """Return positions that owe nothing to those kept."""
    graph = _graph(actors, relations)
    people = [actor.id for actor in actors if actor.is_person and actor.id in graph]
    places = _fresh(graph, people, seed)
    return {node: (round(x), round(y)) for node, (x, y) in sorted(places.items())}


def _fresh(graph: Graph, people: Sequence[str], seed: int) -> Places:
    """Lay out the largest connected part by forces, the others around it."""
    left_out = set(people)
    organisations = graph.subgraph([node for node in graph if node not in left_out])
    parts = sorted(nx.connected_components(organisations), key=lambda part: (-len(part), min(part)))
    places: Places = {}
    if parts:
        places |= placed(graph.subgraph(sorted(parts[0])), seed)
        _rows(graph, parts[1:], places)
    _beside(graph, people, places)
    return places


def _grown(graph: Graph, known: Mapping[str, tuple[int, int]]) -> Places:
    """Keep the known places; put who is new beside its neighbours, else in rows below."""
    places: Places = {node: (float(x), float(y)) for node, (x, y) in sorted(known.items())}
    new = [node for node in graph if node not in places]
    tied = [node for node in new if any(other in places for other in graph[node])]
    _beside(graph, tied, places)
    apart = [node for node in new if node not in places]
    if apart:
        _rows(graph, [apart], places)
    nodes = sorted(places)
    points = separated(np.array([places[node] for node in nodes]), boxes(graph, nodes, 0))
    return {node: (float(x), float(y)) for node, (x, y) in zip(nodes, points, strict=True)}


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


def _rows(graph: Graph, parts: Iterable[Iterable[str]], places: Places) -> None:
    """Put small components side by side in rows under the picture."""
    left = min(x for x, _ in places.values())
    right = max(x for x, _ in places.values())
    x, y = left, max(y for _, y in places.values()) + 90.0
    for part in parts:
        for node in sorted(part):
            need = max(60.0, len(graph.nodes[node]["name"]) * LETTER)
            if x + need > max(right, left + 1200) and x > left:
                x, y = left, y + 60.0
            places[node] = (x + need / 2, y)
            x += need + 20
        x += 20


def _beside(graph: Graph, people: Iterable[str], places: Places) -> None:
    """Put people near the middle of their organisations, on the first free place of a spiral."""
    degree: Mapping[str, int] = {node: graph.nodes[node]["degree"] for node in graph}
    taken = {cell for node, place in places.items() for cell in _cells(place, radius(degree[node]))}
    for person in people:
        ties = [places[node] for node in sorted(graph[person]) if node in places]
        x = sum(p[0] for p in ties) / len(ties) if ties else 0.0
        y = sum(p[1] for p in ties) / len(ties) if ties else 0.0
        for turn in range(1, 4000):
            reach = 20 + 5 * math.sqrt(turn)
            at = (x + reach * math.cos(turn * 2.4), y + reach * math.sin(turn * 2.4))
            cells = _cells(at, radius(degree[person]))
            if not cells & taken:
                break
        taken |= cells
        places[person] = at


def _cells(place: tuple[float, float], reach: float) -> set[tuple[int, int]]:
    """Return the cells of a fine grid that a dot covers."""
    low = [math.floor((value - reach) / CELL) for value in place]
    high = [math.floor((value + reach) / CELL) for value in place]
    return {(x, y) for x in range(low[0], high[0] + 1) for y in range(low[1], high[1] + 1)}


def renew() -> None:
    """Lay out the shipped data without regard to the positions kept, and keep the new ones."""
    from kg.records.tables import read
    from kg.vocabulary.bundled import folder

    records = read(folder("data"))
    keep(fresh(records.actors, records.relations, SEED))


if __name__ == "__main__":
    renew()
