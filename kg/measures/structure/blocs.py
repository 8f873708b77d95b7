"""Blocs: groups of actors tied more closely among themselves than with the others.

Definition
----------
Edges of the graph are pairs with a cooperative relation, each counting once. A division of the
actors into blocs has the modularity

    Q = Σ_c (m_c / m − γ (d_c / 2m)²),

with m edges, m_c of them within bloc c, d_c the sum of degrees in it, and the resolution γ: more
and smaller blocs for larger γ. The Louvain method looks for a division of high modularity, starting
from a random order, so that seeds give different divisions. The one with the highest modularity is
shown, with what the others say of it: the mean adjusted Rand index over all pairs of seeds, and for
each actor its agreement, the mean over the other seeds of the Jaccard index of its bloc there and
here. Q is reported at γ = 1, whatever γ the division was made with.

References
----------
V. D. Blondel, J.-L. Guillaume, R. Lambiotte, E. Lefebvre, Fast unfolding of communities in large
networks, Journal of Statistical Mechanics, 2008, P10008, doi:10.1088/1742-5468/2008/10/P10008.
M. E. J. Newman, Modularity and community structure in networks, PNAS 103(23), 2006,
doi:10.1073/pnas.0601602103. V. A. Traag, L. Waltman, N. J. van Eck, From Louvain to Leiden,
Scientific Reports 9, 2019, 5233, doi:10.1038/s41598-019-41695-z.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Annotated, Any, Literal

import networkx as nx
import numpy as np

from kg.base.checks import Bounds
from kg.measures.question import Families, Progress, Question
from kg.measures.structure.ties import Backend, dispatched, graph, ties
from kg.networks.partitions import adjusted_rand, company

if TYPE_CHECKING:
    from kg.measures.question import Reply
    from kg.measures.structure.ties import Ties
    from kg.measures.words import Words
    from kg.networks.partitions import Partition
    from kg.relations.selection import Selection
    from kg.vocabulary.names import ActorId

Method = Literal["louvain", "leiden"]
Resolution = Annotated[float, Bounds(above=0, most=100)]
Seeds = Annotated[int, Bounds(1, cap=50)]
Watch = Annotated[Callable[[Sequence[int]], Iterable[int]], Progress("progress.blocs")]


@dataclass(frozen=True, slots=True)
class Bloc:
    """A group of closely tied actors.

    Attributes
    ----------
    bloc : int
        Number, from 1 for the largest.
    actors : tuple of str
        Those with most ties within the bloc first, then by id.
    agreement : tuple of float or None
        Of every actor, in the same order, 0 … 1; None with a single seed.
    inside, outside : int
        Ties within the bloc, and from it to others.
    relations : tuple of str
        Ids of the relations within, sorted.
    """

    bloc: int
    actors: tuple[ActorId, ...]
    agreement: tuple[float | None, ...]
    inside: int
    outside: int
    relations: tuple[str, ...]

    @property
    def mean_agreement(self) -> float | None:
        """Mean of the agreement of its actors."""
        values = [value for value in self.agreement if value is not None]
        return sum(values) / len(values) if values else None

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "bloc": self.bloc,
            "actors": list(self.actors),
            "agreement": list(self.agreement),
            "mean_agreement": self.mean_agreement,
            "inside": self.inside,
            "outside": self.outside,
            "relations": list(self.relations),
        }


@dataclass(frozen=True, slots=True)
class Blocs:
    """A division into blocs, and how steady it is.

    Attributes
    ----------
    rows : tuple of Bloc
        Largest first.
    modularity : float or None
        Q of the division at γ = 1; None without ties.
    stability : float or None
        Mean adjusted Rand index over all pairs of seeds; None with a single seed.
    least_stability : float or None
        Least of them.
    counts : tuple of int
        Number of blocs found with each seed.
    resolution : float
    method : str
    """

    rows: tuple[Bloc, ...]
    modularity: float | None
    stability: float | None
    least_stability: float | None
    counts: tuple[int, ...]
    resolution: float
    method: Method

    def to_dict(self) -> dict[str, Any]:
        """Return everything but the blocs as JSON-ready values."""
        return {
            "method": self.method,
            "resolution": self.resolution,
            "seeds": len(self.counts),
            "modularity": self.modularity,
            "stability": self.stability,
            "least_stability": self.least_stability,
            "blocs_by_seed": list(self.counts),
        }


def blocs(
    selection: Selection,
    *,
    families: Families | None = None,
    resolution: Resolution = 1.0,
    seeds: Seeds = 20,
    method: Method = "louvain",
    backend: Backend | None = None,
    watch: Watch = list,
) -> Blocs:
    """Return the blocs of a selection, with how steady they are.

    Parameters
    ----------
    selection
        The relations in scope; its level decides whether units stand for their group.
    families
        Ties of this family, whatever their sign; may be repeated. Default: the cooperative ones of
        all.
    resolution
        Larger for more and smaller blocs.
    seeds
        Number of runs to compare.
    method
        leiden needs a backend of networkx that has it.
    backend
        Let this installed networkx backend do the work.
    watch
        Passes on the seeds, and may show progress.

    Raises
    ------
    UsageError
        For a family or backend that does not exist.

    Notes
    -----
    Close to O(m) a run for m ties, and O(s² · n) to compare s runs on n actors.
    """
    nodes, actors = graph(ids_by_pair := ties(selection, families))
    if not actors:
        return Blocs((), None, None, None, (), resolution, method)
    runs = [
        partition(nodes, seed, resolution=resolution, method=method, backend=backend)
        for seed in watch(range(seeds))
    ]
    heights = [modularity(nodes, run, resolution) for run in runs]
    best = max(range(len(runs)), key=lambda seed: (round(heights[seed], 12), -seed))
    rows = _rows(ids_by_pair, actors, runs[best], _agreement(runs, best))
    return _division(rows, modularity(nodes, runs[best]), runs, resolution, method)


def _division(
    rows: tuple[Bloc, ...],
    height: float,
    runs: Sequence[Partition],
    resolution: float,
    method: Method,
) -> Blocs:
    """Return the blocs with what the runs say of one another."""
    alike = [adjusted_rand(a, b) for a, b in combinations(runs, 2)]
    return Blocs(
        rows=rows,
        modularity=height,
        stability=sum(alike) / len(alike) if alike else None,
        least_stability=min(alike, default=None),
        counts=tuple(int(run.max()) + 1 for run in runs),
        resolution=resolution,
        method=method,
    )


def partition(
    ties: nx.Graph[int],
    seed: int,
    *,
    resolution: float = 1.0,
    method: Method = "louvain",
    backend: str | None = None,
) -> Partition:
    """Return the part of every node 0, 1, … of a graph that one run finds.

    Parameters
    ----------
    ties
        A graph with nodes 0 … n − 1.
    seed, resolution, method, backend
        As for `blocs`.
    """
    algorithms: dict[Method, Callable[..., Iterable[set[int]]]] = {
        "louvain": nx.community.louvain_communities,
        "leiden": getattr(nx.community, "leiden_communities", _no_leiden),
    }
    run = algorithms[method]
    parts = dispatched(run, ties, resolution=resolution, seed=seed, backend=backend)
    column = np.zeros(len(ties), dtype=np.int64)
    for number, part in enumerate(sorted(sorted(part) for part in parts)):
        column[part] = number
    return column


def modularity(ties: nx.Graph[int], parts: Partition, resolution: float = 1.0) -> float:
    """Return the modularity of a division of a graph with nodes 0 … n − 1; O(n + m).

    >>> two_pairs = nx.Graph([(0, 1), (2, 3)])
    >>> modularity(two_pairs, np.array([0, 0, 1, 1]))
    0.5
    """
    ends = np.array(ties.edges, dtype=np.int64).reshape(-1, 2)
    count = int(parts.max(initial=0)) + 1
    source, target = parts[ends[:, 0]], parts[ends[:, 1]]
    within = np.bincount(source[source == target], minlength=count)
    degrees = np.bincount(source, minlength=count) + np.bincount(target, minlength=count)
    share = degrees / (2 * len(ends))
    return float((within / len(ends) - resolution * share**2).sum())


def _no_leiden(*_: Any, **__: Any) -> list[set[int]]:
    raise NotImplementedError("this version of networkx has no leiden_communities")


def _agreement(runs: Sequence[Partition], best: int) -> list[float | None]:
    """Return for every actor how alike its blocs in the other runs are to the one shown."""
    others = [shown for index, shown in enumerate(runs) if index != best]
    if not others:
        return [None] * len(runs[best])
    alike = np.mean([company(runs[best], run) for run in others], axis=0)
    return [round(value, 12) for value in alike.tolist()]


def _rows(
    ids_by_pair: Ties, actors: Sequence[str], parts: Partition, agreement: Sequence[float | None]
) -> tuple[Bloc, ...]:
    """Return the blocs of a division, largest first, then by ids."""
    bloc_of = dict(zip(actors, parts.tolist(), strict=True))
    agreed = dict(zip(actors, agreement, strict=True))
    within = dict.fromkeys(actors, 0)
    relations: dict[int, list[str]] = {bloc: [] for bloc in bloc_of.values()}
    inside, outside = dict.fromkeys(relations, 0), dict.fromkeys(relations, 0)
    for (a, b), ids in ids_by_pair.items():
        if bloc_of[a] == bloc_of[b]:
            relations[bloc_of[a]] += ids
            inside[bloc_of[a]] += 1
            within[a], within[b] = within[a] + 1, within[b] + 1
        else:
            outside[bloc_of[a]] += 1
            outside[bloc_of[b]] += 1
    members: dict[int, list[str]] = {}
    for actor in sorted(actors, key=lambda actor: (-within[actor], actor)):
        members.setdefault(bloc_of[actor], []).append(actor)
    order = sorted(members, key=lambda bloc: (-len(members[bloc]), members[bloc]))
    return tuple(
        Bloc(
            bloc=number,
            actors=tuple(members[bloc]),
            agreement=tuple(agreed[actor] for actor in members[bloc]),
            inside=inside[bloc],
            outside=outside[bloc],
            relations=tuple(sorted(relations[bloc])),
        )
        for number, bloc in enumerate(order, 1)
    )


_SHOWN = 12


def _members(row: Bloc, words: Words) -> str:
    return words.names(row.actors[:_SHOWN]) + (" …" if len(row.actors) > _SHOWN else "")


def _agreed(row: Bloc, words: Words) -> str:
    return "–" if row.mean_agreement is None else words.percent(row.mean_agreement)


def _notes(reply: Reply, words: Words) -> list[str]:
    """Return what the division is worth."""
    about = reply.about
    if about["modularity"] is None:
        return [words("blocs.undefined")]
    lines = [words("blocs.modularity", q=words.figure(f"{about['modularity']:.3f}"))]
    if about["stability"] is not None:
        counts = about["blocs_by_seed"]
        low, mean = (words.figure(f"{about[key]:.2f}") for key in ("least_stability", "stability"))
        facts = {"runs": about["seeds"], "fewest": min(counts), "most": max(counts)}
        lines.append(words("blocs.steadiness", **facts, mean=mean, low=low))
    return [*lines, words("blocs.note")]


QUESTION = Question(
    blocs,
    """Groups of close partners.

    Find groups of actors that are tied closely among themselves, and say how steady they are.
    """,
    {
        "heading.bloc": lambda row, _: f"{row.bloc}",
        "heading.actors": lambda row, _: f"{len(row.actors)}",
        "heading.core-members": _members,
        "heading.ties-in": lambda row, _: f"{row.inside}",
        "heading.out": lambda row, _: f"{row.outside}",
        "heading.agreement": _agreed,
    },
    notes=_notes,
    examples=("", "--resolution 0.5 --family capital", "--seeds 50 --format json"),
)
