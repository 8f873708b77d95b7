"""Records to RDF quads; pure.

Claims stand in the default graph: one IRI per relation, typed by a class per relation type, with
evidence and amount as nodes of their own and no blank node. What is derived stands in graphs of
its own: the direct arrows, the pairs of actors (dyads) with their marks, the tiers of evidence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.evidence import tier
from kg.iri import (
    GRAPH_ARROWS,
    GRAPH_DYADS,
    GRAPH_TIERS,
    PREFIXES,
    mint,
    mint_code,
    mint_dyad,
    term,
)
from kg.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import date
    from decimal import Decimal

    from kg.dates import PartialDate
    from kg.model import Actor, Amount, Deal, Observation, Records, Relation, Source

    Term = ox.NamedNode | ox.Literal

_XSD = PREFIXES["xsd"]
_DATE = ox.NamedNode(_XSD + "date")
_DECIMAL = ox.NamedNode(_XSD + "decimal")
_ANY_URI = ox.NamedNode(_XSD + "anyURI")
_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_LABEL = ox.NamedNode(PREFIXES["rdfs"] + "label")
_ALT_LABEL = ox.NamedNode(PREFIXES["skos"] + "altLabel")
_EXACT_MATCH = ox.NamedNode(PREFIXES["skos"] + "exactMatch")
_TITLE = ox.NamedNode(PREFIXES["dcterms"] + "title")
_PRIMARY_SOURCE = ox.NamedNode(PREFIXES["prov"] + "hadPrimarySource")
_WIKIDATA = "http://www.wikidata.org/entity/"
DATASET = mint("dataset", "")[:-1]


def asserted(records: Records) -> Iterator[ox.Quad]:
    """Yield the quads of the records, all in the default graph.

    Parameters
    ----------
    records
        Consistent records.
    """
    dataset = Node(DATASET)
    yield dataset.says(_TYPE, ox.NamedNode("http://www.w3.org/ns/dcat#Dataset"))
    yield dataset.says("cutoff", _day(records.cutoff))
    for actor in records.actors:
        yield from _actor(actor, records.root[actor.id])
    for source in records.sources:
        yield from _source(source)
    for deal in records.deals:
        yield from _deal(deal)
    for relation in records.relations:
        yield from _relation(relation)
    for observation in records.observations:
        yield from _observation(observation)


def arrows(relations: Iterable[Relation]) -> Iterator[ox.Quad]:
    """Yield the direct arrows of some relations, both ways for symmetric ones.

    Parameters
    ----------
    relations
        Those that hold under the default scope.
    """
    graph = ox.NamedNode(GRAPH_ARROWS)
    for relation in relations:
        kind = vocabulary().relation_types[relation.type]
        arrow = ox.NamedNode(kind.arrow_iri)
        subject = ox.NamedNode(mint("actor", relation.subject))
        object_ = ox.NamedNode(mint("actor", relation.object))
        yield ox.Quad(subject, arrow, object_, graph)
        if kind.symmetric:
            yield ox.Quad(object_, arrow, subject, graph)


def dyads(records: Records, holding: Collection[str]) -> Iterator[ox.Quad]:
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
    for level, pointer in (("actor", "dyad"), ("group", "groupDyad")):
        signs: dict[str, set[str]] = {}
        for relation, a, b in _between_organisations(records, level):
            dyad = mint_dyad(a, b, level)
            node = Node(dyad, GRAPH_DYADS)
            if dyad not in signs:
                signs[dyad] = set()
                yield from node.typed("Dyad", f"{level.title()}Dyad")
                yield node.says("member", _iri("actor", a))
                yield node.says("member", _iri("actor", b))
            yield Node(mint("relation", relation.id), GRAPH_DYADS).says(pointer, node.iri)
            if relation.id in holding:
                signs[dyad].add(vocabulary().relation_types[relation.type].sign)
        for dyad, found in signs.items():
            yield from Node(dyad, GRAPH_DYADS).typed(*_marks(found))


def tiers(records: Records) -> Iterator[ox.Quad]:
    """Yield the tier of evidence of every relation, in the graph of tiers."""
    yield from tier_quads((relation.id, tier(relation, records)) for relation in records.relations)


def tier_quads(found: Iterable[tuple[str, str]]) -> Iterator[ox.Quad]:
    """Yield tiers of evidence, given as relation and tier."""
    for relation, slug in found:
        node = Node(mint("relation", relation), GRAPH_TIERS)
        yield from node.codes(tier=("tier", slug))


def ontology_quads(turtle: Iterable[ox.Quad], graph: str) -> Iterator[ox.Quad]:
    """Yield triples of the ontology, moved to a graph."""
    name = ox.NamedNode(graph)
    for quad in turtle:
        yield ox.Quad(quad.subject, quad.predicate, quad.object, name)


class Node:
    """The subject of some quads, in one graph."""

    def __init__(self, iri: str, graph: str = "") -> None:
        self.iri = ox.NamedNode(iri)
        self.graph = ox.NamedNode(graph) if graph else ox.DefaultGraph()

    def says(self, predicate: str | ox.NamedNode, value: Term) -> ox.Quad:
        """Return one quad; a predicate given as text is a term of our ontology."""
        named = _term(predicate) if isinstance(predicate, str) else predicate
        return ox.Quad(self.iri, named, value, self.graph)

    def typed(self, *names: str) -> Iterator[ox.Quad]:
        """Yield the classes of the node."""
        for name in names:
            yield self.says(_TYPE, _term(name))

    def text(self, **values: str | None) -> Iterator[ox.Quad]:
        """Yield plain texts, leaving out those not known."""
        for name, value in values.items():
            if value is not None:
                yield self.says(name, ox.Literal(value))

    def numbers(self, **values: Decimal | None) -> Iterator[ox.Quad]:
        """Yield decimals in canonical form, leaving out those not known."""
        for name, value in values.items():
            if value is not None:
                yield self.says(name, ox.Literal(f"{value:f}", datatype=_DECIMAL))

    def said(self, **dates: PartialDate | None) -> Iterator[ox.Quad]:
        """Yield dates as they were said: as gYear, gYearMonth or date."""
        for name, value in dates.items():
            if value is not None:
                yield self.says(name, _said(value))

    def bounds(self, **days: date | None) -> Iterator[ox.Quad]:
        """Yield days to filter and sort by."""
        for name, value in days.items():
            if value is not None:
                yield self.says(name, _day(value))

    def codes(self, **slugs: tuple[str, str | None]) -> Iterator[ox.Quad]:
        """Yield entries of closed lists, given as list and slug."""
        for name, (scheme, slug) in slugs.items():
            if slug is not None:
                yield self.says(name, ox.NamedNode(mint_code(scheme, slug)))

    def refers(self, kind: str, **slugs: str | None) -> Iterator[ox.Quad]:
        """Yield references to other things of ours."""
        for name, slug in slugs.items():
            if slug is not None:
                yield self.says(name, _iri(kind, slug))


def _actor(actor: Actor, group: str) -> Iterator[ox.Quad]:
    node = Node(mint("actor", actor.id))
    yield from node.typed("Actor", "Person" if actor.is_person else "Organisation")
    yield node.says(_LABEL, ox.Literal(actor.name))
    for name in actor.alt_names:
        yield node.says(_ALT_LABEL, ox.Literal(name))
    yield from node.codes(mainKind=("actor-kind", actor.kinds[0]))
    for kind in actor.kinds:
        yield from node.codes(kind=("actor-kind", kind))
    yield from node.refers("actor", partOf=actor.part_of, group=group)
    yield from node.text(country=actor.country, ticker=actor.ticker, note=actor.note)
    yield from node.said(founded=actor.founded)
    if actor.wikidata:
        yield node.says(_EXACT_MATCH, ox.NamedNode(_WIKIDATA + actor.wikidata))
    if actor.website:
        yield node.says("website", ox.Literal(actor.website, datatype=_ANY_URI))


def _source(source: Source) -> Iterator[ox.Quad]:
    node = Node(mint("source", source.id))
    yield from node.typed("Source")
    yield node.says(_TITLE, ox.Literal(source.title))
    yield from node.text(publisher=source.publisher, language=source.language)
    yield from node.said(published=source.published)
    yield from node.bounds(publishedTo=source.published.last if source.published else None)
    yield node.says("url", ox.Literal(source.url, datatype=_ANY_URI))
    yield from node.codes(sourceKind=("source-kind", source.kind))


def _deal(deal: Deal) -> Iterator[ox.Quad]:
    node = Node(mint("deal", deal.id))
    class_ = vocabulary().codes["deal-kind"][deal.kind].extra["class"]
    yield from node.typed("Deal")
    yield node.says(_TYPE, ox.NamedNode(class_))
    yield node.says(_LABEL, ox.Literal(deal.name))
    yield from node.codes(dealKind=("deal-kind", deal.kind), status=("status", deal.status))
    yield from node.said(announced=deal.announced, closed=deal.closed)
    yield from node.bounds(announcedFrom=deal.announced.first if deal.announced else None)
    yield from _amount(node, "amount", deal.amount, None)
    yield from _amount(node, "valuation", deal.valuation, None)
    yield from node.text(note=deal.note)
    yield from _evidence(node, deal.sources, None, None)


def _relation(relation: Relation) -> Iterator[ox.Quad]:
    node = Node(mint("relation", relation.id))
    kind = vocabulary().relation_types[relation.type]
    yield from node.typed("Relation")
    yield node.says(_TYPE, ox.NamedNode(kind.class_iri))
    yield from node.codes(type=("relation-type", relation.type), status=("status", relation.status))
    yield from node.refers("actor", subject=relation.subject, object=relation.object)
    yield from node.said(
        announced=relation.announced, validFrom=relation.valid_from, validTo=relation.valid_to
    )
    announced_from = relation.announced.first if relation.announced else None
    yield from node.bounds(announcedFrom=announced_from, to=relation.end)
    yield from node.bounds(**{"from": relation.start})
    yield from _amount(node, "amount", relation.amount, _money_kind(relation))
    yield from node.numbers(stakePercent=relation.stake_percent, capacity=relation.capacity)
    yield from node.codes(
        instrument=("instrument", relation.instrument),
        capacityUnit=("capacity-unit", relation.capacity_unit),
    )
    for market in relation.market:
        yield from node.codes(market=("market", market))
    if relation.exclusive is not None:
        yield node.says("exclusive", ox.Literal(relation.exclusive))
    for beneficiary in relation.beneficiary:
        yield from node.refers("actor", beneficiary=beneficiary)
    if relation.deal:
        yield from Node(mint("deal", relation.deal)).refers("relation", hasPart=relation.id)
    yield from node.text(note=relation.note)
    yield from _succession(node, relation)
    yield from _evidence(node, relation.sources, relation.evidence, relation.confidence)


def _observation(observation: Observation) -> Iterator[ox.Quad]:
    node = Node(mint("observation", observation.id))
    yield from node.typed("Observation")
    yield from node.refers("actor", actor=observation.actor)
    yield from node.codes(
        metric=("metric", observation.metric),
        unit=("unit", observation.unit),
        qualifier=("qualifier", observation.qualifier),
        observationStatus=("observation-status", observation.status),
    )
    yield from node.numbers(value=observation.value, valueHigh=observation.value_high)
    yield from node.said(
        asOf=observation.as_of,
        periodStart=observation.period_start,
        announced=observation.announced,
    )
    announced_from = observation.announced.first if observation.announced else None
    yield from node.bounds(
        announcedFrom=announced_from,
        periodFrom=observation.period_start.first if observation.period_start else None,
        asOfStart=observation.as_of.first,
        asOfEnd=observation.as_of.last,
    )
    yield from _evidence(node, observation.sources, observation.evidence, None)


def _amount(
    owner: Node, name: str, amount: Amount | None, money_kind: str | None
) -> Iterator[ox.Quad]:
    if amount is None:
        return
    node = Node(f"{owner.iri.value}/{name}")
    yield owner.says(name, node.iri)
    yield from node.typed("Amount")
    yield from node.numbers(value=amount.value)
    yield from node.text(currency=amount.currency)
    yield from node.codes(
        qualifier=("qualifier", amount.qualifier),
        period=("period", amount.period),
        moneyKind=("money-kind", money_kind),
    )


def _evidence(
    owner: Node, sources: Iterable[str], statement: str | None, confidence: str | None
) -> Iterator[ox.Quad]:
    node = Node(f"{owner.iri.value}/evidence")
    yield owner.says("evidence", node.iri)
    yield from node.typed("Evidence")
    yield from node.text(statement=statement)
    yield from node.codes(confidence=("confidence", confidence))
    for source in sources:
        yield node.says(_PRIMARY_SOURCE, _iri("source", source))


def _succession(node: Node, relation: Relation) -> Iterator[ox.Quad]:
    if relation.supersedes:
        yield from node.refers("relation", supersedes=relation.supersedes)
        older = Node(mint("relation", relation.supersedes))
        yield from older.refers("relation", supersededBy=relation.id)


def _between_organisations(records: Records, level: str) -> Iterator[tuple[Relation, str, str]]:
    """Yield relations with the two different organisations they stand between at a level."""
    for relation in records.relations:
        parties = (relation.subject, relation.object)
        if any(records.actor_by_id[party].is_person for party in parties):
            continue
        a, b = (records.root[party] if level == "group" else party for party in parties)
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


def _said(value: PartialDate) -> ox.Literal:
    name = "date" if value.day else "gYearMonth" if value.month else "gYear"
    return ox.Literal(str(value), datatype=ox.NamedNode(_XSD + name))


def _day(value: date) -> ox.Literal:
    return ox.Literal(value.isoformat(), datatype=_DATE)


def _iri(kind: str, slug: str) -> ox.NamedNode:
    return ox.NamedNode(mint(kind, slug))


def _term(name: str) -> ox.NamedNode:
    return ox.NamedNode(term(name))
