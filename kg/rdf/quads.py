"""Records to RDF quads; pure. What is said stands in `kg.rdf.write`; here it is read as terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.rdf import write as statements
from kg.rdf.write import DATASET

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from kg.records.model import Records, Relation

__all__ = ["DATASET", "arrows", "asserted", "dyads", "ontology_quads", "parsed", "tiers"]


def asserted(records: Records) -> Iterator[ox.Quad]:
    """Yield the quads of the records, all in the default graph.

    Parameters
    ----------
    records
        Consistent records.
    """
    return parsed(statements.asserted(records))


def arrows(relations: Iterable[Relation]) -> Iterator[ox.Quad]:
    """Yield the direct arrows of some relations; see `kg.rdf.write.arrows`."""
    return parsed(statements.arrows(relations))


def dyads(records: Records, holding: Collection[str]) -> Iterator[ox.Quad]:
    """Yield the pairs of organisations that have relations; see `kg.rdf.write.dyads`."""
    return parsed(statements.dyads(records, holding))


def tiers(records: Records) -> Iterator[ox.Quad]:
    """Yield the tier of evidence of every relation, in the graph of tiers."""
    return parsed(statements.tiers(records))


def ontology_quads(turtle: Iterable[ox.Quad], graph: str) -> Iterator[ox.Quad]:
    """Yield triples of the ontology, moved to a graph."""
    name = ox.NamedNode(graph)
    for quad in turtle:
        yield ox.Quad(quad.subject, quad.predicate, quad.object, name)


def parsed(blocks: Iterable[str]) -> Iterator[ox.Quad]:
    """Yield the quads that texts of N-Quads hold."""
    return ox.parse(statements.Reader(blocks), format=ox.RdfFormat.N_QUADS)  # type: ignore[arg-type]
