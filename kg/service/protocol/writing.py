"""What a write would change, tried on a copy and validated; nothing is written here.

The copy lives in a process of its own. What an update finds wrong that was not wrong before keeps
it from being committed: SHACL, records and their integrity, all of them on the whole graph.
What is derived (arrows, pairs, tiers) follows from the claims and is written by nobody else.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from kg.base.errors import Finding, InvalidTables, KgError
from kg.rdf import read as claims
from kg.rdf import shapes
from kg.rdf import store as stores
from kg.rdf.engine import Store
from kg.rdf.terms import DefaultGraph, NamedNode, Quad, RdfFormat, Triple, parse
from kg.records.rules import integrity
from kg.service.protocol import media
from kg.service.protocol.problems import Problem
from kg.vocabulary.iri import (
    GRAPH_ARROWS,
    GRAPH_DYADS,
    GRAPH_TIERS,
    PREFIXES,
    TERMS,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.graph.graph import Graph
    from kg.records.model import Records

    Head = dict[str, Any]

_DERIVED = frozenset({GRAPH_ARROWS, GRAPH_DYADS, GRAPH_TIERS})
_MOST_FINDINGS = 100


def propose(_graph: Graph, head: Head, body: bytes) -> tuple[Head, bytes]:
    """Return what a write would remove and add, or raise with what is wrong with it."""
    before = set(parse(path=head["snapshot"], format=RdfFormat.N_QUADS))
    store = Store()
    store.extend(before)
    created = _written(store, head, body)
    after = set(store)
    _keep_derived(before, after)
    if claims_of(before) != claims_of(after):
        was, now = claims_of(before), claims_of(after)
        _validate(was, now)
        if _is_ours(now) or _is_ours(was):
            after = _with_derived(after, now)
    lines = {"removed": _lines(before - after), "added": _lines(after - before)}
    about = {"type": "application/json", "created": created}
    return about, json.dumps(lines).encode()


def _written(store: Store, head: Head, body: bytes) -> bool:
    """Do what is asked on the copy; say whether that made a new graph."""
    operation = head["operation"]
    if operation == "update":
        _update(store, head, body.decode())
        return False
    name = DefaultGraph() if head["graph"] is None else NamedNode(head["graph"])
    existed = next(store.quads_for_pattern(None, None, None, name), None) is not None
    if operation == "DELETE" and not existed and head["graph"] is not None:
        raise Problem(404, "Not found", "there is no such graph")
    triples = _parsed(head, body) if operation != "DELETE" else []
    if operation in {"PUT", "DELETE"}:
        store.clear_graph(name)
    store.extend(Quad(t.subject, t.predicate, t.object, name) for t in triples)
    return not existed and operation != "DELETE"


def _update(store: Store, head: Head, text: str) -> None:
    from kg.service.pool.jobs import syntax_problem

    try:
        store.update(text, base_iri=head["base"], prefixes=PREFIXES)
    except SyntaxError as error:
        raise syntax_problem(error) from None
    except (OSError, RuntimeError, ValueError) as error:
        raise Problem(400, "Update failed", str(error)[:500]) from None


def _parsed(head: Head, body: bytes) -> list[Triple]:
    """Return the triples of a document."""
    form = _SYNTAXES.get(head["media"])
    if form is None:
        known = ", ".join(_SYNTAXES)
        raise Problem(415, "Unsupported media type", f"send {known}")
    try:
        quads = list(parse(body, format=form, base_iri=head["base"], rename_blank_nodes=True))
    except (SyntaxError, ValueError, OSError) as error:
        line = getattr(error, "lineno", None)
        raise Problem(400, "Syntax error", str(error)[:500], line=line) from None
    if any(not isinstance(quad.graph_name, DefaultGraph) for quad in quads):
        raise Problem(400, "Bad request", "the document holds named graphs; send one graph")
    return [quad.triple for quad in quads]


_SYNTAXES = {
    offer.media_type: form
    for offer, form in zip(
        media.GRAPH,
        (
            RdfFormat.TURTLE,
            RdfFormat.N_TRIPLES,
            RdfFormat.JSON_LD,
            RdfFormat.RDF_XML,
        ),
        strict=True,
    )
}


def claims_of(quads: Iterable[Quad]) -> set[Triple]:
    """Return the triples of the default graph."""
    return {quad.triple for quad in quads if isinstance(quad.graph_name, DefaultGraph)}


def _keep_derived(before: set[Quad], after: set[Quad]) -> None:
    for quad in before ^ after:
        name = getattr(quad.graph_name, "value", "")
        if name in stores.MADE:
            detail = f"{name} follows from the claims, or comes with the program; change the claims"
            raise Problem(409, "Derived graph", detail)


def _is_ours(triples: set[Triple]) -> bool:
    """Say whether claims of ours are among some triples."""
    kind = NamedNode(PREFIXES["rdf"] + "type")
    return any(
        t.predicate == kind and getattr(t.object, "value", "").startswith(TERMS) for t in triples
    )


def _with_derived(after: set[Quad], now: set[Triple]) -> set[Quad]:
    """Return the quads with what follows from the claims brought up to date."""
    records = _records(now)
    kept = {quad for quad in after if getattr(quad.graph_name, "value", "") not in _DERIVED}
    return kept.union(stores.derived(records))


def _records(triples: set[Triple]) -> Records:
    try:
        return claims.records(map(_parts, triples), "the update")
    except InvalidTables as error:
        raise _invalid(error.findings) from None
    except KgError as error:
        raise Problem(422, "Invalid data", str(error)) from None


def _parts(triple: Triple) -> tuple[Any, Any, Any]:
    return triple.subject, triple.predicate, triple.object


def _validate(was: set[Triple], now: set[Triple]) -> None:
    """Raise with everything that is wrong now and was not before.

    The shapes look at the whole graph: a path such as ``al:partOf+`` reaches further than any
    number of links around a change. What was wrong before is looked for only when something is.
    """
    new = _misshapen(now)
    if new:
        new -= _misshapen(was)
    if not new and _is_ours(now):
        new = set(integrity(_records(now))) - _broken(was)
    if new:
        raise _invalid(new)


def _misshapen(triples: set[Triple]) -> set[Finding]:
    """Return what breaks a shape."""
    return set(shapes.findings(map(_parts, triples)))


def _broken(triples: set[Triple]) -> set[Finding]:
    """Return what broke a rule before; nothing when there were no claims yet."""
    try:
        return set(integrity(_records(triples)))
    except Problem:
        return set()


def _invalid(findings: Iterable[Finding]) -> Problem:
    found = sorted(findings)
    said = [
        {
            "rule": f.rule,
            "column": f.column,
            "subject": f.subject,
            "message": f.message,
            "remedy": f.remedy,
        }
        for f in found[:_MOST_FINDINGS]
    ]
    many = "1 thing is" if len(found) == 1 else f"{len(found)} things are"
    detail = f"{many} wrong with it; nothing was changed"
    return Problem(422, "Invalid data", detail, findings=said)


def _lines(quads: Iterable[Quad]) -> list[str]:
    return sorted(f"{quad} ." for quad in quads)


def with_dataset(text: str, default: tuple[str, ...], named: tuple[str, ...]) -> str:
    """Return an update with a dataset given by the protocol put into every operation.

    Raises
    ------
    Problem
        400 when the text names a dataset itself.
    """
    return "".join(_with_dataset(text, default, named))


def _with_dataset(text: str, default: tuple[str, ...], named: tuple[str, ...]) -> Iterator[str]:
    from kg.service.protocol.guard import tokens

    using = "".join((*(f"USING <{g}> " for g in default), *(f"USING NAMED <{g}> " for g in named)))
    depth, done, previous = 0, 0, ""
    for kind, token, place in tokens(text):
        word = token.upper() if kind == "word" else ""
        if depth == 0 and word in {"USING", "WITH"}:
            detail = f"the address names a dataset, and so does the update ({word})"
            raise Problem(400, "Bad request", detail)
        if depth == 0 and word == "WHERE":
            if previous == "DELETE":
                raise Problem(400, "Bad request", "DELETE WHERE takes no dataset; write it out")
            yield text[done:place] + using
            done = place
        depth += {"{": 1, "}": -1}.get(token, 0)
        previous = word
    yield text[done:]
