"""Relations as annotated arrows (RDF 1.2) to relations with a subject and an object."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.vocabulary.iri import PREFIXES, term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

REIFIES = ox.NamedNode(PREFIXES["rdf"] + "reifies")
SUBJECT, OBJECT = ox.NamedNode(term("subject")), ox.NamedNode(term("object"))


def is_reified(store: ox.Store) -> bool:
    """Return whether a store holds annotated arrows among its claims."""
    quads = store.quads_for_pattern(None, REIFIES, None, ox.DefaultGraph())
    return next(quads, None) is not None


def plain(store: ox.Store) -> ox.Store:
    """Return a store in memory with the claims of another, every annotated arrow taken apart."""
    claims = store.quads_for_pattern(None, None, None, ox.DefaultGraph())
    fresh = ox.Store()
    fresh.extend(ox.Quad(*triple) for triple in n_ary(quad.triple for quad in claims))
    return fresh


def n_ary(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Yield triples with every reified arrow taken apart into subject and object.

    Parameters
    ----------
    triples
        Triples of RDF 1.2; the asserted arrows among them are left out.
    """
    triples = list(triples)
    arrows = {triple.object for triple in triples if triple.predicate == REIFIES}
    for triple in triples:
        arrow = triple.object
        if triple.predicate == REIFIES and isinstance(arrow, ox.Triple):
            yield ox.Triple(triple.subject, SUBJECT, arrow.subject)
            yield ox.Triple(triple.subject, OBJECT, arrow.object)
        elif triple not in arrows:
            yield triple
