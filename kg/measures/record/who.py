"""Everything on record about one actor."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from kg.measures.question import Question, UnitName
from kg.relations.encoding import number
from kg.relations.money import plain
from kg.relations.selection import ends, on_record
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from kg.measures.question import Reply
    from kg.measures.words import Words
    from kg.records.model import Actor, Observation, Relation
    from kg.relations.selection import LeftOut, Selection
    from kg.vocabulary.names import ActorId

State = Literal["on record", "over", "begins later"]
_STATES: tuple[State, ...] = ("on record", "over", "begins later")


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
    state : {"on record", "begins later", "over"}
        How the relation stands on the as-of day.
    """

    relation: Relation
    other: ActorId
    direction: Literal["out", "in", "both"]
    through: ActorId
    state: State = "on record"

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
            "state": self.state,
            "status": relation.status,
            "start": str(relation.valid_from or relation.announced or "") or None,
            "end": str(relation.valid_to) if relation.valid_to else None,
            "amount": plain(amount.value) if amount else None,
            "currency": amount.currency if amount else None,
            "amount_qualifier": amount.qualifier if amount else None,
            "confidence": relation.confidence,
            "evidence": relation.evidence or None,
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
    rows : tuple of Tie
        Relations on record by the as-of day, those that are over last, by family, type and other
        side; at group level also those of units.
    observations : tuple of Observation
        Figures about the actor stated by the as-of day, newest first.
    left_out : LeftOut
        What is not listed of the relations of the actor.
    """

    actor: Actor
    group: str
    units: tuple[str, ...]
    rows: tuple[Tie, ...]
    observations: tuple[Observation, ...]
    left_out: LeftOut

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values of all but the rows."""
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


