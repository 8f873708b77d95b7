"""A version of the graph as one file, from which workers load it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from kg.base.files import write_atomically
from kg.rdf.engine import Store
from kg.rdf.store import select
from kg.rdf.terms import Quad, canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from kg.rdf.engine import QuadStore


def read(store: QuadStore) -> Iterator[Quad]:
    """Yield every quad of a store; those of a remote one are fetched by two queries."""
    if isinstance(store, Store):
        yield from store
        return
    for row in select(store, "SELECT ?s ?p ?o WHERE { ?s ?p ?o }"):
        yield Quad(*row)
    for row in select(store, "SELECT ?s ?p ?o ?g WHERE { GRAPH ?g { ?s ?p ?o } }"):
        yield Quad(*row)


def write(quads: Iterable[Quad], path: Path) -> str:
    """Write quads as sorted N-Quads; return the name of the version, which is their digest.

    Blank nodes get canonical names, so that the same graph gives the same bytes.
    """
    lines = sorted(f"{quad} ." for quad in canonical(set(quads)))
    text = "".join(f"{line}\n" for line in lines).encode()
    write_atomically(path, text)
    return hashlib.sha256(text).hexdigest()
