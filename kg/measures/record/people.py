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

from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from kg.records.model import Relation
    from kg.relations.table import Selection


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

    person: str
    a: str
    b: str
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


def interlocks(
    selection: Selection, *, rivals_only: bool = False, actor: str | None = None
) -> tuple[Interlock, ...]:
    """Return the persons with posts at two organisations, those that tie rivals first.

    Parameters
    ----------
    selection
        The relations in scope.
    rivals_only
        Only where the two organisations compete.
    actor
        Only interlocks of this organisation or person.

    Notes
    -----
    O(n + Σ k²) for n relations and k posts a person.
    """
    posts, ties = _posts(selection), _ties(selection)
    found = []
    for person, at in posts.items():
        for a, b in combinations(sorted(at), 2):
            competitive, cooperative = (ties[sign].get((a, b), ()) for sign in _SIGNS)
            if (rivals_only and not competitive) or (actor and actor not in {person, a, b}):
                continue
            found.append(
                Interlock(
                    person,
                    a,
                    b,
                    tuple(sorted(at[a])),
                    tuple(sorted(at[b])),
                    tuple(sorted(competitive)),
                    tuple(sorted(cooperative)),
                )
            )
    return tuple(sorted(found, key=lambda row: (not row.competitive, row.person, row.a, row.b)))


_SIGNS = ("competitive", "cooperative")


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
    a, b = map(selection.stands_for, (relation.subject, relation.object))
    return min(a, b), max(a, b)
