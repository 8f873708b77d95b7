"""Signed balance: how far partners and rivals fall into two camps.

Definition
----------
Two actors are joined by a positive edge when a cooperative relation between them counts, and by a
negative one when a competitive or adversarial relation does; a pair with both has one of each. The
frustration index L is the least number of edges that stand wrong in any division into two camps:
positive ones between the camps, negative ones within. A pair with both signs contributes exactly 1
whatever the camps, so that L = A + L0 with A the number of such ambivalent pairs. Of m edges,
F = 1 − 2 L / m; T is the share of triangles whose product of signs is positive, over the pairs of
one sign. The two measures need not agree.

References
----------
D. Cartwright, F. Harary, Structural balance, Psychological Review 63(5), 1956,
doi:10.1037/h0046049. S. Aref, M. C. Wilson, Measuring partial balance in signed networks, Journal
of Complex Networks 6(4), 2018, doi:10.1093/comnet/cnx044.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

import networkx as nx

from kg.base.checks import Bounds
from kg.measures.question import Part, Progress, Question, View
from kg.networks.frustration import frustration
from kg.networks.sign_shuffle import chance

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from kg.measures.question import Reply
    from kg.measures.words import Words
    from kg.networks.frustration import Frustration, Signed
    from kg.networks.sign_shuffle import Chance
    from kg.relations.selection import Selection

    Pair = tuple[str, str]
    from kg.vocabulary.names import ActorId

Count = Annotated[int, Bounds(1)]
Draws = Annotated[int, Bounds(0, cap=200)]
Seed = Annotated[int, Bounds(0, 2**32 - 1)]
Watch = Annotated[Callable[[Sequence[int]], Iterable[int]], Progress("progress.signs")]
Kind = Literal["ambivalent", "co-operation", "rivalry"]
_POSITIVE = frozenset({"cooperative"})
_NEGATIVE = frozenset({"competitive", "adversarial"})


@dataclass(frozen=True, slots=True)
class FrustratedTie:
    """A pair that stands in the way of two camps.

    Attributes
    ----------
    a, b : str
        Actor ids, a < b.
    kind : {"ambivalent", "co-operation", "rivalry"}
        Both at once, partners across the camps, or rivals within a camp.
    cooperative, rival : tuple of str
        Ids of the relations of either sign, sorted.
    """

    a: ActorId
    b: ActorId
    kind: Kind
    cooperative: tuple[str, ...]
    rival: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "a": self.a,
            "b": self.b,
            "kind": self.kind,
            "cooperative": list(self.cooperative),
            "rival": list(self.rival),
        }


@dataclass(frozen=True, slots=True)
class Camp:
    """One of the two camps: its number, 1 or 2, and its actors by id."""

    camp: int
    actors: tuple[ActorId, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {"camp": self.camp, "actors": list(self.actors)}


@dataclass(frozen=True, slots=True)
class Balance:
    """The balance of a signed graph of partners and rivals.

    Attributes
    ----------
    actors, positive, negative, ambivalent : int
        Number of actors with a tie, of edges by sign, and A, the number of pairs with both.
    found : Frustration
        L0, the frustration index without the ambivalent pairs, or bounds of it.
    rows : tuple of FrustratedTie
        Ambivalent pairs, then the frustrated edges of one best division; others may exist.
    camps : (Camp, Camp)
        That division; in every connected part the larger side comes first. Actors whose only ties
        are ambivalent are in neither.
    triangles, balanced_triangles : int
        Triangles of pairs of one sign, and those with a positive product of signs.
    chance : Chance or None
        Comparison of L0 with shuffled signs; None when none was asked for or there is no edge.
    """

    actors: int
    positive: int
    negative: int
    ambivalent: int
    found: Frustration
    rows: tuple[FrustratedTie, ...]
    camps: tuple[Camp, Camp]
    triangles: int
    balanced_triangles: int
    chance: Chance | None

    @property
    def index(self) -> tuple[int, int]:
        """L, the frustration index, as bounds."""
        return self.ambivalent + self.found.low, self.ambivalent + self.found.high

    @property
    def normalised(self) -> tuple[float, float] | None:
        """F = 1 − 2 L / m, as bounds; None without edges."""
        edges = self.positive + self.negative
        if not edges:
            return None
        low, high = self.index
        return 1 - 2 * high / edges, 1 - 2 * low / edges

    @property
    def triangle_index(self) -> float | None:
        """T; None without triangles."""
        return self.balanced_triangles / self.triangles if self.triangles else None

    def to_dict(self) -> dict[str, Any]:
        """Return everything but the rows as JSON-ready values."""
        return {
            "actors": self.actors,
            "edges": self.positive + self.negative,
            "positive": self.positive,
            "negative": self.negative,
            "frustration": _bounds(self.index),
            "ambivalent": self.ambivalent,
            "frustration_without_ambivalent": _bounds((self.found.low, self.found.high)),
            "normalised": None if self.normalised is None else _bounds(self.normalised),
            "triangles": self.triangles,
            "balanced_triangles": self.balanced_triangles,
            "triangle_index": self.triangle_index,
            "camps": [camp.to_dict() for camp in self.camps],
            "chance": None if self.chance is None else self.chance.to_dict(),
        }


def balance(
    selection: Selection,
    *,
    actors: Count | None = None,
    draws: Draws = 1000,
    seed: Seed = 0,
    watch: Watch = list,
) -> Balance:
    """Return the signed balance of a selection; for the cost see `kg.networks.frustration`.

    Parameters
    ----------
    selection
        The relations in scope; amounts play no part, and dates none beyond the scope.
    actors
        Only so many actors, those with ties to most others. Default: all.
    draws
        Shuffles of the signs to compare with; 0 for none.
    seed
        Where chance begins: the same seed gives the same answer.
    watch
        Passes on the work, and may show progress.

    Notes
    -----
    Shuffles leave ambivalent pairs as they are: A is the same in all of them, and p of L0 is p of
    L. The seed also starts the search in graphs too large for an exact answer.
    """
    plus, minus = _by_sign(selection)
    chosen = _most_tied({*plus, *minus}, actors)
    plus, minus = _among(plus, chosen), _among(minus, chosen)
    signed = {pair: 1 if pair in plus else -1 for pair in sorted(plus.keys() ^ minus.keys())}
    division = frustration(signed, seed)
    is_compared = draws > 0 and bool(signed)
    return _balance(
        (plus, minus),
        signed,
        division,
        chance(signed, division, draws=draws, seed=seed, watch=watch) if is_compared else None,
    )


def _balance(
    sides: tuple[Mapping[Pair, list[str]], Mapping[Pair, list[str]]],
    signed: Signed,
    division: Frustration,
    by_chance: Chance | None,
) -> Balance:
    """Return the balance of relations by sign, with a best division of the pairs of one sign."""
    plus, minus = sides
    both, triangles = plus.keys() & minus.keys(), _triangles(signed)
    wrong = {
        (a, b)
        for (a, b), sign in signed.items()
        if division.side[a] ^ division.side[b] ^ (sign < 0)
    }
    return Balance(
        actors=len({actor for pair in (*plus, *minus) for actor in pair}),
        positive=len(plus),
        negative=len(minus),
        ambivalent=len(both),
        found=division,
        rows=tuple(_tie(pair, plus, minus) for pair in (*sorted(both), *sorted(wrong))),
        camps=_camps(signed, division.side),
        triangles=len(triangles),
        balanced_triangles=sum(sign > 0 for sign in triangles.values()),
        chance=by_chance,
    )


def _by_sign(selection: Selection) -> tuple[dict[Pair, list[str]], dict[Pair, list[str]]]:
    """Return the ids of the relations by pair of actors: positive ones and negative ones."""
    table, paired = selection.table, selection.paired
    actors, relations = table.records.actors, table.records.relations
    plus: dict[Pair, list[str]] = {}
    minus: dict[Pair, list[str]] = {}
    columns = (paired.rows.tolist(), paired.source.tolist(), paired.target.tolist())
    for row, source, target in zip(*columns, strict=True):
        sign = table.types[table.type[row]].sign
        a, b = sorted((actors[source].id, actors[target].id))
        if sign in _POSITIVE:
            plus.setdefault((a, b), []).append(relations[row].id)
        elif sign in _NEGATIVE:
            minus.setdefault((a, b), []).append(relations[row].id)
    return plus, minus


def _most_tied(pairs: Collection[Pair], actors: int | None) -> set[str]:
    """Return the actors with ties to most others."""
    ties: dict[str, int] = {}
    for pair in pairs:
        for actor in pair:
            ties[actor] = ties.get(actor, 0) + 1
    return set(sorted(ties, key=lambda actor: (-ties[actor], actor))[:actors])


def _among(by_pair: Mapping[Pair, list[str]], chosen: set[str]) -> dict[Pair, list[str]]:
    return {pair: ids for pair, ids in by_pair.items() if chosen.issuperset(pair)}


def _tie(
    pair: Pair, plus: Mapping[Pair, list[str]], minus: Mapping[Pair, list[str]]
) -> FrustratedTie:
    positive, negative = tuple(sorted(plus.get(pair, ()))), tuple(sorted(minus.get(pair, ())))
    kind: Kind = "rivalry" if not positive else "ambivalent" if negative else "co-operation"
    return FrustratedTie(*pair, kind, positive, negative)


def _triangles(signed: Signed) -> dict[tuple[str, str, str], int]:
    """Return the triangles with the product of their signs; O(m · d) for m edges of degree d.

    >>> _triangles({("a", "b"): -1, ("a", "c"): -1, ("b", "c"): 1, ("c", "d"): 1})
    {('a', 'b', 'c'): 1}
    """
    later: dict[str, set[str]] = {}
    for a, b in signed:
        later.setdefault(a, set()).add(b)
    return {
        (a, b, c): signed[a, b] * signed[a, c] * signed[b, c]
        for a, b in sorted(signed)
        for c in sorted(later[a] & later.get(b, set()))
    }


def _camps(signed: Signed, side: Mapping[str, int]) -> tuple[Camp, Camp]:
    """Return the two camps; in every connected part the larger side, or the first, comes first."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_edges_from(signed)
    camps: tuple[list[str], list[str]] = ([], [])
    for part in nx.connected_components(graph):
        halves = [sorted(node for node in part if side[node] == half) for half in (0, 1)]
        halves.sort(key=lambda half: (-len(half), half))
        for camp, half in zip(camps, halves, strict=True):
            camp.extend(half)
    first, second = (tuple(sorted(camp)) for camp in camps)
    return Camp(1, first), Camp(2, second)


