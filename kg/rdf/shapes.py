"""The SHACL shapes of the ontology, and what a graph's claims find wrong with them.

`pyshacl` runs over a plain rdflib graph of the claims and the code lists. Each of its results
becomes a finding that names table, column and row id, as if the graph were a folder of tables.
"""

from __future__ import annotations

import logging
import re
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pyshacl
import rdflib
from rdflib import RDF, SH
from rdflib.plugins.sparql import prepareQuery

from kg.base.errors import Finding
from kg.rdf.interchange import term
from kg.rdf.read import TABLE_OF
from kg.records.columns import PARTS
from kg.records.schema import TABLES
from kg.vocabulary import turtle
from kg.vocabulary.bundled import folder
from kg.vocabulary.iri import BASE, CODES, TERMS, slug_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from rdflib.plugins.sparql.sparql import Query
    from rdflib.query import Result
    from rdflib.term import Node

    from kg.records.columns import Table

    Triple = tuple[Any, Any, Any]

SHAPES = BASE + "shapes#"
_COLUMN = rdflib.URIRef(SHAPES + "column")
_CUTOFF = rdflib.URIRef(TERMS + "cutoff")
_EVIDENCE = rdflib.URIRef(TERMS + "evidence")
# What the shapes read off the codes: their flags, classes and kinds of money.
_MARKS = {
    rdflib.URIRef(TERMS + name)
    for name in ("class", "hearsay", "moneyKind", "symmetric", "temporality", "terminal")
}


class ClaimGraph(rdflib.Graph):
    """A graph that reads each query once: pyshacl asks the same one about every node."""

    def query(self, query_object: str | Query, *args: Any, **options: Any) -> Result:
        """Answer a query, from the parsed form of its text."""
        parsed = _parsed(query_object) if isinstance(query_object, str) else query_object
        return super().query(parsed, *args, **options)


def findings(
    claims: Iterable[Triple], *, severity: str | None = "Violation", only: Sequence[str] = ()
) -> Iterator[Finding]:
    """Yield what breaks a shape, each thing once; rows are not known here and stay 0.

    Every shape looks at the nodes of its class once, so that time grows with the claims.

    Parameters
    ----------
    claims
        The triples of the default graph, in pyoxigraph's terms.
    severity
        ``Violation`` for what must be mended, ``Warning`` for what deserves a look; None for both.
    only
        Names of the shapes to look at; all when empty.
    """
    triples = list(claims)
    graph = claim_graph(triples)
    chosen: list[str | rdflib.URIRef] | None = [SHAPES + name for name in only] or None
    doubtful = without(shapes(), satisfied(triples))
    _, report, _ = pyshacl.validate(graph, shacl_graph=doubtful, use_shapes=chosen, inplace=True)
    seen: set[Finding] = set()
    for result, word in report.subject_objects(SH.resultSeverity):
        if severity is not None and word != SH[severity]:
            continue
        finding = _finding(_Result(report, result, graph))
        if finding not in seen:
            seen.add(finding)
            yield finding


def claim_graph(claims: Iterable[Triple]) -> ClaimGraph:
    """Return claims and code lists as one rdflib graph."""
    graph = ClaimGraph(bind_namespaces="none")
    with _no_tracebacks():
        _add(graph, claims)
    graph.addN((*triple, graph) for triple in _codes())
    return graph


@lru_cache(maxsize=1)
def shapes() -> rdflib.Graph:
    """Return the shipped shapes; read once per process.

    Queries are put on one line: pyshacl searches their text before each use, with expressions
    whose time grows with the number of lines.
    """
    graph = rdflib.Graph()
    _add(graph, _read(folder("ontology") / "shapes.ttl"))
    for constraint, query in list(graph.subject_objects(SH.select)):
        graph.set((constraint, SH.select, rdflib.Literal(" ".join(str(query).split()))))
    return graph


