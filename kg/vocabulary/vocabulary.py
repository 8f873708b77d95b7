"""The vocabulary, read from ``ontology/codes/*.ttl``: relation types and the closed lists.

Nothing here names a relation type or a status: what a type means (family, sign, direction of the
money) stands in the ontology, and adding one touches no Python.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from kg.base.errors import UnknownName
from kg.vocabulary import turtle
from kg.vocabulary.bundled import folder
from kg.vocabulary.catalogue import SOURCE
from kg.vocabulary.iri import CODES, PREFIXES, TERMS, slug_of
from kg.vocabulary.turtle import Literal, NamedNode

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_PREF_LABEL = PREFIXES["skos"] + "prefLabel"
_DEFINITION = PREFIXES["skos"] + "definition"
_IN_SCHEME = PREFIXES["skos"] + "inScheme"

_FEW = 12  # entries of a list that are all told beside the nearest

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Code:
    """An entry of a closed list.

    Attributes
    ----------
    scheme, slug : str
        Name of the list, and of the entry in it.
    labels, definitions : dict of str to str
        Words by language; English ones stand in for a language without any.
    rank : int
        Place in the order shown to people; for confidence, higher is stronger.
    extra : dict of str to str
        Further properties by local name: codes as slugs, literals as text.
    """

    scheme: str
    slug: str
    labels: Mapping[str, str]
    definitions: Mapping[str, str]
    rank: int
    extra: Mapping[str, str]

    def is_true(self, name: str) -> bool:
        """Whether a boolean property is stated and true."""
        return self.extra.get(name) == "true"


@dataclass(frozen=True, slots=True)
class RelationType:
    """What a type of relation means.

    Attributes
    ----------
    slug : str
        ``invests-in`` …
    labels, inverse_labels : dict of str to str
        Verb phrase by language, read from subject to object, and back.
    roles : dict of str to str
        What subject and object are called in English: ``{"subject": "investor", …}``.
    family, group : str
        Family, and the display group (ribbon colour) of that family.
    sign : str
        ``cooperative``, ``competitive``, ``adversarial`` or ``neutral``.
    symmetric : bool
        Whether the relation holds both ways; stored once, smaller id first.
    money_direction : str
        ``subject-to-object``, ``object-to-subject`` or ``none``.
    subject_pays : bool
        Whether the subject pays an amount that does not go to the object.
    money_kind : str or None
        Kind of money of an amount, unless instrument or period say otherwise.
    activities : frozenset of str
        Markets in which the supplier or licensor does business through the relation.
    class_iri, arrow_iri : str
        Class of the relation node, and the property of its direct arrow.
    hearsay : bool
        Whether such relations are left out unless rumours are asked for.
    amount_expected : bool
        Whether such a relation is one bargain with a price, so that a missing amount is a gap.
    object_stands_for_itself : bool
        Whether the object is never taken for its group: who buys a unit does not buy its parent.
    """

    slug: str
    labels: Mapping[str, str]
    inverse_labels: Mapping[str, str]
    roles: Mapping[str, str]
    family: str
    group: str
    sign: str
    symmetric: bool
    money_direction: str
    subject_pays: bool
    money_kind: str | None
    activities: frozenset[str]
    class_iri: str
    arrow_iri: str
    hearsay: bool
    amount_expected: bool
    object_stands_for_itself: bool
    rank: int


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The relation types and closed lists of the ontology.

    Attributes
    ----------
    relation_types : dict of str to RelationType
        By slug, in display order.
    codes : dict of str to dict of str to Code
        Closed lists by name (``status``, ``actor-kind`` …), entries by slug in display order.
    """

    relation_types: Mapping[str, RelationType]
    codes: Mapping[str, Mapping[str, Code]]

    def type(self, slug: str) -> RelationType:
        """Return a relation type.

        Raises
        ------
        UnknownName
            With the nearest names.
        """
        return _lookup(self.relation_types, "relation type", slug)

    def code(self, scheme: str, slug: str) -> Code:
        """Return an entry of a closed list; raise `UnknownName` with the nearest ones."""
        return _lookup(self.codes[scheme], scheme, slug)

    def chosen(self, scheme: str, slugs: Iterable[str] | None) -> frozenset[str] | None:
        """Return the entries of a closed list that are named; None when none is asked for.

        A text is one name, not its letters. Raises `UnknownName` with the nearest ones.

        >>> sorted(vocabulary().chosen("family", "supply"))
        ['supply']
        """
        if slugs is None:
            return None
        each = (slugs,) if isinstance(slugs, str) else slugs
        return frozenset(self.code(scheme, slug).slug for slug in each)

    def slugs(self, scheme: str) -> tuple[str, ...]:
        """Return the entries of a closed list in display order."""
        return tuple(self.codes[scheme])

    def where(self, scheme: str, flag: str) -> frozenset[str]:
        """Return the entries of a list for which a boolean property is true.

        >>> sorted(vocabulary().where("status", "terminal"))
        ['cancelled', 'dismissed', 'ended', 'superseded']
        """
        return frozenset(c.slug for c in self.codes[scheme].values() if c.is_true(flag))

    def types_with(self, **features: str) -> frozenset[str]:
        """Return the relation types whose features have the given values.

        >>> sorted(vocabulary().types_with(family="rivalry"))
        ['competes-with']
        """
        return frozenset(
            slug
            for slug, kind in self.relation_types.items()
            if all(getattr(kind, name) == value for name, value in features.items())
        )

    def is_hearsay(self, type_: str, status: str) -> bool:
        """Say whether a relation of a type and status tells of rumour or talks.

        >>> vocabulary().is_hearsay("in-talks-with", "active")
        True
        """
        return self.codes["status"][status].is_true("hearsay") or self.relation_types[type_].hearsay

    def money_kind(self, type_: str, instrument: str | None, period: str) -> str | None:
        """Return the kind of money of an amount, by period, instrument and relation type.

        A rate per month or year is a rate whatever it pays for. The instrument decides for
        capital relations other than guarantees; else the type does.

        >>> vocabulary().money_kind("invests-in", "warrant", "total")
        'contingent'
        """
        if period != "total":
            return "rate"
        default = self.relation_types[type_].money_kind
        if instrument is None or default not in {"equity", "debt"}:
            return default
        return self.codes["instrument"][instrument].extra.get("moneyKind", default)


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """Return the shipped vocabulary; read once per process."""
    return read(folder("ontology") / "codes")


