"""What a worker can be asked to do, by name; every job takes a graph and gives head and body."""

from __future__ import annotations

import gzip
import json
import re
from itertools import chain
from typing import TYPE_CHECKING, Any

from kg.base.errors import NotExplained, QuerySyntax
from kg.rdf import explain as query_plan
from kg.rdf.engine import QueryBoolean, QueryTriples
from kg.rdf.store import MADE
from kg.rdf.terms import DefaultGraph, NamedNode, RdfFormat, serialize
from kg.service.api import measures
from kg.service.pages import editor, things
from kg.service.protocol import media, results
from kg.service.protocol.problems import Problem
from kg.vocabulary.iri import PREFIXES, term
from kg.vocabulary.syntax import in_words, is_empty

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.graph.graph import Graph
    from kg.rdf.terms import Quad

    Head = dict[str, Any]

_ZIPPED_FROM = 1000
_ALL = 1 << 62
_TYPE, _RELATION = NamedNode(PREFIXES["rdf"] + "type"), NamedNode(term("Relation"))
_PLACE = re.compile(r"(?:error at )?(\d+):(\d+): ?(.*)", re.DOTALL)


def query(graph: Graph, head: Head, _body: bytes) -> tuple[Head, bytes]:
    """Answer a SPARQL query in the format the client wants."""
    found = _evaluate(graph.store, head)
    offers = media.OFFERS[kind(found)]
    form = media.pick(head.get("format"), head["accept"], offers)
    caps = results.Caps(head["rows"], head["bytes"])
    try:
        written = _written(found, form.name, caps)
    except (OSError, RuntimeError, ValueError) as error:
        raise Problem(400, "Query failed", str(error)) from None
    answer = {"type": form.content_type, "rows": written.rows, "truncated": written.truncated}
    return answer, written.body


def graph_of(graph: Graph, head: Head, _body: bytes) -> tuple[Head, bytes]:
    """Give one graph of the store whole, for the Graph Store Protocol."""
    store: Any = graph.store
    name = DefaultGraph() if head["graph"] is None else NamedNode(head["graph"])
    quads = store.quads_for_pattern(None, None, None, name)
    first = next(quads, None)
    if first is None and head["graph"] is not None:
        raise Problem(404, "Not found", "there is no such graph")
    form = media.choose(head["accept"], media.GRAPH)
    triples = (quad.triple for quad in ([] if first is None else chain([first], quads)))
    written = results.write_triples(triples, form.name, results.Caps(_ALL, _ALL))
    return {"type": form.content_type, "rows": written.rows, "truncated": ""}, written.body


def whole(graph: Graph, head: Head, _body: bytes) -> tuple[Head, bytes]:
    """Give all graphs of the store, but for those that are made anew when it is opened."""
    store: Any = graph.store
    claims = store.quads_for_pattern(None, _TYPE, _RELATION, DefaultGraph())
    left_out = MADE if next(claims, None) else ()
    quads = (quad for quad in store if getattr(quad.graph_name, "value", "") not in left_out)
    form = media.choose(head["accept"], media.DATASET)
    syntax = RdfFormat.from_media_type(form.media_type)
    prefixes = PREFIXES if form.name == "trig" else None
    body = serialize(sorted(quads, key=_order), format=syntax, prefixes=prefixes)
    assert body is not None, "without an output, the content is returned"
    return {"type": form.content_type}, body


def _order(quad: Quad) -> tuple[str, str]:
    return str(quad.graph_name), str(quad)


def kind(found: Any) -> str:
    """Return what results are: ``rows``, ``boolean`` or ``graph``."""
    if isinstance(found, QueryBoolean):
        return "boolean"
    return "graph" if isinstance(found, QueryTriples) else "rows"


def dataset(head: Head) -> dict[str, Any]:
    """Return the dataset of a query as the engine's options."""
    if not (head["default_graphs"] or head["named_graphs"]):
        return {}
    return {
        "default_graph": [NamedNode(iri) for iri in head["default_graphs"]],
        "named_graphs": [NamedNode(iri) for iri in head["named_graphs"]],
    }


def syntax_problem(error: SyntaxError) -> Problem:
    """Return what to tell of a text that does not parse, with its place."""
    match = _PLACE.fullmatch(str(error))
    said = in_words(match[3] if match else str(error))[:500]
    line, column = (int(match[1]), int(match[2])) if match else (None, None)
    return Problem(400, "Syntax error", said, line=line, column=column)


def _evaluate(store: Any, head: Head) -> Any:
    try:
        return store.query(
            head["text"],
            base_iri=head.get("base"),
            prefixes=_prefixes(head["text"]),
            **dataset(head),
        )
    except SyntaxError as error:
        problem = syntax_problem(error)
        problem.detail = "the query is empty" if is_empty(head["text"]) else problem.detail
        raise problem from None
    except (OSError, RuntimeError, ValueError) as error:
        raise Problem(400, "Query failed", str(error)[:500]) from None


def _prefixes(text: str) -> dict[str, str]:
    """Return our prefixes that may occur in a text; the engine parses each IRI it is given."""
    return {prefix: iri for prefix, iri in PREFIXES.items() if f"{prefix}:" in text}


def _written(found: Any, form: str, caps: results.Caps) -> results.Written:
    if isinstance(found, QueryBoolean):
        return results.write_boolean(bool(found), form)
    if isinstance(found, QueryTriples):
        return results.write_triples(found, form, caps)
    return results.write_rows(found, form, caps)


def explain(graph: Graph, head: Head, _body: bytes) -> tuple[Head, bytes]:
    """Tell what a query will have to do."""
    try:
        plan = query_plan.explain(graph.store, head["text"], head.get("base"))
    except QuerySyntax as error:
        said = error.message[:500]
        raise Problem(400, "Syntax error", said, line=error.line, column=error.column) from None
    except NotExplained as error:
        raise Problem(422, "Not explained", str(error)) from None
    return {"type": media.JSON_TYPE}, json.dumps(plan.to_dict(), ensure_ascii=False).encode()


def propose(graph: Graph, head: Head, body: bytes) -> tuple[Head, bytes]:
    """Try a write; what validates it is loaded only then."""
    from kg.service.protocol import writing

    return writing.propose(graph, head, body)


def do(graph: Graph, head: Head, body: bytes) -> tuple[Head, bytes]:
    """Do the job that a head names; compress what it gives if that is wanted and worth it."""
    answer, content = JOBS[head["job"]](graph, head, body)
    if not head.get("gzip") or len(content) < _ZIPPED_FROM:
        return answer, content
    return {**answer, "encoding": "gzip"}, gzip.compress(content, 5, mtime=0)


JOBS: dict[str, Callable[[Graph, Head, bytes], tuple[Head, bytes]]] = {
    "query": query,
    "graph": graph_of,
    "whole": whole,
    "thing": things.thing,
    "known": things.known,
    "ontology": things.ontology,
    "measure": measures.answer,
    "words": editor.words,
    "propose": propose,
    "explain": explain,
}
