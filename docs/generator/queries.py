"""The named queries as their reference shows them, each with a call that runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.rdf.query import named_queries
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from kg.rdf.query import NamedQuery, Parameter

_EXAMPLES = {
    "actor": "openai",
    "date": "2026-06-01",
    "first-day": "2026-06-01",
    "deal": "openai-round-2025-03",
    "metric": "valuation",
    "relation": "nvidia--invests-in--openai--2026",
}


@dataclass(frozen=True)
class QueryPage:
    """A named query and a command line that asks it."""

    query: NamedQuery
    example: str
    text: str


def pages() -> list[QueryPage]:
    """Return the named queries by name."""
    return [
        QueryPage(query, _example(query), _without_header(query.text))
        for query in named_queries().values()
    ]


def _example(query: NamedQuery) -> str:
    must = [parameter for parameter in query.parameters if parameter.default is None]
    given = [f"{parameter.name}={_value(parameter)}" for parameter in must]
    return " ".join(["kg query -n", query.name, *given])


def _value(parameter: Parameter) -> str:
    """Return a value that the shipped data answers; of two companies, the first is Microsoft."""
    if parameter.name == "a":
        return "microsoft"
    return _EXAMPLES.get(parameter.type) or next(iter(vocabulary().codes[parameter.type]))


def _without_header(text: str) -> str:
    lines = text.strip().splitlines()
    first = next(place for place, line in enumerate(lines) if line and not line.startswith("# "))
    return "\n".join(lines[first:])
