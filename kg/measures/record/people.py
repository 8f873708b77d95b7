"""Persons with posts on two sides, and which of them tie rivals.

Definition
----------
A person interlocks a and b when an active people relation leads from it to each of two different
organisations at the selection's level (board member, head …).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from kg.measures.question import ActorName, Question
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.measures.words import Words
    from kg.records.model import Relation
    from kg.relations.selection import Selection

    _Ties = Mapping[str, Mapping[tuple[str, str], list[str]]]
    from kg.vocabulary.names import ActorId

_SIGNS = ("competitive", "cooperative")


@dataclass(frozen=True, slots=True)
class Interlock:
    """A person with posts at two organisations.

    Attributes
    ----------
    person, a, b : str
        Actor ids, a < b.
    at_a, at_b : tuple of str
        Ids of the people relations, sorted.
    competitive, cooperative : tuple of str
        Ids of the relations of rivalry and of co-operation between a and b.
    """

    person: ActorId
    a: ActorId
    b: ActorId
    at_a: tuple[str, ...]
    at_b: tuple[str, ...]
    competitive: tuple[str, ...]
    cooperative: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "person": self.person,
            "a": self.a,
            "b": self.b,
            "at_a": list(self.at_a),
            "at_b": list(self.at_b),
            "competitive": list(self.competitive),
            "cooperative": list(self.cooperative),
        }


def people(
    selection: Selection, actor: ActorName | None = None, *, rivals: bool = False
) -> tuple[Interlock, ...]:
    """Return the persons with posts at two organisations, those that tie rivals first.

    Parameters
    ----------
    selection
        The relations in scope; its level decides whether units stand for their group.
    actor
        Only posts of this person, or at this organisation.
    rivals
        Only persons that tie rivals.

    Notes
    -----
    O(n + Σ k²) for n relations and k posts a person.
    """
    ties = _ties(selection)
    rows = [
        _interlock(person, (a, b), posts, ties)
        for person, posts in _posts(selection).items()
        for a, b in combinations(sorted(posts), 2)
        if actor in {None, person, a, b}
    ]
    rows.sort(key=lambda row: (not row.competitive, row.person, row.a, row.b))
    return tuple(row for row in rows if row.competitive or not rivals)


def _interlock(
    person: str, pair: tuple[str, str], posts: Mapping[str, list[str]], ties: _Ties
) -> Interlock:
    competitive, cooperative = (tuple(sorted(ties[sign].get(pair, ()))) for sign in _SIGNS)
    at_a, at_b = (tuple(sorted(posts[organisation])) for organisation in pair)
    return Interlock(person, *pair, at_a, at_b, competitive, cooperative)


def _posts(selection: Selection) -> dict[str, dict[str, list[str]]]:
    """Return the people relations of every person by organisation."""
    posts: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for relation in selection.relations:
        if vocabulary().relation_types[relation.type].family == "people":
            organisation = selection.stands_for(relation.object)
            posts[relation.subject][organisation].append(relation.id)
    return posts


def _ties(selection: Selection) -> dict[str, dict[tuple[str, str], list[str]]]:
    """Return the relations of every unordered pair by sign."""
    ties: dict[str, dict[tuple[str, str], list[str]]] = defaultdict(lambda: defaultdict(list))
    for relation in selection.relations:
        ties[_sign(relation)][_pair(relation, selection)].append(relation.id)
    return ties


def _sign(relation: Relation) -> str:
    return vocabulary().relation_types[relation.type].sign


def _pair(relation: Relation, selection: Selection) -> tuple[str, str]:
    a, b = sorted(selection.ends(relation))
    return a, b


def _between(row: Interlock, words: Words) -> str:
    counts = {"rivalry": len(row.competitive), "cooperation": len(row.cooperative)}
    parts = (words(f"people.{sign}", n=count) for sign, count in counts.items() if count)
    return ", ".join(parts) or words("people.nothing")


QUESTION = Question(
    people,
    """People with posts at two organisations.

    List persons with posts at two organisations, those that tie rivals first.
    """,
    {
        "heading.person": lambda row, words: words.name(row.person),
        "heading.at": lambda row, words: words.name(row.a),
        "heading.and-at": lambda row, words: words.name(row.b),
        "heading.between-them": _between,
    },
    examples=("", "openai --rivals"),
)
