"""Which classes the shapes of the ontology are about, read without loading a validator."""

from __future__ import annotations

from functools import lru_cache

from kg.vocabulary import turtle
from kg.vocabulary.bundled import folder
from kg.vocabulary.iri import BASE

_TARGET = "http://www.w3.org/ns/shacl#targetClass"


def classes(shape: str) -> frozenset[str]:
    """Return the IRIs of the classes that a shape targets.

    >>> len(classes("AuthoritySubject"))
    2
    """
    return frozenset(_targets().get(f"{BASE}shapes#{shape}", ()))


@lru_cache(maxsize=1)
def _targets() -> dict[str, list[str]]:
    classes: dict[str, list[str]] = {}
    path = folder("ontology") / "shapes.ttl"
    for quad in turtle.read(path):
        if quad.predicate.value == _TARGET:
            classes.setdefault(quad.subject.value, []).append(quad.object.value)
    return classes
