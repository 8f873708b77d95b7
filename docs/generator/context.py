"""The JSON-LD context: a key for every property of the claims, from the columns of the tables."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from kg.records.columns import PARTS, step
from kg.records.schema import TABLES
from kg.vocabulary.iri import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.records.columns import Column, Step, Table

VERSION = "0.1.0"
ADDRESS = f"https://w3id.org/ai-alliances/context/{VERSION}"
_PREFIXES = (
    *("al", "actor", "code", "deal", "observation", "relation", "source"),
    *("dcat", "dcterms", "owl", "prov", "rdfs", "skos", "xsd"),
)
_DCAT = {"dcat": "http://www.w3.org/ns/dcat#"}
_FIRST = ("actors", "relations")
# Keys that JSON-LD or a prefix takes already.
_KEYS = {"al:type": "relationType", "al:actor": "observedActor"}
_TYPES = {"address": "xsd:anyURI", "code": "@id", "decimal": "xsd:decimal", "id": "@id"}
_TYPES |= {"item": "@id"}
# Properties that no column fills: those of the data set, of parts, and what follows from others.
_FURTHER: dict[str, tuple[str, bool]] = {
    "dcterms:creator": ("", False),
    "dcterms:license": ("@id", True),
    "prov:wasDerivedFrom": ("@id", True),
    "al:cutoff": ("xsd:date", False),
    "al:group": ("@id", False),
    "al:moneyKind": ("@id", False),
    "al:undisclosed": ("", False),
    **{f"al:{part}": ("@id", False) for part in PARTS},
}


def text() -> str:
    """Return the text of ``ontology/context.jsonld``, a key on each line."""
    about = {
        "@id": ADDRESS,
        "dcterms:title": "JSON-LD context of AI Alliances",
        "owl:versionInfo": VERSION,
    }
    lines = [f"  {json.dumps(name)}: {json.dumps(value)}," for name, value in about.items()]
    keys = [f"    {json.dumps(name)}: {json.dumps(value)}" for name, value in _entries().items()]
    return "\n".join(["{", *lines, '  "@context": {', ",\n".join(keys), "  }", "}", ""])


def _entries() -> dict[str, Any]:
    """Return the entries of the context in order."""
    properties = dict(_properties()) | _FURTHER
    properties["al:note"] = properties.pop("al:note")
    return {
        "@version": 1.1,
        "@vocab": PREFIXES["al"],
        **{prefix: (PREFIXES | _DCAT)[prefix] for prefix in _PREFIXES},
        "id": "@id",
        "type": "@type",
        **{_key(term): _definition(term, *form) for term, form in properties.items()},
        **{name: "@included" for name, table in TABLES.items() if table.key == "id"},
    }


def _properties() -> Iterator[tuple[str, tuple[str, bool]]]:
    """Yield the properties that columns fill, with type and whether they may have many values."""
    # Keys stand in the order of a document: actors and relations lead, and a note comes last.
    for table in sorted(TABLES.values(), key=lambda table: table.name not in _FIRST):
        for column in table.listed:
            for home in column.homes:
                yield home.term, (_TYPES.get(column.form.kind, ""), _is_set(table, column, home))
            for path, feature in column.also.items():
                if step(path).term != "rdf:type":
                    yield step(path).term, _derived(column, feature)


def _derived(column: Column, feature: str) -> tuple[str, bool]:
    """Return the type of what follows from a column, and whether there may be many values."""
    if feature in {"first", "last", "end"}:
        return "xsd:date", False
    return _TYPES.get(column.form.kind, ""), feature == "back"


def _is_set(table: Table, column: Column, home: Step) -> bool:
    """Say whether a node may have a property more than once, from its column."""
    is_owner = column.name == table.key  # the row is the one part of its kind that its owner has
    return bool(column.form.several) or (home.inverse and not is_owner)


def _key(term: str) -> str:
    return _KEYS.get(term, term.partition(":")[2])


def _definition(term: str, type_: str, is_set: bool) -> str | dict[str, str]:
    definition = {"@id": term}
    definition |= {"@type": type_} if type_ else {}
    definition |= {"@container": "@set"} if is_set else {}
    return definition if len(definition) > 1 else term
