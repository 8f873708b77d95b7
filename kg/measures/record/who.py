"""Everything on record about one actor."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from kg.records.evidence import known_since
from kg.relations.encoding import NEVER
from kg.relations.money import plain
from kg.relations.table import ends
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from kg.records.model import Actor, Observation, Relation
    from kg.relations.table import Selection
    from kg.vocabulary.dates import PartialDate


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation as seen from one actor.

    Attributes
    ----------
    relation : Relation
    other : str
        Id of the actor on the other side.
    direction : {"out", "in", "both"}
        Whether the actor is subject, object, or the relation is symmetric.
    through : str
        The actor or unit of the group that is named in the relation.
    ended_later : bool
        Whether it has ended since, which was not on record at the scope's day of knowledge: then
        its status and end are of a later day and are not told.
    """

    relation: Relation
    other: str
    direction: Literal["out", "in", "both"]
    through: str
    ended_later: bool = False

    @property
    def end(self) -> PartialDate | None:
        """The end on record then."""
        return None if self.ended_later else self.relation.valid_to

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        relation = self.relation
        amount = relation.amount
        return {
            "relation": relation.id,
            "type": relation.type,
            "direction": self.direction,
            "through": self.through,
            "other": self.other,
            "status": None if self.ended_later else relation.status,
            "start": str(relation.valid_from or relation.announced or "") or None,
            "end": str(self.end) if self.end else None,
            "amount": plain(amount.value) if amount else None,
            "currency": amount.currency if amount else None,
            "amount_qualifier": amount.qualifier if amount else None,
            "confidence": relation.confidence,
            "evidence": relation.evidence,
            "sources": list(relation.sources),
        }


@dataclass(frozen=True, slots=True)
class Dossier:
    """What is on record about an actor: itself, its group, relations and observations.

    Attributes
    ----------
    actor : Actor
    group : str
        Root of the actor's ``part_of`` chain; the actor itself when it has no parent.
    units : tuple of str
        Actors that are part of it, directly or not.
    ties : tuple of Tie
        Relations in scope, by family, type and other side; at group level also those of units.
    observations : tuple of Observation
        Figures about the actor stated by the as-of day, newest first.
    """

    actor: Actor
    group: str
    units: tuple[str, ...]
    ties: tuple[Tie, ...]
    observations: tuple[Observation, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values of all but the ties."""
        actor = self.actor
        return {
            "actor": {
                "id": actor.id,
                "name": actor.name,
                "alt_names": list(actor.alt_names),
                "kinds": list(actor.kinds),
                "part_of": actor.part_of,
                "group": self.group,
                "units": list(self.units),
                "country": actor.country,
                "founded": str(actor.founded) if actor.founded else None,
                "ticker": actor.ticker,
                "website": actor.website,
                "note": actor.note,
            },
            "observations": [_observation(observation) for observation in self.observations],
        }


def dossier(selection: Selection, actor_id: str) -> Dossier:
    """Return what is on record about an actor; O(n) for n relations.

    Parameters
    ----------
    selection
        The relations in scope.
    actor_id
        Id of an actor that exists.
    """
    records = selection.table.records
    actor = records.actor_by_id[actor_id]
    units = _units(selection, actor_id)
    own = {actor_id, *units} if selection.scope.level == "group" else {actor_id}
    ended_later = _ended_later(selection)
    ties = [
        replace(_tie(relation, own), ended_later=relation.id in ended_later)
        for relation in selection.relations
        if (relation.subject in own) != (relation.object in own)
    ]
    observations = [
        observation
        for observation in records.observations
        if observation.actor == actor_id and _counts(observation, selection)
    ]
    return Dossier(
        actor=actor,
        group=records.root[actor_id],
        units=units,
        ties=tuple(sorted(ties, key=_place)),
        observations=tuple(sorted(observations, key=lambda o: (o.as_of.last, o.id), reverse=True)),
    )


def _observation(observation: Observation) -> dict[str, Any]:
    high = observation.value_high
    return {
        "observation": observation.id,
        "metric": observation.metric,
        "value": plain(observation.value),
        "value_high": None if high is None else plain(high),
        "unit": observation.unit,
        "qualifier": observation.qualifier,
        "as_of": str(observation.as_of),
        "period_start": str(observation.period_start) if observation.period_start else None,
        "status": observation.status,
        "evidence": observation.evidence,
        "sources": list(observation.sources),
    }


def _counts(observation: Observation, selection: Selection) -> bool:
    """Whether a figure was stated by the as-of day, and on record by the known-at day.

    A target for next year counts from the day it was announced.
    """
    stated = observation.announced or observation.as_of
    if stated.first > selection.scope.as_of:
        return False
    if selection.scope.known_at is None:
        return True
    since = known_since(observation, selection.table.records)
    return since is not None and since <= selection.scope.known_at


def _units(selection: Selection, actor_id: str) -> tuple[str, ...]:
    """Return the actors below an actor in the ``part_of`` tree."""
    children: dict[str, list[str]] = {}
    for actor in selection.table.records.actors:
        if actor.part_of:
            children.setdefault(actor.part_of, []).append(actor.id)
    found: list[str] = []
    queue = [actor_id]
    while queue:
        below = children.get(queue.pop(), [])
        found += below
        queue += below
    return tuple(sorted(found))


def _ended_later(selection: Selection) -> frozenset[str]:
    """Return the ids of relations that have ended, though no end was on record then."""
    if selection.scope.known_at is None:
        return frozenset()
    open_then = ends(selection.table, selection.scope)[selection.rows] == NEVER
    terminal = vocabulary().where("status", "terminal")
    return frozenset(
        relation.id
        for relation, is_open in zip(selection.relations, open_then.tolist(), strict=True)
        if is_open and relation.status in terminal
    )


def _tie(relation: Relation, own: set[str]) -> Tie:
    is_subject = relation.subject in own
    through, other = (
        (relation.subject, relation.object) if is_subject else (relation.object, relation.subject)
    )
    if vocabulary().relation_types[relation.type].symmetric:
        return Tie(relation, other, "both", through)
    return Tie(relation, other, "out" if is_subject else "in", through)


def _place(tie: Tie) -> tuple[int, str, str, str]:
    """Return where a tie stands among others: by type, direction, other side, id."""
    rank = vocabulary().relation_types[tie.relation.type].rank
    return rank, tie.direction, tie.other, tie.relation.id
