"""Partners who are also rivals: pairs with co-operation and rivalry at the same time.

Definition
----------
At a day t and a level, an unordered pair {a, b} of different organisations overlaps when at least
one cooperative and at least one competitive relation between them are active. This is the dyadic
form of coopetition of Bengtsson and Kock (Industrial Marketing Management 29(5), 2000).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np

from kg.base.checks import Bounds
from kg.measures.coopetition import conduits, portfolios, successions
from kg.measures.question import ActorName, Part, Question, Rows
from kg.relations.encoding import NEVER, UNDATED, day, lookup
from kg.relations.pairs import groups, spread
from kg.relations.selection import ends, history, starts
from kg.relations.sums import stated
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from kg.measures.question import Reply
    from kg.measures.words import Words
    from kg.records.model import Relation
    from kg.relations.encoding import Amounts, Indices, Mask
    from kg.relations.money import KnownAmount
    from kg.relations.pairs import Keys, Pairs
    from kg.relations.selection import Selection
    from kg.relations.table import RelationTable
    from kg.vocabulary.names import ActorId

Activity = Literal["same", "other", "both"]
Rivals = Literal["competitive", "adversarial", "all"]
Limit = Annotated[int, Bounds(1)]
SIGNS: dict[Rivals, frozenset[str]] = {
    "competitive": frozenset({"competitive"}),
    "adversarial": frozenset({"adversarial"}),
    "all": frozenset({"competitive", "adversarial"}),
}


@dataclass(frozen=True, slots=True)
class Overlap:
    """A pair of partners who are also rivals.

    Attributes
    ----------
    a, b : str
        Actor ids, a < b.
    cooperative, competitive : tuple of str
        Ids of the relations of both sides, sorted.
    families, types : tuple of str
        Families and types of the co-operation.
    markets : tuple of str
        Markets of the rivalry.
    since : date or None
        First day on which both sides were active; None when one side shows no date.
    known_amounts : tuple of KnownAmount
        Money of the co-operation by currency and kind.
    activity : {"same", "other", "both", None}
        Whether the rivalry is in a market they co-operate in, in others, or in both; None when no
        type of the co-operation tells its market.
    days : int or None
        Days from ``since`` to the as-of day.
    min_confidence : str
        Least confidence among the relations.
    sources : int
        Number of distinct sources.
    """

    a: ActorId
    b: ActorId
    cooperative: tuple[str, ...]
    competitive: tuple[str, ...]
    families: tuple[str, ...]
    types: tuple[str, ...]
    markets: tuple[str, ...]
    since: date | None
    activity: Activity | None
    days: int | None
    known_amounts: tuple[KnownAmount, ...]
    min_confidence: str
    sources: int

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "a": self.a,
            "b": self.b,
            "cooperative": list(self.cooperative),
            "competitive": list(self.competitive),
            "families": list(self.families),
            "types": list(self.types),
            "markets": list(self.markets),
            "since": self.since.isoformat() if self.since else None,
            "days": self.days,
            "activity": self.activity,
            "known_amounts": [amount.to_dict() for amount in self.known_amounts],
            "min_confidence": self.min_confidence,
            "sources": self.sources,
        }


@dataclass(frozen=True, eq=False)
class OverlapPairs:
    """The pairs of partners who are also rivals, as columns; row i of every column is pair i.

    Attributes
    ----------
    key : int64 array
        The pairs, packed as in `kg.relations.pairs`, ascending.
    cooperative, competitive : Sides
        The relations of both sides.
    """

    key: Keys
    cooperative: Sides
    competitive: Sides

    def __len__(self) -> int:
        """Return the number of pairs."""
        return len(self.key)

    @property
    def a(self) -> Keys:
        """Index of the actor whose id is the smaller one."""
        return self.key // self.cooperative.pairs.actors

    @property
    def b(self) -> Keys:
        """Index of the other actor."""
        return self.key % self.cooperative.pairs.actors

    def usd(self, table: RelationTable) -> Amounts:
        """Return the stated totals in USD of the co-operation, each deal once; NaN for none."""
        row, pair = self.cooperative.spread()
        return stated(table, row, pair, len(self))


@dataclass(frozen=True, eq=False)
class Sides:
    """One side of some pairs: those of pair i are ``pairs.row[low[i]:high[i]]``."""

    pairs: Pairs
    low: Keys
    high: Keys

    @property
    def count(self) -> Keys:
        """Number of relations of every pair."""
        return self.high - self.low

    def rows(self, index: int) -> list[int]:
        """Return the rows of a pair's relations, ascending."""
        rows: list[int] = self.pairs.row[self.low[index] : self.high[index]].tolist()
        return rows

    def spread(self) -> tuple[Indices, Keys]:
        """Return the rows of all relations, and the place of each one's pair."""
        pair, index = spread(self.low, self.high)
        return self.pairs.row[index], pair


