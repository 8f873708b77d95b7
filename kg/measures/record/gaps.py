"""What the record lacks, and where it disagrees with itself."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from kg.records.repeats import contradiction
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.records.model import Relation
    from kg.relations.table import Selection

KINDS = ("one-source", "no-date", "no-amount", "no-rival", "contradiction")


@dataclass(frozen=True, slots=True)
class Gap:
    """Something missing or contradictory.

    Attributes
    ----------
    gap : str
        ``one-source``: a relation that rests on one page; ``no-date``: whose start no source
        shows; ``no-amount``: of a type that carries money, without one; ``no-rival``: an actor
        with co-operation but no competitor on record; ``contradiction``: two relations that
        disagree.
    about : str
        Id of the actor, for ``no-rival``; else empty.
    relations : tuple of str
        Ids of the relations concerned.
    message : str
        What is missing or disagrees.
    """

    gap: str
    about: str
    relations: tuple[str, ...]
    message: str

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "gap": self.gap,
            "about": self.about or None,
            "relations": list(self.relations),
            "message": self.message,
        }


def gaps(selection: Selection) -> tuple[Gap, ...]:
    """Return the gaps of the relations in scope, by kind, then by id; O(n log n).

    Parameters
    ----------
    selection
        The relations in scope; its level decides who counts as an actor without rivals.
    """
    found = [gap for relation in selection.relations for gap in _of_relation(relation)]
    found += _without_rival(selection)
    found += _contradictions(selection)
    return tuple(sorted(found, key=lambda g: (KINDS.index(g.gap), g.about, g.relations)))


def _of_relation(relation: Relation) -> Iterator[Gap]:
    if len(relation.sources) == 1:
        yield Gap("one-source", "", (relation.id,), f"rests on {relation.sources[0]} alone")
    if relation.start is None:
        yield Gap("no-date", "", (relation.id,), "no source shows when it began")
    carries_money = vocabulary().relation_types[relation.type].money_direction != "none"
    if carries_money and relation.amount is None:
        yield Gap("no-amount", "", (relation.id,), "the amount is unknown")


def _without_rival(selection: Selection) -> Iterator[Gap]:
    """Yield actors that co-operate but have no competitor on record."""
    table, paired = selection.table, selection.paired
    partners: dict[int, list[str]] = {}
    rivals: set[int] = set()
    columns = (paired.rows.tolist(), paired.source.tolist(), paired.target.tolist())
    for row, *ends in zip(*columns, strict=True):
        sign = table.types[table.type[row]].sign
        if sign == "competitive":
            rivals.update(ends)
        elif sign == "cooperative":
            for end in ends:
                partners.setdefault(end, []).append(table.records.relations[row].id)
    for actor in sorted(partners.keys() - rivals):
        message = f"{len(partners[actor])} co-operative relations, no competitor on record"
        ids = tuple(sorted(partners[actor]))
        yield Gap("no-rival", table.records.actors[actor].id, ids, message)


def _contradictions(selection: Selection) -> Iterator[Gap]:
    """Yield pairs of active relations of one type and pair that cannot both be right."""
    groups: dict[tuple[str, str, str], list[Relation]] = {}
    for relation in selection.relations:
        key = (relation.type, relation.subject, relation.object)
        groups.setdefault(key, []).append(relation)
    for group in groups.values():
        for one, other in combinations(group, 2):
            message = contradiction(one, other)
            if message:
                yield Gap("contradiction", "", (one.id, other.id), message)
