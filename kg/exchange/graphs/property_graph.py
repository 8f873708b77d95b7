"""The graph as nodes and edges with properties: what the formats of graph tools have in common.

A node is an actor, an edge is a relation; parallel relations stay parallel edges, each with the
relation's id. Properties come in aspects: a few that follow from the same cells of a record, so
that a format can write each combination once and look it up for every other edge that has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from kg.records.schema import TABLES
from kg.vocabulary.dates import PartialDate
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
    from decimal import Decimal

    from kg.records.model import Actor, Amount, Records, Relation
    from kg.relations.selection import Selection

    Value = str | bool | Decimal | tuple[str, ...]
    Fields = Mapping[str, Value | None]

# What a property holds, where a format must declare it; all others are strings.
_LISTED = (*TABLES["actors"].listed, *TABLES["relations"].listed)
NUMBERS = frozenset(column.name for column in _LISTED if column.form.kind == "decimal")
DAYS = frozenset({"start", "end"})
BOOLEANS = frozenset(column.name for column in _LISTED if column.form.kind == "boolean")
LISTS = frozenset(column.name for column in _LISTED if column.form.several) | {"urls"}


@dataclass(frozen=True, slots=True)
class Aspect:
    """Properties that follow from the same cells.

    Attributes
    ----------
    names : tuple of str
        The properties, in order.
    key : callable
        From a record to the cells, as a value that can be looked up.
    fields : callable
        From the cells to the values of all properties; None for what is unknown.
    """

    names: tuple[str, ...]
    key: Callable[[Any], Hashable]
    fields: Callable[[Any], Fields]


@dataclass(frozen=True)
class PropertyGraph:
    """Actors and relations as nodes and edges.

    Attributes
    ----------
    records : Records
        What they are taken from.
    selection : Selection or None
        The relations in scope; None for all of them.
    actor : str or None
        Id of an actor; only relations that it is a party to are edges.
    language : str
        Language of what is written for people: ``en`` or ``fr``.
    """

    records: Records
    selection: Selection | None = None
    actor: str | None = None
    language: str = "en"

    @cached_property
    def edges(self) -> Sequence[Relation]:
        """The relations, by id; at group level those inside a group are left out."""
        if self.selection is None:
            return [r for r in self.records.relations if self._concerns(r)]
        relations = self.selection.relations
        apart = (r for r in relations if self.source_of(r) != self.target_of(r))
        return [relation for relation in apart if self._concerns(relation)]

    @cached_property
    def nodes(self) -> Sequence[Actor]:
        """The actors, by id: all of them, or under a scope those with an edge."""
        if self.selection is None and self.actor is None:
            return self.records.actors
        ends = {end for e in self.edges for end in (self.source_of(e), self.target_of(e))}
        return [actor for actor in self.records.actors if actor.id in ends]

    def source_of(self, relation: Relation) -> str:
        """Return the id of the node that an edge begins at."""
        return relation.subject if self.selection is None else self.selection.ends(relation)[0]

    def target_of(self, relation: Relation) -> str:
        """Return the id of the node that an edge ends at."""
        return relation.object if self.selection is None else self.selection.ends(relation)[1]

    @cached_property
    def about(self) -> Mapping[str, Any]:
        """What the file is, as JSON-ready values: title, licence, cut-off, scope."""
        scope = self.selection.scope.to_dict() if self.selection else None
        return {
            "title": "AI Alliances",
            "licence": ", ".join(self.records.rights.licences) or None,
            "cutoff": self.records.cutoff.isoformat(),
            "scope": scope,
            "actor": self.actor,
        }

    @cached_property
    def node_aspects(self) -> tuple[Aspect, ...]:
        """The properties of a node, beside its id."""
        return (
            Aspect(("name", "alt_names"), attrgetter("name", "alt_names"), _names),
            Aspect(("kinds", "country"), attrgetter("kinds", "country"), _kinds),
            Aspect(("group", "part_of"), attrgetter("id", "part_of"), self._place),
            Aspect(_DATES_OF_ACTORS, attrgetter(*_DATES_OF_ACTORS), _dates_of_actor),
            Aspect(_CODES, attrgetter(*_CODES), _codes),
            Aspect(("note",), attrgetter("note"), lambda note: {"note": note}),
        )

    @cached_property
    def edge_aspects(self) -> tuple[Aspect, ...]:
        """The properties of an edge, beside its id, its ends and its `TEXTS`."""
        return (
            Aspect(("type", "label", "family", "sign"), attrgetter("type"), _type),
            DATES,
            Aspect(_STANDING, attrgetter(*_STANDING), lambda key: _known(_STANDING, key)),
            Aspect(_MONEY, attrgetter("amount"), _money),
            Aspect(_LINKS, attrgetter(*_LINKS), lambda key: _known(_LINKS, key)),
            Aspect(("sources", "urls"), attrgetter("sources"), self._sources),
        )

    def node(self, actor: Actor) -> dict[str, Value]:
        """Return the properties of a node that have a value."""
        return {"id": actor.id, **_stated(self.node_aspects, actor)}

    def edge(self, relation: Relation) -> dict[str, Value]:
        """Return the properties of an edge that have a value."""
        fields: dict[str, Value] = {
            "id": relation.id,
            "source": self.source_of(relation),
            "target": self.target_of(relation),
            "subject": relation.subject,
            "object": relation.object,
            **_stated(self.edge_aspects, relation),
        }
        if relation.note:
            fields["note"] = relation.note
        return {**fields, "evidence": relation.evidence}

    @property
    def edge_names(self) -> list[str]:
        """The names of all properties of an edge, beside its id and its ends."""
        return ["subject", "object", *names(self.edge_aspects), "note", "evidence"]

    def cited(self, write: Callable[[str], str]) -> tuple[Mapping[str, bytes], Mapping[str, bytes]]:
        """Return the id and the address of every source, written."""
        sources = self.records.sources
        ids = {source.id: write(source.id).encode() for source in sources}
        return ids, {source.id: write(source.url).encode() for source in sources}

    def parties(self, form: str, write: Callable[[str], str]) -> Mapping[str, bytes]:
        """Return the id of every actor, written and put into a form with one gap."""
        actors = (actor.id for actor in self.records.actors)
        return {actor: form.format(write(actor)).encode() for actor in actors}

    def _concerns(self, relation: Relation) -> bool:
        """Return whether the graph's actor is a party, itself or through a unit."""
        if self.actor is None:
            return True
        return self.actor in {
            relation.subject,
            relation.object,
            self.source_of(relation),
            self.target_of(relation),
        }

    def _place(self, key: tuple[str, str | None]) -> Fields:
        actor, part_of = key
        return {"group": self.records.root[actor], "part_of": part_of}

    def _sources(self, sources: tuple[str, ...]) -> Fields:
        by_id = self.records.source_by_id
        return {"sources": sources, "urls": tuple(by_id[source].url for source in sources)}


