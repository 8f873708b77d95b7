"""Chokepoints: actors that every chain of supply of a customer passes through.

Definition
----------
In the depends-on graph an arc leads from every customer to each of its suppliers. A provider is
where chains end: an actor without suppliers on record. A sink T stands behind all providers. An
actor d other than i is a chokepoint of i when every path from i to T passes d: d dominates T as
seen from i, or, the arcs turned round, d dominates i as seen from T, so that one dominator tree
rooted in T answers for all actors. kappa(i) is the least number of actors, i not among them, whose
removal cuts i off from all providers (Menger); i has a chokepoint exactly when kappa(i) = 1.

Circles of suppliers are no obstacle to dominance, but a circle that nothing leads out of holds no
actor without suppliers: such a circle (a strongly connected part without an outgoing arc) ends the
chain like a provider does, each of its members being one. Without circles this changes nothing.

References
----------
T. Lengauer, R. E. Tarjan, A fast algorithm for finding dominators in a flowgraph, ACM TOPLAS 1(1),
1979, doi:10.1145/357062.357071. K. D. Cooper, T. J. Harvey, K. Kennedy, A simple, fast dominance
algorithm, Rice University, 2006, https://hdl.handle.net/1911/96345. K. Menger, Zur allgemeinen
Kurventheorie, Fundamenta Mathematicae 10, 1927, doi:10.4064/fm-10-1-96-115.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
from networkx.algorithms.connectivity import (
    build_auxiliary_node_connectivity,
    minimum_st_node_cut,
)
from networkx.algorithms.flow import build_residual_network

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    Suppliers = Mapping[str, Collection[str]]
    Watch = Callable[[Iterable[str]], Iterable[str]]

_SINK = ""  # no actor has an empty id


def providers(suppliers: Suppliers) -> frozenset[str]:
    """Return where the chains of supply end: actors without suppliers, and closed circles; O(m).

    Parameters
    ----------
    suppliers
        Direct suppliers by customer.

    Examples
    --------
    >>> sorted(providers({"lab": ["cloud", "x"], "cloud": ["chips"], "x": ["y"], "y": ["x"]}))
    ['chips', 'x', 'y']
    """
    graph = _depends_on(suppliers)
    circles = nx.condensation(graph)
    ends = (circles.nodes[part]["members"] for part in circles if not circles.out_degree(part))
    return frozenset(actor for members in ends for actor in members)


def dominators(suppliers: Suppliers) -> dict[str, tuple[str, ...]]:
    """Return the chokepoints of every actor, those nearest to it first.

    Parameters
    ----------
    suppliers
        Direct suppliers by customer.

    Notes
    -----
    O(n · m) at worst for n actors and m arcs, close to O(m) on real graphs.

    Examples
    --------
    >>> dominators({"lab": ["c1", "c2"], "c1": ["chips"], "c2": ["chips"], "chips": ["fab"]})["lab"]
    ('chips', 'fab')
    """
    graph = _with_sink(suppliers)
    tree = nx.immediate_dominators(graph.reverse(copy=False), _SINK)
    chains: dict[str, tuple[str, ...]] = {_SINK: ()}
    for actor in sorted(graph):
        way = [actor]
        while way[-1] not in chains:
            way.append(tree[way[-1]])
        for at, above in zip(reversed(way[:-1]), reversed(way[1:]), strict=True):
            chains[at] = (above, *chains[above]) if above != _SINK else ()
    del chains[_SINK]
    return chains


def smallest_cuts(
    suppliers: Suppliers, actors: Iterable[str], *, watch: Watch = iter
) -> dict[str, tuple[str, ...] | None]:
    """Return for some actors a smallest set of others that cuts them off from all providers.

    Parameters
    ----------
    suppliers
        Direct suppliers by customer.
    actors
        For whom.
    watch
        Passes on the actors, and may show progress.

    Returns
    -------
    dict of str to tuple of str or None
        Sorted ids; their number is kappa. Of several smallest sets, the one furthest from the
        actor. None for a provider, which nothing cuts off.

    Notes
    -----
    One maximum flow per actor, O(kappa · m) (K. Menger; J. Edmonds, R. M. Karp, Journal of the ACM
    19(2), 1972, doi:10.1145/321694.321699).

    Examples
    --------
    >>> smallest_cuts({"lab": ["c1", "c2"], "c1": ["chips"], "c2": ["chips"]}, ["lab", "chips"])
    {'lab': ('chips',), 'chips': None}
    """
    graph = _with_sink(suppliers)
    auxiliary = build_auxiliary_node_connectivity(graph)
    residual = build_residual_network(auxiliary, "capacity")
    shared = {"auxiliary": auxiliary, "residual": residual}
    return {
        actor: None
        if graph.has_edge(actor, _SINK)
        else tuple(sorted(minimum_st_node_cut(graph, actor, _SINK, **shared)))
        for actor in watch(actors)
    }


def _depends_on(suppliers: Suppliers) -> nx.DiGraph[str]:
    """Return the graph from customer to supplier, nodes and arcs in the order of ids."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(sorted({*suppliers, *(s for group in suppliers.values() for s in group)}))
    for customer in sorted(suppliers):
        graph.add_edges_from((customer, supplier) for supplier in sorted(suppliers[customer]))
    return graph


def _with_sink(suppliers: Suppliers) -> nx.DiGraph[str]:
    """Return the graph from customer to supplier, with a sink behind all providers."""
    graph = _depends_on(suppliers)
    graph.add_node(_SINK)
    graph.add_edges_from((provider, _SINK) for provider in sorted(providers(suppliers)))
    return graph
