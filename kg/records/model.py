"""The records of the graph: actors, sources, deals, relations, observations; terms, disclosures.

All are frozen values without input or output. Ids are slugs; a reference to another record is its
id. ``Records`` holds the collections together, sorted by id.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from decimal import Decimal

    from kg.vocabulary.dates import PartialDate
    from kg.vocabulary.names import ActorId, Named


@dataclass(frozen=True, slots=True)
class Actor:
    """A company, unit, fund, authority, consortium or person."""

    id: str
    name: str
    alt_names: tuple[str, ...]
    kinds: tuple[str, ...]
    part_of: str | None = None
    part_of_from: PartialDate | None = None
    part_of_to: PartialDate | None = None
    country: str | None = None
    founded: PartialDate | None = None
    ticker: str | None = None
    wikidata: str | None = None
    cik: str | None = None
    lei: str | None = None
    website: str | None = None
    note: str | None = None

    @property
    def is_person(self) -> bool:
        """Whether the actor is a human being."""
        return "person" in self.kinds

    def is_part_on(self, day: date) -> bool:
        """Say whether the actor is part of a bigger one on a day, as far as the record knows."""
        first, last = self.part_of_from, self.part_of_to
        has_begun = first is None or first.first <= day
        return self.part_of is not None and has_begun and (last is None or day <= last.last)


@dataclass(frozen=True, slots=True)
class Source:
    """A published page that supports claims."""

    id: str
    title: str
    publisher: str
    url: str
    kind: str
    published: PartialDate | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money as a source states it, in its own currency.

    ``qualifier`` is ``exact``, ``up-to``, ``about``, ``at-least`` or None when not stated;
    ``period`` is ``total``, ``per-year`` or ``per-month``.
    """

    value: Decimal
    currency: str
    qualifier: str | None = None
    period: str = "total"


@dataclass(frozen=True, slots=True)
class Deal:
    """A transaction of several parties or relations; it carries the totals."""

    id: str
    name: str
    kind: str
    status: str
    sources: tuple[str, ...]
    announced: PartialDate | None = None
    closed: PartialDate | None = None
    amount: Amount | None = None
    valuation: Amount | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Relation:
    """One directed, typed, dated and sourced claim between two actors."""

    id: str
    type: str
    subject: ActorId
    object: ActorId
    status: str
    sources: tuple[str, ...]
    confidence: str
    evidence: str
    announced: PartialDate | None = None
    valid_from: PartialDate | None = None
    valid_to: PartialDate | None = None
    amount: Amount | None = None
    stake_percent: Decimal | None = None
    instrument: str | None = None
    capacity: Decimal | None = None
    capacity_unit: str | None = None
    market: tuple[str, ...] = ()
    exclusive: bool | None = None
    beneficiary: tuple[str, ...] = ()
    deal: str | None = None
    supersedes: str | None = None
    note: str | None = None

    def __repr__(self) -> str:
        """Return id and status; what it says are the attributes."""
        return f"<Relation {self.id}: {self.status}>"

    @property
    def start(self) -> date | None:
        """First day the relation holds: of ``valid_from``, else of ``announced``."""
        day = self.valid_from or self.announced
        return day.first if day else None

    @property
    def end(self) -> date | None:
        """First day the relation no longer holds; None while its end is open."""
        return self.valid_to.end if self.valid_to else None


