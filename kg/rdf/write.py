"""Records to RDF, as lines of N-Quads; pure.

Claims stand in the default graph: one IRI per relation, typed by a class per relation type, with
evidence and amount as nodes of their own and no blank node. What is derived stands in graphs of
its own: the direct arrows, the pairs of actors (dyads) with their marks, the tiers of evidence.

The lines of one record are one text: a store reads text several times as fast as it takes quads
that Python made one by one.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from kg.rdf import landing
from kg.rdf.landing import code, day, term, thing
from kg.records.evidence import tier
from kg.records.model import Actor, Relation
from kg.records.schema import TABLES
from kg.relations.groups import ends
from kg.vocabulary.iri import GRAPH_ARROWS, GRAPH_DYADS, GRAPH_TIERS, mint, mint_dyad
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from kg.records.columns import Table
    from kg.records.model import Records

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
        block, self._rest = self._rest[:size], self._rest[size:]
        return bytes(block)


def asserted(records: Records) -> Iterator[str]:
    """Yield what the records say, a text for each, all in the default graph.

    Parameters
    ----------
    records
        Consistent records.
    """
    dataset = Node(DATASET)
    dataset.says("rdf:type", f"<{_DATASET_CLASS}>")
    dataset.says("cutoff", day(records.cutoff))
    yield dataset.text()
    for name, table in TABLES.items():
        for record in getattr(records, name):
            yield landing.text(table, record) + _derived(table, record, records)


def _derived(table: Table, record: Any, records: Records) -> str:
    """Return what follows from more than a column: the group of an actor, the kind of money."""
    if isinstance(record, Actor):
        node = Node(mint("actor", record.id))
        node.says("group", thing("actor", records.root[record.id]))
        return node.text()
    if isinstance(record, Relation) and record.amount:
        words, period = vocabulary(), record.amount.period
        kind = words.money_kind(record.type, record.instrument, period)
        node = Node(mint("relation", record.id, "amount"))
        node.says("moneyKind", code("money-kind", kind) if kind else None)
        return node.text()
    return _periods(table, record)


def _periods(table: Table, record: Any) -> str:
    """Return the periods of the sums of a record whose table has no column for them."""
    nodes = []
    for name in table.figures if "amount_period" not in table.columns else ():
        if amount := getattr(record, name):
            nodes.append(Node(f"{table.iri(record.id)}/{name}"))
            nodes[-1].says("period", code("period", amount.period))
    return "".join(node.text() for node in nodes)


def arrows(relations: Iterable[Relation]) -> Iterator[str]:
    """Yield the direct arrows of some relations, both ways for symmetric ones.

    Parameters
    ----------
    relations
        Those that hold under the default scope.
    """
    for relation in relations:
        kind = vocabulary().relation_types[relation.type]
        subject, object_ = thing("actor", relation.subject), thing("actor", relation.object)
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
        pairs: dict[tuple[str, str], list[Relation]] = {}
        for relation, a, b in _between_organisations(records, level):
            pairs.setdefault((a, b) if a < b else (b, a), []).append(relation)
        for (a, b), between in pairs.items():
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
    node.says("member", thing("actor", a))
    node.says("member", thing("actor", b))
    node.typed(*_marks({vocabulary().relation_types[type_].sign for type_ in types}))
    pointer = f"{term('dyad' if level == 'actor' else 'groupDyad')} {node.iri} <{GRAPH_DYADS}> .\n"
    return node.text() + "".join(f"<{mint('relation', id_)}> {pointer}" for id_ in between)


def tiers(records: Records) -> Iterator[str]:
    """Yield the tier of evidence of every relation, in the graph of tiers."""
    return stated_tiers((relation.id, tier(relation, records)) for relation in records.relations)


def stated_tiers(tiers_of: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield tiers of evidence, given as relation and tier."""
    for relation, slug in tiers_of:
        statement = f"{term('tier')} {code('tier', slug)} <{GRAPH_TIERS}>"
        yield f"<{mint('relation', relation)}> {statement} .\n"


class Node:
    """A subject in one graph, and what was said of it so far."""

    __slots__ = ("_end", "_lines", "iri")

    def __init__(self, iri: str, graph: str = "") -> None:
        self.iri = f"<{iri}>"
        self._end = f" <{graph}> .\n" if graph else " .\n"
        self._lines: list[str] = []

    def says(self, name: str, value: str | None) -> None:
        """Add one statement, unless there is no value.

        Parameters
        ----------
        name
            A term of our ontology, or one of another with its prefix.
        value
            A term as N-Quads writes it.
        """
        if value is not None:
            self._lines.append(f"{self.iri} {term(name)} {value}{self._end}")

    def typed(self, *names: str) -> None:
        """Add the classes of the node."""
        for name in names:
            self.says("rdf:type", term(name))

    def text(self) -> str:
        """Return all statements, a line each."""
        return "".join(self._lines)


def _between_organisations(records: Records, level: str) -> Iterator[tuple[Relation, str, str]]:
    """Yield relations with the two different organisations they stand between at a level."""
    people = {actor.id for actor in records.actors if actor.is_person}
    for relation in records.relations:
        if relation.subject in people or relation.object in people:
            continue
        a, b = relation.subject, relation.object
        if level == "group":
            a, b = ends(relation, records.root.__getitem__)
        if a != b:
            yield relation, a, b


def _marks(signs: set[str]) -> Iterator[str]:
    if "cooperative" in signs:
        yield "CooperatingDyad"
    if "competitive" in signs:
        yield "CompetingDyad"
    if {"cooperative", "competitive"} <= signs:
        yield "CoopetitiveDyad"
