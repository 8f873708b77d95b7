"""The jobs of a worker, by name; each takes a graph and returns head and body of a reply."""

from __future__ import annotations

import gzip
import json
from itertools import chain
from typing import TYPE_CHECKING, Any

from kg.base.errors import NotExplained, QuerySyntax
from kg.rdf import solutions
from kg.rdf.engine import QueryBoolean, QueryTriples
from kg.rdf.plan.explain import explain as explain_query
from kg.rdf.query import syntax_error
from kg.rdf.store import MADE
from kg.rdf.terms import DefaultGraph, NamedNode, RdfFormat, serialize
from kg.service.api import questions
from kg.service.pages import editor, things
from kg.service.protocol import media, results
from kg.service.protocol.problems import Problem, of_syntax
from kg.vocabulary.iri import PREFIXES, term

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.graph.graph import Graph
    from kg.rdf.terms import Quad

    Head = dict[str, Any]

_ZIPPED_FROM = 1000
_ALL = 1 << 62
_TYPE, _RELATION = NamedNode(PREFIXES["rdf"] + "type"), NamedNode(term("Relation"))


def query(graph: Graph, head: Head, _body: bytes) -> tuple[Head, bytes]:
    """Answer a SPARQL query in the format the client wants."""
    answer = _evaluate(graph.store, head)
    offers = media.OFFERS[solutions.kind(answer)]
    form = media.pick(head.get("format"), head["accept"], offers)
    caps = results.Caps(head["rows"], head["bytes"])
    try:
        written = _written(answer, form.name, caps)
    except (OSError, RuntimeError, ValueError) as error:
        raise Problem(400, "Query failed", str(error)) from None
    return written.head(form), written.body


def graph_of(graph: Graph, head: Head, _body: bytes) -> tuple[Head, bytes]:
    """Return one graph of the store, for the Graph Store Protocol."""
    store: Any = graph.store
    name = DefaultGraph() if head["graph"] is None else NamedNode(head["graph"])
    quads = store.quads_for_pattern(None, None, None, name)
    first = next(quads, None)
    if first is None and head["graph"] is not None:
        raise Problem(404, "Not found", "there is no such graph")
    form = media.choose(head["accept"], media.GRAPH)
    triples = (quad.triple for quad in ([] if first is None else chain([first], quads)))
    written = results.write_triples(triples, form.name, results.Caps(_ALL, _ALL))
    return written.head(form), written.body


def whole(graph: Graph, head: Head, _body: bytes) -> tuple[Head, bytes]:
    """Return all graphs of the store except those that are derived when it is opened."""
    store: Any = graph.store
    claims = store.quads_for_pattern(None, _TYPE, _RELATION, DefaultGraph())
    derived = MADE if next(claims, None) else ()
    quads = (quad for quad in store if getattr(quad.graph_name, "value", "") not in derived)
    form = media.choose(head["accept"], media.DATASET)
    syntax = RdfFormat.from_media_type(form.media_type)
    prefixes = PREFIXES if form.name == "trig" else None
    body = serialize(sorted(quads, key=_order), format=syntax, prefixes=prefixes)
    assert body is not None, "without an output, the content is returned"
    return {"type": form.content_type}, body


def _order(quad: Quad) -> tuple[str, str]:
    return str(quad.graph_name), str(quad)


def _dataset(head: Head) -> dict[str, Any]:
    """Return the dataset of a query as the engine's options."""
    if not (head["default_graphs"] or head["named_graphs"]):
        return {}
    return {
        "default_graph": [NamedNode(iri) for iri in head["default_graphs"]],
        "named_graphs": [NamedNode(iri) for iri in head["named_graphs"]],
    }


def _evaluate(store: Any, head: Head) -> Any:
    try:
        return store.query(
            head["text"],
            base_iri=head.get("base"),
            prefixes=_prefixes(head["text"]),
            **_dataset(head),
        )
    except SyntaxError as error:
        raise of_syntax(syntax_error(str(error), head["text"])) from None
    except (OSError, RuntimeError, ValueError) as error:
        raise Problem(400, "Query failed", str(error)[:500]) from None


def _prefixes(text: str) -> dict[str, str]:
    """Return our prefixes that may occur in a text: the engine parses the IRI of each."""
    return {prefix: iri for prefix, iri in PREFIXES.items() if f"{prefix}:" in text}


def _written(answer: Any, form: str, caps: results.Caps) -> results.Written:
    if isinstance(answer, QueryBoolean):
        return results.write_boolean(bool(answer), form)
    if isinstance(answer, QueryTriples):
        return results.write_triples(answer, form, caps)
    return results.write_rows(answer, form, caps)


def explain(graph: Graph, head: Head, _body: bytes) -> tuple[Head, bytes]:
    """Return the plan of a query."""
    try:
        plan = explain_query(graph.store, head["text"], head.get("base"))
    except QuerySyntax as error:
        raise of_syntax(error) from None
    except NotExplained as error:
        raise Problem(422, "Not explained", str(error)) from None
    return {"type": media.JSON_TYPE}, json.dumps(plan.to_dict(), ensure_ascii=False).encode()


def propose(graph: Graph, head: Head, body: bytes) -> tuple[Head, bytes]:
    """Try a write; its validators are imported only here, as few workers need them."""
    from kg.service.pool import proposal

    return proposal.propose(graph, head, body)


def do(graph: Graph, head: Head, body: bytes) -> tuple[Head, bytes]:
    """Do the job that a head names; compress a long reply if the client accepts that."""
    about, content = JOBS[head["job"]](graph, head, body)
    if not head.get("gzip") or len(content) < _ZIPPED_FROM:
        return about, content
    return {**about, "encoding": "gzip"}, gzip.compress(content, 5, mtime=0)


JOBS: dict[str, Callable[[Graph, Head, bytes], tuple[Head, bytes]]] = {
    "query": query,
    "graph": graph_of,
    "whole": whole,
    "thing": things.thing,
    "exists": things.exists,
    "ontology": things.ontology,
    "measure": questions.answer,
    "words": editor.words,
    "propose": propose,
    "explain": explain,
}
