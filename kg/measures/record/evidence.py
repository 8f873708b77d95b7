"""One claim with its history and its evidence."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any

from kg.base.errors import InvalidValue
from kg.measures.question import Day, Named, Question, UnitName
from kg.records.cells import write
from kg.records.evidence import tier
from kg.records.schema import TABLES
from kg.relations.hindsight import as_known
from kg.relations.money import plain
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kg.measures.words import Words
    from kg.records.model import Records, Relation, Source


ClaimName = Annotated[str, Named("relation or actor")]
_APART = {"amount", "currency", "amount_qualifier", "amount_period", "sources"}
_COLUMNS = tuple(name for name in TABLES["relations"].columns if name not in _APART)


@dataclass(frozen=True, slots=True)
class Support:
    """A source of a claim, with what else it supports.

    Attributes
    ----------
    source : Source
    relations, deals, observations : tuple of str
        Ids of the other claims and deals that rest on it, sorted.
    """

    source: Source
    relations: tuple[str, ...]
    deals: tuple[str, ...]
    observations: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        source = self.source
        return {
            "source": source.id,
            "title": source.title,
            "publisher": source.publisher,
            "published": str(source.published) if source.published else None,
            "url": source.url,
            "kind": source.kind,
            "also_relations": list(self.relations),
            "also_deals": list(self.deals),
            "also_observations": list(self.observations),
        }


@dataclass(frozen=True, slots=True)
class ClaimFile:
    """A claim with its tier, its states over time and its sources.

    Attributes
    ----------
    relation : Relation
    tier : str
        Tier of evidence, computed.
    history : tuple of Relation
        All states that this one replaces or that replace it, and itself, oldest first.
    support : tuple of Support
        Its sources, sorted by id.
    also : tuple of ClaimFile
        The files of the other claims between two actors, where two actors were named.
    """

    relation: Relation
    tier: str
    history: tuple[Relation, ...]
    support: tuple[Support, ...]
    also: tuple[ClaimFile, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        file = {
            "command": "evidence",
            "relation": _relation(self.relation),
            "tier": self.tier,
            "history": [_relation(state) for state in self.history],
            "sources": [support.to_dict() for support in self.support],
        }
        return file | ({"also": [each.to_dict() for each in self.also]} if self.also else {})


def evidence(
    records: Records,
    relation: ClaimName,
    other: UnitName | None = None,
    *,
    known_at: Day | None = None,
) -> ClaimFile:
    """Return the file of a claim, or those of all claims between two actors; O(n).

    Parameters
    ----------
    records
        All records.
    relation
        Id of the claim, or an actor.
    other
        A second actor: all claims between the two and their units, newest first.
    known_at
        Only what was published by this day; see `kg.relations.hindsight`.

    Raises
    ------
    InvalidValue
        When the claim was not on record by that day, or nothing is on record between the two.
    """
    view = records if known_at is None else as_known(records, known_at)
    if other is not None:
        first, *also = _between(view, relation, other)
        return replace(first, also=tuple(also))
    if relation not in records.relation_by_id:
        reason = "name a claim by its id, or a second actor: kg evidence openai nvidia"
        raise InvalidValue("claim", relation, reason)
    if relation not in view.relation_by_id:
        reason = "neither a source nor an announcement of that day or earlier shows it"
        raise InvalidValue("day for this claim", str(known_at), reason)
    return _file(view, view.relation_by_id[relation])


def _file(view: Records, claim: Relation) -> ClaimFile:
    support = tuple(_support(view, source, claim.id) for source in claim.sources)
    return ClaimFile(claim, tier(claim, view), _history(view, claim), support)


def _between(view: Records, a: str, b: str) -> list[ClaimFile]:
    """Return the files of all claims between two actors and their units, newest first."""
    roots = view.root
    pair = {a, b}
    claims = [
        claim
        for claim in view.relations
        if {_meant(claim.subject, pair, roots), _meant(claim.object, pair, roots)} == pair
    ]
    if not claims or len(pair) == 1:
        reason = f"nothing is on record between {a} and {b}; see kg path {a} {b}"
        raise InvalidValue("pair", f"{a} {b}", reason)
    claims.sort(key=lambda claim: (str(claim.start or ""), claim.id), reverse=True)
    return [_file(view, claim) for claim in claims]


def _meant(party: str, pair: set[str], roots: Mapping[str, str]) -> str:
    """Return the actor of a pair that a party is or belongs to; the party itself otherwise."""
    return party if party in pair else roots[party]


def _relation(relation: Relation) -> dict[str, Any]:
    """Return the columns of a relation, those that are filled."""
    values: dict[str, Any] = {name: write(getattr(relation, name)) for name in _COLUMNS}
    amount = relation.amount
    if amount:
        values |= {"amount": plain(amount.value), "currency": amount.currency}
        values |= {"amount_qualifier": amount.qualifier, "amount_period": amount.period}
    return {name: value for name, value in values.items() if value != ""}


def _support(records: Records, source: str, without: str) -> Support:
    """Return a source with the ids of what else rests on it."""
    relations = (r.id for r in records.relations if source in r.sources and r.id != without)
    deals = (deal.id for deal in records.deals if source in deal.sources)
    observations = (o.id for o in records.observations if source in o.sources)
    return Support(
        records.source_by_id[source], tuple(relations), tuple(deals), tuple(observations)
    )


def _history(records: Records, relation: Relation) -> tuple[Relation, ...]:
    """Follow supersession back and forth."""
    successors: dict[str, list[Relation]] = {}
    for neighbour in records.relations:
        if neighbour.supersedes:
            successors.setdefault(neighbour.supersedes, []).append(neighbour)
    states = {relation.id: relation}
    queue = [relation]
    while queue:
        at = queue.pop()
        before = [records.relation_by_id[at.supersedes]] if at.supersedes else []
        for neighbour in (*before, *successors.get(at.id, ())):
            if neighbour.id not in states:
                states[neighbour.id] = neighbour
                queue.append(neighbour)
    return tuple(sorted(states.values(), key=lambda r: (str(r.start or ""), r.id)))


def _lines(file: ClaimFile, words: Words) -> Iterator[str]:
    """Yield the file of a claim in words; those of several under their ids."""
    for position, each in enumerate((file, *file.also)):
        yield from ([""] if position else [])
        yield from ([each.relation.id] if file.also else [])
        yield from _claim_lines(each, words)


def _claim_lines(file: ClaimFile, words: Words) -> Iterator[str]:
    relation = file.relation
    yield words.sentence(relation)
    yield f"  {relation.evidence or words('evidence.later-wording')}"
    if relation.note:
        yield f"  {relation.note}"
    yield f"  {words.state(relation)}"
    confidence = words.label("confidence", relation.confidence)
    yield f"  {words('evidence.confidence', level=confidence)}"
    tier = vocabulary().code("tier", file.tier)
    name, definition = tier.labels[words.language], tier.definitions[words.language]
    yield f"  {words('evidence.tier', name=name)} {definition}"
    if len(file.history) > 1:
        yield from ("", words("evidence.states"))
        for at in file.history:
            mark = "*" if at.id == relation.id else " "
            yield f"{mark} {at.id}: {words.state(at)}"
    yield from ("", words("evidence.sources"))
    for support in file.support:
        yield from _source(support, words)


def _source(support: Support, words: Words) -> Iterator[str]:
    """Yield a source, with the first claims that rest on it besides."""
    source = support.source
    also = {
        "relation": support.relations,
        "deal": support.deals,
        "observation": support.observations,
    }
    counts = [words(f"count.{name}s", n=len(ids)) for name, ids in also.items() if ids]
    yield f"- {source.publisher}, {source.published or words('source.undated')}: {source.title}"
    yield f"    {source.url}"
    others = ", ".join(counts) or words("source.nothing-else")
    yield f"    {words('evidence.supports', others=others)}"
    for identifier in [identifier for ids in also.values() for identifier in ids][:4]:
        yield f"      {identifier}"


QUESTION = Question(
    evidence,
    """One claim, or all between two actors, with sources.

    Print a claim with its tier of evidence, its states over time and its sources; or every claim
    between two actors.

    For every source it says what else rests on it.
    """,
    {},
    text=_lines,
    examples=(
        "nvidia--invests-in--openai--2025",
        "openai nvidia",
        "microsoft--competes-with--openai--2024 --format json",
        "nvidia--invests-in--openai--2025 --known-at 2025-12",
    ),
)
