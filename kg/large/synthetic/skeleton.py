"""Synthetic data as numbers: who relates to whom, when, how much, on which sources.

Everything random is drawn here, for all relations at once; about 45 bytes a relation. Text is made
of it block by block in `kg.large.synthetic.synth`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kg.large.synthetic.model import NONE
from kg.relations.encoding import number
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.large.synthetic.model import Floats, Ints, Model

    Places = NDArray[np.int64]

SPELLED = 80  # syllables
MOST_SOURCES = 5  # of one relation


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many rows each table gets.

    By default the actors grow with the power 0.86 of the relations, which goes through the real
    data (438 for 1,203), and four relations share a source.
    """

    relations: int
    actors: int
    sources: int
    deals: int
    observations: int

    @classmethod
    def of(cls, relations: int, model: Model, actors: int | None = None) -> Sizes:
        """Return the sizes for a number of relations, with ratios as in the real data.

        Parameters
        ----------
        relations
            Number of relations.
        model
            The real data.
        actors
            Number of actors, when it is not to follow from that of relations.
        """
        real = model.records
        least = 2 * len(model.kinds)
        count = max(round(max(relations, 1) ** 0.86), least) if actors is None else actors
        per_deal = len(real.deals) / len(real.relations)
        per_actor = len(real.observations) / len(real.actors)
        return cls(
            relations,
            count,
            max(relations // 4, 1),
            max(round(relations * per_deal), 1),
            round(count * per_actor),
        )


@dataclass(frozen=True, eq=False)
class Skeleton:
    """Synthetic data as numbers; relations in the order of their ids.

    Attributes
    ----------
    like_actor, like_source, like_deal, like_observation, like : int32 arrays
        The real row that every actor, source, deal, observation and relation is modelled on.
    parent : int32 array
        Actor that an actor is part of; itself for none.
    subject, object, serial : int32 arrays
        Parties, and the number among relations of one type and pair, from 0.
    day, begin, end : int32 arrays
        Days since 1970-01-01 of announcement, beginning and end; ``NONE`` for those not stated.
    amount, deal, successor_of : arrays
        Amount or NaN; deal or -1; whether the relation supersedes the one before it.
    source, count : int32 arrays
        First source and how many more follow it.
    superseded : bool array
        Whether the next relation supersedes this one.
    source_day, deal_day, deal_total : arrays
        When sources were published and deals announced; total in the currency of the deal or NaN.
    observed, observed_value : arrays
        Actor of an observation, and a factor for its value.
    """

    sizes: Sizes
    like_actor: Ints
    like_source: Ints
    like_deal: Ints
    like_observation: Ints
    like: Ints
    parent: Ints
    subject: Ints
    object: Ints
    serial: Ints
    day: Ints
    begin: Ints
    end: Ints
    amount: Floats
    deal: Ints
    superseded: NDArray[np.bool_]
    source: Ints
    count: NDArray[np.int8]
    source_day: Ints
    deal_day: Ints
    deal_total: Floats
    observed: Ints
    factor: Floats
    spelling: Places


def skeleton(model: Model, sizes: Sizes, seed: int) -> Skeleton:
    """Draw synthetic data; the same seed gives the same data. O(n log n)."""
    rng = np.random.default_rng(seed)
    like_actor, hubs = _actors(rng, model, sizes)
    like = rng.integers(0, len(model.records.relations), sizes.relations).astype(np.int32)
    subject, object_ = _parties(rng, model, like, hubs)
    like, subject, object_, serial = _in_order(model, like, subject, object_, sizes.actors)
    day, begin, end = _days(rng, model, like)
    superseded = _succession(model, like, subject, day, begin)
    end = np.where(end == NONE, NONE, np.maximum(end, np.maximum(day, begin)))
    deal = _deals(rng, model, like, object_, sizes.deals)
    amount = _amounts(rng, model, like)
    source, count, source_day = _sources(rng, model, like, day, sizes.sources)
    like_deal, deal_day, total = _totals(rng, model, deal, day, amount, sizes.deals)
    observations = len(model.records.observations)
    return Skeleton(
        sizes=sizes,
        like_actor=like_actor,
        like_source=_like(rng, len(model.records.sources), sizes.sources),
        like_deal=like_deal,
        like_observation=_like(rng, observations, sizes.observations),
        like=like,
        parent=_parents(rng, model, like_actor, hubs),
        subject=subject,
        object=object_,
        serial=serial,
        day=day,
        begin=begin,
        end=end,
        amount=amount,
        deal=deal,
        superseded=superseded,
        source=source,
        count=count,
        source_day=source_day,
        deal_day=deal_day,
        deal_total=total,
        observed=_observed(rng, model, like_actor, sizes.observations),
        factor=np.asarray(np.round(np.exp(rng.normal(0, 0.5, sizes.observations)), 2), np.float64),
        spelling=_spellings(rng, sizes.actors),
    )


def _like(rng: np.random.Generator, real: int, count: int) -> Ints:
    return rng.integers(0, real, count).astype(np.int32)


def _spellings(rng: np.random.Generator, actors: int) -> Places:
    """Return ascending numbers of four syllables, spread over all there are, none twice."""
    step = SPELLED**4 // actors
    return np.arange(actors, dtype=np.int64) * step + rng.integers(0, step, actors)


def _actors(rng: np.random.Generator, model: Model, sizes: Sizes) -> tuple[Ints, list[Places]]:
    """Return the real actor each is modelled on, and the actors of every kind, hubs first."""
    firsts = np.unique(model.actor_kind, return_index=True)[1]
    twice = np.concatenate([firsts, firsts])[: sizes.actors]
    rest = rng.integers(0, len(model.actor_kind), max(sizes.actors - len(twice), 0))
    like = rng.permutation(np.concatenate([twice, rest])).astype(np.int32)
    kind = model.actor_kind[like]
    by_rank = rng.permutation(sizes.actors)
    return like, [by_rank[kind[by_rank] == code] for code in range(len(model.kinds))]


def _parents(rng: np.random.Generator, model: Model, like: Ints, hubs: list[Places]) -> Ints:
    """Return what every actor is part of: a better connected one of the kind in the real data."""
    parent = np.arange(len(like), dtype=np.int32)
    rank = np.empty(len(like), np.int64)
    for members in hubs:
        rank[members] = np.arange(len(members))
    places = {actor.id: index for index, actor in enumerate(model.records.actors)}
    above = np.array([places.get(a.part_of or "", -1) for a in model.records.actors])[like]
    units = np.flatnonzero(above >= 0)
    for kind, members in enumerate(hubs):
        own = units[model.actor_kind[above[units]] == kind]
        # Only parents of a lower rank, so that no actor is part of itself over others.
        most = np.minimum(rank[own], len(members))
        chosen = own[most > 0]
        parent[chosen] = members[(rng.random(len(chosen)) ** 2 * most[most > 0]).astype(np.int64)]
    return parent


def _parties(
    rng: np.random.Generator, model: Model, like: Ints, hubs: list[Places]
) -> tuple[Ints, Ints]:
    """Draw subject and object among the actors of the kinds that the real relation has."""
    sides = []
    for role in ("subject", "object"):
        kinds = model.party_kind(role)[like]
        party = np.empty(len(like), np.int32)
        for kind, members in enumerate(hubs):
            rows = np.flatnonzero(kinds == kind)
            party[rows] = members[_zipf(rng, len(rows), len(members), model.exponents[kind])]
        sides.append(party)
    subject, object_ = sides
    for kind, members in enumerate(hubs):  # nobody relates to itself: the next hub does
        rows = np.flatnonzero((subject == object_) & (model.party_kind("object")[like] == kind))
        place = {member: index for index, member in enumerate(members.tolist())}
        at = np.array([place[actor] for actor in object_[rows].tolist()], np.int64)
        object_[rows] = members[(at + 1) % len(members)]
    swap = model.type_flags("symmetric")[like] & (subject > object_)
    subject[swap], object_[swap] = object_[swap], subject[swap]
    return subject, object_


def _zipf(rng: np.random.Generator, count: int, among: int, exponent: float) -> Places:
    """Draw ranks from 0, the chance of rank r falling with its power, by inverting the integral."""
    share = rng.random(count)
    if abs(exponent - 1) < 1e-9:
        ranks = np.power(among + 1.0, share)
    else:
        power = 1 - exponent
        ranks = np.power(1 + share * ((among + 1.0) ** power - 1), 1 / power)
    return np.minimum(ranks.astype(np.int64) - 1, among - 1)


def _in_order(
    model: Model, like: Ints, subject: Ints, object_: Ints, actors: int
) -> tuple[Ints, Ints, Ints, Ints]:
    """Sort relations as their ids sort, and number those of one type and pair."""
    types = sorted(vocabulary().relation_types, key=lambda slug: f"{slug}--")
    rank = np.array([types.index(r.type) for r in model.records.relations], np.int64)[like]
    key = (subject * np.int64(len(types)) + rank) * actors + object_
    order = np.argsort(key, kind="stable")
    key = key[order]
    first = np.concatenate([[True], key[1:] != key[:-1]])
    starts = np.flatnonzero(first)
    serial = np.arange(len(key)) - np.repeat(starts, np.diff(np.append(starts, len(key))))
    return like[order], subject[order], object_[order], serial.astype(np.int32)


def _days(rng: np.random.Generator, model: Model, like: Ints) -> tuple[Ints, Ints, Ints]:
    """Move the dates of the real relation by some months, none past the cut-off."""
    announced, begin, end = (
        model.days("relations", name)[like] for name in ("announced", "valid_from", "valid_to")
    )
    stated = np.where(announced != NONE, announced, begin)
    usual = stated[stated != NONE]
    undated = stated == NONE
    base = np.where(undated, rng.choice(usual, len(like)) if len(usual) else 0, stated)
    day = np.minimum(base + rng.normal(0, 90, len(like)), number(model.records.cutoff))
    moved = day.astype(np.int32)
    begin = np.where(begin == NONE, NONE, moved + np.where(announced == NONE, 0, begin - base))
    first = np.maximum(moved, np.where(begin == NONE, moved, begin))
    lasts = np.maximum(np.where(end == NONE, 0, end - base), 0)
    end = np.where(end == NONE, NONE, first + lasts)
    return moved, begin.astype(np.int32), end.astype(np.int32)


def _succession(
    model: Model, like: Ints, subject: Ints, day: Ints, begin: Ints
) -> NDArray[np.bool_]:
    """Return which relations the next one supersedes; the next one does not begin earlier."""
    replaced = np.array([r.status == "superseded" for r in model.records.relations])[like]
    is_later = np.zeros(len(like), np.bool_)
    is_later[:-1] = replaced[:-1] & (subject[:-1] == subject[1:])
    for row in np.flatnonzero(is_later).tolist():  # in order, so that chains stay in order
        day[row + 1] = max(day[row], day[row + 1])
        if begin[row + 1] != NONE:
            begin[row + 1] = max(begin[row + 1], begin[row], day[row + 1])
    return is_later


def _amounts(rng: np.random.Generator, model: Model, like: Ints) -> Floats:
    """Draw amounts, log-normal as those alike, to two figures."""
    mean, spread = (column[like] for column in model.spread)
    amount = np.exp(mean + spread * rng.standard_normal(len(like)))
    return _rounded(np.clip(amount, 1, 1e15))


def _rounded(amount: Floats) -> Floats:
    scale = np.power(10.0, np.maximum(np.floor(np.log10(np.maximum(amount, 1))) - 1, 0))
    return np.asarray(np.maximum(np.round(amount / scale), 1) * scale)


def _deals(rng: np.random.Generator, model: Model, like: Ints, object_: Ints, deals: int) -> Ints:
    """Put relations of a deal together by object, about as many to a deal as in the real data."""
    has = np.array([r.deal is not None for r in model.records.relations])[like]
    rows = np.flatnonzero(has)
    deal = np.full(len(like), -1, np.int32)
    if len(rows):
        rows = rows[np.argsort(object_[rows], kind="stable")]
        cuts = rng.random(len(rows)) < deals / len(rows)
        deal[rows] = np.minimum(np.cumsum(cuts), deals - 1)
    return deal


def _sources(
    rng: np.random.Generator, model: Model, like: Ints, day: Ints, sources: int
) -> tuple[Ints, NDArray[np.int8], Ints]:
    """Share out sources published soon after the relations they support; each supports one."""
    cited = np.array([min(len(r.sources), MOST_SOURCES) for r in model.records.relations], np.int8)
    order = np.argsort(day, kind="stable")
    first = np.empty(len(like), np.int32)
    first[order] = np.arange(len(like), dtype=np.int64) * sources // len(like)
    count = np.minimum(cited[like], sources - first).astype(np.int8)
    starts = np.arange(sources, dtype=np.int64) * len(like) // sources
    lag = rng.exponential(10, sources)
    published = np.minimum(day[order[starts]] + lag, number(model.records.cutoff))
    return first, count, published.astype(np.int32)


def _totals(
    rng: np.random.Generator,
    model: Model,
    deal: Ints,
    day: Ints,
    amount: Floats,
    deals: int,
) -> tuple[Ints, Ints, Floats]:
    """Model deals on real ones; a total is no less than all that the parts state together."""
    like_deal = _like(rng, len(model.records.deals), deals)
    parts = np.flatnonzero(deal >= 0)
    deal_day = np.full(deals, number(model.records.cutoff), np.int32)
    np.minimum.at(deal_day, deal[parts], day[parts])
    stated = parts[~np.isnan(amount[parts])]
    most = np.bincount(deal[stated], weights=amount[stated], minlength=deals)
    real = np.array([float(d.amount.value) if d.amount else np.nan for d in model.records.deals])
    drawn = real[like_deal] * np.exp(rng.normal(0, 0.5, deals))
    return like_deal, deal_day, _rounded(np.maximum(drawn, 1.1 * most))


def _observed(rng: np.random.Generator, model: Model, like_actor: Ints, count: int) -> Ints:
    """Draw the actors that are observed: organisations."""
    persons = np.array([a.is_person for a in model.records.actors])[like_actor]
    return rng.choice(np.flatnonzero(~persons), count).astype(np.int32)