def overlap_pairs(selection: Selection, rivals: Rivals = "competitive") -> OverlapPairs:
    """Return the pairs of partners who are also rivals as columns; no record is read.

    Parameters
    ----------
    selection, rivals
        As for `overlaps`.

    Notes
    -----
    O(n) for the n relations of the table, which is sorted once per level, and O(r log n) for r
    pairs of rivals.
    """
    plus = selection.by_pair(_types(selection.table, frozenset({"cooperative"})))
    minus = selection.by_pair(_types(selection.table, SIGNS[rivals]))
    rival = minus.key[groups(minus.key)[:-1]]
    sides = _sides(plus, rival)
    both = sides.count > 0
    key = rival[both]
    return OverlapPairs(key, Sides(plus, sides.low[both], sides.high[both]), _sides(minus, key))


def _sides(pairs: Pairs, keys: Keys) -> Sides:
    """Return the relations of some pairs, given ascending."""
    low = np.searchsorted(pairs.key, keys)
    return Sides(pairs, low, np.searchsorted(pairs.key, keys, side="right"))


def overlaps(
    selection: Selection,
    actor: ActorName | None = None,
    *,
    rivals: Rivals = "competitive",
    limit: Limit | None = None,
) -> Rows[Overlap]:
    """Return the partners who are also rivals, those with most cooperative relations first.

    With an actor, its portfolio too: how many of its partners are rivals.

    Parameters
    ----------
    selection
        The relations in scope; its level decides whether units stand for their group.
    actor
        Only pairs with this actor.
    rivals
        What makes a rival: competition, suits and inquiries, or either.
    limit
        Only so many pairs that compete, those with most co-operation first.

    Notes
    -----
    The cost of `overlap_pairs`; only the relations of the pairs returned are read.
    """
    pairs = overlap_pairs(selection, rivals)
    order = np.lexsort((pairs.key, -pairs.cooperative.count))
    about: dict[str, Any] = {}
    if actor is not None:
        index = selection.table.place(actor)
        order = order[(pairs.a[order] == index) | (pairs.b[order] == index)]
        portfolio = next(iter(portfolios.portfolios(selection, actor)), None)
        about["portfolio"] = portfolio and portfolio.to_dict()
    if limit is not None and limit < len(order):
        about["total"] = len(order)
    order = order[:limit]
    first_days = _first_days(selection, rivals, np.sort(pairs.key[order]))
    rows = (
        _overlap(selection, pairs, index, first_days.get(int(pairs.key[index])))
        for index in order.tolist()
    )
    return Rows(rows, **about)


def _types(table: RelationTable, signs: frozenset[str]) -> Mask:
    """Return by type code whether the type has one of the signs."""
    return lookup([kind.sign in signs for kind in table.types])


def _overlap(selection: Selection, pairs: OverlapPairs, index: int, since: date | None) -> Overlap:
    """Return the row of a pair, its relations read."""
    records = selection.table.records
    plus = [records.relations[row] for row in pairs.cooperative.rows(index)]
    minus = [records.relations[row] for row in pairs.competitive.rows(index)]
    a, b = (records.actors[int(end[index])].id for end in (pairs.a, pairs.b))
    words = vocabulary()
    ranks = words.codes["confidence"]
    return Overlap(
        a=a,
        b=b,
        cooperative=tuple(sorted(relation.id for relation in plus)),
        competitive=tuple(sorted(relation.id for relation in minus)),
        families=tuple(sorted({words.relation_types[r.type].family for r in plus})),
        types=tuple(sorted({relation.type for relation in plus})),
        markets=tuple(sorted({market for relation in minus for market in relation.market})),
        since=since,
        activity=_activity(plus, minus),
        days=(selection.scope.as_of - since).days if since else None,
        known_amounts=selection.known_amounts(pairs.cooperative.rows(index)),
        min_confidence=min((r.confidence for r in (*plus, *minus)), key=lambda c: ranks[c].rank),
        sources=len({source for relation in (*plus, *minus) for source in relation.sources}),
    )


