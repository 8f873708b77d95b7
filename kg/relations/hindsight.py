"""Records as they stood on a day: without hindsight.

A row states what is known today. Asked what was known on an earlier day, it must not show what
came later: a claim that nobody had published, an end, a status or a successor that had not come
yet, a sentence written from later pages. The rules, also in ``docs/decisions``:

- A claim is known from the earliest day that one of its sources or its own announcement shows.
- A final status and its end are known from the day of the end, and not before the first successor
  is known; where neither is dated, from the latest source that shows a date.
- A relation that has begun is known to have begun from its first day.
- Before that, the status is the one the list of statuses names as preceding it.
- A first or last day that lies ahead is a plan, and shown only if no source of the row is later
  than the day.
- A source that shows no date was out on the last day of the record, and on no day that is earlier.
- Sentences and notes are shown only if all sources of the row were out and nothing was taken back.
- The amount belongs to the claim: a change of it is a claim of its own that supersedes the first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg.records.evidence import known_since, latest_source
from kg.records.model import Records
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from kg.records.model import Actor, Deal, Disclosure, Observation, Relation, Source, Term
    from kg.vocabulary.dates import PartialDate


def as_known(records: Records, day: date) -> Records:
    """Return the records as they stood on a day; O(n).

    Actors stay, without their notes, which are not dated.
    """
    view = Hindsight(records, day, successors_known(records))
    return Records(
        actors=tuple(map(view.actor, records.actors)),
        sources=tuple(filter(view.is_out, records.sources)),
        deals=tuple(view.deal(deal) for deal in records.deals if view.is_known(deal)),
        relations=tuple(view.relation(each) for each in records.relations if view.is_known(each)),
        observations=tuple(
            view.observation(claim) for claim in records.observations if view.is_known(claim)
        ),
        cutoff=records.cutoff,
        terms=tuple(filter(view.is_shown, records.terms)),
        disclosed_by=tuple(filter(view.is_shown, records.disclosed_by)),
    )


def successors_known(records: Records) -> dict[str, date | None]:
    """Return for every superseded relation the first day a successor is known; None for no day."""
    first: dict[str, date | None] = {}
    for relation in records.relations:
        if relation.supersedes is not None:
            days = (first.get(relation.supersedes), known_since(relation, records))
            first[relation.supersedes] = min((day for day in days if day), default=None)
    return first


@dataclass(frozen=True, eq=False)
class Hindsight:
    """What was known of some records on a day, claim by claim.

    Attributes
    ----------
    records : Records
    day : date
    successors : dict of str to date or None
        First day a successor of each superseded relation is known; None for no day.
    """

    records: Records
    day: date
    successors: Mapping[str, date | None]

    def is_out(self, source: Source) -> bool:
        """Say whether a source was published; one without a date was by the end of the record."""
        published = source.published.last if source.published else self.records.cutoff
        return published <= self.day

    def is_known(self, claim: Relation | Observation | Deal) -> bool:
        """Say whether a claim was on record."""
        since = known_since(claim, self.records)
        return since is not None and since <= self.day

    def is_shown(self, detail: Term | Disclosure) -> bool:
        """Say whether a detail of a relation was on record: the relation and all it rests on."""
        sources = map(self.records.source_by_id.__getitem__, detail.source)
        is_known = self.is_known(self.records.relation_by_id[detail.relation])
        return is_known and all(map(self.is_out, sources))

    def actor(self, actor: Actor) -> Actor:
        """Return an actor with the group of the day, without its note."""
        is_part = not actor.part_of_from or actor.part_of_from.first <= self.day
        return replace(
            actor,
            part_of=actor.part_of if is_part else None,
            part_of_from=actor.part_of_from if is_part else None,
            part_of_to=self._past(actor.part_of_to) if is_part else None,
            note=None,
        )

    def relation(self, relation: Relation) -> Relation:
        """Return a known relation with the status, dates, references and words of the day."""
        status = self._status(relation)
        has_same_status = status == relation.status
        state = replace(
            relation,
            status=status,
            announced=self._past(relation.announced),
            valid_from=self._shown(relation.valid_from, relation),
            valid_to=self._end(relation) if has_same_status else None,
            deal=self._reference(relation.deal, self.records.deal_by_id),
            supersedes=self._reference(relation.supersedes, self.records.relation_by_id),
            sources=self._sources(relation),
        )
        if has_same_status and self._has_all_sources(relation):
            return state
        return replace(state, evidence="", note=None)

    def deal(self, deal: Deal) -> Deal:
        """Return a known deal with the status and words of the day."""
        is_early = bool(deal.closed and deal.closed.first > self.day)
        is_early |= self._is_terminal(deal.status) and not self._is_settled(deal)
        return replace(
            deal,
            status=self._before(deal.status) if is_early else deal.status,
            announced=self._past(deal.announced),
            closed=None if is_early else deal.closed,
            sources=self._sources(deal),
            note=None if is_early or not self._has_all_sources(deal) else deal.note,
        )

    def observation(self, observation: Observation) -> Observation:
        """Return a known observation with the words of the day."""
        return replace(
            observation,
            announced=self._past(observation.announced),
            sources=self._sources(observation),
            evidence=observation.evidence if self._has_all_sources(observation) else "",
        )

    def _status(self, relation: Relation) -> str:
        """Return the status a relation was known to have: the weakest that its dates allow."""
        slug = relation.status
        if not self._is_terminal(slug):
            has_begun = relation.start is None or relation.start <= self.day
        elif self._has_ended(relation):
            return slug
        else:
            slug, first = self._before(slug), relation.valid_from
            has_begun = first.first <= self.day if first else relation.announced is None
        return slug if has_begun else self._before(slug)

    def _has_ended(self, relation: Relation) -> bool:
        """Say whether the end of an ended relation was known."""
        if relation.id in self.successors:
            successor = self.successors[relation.id]
            if successor is None or successor > self.day:
                return False
        elif relation.end is None:
            return self._is_settled(relation)
        return relation.end is None or relation.end <= self.day

    def _end(self, relation: Relation) -> PartialDate | None:
        """Return the end of a relation if it is past, or was planned by then."""
        is_past = relation.end is not None and relation.end <= self.day
        return relation.valid_to if is_past or self._is_plan(relation) else None

    def _shown(self, date: PartialDate | None, claim: Relation) -> PartialDate | None:
        """Return a date if it is past, or was planned by then."""
        return date if self._is_plan(claim) else self._past(date)

    def _past(self, date: PartialDate | None) -> PartialDate | None:
        """Return a date unless it lies after the day."""
        return date if date and date.first <= self.day else None

    def _reference(
        self, id_: str | None, claims: Mapping[str, Relation] | Mapping[str, Deal]
    ) -> str | None:
        """Return the id of a claim if that was known."""
        return id_ if id_ is not None and self.is_known(claims[id_]) else None

    def _sources(self, claim: Relation | Observation | Deal) -> tuple[str, ...]:
        """Return the ids of the sources that were out."""
        by_id = self.records.source_by_id
        return tuple(source for source in claim.sources if self.is_out(by_id[source]))

    def _has_all_sources(self, claim: Relation | Observation | Deal) -> bool:
        """Say whether every source of a claim was out."""
        return len(self._sources(claim)) == len(claim.sources)

    def _is_plan(self, claim: Relation) -> bool:
        """Say whether no source of a claim shows a later date."""
        newest = latest_source(claim, self.records)
        return newest is None or newest <= self.day

    def _is_settled(self, claim: Relation | Deal) -> bool:
        """Say whether the latest source of a claim was out; without dates all are out at last."""
        newest = latest_source(claim, self.records) or self.records.cutoff
        return newest <= self.day

    def _is_terminal(self, status: str) -> bool:
        return vocabulary().codes["status"][status].is_true("terminal")

    def _before(self, status: str) -> str:
        """Return the status that precedes another; itself when none does."""
        return vocabulary().codes["status"][status].extra.get("precededBy", status)
