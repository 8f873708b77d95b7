"""Stores of quads that answer SPARQL, and the results they give: the engine's own classes."""

from __future__ import annotations

from typing import Protocol

from pyoxigraph import (
    QueryBoolean,
    QueryResultsFormat,
    QuerySolution,
    QuerySolutions,
    QueryTriples,
    Store,
)

__all__ = [
    "QuadStore",
    "QueryBoolean",
    "QueryResultsFormat",
    "QuerySolution",
    "QuerySolutions",
    "QueryTriples",
    "Results",
    "Store",
]

Results = QuerySolutions | QueryBoolean | QueryTriples


class QuadStore(Protocol):
    """A store that answers SPARQL queries."""

    def query(self, sparql: str) -> Results:
        """Answer a query; raise `SyntaxError` when it does not parse."""
        ...