def plain(value: Value) -> str:
    """Return a value as text: ``|`` between the items of a list.

    >>> plain(("a", "b")), plain(True)
    ('a|b', 'true')
    """
    if isinstance(value, tuple):
        return "|".join(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else f"{value:f}"


def names(aspects: Iterable[Aspect]) -> list[str]:
    """Return the names of all properties of some aspects."""
    return [name for aspect in aspects for name in aspect.names]


def _stated(aspects: Iterable[Aspect], thing: Actor | Relation) -> dict[str, Value]:
    return {
        name: value
        for aspect in aspects
        for name, value in aspect.fields(aspect.key(thing)).items()
        if value is not None
    }


def _names(key: tuple[str, tuple[str, ...]]) -> Fields:
    return {"name": key[0], "alt_names": key[1] or None}


def _kinds(key: tuple[tuple[str, ...], str | None]) -> Fields:
    return {"kinds": key[0], "country": key[1]}


def _dates_of_actor(key: tuple[PartialDate | None, ...]) -> Fields:
    cells = zip(_DATES_OF_ACTORS, key, strict=True)
    return {name: str(day) if day else None for name, day in cells}


_DATES_OF_ACTORS = ("part_of_from", "part_of_to", "founded")
_CODES = ("ticker", "wikidata", "cik", "lei", "website")
_STANDING = ("status", "confidence", "instrument", "market", "exclusive")
_MONEY = ("amount", "currency", "amount_qualifier", "amount_period")
_LINKS = ("deal", "supersedes", "beneficiary", "stake_percent", "capacity", "capacity_unit")


def _codes(key: tuple[str | None, ...]) -> Fields:
    return dict(zip(_CODES, key, strict=True))


def _known(columns: tuple[str, ...], key: tuple[Any, ...]) -> Fields:
    """Return cells by name, an empty list as unknown."""
    return {name: None if cell == () else cell for name, cell in zip(columns, key, strict=True)}


def _type(slug: str) -> Fields:
    kind = vocabulary().relation_types[slug]
    return {
        "type": slug,
        "label": kind.labels["en"],
        "family": kind.family,
        "sign": kind.sign,
    }


def _money(amount: Amount | None) -> Fields:
    if amount is None:
        return dict.fromkeys(_MONEY)
    cells = (amount.value, amount.currency, amount.qualifier, amount.period)
    return dict(zip(_MONEY, cells, strict=True))


def _unpacked(number: int) -> PartialDate | None:
    return PartialDate(number >> 9, number >> 5 & 15, number & 31) if number else None


def _dates_key(relation: Relation) -> tuple[str, int, int, int]:
    """Return status and dates, the dates as numbers: looked up sooner than the dates themselves."""
    announced, since, until = relation.announced, relation.valid_from, relation.valid_to
    return (
        relation.status,
        0 if announced is None else announced.year << 9 | announced.month << 5 | announced.day,
        0 if since is None else since.year << 9 | since.month << 5 | since.day,
        0 if until is None else until.year << 9 | until.month << 5 | until.day,
    )


def _dates(key: tuple[str, int, int, int]) -> Fields:
    """Return the stated dates, and the first and last day on which the relation holds.

    Only the first day is known of a relation that is over without a stated end.
    """
    status, *days = key
    announced, valid_from, valid_to = map(_unpacked, days)
    start = first.first if (first := valid_from or announced) else None
    end = valid_to.end - timedelta(days=1) if valid_to else None
    if end is None and vocabulary().codes["status"][status].is_true("terminal"):
        end = start
    if start and end:
        end = max(start, end)
    values = (announced, valid_from, valid_to, start, end)
    return {
        name: None if day is None else str(day)
        for name, day in zip(DATES.names, values, strict=True)
    }


DATES = Aspect(("announced", "valid_from", "valid_to", "start", "end"), _dates_key, _dates)