def _bounds(pair: tuple[float, float]) -> dict[str, float]:
    low, high = pair
    return {"low": low, "high": high}


_REASONS = {"ambivalent": "both", "co-operation": "apart", "rivalry": "together"}


def _relations(row: FrustratedTie, words: Words) -> str:
    by_id = words.records.relation_by_id
    return words.types(by_id[relation].type for relation in (*row.cooperative, *row.rival))


def _notes(reply: Reply, words: Words) -> list[str]:
    """Return what the numbers mean, and what they do not."""
    about = reply.about
    if not about["edges"]:
        return [words("balance.undefined")]
    lines = [words("balance.signs", **_counts(about, words))]
    if about["triangle_index"] is not None:
        t = words.figure(f"{about['triangle_index']:.3f}")
        lines.append(words("balance.triangles", t=t, **_counts(about, words)))
    if about["chance"]:
        p = _between(about["chance"]["p"], 3, words)
        lines.append(words("balance.chance", draws=about["chance"]["draws"], p=p))
    return [*lines, words("balance.note")]


def _counts(about: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """Return the numbers that the sentences hold."""
    counts = {name: number for name, number in about.items() if isinstance(number, int)}
    return counts | {
        "least": _between(about["frustration"], 0, words),
        "clean": _between(about["normalised"], 3, words),
    }


def _between(bounds: Mapping[str, float], digits: int, words: Words) -> str:
    return words.range(*(words.figure(f"{bounds[end]:,.{digits}f}") for end in ("low", "high")))


_CAMPS = View(
    lambda reply: (Camp(camp["camp"], tuple(camp["actors"])) for camp in reply.about["camps"]),
    {
        "heading.camp": lambda row, _: f"{row.camp}",
        "heading.actors": lambda row, words: words.names(row.actors) or words("word.nobody"),
    },
    notes=_notes,
    row=Camp,
)

QUESTION = Question(
    balance,
    """How cleanly partners and rivals split into two camps.

    Measure how far partners and rivals fall into two camps: frustration and triangles.
    """,
    {
        "heading.pair": lambda row, words: words.names((row.a, row.b), " – "),
        "heading.chokepoint-reason": lambda row, words: words(f"balance.{_REASONS[row.kind]}"),
        "heading.relations": _relations,
    },
    notes=_notes,
    examples=("", "--actors 30 --part camps", "--tier primary --draws 0 --format json"),
    parts=(
        Part("ties", "the pairs that stand in the way of two camps"),
        Part("camps", "who is in which", _CAMPS),
    ),
)
