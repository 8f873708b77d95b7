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


def read_cutoff(folder: Path, relations: Iterable[Relation]) -> date:
    """Return the day up to which a folder's data was compiled.

    Read from ``dataset.ttl``; without one, the last day on which a relation was announced or
    began, so that answers never depend on the clock.

    Raises
    ------
    UnreadableGraph
        When ``dataset.ttl`` does not parse or states no such date.
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
    raise UnreadableGraph(path, 'state the cut-off: al:cutoff "YYYY-MM-DD"^^xsd:date')


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
