"""JSON-LD 1.1: one document of plain nested JSON, with the shipped context inlined.

Reading it needs no network. Decimals are strings, because a JSON number is a double to a JSON-LD
processor: 0.1 would come back as another datatype, or not as a decimal at all.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from kg.exchange import rdf
from kg.rdf.quads import DATASET
from kg.rdf.terms import NamedNode
from kg.records.schema import TABLES
from kg.vocabulary.bundled import folder
from kg.vocabulary.iri import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kg.exchange import Exportable
    from kg.rdf.terms import Literal
    from kg.records.model import Records

    Properties = Mapping[str, list[NamedNode | Literal]]
    Nodes = Mapping[str, Properties]

_TYPE = PREFIXES["rdf"] + "type"
_STRING = PREFIXES["xsd"] + "string"
_BOOLEAN = PREFIXES["xsd"] + "boolean"
_GROUPS = tuple(name for name, table in TABLES.items() if table.key == "id")


@dataclass(frozen=True, slots=True)
class _Key:
    """A key of the document: what the context says of a property."""

    name: str
    position: int
    type: str
    is_set: bool


@lru_cache(maxsize=1)
def context() -> Mapping[str, Any]:
    """Return the shipped context."""
    path = folder("ontology") / "context.jsonld"
    terms: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))["@context"]
    return terms


def text(graph: Exportable) -> str:
    """Return the claims as JSON-LD text."""
    return json.dumps(document(graph), ensure_ascii=False, indent=2) + "\n"


def document(graph: Exportable) -> dict[str, Any]:
    """Return the claims as a JSON-LD document: the dataset, with all things under their kind."""
    nodes = _nodes(graph.records)
    claims: dict[str, Any] = {"@context": dict(context()), **_node(DATASET, nodes)}
    for group in _GROUPS:
        things = getattr(graph.records, group)
        claims[group] = [_node(TABLES[group].iri(thing.id), nodes) for thing in things]
    return claims


def _nodes(records: Records) -> Nodes:
    """Return the properties of every thing by its IRI, sorted."""
    nodes: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for subject, predicate, object_ in sorted(rdf.claims(records), key=str):
        assert isinstance(subject, NamedNode), "every thing of ours has an IRI"
        nodes[subject.value][predicate.value].append(object_)
    return nodes


def _node(iri: str, nodes: Nodes) -> dict[str, Any]:
    """Return a thing with its parts, keys in the order of the context."""
    keys = _keys()
    about = nodes[iri]
    node: dict[str, Any] = {"id": _compact(iri), "type": _types(about[_TYPE])}
    for predicate in sorted(about.keys() - {_TYPE}, key=lambda name: keys[name].position):
        key = keys[predicate]
        values = [_value(value, key, iri, nodes) for value in about[predicate]]
        node[key.name] = values if key.is_set or len(values) > 1 else values[0]
    return node


def _types(classes: Iterable[NamedNode | Literal]) -> list[str]:
    """Return classes by name, those of ours without a prefix."""
    names = [_compact(class_.value).removeprefix("al:") for class_ in classes]
    return sorted(names)


def _value(value: NamedNode | Literal, key: _Key, owner: str, nodes: Nodes) -> Any:
    if isinstance(value, NamedNode):
        is_part = value.value.startswith(f"{owner}/") and value.value in nodes
        if key.type != "@id":
            return {"id": _compact(value.value)}
        return _node(value.value, nodes) if is_part else _compact(value.value)
    datatype = value.datatype.value
    if datatype == (key.type or _STRING):
        return value.value
    if datatype == _BOOLEAN:
        return value.value == "true"
    return {"type": _compact(datatype), "@value": value.value}


@lru_cache(maxsize=1)
def _keys() -> Mapping[str, _Key]:
    """Return the keys of the document by the IRI of their property."""
    keys = {}
    for rank, (name, term) in enumerate(context().items()):
        definition = term if isinstance(term, dict) else {"@id": str(term)}
        if definition["@id"].partition(":")[0] in _prefixes():
            is_set = definition.get("@container") == "@set"
            type_ = _expand(definition.get("@type", ""))
            keys[_expand(definition["@id"])] = _Key(name, rank, type_, is_set)
    return keys


@lru_cache(maxsize=1)
def _prefixes() -> Mapping[str, str]:
    """Return the prefixes that the context declares."""
    return {
        name: iri
        for name, iri in context().items()
        if isinstance(iri, str) and iri.endswith(("/", "#")) and not name.startswith("@")
    }


def _expand(name: str) -> str:
    prefix, _, local = name.partition(":")
    return _prefixes()[prefix] + local if prefix in _prefixes() else name


@lru_cache(maxsize=65536)
def _compact(iri: str) -> str:
    """Shorten an IRI by a prefix of the context."""
    for prefix, namespace in _prefixes().items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri
