"""How two actors are connected: shortest chains of relations, each hop with its claims.

Chains run over co-operation unless rivalry is asked for, since "connected" reads as allied. Where
two neighbours are rivals on record, the hop says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any

from kg.base.checks import within
from kg.networks.network import network
from kg.networks.shortest import shortest_paths
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date

    import networkx as nx

    from kg.records.model import Records, Relation, Source
    from kg.relations.table import Selection


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of a path.

    Attributes
    ----------
    source, target : str
        Actor ids.
    types : tuple of str
        Relation types between the two, each with the way it points: ``>`` from source to target,
        ``<`` back.
    relations : tuple of str
        Ids of the relations between the two, sorted.
    sources : tuple of Source
        The best source of each of them, in the same order; see `best_source`.
    rivalry : tuple of str
        Ids of the relations in scope by which the two are rivals or adversaries, sorted, whether
        the path runs over them or not.
    """

    source: str
    target: str
    types: tuple[str, ...]
    relations: tuple[str, ...]
    sources: tuple[Source, ...]
    rivalry: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        shown = zip(self.relations, self.sources, strict=True)
        return {
            "source": self.source,
            "target": self.target,
            "types": list(self.types),
            "relations": list(self.relations),
            "sources": [_source(relation, source) for relation, source in shown],
            "rivalry": list(self.rivalry),
        }


@dataclass(frozen=True, slots=True)
class Path:
    """A chain of actors from one to another, without regard to the direction of relations."""

    hops: tuple[Hop, ...]

    @property
    def actors(self) -> tuple[str, ...]:
        """Actor ids from first to last."""
        return (self.hops[0].source, *(hop.target for hop in self.hops))

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        hops = [hop.to_dict() for hop in self.hops]
        return {"actors": list(self.actors), "length": len(self.hops), "hops": hops}


@dataclass(frozen=True, slots=True)
class _Course:
    """Which relations a path may use."""

    families: frozenset[str] | None
    types: frozenset[str] | None
    rivals: bool

    @classmethod
    def of(
        cls, families: Iterable[str] | None, types: Iterable[str] | None, *, rivals: bool
    ) -> _Course:
        """Return the course for families and types as a user names them."""
        chosen = vocabulary().chosen
        return cls(chosen("family", families), chosen("relation-type", types), rivals)

    def admits(self, data: dict[str, Any]) -> bool:
        """Whether a relation, given as the attributes of its edge, may be used."""
        if self.families is None and self.types is None:
            # Persons are stations only where they are asked for; their posts have no sign.
            return self.rivals or data["sign"] == "cooperative" or data["family"] == "people"
        in_family = self.families is None or data["family"] in self.families
        return in_family and (self.types is None or data["type"] in self.types)


def paths(  # noqa: PLR0913 - the question has that many options
    selection: Selection,
    source: str,
    target: str,
    *,
    count: int = 3,
    families: Iterable[str] | None = None,
    types: Iterable[str] | None = None,
    rivals: bool = False,
    people: bool = False,
    avoid_hubs: int = 0,
    max_hops: int | None = None,
) -> tuple[Path, ...]:
    """Return the shortest paths between two actors: by length, then in the order of actor ids.

    From an actor to itself, or from a group to its unit at group level, there is none.

    Parameters
    ----------
    selection
        The relations in scope.
    source, target
        Actor ids at the selection's level.
    count
        Greatest number of paths.
    families, types
        Only relations of these families, and of these types; None for all co-operation.
    rivals
        Whether a path may run over rivalry, suits, inquiries, restrictions and talks too, when no
        family and no type is named.
    people
        Whether persons may be stations.
    avoid_hubs
        Not through the so many actors that have most neighbours in the graph of the relations
        asked for, of equals those with the first ids. The two ends may be hubs.
    max_hops
        Greatest number of steps; None for any.

    Notes
    -----
    O(count · l · (n + m)) for n actors, m pairs and paths of l hops; see `kg.networks.shortest`.
    """
    course = _Course.of(families, types, rivals=rivals)
    graph = network(selection, people=people)
    passable = _passable(graph, course)
    closed = hubs(passable, avoid_hubs) - {source, target}
    neighbours = {a: near - closed for a, near in passable.items() if a not in closed}
    most = within("number of paths", count, 0)
    return tuple(
        Path(tuple(_hop(selection, graph, step, course) for step in pairwise(actors)))
        for actors in islice(shortest_paths(neighbours, source, target, max_hops), most)
    )


def best_source(relation: Relation, records: Records, known_at: date | None = None) -> Source:
    """Return the source of a relation that a reader should open first.

    A primary one (a party's announcement, a filing, a court document) comes before others; then one
    that shows a date, the earliest first; then by id.

    Parameters
    ----------
    relation, records
        The relation, and what holds its sources.
    known_at
        Sources published later come last.
    """
    kinds = vocabulary().codes["source-kind"]

    def order(source: Source) -> tuple[bool, bool, bool, str, str]:
        day = source.published
        late = known_at is not None and day is not None and day.last > known_at
        secondary = not kinds[source.kind].is_true("primary")
        return late, secondary, day is None, str(day or ""), source.id

    return min((records.source_by_id[source] for source in relation.sources), key=order)


def hubs(neighbours: Mapping[str, Collection[str]], count: int) -> frozenset[str]:
    """Return the actors with most neighbours, of equals the first ids; O(n log n).

    >>> sorted(hubs({"hub": "ab", "a": ["hub"], "b": ["hub"]}, 2))
    ['a', 'hub']
    """
    order = sorted(neighbours, key=lambda actor: (-len(neighbours[actor]), actor))
    return frozenset(order[: within("number of hubs", count, 0)])


def _passable(graph: nx.MultiDiGraph[str], course: _Course) -> dict[str, set[str]]:
    """Return the neighbours of every actor by relations that may be used."""
    neighbours: dict[str, set[str]] = {}
    for a, b, data in graph.edges(data=True):
        if course.admits(data):
            neighbours.setdefault(a, set()).add(b)
            neighbours.setdefault(b, set()).add(a)
    return neighbours


def _hop(
    selection: Selection, graph: nx.MultiDiGraph[str], step: tuple[str, str], course: _Course
) -> Hop:
    """Return the step between two neighbours, with all relations of the course both ways."""
    source, target = step
    records, then = selection.table.records, selection.scope.known_at
    edges = [
        (str(key), data, mark)
        for a, b, mark in ((source, target, ">"), (target, source, "<"))
        for key, data in (graph.get_edge_data(a, b) or {}).items()
    ]
    types = {f"{data['type']} {mark}" for _, data, mark in edges if course.admits(data)}
    ids = tuple(sorted(key for key, data, _ in edges if course.admits(data)))
    best = tuple(best_source(records.relation_by_id[id_], records, then) for id_ in ids)
    hostile = {"competitive", "adversarial"}
    rivalry = tuple(sorted(key for key, data, _ in edges if data["sign"] in hostile))
    return Hop(source, target, tuple(sorted(types)), ids, best, rivalry)


def _source(relation: str, source: Source) -> dict[str, Any]:
    return {
        "relation": relation,
        "source": source.id,
        "publisher": source.publisher,
        "published": str(source.published) if source.published else None,
        "url": source.url,
        "kind": source.kind,
    }