@dataclass(frozen=True, slots=True)
class Observation:
    """A figure about one actor at a date or over a period."""

    id: str
    actor: str
    metric: str
    value: Decimal
    unit: str
    as_of: PartialDate
    status: str
    sources: tuple[str, ...]
    evidence: str
    value_high: Decimal | None = None
    qualifier: str | None = None
    period_start: PartialDate | None = None
    announced: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """The commitment of a relation: whether it binds, for how long, and at how much a year.

    ``amount`` is the sum per year; ``ends`` is the last day; ``notice_days`` are those of a right
    to terminate.
    """

    relation: str
    term_kind: str
    source: tuple[str, ...]
    evidence: str
    starts: PartialDate | None = None
    ends: PartialDate | None = None
    years: Decimal | None = None
    amount: Amount | None = None
    notice_days: Decimal | None = None

    @property
    def id(self) -> str:
        """The id of the relation, which has no more than one."""
        return self.relation


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Who made a relation public."""

    relation: str
    disclosed_by: str
    source: tuple[str, ...]

    @property
    def id(self) -> str:
        """The id of the relation, which has no more than one."""
        return self.relation


@dataclass(frozen=True, slots=True)
class Rights:
    """Under what terms data may be used, as its data set states; an address stands for itself.

    Attributes
    ----------
    creators : tuple of str
        Who made it, sorted.
    licences : tuple of str
        The licences that hold: of data from several places, all of theirs.
    origins : tuple of str
        The data sets it is, or was derived from.
    """

    creators: tuple[str, ...] = ()
    licences: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()

    def __or__(self, second: Rights) -> Rights:
        """Return the terms of what is made of both."""
        return Rights(
            tuple(sorted({*self.creators, *second.creators})),
            tuple(sorted({*self.licences, *second.licences})),
            tuple(sorted({*self.origins, *second.origins})),
        )


_COLLECTIONS = ("actors", "relations", "deals", "sources", "observations")


@dataclass(frozen=True, repr=False)
class Records:
    """All records of a graph, each collection sorted by id.

    The collections of a big graph may be read from disk item by item: take what a question names,
    and let the columns of `kg.relations.table` answer what is asked of all. ``cutoff`` is the day
    up to which the data was compiled: the default as-of date. ``rights`` say under what terms the
    data may be used; they are no part of what is claimed, and equal claims are equal under any.
    """

    actors: Sequence[Actor]
    sources: Sequence[Source]
    deals: Sequence[Deal]
    relations: Sequence[Relation]
    observations: Sequence[Observation]
    terms: Sequence[Term] = ()
    disclosed_by: Sequence[Disclosure] = ()
    cutoff: date = field(kw_only=True)
    rights: Rights = field(default=Rights(), kw_only=True, compare=False)

    def __repr__(self) -> str:
        """Return how many there are of each."""
        sizes = ", ".join(f"{len(getattr(self, name)):,} {name}" for name in _COLLECTIONS)
        return f"<Records to {self.cutoff}: {sizes}>"

    @property
    def named(self) -> Iterable[Named]:
        """What every actor is called."""
        return self.actors

    @cached_property
    def actor_by_id(self) -> dict[str, Actor]:
        """Actors by id."""
        return {actor.id: actor for actor in self.actors}

    @cached_property
    def source_by_id(self) -> dict[str, Source]:
        """Sources by id."""
        return {source.id: source for source in self.sources}

    @cached_property
    def deal_by_id(self) -> dict[str, Deal]:
        """Deals by id."""
        return {deal.id: deal for deal in self.deals}

    @cached_property
    def relation_by_id(self) -> dict[str, Relation]:
        """Relations by id."""
        return {relation.id: relation for relation in self.relations}

    @cached_property
    def root(self) -> dict[str, str]:
        """Group of every actor on the day of the cut-off, by actor id; see `root_on`."""
        return self.root_on(self.cutoff)

    def group(self, actor: str, day: date) -> str:
        """Return the group of one actor on a day; see `root_on` for all."""
        above = self.actor_by_id[actor]
        while above.part_of and above.is_part_on(day):
            above = self.actor_by_id[above.part_of]
        return above.id

    def root_on(self, day: date) -> dict[str, str]:
        """Return the root of the ``part_of`` chain of every actor on a day, by actor id; O(n)."""
        above = {actor.id: actor.part_of for actor in self.actors if actor.is_part_on(day)}
        roots: dict[str, str] = {}
        for actor in self.actors:
            chain = []
            at: str | None = actor.id
            while at is not None and at not in roots and at not in chain:
                chain.append(at)
                at = above.get(at)
            top = roots[at] if at is not None and at in roots else chain[-1]
            roots.update(dict.fromkeys(chain, top))
        return roots