def _activity(plus: Sequence[Relation], minus: Sequence[Relation]) -> Activity | None:
    """Say whether rivals compete in the markets they co-operate in, in others, or in both."""
    types = vocabulary().relation_types
    shared = {market for r in plus for market in (*types[r.type].activities, *r.market)}
    contested = {market for relation in minus for market in relation.market}
    if not shared or not contested:
        return None
    if contested <= shared:
        return "same"
    return "both" if contested & shared else "other"


def _first_days(selection: Selection, rivals: Rivals, keys: Keys) -> dict[int, date]:
    """Return the first day on which both sides of a pair were active, by pair key.

    Relations that have ended by the as-of day count too: an overlap can be older than any of the
    relations it rests on today.
    """
    past, table = history(selection), selection.table
    start, end = starts(table, selection.scope), ends(table)
    spans: dict[int, tuple[list[tuple[int, int]], list[tuple[int, int]]]] = {}
    for side, signs in enumerate((frozenset({"cooperative"}), SIGNS[rivals])):
        friendly = past.by_pair(_types(table, signs))
        row, of_pair = _sides(friendly, keys).spread()
        columns = (keys[of_pair].tolist(), start[row].tolist(), end[row].tolist())
        for key, begin, stop in zip(*columns, strict=True):
            if begin != UNDATED:
                spans.setdefault(key, ([], []))[side].append((begin, stop))
    return {key: day(first) for key, sides in spans.items() if (first := _meet(*sides)) < NEVER}


def _meet(plus: Sequence[tuple[int, int]], minus: Sequence[tuple[int, int]]) -> int:
    """Return the first day inside a span of both sides; NEVER when there is none."""
    starts = sorted({start for start, _ in (*plus, *minus)})
    for start in starts:
        if all(any(a <= start < b for a, b in side) for side in (plus, minus)):
            return start
    return NEVER


def _portfolio(reply: Reply, words: Words) -> list[str]:
    """Return how many partners of the actor are rivals, and how many rivals are partners."""
    row = reply.about.get("portfolio")
    if not row:
        return []
    name, both = words.name(row["actor"]), len(row["both"])
    sentences = [words("overlaps.no-partners", name=name), words("overlaps.no-rivals")]
    if partners := len(row["partners"]):
        share = words.share(row["portfolio_share"])
        sentences[0] = words("overlaps.partners", name=name, both=both, n=partners, share=share)
    if rivals := len(row["rivals"]):
        share = words.share(row["rival_engagement"])
        sentences[1] = words("overlaps.rivals", both=both, n=rivals, share=share)
    return [" ".join(sentences), ""]


def _cooperation(row: Overlap, words: Words) -> str:
    by_id = words.records.relation_by_id
    return words.families(by_id[relation].type for relation in row.cooperative)


def _money(row: Overlap, words: Words) -> str:
    return "\n".join(map(words.known, row.known_amounts)) or words("word.unknown")


def _next(reply: Reply, words: Words) -> list[str]:
    """Return the command that shows the evidence of the first row."""
    return [words("evidence.next", a=row.a, b=row.b) for row in reply.rows[:1]]


QUESTION = Question(
    overlaps,
    """Partners who are also rivals, with the evidence.

    List partners who are also rivals: pairs with co-operation and rivalry at the same time.

    With an actor, only its pairs, after its portfolio: how many of its partners are rivals. On a
    terminal, what --via and --in-sequence find follows.
    """,
    {
        "heading.overlap-pair": lambda row, words: words.pair(row.a, row.b),
        "heading.co-operation": _cooperation,
        "heading.rivals-in": lambda row, words: words.labels("market", row.markets),
        "heading.since": lambda row, words: str(row.since or words("word.undated")),
        "heading.known-money": _money,
    },
    notes=_next,
    intro=_portfolio,
    examples=(
        "",
        "openai --as-of 2024-12",
        "--limit 10",
        "openai --via",
        "--portfolio --format csv -o portfolios.csv",
        "--plot matrix.svg",
    ),
    parts=(
        Part("via", "Third parties that two rivals share.", conduits.QUESTION),
        Part("portfolio", "Share of partners who are also rivals.", portfolios.QUESTION),
        Part("in-sequence", "Partners who became rivals, or the reverse.", successions.QUESTION),
    ),
    sequels={"via": "overlaps.third-party", "in-sequence": "overlaps.sequence"},
    plot="overlap_matrix",
)
