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
        shows; ``no-amount``: of a type that is one bargain with a price, without an amount;
        ``no-rival``: a maker of products with co-operation but no competitor on record;
        ``contradiction``: two relations that disagree. The ontology says which types and kinds of
        actors these are.
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
    rows = [gap for relation in selection.relations for gap in _of_relation(relation)]
    rows += _without_rival(selection)
    rows += _contradictions(selection)
    return tuple(sorted(rows, key=lambda g: (KINDS.index(g.gap), g.about, g.relations)))


def _of_relation(relation: Relation) -> Iterator[Gap]:
    if len(relation.sources) == 1:
        yield Gap("one-source", "", (relation.id,), f"rests on {relation.sources[0]} alone")
    if relation.start is None:
        yield Gap("no-date", "", (relation.id,), "no source shows when it began")
    if vocabulary().relation_types[relation.type].amount_expected and relation.amount is None:
        yield Gap("no-amount", "", (relation.id,), "the amount is unknown")


def _without_rival(selection: Selection) -> Iterator[Gap]:
    """Yield makers of products that co-operate but have no competitor on record."""
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
    makers = vocabulary().where("actor-kind", "rivalsExpected")
    for index in sorted(partners.keys() - rivals):
        actor, ids = table.records.actors[index], tuple(sorted(partners[index]))
        if makers.intersection(actor.kinds):
            message = f"{len(ids)} co-operative relations, no competitor on record"
            yield Gap("no-rival", actor.id, ids, message)


def _contradictions(selection: Selection) -> Iterator[Gap]:
    """Yield pairs of active relations of one type and pair that cannot both be right."""
    groups: dict[tuple[str, str, str], list[Relation]] = {}
    for relation in selection.relations:
        key = (relation.type, relation.subject, relation.object)
        groups.setdefault(key, []).append(relation)
    for group in groups.values():
        for first, second in combinations(group, 2):
            message = contradiction(first, second)
            if message:
                yield Gap("contradiction", "", (first.id, second.id), message)
