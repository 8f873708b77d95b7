"""A query's algebra: its groups of patterns, and the graph that each is looked up in.

The engine says whether a text is SPARQL, without answering it, but keeps the algebra to itself; so
rdflib reads the text once more. It reads SPARQL 1.1 alone, and takes time that grows faster than
the text: what is long, or beyond it, is refused in words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rdflib
from pyparsing import ParseException, ParseResults
from rdflib.paths import AlternativePath, InvPath, MulPath, NegatedPath, Path, SequencePath
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.plugins.sparql.sparql import SPARQLError

from kg.base.errors import NotExplained
from kg.rdf import query
from kg.vocabulary.iri import compact

if TYPE_CHECKING:
    from collections.abc import Iterator

    Pattern = tuple[Any, Any, Any]

LONGEST = 10_000
_MOST_GROUPS = 200
_BEYOND = (
    "it can be answered, but plans are told of SPARQL 1.1 alone, without what the engine adds "
    "(patterns about triples, LATERAL, ADJUST), and of some 30 groups within each other at most"
)


def groups(sparql: str, base: str | None = None) -> Iterator[tuple[list[Pattern], Any]]:
    """Yield the groups of patterns of a query, each with its graph; None is the default graph.

    Parameters
    ----------
    sparql
        The query; our prefixes need no declaration.
    base
        What relative IRIs are read against.

    Raises
    ------
    QuerySyntax
        When it does not parse.
    NotExplained
        When it parses, and is too long or goes beyond SPARQL 1.1.
    """
    if len(sparql.encode("utf-8", "replace")) > LONGEST:
        raise NotExplained(f"its text is longer than {LONGEST:,} bytes; shorten it")
    query.check(sparql, base)
    if sparql.count("{") > _MOST_GROUPS:
        raise NotExplained(f"it has more than {_MOST_GROUPS} groups; ask for less at once")
    yield from _groups(_parsed(query.undeclared_prefixes(sparql) + sparql, base), None)


def _parsed(sparql: str, base: str | None) -> Any:
    """Return the algebra of a query that the engine can read."""
    try:
        parsed = parseQuery(sparql)
        # rdflib raises a bare Exception for both, so they are looked for before.
        declared = {entry.prefix or "" for entry in parsed[0] if entry.name == "PrefixDecl"}
        for node in _nodes(parsed[1]):
            if node.name == "pname" and (node.prefix or "") not in declared:
                raise NotExplained(f"the prefix {node.prefix or ''}: is not declared in it")
            if node.name == "PathNegatedPropertySet" and not node.part:
                raise NotExplained("its path !() excludes nothing; write a variable instead")
        return translateQuery(parsed, base).algebra
    except (ParseException, SPARQLError, RecursionError, ValueError):
        raise NotExplained(_BEYOND) from None


def _nodes(node: Any) -> Iterator[CompValue]:
    """Yield the nodes of a parsed query."""
    if isinstance(node, CompValue):
        yield node
        for value in node.values():
            yield from _nodes(value)
    elif isinstance(node, list | tuple | ParseResults):
        for entry in node:
            yield from _nodes(entry)


def _groups(node: Any, graph: Any) -> Iterator[tuple[list[Pattern], Any]]:
    if not isinstance(node, CompValue):
        if isinstance(node, list | tuple):
            for entry in node:
                yield from _groups(entry, graph)
        return
    if node.name == "BGP" and node.triples:
        yield list(node.triples), graph
    inner = node.term if node.name == "Graph" else graph
    # What stands inside EXISTS is an attribute, not an item.
    for key, value in {**node, **vars(node)}.items():
        if key != "triples":
            yield from _groups(value, inner)


def text(term: Any) -> str:
    """Return a term or a property path as it is written in SPARQL, IRIs by prefix.

    >>> path = rdflib.RDF.type / ~rdflib.RDFS.label
    >>> text(path), text(path * "+"), text(rdflib.Variable("x"))
    ('a/(^rdfs:label)', '(a/(^rdfs:label))+', '?x')
    """
    if isinstance(term, rdflib.URIRef):
        return "a" if term == rdflib.RDF.type else compact(str(term))
    return _path(term) if isinstance(term, Path | CompValue) else str(term.n3())


def _path(path: Any) -> str:
    match path:
        case SequencePath():
            return "/".join(map(_part, path.args))
        case AlternativePath():
            return "|".join(map(_part, path.args))
        case NegatedPath():
            return f"!({'|'.join(map(text, path.args))})"
        case InvPath():
            return f"^{_part(path.arg)}"
        case MulPath():
            return f"{_part(path.path)}{path.mod}"
    return "^…"  # an inverse in a negated set: rdflib loses of what


def _part(term: Any) -> str:
    """Return a part of a path, in brackets unless it is a single step."""
    written = text(term)
    return written if isinstance(term, rdflib.URIRef | NegatedPath) else f"({written})"
