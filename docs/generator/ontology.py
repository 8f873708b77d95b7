"""The ontology and its code lists as nodes, for the templates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.vocabulary.catalogue import languages
from kg.vocabulary.iri import BASE, PREFIXES, compact, slug_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    # Any: as typed, a quad may hold triple terms; ours hold none.
    Quad = Any

LANGUAGES = languages()
ARROWS, SEVERAL = "arrows", "several"

_PROPERTY_KINDS = {
    "owl:ObjectProperty": "object property",
    "owl:DatatypeProperty": "datatype property",
    "owl:AnnotationProperty": "annotation property",
}


@dataclass(frozen=True)
class Node:
    """A term, a code or a list: its short name, and what is said of it in file order."""

    name: str
    facts: Mapping[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]]

    def links(self, predicate: str) -> list[str]:
        """Return the short names of the things that a predicate points at."""
        values = self.facts.get(predicate, [])
        return [compact(value.value) for value in values if isinstance(value, ox.NamedNode)]

    def words(self, predicate: str) -> dict[str, str]:
        """Return texts by language; a text without a language counts for every one."""
        found: dict[str, str] = {}
        for value in self.facts.get(predicate, []):
            if isinstance(value, ox.Literal):
                tags = (value.language,) if value.language else LANGUAGES
                found |= dict.fromkeys(tags, value.value)
        return found

    def text(self, predicate: str) -> str:
        """Return the one value of a predicate as text, a code as its slug; empty for none."""
        if predicate not in self.facts:
            return ""
        value = self.facts[predicate][0].value
        return slug_of(value) if value.startswith(BASE) else value

    @property
    def kinds(self) -> list[str]:
        """What it is in words: ``class``, or which kind of property and whether symmetric."""
        types = self.links("rdf:type")
        if "owl:Class" in types:
            return ["class"]
        symmetric = ["symmetric"] if "owl:SymmetricProperty" in types else []
        return [words for type_, words in _PROPERTY_KINDS.items() if type_ in types] + symmetric


class Ontology:
    """The terms and codes, and where the data uses them.

    Parameters
    ----------
    quads
        The ontology and the code lists, in file order.
    data
        Claims and what is derived from them.
    """

    def __init__(self, quads: Iterable[Quad], data: Iterable[Quad]) -> None:
        self._quads, self._data = list(quads), list(data)

    @cached_property
    def nodes(self) -> dict[str, Node]:
        """Everything described, by short name."""
        facts: dict[str, dict[str, list[Any]]] = {}
        for quad in self._quads:
            said = facts.setdefault(compact(quad.subject.value), {})
            said.setdefault(compact(quad.predicate.value), []).append(quad.object)
        return {name: Node(name, said) for name, said in facts.items()}

    @cached_property
    def header(self) -> Node:
        """The ontology itself."""
        return next(n for n in self.nodes.values() if "owl:Ontology" in n.links("rdf:type"))

    @cached_property
    def classes(self) -> list[tuple[int, Node]]:
        """Our classes with their depth in the tree, children after their first parent."""
        found: dict[str, tuple[int, Node]] = {}

        def walk(node: Node, depth: int) -> None:
            found.setdefault(node.name, (depth, node))
            for child in self.pointing("rdfs:subClassOf", node.name):
                walk(child, depth + 1)

        for node in self.terms:
            is_root = not any(p.startswith("al:") for p in node.links("rdfs:subClassOf"))
            if node.kinds == ["class"] and is_root:
                walk(node, 0)
        return list(found.values())

    @cached_property
    def properties(self) -> list[Node]:
        """Our properties, in file order."""
        return [node for node in self.terms if node.kinds != ["class"]]

    @cached_property
    def terms(self) -> list[Node]:
        """Our classes and properties, in file order."""
        return [node for name, node in self.nodes.items() if name.startswith("al:")]

    @cached_property
    def arrows(self) -> set[str]:
        """Names of the properties that link two actors directly."""
        return {arrow for node in self.nodes.values() for arrow in node.links("al:arrow")}

    @cached_property
    def sections(self) -> dict[str, list[Node]]:
        """Our properties by the class they stand on; those of several first, arrows last."""
        found: dict[str, list[Node]] = {SEVERAL: []}
        for node in self.properties:
            places = node.links("rdfs:domain") or self.used_on(node.name)
            place = places[0] if len(places) == 1 else SEVERAL
            found.setdefault(ARROWS if node.name in self.arrows else place, []).append(node)
        return found | {ARROWS: found.pop(ARROWS)}

    @cached_property
    def schemes(self) -> list[Node]:
        """The code lists by name."""
        found = (n for n in self.nodes.values() if "skos:ConceptScheme" in n.links("rdf:type"))
        return sorted(found, key=lambda node: node.name)

    def codes(self, scheme: str) -> list[Node]:
        """Return the entries of a list in display order."""
        entries = self.pointing("skos:inScheme", scheme)
        return sorted(entries, key=lambda node: int(node.text("al:rank")))

    def families(self) -> list[tuple[Node, list[Node]]]:
        """Return the families with their types of relation, in display order."""
        types = self.codes("code:relation-type")
        return [
            (family, [t for t in types if family.name in t.links("al:family")])
            for family in self.codes("code:family")
        ]

    def pointing(self, predicate: str, target: str) -> list[Node]:
        """Return the nodes that point at one by a predicate."""
        return self._pointing.get((predicate, target), [])

    def disjoint_with(self, name: str) -> list[str]:
        """Return the classes that share no member with a class."""
        found = self.nodes[name].links("owl:disjointWith")
        found += [node.name for node in self.pointing("owl:disjointWith", name)]
        for group in self._disjoint_groups:
            found += [other for other in group if name in group and other != name]
        return found

    def used_on(self, name: str) -> list[str]:
        """Return the broadest classes of the things that carry a property."""
        return sorted(self._usage.get(name, (set(), set()))[0])

    def lists_of(self, name: str) -> list[str]:
        """Return the code lists from which the values of a property come."""
        return sorted(self._usage.get(name, (set(), set()))[1])

    @cached_property
    def _pointing(self) -> dict[tuple[str, str], list[Node]]:
        found: dict[tuple[str, str], list[Node]] = {}
        for node in self.nodes.values():
            for predicate in node.facts:
                for target in node.links(predicate):
                    found.setdefault((predicate, target), []).append(node)
        return found

    @cached_property
    def _usage(self) -> dict[str, tuple[set[str], set[str]]]:
        """Classes and code lists by property."""
        types: dict[str, set[str]] = {}
        quads = [*self._quads, *self._data]
        for quad in quads:
            if quad.predicate.value == PREFIXES["rdf"] + "type":
                types.setdefault(quad.subject.value, set()).add(compact(quad.object.value))
        found: dict[str, tuple[set[str], set[str]]] = {}
        for quad in quads:
            classes, lists = found.setdefault(compact(quad.predicate.value), (set(), set()))
            classes |= self._broadest(types.get(quad.subject.value, set()))
            if isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(
                BASE + "code/"
            ):
                lists.add(compact(quad.object.value).rpartition("/")[0])
        return found

    def _broadest(self, types: set[str]) -> set[str]:
        """Return our classes among some, or all when none is ours, without their subclasses."""
        ours = {type_ for type_ in types if type_.startswith("al:")} or types
        parents = {
            type_: self.nodes[type_].links("rdfs:subClassOf") for type_ in ours & self.nodes.keys()
        }
        return {type_ for type_ in ours if not ours.intersection(parents.get(type_, []))}

    @cached_property
    def _disjoint_groups(self) -> list[list[str]]:
        """Members of each list of classes that are disjoint in pairs."""
        facts = {(q.subject, compact(q.predicate.value)): q.object for q in self._quads}
        groups = []
        for (_, predicate), start in facts.items():
            if predicate == "owl:members":
                cell, members = start, []
                while (cell, "rdf:first") in facts:
                    members.append(compact(facts[cell, "rdf:first"].value))
                    cell = facts[cell, "rdf:rest"]
                groups.append(members)
        return groups
