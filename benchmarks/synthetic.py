"""Records of any size with the marginals of the shipped ones, for benchmarks.

Every relation is a shipped one given to other actors: its type, status, dates, amount, market and
the states it replaced stay together, so that what is rare in the data stays as rare. Actors are
drawn by Zipf's law with the exponent that the shipped degrees show (0.83), persons where a person
stood. Actors, deals and observations grow with the relations.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from itertools import accumulate
from random import Random
from typing import TYPE_CHECKING

import kg
from kg.model import Records
from kg.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kg.model import Actor, Deal, Observation, Relation, Source

EXPONENT = 0.83


def records(size: int, seed: int = 0) -> Records:
    """Return records with a number of relations; same seed, same records."""
    made = _Maker(size, seed)
    relations = sorted(made.relations(size), key=lambda r: r.id)
    used = {source for r in relations for source in r.sources}
    observations = sorted(made.observations(), key=lambda o: o.id)
    deals = sorted(made.deals(relations), key=lambda d: d.id)
    for claim in (*observations, *deals):
        used.update(claim.sources)
    return Records(
        tuple(sorted(made.actors, key=lambda a: a.id)),
        tuple(sorted(made.sources(used), key=lambda s: s.id)),
        tuple(deals),
        tuple(relations),
        tuple(observations),
        cutoff=made.shipped.cutoff,
    )


class _Maker:
    """The shipped records as templates, and the chance to draw from them."""

    def __init__(self, size: int, seed: int) -> None:
        self.shipped = kg.open().records
        self.chance = Random(seed)
        self.scale = size / len(self.shipped.relations)
        self.actors = list(_actors(self.shipped.actors, self.scale, self.chance))
        self.people = _zipf([a.id for a in self.actors if a.is_person], self.chance)
        self.organisations = _zipf([a.id for a in self.actors if not a.is_person], self.chance)
        self.serial: Counter[str] = Counter()

    def relations(self, size: int) -> Iterator[Relation]:
        """Yield relations, each with the states it replaced."""
        replaced = {r.supersedes for r in self.shipped.relations}
        heads = [r for r in self.shipped.relations if r.id not in replaced]
        made = 0
        while made < size:
            for relation in self._chain(self.chance.choice(heads)):
                made += 1
                yield relation

    def _chain(self, head: Relation) -> Iterator[Relation]:
        known = self.shipped.actor_by_id
        ends = [
            (self.people if known[end].is_person else self.organisations)()
            for end in (head.subject, head.object)
        ]
        if ends[0] == ends[1]:
            return
        at: Relation | None = head
        newer = self._named(head, ends)
        while at is not None:
            older = self.shipped.relation_by_id[at.supersedes] if at.supersedes else None
            made = self._named(older, ends) if older else None
            yield replace(newer, supersedes=made.id if made else None)
            at, newer = older, made or newer

    def _named(self, like: Relation, ends: Sequence[str]) -> Relation:
        if vocabulary().relation_types[like.type].symmetric:
            ends = sorted(ends)
        subject, object_ = ends
        stem = f"{subject}--{like.type}--{object_}"
        self.serial[stem] += 1
        return replace(
            like,
            id=f"{stem}--{self.serial[stem]}",
            subject=subject,
            object=object_,
            sources=self._cited(like.sources),
            beneficiary=tuple(sorted({self.organisations() for _ in like.beneficiary})),
            deal=f"deal-{self.chance.randrange(round(117 * self.scale))}" if like.deal else None,
        )

    def _cited(self, like: Sequence[str]) -> tuple[str, ...]:
        pages = round(1230 * self.scale)
        return tuple(sorted({f"source-{self.chance.randrange(pages)}" for _ in like}))

    def deals(self, relations: Sequence[Relation]) -> Iterator[Deal]:
        for id_ in sorted({r.deal for r in relations if r.deal}):
            like = self.chance.choice(self.shipped.deals)
            yield replace(like, id=id_, sources=self._cited(like.sources))

    def observations(self) -> Iterator[Observation]:
        """Yield observations: an actor's figures are those of one shipped actor."""
        figures: dict[str, list[Observation]] = defaultdict(list)
        for observation in self.shipped.observations:
            figures[observation.actor].append(observation)
        shares = list(figures.values())
        actors = [a.id for a in self.actors if not a.is_person]
        for actor in actors[: round(len(shares) * self.scale)]:
            for number, like in enumerate(self.chance.choice(shares)):
                cited = self._cited(like.sources)
                id_ = f"{actor}--{like.metric}--{number}"
                yield replace(like, id=id_, actor=actor, sources=cited)

    def sources(self, used: set[str]) -> Iterator[Source]:
        for id_ in sorted(used):
            like = self.chance.choice(self.shipped.sources)
            yield replace(like, id=id_, url=f"https://example.org/{id_}")


def _actors(shipped: Sequence[Actor], scale: float, chance: Random) -> Iterator[Actor]:
    """Yield actors like the shipped ones; a unit is part of an earlier organisation."""
    roots: list[str] = []
    for number in range(round(len(shipped) * scale)):
        like = chance.choice(shipped)
        part_of = chance.choice(roots) if like.part_of and roots else None
        id_ = f"actor-{number}"
        yield replace(like, id=id_, name=f"Actor {number}", alt_names=(), part_of=part_of)
        if part_of is None and not like.is_person:
            roots.append(id_)


def _zipf(items: Sequence[str], chance: Random) -> Callable[[], str]:
    """Return a function that draws one of some items, the n-th with a weight of n to a power."""
    weights = list(accumulate((n + 1) ** -EXPONENT for n in range(len(items))))
    return lambda: chance.choices(items, cum_weights=weights)[0]
