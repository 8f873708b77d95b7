"""One thing of the graph: its own description in RDF, or a page about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.base.errors import KgError
from kg.rdf.terms import DefaultGraph, NamedNode
from kg.service.pages.render import render
from kg.service.protocol import media, results
from kg.service.protocol.problems import Problem
from kg.vocabulary.catalogue import SOURCE
from kg.vocabulary.iri import GRAPH_ONTOLOGY, PREFIXES, TERMS, mint, term
from kg.vocabulary.names import nearest
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kg.graph.graph import Graph
    from kg.rdf.terms import Triple

    Head = dict[str, Any]

KINDS = ("actor", "relation", "source", "deal", "observation")
_POINTERS = {
    "actor": (term("subject"), term("object"), term("actor"), term("partOf")),
    "source": (PREFIXES["prov"] + "hadPrimarySource",),
    "deal": (),
    "relation": (),
    "observation": (),
}


def thing(graph: Graph, head: Head, _body: bytes) -> tuple[Head, bytes]:
    """Describe one thing in the format that the client prefers."""
    exists(graph, head, _body)
    kind, slug = head["kind"], head["id"]
    node = NamedNode(mint(kind, slug))
    store: Any = graph.store
    form = media.pick(head.get("format"), head["accept"], media.PAGE)
    if form is media.HTML:
        return _page(kind, head, _facts(graph, kind, slug))
    caps = results.Caps(head["rows"], head["bytes"])
    written = results.write_triples(_described(store, node, _POINTERS[kind]), form.name, caps)
    return written.head(form), written.body


def exists(graph: Graph, head: Head, _body: bytes) -> tuple[Head, bytes]:
    """Return an empty reply when the graph has a thing.

    Raises
    ------
    Problem
        404 with the nearest ids when it has not.
    """
    kind, slug = head["kind"], head["id"]
    node = NamedNode(mint(kind, slug))
    store: Any = graph.store
    if next(store.quads_for_pattern(node, None, None, DefaultGraph()), None) is None:
        detail = f"there is no {kind} {slug[:200]!r}"
        raise Problem(404, "Not found", detail, nearest=_near(graph, head), kind=kind)
    return {"type": media.JSON_TYPE}, b""


def missing(document: Mapping[str, Any], language: str) -> bytes:
    """Return a problem as a page for people."""
    return render("problem", language, **document)


def ontology(graph: Graph, head: Head, _body: bytes) -> tuple[Head, bytes]:
    """Return the ontology with its code lists in the format that the client prefers."""
    form = media.pick(head.get("format"), head["accept"], media.PAGE)
    store: Any = graph.store
    quads = list(store.quads_for_pattern(None, None, None, NamedNode(GRAPH_ONTOLOGY)))
    if not quads:
        raise Problem(404, "Not found", "this graph holds no ontology")
    if form is media.HTML:
        entries = list(_terms(quads, head["language"]))
        return _page("ontology", head, {"terms": entries, "lists": vocabulary().codes})
    written = results.write_triples((quad.triple for quad in quads), form.name, results.Caps())
    return written.head(form), written.body


def terms(graph: Graph) -> list[dict[str, str]]:
    """Return name, label and definition of every term of the ontology."""
    store: Any = graph.store
    return list(_terms(store.quads_for_pattern(None, None, None, NamedNode(GRAPH_ONTOLOGY))))


def _described(store: Any, node: NamedNode, pointers: tuple[str, ...]) -> Iterator[Triple]:
    """Yield the triples of a thing and its parts, and those that point at it."""
    default = DefaultGraph()
    for quad in store.quads_for_pattern(node, None, None, default):
        yield quad.triple
        if isinstance(quad.object, NamedNode) and quad.object.value.startswith(f"{node.value}/"):
            for part in store.quads_for_pattern(quad.object, None, None, default):
                yield part.triple
    for pointer in pointers:
        for quad in store.quads_for_pattern(None, NamedNode(pointer), node, default):
            yield quad.triple


def _page(name: str, head: Head, facts: Mapping[str, Any]) -> tuple[Head, bytes]:
    return {"type": media.HTML.content_type}, render(name, head["language"], **facts)


def _facts(graph: Graph, kind: str, slug: str) -> dict[str, Any]:
    """Return the content of a page about a thing."""
    records = graph.records
    about: dict[str, Any] = {"kind": kind, "id": slug, "iri": mint(kind, slug), "records": records}
    if kind == "actor" and slug in records.actor_by_id:
        relations = [r for r in records.relations if slug in {r.subject, r.object}]
        units = [actor for actor in records.actors if actor.part_of == slug]
        return about | {"actor": records.actor_by_id[slug], "relations": relations, "units": units}
    if kind == "relation" and slug in records.relation_by_id:
        return about | {"file": graph.evidence(slug)}
    if kind == "source" and slug in records.source_by_id:
        relations = [r for r in records.relations if slug in r.sources]
        return about | {"source": records.source_by_id[slug], "relations": relations}
    store: Any = graph.store
    node = NamedNode(mint(kind, slug))
    return about | {"triples": sorted(_described(store, node, ()), key=str)}


def _terms(quads: Iterable[Any], language: str = SOURCE) -> Iterator[dict[str, str]]:
    """Yield label and definition of every term of ours, by name."""
    label, comment = PREFIXES["rdfs"] + "label", PREFIXES["rdfs"] + "comment"
    definition = PREFIXES["skos"] + "definition"
    entries: dict[str, dict[str, str]] = {}
    for quad in quads:
        iri = getattr(quad.subject, "value", "")
        if iri.startswith(TERMS) and getattr(quad.object, "language", None) == language:
            entry = entries.setdefault(iri, {"iri": iri, "name": iri.removeprefix(TERMS)})
            if quad.predicate.value == label:
                entry["label"] = quad.object.value
            elif quad.predicate.value in {comment, definition}:
                entry["about"] = quad.object.value
    yield from (entries[iri] for iri in sorted(entries))


def _near(graph: Graph, head: Head) -> list[str]:
    try:
        entries = getattr(graph.records, f"{head['kind']}s")
    except KgError:
        return []
    return nearest(head["id"], [entry.id for entry in entries])
