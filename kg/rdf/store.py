"""Stores of quads that answer SPARQL: in memory, on disk, or a remote SPARQL 1.1 endpoint."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.base import checksums
from kg.base.errors import UnreadableGraph, UnwritableFile
from kg.rdf import files, quads, reified
from kg.rdf import write as statements
from kg.relations import selection
from kg.relations import table as relation_tables
from kg.relations.scope import Scope
from kg.vocabulary import turtle
from kg.vocabulary.bundled import folder
from kg.vocabulary.iri import (
    GRAPH_ARROWS,
    GRAPH_DYADS,
    GRAPH_ONTOLOGY,
    GRAPH_TIERS,
    PREFIXES,
    term,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.rdf.engine import QuadStore
    from kg.records.model import Records

MADE = frozenset({GRAPH_ARROWS, GRAPH_DYADS, GRAPH_TIERS, GRAPH_ONTOLOGY})  # by `completed`
_ROCKSDB_MARK = "CURRENT"
_PART = 32 << 20  # characters given to a bulk load at once: some 180,000 quads


def memory(records: Records) -> ox.Store:
    """Return a store in memory with claims, arrows, dyads and ontology.

    Parameters
    ----------
    records
        Consistent records.
    """
    store = ox.Store()
    lines = statements.Reader(_claims_and_derived(records))
    store.load(lines, format=ox.RdfFormat.N_QUADS, lenient=True)  # type: ignore[arg-type]
    store.extend(ontology())
    return store


def all_quads(records: Records) -> Iterator[ox.Quad]:
    """Yield everything a store of ours holds: claims, arrows, dyads, ontology."""
    yield from quads.asserted(records)
    yield from derived(records)
    yield from ontology()


def derived(records: Records) -> Iterator[ox.Quad]:
    """Yield what follows from the records: arrows and dyads under the default scope, tiers."""
    return quads.parsed(_derived(records))


def _derived(records: Records) -> Iterator[str]:
    default = Scope(records.cutoff)
    holding = selection.select(relation_tables.table(records), default).relations
    yield from statements.arrows(holding)
    yield from statements.dyads(records, {relation.id for relation in holding})
    yield from statements.tiers(records)


def _claims_and_derived(records: Records) -> Iterator[str]:
    """Yield all statements but those of the ontology, as N-Quads.

    A store reads them leniently: that saves a sixth of the time, and every IRI in them was minted
    or checked when its line was written.
    """
    yield from statements.asserted(records)
    yield from _derived(records)


def ontology() -> Iterator[ox.Quad]:
    """Yield the shipped ontology and code lists, in their graph."""
    place = folder("ontology")
    for path in (place / "alliances.ttl", *sorted((place / "codes").glob("*.ttl"))):
        yield from quads.ontology_quads(turtle.read(path), GRAPH_ONTOLOGY)


def open(place: str) -> QuadStore:  # noqa: A001 - store.open reads well
    """Open a store on disk, an RDF file, or a remote endpoint.

    Raises
    ------
    UnreadableGraph
        When nothing readable is there.
    """
    if place.lower().startswith(("http://", "https://")):
        from kg.rdf.remote import RemoteStore

        return RemoteStore(place)
    path = Path(place)
    return open_disk(path) if is_store(path) else load(path)


def load(path: Path) -> ox.Store:
    """Load an RDF file of any format into memory; relations as annotated arrows are taken apart.

    Errors: see `kg.rdf.files.load`.
    """
    store = files.load(path)
    return reified.plain(store) if reified.is_reified(store) else store


def labels(path: Path) -> Iterator[tuple[str, str]]:
    """Yield IRI and label of everything labelled in a store on disk or an RDF file.

    Nothing is loaded; a file with an unknown ending has no labels.
    """
    label = ox.NamedNode(PREFIXES["rdfs"] + "label")
    quads: Iterable[ox.Quad] = ()
    if is_store(path):
        quads = ox.Store.read_only(str(path)).quads_for_pattern(None, label, None)
    elif path.suffix.lower() in files.FORMATS:
        quads = files.quads(path)
    for quad in quads:
        if quad.predicate == label and isinstance(quad.subject, ox.NamedNode):
            yield quad.subject.value, getattr(quad.object, "value", "")


def lacks_derived(store: QuadStore) -> bool:
    """Return whether a local store holds relations of ours but no dyads."""
    if not isinstance(store, ox.Store):
        return False
    relation, dyads = f"<{term('Relation')}>", f"<{GRAPH_DYADS}>"
    missing = f"ASK {{ ?r a {relation} FILTER NOT EXISTS {{ GRAPH {dyads} {{ ?d ?p ?o }} }} }}"
    return bool(store.query(missing))


def completed(store: QuadStore, records: Records) -> ox.Store:
    """Return a store in memory with a store's quads and what follows from its claims."""
    assert isinstance(store, ox.Store), "only a local store is completed"
    fresh = ox.Store()
    fresh.extend(store.quads_for_pattern(None, None, None, None))
    fresh.extend([*derived(records), *ontology()])
    return fresh


