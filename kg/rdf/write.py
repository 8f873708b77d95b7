"""Records to RDF, as lines of N-Quads; pure.

Claims stand in the default graph: one IRI per relation, typed by a class per relation type, with
evidence and amount as nodes of their own and no blank node. What is derived stands in graphs of
its own: the direct arrows, the pairs of actors (dyads) with their marks, the tiers of evidence.

The lines of one record are one text: a store reads text several times as fast as it takes quads
that Python made one by one.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.records.evidence import tier
from kg.vocabulary.iri import (
    GRAPH_ARROWS,
    GRAPH_DYADS,
    GRAPH_TIERS,
    PREFIXES,
    WIKIDATA,
    mint,
    mint_code,
    mint_dyad,
)
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import date
    from decimal import Decimal

    from kg.records.model import Actor, Amount, Deal, Observation, Records, Relation, Source
    from kg.vocabulary.dates import PartialDate

_DATE = f"^^<{PREFIXES['xsd']}date>"
_DECIMAL = f"^^<{PREFIXES['xsd']}decimal>"
_ANY_URI = f"^^<{PREFIXES['xsd']}anyURI>"
_DATASET_CLASS = "http://www.w3.org/ns/dcat#Dataset"
DATASET = mint("dataset", "")[:-1]


class Reader:
    """Blocks of text as a binary file that is read once, from front to back.

    Parameters
    ----------
    blocks
        Texts; no more than a few hundred are held at a time.
    """

    def __init__(self, blocks: Iterable[str]) -> None:
        self._blocks = iter(blocks)
        self._rest = memoryview(b"")

    def read(self, size: int = -1) -> bytes:
        """Return up to some bytes, all that are left if negative; none at the end.

        >>> Reader(["ab", "", "c"]).read(), Reader([""]).read(5)
        (b'abc', b'')
        """
        if size < 0:
            return bytes(self._rest) + "".join(self._blocks).encode()
        while not self._rest and (batch := list(islice(self._blocks, 256))):
            self._rest = memoryview("".join(batch).encode())
        found, self._rest = self._rest[:size], self._rest[size:]
        return bytes(found)


def asserted(records: Records) -> Iterator[str]:
    """Yield what the records say, a text for each, all in the default graph.

    Parameters
    ----------
    records
        Consistent records.
    """
    dataset = Node(DATASET)
    dataset.says("rdf:type", f"<{_DATASET_CLASS}>")
    dataset.says("cutoff", _day(records.cutoff))
    yield dataset.text()
    for actor in records.actors:
        yield _actor(actor, records.root[actor.id])
    yield from map(_source, records.sources)
    yield from map(_deal, records.deals)
    yield from map(_relation, records.relations)
    yield from map(_observation, records.observations)


def arrows(relations: Iterable[Relation]) -> Iterator[str]:
    """Yield the direct arrows of some relations, both ways for symmetric ones.

    Parameters
    ----------
    relations
        Those that hold under the default scope.
    """
    for relation in relations:
        kind = vocabulary().relation_types[relation.type]
        subject, object_ = _thing("actor", relation.subject), _thing("actor", relation.object)
        yield f"{subject} <{kind.arrow_iri}> {object_} <{GRAPH_ARROWS}> .\n"
        if kind.symmetric:
            yield f"{object_} <{kind.arrow_iri}> {subject} <{GRAPH_ARROWS}> .\n"


def dyads(records: Records, holding: Collection[str]) -> Iterator[str]:
    """Yield the pairs of organisations that have relations, at actor and at group level.

    Every relation between two organisations points at its pair; pairs whose relations hold under
    the default scope are marked as cooperating, competing or coopetitive.

    Parameters
    ----------
    records
        All records.
    holding
        Ids of the relations that hold under the default scope.
    """
    for level in ("actor", "group"):
        found: dict[tuple[str, str], list[Relation]] = {}
        for relation, a, b in _between_organisations(records, level):
            found.setdefault((a, b) if a < b else (b, a), []).append(relation)
        for (a, b), between in found.items():
            types = {relation.type for relation in between if relation.id in holding}
            yield dyad(level, a, b, [relation.id for relation in between], types)


def dyad(level: str, a: str, b: str, between: Iterable[str], types: Iterable[str]) -> str:
    """Return what is said of one pair of organisations.

    Parameters
    ----------
    level
        Whether they are actors or groups.
    a, b
        Their ids.
    between
        Ids of all relations between them.
    types
        Types of those that hold under the default scope.
    """
    node = Node(mint_dyad(a, b, level), GRAPH_DYADS)
    node.typed("Dyad", f"{level.title()}Dyad")
    node.says("member", _thing("actor", a))
    node.says("member", _thing("actor", b))
    node.typed(*_marks({vocabulary().relation_types[type_].sign for type_ in types}))
    pointer = f"{_term('dyad' if level == 'actor' else 'groupDyad')} {node.iri} <{GRAPH_DYADS}> .\n"
    return node.text() + "".join(f"<{mint('relation', one)}> {pointer}" for one in between)


def tiers(records: Records) -> Iterator[str]:
    """Yield the tier of evidence of every relation, in the graph of tiers."""
    return stated_tiers((relation.id, tier(relation, records)) for relation in records.relations)


def stated_tiers(found: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield tiers of evidence, given as relation and tier."""
    for relation, slug in found:
        said = f"{_term('tier')} {_code('tier', slug)} <{GRAPH_TIERS}>"
        yield f"<{mint('relation', relation)}> {said} .\n"


