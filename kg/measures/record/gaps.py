"""What the record lacks, and where it disagrees with itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal, get_args

from kg.measures.question import Question
from kg.records.doubts import contradiction
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.measures.words import Words
    from kg.records.model import Relation
    from kg.relations.selection import Selection

Kind = Literal["one-source", "no-date", "no-amount", "no-rival", "contradiction"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Gap:
    """Something missing or contradictory.

    Attributes
    ----------
    gap : {"one-source", "no-date", "no-amount", "no-rival", "contradiction"}
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

    gap: Kind
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


def gaps(selection: Selection, *, gaps: Iterable[Kind] | None = None) -> tuple[Gap, ...]:
    """Return the gaps of the relations in scope, by kind, then by id; O(n log n).

    Parameters
    ----------
    selection
        The relations in scope; its level decides who counts as an actor without rivals.
    gaps
        Only gaps of this kind; may be repeated.
    """
    rows = [gap for relation in selection.relations for gap in _of_relation(relation)]
    rows += _without_rival(selection)
    rows += _contradictions(selection)
    kinds = KINDS if gaps is None else tuple(gaps)
    rows = [row for row in rows if row.gap in kinds]
    return tuple(sorted(rows, key=lambda row: (KINDS.index(row.gap), row.about, row.relations)))


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


_AMOUNTS = re.compile(r"one deal with two amounts, (\S+) and (.+)")
_MESSAGES = {
    "no source shows when it began": "no-start",
    "the amount is unknown": "amount-unknown",
    "one supersedes the other, yet both are active": "superseded",
    "one is exclusive, the other says it is not": "exclusive",
}


def _message(row: Gap, words: Words) -> str:
    """Return what a gap is, in the language of the words."""
    if row.gap == "one-source":
        return words("gap.rests-on", source=row.message.split()[2])
    if row.gap == "no-rival":
        return words("gap.no-competitor", n=len(row.relations))
    amounts = _AMOUNTS.fullmatch(row.message)
    if amounts:
        return words("gap.two-amounts", a=amounts[1], b=amounts[2])
    return words(f"gap.{_MESSAGES[row.message]}")


QUESTION = Question(
    gaps,
    """Gaps and contradictions in the data.

    List what the record lacks: one-source, no-date, no-amount, no-rival, contradiction.
    """,
    {
        "heading.gap": lambda row, words: words(f"gap.{row.gap}"),
        "heading.about": lambda row, _: row.about or ", ".join(row.relations),
        "heading.what": _message,
    },
    examples=("--gap contradiction", "--gap no-rival --format csv"),
)
