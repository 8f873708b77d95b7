"""The changes of a write: tried on a copy and validated; nothing is written here.

The copy lives in a process of its own. A write is not committed if the graph breaks a rule after it
that it kept before: SHACL, records and their integrity, all of them on the whole graph. Arrows,
pairs and tiers follow from the claims; no client writes them.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from kg.base.errors import Finding, InvalidTables, KgError
from kg.rdf import read as claims
from kg.rdf import shapes
from kg.rdf import store as stores
from kg.rdf.engine import Store
from kg.rdf.query import syntax_error
from kg.rdf.terms import DefaultGraph, NamedNode, Quad, RdfFormat, Triple, parse
from kg.records.rules import integrity
from kg.service.protocol import media
from kg.service.protocol.problems import Problem, of_syntax
from kg.vocabulary.iri import (
    GRAPH_ARROWS,
    GRAPH_DYADS,
    GRAPH_TIERS,
    PREFIXES,
    TERMS,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.graph.graph import Graph
    from kg.records.model import Records

    Head = dict[str, Any]

_DERIVED = frozenset({GRAPH_ARROWS, GRAPH_DYADS, GRAPH_TIERS})
_MOST_FINDINGS = 100
_REPORTED = ("rule", "column", "subject", "message", "remedy")


def propose(_graph: Graph, head: Head, body: bytes) -> tuple[Head, bytes]:
    """Return what a write would remove and add, or raise with what is wrong with it."""
    before = set(parse(path=head["snapshot"], format=RdfFormat.N_QUADS))
    store = Store()
    store.extend(before)
    created = _written(store, head, body)
    after = set(store)
    _keep_derived(before, after)
    old, new = claims_of(before), claims_of(after)
    if old != new:
        _validate(old, new)
        if _is_ours(new) or _is_ours(old):
            after = _with_derived(after, new)
    lines = {"removed": _lines(before - after), "added": _lines(after - before)}
    about = {"type": "application/json", "created": created}
    return about, json.dumps(lines).encode()


def _written(store: Store, head: Head, body: bytes) -> bool:
    """Write to the copy; return whether that made a new graph."""
    operation = head["operation"]
    if operation == "update":
        _update(store, head, body.decode())
        return False
    name = DefaultGraph() if head["graph"] is None else NamedNode(head["graph"])
    existed = next(store.quads_for_pattern(None, None, None, name), None) is not None
    if operation == "DELETE" and not existed and head["graph"] is not None:
        raise Problem(404, "Not found", "there is no such graph")
    if head.get("exists") not in {None, existed}:
        detail = "there is such a graph" if existed else "there is no such graph"
        raise Problem(412, "Precondition failed", f"{detail}; nothing was changed")
    triples = _parsed(head, body) if operation != "DELETE" else []
    if operation in {"PUT", "DELETE"}:
        store.clear_graph(name)
    store.extend(Quad(t.subject, t.predicate, t.object, name) for t in triples)
    return not existed and operation != "DELETE"


def _update(store: Store, head: Head, text: str) -> None:
    try:
        store.update(text, base_iri=head["base"], prefixes=PREFIXES)
    except SyntaxError as error:
        raise of_syntax(syntax_error(str(error), text)) from None
    except (OSError, RuntimeError, ValueError) as error:
        raise Problem(400, "Update failed", str(error)[:500]) from None


def _parsed(head: Head, body: bytes) -> list[Triple]:
    """Return the triples of a document."""
    form = _SYNTAXES.get(head["media"])
    if form is None:
        raise Problem(415, "Unsupported media type", f"send {', '.join(_SYNTAXES)}")
    try:
        quads = list(parse(body, format=form, base_iri=head["base"], rename_blank_nodes=True))
    except (SyntaxError, ValueError, OSError) as error:
        line = getattr(error, "lineno", None)
        raise Problem(400, "Syntax error", str(error)[:500], line=line) from None
    if any(not isinstance(quad.graph_name, DefaultGraph) for quad in quads):
        raise Problem(400, "Bad request", "the document holds named graphs; send one graph")
    return [quad.triple for quad in quads]


_SYNTAXES = {offer.media_type: RdfFormat.from_media_type(offer.media_type) for offer in media.GRAPH}


def claims_of(quads: Iterable[Quad]) -> set[Triple]:
    """Return the triples of the default graph."""
    return {quad.triple for quad in quads if isinstance(quad.graph_name, DefaultGraph)}


def _keep_derived(before: set[Quad], after: set[Quad]) -> None:
    """Raise a 409 when a derived graph would change."""
    for quad in before ^ after:
        name = getattr(quad.graph_name, "value", "")
        if name in stores.MADE:
            detail = f"{name} follows from the claims, or comes with the program; change the claims"
            raise Problem(409, "Derived graph", detail)


def _is_ours(triples: set[Triple]) -> bool:
    """Return whether some triples are claims in our ontology."""
    kind = NamedNode(PREFIXES["rdf"] + "type")
    return any(
        t.predicate == kind and getattr(t.object, "value", "").startswith(TERMS) for t in triples
    )


def _with_derived(quads: set[Quad], triples: set[Triple]) -> set[Quad]:
    """Return the quads with the derived graphs brought up to date with the claims."""
    records = _records(triples)
    others = {quad for quad in quads if getattr(quad.graph_name, "value", "") not in _DERIVED}
    return others.union(stores.derived(records))


def _records(triples: set[Triple]) -> Records:
    try:
        return claims.records(map(_parts, triples), "the update")
    except InvalidTables as error:
        raise _invalid(error.findings) from None
    except KgError as error:
        raise Problem(422, "Invalid data", str(error)) from None


def _parts(triple: Triple) -> tuple[Any, Any, Any]:
    return triple.subject, triple.predicate, triple.object


def _validate(old: set[Triple], new: set[Triple]) -> None:
    """Raise with every rule that the new claims break and the old ones did not.

    The shapes are held against the whole graph: a path such as ``al:partOf+`` reaches further than
    any number of links around a change. The old claims are checked only when the new ones fail.
    """
    findings = _misshapen(new)
    if findings:
        findings -= _misshapen(old)
    if not findings and _is_ours(new):
        findings = set(integrity(_records(new))) - _broken(old)
    if findings:
        raise _invalid(findings)


def _misshapen(triples: set[Triple]) -> set[Finding]:
    """Return the findings of the shapes."""
    return set(shapes.findings(map(_parts, triples)))


def _broken(triples: set[Triple]) -> set[Finding]:
    """Return the findings of the rules; none when there are no claims yet."""
    try:
        return set(integrity(_records(triples)))
    except Problem:
        return set()


def _invalid(findings: Iterable[Finding]) -> Problem:
    ordered = sorted(findings)
    documents = [{key: getattr(f, key) for key in _REPORTED} for f in ordered[:_MOST_FINDINGS]]
    count = "1 thing is" if len(ordered) == 1 else f"{len(ordered)} things are"
    detail = f"{count} wrong with it; nothing was changed"
    return Problem(422, "Invalid data", detail, findings=documents)


def _lines(quads: Iterable[Quad]) -> list[str]:
    return sorted(f"{quad} ." for quad in quads)
