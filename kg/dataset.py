"""The description of a data set (``dataset.ttl``, DCAT and VoID): here, its cut-off date."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import UnreadableGraph
from kg.iri import term

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from kg.model import Relation

FILE = "dataset.ttl"

_DATASET = ox.NamedNode("http://www.w3.org/ns/dcat#Dataset")
_DAY_HINT = 'Compiled up to a day? Then say so: al:cutoff "2026-07-02"^^xsd:date ;'
_TURTLE = """\
@prefix al: <https://w3id.org/ai-alliances/ont#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix void: <http://rdfs.org/ns/void#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

[] a dcat:Dataset , void:Dataset ;
  dcterms:title {title} ;
  {cutoff}
  void:classPartition
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
    try:
        quads = list(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))
    except (SyntaxError, ValueError) as error:
        raise UnreadableGraph(path, str(error)) from None
    for quad in quads:
        if quad.predicate.value == term("cutoff"):
            return _day(path, quad.object.value)
    if any(quad.object == _DATASET for quad in quads):
        return latest_day(relations)
    raise UnreadableGraph(path, 'state the cut-off: al:cutoff "YYYY-MM-DD"^^xsd:date')


def describe(title: str, cutoff: date | None = None) -> str:
    """Return the description of a new data set, in Turtle, with counts of 0.

    Parameters
    ----------
    title
        What the data set is called.
    cutoff
        Day up to which it was compiled; None lets it follow the relations.
    """
    stated = f'al:cutoff "{cutoff}"^^xsd:date ;'
    line = stated if cutoff else f"# {_DAY_HINT}"
    return _TURTLE.format(title=ox.Literal(title, language="en"), cutoff=line)


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
        said.last
        for relation in relations
        for said in (relation.announced, relation.valid_from)
        if said
    ]
    return max(days, default=date(1970, 1, 1))


def _day(path: Path, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UnreadableGraph(path, f"the cut-off {text!r} is no date") from None
