"""Places of connected actors by forces, and the room that dots and names need.

The forces only give the neighbourhoods; then the picture is turned into a landscape, its density is
evened out, and dots and the labels of the best connected actors are moved apart. All of it is
quadratic in the number of actors.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from kg.view.style import radius

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import networkx as nx
    from numpy.typing import NDArray

    Graph = nx.Graph[str]
    Points = NDArray[np.float64]
    Places = dict[str, tuple[float, float]]

LABELLED = 60
SHAPE = 1.7
AREA_PER_ACTOR = 6200
MARGIN = 7
LABEL_HEIGHT = 42
LETTER = 14
TIE_GROWTH = 0.35
STEPS = 200
ROUNDS = 60
EVEN = 0.5


def placed(graph: Graph, seed: int) -> Places:
    """Return the places of the actors of one connected graph; the same for the same seed."""
    nodes = sorted(graph)
    if len(nodes) < 3:
        return {node: (120.0 * place, 0.0) for place, node in enumerate(nodes)}
    apart = _distances(graph, nodes)
    points = _stressed(_first(apart, seed), apart)
    points = _spread(_landscape(points))
    points = separated(points, boxes(graph, nodes, LABELLED))
    points = separated(points, boxes(graph, nodes, 0))
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


def boxes(graph: Graph, nodes: Sequence[str], labelled: int) -> Points:
    """Return half width and half height of what an actor needs: its dot, or dot and label.

    Labels count for the ``labelled`` best connected.
    """
    degree: Mapping[str, int] = {node: graph.nodes[node]["degree"] for node in graph}
    big = set(sorted(nodes, key=lambda node: (-degree[node], node))[:labelled])
    needs = []
    for node in nodes:
        dot = radius(degree[node]) + MARGIN
        letters = len(graph.nodes[node]["name"]) * LETTER / 2
        needs.append((max(dot, letters), dot + LABEL_HEIGHT / 2) if node in big else (dot, dot))
    return np.array(needs, float)


def separated(points: Points, needs: Points) -> Points:
    """Move overlapping boxes apart, along the axis on which they overlap least."""
    weight = needs[:, 0] * needs[:, 1]
    reach = [np.triu(needs[:, None, axis] + needs[None, :, axis], 1) for axis in (0, 1)]
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
