"""Ribbons: the relations between two actors, one bundle per display group.

Two actors can share a dozen relations, and a dozen arcs cannot be read. A ribbon holds all of one
display group, so that a pair has at most one line per colour, side by side in a fixed order. Every
relation is in exactly one ribbon.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.relations.money import known_total
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.records.model import Relation

OTHER_GROUP = "other"  # of types that the vocabulary does not know


@dataclass(frozen=True, slots=True)
class Ribbon:
    """All relations of one display group between two actors.

    Attributes
    ----------
    a, b : str
        Ids of the two actors, a < b.
    group : str
        Display group.
    lane : float
        Lane across the pair: 0 in the middle, one apart; negative to the left.
    relations : tuple of Relation
        The relations, by id.
    """

    a: str
    b: str
    group: str
    lane: float
    relations: tuple[Relation, ...]

    @property
    def id(self) -> str:
        """Return the id the page uses as well: both actors and the group."""
        return f"{self.a}|{self.b}|{self.group}"

    @property
    def arrows(self) -> str:
        """Return the ends that carry a head, as vis-network writes it; symmetric types none."""
        types = vocabulary().relation_types
        directed = [r for r in self.relations if r.type not in types or not types[r.type].symmetric]
        ends = [("to", self.a), ("from", self.b)]
        return ", ".join(end for end, actor in ends if any(r.subject == actor for r in directed))

    @property
    def known_usd(self) -> float:
        """Return the dollars known to be involved, of each deal the largest sum."""
        return float(known_total(self.relations) or 0)


def ribbons(relations: Iterable[Relation]) -> list[Ribbon]:
    """Bundle relations into ribbons, sorted by pair and by rank of the display group; O(n log n).

    A relation of an actor with itself makes a ribbon with a = b.
    """
    types = vocabulary().relation_types
    pairs: dict[tuple[str, str], dict[str, list[Relation]]] = {}
    for relation in relations:
        a, b = sorted((relation.subject, relation.object))
        bundle = pairs.setdefault((a, b), {})
        group = types[relation.type].group if relation.type in types else OTHER_GROUP
        bundle.setdefault(group, []).append(relation)
    return [ribbon for pair in sorted(pairs) for ribbon in _of_pair(pair, pairs[pair])]


def _of_pair(pair: tuple[str, str], bundle: dict[str, list[Relation]]) -> list[Ribbon]:
    """Lay the ribbons of one pair side by side."""
    ranks = vocabulary().codes["display-group"]
    groups: Sequence[str] = sorted(bundle, key=lambda g: (ranks[g].rank if g in ranks else 99, g))
    middle = (len(groups) - 1) / 2
    return [
        Ribbon(*pair, group, at - middle, tuple(sorted(bundle[group], key=lambda r: r.id)))
        for at, group in enumerate(groups)
    ]
