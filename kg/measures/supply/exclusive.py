"""The exclusivity clock: who was bound to whom, for what, from when to when, and what came after.

Definition
----------
A relation is an exclusivity when its column ``exclusive`` says true (it is *stated*), or when it
says nothing and the relation that replaced it says false (it is *implied*: something that ended may
have been exclusive before). Its term runs from ``valid_from``, else ``announced``, to ``valid_to``.
The chain of relations that supersede it says what it became.

The column says that a relation bars the subject or the object from the same tie with others; not
which of the two, not how far (a product, a region), and nothing of weaker rights: a right of first
refusal, a minimum purchase or a most-favoured clause is in no column. The sentence of evidence says
what the source said, and stands beside each row for that reason. An empty column is no false.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from kg.measures.question import ActorName, Question
from kg.relations.encoding import NEVER, UNDATED, day
from kg.relations.selection import ends, history
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from kg.measures.words import Words
    from kg.records.model import Relation
    from kg.relations.selection import Selection

Basis = Literal["stated", "implied"]
State = Literal["in force", "ended"]


@dataclass(frozen=True, slots=True)
class Successor:
    """A relation that took the place of an exclusive one, directly or not.

    Attributes
    ----------
    relation : Relation
    """

    relation: Relation

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        relation = self.relation
        return {
            "relation": relation.id,
            "since": _since(relation),
            "status": relation.status,
            "exclusive": relation.exclusive,
            "evidence": relation.evidence,
        }


@dataclass(frozen=True, slots=True)
class Exclusivity:
    """An exclusive relation and what became of it.

    Attributes
    ----------
    relation : Relation
    basis : {"stated", "implied"}
        Whether the relation itself says that it is exclusive, or only its successor that it no
        longer is.
    state : {"in force", "ended"}
        On the as-of day, by what was on record.
    until : str or None
        End as the source states it; None while it is open or was not on record, and for an end on
        an unknown day.
    days : int or None
        From the start to the end, or to the as-of day while in force; a partial start counts from
        its first day, a partial end to its last. None when either is unknown.
    successors : tuple of Successor
        What replaced it, and what replaced that, in order.
    """

    relation: Relation
    basis: Basis
    state: State
    until: str | None
    days: int | None
    successors: tuple[Successor, ...]

    @property
    def now_exclusive(self) -> bool | None:
        """Whether the last state on record is exclusive; None when it does not say."""
        return self.successors[-1].relation.exclusive if self.successors else None

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        relation = self.relation
        return {
            "relation": relation.id,
            "subject": relation.subject,
            "type": relation.type,
            "object": relation.object,
            "basis": self.basis,
            "since": _since(relation),
            "until": self.until,
            "days": self.days,
            "state": self.state,
            "status": relation.status,
            "replaced_by": [successor.to_dict() for successor in self.successors],
            "confidence": relation.confidence,
            "evidence": relation.evidence,
            "note": relation.note,
            "sources": list(relation.sources),
        }


def exclusive(selection: Selection, actor: ActorName | None = None) -> tuple[Exclusivity, ...]:
    """Return the exclusivities that had begun by the as-of day, in order of their start.

    Parameters
    ----------
    selection
        Its scope is asked; relations that have ended by its as-of day count too.
    actor
        Only those with this actor as a party.

    Notes
    -----
    O(n log n) for n relations. Of a relation that ended on an unknown day it is known that it held
    once: it is listed as ended, without an end.
    """
    past = _past(selection)
    paired, table = past.paired, past.table
    actors, relations = table.records.actors, table.records.relations
    later = _successors(past)
    closes = ends(selection.table)
    rows = []
    for index in np.lexsort((paired.rows, table.start[paired.rows])).tolist():
        row = int(paired.rows[index])
        basis = _basis(relations[row], later)
        parties = {actors[end[index]].id for end in (paired.source, paired.target)}
        if basis and (actor is None or actor in parties):
            rows.append(_exclusivity(selection, row, int(closes[row]), basis, later))
    return tuple(rows)


def _past(selection: Selection) -> Selection:
    """Return the relations that counted once, those that ended on an unknown day among them.

    `history` leaves the latter out since they held on no known day; a far end brings them in.
    """
    table = selection.table
    far = np.where(table.end == NEVER, np.int32(NEVER - 1), table.end)
    return history(replace(selection, table=replace(table, end=far)))


def _successors(past: Selection) -> dict[str, tuple[Relation, ...]]:
    """Return by relation what superseded it, as far as that was on record, by start and id."""
    scope, table = past.scope, past.table
    then = NEVER if scope.known_at is None else (scope.known_at - day(0)).days
    later_by_id: dict[str, list[Relation]] = {}
    for relation, since in zip(table.records.relations, table.known.tolist(), strict=True):
        is_hearsay = vocabulary().is_hearsay(relation.type, relation.status)
        if relation.supersedes and since <= then and (scope.rumours or not is_hearsay):
            later_by_id.setdefault(relation.supersedes, []).append(relation)
    return {
        id_: tuple(sorted(later, key=lambda r: (_since(r) or "", r.id)))
        for id_, later in later_by_id.items()
    }


def _basis(relation: Relation, later: dict[str, tuple[Relation, ...]]) -> Basis | None:
    if relation.exclusive:
        return "stated"
    replaced = any(after.exclusive is False for after in later.get(relation.id, ()))
    return "implied" if relation.exclusive is None and replaced else None


def _exclusivity(
    selection: Selection,
    row: int,
    end: int,
    basis: Basis,
    later: dict[str, tuple[Relation, ...]],
) -> Exclusivity:
    table, today = selection.table, selection.scope.as_of
    relation, start = table.records.relations[row], int(table.start[row])
    in_force = end != UNDATED and (end == NEVER or today < day(end))
    is_dated = UNDATED not in {start, end}
    last = today if in_force else day(end) if end != UNDATED else None
    stated = relation.valid_to if end not in {NEVER, UNDATED} else None
    return Exclusivity(
        relation=relation,
        basis=basis,
        state="in force" if in_force else "ended",
        until=str(stated) if stated else None,
        days=(last - day(start)).days if is_dated and last else None,
        successors=_chain(relation, later),
    )


def _chain(relation: Relation, later: dict[str, tuple[Relation, ...]]) -> tuple[Successor, ...]:
    """Return everything that replaced a relation, directly or not, nearest first."""
    chain: dict[str, Relation] = {}
    queue = list(later.get(relation.id, ()))
    while queue:
        at = queue.pop(0)
        if at.id not in chain and at.id != relation.id:
            chain[at.id] = at
            queue += later.get(at.id, ())
    return tuple(map(Successor, chain.values()))


def _since(relation: Relation) -> str | None:
    """Return the start as the source states it."""
    start = relation.valid_from or relation.announced
    return str(start) if start else None


def _since_when(row: Exclusivity, words: Words) -> str:
    return _since(row.relation) or words("word.unknown")


def _until(row: Exclusivity, words: Words) -> str:
    return row.until or ("" if row.state == "in force" else words("word.unknown"))


def _state(row: Exclusivity, words: Words) -> str:
    return words("state.in-force" if row.state == "in force" else "change.ended")


def _sentences(row: Exclusivity, words: Words) -> str:
    """Return what sources said of the exclusivity, and of what came after it."""
    relation = row.relation
    lines = [relation.evidence]
    lines += [words("relation.note", note=relation.note)] if relation.note else []
    if row.basis == "implied":
        lines.insert(0, words("exclusive.successor-only"))
    return "\n".join((*lines, *(_successor(after.relation, words) for after in row.successors)))


def _successor(relation: Relation, words: Words) -> str:
    key = {True: "yes", False: "no", None: "not-stated"}[relation.exclusive]
    since = _since(relation) or words("relation.date-unknown")
    state = words(f"exclusive.{key}")
    return words("exclusive.successor", since=since, state=state, said=relation.evidence)


QUESTION = Question(
    exclusive,
    """Exclusive relations, and when they end.

    List exclusivities: who was bound to whom, for what, from when to when, and what came after.
    """,
    {
        "heading.exclusive-relation": lambda row, words: words.sentence(row.relation),
        "heading.from": _since_when,
        "heading.to": _until,
        "heading.state": _state,
        "heading.sources-said": _sentences,
    },
    notes="exclusive.note",
    examples=("", "openai --as-of 2024-12", "microsoft --known-at 2025-12 --format json"),
)
