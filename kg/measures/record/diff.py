"""What changed between two days: relations, partners who are also rivals, circular flows.

Definition
----------
With S(t) the relations in scope at t: new = S(t₂) minus S(t₁), ended = S(t₁) minus S(t₂). A new
relation that supersedes an ended one, over any number of states between, is one change, not a
beginning and an end. Pairs and loops are compared by their actors; one that rests on other
relations is changed. Relations without a start are in both and never show as new.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from kg.base.errors import InvalidValue
from kg.measures.coopetition.overlaps import overlaps
from kg.measures.money.loops import Length, find
from kg.measures.question import Question, Rows, UnitName

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kg.measures.question import Reply
    from kg.measures.words import Words
    from kg.records.model import Records, Relation
    from kg.relations.selection import Selection
    from kg.vocabulary.names import ActorId

Change = Literal["new", "ended", "changed"]
What = Literal["relation", "overlap", "loop"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs between two days.

    Attributes
    ----------
    what : {"relation", "overlap", "loop"}
    change : {"new", "ended", "changed"}
        ``changed``: a relation whose state was replaced by another, or a pair or loop that rests
        on other relations.
    actors : tuple of str
        The parties: subject and object, the pair, or the loop in its order.
    relations : tuple of str
        Ids of the relations it rests on. For a changed relation, the old state and the new one;
        for a changed pair or loop, the relations that came or went.
    """

    what: What
    change: Change
    actors: tuple[ActorId, ...]
    relations: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "what": self.what,
            "change": self.change,
            "actors": list(self.actors),
            "relations": list(self.relations),
        }


def diff(
    before: Selection,
    after: Selection,
    actor: UnitName | None = None,
    *,
    what: What | None = None,
    max_length: Length = 3,
) -> Rows[Difference]:
    """Return `differences` from an earlier to a later day.

    Parameters
    ----------
    before
        The earlier day; a month or year means its last day.
    after
        The later day.
    actor
        Only what concerns this actor.
    what
        Only these.
    max_length
        Greatest number of actors in the loops compared.

    Raises
    ------
    InvalidValue
        When the later day is given first.
    """
    first, last = before.scope.as_of, after.scope.as_of
    if first > last:
        raise InvalidValue("first day", first.isoformat(), f"it is after {last}: name that first")
    rows = differences(before, after, max_length)
    if actor is not None:
        parties = {actor, after.stands_for(actor)}
        rows = tuple(row for row in rows if parties.intersection(row.actors))
    return Rows((row for row in rows if what in {None, row.what}), before=first.isoformat())


def differences(before: Selection, after: Selection, max_length: int = 3) -> tuple[Difference, ...]:
    """Return what differs between two selections of one table: changed, ended, new.

    Parameters
    ----------
    before, after
        The relations in scope on the two days.
    max_length
        Greatest number of actors in the loops compared.

    Notes
    -----
    O(n log n) for n relations, and the cost of `kg.measures.money.loops.find`.
    """
    rows = list(_relations(before, after))
    rows += _sets("overlap", *(_pairs(selection) for selection in (before, after)))
    rows += _sets("loop", *(_circles(selection, max_length) for selection in (before, after)))
    return tuple(sorted(rows, key=lambda row: (_WHATS.index(row.what), _CHANGES.index(row.change))))


_WHATS: tuple[What, ...] = ("overlap", "loop", "relation")
_CHANGES: tuple[Change, ...] = ("changed", "ended", "new")
_Rests = dict[tuple[str, ...], tuple[str, ...]]


def _pairs(selection: Selection) -> _Rests:
    """Return the relations of every pair of partners who are also rivals."""
    return {(row.a, row.b): (*row.cooperative, *row.competitive) for row in overlaps(selection)}


def _circles(selection: Selection, max_length: int) -> _Rests:
    """Return the relations of every loop."""
    return {
        loop.actors: tuple(relation.id for arc in loop.arcs for relation in arc.relations)
        for loop in find(selection, max_length)
    }


def _relations(before: Selection, after: Selection) -> Iterator[Difference]:
    old = {relation.id: relation for relation in before.relations}
    new = {relation.id: relation for relation in after.relations}
    records = after.table.records
    replaced = {
        id_: origin
        for id_ in new.keys() - old.keys()
        if (origin := _origin(id_, old, records)) is not None and origin not in new
    }
    origins = set(replaced.values())
    for id_ in (i for i in new if i not in old and i not in replaced):
        yield Difference("relation", "new", _parties(new[id_]), (id_,))
    for id_ in (i for i in old if i not in new and i not in origins):
        yield Difference("relation", "ended", _parties(old[id_]), (id_,))
    for id_, origin in sorted(replaced.items()):
        yield Difference("relation", "changed", _parties(new[id_]), (origin, id_))


def _origin(id_: str, old: Mapping[str, Relation], records: Records) -> str | None:
    """Return the old state a relation goes back to, over any number of states between."""
    seen = {id_}
    at = records.relation_by_id[id_].supersedes
    while at is not None and at not in old and at not in seen:
        seen.add(at)
        at = records.relation_by_id[at].supersedes
    return at if at in old else None


def _parties(relation: Relation) -> tuple[str, str]:
    return relation.subject, relation.object


def _sets(what: What, before: _Rests, after: _Rests) -> Iterator[Difference]:
    """Yield what is in one mapping only, or rests on other relations."""
    for actors in sorted(before.keys() | after.keys()):
        if actors not in before:
            yield Difference(what, "new", actors, after[actors])
        elif actors not in after:
            yield Difference(what, "ended", actors, before[actors])
        elif set(before[actors]) != set(after[actors]):
            moved = set(before[actors]) ^ set(after[actors])
            yield Difference(what, "changed", actors, tuple(sorted(moved)))


def _counts(reply: Reply, words: Words) -> list[str]:
    """Return how many things of each kind changed, in one line."""
    counts = Counter((row.what, row.change) for row in reply.rows)
    parts = (words(f"diff.{what}-{change}", n=n) for (what, change), n in counts.items())
    return [", ".join(parts) or words("diff.nothing"), ""]


def _parties_of(row: Difference, words: Words) -> str:
    if row.what == "relation":
        return words.sentence(words.records.relation_by_id[row.relations[-1]])
    return words.names(row.actors, " – " if row.what == "overlap" else " → ")


def _how(row: Difference, words: Words) -> str:
    if row.what == "relation":
        states = (words.state(words.records.relation_by_id[id_]) for id_ in row.relations)
        return " → ".join(states)
    key = "diff.came-or-went" if row.change == "changed" else "diff.behind"
    return words(key, n=len(row.relations))


QUESTION = Question(
    diff,
    """What changed between two dates.

    Show what changed between two days: partners who are also rivals, loops, relations.

    A month or year means its last day.
    """,
    {
        "heading.what": lambda row, words: words(f"diff.{row.what}"),
        "heading.change": lambda row, words: words(f"change.{row.change}"),
        "heading.who": _parties_of,
        "heading.how": _how,
    },
    intro=_counts,
    examples=("2025-01-01 2026-07-01 --what overlap", "2025-06 2025-12 openai"),
)
