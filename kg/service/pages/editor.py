"""The query editor: one page that loads nothing from other sites, and its completions."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from kg.base.errors import KgError
from kg.rdf.query import named_queries
from kg.service.pages.render import render
from kg.service.pages.things import terms
from kg.service.protocol import media
from kg.vocabulary.catalogue import catalogue
from kg.vocabulary.iri import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.graph.graph import Graph
    from kg.rdf.query import NamedQuery, Parameter

    Head = dict[str, Any]

_EXAMPLES = {
    "actor": "actor:openai",
    "first-day": '"2026-01-01"^^xsd:date',
    "date": '"2026-01-01"^^xsd:date',
    "number": "1",
}


@lru_cache
def page(language: str) -> bytes:
    """Return the page in a language; the same for every graph."""
    phrases = json.dumps({language: catalogue(language).part("editor")}, ensure_ascii=False)
    return render("query", language, phrases=Markup(phrases.replace("<", "\\u003c")))  # noqa: S704


def words(graph: Graph, _head: Head, _body: bytes) -> tuple[Head, bytes]:
    """Return the completions of the editor, as JSON."""
    completions = {
        "prefixes": PREFIXES,
        "terms": [[entry["name"], entry.get("label", "")] for entry in terms(graph)],
        "actors": list(_actors(graph)),
        "queries": [_query(query) for query in named_queries().values()],
    }
    text = json.dumps(completions, ensure_ascii=False, separators=(",", ":"))
    return {"type": media.JSON_TYPE}, text.encode()


def _actors(graph: Graph) -> Iterator[list[str]]:
    """Yield id, name and other names of every actor."""
    try:
        actors = graph.records.actors
    except KgError:
        return
    for actor in actors:
        yield [actor.id, actor.name, *actor.alt_names]


def _query(query: NamedQuery) -> dict[str, str]:
    """Return a named query with an example of every parameter that has one put in."""
    examples = {parameter.name: _example(parameter) for parameter in query.parameters}
    text = query.filled({name: value for name, value in examples.items() if value})
    return {"name": query.name, "title": query.title, "text": text}


def _example(parameter: Parameter) -> str:
    """Return a first value, as SPARQL; empty for none, which asks about all."""
    default = parameter.default
    kind = parameter.type
    if default is None or default.startswith("$"):
        return _EXAMPLES.get(kind, "")
    if kind == "actor":
        return f"actor:{default}"
    if kind == "number":
        return default
    if kind == "date":
        return f'"{default}"^^xsd:date'
    return json.dumps(default) if kind == "text" else f"<{PREFIXES['code']}{kind}/{default}>"