def satisfied(claims: Iterable[Triple]) -> Iterator[Node]:
    """Yield the constraints given as queries that no node breaks.

    pyshacl asks the query of a constraint about every node of its target, one by one; most of its
    time goes there. Asked about all nodes at once, of a store, a query tells in milliseconds that
    there is nothing to find, and then pyshacl need not look. One that finds something is left to
    pyshacl, whose word counts.
    """
    store = ox.Store()
    store.extend(ox.Quad(*triple) for triple in claims)
    store.extend(ox.Quad(*triple) for triple in _code_triples())
    for shape, constraint in shapes().subject_objects(SH.sparql):
        breaches = store.query(_about_all(shape, constraint))
        if isinstance(breaches, ox.QuerySolutions) and next(breaches, None) is None:
            yield constraint


def without(graph: rdflib.Graph, constraints: Iterable[Node]) -> rdflib.Graph:
    """Return a graph of shapes without some constraints given as queries."""
    remainder = rdflib.Graph()
    remainder += graph
    for constraint in constraints:
        remainder.remove((None, SH.sparql, constraint))
    return remainder


def _about_all(shape: Node, constraint: Node) -> str:
    """Return the query of a constraint for all nodes that its shape names, or for any node.

    Targets by class or property are not told to the query: it may only find more for want of them.
    """
    declared = shapes().objects(shapes().value(constraint, SH.prefixes), SH.declare)
    words = [(shapes().value(d, SH.prefix), shapes().value(d, SH.namespace)) for d in declared]
    prefixes = "".join(f"PREFIX {prefix}: <{namespace}> " for prefix, namespace in words)
    query = str(shapes().value(constraint, SH.select))
    named = " ".join(f"<{node}>" for node in shapes().objects(shape, SH.targetNode))
    values = f"WHERE {{ VALUES $this {{ {named} }}" if named else "WHERE {"
    return prefixes + query.replace("WHERE {", values, 1)


def rule(shape: str) -> str:
    """Return the name of the rule that a shape stands for.

    >>> rule("https://w3id.org/ai-alliances/shapes#DateOrder")
    'date-order'
    """
    return re.sub(r"(?<!^)(?=[A-Z])", "-", shape.removeprefix(SHAPES)).lower()


class _Result:
    """One result of a validation; its focus is the claim even if a code or term was the target."""

    def __init__(self, report: rdflib.Graph, node: Node, graph: rdflib.Graph) -> None:
        self.report, self.graph = report, graph
        self.shape: Any = report.value(node, SH.sourceShape)
        self.path: Any = report.value(node, SH.resultPath)
        self.value: Any = report.value(node, SH.value)
        focus: Any = report.value(node, SH.focusNode)
        severity: Any = report.value(node, SH.resultSeverity)
        self.severity = str(severity).removeprefix(str(SH)).lower()
        self.focus: Any = self.value if str(focus).startswith((CODES, TERMS)) else focus

    def properties(self) -> Iterator[rdflib.URIRef]:
        """Yield the properties of the path, those first that lead to the value."""
        leaves = sorted(_leaves(self.report, self.path), key=_EVIDENCE.__eq__)
        if self.value is not None:
            yield from (p for p in leaves if (self.focus, p, self.value) in self.graph)
        yield from leaves

    def words(self, predicate: Node) -> str:
        """Return what the shape says in English."""
        values = shapes().objects(self.shape, predicate)
        return next(str(v) for v in values if isinstance(v, rdflib.Literal) and v.language == "en")


def _finding(result: _Result) -> Finding:
    owner, part = _owner(result.focus, result.graph)
    table = _table(owner, result.graph)
    column = shapes().value(result.shape, _COLUMN)
    name = str(column) if column else _column(result, table, part)
    message = result.words(SH.message) + _value(result)
    remedy = result.words(SH.description)
    file = table.file if table else "dataset.ttl"
    if table and table.key != "id":  # the row is part of the one that it names
        owner = rdflib.URIRef(str(owner).rpartition("/")[0])
    broken, subject = rule(result.shape), _slug(owner)
    return Finding(file, 0, name, broken, message, remedy, subject, result.severity)


