"""What changed between two days: relations, partners that compete, circular flows.

Definition
----------
With S(t) the relations in scope at t: new = S(t₂) minus S(t₁), ended = S(t₁) minus S(t₂). A new
relation that supersedes an ended one is one change, not a beginning and an end. Pairs and loops are
compared by their actors. Relations without a start are in both and never show as new.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from kg.analysis.loops import loops
from kg.analysis.overlaps import overlaps

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kg.relations import Selection

Change = Literal["new", "ended", "changed"]
What = Literal["relation", "overlap", "loop"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs between two days.

    Attributes
    ----------
    what : {"relation", "overlap", "loop"}
    change : {"new", "ended", "changed"}
        ``changed``: a relation whose state was replaced by another.
    actors : tuple of str
        The parties: subject and object, the pair, or the loop in its order.
    relations : tuple of str
        Ids of the relations it rests on; for ``changed``, the old one and the new one.
    """

    what: What
    change: Change
    actors: tuple[str, ...]
    relations: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "what": self.what,
            "change": self.change,
            "actors": list(self.actors),
            "relations": list(self.relations),
        }


def differences(before: Selection, after: Selection, max_length: int = 3) -> tuple[Difference, ...]:
    """Return what differs between two selections of one table.

    Parameters
    ----------
    before, after
        The relations in scope on the two days.
    max_length
        Greatest number of actors in the loops compared.

    Notes
    -----
    O(n log n) for n relations, and the cost of `kg.analysis.loops.loops`.
    """
    found = list(_relations(before, after))
    pairs: list[dict[tuple[str, ...], tuple[str, ...]]] = [
        {(row.a, row.b): (*row.cooperative, *row.competitive) for row in overlaps(selection)}
        for selection in (before, after)
    ]
    found += _sets("overlap", *pairs)
    circles = [
        {
            loop.actors: tuple(r.id for arc in loop.arcs for r in arc.relations)
            for loop in loops(selection, max_length)
        }
        for selection in (before, after)
    ]
    found += _sets("loop", *circles)
    return tuple(found)


def _relations(before: Selection, after: Selection) -> Iterator[Difference]:
    old = {relation.id: relation for relation in before.relations}
    new = {relation.id: relation for relation in after.relations}
    replaced = {
        relation.supersedes: relation
        for relation in after.relations
        if relation.supersedes in old and relation.supersedes not in new and relation.id not in old
    }
    successors = {relation.id for relation in replaced.values()}
    for id_, relation in new.items():
        if id_ not in old and id_ not in successors:
            yield Difference("relation", "new", (relation.subject, relation.object), (id_,))
    for id_, relation in old.items():
        if id_ not in new and id_ not in replaced:
            yield Difference("relation", "ended", (relation.subject, relation.object), (id_,))
    for old_id, relation in sorted(replaced.items(), key=lambda item: str(item[0])):
        parties = (relation.subject, relation.object)
        yield Difference("relation", "changed", parties, (str(old_id), relation.id))


def _sets(
    what: What,
    before: Mapping[tuple[str, ...], tuple[str, ...]],
    after: Mapping[tuple[str, ...], tuple[str, ...]],
) -> Iterator[Difference]:
    """Yield what is in one mapping only, new ones first."""
    for actors in sorted(after.keys() - before.keys()):
        yield Difference(what, "new", actors, after[actors])
    for actors in sorted(before.keys() - after.keys()):
        yield Difference(what, "ended", actors, before[actors])