class Node:
    """A subject in one graph, and what was said of it so far."""

    __slots__ = ("_end", "_lines", "iri")

    def __init__(self, iri: str, graph: str = "") -> None:
        self.iri = f"<{iri}>"
        self._end = f" <{graph}> .\n" if graph else " .\n"
        self._lines: list[str] = []

    def says(self, name: str, value: str | None) -> None:
        """Add one statement, unless the value is not known.

        Parameters
        ----------
        name
            A term of our ontology, or one of another with its prefix.
        value
            A term as N-Quads writes it.
        """
        if value is not None:
            self._lines.append(f"{self.iri} {_term(name)} {value}{self._end}")

    def typed(self, *names: str) -> None:
        """Add the classes of the node."""
        for name in names:
            self.says("rdf:type", _term(name))

    def holds(self, other: Node) -> None:
        """Add what is said of another node that belongs to this one."""
        self._lines += other._lines

    def text(self) -> str:
        """Return everything said, a line each."""
        return "".join(self._lines)


def _actor(actor: Actor, group: str) -> str:
    node = Node(mint("actor", actor.id))
    node.typed("Actor", "Person" if actor.is_person else "Organisation")
    node.says("rdfs:label", _literal(actor.name))
    for name in actor.alt_names:
        node.says("skos:altLabel", _literal(name))
    node.says("mainKind", _code("actor-kind", actor.kinds[0]))
    for kind in actor.kinds:
        node.says("kind", _code("actor-kind", kind))
    node.says("partOf", _thing("actor", actor.part_of))
    node.says("partOfFrom", _said(actor.part_of_from))
    node.says("partOfTo", _said(actor.part_of_to))
    node.says("group", _thing("actor", group))
    node.says("country", _literal(actor.country))
    node.says("ticker", _literal(actor.ticker))
    node.says("cik", _literal(actor.cik))
    node.says("lei", _literal(actor.lei))
    node.says("note", _literal(actor.note))
    node.says("founded", _said(actor.founded))
    if actor.wikidata:
        node.says("skos:exactMatch", str(ox.NamedNode(WIKIDATA + actor.wikidata)))
    node.says("website", _literal(actor.website, _ANY_URI))
    return node.text()


