"""When things were announced: relations and known amounts by month and family."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.measures.question import ActorName, Question
from kg.relations.selection import history
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from kg.measures.words import Words
    from kg.records.model import Relation
    from kg.relations.money import KnownAmount
    from kg.relations.selection import Selection


@dataclass(frozen=True, slots=True)
class Period:
    """Relations of one family announced in one month.

    Attributes
    ----------
    month : str
        ``YYYY-MM``; ``YYYY`` for those of which only the year is known; empty for undated ones.
    family : str
    relations : tuple of str
        Ids, sorted.
    known_amounts : tuple of KnownAmount
        Their money, by currency, kind and stage.
    """

    month: str
    family: str
    relations: tuple[str, ...]
    known_amounts: tuple[KnownAmount, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "month": self.month or None,
            "family": self.family,
            "count": len(self.relations),
            "known_amounts": [amount.to_dict() for amount in self.known_amounts],
            "relations": list(self.relations),
        }


def timeline(selection: Selection, actor: ActorName | None = None) -> tuple[Period, ...]:
    """Return relations by month of announcement (else of beginning) and family; O(n log n).

    Parameters
    ----------
    selection
        Its scope says what counts; relations that have ended by the as-of day count too, since
        they were announced all the same.
    actor
        Only relations of this actor.
    """
    past = history(selection)
    groups: dict[tuple[str, str], list[int]] = {}
    for row, relation in zip(past.rows.tolist(), past.relations, strict=True):
        parties = set(selection.ends(relation))
        if actor is None or (actor in parties and len(parties) == 2):
            family = vocabulary().relation_types[relation.type].family
            groups.setdefault((_month(relation), family), []).append(row)
    ranks = {slug: code.rank for slug, code in vocabulary().codes["family"].items()}
    ordered = sorted(groups.items(), key=lambda item: (item[0][0], ranks[item[0][1]]))
    return tuple(
        Period(month, family, _ids(past, rows), past.known_amounts(rows))
        for (month, family), rows in ordered
    )


def _ids(past: Selection, rows: list[int]) -> tuple[str, ...]:
    return tuple(past.table.records.relations[row].id for row in rows)


def _month(relation: Relation) -> str:
    start = relation.announced or relation.valid_from
    return str(start)[:7] if start else ""


def _money(row: Period, words: Words) -> str:
    return "\n".join(map(words.known, row.known_amounts))


QUESTION = Question(
    timeline,
    """What was announced, month by month.

    Show when relations were announced: numbers and known amounts by month and family.

    Amounts are headline figures as announced; use kg totals for sums.
    """,
    {
        "heading.month": lambda row, words: row.month or words("word.undated"),
        "heading.family": lambda row, words: words.label("family", row.family),
        "heading.relations": lambda row, _: f"{len(row.relations)}",
        "heading.known-money": _money,
    },
    examples=("", "openai --format csv", "--plot timeline.svg"),
    plot="timeline",
)
