"""What a query will have to do, in words: the order of its patterns, and where it gets slow.

The engine keeps its plan to itself. What is told here is what any engine does with a group of
patterns: begin with the one that has the fewest matches, and go on with the smallest that shares a
variable. Two things make a query slow whatever the engine: patterns that share nothing with the
rest (every row of one is paired with every row of the other), and relations that are joined at an
actor, since a few actors have most of the relations. Relations between the same two actors meet
faster at their pair, which the graph holds as a node.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, islice
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import rdflib
from pyparsing import ParseException, ParseResults
from rdflib.paths import Path as PropertyPath
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.plugins.sparql.sparql import SPARQLError

from kg.errors import QuerySyntax
from kg.iri import TERMS, compact
from kg.query import undeclared_prefixes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.store import QuadStore

    Pattern = tuple[Any, Any, Any]

COUNTED = 10_000
_ENDS = {rdflib.URIRef(TERMS + "subject"), rdflib.URIRef(TERMS + "object")}


@dataclass(frozen=True, slots=True)
class Step:
    """One pattern of a group, in the order in which it is best looked up.

    ``matches`` is the number of its own matches, up to `COUNTED`; None when it cannot be counted:
    a property path, or a graph that is not on this machine.
    """

    group: int
    pattern: str
    matches: int | None
    shares: tuple[str, ...]

    def __str__(self) -> str:
        """Return the step as a line."""
        if self.matches is None:
            size = "unknown"
        else:
            size = f"{'≥ ' if self.matches >= COUNTED else ''}{self.matches:,}"
        joined = f"  joined by {', '.join(self.shares)}" if self.shares else ""
        return f"{size:>9}  {self.pattern}{joined}"


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps by group, and warnings."""

    steps: tuple[Step, ...]
    warnings: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the plan as JSON-ready values."""
        steps = [
            {"group": s.group, "pattern": s.pattern, "matches": s.matches, "shares": list(s.shares)}
            for s in self.steps
        ]
        return {"steps": steps, "warnings": list(self.warnings), "text": str(self)}

    def __str__(self) -> str:
        """Return the plan for people."""
        lines = ["  matches  pattern"]
        group = 0
        for step in self.steps:
            if step.group != group:
                lines.append(f"group {step.group}")
                group = step.group
            lines.append(str(step))
        lines += [f"Warning: {warning}" for warning in self.warnings]
        return "\n".join(lines) + "\n"


def explain(store: QuadStore, sparql: str) -> Plan:
    """Return the plan of a query; nothing of it is run.

    Parameters
    ----------
    store
        Patterns are counted in it when it is on this machine.
    sparql
        The query; our prefixes need no declaration.

    Raises
    ------
    QuerySyntax
        When it does not parse.
    """
    algebra = _parsed(undeclared_prefixes(sparql) + sparql)
    steps: list[Step] = []
    warnings: list[str] = []
    for number, (patterns, graph) in enumerate(_groups(algebra, None), 1):
        counted = [(pattern, _matches(store, pattern, graph)) for pattern in patterns]
        found, apart = _ordered(number, counted)
        steps += found
        warnings += apart
        warnings += _hubs(patterns)
    return Plan(tuple(steps), tuple(dict.fromkeys(warnings)))


def _parsed(sparql: str) -> Any:
    """Return the algebra of a query."""
    try:
        parsed = parseQuery(sparql)
        # rdflib raises a bare Exception for an unknown prefix, so it is looked for before.
        declared = {entry.prefix or "" for entry in parsed[0] if entry.name == "PrefixDecl"}
        for name in _names(parsed[1]):
            if name not in declared:
                raise QuerySyntax(f"the prefix {name}: is not declared")
        return translateQuery(parsed).algebra
    except ParseException as error:
        raise QuerySyntax(error.msg, error.lineno, error.column) from None
    except SPARQLError as error:
        raise QuerySyntax(str(error)) from None
    except RecursionError:
        raise QuerySyntax("it is nested too deep to be explained") from None


def _names(node: Any) -> Iterator[str]:
    """Yield the prefixes that a parsed query uses."""
    if isinstance(node, CompValue):
        if node.name == "pname":
            yield str(node.prefix or "")
        for value in node.values():
            yield from _names(value)
    elif isinstance(node, list | tuple | ParseResults):
        for entry in node:
            yield from _names(entry)


def _groups(node: Any, graph: Any) -> Iterator[tuple[list[Pattern], Any]]:
    """Yield the groups of patterns with the graph they are looked up in."""
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


def _ordered(
    number: int, counted: Sequence[tuple[Pattern, int | None]]
) -> tuple[list[Step], list[str]]:
    """Return the steps of a group, smallest first, then the smallest that shares a variable."""
    left = sorted(counted, key=lambda entry: _size(entry[1]))
    bound: set[str] = set()
    steps: list[Step] = []
    warnings = []
    while left:
        joined = [entry for entry in left if _variables(entry[0]) & bound]
        constant = [entry for entry in left if not _variables(entry[0])]
        chosen = (joined or constant or left)[0]
        pattern, matches = chosen
        shares = tuple(sorted(_variables(pattern) & bound))
        if bound and not shares and _variables(pattern):
            told = (
                f"cartesian product: {_text(pattern)} shares no variable with what stands before it"
            )
            warnings.append(f"{told}; every row is paired with every row")
        steps.append(Step(number, _text(pattern), matches, shares))
        bound |= _variables(pattern)
        left.remove(chosen)
    return steps, warnings


def _hubs(patterns: Sequence[Pattern]) -> Iterator[str]:
    """Yield a warning for every two relations that are joined at actors."""
    ends: dict[str, set[str]] = {}
    for subject, predicate, other in patterns:
        variables = isinstance(subject, rdflib.Variable) and isinstance(other, rdflib.Variable)
        if predicate in _ENDS and variables:
            ends.setdefault(f"?{subject}", set()).add(f"?{other}")
    for (one, first), (two, second) in combinations(sorted(ends.items()), 2):
        shared = sorted(first & second)
        if len(shared) == 2:
            hint = f"GRAPH graph:dyads {{ {one} al:dyad ?pair . {two} al:dyad ?pair }}"
            yield f"{one} and {two} are joined at two actors; their pair is one node: {hint}"
        elif shared:
            yield (
                f"{one} and {two} are joined at {shared[0]}, maybe an actor with hundreds of "
                "relations; name the actor, or bind the other ends first"
            )


def _matches(store: QuadStore, pattern: Pattern, graph: Any) -> int | None:
    """Return how many matches a pattern has by itself, up to a limit."""
    if not isinstance(store, ox.Store) or isinstance(pattern[1], PropertyPath):
        return None
    subject, predicate, other = (_engine_term(term) for term in pattern)
    if isinstance(subject, ox.Literal):
        return 0
    name = ox.DefaultGraph() if graph is None else _engine_term(graph)
    quads = store.quads_for_pattern(subject, predicate, other, name)  # type: ignore[arg-type]
    return sum(1 for _ in islice(quads, COUNTED))


def _engine_term(term: Any) -> ox.NamedNode | ox.Literal | None:
    """Return a term for the engine; None for what is not known yet."""
    if isinstance(term, rdflib.URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, rdflib.Literal):
        kind = ox.NamedNode(str(term.datatype)) if term.datatype else None
        return ox.Literal(str(term), language=term.language, datatype=kind)
    return None


def _variables(pattern: Pattern) -> set[str]:
    unknown = (rdflib.Variable, rdflib.BNode)
    return {f"?{term}" for term in pattern if isinstance(term, unknown)}


def _text(pattern: Pattern) -> str:
    return " ".join(_word(term) for term in pattern)


def _word(term: Any) -> str:
    if isinstance(term, rdflib.URIRef):
        return "a" if term == rdflib.RDF.type else compact(str(term))
    return str(term.n3()) if hasattr(term, "n3") else str(term)


def _size(matches: int | None) -> int:
    return COUNTED * 2 if matches is None else matches