def _source(source: Source) -> str:
    node = Node(mint("source", source.id))
    node.typed("Source")
    node.says("dcterms:title", _literal(source.title))
    node.says("publisher", _literal(source.publisher))
    node.says("language", _literal(source.language))
    node.says("published", _said(source.published))
    node.says("publishedTo", _day(source.published.last) if source.published else None)
    node.says("url", _literal(source.url, _ANY_URI))
    node.says("sourceKind", _code("source-kind", source.kind))
    return node.text()


def _deal(deal: Deal) -> str:
    node = Node(mint("deal", deal.id))
    class_ = vocabulary().codes["deal-kind"][deal.kind].extra["class"]
    node.typed("Deal")
    node.says("rdf:type", f"<{class_}>")
    node.says("rdfs:label", _literal(deal.name))
    node.says("dealKind", _code("deal-kind", deal.kind))
    node.says("status", _code("status", deal.status))
    node.says("announced", _said(deal.announced))
    node.says("closed", _said(deal.closed))
    node.says("announcedFrom", _day(deal.announced.first) if deal.announced else None)
    _amount(node, f"{mint('deal', deal.id)}/amount", "amount", deal.amount)
    _amount(node, f"{mint('deal', deal.id)}/valuation", "valuation", deal.valuation)
    node.says("note", _literal(deal.note))
    _evidence(node, mint("deal", deal.id), deal)
    return node.text()


def _relation(relation: Relation) -> str:
    iri = mint("relation", relation.id)
    node = Node(iri)
    node.typed("Relation")
    node.says("rdf:type", f"<{vocabulary().relation_types[relation.type].class_iri}>")
    node.says("type", _code("relation-type", relation.type))
    node.says("status", _code("status", relation.status))
    node.says("subject", _thing("actor", relation.subject))
    node.says("object", _thing("actor", relation.object))
    _dates(node, relation)
    _amount(node, f"{iri}/amount", "amount", relation.amount, _money_kind(relation))
    node.says("stakePercent", _number(relation.stake_percent))
    node.says("capacity", _number(relation.capacity))
    node.says("instrument", _code("instrument", relation.instrument))
    node.says("capacityUnit", _code("capacity-unit", relation.capacity_unit))
    for market in relation.market:
        node.says("market", _code("market", market))
    if relation.exclusive is not None:
        node.says("exclusive", str(ox.Literal(relation.exclusive)))
    for beneficiary in relation.beneficiary:
        node.says("beneficiary", _thing("actor", beneficiary))
    node.says("note", _literal(relation.note))
    _membership(node, relation)
    _evidence(node, iri, relation)
    return node.text()


def _dates(node: Node, relation: Relation) -> None:
    """Add dates as they were said, and days to filter and sort by."""
    announced = relation.announced
    node.says("announced", _said(announced))
    node.says("validFrom", _said(relation.valid_from))
    node.says("validTo", _said(relation.valid_to))
    node.says("announcedFrom", _day(announced.first) if announced else None)
    node.says("to", _day(relation.end))
    node.says("from", _day(relation.start))


def _membership(node: Node, relation: Relation) -> None:
    """Add the deal that a relation is part of, and the relation that it replaced."""
    if relation.deal:
        deal = Node(mint("deal", relation.deal))
        deal.says("hasPart", node.iri)
        node.holds(deal)
    if relation.supersedes:
        node.says("supersedes", _thing("relation", relation.supersedes))
        older = Node(mint("relation", relation.supersedes))
        older.says("supersededBy", node.iri)
        node.holds(older)