def who(selection: Selection, actor: UnitName) -> Dossier:
    """Return what is on record about an actor; O(n) for n relations.

    Parameters
    ----------
    selection
        The relations in scope.
    actor
        Whom to look up; at group level the relations of its units are included.
    """
    records = selection.table.records
    units = _units(selection, actor)
    own = {actor, *units} if selection.scope.level == "group" else {actor}
    past = on_record(replace(selection, focus=(selection.stands_for(actor),)))
    rows = _between(past, own)
    relations, each = past.table.records.relations, zip(rows, states(past, rows), strict=True)
    ties = [_tie(relations[row], own, state) for row, state in each]
    observations = [
        observation
        for observation in records.observations
        if observation.actor == actor and _counts(observation, selection)
    ]
    return Dossier(
        actor=records.actor_by_id[actor],
        group=records.root_on(selection.scope.group_day)[actor],
        units=units,
        rows=tuple(sorted(ties, key=_place)),
        observations=tuple(sorted(observations, key=lambda o: (o.as_of.last, o.id), reverse=True)),
        left_out=past.left_out,
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
    """Say whether a figure was stated by the as-of day.

    A target for next year counts from the day it was announced.
    """
    stated = observation.announced or observation.as_of
    return stated.first <= selection.scope.as_of


def _units(selection: Selection, actor_id: str) -> tuple[str, ...]:
    """Return the actors below an actor in the ``part_of`` tree on the as-of day."""
    children: dict[str, list[str]] = {}
    for actor in selection.table.records.actors:
        if actor.part_of and actor.is_part_on(selection.scope.group_day):
            children.setdefault(actor.part_of, []).append(actor.id)
    units: list[str] = []
    queue = [actor_id]
    while queue:
        below = children.get(queue.pop(), [])
        units += below
        queue += below
    return tuple(sorted(units))


def _between(past: Selection, own: Collection[str]) -> list[int]:
    """Return the rows of the relations between the actors of a set and others."""
    places = [past.table.place(actor) for actor in own]
    parties = (past.table.subject[past.rows], past.table.object[past.rows])
    is_subject, is_object = (np.isin(party, places) for party in parties)
    return list(past.rows[is_subject != is_object].tolist())


def states(past: Selection, rows: list[int]) -> list[State]:
    """Return how some relations stand on the as-of day."""
    today = number(past.scope.as_of)
    is_over = ends(past.table)[rows] <= today
    is_later = past.table.start[rows] > today
    each: list[State] = np.select([is_over, is_later], _STATES[1:], _STATES[0]).tolist()
    return each


def _tie(relation: Relation, own: Collection[str], state: State) -> Tie:
    is_subject = relation.subject in own
    through, other = (
        (relation.subject, relation.object) if is_subject else (relation.object, relation.subject)
    )
    if vocabulary().relation_types[relation.type].symmetric:
        return Tie(relation, other, "both", through, state)
    return Tie(relation, other, "out" if is_subject else "in", through, state)


def _place(tie: Tie) -> tuple[bool, int, str, str, str]:
    """Return where a tie stands: what is over last, then by type, direction, other side, id."""
    rank = vocabulary().relation_types[tie.relation.type].rank
    return tie.state == "over", rank, tie.direction, tie.other, tie.relation.id


def _verb(row: Tie, words: Words) -> str:
    kind = vocabulary().relation_types[row.relation.type]
    return (kind.inverse_labels if row.direction == "in" else kind.labels)[words.language]


def _from(row: Tie, _: Words) -> str:
    return str(row.relation.valid_from or row.relation.announced or "")


def state_label(relation: Relation, state: State, words: Words) -> str:
    """Return the status of a relation, and whether it is over or begins later."""
    status = words.label("status", relation.status)
    is_final = vocabulary().codes["status"][relation.status].is_true("terminal")
    if state == "on record" or (state == "over" and is_final):
        return status
    return f"{status}, {words('word.' + state.replace(' ', '-'))}"


def _amount(row: Tie, words: Words) -> str:
    return words.amount(row.relation.amount) if row.relation.amount else ""


def _profile(reply: Reply, words: Words) -> list[str]:
    """Return what the actor is and its latest figures."""
    actor = reply.about["actor"]
    kinds = words.labels("actor-kind", actor["kinds"])
    facts = (kinds, actor["country"], actor["ticker"], actor["note"])
    lines = [actor["name"], " · ".join(fact for fact in facts if fact)]
    if actor["part_of"]:
        lines.append(words("actor.part-of", group=words.name(actor["part_of"])))
    if actor["units"]:
        lines.append(words("actor.units", units=words.names(actor["units"])))
    latest: dict[str, str] = {}
    for observation in reply.about["observations"]:
        metric = words.label("metric", observation["metric"])
        latest.setdefault(metric, _value(observation, words))
    lines += [words("word.labelled", what=metric, value=value) for metric, value in latest.items()]
    return [*lines, ""]


def _value(observation: Mapping[str, Any], words: Words) -> str:
    """Return a figure with its unit, day and status."""
    unit, status = observation["unit"], observation["status"]
    if unit.isupper():
        value = words.money(unit, observation["value"])
    else:
        value = f"{words.number(observation['value'])} {words.label('unit', unit)}"
    label = "" if status == "actual" else f", {words.label('observation-status', status)}"
    return f"{value} ({observation['as_of']}{label})"


def _next(reply: Reply, words: Words) -> list[str]:
    """Return the command that shows the evidence of the first row."""
    return [
        words("evidence.next", a=reply.about["actor"]["id"], b=row.other) for row in reply.rows[:1]
    ]


QUESTION = Question(
    who,
    """Profile of one actor.

    Show everything on record about an actor: what it is, its relations, its figures.

    The actor may be named by id, name, other name or ticker. At group level the relations of its
    units are included.
    """,
    {
        "heading.relation": _verb,
        "heading.with": lambda row, words: words.name(row.other),
        "heading.from": _from,
        "heading.to": lambda row, _: str(row.relation.valid_to or ""),
        "heading.status": lambda row, words: state_label(row.relation, row.state, words),
        "heading.amount": _amount,
        "heading.trust": lambda row, words: words.label("confidence", row.relation.confidence),
    },
    notes=_next,
    intro=_profile,
    examples=("anthropic", "NVDA --as-of 2024 --format json", '"google cloud" --level actor'),
)
