"""Which relations are in the graph: a list of claims, by party, type or family."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from kg.base.checks import Bounds
from kg.measures.question import ActorName, Named, Question, Rows
from kg.relations.money import plain
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.measures.words import Words
    from kg.records.model import Relation
    from kg.relations.selection import Selection

RelationType = Annotated[str, Named("relation-type")]
Family = Annotated[str, Named("family")]
Limit = Annotated[int, Bounds(1)]


@dataclass(frozen=True, slots=True)
class Claim:
    """A relation in a list.

    Attributes
    ----------
    relation : Relation
    """

    relation: Relation

    @property
    def start(self) -> str:
        """First day as stated, else the day of the announcement; empty for neither."""
        return str(self.relation.valid_from or self.relation.announced or "")

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        relation = self.relation
        kind, amount = vocabulary().relation_types[relation.type], relation.amount
        return {
            "relation": relation.id,
            "subject": relation.subject,
            "type": relation.type,
            "object": relation.object,
            "family": kind.family,
            "sign": kind.sign,
            "status": relation.status,
            "start": self.start or None,
            "end": str(relation.valid_to) if relation.valid_to else None,
            "amount": plain(amount.value) if amount else None,
            "currency": amount.currency if amount else None,
            "amount_qualifier": amount.qualifier if amount else None,
            "markets": list(relation.market),
            "confidence": relation.confidence,
            "evidence": relation.evidence or None,
            "sources": list(relation.sources),
        }


def relations(
    selection: Selection,
    a: ActorName | None = None,
    b: ActorName | None = None,
    *,
    types: Iterable[RelationType] | None = None,
    families: Iterable[Family] | None = None,
    limit: Limit | None = None,
) -> Rows[Claim]:
    """Return the relations in scope, newest first; O(n).

    Parameters
    ----------
    selection
        The relations in scope.
    a
        Only relations of this actor.
    b
        Only relations between a and this actor.
    types
        Only relations of these types.
    families
        Only relations of these families.
    limit
        Only so many.
    """
    parties = selection.of_actors(*(actor for actor in (a, b) if actor is not None))
    claims = sorted(parties.of_types(types or (), families or ()).relations, key=_newest_first)
    about = {"total": len(claims)} if limit is not None and limit < len(claims) else {}
    return Rows(map(Claim, claims[:limit]), **about).leaving_out(parties.left_out)


def _newest_first(relation: Relation) -> tuple[int, str]:
    start = relation.start
    return (-start.toordinal() if start else 0), relation.id


def _amount(row: Claim, words: Words) -> str:
    return words.amount(row.relation.amount) if row.relation.amount else ""


QUESTION = Question(
    relations,
    """Which relations are in the graph.

    List relations with their ids, newest first: all of them, those of an actor, or those between
    two.
    """,
    {
        "heading.id": lambda row, _: row.relation.id,
        "heading.relation": lambda row, words: words.sentence(row.relation),
        "heading.from": lambda row, _: row.start,
        "heading.status": lambda row, words: words.label("status", row.relation.status),
        "heading.amount": _amount,
    },
    notes="relations.next",
    examples=(
        "openai nvidia",
        "openai --family supply",
        "--type acquires --limit 20",
        "-o all.csv",
    ),
)
