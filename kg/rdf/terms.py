"""Terms, statements and syntaxes of RDF, for the rooms above: the engine's own classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
    serialize,
)

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = [
    "BlankNode",
    "DefaultGraph",
    "Literal",
    "NamedNode",
    "Quad",
    "RdfFormat",
    "Statement",
    "Term",
    "Triple",
    "canonical",
    "parse",
    "serialize",
]

Term = NamedNode | BlankNode | Literal | Triple
Statement = TypeVar("Statement", Triple, Quad)


def canonical(quads: Collection[Quad]) -> set[Quad]:
    """Return quads with canonical names for their blank nodes (RDFC-1.0).

    The same graph gives the same names, whoever named its blank nodes before.
    """
    blank = {quad for quad in quads if _has_blank(quad)}
    dataset = Dataset(blank)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return set(quads) - blank | set(dataset)


def _has_blank(quad: Quad) -> bool:
    terms = (quad.subject, quad.object, quad.graph_name)
    return any(isinstance(term, BlankNode | Triple) for term in terms)
