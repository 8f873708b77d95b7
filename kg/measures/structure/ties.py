"""The graph of ties: which actors are tied, however many relations there are between them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any

import networkx as nx

from kg.base.errors import UsageError
from kg.measures.question import LOCAL
from kg.relations.encoding import lookup
from kg.relations.pairs import groups
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeVar

    from kg.relations.encoding import Mask
    from kg.relations.selection import Selection
    from kg.relations.table import RelationTable

    T = TypeVar("T")
    Ties = dict[tuple[str, str], tuple[str, ...]]

_SIGN = "cooperative"
Backend = Annotated[str, LOCAL]  # code of whoever installed it: not for those who ask over HTTP


def ties(selection: Selection, families: Iterable[str] | None = None) -> Ties:
    """Return the ids of the cooperative relations by pair of actors, smaller id first; O(n log n).

    Parameters
    ----------
    selection
        The relations in scope; its level decides whether units stand for their group. Persons and
        relations inside a group are left out.
    families
        Only relations of these families, whatever their sign; None for the cooperative ones of all.

    Raises
    ------
    UnknownName
        For a family that does not exist.
    """
    table = selection.table
    pairs = selection.by_pair(tie_types(table, families))
    actors, relations = table.records.actors, table.records.relations
    ids_by_pair: Ties = {}
    for first, last in pairwise(groups(pairs.key).tolist()):
        a, b = divmod(int(pairs.key[first]), pairs.actors)
        rows = pairs.row[first:last].tolist()
        ids_by_pair[actors[a].id, actors[b].id] = tuple(relations[row].id for row in rows)
    return ids_by_pair


def tie_types(table: RelationTable, families: Iterable[str] | None = None) -> Mask:
    """Return by type code whether relations of the type are ties; see `ties`."""
    chosen = vocabulary().chosen("family", families)
    return lookup(
        [kind.sign == _SIGN if chosen is None else kind.family in chosen for kind in table.types]
    )


def graph(ids_by_pair: Ties) -> tuple[nx.Graph[int], tuple[str, ...]]:
    """Return the graph of ties and the actors its nodes stand for.

    Nodes are the places of the actors among their sorted ids: algorithms that depend on the order
    of nodes give the same result whatever the hashes of strings.

    >>> made, actors = graph({("a", "c"): ("r1",), ("b", "c"): ("r2", "r3")})
    >>> actors, sorted(made.edges)
    (('a', 'b', 'c'), [(0, 2), (1, 2)])
    """
    actors = tuple(sorted({actor for pair in ids_by_pair for actor in pair}))
    index_of = {actor: index for index, actor in enumerate(actors)}
    nodes: nx.Graph[int] = nx.Graph()
    nodes.add_nodes_from(range(len(actors)))
    nodes.add_edges_from((index_of[a], index_of[b]) for a, b in sorted(ids_by_pair))
    return nodes, actors


def dispatched(
    algorithm: Callable[..., T], *arguments: Any, backend: str | None, **options: Any
) -> T:
    """Return what an algorithm of networkx gives, its backend passed through.

    Parameters
    ----------
    algorithm
        A function of networkx.
    arguments, options
        Its arguments.
    backend
        Name of an installed backend; None for networkx itself.

    Raises
    ------
    UsageError
        When the backend is not installed, or lacks the algorithm.
    """
    try:
        return algorithm(*arguments, backend=backend, **options)
    except (ImportError, NotImplementedError) as error:
        raise UsageError(f"networkx cannot do this with backend {backend}: {error}") from error
