"""Relations as annotated arrows (RDF 1.2) to relations with a subject and an object."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.vocabulary.iri import PREFIXES, term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

REIFIES = ox.NamedNode(PREFIXES["rdf"] + "reifies")
TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
SUBJECT, OBJECT = ox.NamedNode(term("subject")), ox.NamedNode(term("object"))


def is_reified(store: ox.Store) -> bool:
    """Return whether a store holds annotated arrows among its claims."""
    quads = store.quads_for_pattern(None, REIFIES, None, ox.DefaultGraph())
    return next(quads, None) is not None


def plain(store: ox.Store) -> ox.Store:
    """Return a store in memory with all of another, its annotated arrows of ours taken apart."""
    claims = store.quads_for_pattern(None, None, None, ox.DefaultGraph())
    fresh = ox.Store()
    fresh.extend(ox.Quad(*triple) for triple in n_ary(quad.triple for quad in claims))
    for name in store.named_graphs():
        fresh.add_graph(name)
        fresh.extend(store.quads_for_pattern(None, None, None, name))
    return fresh


def n_ary(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Yield triples with every reified arrow of ours taken apart into subject and object.

    Parameters
    ----------
    triples
        Triples of RDF 1.2. A reifier is a relation of ours when something is said of it in the
        words of our ontology; its arrow is then left out, and all else stays as it is.
    """
    triples = list(triples)
    ours = {triple.subject for triple in triples if _is_in_our_words(triple)}
    reified = [t for t in triples if t.predicate == REIFIES and isinstance(t.object, ox.Triple)]
    arrows = {triple.object for triple in reified if triple.subject in ours}
    for triple in triples:
        arrow = triple.object
        if triple.predicate == REIFIES and isinstance(arrow, ox.Triple) and triple.subject in ours:
            yield ox.Triple(triple.subject, SUBJECT, arrow.subject)
            yield ox.Triple(triple.subject, OBJECT, arrow.object)
        elif triple not in arrows:
            yield triple


def _is_in_our_words(triple: ox.Triple) -> bool:
    word = triple.object if triple.predicate == TYPE else triple.predicate
    return isinstance(word, ox.NamedNode) and word.value.startswith(PREFIXES["al"])