def is_store(path: Path) -> bool:
    """Return whether a folder is a store on disk."""
    return (path / _ROCKSDB_MARK).is_file()


def open_disk(path: Path) -> ox.Store:
    """Open a store on disk for reading.

    Raises
    ------
    UnreadableGraph
        When the folder is not a store or is damaged.
    """
    try:
        return ox.Store.read_only(str(path))
    except (OSError, RuntimeError, ValueError) as error:
        raise UnreadableGraph(path, str(error)) from None


def build(records: Records, path: Path) -> int:
    """Write records as a store on disk; return the number of quads. See `write`."""
    return write(_claims_and_derived(records), path)


def write(texts: Iterable[str], path: Path) -> int:
    """Write a store on disk, with the ontology; return the number of quads.

    The store is built beside its place and moved there when whole, so that a failure leaves
    nothing behind and an older store stays until the new one is complete.

    Raises
    ------
    UnwritableFile
        When something that is not a store stands at the place already.
    """
    refuse_other(path)
    try:
        return _build(texts, path)
    except OSError as error:
        raise UnwritableFile(path, error.strerror or str(error)) from None


def refuse_other(path: Path) -> None:
    """Raise `UnwritableFile` when a store cannot be written at a place: it holds other things."""
    if path.exists() and not is_store(path) and (not path.is_dir() or any(path.iterdir())):
        raise UnwritableFile(path, "it holds other files; name an empty folder or a store")


def _build(texts: Iterable[str], path: Path) -> int:
    from kg.base import scratch

    path.parent.mkdir(parents=True, exist_ok=True)
    with scratch.folder(path.parent, ".kg-build-") as beside:
        fresh = beside / "store"
        count = _fill(fresh, texts)
        checksums.write(fresh, (file for file in fresh.iterdir() if _is_content(file)))
        if path.exists():
            scratch.keep(path, beside)
        shutil.move(fresh, path)
    return count


def _is_content(file: Path) -> bool:
    """Return whether a file of a store holds its content, and no log, lock or setting."""
    return file.suffix == ".sst" or file.name.startswith((_ROCKSDB_MARK, "MANIFEST"))


def _fill(path: Path, texts: Iterable[str]) -> int:
    """Fill a new store on disk and close it.

    A bulk load holds its quads in memory in several orders, so it gets them in parts. Each part
    adds layers on disk that a look-up must search one after the other; in the end all are merged.
    """
    store = ox.Store(str(path))
    for part in _parts(texts):
        store.bulk_load(part, format=ox.RdfFormat.N_QUADS, lenient=True)
    store.bulk_extend(ontology())
    store.optimize()
    store.flush()
    return len(store)


def _parts(texts: Iterable[str]) -> Iterator[bytes]:
    """Yield texts of whole lines, joined up to the size of a part."""
    lines: list[str] = []
    size = 0
    for text in texts:
        lines.append(text)
        size += len(text)
        if size >= _PART:
            yield "".join(lines).encode()
            lines, size = [], 0
    yield "".join(lines).encode()


def select(store: QuadStore, sparql: str) -> ox.QuerySolutions:
    """Answer a SELECT query of our own."""
    results = store.query(sparql)
    if not isinstance(results, ox.QuerySolutions):
        raise UnreadableGraph("the endpoint", "it does not answer a SELECT with rows")
    return results


def claims(store: QuadStore) -> Iterator[tuple[Any, Any, Any]]:
    """Yield subject, predicate and object of a store's default graph, read by one pattern."""
    for row in select(store, "SELECT ?s ?p ?o WHERE { ?s ?p ?o }"):
        triple = (row[0], row[1], row[2])
        if None in triple:
            raise UnreadableGraph("the store", "it answers with rows that lack a term")
        yield triple
