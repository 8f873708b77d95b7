"""Export formats: one module per format, each loaded when it is first used.

A module holds functions that take a graph and return the content of a file. To add a format, write
its module, a line in `FORMATS` and, in the catalogue of each language, the phrase ``format.NAME``.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, Literal, Protocol

from kg.base.errors import NotExportable, UnknownName

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Unpack

    from kg.base.files import File
    from kg.records.model import Actor, Records
    from kg.relations.scope import ScopeOptions
    from kg.relations.selection import Selection

    Holds = Literal["claims", "graph", "dossier"]


class Exportable(Protocol):
    """What can be exported: a `kg.graph.graph.Graph`, or anything else that holds records."""

    @property
    def records(self) -> Records:
        """Actors, sources, deals, relations and observations."""
        ...


class Selectable(Exportable, Protocol):
    """What a part can be taken of: a `kg.graph.graph.Graph`."""

    def actor(self, name: str) -> Actor:
        """Return the actor that goes by an id, name, other name or ticker."""
        ...

    def select(self, **options: Unpack[ScopeOptions]) -> Selection:
        """Return the relations that count under a scope."""
        ...


@dataclass(frozen=True, slots=True)
class Format:
    """A format to export to: call it with a graph for the content of the file.

    Attributes
    ----------
    name : str
        What it is called on the command line.
    writer : str
        Module of this package and function in it, as ``module.function``. It takes the graph and
        returns the text, yields the bytes in parts, or yields names and contents of files.
    endings : tuple of str
        Endings of file names that mean this format.
    holds : {"claims", "graph", "dossier"}
        All claims as they are; nodes and edges, under a scope if one is asked for; or one actor,
        always under a scope.
    several : bool
        Whether it is several files: a folder, or a ZIP archive.
    binary : bool
        Whether it is no text.
    """

    name: str
    writer: str
    endings: tuple[str, ...] = ()
    holds: Holds = "graph"
    several: bool = False
    binary: bool = False

    def __call__(self, graph: Exportable) -> str | bytes:
        """Return the graph in this format: text, or the bytes of a workbook or a ZIP archive."""
        content = b"".join(self.parts(graph))
        return content if self.several or self.binary else content.decode()

    def parts(self, graph: Exportable) -> Iterable[bytes]:
        """Yield the content of the file in parts; of several files, that of a ZIP archive."""
        if self.several:
            from kg.exchange.archive import archive

            return archive(self._files(graph))
        content = self._written(graph)
        return [content.encode()] if isinstance(content, str) else content

    def save(self, graph: Exportable, path: Path) -> None:
        """Write the graph to a file, whole or not at all; several files to a folder or ``.zip``.

        Raises
        ------
        NotExportable
            When the format is several files and the path is that of another kind of file.
        UnwritableFile
            When the file cannot be written; what stood there is untouched.
        """
        from kg.base.files import write_atomically, write_folder

        if not self.several or path.suffix.lower() == ".zip":
            write_atomically(path, self.parts(graph))
        elif path.suffix and not path.is_dir():
            raise NotExportable(self.name, f"is several files: name a folder or a .zip, not {path}")
        else:
            write_folder(path, self._files(graph))

    def of(
        self,
        graph: Selectable,
        actor: str | None = None,
        *,
        language: str = "en",
        **options: Unpack[ScopeOptions],
    ) -> Exportable:
        """Return what of a graph goes into the file.

        Parameters
        ----------
        graph
            The graph.
        actor
            Only what this actor is a party to.
        language
            Language of a dossier; formats for machines have none.
        **options
            The scope, as `kg.relations.scope.scope` reads it; without any, all claims.

        Raises
        ------
        NotExportable
            When a part is asked for and the format holds all claims.
        """
        from kg.exchange.graphs.property_graph import PropertyGraph

        if self.holds == "claims":
            if actor or options:
                scoped = [name for name, form in FORMATS.items() if form.holds != "claims"]
                reason = f"holds all claims; a scope or an actor applies to {', '.join(scoped)}"
                raise NotExportable(self.name, reason)
            return graph
        selection = graph.select(**options) if options or self.holds == "dossier" else None
        party = graph.actor(actor).id if actor else None
        records = selection.table.records if selection else graph.records
        return PropertyGraph(records, selection, party, language)

    def _written(self, graph: Exportable) -> str | Iterable[bytes]:
        write: Callable[[Exportable], str | Iterable[bytes]] = self._writer()
        return write(self._view(graph))

    def _files(self, graph: Exportable) -> Iterable[File]:
        write: Callable[[Exportable], Iterable[File]] = self._writer()
        return write(self._view(graph))

    def _view(self, graph: Exportable) -> Exportable:
        """Return a graph as the writer takes it."""
        from kg.exchange.graphs.property_graph import PropertyGraph

        if self.holds == "claims" or isinstance(graph, PropertyGraph):
            return graph
        return PropertyGraph(graph.records)

    def _writer(self) -> Any:
        module, _, function = self.writer.rpartition(".")
        return getattr(import_module(f"kg.exchange.{module}"), function)


FORMATS: Mapping[str, Format] = {
    form.name: form
    for form in (
        Format("ttl", "rdf.turtle", (".ttl",), "claims"),
        Format("trig", "rdf.trig", (".trig",), "claims"),
        Format("nt", "rdf.n_triples", (".nt",), "claims"),
        Format("nq", "rdf.n_quads", (".nq",), "claims"),
        Format("jsonld", "jsonld.text", (".jsonld", ".json"), "claims"),
        Format("rdf", "rdf.rdf_xml", (".rdf", ".xml"), "claims"),
        Format("ttl12", "ttl12.text", (), "claims"),
        Format("graphml", "graphs.graphml.text", (".graphml",)),
        Format("gexf", "graphs.gexf.text", (".gexf",)),
        Format("cyjs", "graphs.cyjs.text", (".cyjs",)),
        Format("node-link", "graphs.nodelink.text"),
        Format("dot", "graphs.dot.text", (".dot", ".gv")),
        Format("cypher", "graphs.cypher.text", (".cypher", ".cql")),
        Format("csv", "graphs.edgelist.files", (".csv",), several=True),
        Format("neo4j", "graphs.neo4j.files", (), several=True),
        Format("parquet", "parquet.files", (".parquet",), "claims", several=True),
        Format("xlsx", "workbook.parts", (".xlsx",), "claims", binary=True),
        Format("jsonl", "jsonl.text", (".jsonl", ".ndjson"), "claims"),
        Format("md", "dossier.text", (".md",), "dossier"),
    )
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
    >>> guess("build/alliances.jsonld").name
    'jsonld'
    """
    endings = {ending: form for form in FORMATS.values() for ending in form.endings}
    ending = PurePath(file).suffix.lower()
    if ending not in endings:
        raise UnknownName("file ending", ending, _nearest(ending, endings))
    return endings[ending]


def _nearest(name: str, names: Iterable[str]) -> list[str]:
    """Return the names that come close, or all of them when none does."""
    names = list(names)
    return get_close_matches(name, names, 3, 0.5) or names
