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
from typing import TYPE_CHECKING, Annotated, Any, Literal

import networkx as nx
import numpy as np

from kg.base.checks import Bounds
from kg.measures.money.loops import arcs
from kg.measures.question import Families, Question, Rows
from kg.measures.structure.ties import Backend, dispatched, graph, ties
from kg.measures.supply.supply import supply
from kg.networks.pagerank import pagerank
from kg.relations.money import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kg.measures.question import Reply, Table
    from kg.measures.words import Words
    from kg.relations.selection import Selection

    Arcs = Mapping[tuple[str, str], Iterable[str]]
    from kg.vocabulary.names import ActorId

By = Literal["degree", "usd", "pagerank-money", "pagerank-supply", "betweenness", "core"]
Top = Annotated[int, Bounds(1)]


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
    actor: ActorId
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


def central(
    selection: Selection,
    *,
    by: By = "degree",
    top: Top | None = 25,
    families: Families | None = None,
    backend: Backend | None = None,
) -> Rows[Standing]:
    """Return the actors of a graph by centrality, the most central first, then by id.

    Parameters
    ----------
    selection
        The relations in scope; its level decides whether units stand for their group.
    by
        Measure of centrality.
    top
        Only the first so many.
    families
        Ties of this family, whatever their sign, for degree, betweenness and core; may be
        repeated. Default: the cooperative ones of all.
    backend
        Let this installed networkx backend do the work, for betweenness and core.

    Raises
    ------
    UsageError
        For a backend of networkx that does not exist.

    Notes
    -----
    For n actors and m ties: betweenness O(n · m); PageRank at most 176 steps of O(n + m); all
    others O(m log m).
    """
    joined, values = _valued(selection, by, families, backend)
    rows = _standings(joined, by, values)
    cut = {"total": len(rows)} if top is not None and top < len(rows) else {}
    return Rows(rows[:top], by=by, actors=len(rows), **cut)


def _valued(
    selection: Selection, by: By, families: Iterable[str] | None, backend: str | None
) -> tuple[Arcs, dict[str, float | Decimal | None]]:
    """Return the graph of a measure with the ids of its relations, and the value of every actor."""
    if by in {"usd", "pagerank-money"}:
        money = arcs(selection)
        joined: Arcs = {pair: [r.id for r in arc.relations] for pair, arc in money.items()}
        weights = {pair: arc.amount_usd for pair, arc in money.items()}
        return joined, _weighted_degree(weights) if by == "usd" else _pagerank(joined)
    if by == "pagerank-supply":
        joined = {
            (supplier, customer): [relation.id for relation in relations]
            for customer, suppliers in supply(selection).items()
            for supplier, relations in suppliers.items()
        }
        return joined, _pagerank(joined)
    pairs = ties(selection, families)
    return pairs, _of_ties(pairs, by, backend)


def _of_ties(
    joined: Mapping[tuple[str, str], tuple[str, ...]], by: By, backend: str | None
) -> dict[str, float | Decimal | None]:
    """Return degree, betweenness or core number by actor."""
    if by == "degree":
        return dict(Counter(actor for pair in joined for actor in pair))
    nodes, actors = graph(dict(joined))
    measure = nx.betweenness_centrality if by == "betweenness" else nx.core_number
    values: dict[int, float] = dispatched(measure, nodes, backend=backend)
    return {actor: values[index] for index, actor in enumerate(actors)}


def _weighted_degree(
    weights: Mapping[tuple[str, str], Decimal | None],
) -> dict[str, float | Decimal | None]:
    """Return by actor the sum over its arcs of what is known; None where nothing is.

    >>> _weighted_degree({("a", "b"): 2, ("b", "c"): 3, ("c", "d"): None})
    {'a': 2, 'b': 5, 'c': 3, 'd': None}
    """
    amounts: dict[str, list[Decimal]] = {}
    for pair, weight in weights.items():
        for actor in pair:
            amounts.setdefault(actor, []).extend(() if weight is None else (weight,))
    return {actor: sum(sums[1:], sums[0]) if sums else None for actor, sums in amounts.items()}


def _pagerank(joined: Arcs) -> dict[str, float | Decimal | None]:
    """Return the PageRank by actor, every arc weighing the same."""
    actors = sorted({actor for pair in joined for actor in pair})
    index_of = {actor: index for index, actor in enumerate(actors)}
    ends = np.array([[index_of[a], index_of[b]] for a, b in sorted(joined)], dtype=np.int64)
    source, target = ends.reshape(-1, 2).T
    return dict(zip(actors, pagerank(source, target, len(actors)).tolist(), strict=True))


def _standings(
    joined: Arcs, by: By, values: Mapping[str, float | Decimal | None]
) -> tuple[Standing, ...]:
    """Return the rows in their order; what is unknown stands last."""
    ids: dict[str, set[str]] = {actor: set() for actor in values}
    others: dict[str, set[str]] = {actor: set() for actor in values}
    for (a, b), relations in joined.items():
        for actor, neighbour in ((a, b), (b, a)):
            ids[actor].update(relations)
            others[actor].add(neighbour)
    rounded = {a: None if v is None else round(float(v), 12) for a, v in values.items()}
    order = sorted(values, key=lambda a: (rounded[a] is None, -(rounded[a] or 0), a))
    rows: list[Standing] = []
    for number, actor in enumerate(order, 1):
        tied = rows and rounded[rows[-1].actor] == rounded[actor]
        rank = rows[-1].rank if tied else number
        neighbours, relations = len(others[actor]), tuple(sorted(ids[actor]))
        rows.append(Standing(rank, actor, by, values[actor], neighbours, relations))
    return tuple(rows)


_COLUMNS = {
    "degree": "partners",
    "usd": "paid-received",
    "pagerank-money": "pagerank",
    "pagerank-supply": "pagerank",
    "betweenness": "betweenness",
    "core": "core",
}


def _table(reply: Reply, words: Words) -> Table:
    """Return the standings; the heading of the value depends on the measure."""
    columns = ("rank", "actor", _COLUMNS[reply.about["by"]], "neighbours", "relations")
    return [words(f"heading.{name}") for name in columns], [
        (
            f"{row.rank}",
            words.name(row.actor),
            _value(row, words),
            f"{row.neighbours}",
            f"{len(row.relations)}",
        )
        for row in reply.rows
    ]


def _value(row: Standing, words: Words) -> str:
    if row.value is None or row.by == "usd":
        return words.number(row.value)
    return words.figure(f"{row.value:.4f}") if isinstance(row.value, float) else f"{row.value}"


def _notes(reply: Reply, words: Words) -> list[str]:
    """Return of how many actors these are the first, and what the measure says."""
    first = words("central.first", n=len(reply.rows), all=reply.about["actors"])
    return [first, words(f"central.note-{reply.about['by']}"), words("central.bias")]


QUESTION = Question(
    central,
    """Best-connected actors.

    Rank actors by ties, money, PageRank, betweenness or core.
    """,
    _table,
    notes=_notes,
    examples=(
        "",
        "--by pagerank-money --top 10",
        "--by betweenness --family supply --format csv",
    ),
)
