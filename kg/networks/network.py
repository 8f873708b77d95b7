"""The relation table as a networkx graph: the one place where relations become edges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np

from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from kg.records.model import Actor, Relation
    from kg.relations.selection import Selection


def network(selection: Selection, *, people: bool = False) -> nx.MultiDiGraph[str]:
    """Return the selected relations as a directed multigraph, one edge per relation.

    Parameters
    ----------
    selection
        The relations in scope. At group level an actor stands for the root of its ``part_of``
        chain, and relations inside a group are left out.
    people
        Whether persons and their roles are part of the graph.

    Returns
    -------
    networkx.MultiDiGraph
        Nodes are actor ids with ``name``, ``kinds``, ``country``; edges run from subject to
        object, are keyed by relation id and carry ``type``, ``family``, ``sign``, ``status``,
        ``confidence``, ``start``, ``end``, ``amount``, ``currency``, ``market``, ``subject`` and
        ``object`` (the parties named in the relation, before any roll-up).

    Notes
    -----
    O(n) for n relations; nodes and edges stand in the order of their ids, so that algorithms that
    depend on the order give the same result every time.
    """
    records = selection.table.records
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(**selection.scope.to_dict())
    edges = list(_edges(selection, people=people))
    for actor in sorted({end for edge in edges for end in edge[:2]}):
        graph.add_node(actor, **_node(records.actor_by_id[actor]))
    for source, target, key, data in edges:
        graph.add_edge(source, target, key, **data)
    return graph


def _edges(selection: Selection, *, people: bool) -> list[tuple[str, str, str, dict[str, Any]]]:
    """Return source, target, key and attributes of every edge, sorted by relation id."""
    table, rows = selection.table, selection.rows
    actors, relations = table.records.actors, table.records.relations
    source, target = table.ends(rows, selection.scope)
    persons = table.person[table.subject[rows]] | table.person[table.object[rows]]
    edges = []
    for place in np.flatnonzero((source != target) & (people | ~persons)).tolist():
        relation = relations[rows[place]]
        ends = (actors[source[place]].id, actors[target[place]].id)
        edges.append((*ends, relation.id, _edge(relation)))
    return edges


def _node(actor: Actor) -> dict[str, Any]:
    return {"name": actor.name, "kinds": list(actor.kinds), "country": actor.country}


def _edge(relation: Relation) -> dict[str, Any]:
    kind = vocabulary().relation_types[relation.type]
    amount = relation.amount
    return {
        "type": relation.type,
        "family": kind.family,
        "sign": kind.sign,
        "status": relation.status,
        "confidence": relation.confidence,
        "start": relation.start.isoformat() if relation.start else None,
        "end": relation.end.isoformat() if relation.end else None,
        "amount": float(amount.value) if amount else None,
        "currency": amount.currency if amount else None,
        "market": list(relation.market),
        "subject": relation.subject,
        "object": relation.object,
    }
