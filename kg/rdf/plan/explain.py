"""The plan of a query, in words: the order of its patterns, and where it gets slow.

The engine does not show its plan. This plan is the one that any engine makes for a group of
patterns: begin with the one that has the fewest matches, and go on with the smallest that shares a
variable. Two things make a query slow whatever the engine: patterns that share nothing with the
rest (every row of one is paired with every row of the other), and relations that are joined at an
actor, since a few actors have most of the relations. Relations between the same two actors meet
faster at their pair, which the graph holds as a node.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations, islice
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import rdflib
from rdflib.paths import Path as PropertyPath

from kg.rdf.plan import algebra
from kg.vocabulary.iri import BASE, GRAPH_ONTOLOGY, PREFIXES, TERMS, compact, term
from kg.vocabulary.names import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.rdf.engine import QuadStore

    Pattern = tuple[Any, Any, Any]

COUNTED = 10_000
_MOST_COMPARED = 50_000  # names, when the nearest of one is looked for
_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_ENDS = {rdflib.URIRef(TERMS + "subject"), rdflib.URIRef(TERMS + "object")}


@dataclass(frozen=True, slots=True)
class Step:
    """One pattern of a group, in the order in which it is best looked up.

    ``matches`` is the number of its own matches, and ``rows`` how many rows there are once it is
    joined with the patterns before it, both up to `COUNTED`; None when it cannot be counted: a
    property path, or a graph that is not on this machine. Rows are not counted after a step that
    gave `COUNTED` of them, or that shares no variable with those before it.
    """

    group: int
    pattern: str
    matches: int | None
    shares: tuple[str, ...]
    rows: int | None = None

    def __str__(self) -> str:
        """Return the step as a line."""
        joined = f"  joined by {', '.join(self.shares)}" if self.shares else ""
        return f"{_counted(self.matches):>9}  {_counted(self.rows):>9}  {self.pattern}{joined}"


def _counted(number: int | None) -> str:
    if number is None:
        return "unknown"
    return f"{'≥ ' if number >= COUNTED else ''}{number:,}"


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps by group, and warnings."""

    steps: tuple[Step, ...]
    warnings: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the plan as JSON-ready values."""
        steps = [
            {
                "group": s.group,
                "pattern": s.pattern,
                "matches": s.matches,
                "rows": s.rows,
                "shares": list(s.shares),
            }
            for s in self.steps
        ]
        return {"steps": steps, "warnings": list(self.warnings), "text": str(self)}

    def __str__(self) -> str:
        """Return the plan for people."""
        lines = ["  matches       rows  pattern"]
        group = 0
        for step in self.steps:
            if step.group != group:
                lines.append(f"group {step.group}")
                group = step.group
            lines.append(str(step))
        lines += [f"Warning: {warning}" for warning in self.warnings]
        return "\n".join(lines) + "\n"


def explain(store: QuadStore, sparql: str, base: str | None = None) -> Plan:
    """Return the plan of a query; patterns are counted, and joined as far as that stays cheap.

    Parameters
    ----------
    store
        Patterns are counted in it when it is on this machine.
    sparql
        The query; our prefixes need no declaration.
    base
        What relative IRIs are read against.

    Raises
    ------
    QuerySyntax
        When it does not parse.
    NotExplained
        When it is too long to be explained, or beyond SPARQL 1.1.
    """
    steps: list[Step] = []
    warnings: list[str] = []
    blank: dict[Any, rdflib.Variable] = {}
    for number, (group, graph) in enumerate(algebra.groups(sparql, base), 1):
        patterns = [_without_blank(pattern, blank) for pattern in group]
        counted = [(pattern, _matches(store, pattern, graph)) for pattern in patterns]
        ordered, apart = _ordered(number, counted)
        steps += _joined(store, [step for step, _ in ordered], [p for _, p in ordered], graph)
        warnings += apart
        warnings += _hubs(patterns)
        warnings += _unknown(store, patterns)
    return Plan(tuple(steps), tuple(dict.fromkeys(warnings)))


def _without_blank(pattern: Pattern, names: dict[Any, rdflib.Variable]) -> Pattern:
    """Return a pattern with what is blank as variables: that is what it means in a query."""
    for part in pattern:
        if isinstance(part, rdflib.BNode):
            names.setdefault(part, rdflib.Variable(f"_{len(names) + 1}"))
    subject, predicate, object_ = (names.get(part, part) for part in pattern)
    return subject, predicate, object_


def _ordered(
    number: int, counted: Sequence[tuple[Pattern, int | None]]
) -> tuple[list[tuple[Step, Pattern]], list[str]]:
    """Return the steps of a group, smallest first, then the smallest that shares a variable."""
    rest = sorted(counted, key=lambda entry: _size(entry[1]))
    bound: set[str] = set()
    steps: list[tuple[Step, Pattern]] = []
    warnings = []
    while rest:
        joined = [entry for entry in rest if _variables(entry[0]) & bound]
        constant = [entry for entry in rest if not _variables(entry[0])]
        chosen = (joined or constant or rest)[0]
        pattern, matches = chosen
        shares = tuple(sorted(_variables(pattern) & bound))
        if bound and not shares and _variables(pattern):
            message = (
                f"cartesian product: {_text(pattern)} shares no variable with what stands before it"
            )
            warnings.append(f"{message}; every row is paired with every row")
        steps.append((Step(number, _text(pattern), matches, shares), pattern))
        bound |= _variables(pattern)
        rest.remove(chosen)
    return steps, warnings


def _hubs(patterns: Sequence[Pattern]) -> Iterator[str]:
    """Yield a warning for every two relations that are joined at actors."""
    ends: dict[str, set[str]] = {}
    for subject, predicate, object_ in patterns:
        variables = isinstance(subject, rdflib.Variable) and isinstance(object_, rdflib.Variable)
        if predicate in _ENDS and variables:
            ends.setdefault(f"?{subject}", set()).add(f"?{object_}")
    for (a, first), (b, second) in combinations(sorted(ends.items()), 2):
        shared = sorted(first & second)
        if len(shared) == 2:
            hint = f"GRAPH graph:dyads {{ {a} al:dyad ?pair . {b} al:dyad ?pair }}"
            yield f"{a} and {b} are joined at two actors; their pair is one node: {hint}"
        elif shared:
            yield (
                f"{a} and {b} are joined at {shared[0]}, maybe an actor with hundreds of "
                "relations; name the actor, or bind the other ends first"
            )


def _unknown(store: QuadStore, patterns: Sequence[Pattern]) -> Iterator[str]:
    """Yield a warning for every name of ours that nothing in the graph is said about."""
    if not isinstance(store, ox.Store):
        return
    named = {str(t) for pattern in patterns for t in pattern if isinstance(t, rdflib.URIRef)}
    for iri in sorted(name for name in named if name.startswith(BASE)):
        if next(store.quads_for_pattern(ox.NamedNode(iri), None, None), None) is None:
            near = nearest(compact(iri), _alike(store, iri))
            hint = f"; nearest: {', '.join(near)}" if near else ""
            yield f"{compact(iri)} is not in this graph, so its pattern matches nothing{hint}"


def _alike(store: ox.Store, iri: str) -> Iterator[str]:
    """Yield what a name may have been meant for: actors for one of these, else our terms."""
    if iri.startswith(PREFIXES["actor"]):
        quads = store.quads_for_pattern(None, _TYPE, ox.NamedNode(term("Actor")))
    else:
        quads = store.quads_for_pattern(None, _TYPE, None, ox.NamedNode(GRAPH_ONTOLOGY))
    for quad in islice(quads, _MOST_COMPARED):
        if isinstance(quad.subject, ox.NamedNode):
            yield compact(quad.subject.value)


def _matches(store: QuadStore, pattern: Pattern, graph: Any) -> int | None:
    """Return how many matches a pattern has by itself, up to a limit."""
    if not isinstance(store, ox.Store) or isinstance(pattern[1], PropertyPath):
        return None
    subject, predicate, object_ = (_engine_term(term) for term in pattern)
    if isinstance(subject, ox.Literal):
        return 0
    name = ox.DefaultGraph() if graph is None else _engine_term(graph)
    quads = store.quads_for_pattern(subject, predicate, object_, name)  # type: ignore[arg-type]
    return sum(1 for _ in islice(quads, COUNTED))


def _joined(
    store: QuadStore, steps: Sequence[Step], patterns: Sequence[Pattern], graph: Any
) -> Iterator[Step]:
    """Yield the steps with the rows that each of them leaves.

    A step that begins with less than `COUNTED` rows and shares a variable looks so many of them up
    at most; any other one could take any time, and counting ends before it.
    """
    goes_on = isinstance(store, ox.Store)
    for number, step in enumerate(steps):
        goes_on = goes_on and step.matches is not None and (number == 0 or bool(step.shares))
        if not goes_on:
            yield step
            continue
        rows = step.matches if number == 0 else _rows(store, patterns[: number + 1], graph)
        yield replace(step, rows=rows)
        goes_on = rows is not None and rows < COUNTED


def _rows(store: QuadStore, patterns: Sequence[Pattern], graph: Any) -> int:
    """Return how many rows some patterns have together, up to a limit."""
    body = " . ".join(" ".join(map(_written, pattern)) for pattern in patterns)
    inside = body if graph is None else f"GRAPH {_written(graph)} {{ {body} }}"
    results = store.query(f"SELECT (1 AS ?one) {{ {inside} }} LIMIT {COUNTED}")
    assert isinstance(results, ox.QuerySolutions), "a SELECT query yields rows"
    return sum(1 for _ in results)


def _engine_term(term: Any) -> ox.NamedNode | ox.Literal | None:
    """Return a term for the engine; None for what is not known yet."""
    if isinstance(term, rdflib.URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, rdflib.Literal):
        kind = ox.NamedNode(str(term.datatype)) if term.datatype else None
        return ox.Literal(str(term), language=term.language, datatype=kind)
    return None


def _written(term: Any) -> str:
    """Return a term as the engine reads it."""
    return f"?{term}" if isinstance(term, rdflib.Variable) else str(_engine_term(term))


def _variables(pattern: Pattern) -> set[str]:
    return {f"?{term}" for term in pattern if isinstance(term, rdflib.Variable)}


def _text(pattern: Pattern) -> str:
    return " ".join(map(algebra.text, pattern))


def _size(matches: int | None) -> int:
    return COUNTED * 2 if matches is None else matches
