"""Positions of connected actors by forces, and the room that dots and names need.

The forces only give the neighbourhoods; then the picture is turned into a landscape, its density is
evened out, and dots and the labels of the best connected actors are moved apart. The forces are
quadratic in the number of actors, the distances they work on O(n m).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.view.style import radius

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import networkx as nx
    from numpy.typing import NDArray

    Graph = nx.Graph[str]
    Points = NDArray[np.float64]
    Apart = NDArray[np.float32]
    Positions = dict[str, tuple[float, float]]

LABELLED = 60
SHAPE = 1.7
AREA_PER_ACTOR = 6200
MARGIN = 7
LABEL_HEIGHT = 42
LETTER = 14
TIE_GROWTH = 0.35
STEPS = 200
ROUNDS = 30
TURNS = 300
SHORTER = np.float32(1 - 1e-5)  # what counts as shorter, beyond rounding
EVEN = 0.5


def placed(graph: Graph, seed: int) -> Positions:
    """Return the positions of the actors of one connected graph; the same for the same seed."""
    nodes = sorted(graph)
    if len(nodes) < 3:
        return {node: (120.0 * rank, 0.0) for rank, node in enumerate(nodes)}
    apart = _distances(graph, nodes)
    points = _stressed(_first(apart, seed), apart)
    points = _spread(_landscape(points))
    points = separated(points, boxes(graph, nodes, LABELLED))
    points = separated(points, boxes(graph, nodes, 0))
    return {node: (float(x), float(y)) for node, (x, y) in zip(nodes, points, strict=True)}


def _distances(graph: Graph, nodes: Sequence[str]) -> Apart:
    """Return how far apart each two actors are to stand: shortest paths over tie lengths.

    A tie is the longer the fewer neighbours its ends share, which gives hubs room (Gansner, Koren
    and North 2005, doi:10.1007/978-3-540-31843-9_25). All rows are improved by those of their
    neighbours, outwards from the hub and back, until nothing changes: O(n m) a sweep for n actors
    and m ties, and a handful of sweeps.
    """
    order = _outwards(graph, nodes)
    index = {node: row for row, node in enumerate(order)}
    near = {node: set(graph[node]) for node in order}
    ties: list[tuple[NDArray[np.intp], Apart]] = []
    for node in order:
        neighbours = sorted(near[node], key=index.__getitem__)
        alone = np.array([len(near[node] ^ near[end]) for end in neighbours], np.float32)
        lengths = (1 + TIE_GROWTH * np.log(alone)).astype(np.float32)
        ties.append((np.array([index[end] for end in neighbours]), lengths))
    apart = np.full((len(nodes), len(nodes)), np.inf, np.float32)
    np.fill_diagonal(apart, 0)
    rows, changed = list(range(len(nodes))), True
    while changed:
        changed = False
        for row in rows:
            ends, ways = ties[row]
            way = (apart[ends] + ways[:, None]).min(axis=0)
            if (way < apart[row] * SHORTER).any():
                np.minimum(apart[row], way, out=apart[row])
                changed = True
        rows.reverse()
    back = np.array([index[node] for node in nodes])
    shortest: NDArray[np.float32] = np.minimum(apart, apart.T)[back][:, back]
    return shortest


def _outwards(graph: Graph, nodes: Sequence[str]) -> list[str]:
    """Return the nodes by their steps from the best connected one."""
    order: list[str] = [max(nodes, key=lambda node: (len(graph[node]), node))]
    seen = set(order)
    for node in order:
        further = [end for end in sorted(graph[node]) if end not in seen]
        seen.update(further)
        order.extend(further)
    return order


def _first(apart: Apart, seed: int) -> Points:
    """Return a first placing: the two principal components of the distances.

    Classical scaling, with the components found by orthogonal iteration from a seeded start.
    """
    square = apart**2
    centred = square.mean(axis=0) + square.mean(axis=1, keepdims=True) - square.mean() - square
    axes = np.random.default_rng(seed).standard_normal((len(apart), 2))
    for _ in range(ROUNDS):
        axes, scale = np.linalg.qr(_times(centred, axes))
    points: Points = axes * np.sqrt(np.abs(np.diag(scale)))
    points *= np.where(points[np.abs(points).argmax(axis=0), [0, 1]] < 0, -1, 1)
    return np.round(points, 6)


def _stressed(points: Points, apart: Apart) -> Points:
    """Move actors until their distances on the map come close to those asked for.

    Stress majorisation, every actor at once and damped (Gansner, Koren and North 2005): the pull
    of all others on an actor, weighted by 1 / distance².
    """
    weight = 1 / (apart + np.eye(len(apart))) ** 2
    np.fill_diagonal(weight, 0)
    share = (weight / weight.sum(axis=1, keepdims=True)).astype(np.float32)
    target, at = share * apart, points.astype(np.float32)
    for _ in range(int(max(40, min(STEPS, 4e7 / len(points) ** 2)))):
        pull = target / _between(at)
        reach = pull.sum(axis=1)[:, None] - 1
        np.subtract(share, pull, out=pull)
        at += np.float32(0.8) * (_times(pull, at) + at * reach).astype(np.float32)
    return at.astype(np.float64)


def _between(points: Apart) -> Apart:
    """Return the distance of each two points, at least a hundredth of a tie."""
    across, down = (np.subtract.outer(points[:, axis], points[:, axis]) for axis in (0, 1))
    across *= across
    down *= down
    across += down
    np.maximum(across, np.float32(1e-4), out=across)
    return np.sqrt(across, out=across)


def _times(square: Apart, points: NDArray[Any]) -> Points:
    """Return a matrix product by one thread: several would round otherwise, and move actors."""
    columns = [np.einsum("ij,j->i", square, points[:, axis].astype(np.float32)) for axis in (0, 1)]
    return np.stack(columns, axis=1).astype(np.float64)


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
    for _ in range(TURNS):
        first, second = _touching(points, needs)
        if not len(first):
            break
        gaps = np.abs(points[first] - points[second])
        over = needs[first] + needs[second] - gaps
        moved = points.copy()
        for axis, cross in ((0, 1), (1, 0)):
            here = over[:, axis] <= over[:, cross] if axis else over[:, axis] < over[:, cross]
            a, b, push = first[here], second[here], 0.6 * over[here, axis] + EVEN
            push = np.where(points[a, axis] < points[b, axis], -push, push)
            np.add.at(moved[:, axis], a, push * weight[b] / (weight[a] + weight[b]))
            np.add.at(moved[:, axis], b, -push * weight[a] / (weight[a] + weight[b]))
        points = moved
    return points


def _touching(points: Points, needs: Points) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the pairs of boxes that overlap, found from left to right; O(n log n + pairs)."""
    low, high = points - needs, points + needs - EVEN
    order = np.argsort(low[:, 0], kind="stable")
    starts = np.arange(len(order)) + 1
    many = np.maximum(np.searchsorted(low[order, 0], high[order, 0]) - starts, 0)
    skipped = np.repeat(np.cumsum(many) - many, many)
    first = np.repeat(order, many)
    second = order[np.repeat(starts, many) + np.arange(many.sum()) - skipped]
    first, second = np.minimum(first, second), np.maximum(first, second)
    both = (low[first, 1] < high[second, 1]) & (low[second, 1] < high[first, 1])
    return first[both], second[both]
