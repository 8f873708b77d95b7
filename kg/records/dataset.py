"""The description of a data set (``dataset.ttl``, DCAT and VoID): cut-off date and terms of use."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from kg.base.errors import UnreadableGraph
from kg.records.model import Rights
from kg.vocabulary import turtle
from kg.vocabulary.iri import PREFIXES, term
from kg.vocabulary.turtle import Literal, NamedNode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from kg.records.model import Relation

    Triple = tuple[object, NamedNode, object]

FILE = "dataset.ttl"

_DATASET = NamedNode("http://www.w3.org/ns/dcat#Dataset")
_CREATOR = PREFIXES["dcterms"] + "creator"
_LICENCE = PREFIXES["dcterms"] + "license"
_ORIGIN = PREFIXES["prov"] + "wasDerivedFrom"
_TERMS = (_CREATOR, _LICENCE, _ORIGIN, PREFIXES["dcterms"] + "source")
_ADDRESS = re.compile(r"https?://\S+")
_DAY_HINT = 'Compiled up to a day? Then say so: al:cutoff "2026-07-02"^^xsd:date ;'
_LICENCE_HINT = (
    "# Under a licence? Then say so: "
    "dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;"
)
_TURTLE = """\
@prefix al: <https://w3id.org/ai-alliances/ont#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix void: <http://rdfs.org/ns/void#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

[] a dcat:Dataset , void:Dataset ;
  dcterms:title {title} ;
  {cutoff}
{rights}  void:classPartition
    [ void:class al:Actor ; void:entities 0 ] ,
    [ void:class al:Source ; void:entities 0 ] ,
    [ void:class al:Deal ; void:entities 0 ] ,
    [ void:class al:Relation ; void:entities 0 ] ,
    [ void:class al:Observation ; void:entities 0 ] .
"""


def read_cutoff(folder: Path, relations: Iterable[Relation]) -> date:
    """Return the day up to which a folder's data was compiled.

    Read from ``dataset.ttl``; where that states none, the last day on which a relation was
    announced or began, so that answers never depend on the clock.

    Raises
    ------
    UnreadableGraph
        When ``dataset.ttl`` does not parse, describes no data set, or states what is no date.
    """
    path = folder / FILE
    if not path.exists():
        return latest_day(relations)
    quads = _quads(path)
    for quad in quads:
        if quad.predicate.value == term("cutoff"):
            return _day(path, str(getattr(quad.object, "value", "")))
    if any(quad.object == _DATASET for quad in quads):
        return latest_day(relations)
    raise UnreadableGraph(path, 'state the cut-off: al:cutoff "YYYY-MM-DD"^^xsd:date')


def read_rights(folder: Path) -> Rights:
    """Return the terms of use that ``dataset.ttl`` states; none where there is no such file."""
    path = folder / FILE
    quads = _quads(path) if path.exists() else ()
    return rights_of((quad.subject, quad.predicate, quad.object) for quad in quads)


def describes(predicate: NamedNode, value: object) -> bool:
    """Say whether a statement is one of those that `rights_of` reads."""
    return predicate.value in _TERMS or value == _DATASET


def rights_of(statements: Iterable[Triple]) -> Rights:
    """Return the terms of use that statements give for data sets.

    The IRI of a data set with terms is itself an origin. Values without a name are passed over.
    """
    values: defaultdict[str, set[str]] = defaultdict(set)
    triples = list(statements)
    sets = {subject for subject, _, value in triples if value == _DATASET}
    for subject, predicate, value in triples:
        name = predicate.value
        if subject not in sets or name not in _TERMS:
            continue
        if isinstance(value, NamedNode | Literal):
            values[name].add(value.value)
        if isinstance(subject, NamedNode):
            values[_ORIGIN].add(subject.value)
    creators, licences, *origins = (values[name] for name in _TERMS)
    return Rights(*(tuple(sorted(each)) for each in (creators, licences, set().union(*origins))))


def stated(rights: Rights) -> Iterator[tuple[NamedNode, NamedNode | Literal]]:
    """Yield property and value of every statement about terms of use; addresses become IRIs."""
    for name, values in (
        (_CREATOR, rights.creators),
        (_LICENCE, rights.licences),
        (_ORIGIN, rights.origins),
    ):
        for value in values:
            yield NamedNode(name), _named(value)


def _short(name: NamedNode) -> str:
    """Return a property with the prefix that the description declares."""
    prefix = next(p for p in ("dcterms", "prov") if name.value.startswith(PREFIXES[p]))
    return f"{prefix}:{name.value.removeprefix(PREFIXES[prefix])}"


def _named(value: str) -> NamedNode | Literal:
    try:
        return NamedNode(value) if _ADDRESS.fullmatch(value) else Literal(value)
    except ValueError:
        return Literal(value)


def _quads(path: Path) -> list[turtle.Quad]:
    try:
        return list(turtle.read(path))
    except (SyntaxError, ValueError) as error:
        raise UnreadableGraph(path, str(error)) from None


def describe(title: str, cutoff: date | None = None, rights: Rights | None = None) -> str:
    """Return the description of a new data set, in Turtle, with counts of 0.

    Parameters
    ----------
    title
        What the data set is called.
    cutoff
        Day up to which it was compiled; None lets it follow the relations.
    rights
        Under what terms it may be used.
    """
    lines = "".join(f"  {_short(name)} {value} ;\n" for name, value in stated(rights or Rights()))
    day = f'al:cutoff "{cutoff}"^^xsd:date ;'
    line = day if cutoff else f"# {_DAY_HINT}"
    lines = lines or f"  {_LICENCE_HINT}\n"
    return _TURTLE.format(title=Literal(title, language="en"), cutoff=line, rights=lines)


def with_counts(turtle: str, counts: Mapping[str, int]) -> str:
    """Return a description with the numbers of rows brought up to date.

    Parameters
    ----------
    turtle
        The text of ``dataset.ttl``.
    counts
        Number of instances by class name, such as ``Actor``.
    """
    for class_, count in counts.items():
        pattern = rf"(void:class\s+al:{class_}\s*;\s*void:entities\s+)\d+"
        turtle = re.sub(pattern, rf"\g<1>{count}", turtle)
    return turtle


def latest_day(relations: Iterable[Relation]) -> date:
    """Return the last day on which a relation was announced or began; 1970-01-01 for none."""
    days = [
        day.last
        for relation in relations
        for day in (relation.announced, relation.valid_from)
        if day
    ]
    return max(days, default=date(1970, 1, 1))


def _day(path: Path, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UnreadableGraph(path, f"the cut-off {text!r} is no date") from None
