"""Centrality: which actors are tied to many, are paid by many, or stand between the others.

Definition
----------
In the graph of ties (one edge for each pair with a cooperative relation, whatever their number):

degree
    number of others an actor is tied to (L. C. Freeman, Centrality in social networks, Social
    Networks 1(3), 1978, doi:10.1016/0378-8733(78)90021-7);
betweenness
    share of the shortest paths between two others that pass the actor, averaged over all pairs of
    others, 0 … 1 (Freeman 1978; U. Brandes, Journal of Mathematical Sociology 25(2), 2001,
    doi:10.1080/0022250X.2001.9990249);
core
    largest k such that the actor is in a part of the graph where everyone has k ties within it
    (S. B. Seidman, Network structure and minimum degree, Social Networks 5(3), 1983,
    doi:10.1016/0378-8733(83)90028-X).

On arcs:

usd
    stated totals in USD that an actor pays and receives, of each deal once per arc of the money
    graph of `kg.measures.money.loops`. A weight to rank by, not a sum of money: it mixes stakes,
    loans, guarantees and contracts. An actor without a stated amount has an unknown weight, not 0;
pagerank-money
    PageRank along the money, from payer to payee: where it gathers;
pagerank-supply
    PageRank along the supply relations, from supplier to customer: where goods and capacity gather.
    Every arc weighs the same in both, since most amounts are unknown.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, get_args

import networkx as nx
import numpy as np

from kg.base.checks import one_of
from kg.measures.money.loops import arcs
from kg.measures.structure.ties import dispatched, graph, ties
from kg.measures.supply.supply import supply
from kg.networks.pagerank import pagerank
from kg.relations.money import plain
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kg.relations.table import Selection

    Arcs = Mapping[tuple[str, str], Iterable[str]]

By = Literal["degree", "usd", "pagerank-money", "pagerank-supply", "betweenness", "core"]
MEASURES: tuple[By, ...] = get_args(By)


@dataclass(frozen=True, slots=True)
class Standing:
    """An actor's place by a measure of centrality.

    Attributes
    ----------
    rank : int
        From 1; actors with equal values share the better place.
    actor : str
    by : str
        The measure.
    value : int, float, Decimal or None
        None when unknown.
    neighbours : int
        Actors it has an arc or edge with in the graph of the measure.
    relations : tuple of str
        Ids of its relations in that graph, sorted.
    """

    rank: int
    actor: str
    by: By
    value: float | Decimal | None
    neighbours: int
    relations: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "rank": self.rank,
            "actor": self.actor,
            "by": self.by,
            "value": plain(self.value) if isinstance(self.value, Decimal) else self.value,
            "neighbours": self.neighbours,
            "relations": list(self.relations),
        }


def centrality(
    selection: Selection,
    *,
    by: By = "degree",
    families: Iterable[str] | None = None,
    backend: str | None = None,
) -> tuple[Standing, ...]:
    """Return the actors of a graph by centrality, the most central first, then by id.

    Parameters
    ----------
    selection
        The relations in scope; its level decides whether units stand for their group.
    by
        The measure; see the module.
    families
        For degree, betweenness and core: only relations of these families, whatever their sign;
        None for the cooperative ones of all.
    backend
        Passed on to networkx for betweenness and core; the other measures need no networkx.

    Raises
    ------
    UsageError
        For a measure, a family or a backend of networkx that does not exist.

    Notes
    -----
    For n actors and m ties: betweenness O(n · m); PageRank at most 176 steps of O(n + m); all
    others O(m log m).
    """
    one_of("by", by, MEASURES)
    wanted = vocabulary().chosen("family", families)
    if by in {"usd", "pagerank-money"}:
        money = arcs(selection)
        joined: Arcs = {pair: [r.id for r in arc.relations] for pair, arc in money.items()}
        weights = {pair: arc.amount_usd for pair, arc in money.items()}
        values = _weighted_degree(weights) if by == "usd" else _pagerank(joined)
    elif by == "pagerank-supply":
        joined = {
            (supplier, customer): [relation.id for relation in relations]
            for customer, suppliers in supply(selection).items()
            for supplier, relations in suppliers.items()
        }
        values = _pagerank(joined)
    else:
        joined = ties(selection, wanted)
        values = _of_ties(joined, by, backend)
    return _standings(joined, by, values)


def _of_ties(
    found: Mapping[tuple[str, str], tuple[str, ...]], by: By, backend: str | None
) -> dict[str, float | Decimal | None]:
    """Return degree, betweenness or core number by actor."""
    if by == "degree":
        return dict(Counter(actor for pair in found for actor in pair))
    made, actors = graph(dict(found))
    measure = nx.betweenness_centrality if by == "betweenness" else nx.core_number
    values: dict[int, float] = dispatched(measure, made, backend=backend)
    return {actor: values[place] for place, actor in enumerate(actors)}


def _weighted_degree(
    weights: Mapping[tuple[str, str], Decimal | None],
) -> dict[str, float | Decimal | None]:
    """Return by actor the sum over its arcs of what is known; None where nothing is.

    >>> _weighted_degree({("a", "b"): 2, ("b", "c"): 3, ("c", "d"): None})
    {'a': 2, 'b': 5, 'c': 3, 'd': None}
    """
    found: dict[str, list[Decimal]] = {}
    for pair, weight in weights.items():
        for actor in pair:
            found.setdefault(actor, []).extend(() if weight is None else (weight,))
    return {actor: sum(known[1:], known[0]) if known else None for actor, known in found.items()}


def _pagerank(found: Arcs) -> dict[str, float | Decimal | None]:
    """Return the PageRank by actor, every arc weighing the same."""
    actors = sorted({actor for pair in found for actor in pair})
    place = {actor: index for index, actor in enumerate(actors)}
    ends = np.array([[place[a], place[b]] for a, b in sorted(found)], dtype=np.int64)
    source, target = ends.reshape(-1, 2).T
    return dict(zip(actors, pagerank(source, target, len(actors)).tolist(), strict=True))


def _standings(
    found: Arcs, by: By, values: Mapping[str, float | Decimal | None]
) -> tuple[Standing, ...]:
    """Return the rows in their order; what is unknown stands last."""
    ids: dict[str, set[str]] = {actor: set() for actor in values}
    others: dict[str, set[str]] = {actor: set() for actor in values}
    for (a, b), relations in found.items():
        for actor, other in ((a, b), (b, a)):
            ids[actor].update(relations)
            others[actor].add(other)
    rounded = {a: None if v is None else round(float(v), 12) for a, v in values.items()}
    order = sorted(values, key=lambda a: (rounded[a] is None, -(rounded[a] or 0), a))
    rows: list[Standing] = []
    for place, actor in enumerate(order, 1):
        tied = rows and rounded[rows[-1].actor] == rounded[actor]
        rank = rows[-1].rank if tied else place
        neighbours, relations = len(others[actor]), tuple(sorted(ids[actor]))
        rows.append(Standing(rank, actor, by, values[actor], neighbours, relations))
    return tuple(rows)
