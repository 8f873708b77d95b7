"""Records and selected relations as the pyvis network that the page is made of.

The lists of the pyvis object are filled directly: ``add_edge`` searches all edges for every edge,
``from_nx`` changes the graph it is given, and an undirected pyvis network drops parallel edges.
"""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING, Any

from pyvis.network import Network

from kg.view import style
from kg.view.layout import SEED, positions
from kg.view.ribbons import Ribbon, ribbons

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kg.records.model import Actor, Records, Relation

CURVE = 42

OPTIONS: dict[str, Any] = {
    "physics": {"enabled": False},
    "interaction": {
        "hover": True,
        "hideEdgesOnDrag": True,
        "hideEdgesOnZoom": True,
        "tooltipDelay": 200,
    },
    "edges": {"arrows": {"to": {"scaleFactor": 0.5}, "from": {"scaleFactor": 0.5}}},
}


def network(records: Records, relations: Sequence[Relation], *, cutoff: date | str) -> Network:
    """Return a directed pyvis network of the relations, one edge per ribbon, physics off.

    Every node is an actor (of more than 1,500 the 150 best connected); every edge carries the ids
    of its relations under ``relations``. For a network to change, see `kg.view.drawing`.

    Parameters
    ----------
    records
        All records, for names and kinds.
    relations
        The relations to show.
    cutoff
        Day up to which the data was compiled; named in the heading of the network.
    """
    day = cutoff.isoformat() if isinstance(cutoff, date) else cutoff
    net = Network(directed=True, cdn_resources="in_line", height="800px", heading=day)
    placed = positions(records.actors, relations, seed=SEED)
    drawn = [r for r in relations if r.subject in placed and r.object in placed]
    degrees = _degrees(relations)
    net.nodes = [
        node(actor, placed[actor.id], degrees.get(actor.id, 0))
        for actor in records.actors
        if actor.id in placed
    ]
    net.node_ids = [entry["id"] for entry in net.nodes]
    net.node_map = {entry["id"]: entry for entry in net.nodes}
    net.edges = [edge(ribbon, placed) for ribbon in ribbons(drawn)]
    net.options = OPTIONS
    return net


def _degrees(relations: Sequence[Relation]) -> dict[str, int]:
    """Count the relations of every actor."""
    degrees: dict[str, int] = {}
    for relation in relations:
        for actor in {relation.subject, relation.object}:
            degrees[actor] = degrees.get(actor, 0) + 1
    return degrees


def node(actor: Actor, position: tuple[int, int], degree: int) -> dict[str, Any]:
    """Return an actor as a vis-network node."""
    group = style.kind_group(actor.kinds)
    return {
        "id": actor.id,
        "label": actor.name,
        "shape": style.SHAPES.get(group, style.OTHER_SHAPE),
        "kind": group,
        "color": style.NODE["light"],
        "size": style.radius(degree),
        "x": position[0],
        "y": position[1],
    }


def edge(ribbon: Ribbon, placed: Mapping[str, tuple[int, int]]) -> dict[str, Any]:
    """Return a ribbon as a vis-network edge."""
    turn = "curvedCW" if ribbon.lane >= 0 else "curvedCCW"
    bend = CURVE * abs(ribbon.lane) / max(1.0, math.dist(placed[ribbon.a], placed[ribbon.b]))
    width = style.width(ribbon.known_usd)
    dashes = style.dashes(ribbon.group, [r.status for r in ribbon.relations])
    smooth = {"enabled": True, "type": turn, "roundness": round(min(0.3, bend), 3)}
    return {
        "id": ribbon.id,
        "from": ribbon.a,
        "to": ribbon.b,
        "group": ribbon.group,
        "lane": ribbon.lane,
        "relations": [relation.id for relation in ribbon.relations],
        "arrows": ribbon.arrows,
        "color": style.LIGHT.get(ribbon.group, style.OTHER_LIGHT),
        "dashes": style.dashes_at(dashes, width),
        "width": width,
        "smooth": smooth if ribbon.lane else False,
    }