def read(codes: Path) -> Vocabulary:
    """Read a vocabulary from a folder of SKOS concept schemes in Turtle.

    Parameters
    ----------
    codes
        Folder with one ``*.ttl`` per closed list.
    """
    lists: dict[str, dict[str, Code]] = {}
    relation_types: list[RelationType] = []
    concepts = _concepts(codes)
    for iri, properties in concepts.items():
        code = _code(iri, properties)
        lists.setdefault(code.scheme, {})[code.slug] = code
    ordered = {name: _by_rank(entries.values()) for name, entries in sorted(lists.items())}
    groups = {slug: code.extra["displayGroup"] for slug, code in ordered["family"].items()}
    for code in ordered["relation-type"].values():
        properties = concepts[f"{CODES}relation-type/{code.slug}"]
        relation_types.append(_relation_type(code, properties, groups))
    return Vocabulary({kind.slug: kind for kind in relation_types}, ordered)


_Properties = dict[str, list[NamedNode | Literal]]


def _concepts(codes: Path) -> dict[str, _Properties]:
    """Collect the properties of every concept, by IRI."""
    found: dict[str, _Properties] = {}
    for path in sorted(codes.glob("*.ttl")):
        for quad in turtle.read(path):
            properties = found.setdefault(quad.subject.value, {})
            properties.setdefault(quad.predicate.value, []).append(quad.object)
    return {iri: properties for iri, properties in found.items() if _IN_SCHEME in properties}


def _code(iri: str, properties: _Properties) -> Code:
    scheme = slug_of(properties[_IN_SCHEME][0].value)
    extra = {
        name.removeprefix(TERMS): _plain(values[0])
        for name, values in properties.items()
        if name.startswith(TERMS)
    }
    labels, definitions = _words(properties, _PREF_LABEL), _words(properties, _DEFINITION)
    return Code(scheme, slug_of(iri), labels, definitions, int(extra.pop("rank", "0")), extra)


def _relation_type(code: Code, properties: _Properties, groups: Mapping[str, str]) -> RelationType:
    extra = code.extra
    return RelationType(
        slug=code.slug,
        labels=code.labels,
        inverse_labels=_words(properties, TERMS + "inverseLabel"),
        roles={
            "subject": _words(properties, TERMS + "subjectRole")["en"],
            "object": _words(properties, TERMS + "objectRole")["en"],
        },
        family=extra["family"],
        group=groups[extra["family"]],
        sign=extra["sign"],
        symmetric=code.is_true("symmetric"),
        money_direction=extra["moneyDirection"],
        subject_pays=code.is_true("subjectPays"),
        money_kind=extra.get("moneyKind"),
        activities=frozenset(slug_of(v.value) for v in properties.get(TERMS + "activity", ())),
        class_iri=properties[TERMS + "class"][0].value,
        arrow_iri=properties[TERMS + "arrow"][0].value,
        hearsay=code.is_true("hearsay"),
        amount_expected=code.is_true("amountExpected"),
        object_stands_for_itself=code.is_true("objectStandsForItself"),
        rank=code.rank,
    )


class _Words(dict[str, str]):
    """Words by language; in a language without any, those of the source language."""

    def __missing__(self, language: str) -> str:
        """Return the words of the source language."""
        if language == SOURCE:
            raise KeyError(language)
        return self[SOURCE]


def _words(properties: _Properties, name: str) -> dict[str, str]:
    """Return literals by language tag."""
    return _Words(
        (value.language, value.value)
        for value in properties.get(name, [])
        if isinstance(value, Literal) and value.language
    )


def _plain(value: NamedNode | Literal) -> str:
    """Return a code as its slug, a literal as its text."""
    return slug_of(value.value) if value.value.startswith(CODES) else value.value


def _by_rank(codes: Iterable[Code]) -> dict[str, Code]:
    return {code.slug: code for code in sorted(codes, key=lambda c: (c.rank, c.slug))}


def _lookup(entries: Mapping[str, T], kind: str, slug: str) -> T:
    if not isinstance(slug, str) or slug not in entries:
        near = get_close_matches(str(slug), entries, 3)
        known = list(entries) if not near or len(entries) <= _FEW else ()
        raise UnknownName(kind, str(slug), near, known)
    return entries[slug]
