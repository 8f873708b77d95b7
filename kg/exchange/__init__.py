"""The graph in the formats of others: one module per format, none loaded before it is used.

A module holds functions that take a graph and return the content of a file. To add a format, write
its module and one line in `FORMATS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from pathlib import PurePath
from typing import TYPE_CHECKING, Protocol

from kg.errors import UnknownName

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from kg.model import Records


class Exportable(Protocol):
    """What can be exported: a `kg.graph.Graph`, or anything else that holds records."""

    @property
    def records(self) -> Records:
        """Actors, sources, deals, relations and observations."""
        ...


@dataclass(frozen=True, slots=True)
class Format:
    """A format to export to: call it with a graph for the content of the file.

    Attributes
    ----------
    writer : str
        Module of this package and function in it, as ``module.function``.
    about : str
        What the file holds, for the help text.
    endings : tuple of str
        Endings of file names that mean this format.
    """

    writer: str
    about: str
    endings: tuple[str, ...] = ()

    def __call__(self, graph: Exportable) -> str | bytes:
        """Return the graph in this format."""
        module, function = self.writer.split(".")
        write: Callable[[Exportable], str | bytes]
        write = getattr(import_module(f"kg.exchange.{module}"), function)
        return write(graph)


FORMATS: Mapping[str, Format] = {
    "ttl": Format("rdf.turtle", "Turtle: the claims", (".ttl",)),
    "trig": Format("rdf.trig", "TriG: claims, arrows, pairs and ontology", (".trig",)),
    "nt": Format("rdf.n_triples", "N-Triples: the claims", (".nt",)),
    "nq": Format("rdf.n_quads", "N-Quads: claims, arrows, pairs and ontology", (".nq",)),
    "jsonld": Format("jsonld.text", "JSON-LD 1.1: the claims, nested", (".jsonld", ".json")),
    "rdf": Format("rdf.rdf_xml", "RDF/XML: the claims", (".rdf", ".xml")),
    "ttl12": Format("ttl12.text", "RDF 1.2 Turtle: the claims, relations as annotated arrows"),
}


def find(name: str) -> Format:
    """Return the format that goes by a name.

    Raises
    ------
    UnknownName
        With the nearest names.
    """
    if name not in FORMATS:
        raise UnknownName("format", name, _nearest(name, FORMATS))
    return FORMATS[name]


def guess(file: str) -> Format:
    """Return the format that the ending of a file name means.

    Raises
    ------
    UnknownName
        With the nearest endings.

    Examples
    --------
    >>> guess("build/alliances.jsonld").about
    'JSON-LD 1.1: the claims, nested'
    """
    endings = {ending: form for form in FORMATS.values() for ending in form.endings}
    ending = PurePath(file).suffix.lower()
    if ending not in endings:
        raise UnknownName("file ending", ending, _nearest(ending, endings))
    return endings[ending]


def _nearest(name: str, known: Iterable[str]) -> list[str]:
    """Return the names that come close, or all of them when none does."""
    known = list(known)
    return get_close_matches(name, known, 3, 0.5) or known