def _observation(observation: Observation) -> str:
    iri = mint("observation", observation.id)
    node = Node(iri)
    announced, begins = observation.announced, observation.period_start
    node.typed("Observation")
    node.says("actor", _thing("actor", observation.actor))
    node.says("metric", _code("metric", observation.metric))
    node.says("unit", _code("unit", observation.unit))
    node.says("qualifier", _code("qualifier", observation.qualifier))
    node.says("observationStatus", _code("observation-status", observation.status))
    node.says("value", _number(observation.value))
    node.says("valueHigh", _number(observation.value_high))
    node.says("asOf", _said(observation.as_of))
    node.says("periodStart", _said(begins))
    node.says("announced", _said(announced))
    node.says("announcedFrom", _day(announced.first) if announced else None)
    node.says("periodFrom", _day(begins.first) if begins else None)
    node.says("asOfStart", _day(observation.as_of.first))
    node.says("asOfEnd", _day(observation.as_of.last))
    _evidence(node, iri, observation)
    return node.text()


def _amount(
    owner: Node, iri: str, name: str, amount: Amount | None, money_kind: str | None = None
) -> None:
    if amount is None:
        return
    node = Node(iri)
    owner.says(name, node.iri)
    node.typed("Amount")
    node.says("value", _number(amount.value))
    node.says("currency", _literal(amount.currency))
    node.says("qualifier", _code("qualifier", amount.qualifier))
    node.says("period", _code("period", amount.period))
    node.says("moneyKind", _code("money-kind", money_kind))
    owner.holds(node)


def _evidence(owner: Node, iri: str, claim: Relation | Observation | Deal) -> None:
    node = Node(f"{iri}/evidence")
    owner.says("evidence", node.iri)
    node.typed("Evidence")
    node.says("statement", _literal(getattr(claim, "evidence", None)))
    node.says("confidence", _code("confidence", getattr(claim, "confidence", None)))
    for source in claim.sources:
        node.says("prov:hadPrimarySource", _thing("source", source))
    owner.holds(node)


def _between_organisations(records: Records, level: str) -> Iterator[tuple[Relation, str, str]]:
    """Yield relations with the two different organisations they stand between at a level."""
    people = {actor.id for actor in records.actors if actor.is_person}
    stands_for = records.root if level == "group" else {}
    for relation in records.relations:
        if relation.subject in people or relation.object in people:
            continue
        a, b = (stands_for.get(end, end) for end in (relation.subject, relation.object))
        if a != b:
            yield relation, a, b


def _marks(signs: set[str]) -> Iterator[str]:
    if "cooperative" in signs:
        yield "CooperatingDyad"
    if "competitive" in signs:
        yield "CompetingDyad"
    if {"cooperative", "competitive"} <= signs:
        yield "CoopetitiveDyad"


def _money_kind(relation: Relation) -> str | None:
    if relation.amount is None:
        return None
    return vocabulary().money_kind(relation.type, relation.instrument, relation.amount.period)


@lru_cache(maxsize=512)
def _term(name: str) -> str:
    """Return a term of our ontology, or of another that is named with its prefix."""
    prefix, _, local = name.rpartition(":")
    return f"<{PREFIXES[prefix or 'al']}{local}>"


@lru_cache(maxsize=65536)
def _thing(kind: str, slug: str | None) -> str | None:
    return None if slug is None else f"<{mint(kind, slug)}>"


@lru_cache(maxsize=2048)
def _code(scheme: str, slug: str | None) -> str | None:
    return None if slug is None else f"<{mint_code(scheme, slug)}>"


def _literal(text: str | None, datatype: str = "") -> str | None:
    """Return a literal; the store's own serialisation escapes what needs it."""
    return None if text is None else f"{ox.Literal(text)}{datatype}"


def _number(value: Decimal | None) -> str | None:
    return None if value is None else f'"{value:f}"{_DECIMAL}'


@lru_cache(maxsize=65536)
def _said(value: PartialDate | None) -> str | None:
    """Return a date as it was said: a gYear, a gYearMonth or a date."""
    if value is None:
        return None
    name = "date" if value.day else "gYearMonth" if value.month else "gYear"
    return f'"{value}"^^<{PREFIXES["xsd"]}{name}>'


def _day(value: date | None) -> str | None:
    return None if value is None else f'"{value.isoformat()}"{_DATE}'
