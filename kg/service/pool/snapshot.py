"""A version of the graph as one file, from which workers load it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.base.files import write_atomically
from kg.rdf.store import select

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from kg.rdf.store import QuadStore


def quads(store: QuadStore) -> Iterator[ox.Quad]:
    """Yield every quad of a store; a remote one is asked for them, and then left alone."""
    if isinstance(store, ox.Store):
        yield from store
        return
    for row in select(store, "SELECT ?s ?p ?o WHERE { ?s ?p ?o }"):
        yield ox.Quad(*_terms(row))
    for row in select(store, "SELECT ?s ?p ?o ?g WHERE { GRAPH ?g { ?s ?p ?o } }"):
        yield ox.Quad(*_terms(row))


def write(found: Iterable[ox.Quad], path: Path) -> str:
    """Write quads as sorted N-Quads; return the name of the version, which is their digest.

    Blank nodes get canonical names, so that the same graph gives the same bytes.
    """
    everything = set(found)
    blank = {quad for quad in everything if _is_blank(quad)}
    named = ox.Dataset(blank)
    named.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    lines = sorted(f"{quad} ." for quad in everything - blank | set(named))
    text = "".join(f"{line}\n" for line in lines).encode()
    write_atomically(path, text)
    return hashlib.sha256(text).hexdigest()


def _is_blank(quad: ox.Quad) -> bool:
    terms = (quad.subject, quad.object, quad.graph_name)
    return any(isinstance(term, ox.BlankNode | ox.Triple) for term in terms)


def _terms(row: ox.QuerySolution) -> list[Any]:
    return list(row)