def _owner(focus: Node, graph: rdflib.Graph) -> tuple[Node, str]:
    """Return the claim that a node belongs to, and as what; the node itself for a claim."""
    for part in PARTS:
        owner = graph.value(None, rdflib.URIRef(TERMS + part), focus, any=True)
        if owner is not None:
            return owner, part
    return focus, ""


def _table(owner: Node, graph: rdflib.Graph) -> Table | None:
    """Return the table in which a thing has its row; None for the data set."""
    kind, *tail = str(owner).removeprefix(BASE).split("/")
    kind = tail[1] if len(tail) > 1 else kind  # a row that is part of another one's
    named = (table for table in TABLES.values() if table.kind == kind)
    typed = (TABLE_OF.get(str(class_)) for class_ in graph.objects(owner, RDF.type))
    return next((table for table in (*named, *typed) if table), None)


def _column(result: _Result, table: Table | None, part: str) -> str:
    """Return the column that a result is about: that of the first property that has one."""
    if table is None:
        return "cutoff" if result.path == _CUTOFF else "id"
    steps = ((name, str(term)) for term in result.properties() for name in (part, "", *table.parts))
    named = (table.places[step] for step in steps if step in table.places)
    return next(named, part if part in table.columns else table.key)


def _leaves(report: rdflib.Graph, path: Node | None) -> Iterator[rdflib.URIRef]:
    """Yield the properties of a SHACL path in order."""
    if isinstance(path, rdflib.URIRef):
        yield path
    elif path is not None and (path, RDF.first, None) in report:
        for step in report.items(path):
            yield from _leaves(report, step)
    elif path is not None:
        for inner in report.objects(path):
            yield from _leaves(report, inner)


def _value(result: _Result) -> str:
    """Return the offending value in brackets, where there is one to tell."""
    if result.value is None or result.value == result.focus:
        return ""
    return f" ({_slug(result.value)})"


def _slug(node: Node) -> str:
    """Return a node of ours as its slug, others as they are."""
    if isinstance(node, rdflib.BNode):
        return f"_:{node}"
    text = str(node)
    is_ours = isinstance(node, rdflib.URIRef) and text.startswith(BASE)
    return slug_of(text) if is_ours else text


@lru_cache(maxsize=1)
def _codes() -> tuple[tuple[Node, Node, Node], ...]:
    """Return what the shapes read of the code lists, in rdflib's terms; once per process."""
    return tuple((term(s), term(p), term(o)) for s, p, o in _code_triples())


@lru_cache(maxsize=1)
def _code_triples() -> tuple[Triple, ...]:
    """Return what the shapes read of the code lists; read once per process."""
    files = sorted((folder("ontology") / "codes").glob("*.ttl"))
    triples = (triple for path in files for triple in _read(path))
    return tuple(t for t in triples if term(t[1]) == RDF.type or term(t[1]) in _MARKS)


def _read(path: Path) -> Iterator[Triple]:
    """Yield the triples of a Turtle file; pyoxigraph reads it ten times as fast as rdflib."""
    for quad in turtle.read(path):
        yield quad.subject, quad.predicate, quad.object


def _add(graph: rdflib.Graph, triples: Iterable[Triple]) -> None:
    graph.addN(
        (term(s), term(p), term(o), graph) for s, p, o in triples if not isinstance(o, ox.Triple)
    )


@lru_cache(maxsize=256)
def _parsed(query: str) -> Query:
    return prepareQuery(query)


@contextmanager
def _no_tracebacks() -> Iterator[None]:
    """Keep rdflib from logging a traceback for a literal that a shape reports anyway."""
    logger = logging.getLogger("rdflib.term")
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(before)
