"""Everything on record about one actor."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from kg.measures.question import Question, UnitName
from kg.records.evidence import known_since
from kg.relations.encoding import NEVER
from kg.relations.money import plain
from kg.relations.table import ends
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.measures.question import Reply
    from kg.measures.words import Words
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
    rows : tuple of Tie
        Relations in scope, by family, type and other side; at group level also those of units.
    observations : tuple of Observation
        Figures about the actor stated by the as-of day, newest first.
    """

    actor: Actor
    group: str
    units: tuple[str, ...]
    rows: tuple[Tie, ...]
    observations: tuple[Observation, ...]

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
    ended_later = _ended_later(selection)
    ties = [
        replace(_tie(relation, own), ended_later=relation.id in ended_later)
        for relation in selection.relations
        if (relation.subject in own) != (relation.object in own)
    ]
    observations = [
        observation
        for observation in records.observations
        if observation.actor == actor and _counts(observation, selection)
    ]
    return Dossier(
        actor=records.actor_by_id[actor],
        group=records.root_on(selection.scope.as_of)[actor],
        units=units,
        rows=tuple(sorted(ties, key=_place)),
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
    """Return the actors below an actor in the ``part_of`` tree on the as-of day."""
    children: dict[str, list[str]] = {}
    for actor in selection.table.records.actors:
        if actor.part_of and actor.is_part_on(selection.scope.as_of):
            children.setdefault(actor.part_of, []).append(actor.id)
    units: list[str] = []
    queue = [actor_id]
    while queue:
        below = children.get(queue.pop(), [])
        units += below
        queue += below
    return tuple(sorted(units))


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


def _verb(row: Tie, words: Words) -> str:
    kind = vocabulary().relation_types[row.relation.type]
    return (kind.inverse_labels if row.direction == "in" else kind.labels)[words.language]


def _from(row: Tie, _: Words) -> str:
    return str(row.relation.valid_from or row.relation.announced or "")


def _status(row: Tie, words: Words) -> str:
    if row.ended_later:
        return words("relation.in-force-then")
    return words.label("status", row.relation.status)


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
        "heading.to": lambda row, _: str(row.end or ""),
        "heading.status": _status,
        "heading.amount": _amount,
        "heading.trust": lambda row, words: words.label("confidence", row.relation.confidence),
    },
    intro=_profile,
    examples=("anthropic", "NVDA --as-of 2024 --format json", '"google cloud" --level actor'),
)
