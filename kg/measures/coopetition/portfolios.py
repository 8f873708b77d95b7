"""How much of an actor's co-operation is with rivals.

Symbols
-------
P_i : partners of i, actors with an active cooperative relation with i.
R_i : rivals of i, actors with an active competitive relation with i.

Definitions
-----------
- coopetitive portfolio share  CPS_i = |P_i ∩ R_i| / |P_i|
- rival engagement             RE_i  = |P_i ∩ R_i| / |R_i|
- Jaccard index                J_i   = |P_i ∩ R_i| / |P_i ∪ R_i|

A share with an empty denominator is undefined (None), never 0. The concept is the coopetitive
portfolio of Chiambaretto and Fernandez (Routledge Companion to Coopetition Strategies, 2018,
ch. 21); the indices are ours, built from standard set measures.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.measures.question import ActorName, Question

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from kg.relations.selection import Selection
    from kg.vocabulary.names import ActorId


@dataclass(frozen=True, slots=True)
class Shares:
    """The three indices of two sets; None where undefined."""

    portfolio_share: float | None
    rival_engagement: float | None
    jaccard: float | None


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Partners and rivals of an actor.

    Attributes
    ----------
    actor : str
    partners, rivals : tuple of str
        Actor ids, sorted.
    shares : Shares
    relations : tuple of str
        Ids of the relations both sets rest on, sorted.
    """

    actor: ActorId
    partners: tuple[ActorId, ...]
    rivals: tuple[ActorId, ...]
    shares: Shares
    relations: tuple[str, ...]

    @property
    def both(self) -> tuple[str, ...]:
        """Actors that are partner and rival at once."""
        return tuple(sorted(set(self.partners) & set(self.rivals)))

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "actor": self.actor,
            "partners": list(self.partners),
            "rivals": list(self.rivals),
            "both": list(self.both),
            "portfolio_share": self.shares.portfolio_share,
            "rival_engagement": self.shares.rival_engagement,
            "jaccard": self.shares.jaccard,
            "relations": list(self.relations),
        }


def shares(partners: AbstractSet[str], rivals: AbstractSet[str]) -> Shares:
    """Return the indices of a set of partners and a set of rivals; O(|P| + |R|).

    Examples
    --------
    >>> shares({"b", "c", "d", "e"}, {"b", "c", "f"})
    Shares(portfolio_share=0.5, rival_engagement=0.6666666666666666, jaccard=0.4)
    >>> shares(set(), {"b"})
    Shares(portfolio_share=None, rival_engagement=0.0, jaccard=0.0)
    """
    both = len(partners & rivals)
    return Shares(
        both / len(partners) if partners else None,
        both / len(rivals) if rivals else None,
        both / len(partners | rivals) if partners or rivals else None,
    )


def portfolios(selection: Selection, actor: ActorName | None = None) -> tuple[Portfolio, ...]:
    """Return the portfolio of every actor, those with most partner-rivals first.

    Parameters
    ----------
    selection
        The relations in scope; its level decides whether units stand for their group.
    actor
        Only this actor.

    Notes
    -----
    O(n log n) for n relations.
    """
    table, paired = selection.table, selection.paired
    signs = np.array([kind.sign for kind in table.types])[table.type[paired.rows]]
    chosen = None if actor is None else table.place(actor)
    concerned = (
        np.ones(len(signs), dtype=np.bool_)
        if chosen is None
        else (paired.source == chosen) | (paired.target == chosen)
    )
    partners: dict[int, set[int]] = {}
    rivals: dict[int, set[int]] = {}
    ids: dict[int, list[str]] = {}
    for sign, side in (("cooperative", partners), ("competitive", rivals)):
        for tie in np.flatnonzero(concerned & (signs == sign)).tolist():
            a, b = int(paired.source[tie]), int(paired.target[tie])
            relation = table.records.relations[paired.rows[tie]].id
            for end, opposite in ((a, b), (b, a)):
                side.setdefault(end, set()).add(opposite)
                ids.setdefault(end, []).append(relation)
    names = [actor.id for actor in table.records.actors]
    rows = (
        _portfolio(names, index, partners.get(index, set()), rivals.get(index, set()), ids[index])
        for index in ids
        if chosen in {None, index}
    )
    return tuple(sorted(rows, key=lambda row: (-len(row.both), row.actor)))


def _portfolio(
    names: list[str], place: int, partners: set[int], rivals: set[int], relations: list[str]
) -> Portfolio:
    p, r = ({names[actor] for actor in side} for side in (partners, rivals))
    return Portfolio(
        names[place], tuple(sorted(p)), tuple(sorted(r)), shares(p, r), tuple(sorted(relations))
    )


QUESTION = Question(
    portfolios,
    """Share of partners who are also rivals.

    Measure how much of an actor's co-operation is with rivals, and how many rivals are partners.
    """,
    {
        "heading.actor": lambda row, words: words.name(row.actor),
        "heading.partners": lambda row, _: f"{len(row.partners)}",
        "heading.rivals": lambda row, _: f"{len(row.rivals)}",
        "heading.both": lambda row, _: f"{len(row.both)}",
        "heading.of-partners": lambda row, words: words.share(row.shares.portfolio_share),
        "heading.of-rivals": lambda row, words: words.share(row.shares.rival_engagement),
        "heading.jaccard": lambda row, words: words.share(row.shares.jaccard),
    },
    examples=("", "openai", "--format csv -o portfolios.csv"),
)
