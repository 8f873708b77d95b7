"""How two actors are connected: shortest chains of relations, each hop with its claims.

Chains run over co-operation unless rivalry is asked for, since "connected" reads as allied. Where
two neighbours are rivals on record, the hop says so. There is no path from an actor to itself, nor
from a group to its unit at group level. Hubs are the actors with most neighbours in the graph of
the relations asked for, of equals those with the first ids; the two ends may be hubs.

The cost is O(count · l · (n + m)) for n actors, m pairs and paths of l hops; see
`kg.networks.shortest`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Annotated, Any

from kg.base.checks import Bounds
from kg.measures.question import ActorName, Families, Named, Question, Rows
from kg.networks.network import network
from kg.networks.shortest import shortest_paths
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    import networkx as nx

    from kg.measures.question import Reply
    from kg.measures.words import Words
    from kg.records.model import Records, Relation, Source
    from kg.relations.selection import Selection
    from kg.vocabulary.names import ActorId


Count = Annotated[int, Bounds(1, 100, cap=20)]
Hubs = Annotated[int, Bounds(0)]
Steps = Annotated[int, Bounds(1, cap=20)]
Types = Annotated["Iterable[str]", Named("relation-type")]


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
    sources : tuple of Source or None
        The best source of each of them, in the same order, None where none was out; see
        `best_source`.
    rivalry : tuple of str
        Ids of the relations in scope by which the two are rivals or adversaries, sorted, whether
        the path runs over them or not.
    """

    source: ActorId
    target: ActorId
    types: tuple[str, ...]
    relations: tuple[str, ...]
    sources: tuple[Source | None, ...]
    rivalry: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        shown = zip(self.relations, self.sources, strict=True)
        return {
            "source": self.source,
            "target": self.target,
            "types": list(self.types),
            "relations": list(self.relations),
            "sources": [_source(relation, source) for relation, source in shown if source],
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


def path(  # noqa: PLR0913 - the question has that many options
    selection: Selection,
    source: ActorName,
    target: ActorName,
    *,
    count: Count = 3,
    families: Families | None = None,
    types: Types | None = None,
    rivals: bool = False,
    people: bool = False,
    avoid_hubs: Hubs = 0,
    max_hops: Steps | None = None,
) -> Rows[Path]:
    """Return the shortest paths between two actors: by length, then in the order of actor ids.

    Parameters
    ----------
    selection
        The relations in scope.
    source
        Where the paths begin.
    target
        Where they end.
    count
        Greatest number of paths.
    families
        Only relations of this family, such as capital or supply; may be repeated. Default: all
        co-operation.
    types
        Only relations of this type, such as invests-in; may be repeated.
    rivals
        Follow rivalry, suits, inquiries and talks too, not only ties.
    people
        Let persons be stations too.
    avoid_hubs
        Not through so many actors with most neighbours.
    max_hops
        Greatest number of steps. Default: any.
    """
    course = _Course.of(families, types, rivals=rivals)
    graph = network(selection, people=people)
    neighbours = _open(_passable(graph, course), avoid_hubs, {source, target})
    chains = islice(shortest_paths(neighbours, source, target, max_hops), count)
    rows = (Path(_hops(selection, graph, chain, course)) for chain in chains)
    is_cooperative = not (families or types or rivals)
    return Rows(rows, source=source, target=target, cooperative=is_cooperative)


def best_source(relation: Relation, records: Records) -> Source | None:
    """Return the source of a relation that a reader should open first; None for no source.

    A primary one (a party's announcement, a filing, a court document) comes before others; then one
    that shows a date, the earliest first; then by id.

    Parameters
    ----------
    relation, records
        The relation, and what holds its sources.
    """
    kinds = vocabulary().codes["source-kind"]

    def order(source: Source) -> tuple[bool, bool, str, str]:
        day = source.published
        secondary = not kinds[source.kind].is_true("primary")
        return secondary, day is None, str(day or ""), source.id

    sources = (records.source_by_id[source] for source in relation.sources)
    return min(sources, key=order, default=None)


def hubs(neighbours: Mapping[str, Collection[str]], count: int) -> frozenset[str]:
    """Return the actors with most neighbours, of equals the first ids; O(n log n).

    >>> sorted(hubs({"hub": "ab", "a": ["hub"], "b": ["hub"]}, 2))
    ['a', 'hub']
    """
    order = sorted(neighbours, key=lambda actor: (-len(neighbours[actor]), actor))
    return frozenset(order[:count])


def _open(
    passable: Mapping[str, set[str]], avoid_hubs: int, ends: Collection[str]
) -> dict[str, set[str]]:
    """Return the neighbours of every actor without the hubs to be avoided."""
    closed = hubs(passable, avoid_hubs).difference(ends)
    return {actor: near - closed for actor, near in passable.items() if actor not in closed}


def _passable(graph: nx.MultiDiGraph[str], course: _Course) -> dict[str, set[str]]:
    """Return the neighbours of every actor by relations that may be used."""
    neighbours: dict[str, set[str]] = {}
    for a, b, data in graph.edges(data=True):
        if course.admits(data):
            neighbours.setdefault(a, set()).add(b)
            neighbours.setdefault(b, set()).add(a)
    return neighbours


def _hops(
    selection: Selection, graph: nx.MultiDiGraph[str], chain: Sequence[str], course: _Course
) -> tuple[Hop, ...]:
    return tuple(_hop(selection, graph, step, course) for step in pairwise(chain))


def _hop(
    selection: Selection, graph: nx.MultiDiGraph[str], step: tuple[str, str], course: _Course
) -> Hop:
    """Return the step between two neighbours, with all relations of the course both ways."""
    source, target = step
    records = selection.table.records
    edges = [
        (str(key), data, mark)
        for a, b, mark in ((source, target, ">"), (target, source, "<"))
        for key, data in (graph.get_edge_data(a, b) or {}).items()
    ]
    types = {f"{data['type']} {mark}" for _, data, mark in edges if course.admits(data)}
    ids = tuple(sorted(key for key, data, _ in edges if course.admits(data)))
    best = tuple(best_source(records.relation_by_id[id_], records) for id_ in ids)
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


def _steps(row: Path, words: Words) -> str:
    return "\n".join(line for hop in row.hops for line in _lines(hop, words))


def _lines(hop: Hop, words: Words) -> list[str]:
    """Return the lines of a hop: who, by what, and for every relation where it is from."""
    lines = [f"{words.names((hop.source, hop.target), ' – ')}: {', '.join(hop.types)}"]
    for relation, best in zip(hop.relations, hop.sources, strict=True):
        lines += [f"· {relation}"]
        if best is not None:
            day = best.published or words("word.undated")
            lines += [words("path.source", publisher=best.publisher, day=day), best.url]
    if hop.rivalry:
        lines += [words("path.rivals"), *(f"· {relation}" for relation in hop.rivalry)]
    return lines


def _notes(reply: Reply, words: Words) -> list[str]:
    return [words("path.note-cooperative")] if reply.about["cooperative"] else []


QUESTION = Question(
    path,
    """How two actors are connected.

    Show how two actors are connected: the shortest chains of co-operation between them.

    Chains run over co-operative relations unless --rivals, --family or --type says otherwise; a
    step between two rivals says so. Every relation is shown with its best source: a primary one if
    there is one, else the earliest.
    """,
    {
        "heading.path": lambda row, words: words.names(row.actors, "\n– "),
        "heading.hops": _steps,
    },
    notes=_notes,
    examples=(
        "mistral-ai nvidia",
        "mistral-ai nvidia --rivals",
        "mistral-ai nvidia --avoid-hubs 10 --max-hops 4",
        '"SK Group" openai --family supply --count 5',
        "meta openai --type supplies-cloud-to --as-of 2025",
    ),
)
