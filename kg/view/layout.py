"""Where actors stand on the map: the same for the same data, apart from each other, in a landscape.

The problem: a force-directed drawing of this graph is a ball whose middle is black and whose labels
collide. So the forces only give the neighbourhoods; then the picture is turned into a landscape,
its density is evened out, and dots and the labels of the best connected actors are moved apart.
People and small components do not shape the picture: people are put beside their organisations,
small components in rows under it.

Places are kept between builds: the actors of the shipped data have theirs in ``places.json``, and
new ones are put beside their neighbours, so that new facts move nobody else. The forces run for
other data, and when ``python -m kg.view.places`` writes that file anew.

The forces are quadratic in the number of actors drawn: of more than 1,500 only the 150 best
connected are drawn.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np

from kg.view.places import kept
from kg.view.style import radius

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from kg.model import Actor, Relation

    Graph = nx.Graph[str]
    Points = NDArray[np.float64]
    Places = dict[str, tuple[float, float]]

MOST, OPENING = 1500, 150
LABELLED = 50
SHAPE = 1.5
AREA_PER_ACTOR = 6200
MARGIN = 7
LABEL_HEIGHT = 34
LETTER = 12
TIE_GROWTH = 0.35
STEPS = 200
ROUNDS = 60
EVEN = 0.5
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
        places |= _main(graph.subgraph(sorted(parts[0])), seed)
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
    points = _apart(np.array([places[node] for node in nodes]), _boxes(graph, nodes, 0))
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


def _main(graph: Graph, seed: int) -> Places:
    """Lay out one connected graph."""
    nodes = sorted(graph)
    if len(nodes) < 3:
        return {node: (120.0 * place, 0.0) for place, node in enumerate(nodes)}
    apart = _distances(graph, nodes)
    points = _stressed(_first(apart, seed), apart)
    points = _spread(_landscape(points))
    points = _apart(points, _boxes(graph, nodes, LABELLED))
    points = _apart(points, _boxes(graph, nodes, 0))
    return {node: (float(x), float(y)) for node, (x, y) in zip(nodes, points, strict=True)}


def _distances(graph: Graph, nodes: Sequence[str]) -> Points:
    """Return how far apart each two actors are to stand: shortest paths over tie lengths.

    A tie is the longer the fewer neighbours its ends share, which gives hubs room (Gansner, Koren
    and North 2005, doi:10.1007/978-3-540-31843-9_25). Floyd and Warshall, one row at a time.
    """
    index = {node: place for place, node in enumerate(nodes)}
    apart = np.full((len(nodes), len(nodes)), np.inf, np.float32)
    np.fill_diagonal(apart, 0)
    for a, b in graph.edges:
        alone = len(set(graph[a]) ^ set(graph[b]))
        length = 1 + TIE_GROWTH * math.log(alone)
        apart[index[a], index[b]] = apart[index[b], index[a]] = length
    around = np.empty_like(apart)
    for via in range(len(nodes)):
        np.add(apart[:, via, None], apart[None, via, :], out=around)
        np.minimum(apart, around, out=apart)
    return apart.astype(np.float64)


def _first(apart: Points, seed: int) -> Points:
    """Return a first placing: the two principal components of the distances.

    Classical scaling, with the components found by orthogonal iteration from a seeded start.
    """
    square = apart**2
    centred = square.mean(axis=0) + square.mean(axis=1, keepdims=True) - square.mean() - square
    axes = np.random.default_rng(seed).standard_normal((len(apart), 2))
    for _ in range(ROUNDS):
        axes, scale = np.linalg.qr(centred @ axes)
    points: Points = axes * np.sqrt(np.abs(np.diag(scale)))
    points *= np.where(points[np.abs(points).argmax(axis=0), [0, 1]] < 0, -1, 1)
    return np.round(points, 6)


def _stressed(points: Points, apart: Points) -> Points:
    """Move actors until their distances on the map come close to those asked for.

    Stress majorisation, every actor at once and damped (Gansner, Koren and North 2005).
    """
    weight = 1 / (apart + np.eye(len(apart))) ** 2
    np.fill_diagonal(weight, 0)
    share = weight / weight.sum(axis=1, keepdims=True)
    for _ in range(int(max(40, min(STEPS, 4e7 / len(points) ** 2)))):
        x = points[:, None, 0] - points[None, :, 0]
        y = points[:, None, 1] - points[None, :, 1]
        pull = share * apart / (np.sqrt(x * x + y * y) + 1e-9)
        drawn = share @ points
        drawn[:, 0] += (pull * x).sum(axis=1)
        drawn[:, 1] += (pull * y).sum(axis=1)
        points = points + 0.8 * (drawn - points)
    return points


def _landscape(points: Points) -> Points:
    """Turn the longest extent to the horizontal."""
    centred = points - points.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    axes = axes[:, ::-1]
    axes = axes * np.where(axes[np.abs(axes).argmax(axis=0), [0, 1]] < 0, -1, 1)
    turned: Points = centred @ axes
    return turned


def _spread(points: Points) -> Points:
    """Even out the density: from where a point is, over half way to its rank, on both axes."""
    height = math.sqrt(len(points) * AREA_PER_ACTOR / SHAPE)
    size = np.array([height * SHAPE, height])
    ranks = points.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable")
    even = ranks / max(1, len(points) - 1) - 0.5
    low, high = np.quantile(points, 0.02, axis=0), np.quantile(points, 0.98, axis=0)
    scaled = np.clip((points - low) / (high - low + 1e-9), -0.05, 1.05) - 0.5
    spread: Points = (0.4 * scaled + 0.6 * even) * size
    return spread


def _boxes(graph: Graph, nodes: Sequence[str], labelled: int) -> Points:
    """Return half width and half height of what an actor needs: its dot, or dot and label.

    Labels count for the ``labelled`` best connected.
    """
    degree: Mapping[str, int] = {node: graph.nodes[node]["degree"] for node in graph}
    big = set(sorted(nodes, key=lambda node: (-degree[node], node))[:labelled])
    boxes = []
    for node in nodes:
        dot = radius(degree[node]) + MARGIN
        letters = len(graph.nodes[node]["name"]) * LETTER / 2
        boxes.append((max(dot, letters), dot + LABEL_HEIGHT / 2) if node in big else (dot, dot))
    return np.array(boxes, float)


def _apart(points: Points, boxes: Points) -> Points:
    """Move overlapping boxes apart, along the axis on which they overlap least."""
    weight = boxes[:, 0] * boxes[:, 1]
    reach = [np.triu(boxes[:, None, axis] + boxes[None, :, axis], 1) for axis in (0, 1)]
    for _ in range(int(max(30, min(300, 6e7 / len(points) ** 2)))):
        gaps = [np.abs(points[:, None, axis] - points[None, :, axis]) for axis in (0, 1)]
        first, second = np.nonzero((reach[0] - gaps[0] > EVEN) & (reach[1] - gaps[1] > EVEN))
        if not len(first):
            break
        over = [reach[axis][first, second] - gaps[axis][first, second] for axis in (0, 1)]
        moved = points.copy()
        for axis, other in ((0, 1), (1, 0)):
            here = over[axis] < over[other] if axis == 0 else over[axis] <= over[other]
            a, b, push = first[here], second[here], 0.6 * over[axis][here] + EVEN
            push = np.where(points[a, axis] < points[b, axis], -push, push)
            np.add.at(moved[:, axis], a, push * weight[b] / (weight[a] + weight[b]))
            np.add.at(moved[:, axis], b, -push * weight[a] / (weight[a] + weight[b]))
        points = moved
    return points


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
