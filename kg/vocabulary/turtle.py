"""Turtle, in which the ontology and the description of a data set are written.

The one module below `kg.rdf` that knows the RDF engine: the rooms in between take its terms from
here, so that an engine with the same four classes can replace it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QuadParser, RdfFormat, parse

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["BlankNode", "Literal", "NamedNode", "Quad", "read"]


def read(path: Path) -> QuadParser:
    """Return the quads of a file, to be read one by one.

    Raises
    ------
    OSError, SyntaxError, ValueError
        When the file cannot be read or, at the quad concerned, does not parse; the message names
        line and column.
    """
    return parse(path=str(path), format=RdfFormat.TURTLE)
