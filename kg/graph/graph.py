"""A graph that is open: what `kg.open` returns.

Every method is one call into the module that does the work.
"""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kg.base import checksums
from kg.base.checks import unknown_option
from kg.base.errors import UnreadableGraph
from kg.base.text import without_secret
from kg.graph.questions import Questions
from kg.large import is_columns, is_large, refuse_unfinished
from kg.records import tables
from kg.relations import scope, selection
from kg.relations import table as relations
from kg.vocabulary import names
from kg.vocabulary.bundled import SHIPPED, folder
from kg.vocabulary.dates import last_day

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date
    from typing import Unpack

    import networkx as nx
    import pyvis.network
    import rdflib

    from kg.base.errors import Finding
    from kg.large.load.importing import Report
    from kg.rdf.engine import QuadStore
    from kg.rdf.solutions import QueryResult
    from kg.records.model import Actor, Records, Relation
    from kg.relations.scope import ScopeOptions
    from kg.relations.selection import Selection
    from kg.relations.table import RelationTable
    from kg.view.notebook import Frame


class Graph(Questions):
    """A knowledge graph of alliances, read from tables, RDF, a store or an endpoint.

    Nothing is read before it is needed.

    Parameters
    ----------
    place
        Folder of tables, RDF file, folder of a store, or address of a SPARQL endpoint.

    Examples
    --------
    >>> import kg
    >>> g = kg.open()
    >>> ("microsoft", "openai") in [(row.a, row.b) for row in g.overlaps()]
    True
    """

    def __init__(self, place: str | os.PathLike[str]) -> None:
        self.place = os.fspath(place)

    def __repr__(self) -> str:
        """Return the call that opens the graph."""
        return f"kg.open({without_secret(self.place)!r})"

    def _repr_html_(self) -> str:
        """Return what the graph holds as a table; an endpoint is not read for that."""
        from kg.base import html as markup

        if is_address(self.place):
            return markup.facts("AI Alliances", [("endpoint", without_secret(self.place))])
        counts = tables.counts(self.records)
        facts = {"place": self.place, **counts}
        facts |= {"compiled up to": self.cutoff} if counts["relations"] else {}
        return markup.facts("AI Alliances", facts.items())

    @cached_property
    def records(self) -> Records:
        """Actors, sources, deals, relations and observations."""
        if self._is_columns:
            from kg.large.columns import reader

            return reader.records(Path(self.place))
        if self._is_tables:
            return tables.read(Path(self.place))
        from kg.large.columns import records

        return records.records(self._given, without_secret(self.place))

    @cached_property
    def table(self) -> RelationTable:
        """The relations as columns."""
        if self._is_whole:
            return relations.table(self.records)
        from kg.large.columns import reader

        return reader.table(self.records)

    @cached_property
    def store(self) -> QuadStore:
        """The graph as a store that answers SPARQL."""
        from kg.rdf import store

        if self._is_tables or self._is_columns:
            return store.memory(self.records)
        if store.lacks_derived(self._given):
            return store.completed(self._given, self.records)
        return self._given

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the data: equal for equal records, whatever they were read from."""
        if self._is_columns:
            from kg.large.columns.folder import read_meta

            return str(read_meta(Path(self.place))["digest"])
        if self._is_whole:
            return tables.digest(self.records)
        from kg.large.columns import reader

        return reader.digest(self.records)

    @property
    def cutoff(self) -> date:
        """Day up to which the data was compiled: the default as-of date."""
        return self.records.cutoff

    def actor(self, name: str) -> Actor:
        """Return the actor that goes by an id, name, other name or ticker."""
        by_id = self.records.actor_by_id  # an id is found without reading every name
        is_id = isinstance(name, str) and name in by_id
        return by_id[name if is_id else names.find(name, self._names)]

    def scope(self, **options: Unpack[ScopeOptions]) -> scope.Scope:
        """Return a scope; the as-of date defaults to the data's cut-off."""
        return scope.scope(self.cutoff, **options)

    def select(self, **options: Unpack[ScopeOptions]) -> Selection:
        """Return the relations that count under a scope."""
        return self._select("select", options)

    def _select(self, call: str, options: ScopeOptions) -> Selection:
        for name in sorted(options.keys() - scope.OPTIONS.keys()):
            own = getattr(type(self), call).__kwdefaults__ or {}
            raise unknown_option(call, name, (*own, *scope.OPTIONS))
        return selection.select(self.table, scope.scope(self.cutoff, **options))

    def query(
        self,
        sparql: str,
        *,
        known_at: str | date | None = None,
        services: Collection[str] = (),
    ) -> QueryResult:
        """Answer a SPARQL query; the rows of a SELECT can be read again and again.

        With a day of knowledge it is asked of the record as it stood on that day. ``SERVICE`` asks
        the addresses in ``services`` only.
        """
        from kg.rdf import solutions

        store = self.store if known_at is None else self.store_as_known(last_day(known_at))
        return solutions.solve(store, sparql, services)

    def ask(
        self,
        name: str,
        parameters: Mapping[str, str] | None = None,
        *,
        known_at: str | date | None = None,
        **more: str,
    ) -> QueryResult:
        """Answer a named query with parameters, by name or in a mapping; see `query`.

        Examples
        --------
        >>> import kg
        >>> kg.open().ask("investors-of", actor="openai").variables[0].value
        'investor'
        """
        return self.query(self.sparql(name, {**(parameters or {}), **more}), known_at=known_at)

    def store_as_known(self, day: date) -> QuadStore:
        """Return the record as it stood on a day as a store; see `kg.relations.hindsight`."""
        from kg.rdf import store
        from kg.relations.hindsight import as_known

        return store.memory(as_known(self.records, day))

    def sparql(self, name: str, parameters: Mapping[str, str] | None = None) -> str:
        """Return the SPARQL text of a named query with its parameters put in."""
        from kg.rdf import query

        named = query.named(name)
        defaults = {"$cutoff": self.cutoff.isoformat()}
        terms = query.bind(named, parameters or {}, lambda text: self.actor(text).id, defaults)
        return named.sparql(terms)

    def network(
        self,
        *,
        types: Collection[str] = (),
        families: Collection[str] = (),
        actor: str | None = None,
        people: bool = False,
        **options: Unpack[ScopeOptions],
    ) -> nx.MultiDiGraph[str]:
        """Return the relations in scope as a networkx multigraph keyed by relation id.

        All of them, or those of some relation types or families, or of one actor with its units.

        Examples
        --------
        >>> import kg
        >>> deals = kg.open().network(families=["capital"], actor="openai")
        >>> {data["family"] for _, _, data in deals.edges(data=True)}
        {'capital'}
        """
        from kg.networks import network

        selection = self._select("network", options).of_types(types, families)
        if actor is not None:
            selection = selection.of_actors(self.actor(actor).id)
        return network.network(selection, people=people)

    def between(self, a: str, b: str, **options: Unpack[ScopeOptions]) -> tuple[Relation, ...]:
        """Return the relations in scope between two actors, with their units, by id.

        Examples
        --------
        >>> import kg
        >>> kg.open().between("xai", "nvidia")[0]
        <Relation nvidia--invests-in--xai--2026: completed>
        """
        actors = [self.actor(name).id for name in (a, b)]
        return self._select("between", options).of_actors(*actors).relations

    def __getitem__(self, name: str) -> Actor | Relation:
        """Return the actor that goes by an id or a name, or the relation with an id."""
        relations = self.records.relation_by_id if "--" in str(name) else {}
        return relations[name] if name in relations else self.actor(name)

    def to_rdflib(self) -> rdflib.Dataset:
        """Return the graph as an rdflib dataset."""
        from kg.rdf import interchange

        return interchange.to_rdflib(self.store)

    def pyvis(
        self, *, people: bool = False, bundles: bool = False, **options: Unpack[ScopeOptions]
    ) -> pyvis.network.Network:
        """Return the relations in scope as a pyvis network with the nodes and edges of `network`.

        Each relation is a line with a tooltip; with ``bundles`` those of one kind between two
        actors are one. Pages that it writes need no other host.

        Examples
        --------
        >>> import kg
        >>> net = kg.open().pyvis()
        >>> net.toggle_physics(True)
        >>> net.num_nodes() == len(kg.open().network())
        True
        """
        from kg.view.drawing import drawing

        return drawing(self._select("pyvis", options), people=people, bundles=bundles)

    def render(
        self,
        path: str | os.PathLike[str],
        *,
        language: str | None = None,
        **options: Unpack[ScopeOptions],
    ) -> Path:
        """Write the explorer, one HTML file that opens under a scope; return its path."""
        from kg.base.files import write_atomically

        write_atomically(Path(path), self._page(language, **options))
        return Path(path)

    def view(
        self, *, language: str | None = None, height: int = 760, **options: Unpack[ScopeOptions]
    ) -> Frame:
        """Return the explorer as a value that a notebook shows, with `.network()` in pyvis."""
        from kg.view.notebook import Frame

        page = self._page(language, **options)
        return Frame(page, height, pyvis=lambda: self.pyvis(**options))

    def _page(self, language: str | None, **options: Unpack[ScopeOptions]) -> str:
        from kg.view import page

        scope = self.scope(**options)
        return page.html(
            self.records,
            cutoff=self.cutoff.isoformat(),
            digest=self.digest,
            scope=scope,
            language=language,
        )

    def export(
        self,
        to: str,
        *,
        actor: str | None = None,
        language: str = "en",
        **options: Unpack[ScopeOptions],
    ) -> str | bytes:
        """Return the graph in a format: the name of one of `kg.exchange.FORMATS`.

        All claims, unless options of a scope are given or an actor, to which it is then confined.
        The language is that of a dossier, ``en`` or ``fr``.
        """
        from kg import exchange

        form = exchange.find(to)
        return form(form.of(self, actor, language=language, **options))

    def save(
        self,
        path: str | os.PathLike[str],
        to: str | None = None,
        *,
        actor: str | None = None,
        language: str = "en",
        **options: Unpack[ScopeOptions],
    ) -> Path:
        """Export to a file or folder, in the format that its ending means unless one is named."""
        from kg import exchange

        form = exchange.guess(os.fspath(path)) if to is None else exchange.find(to)
        form.save(form.of(self, actor, language=language, **options), Path(path))
        return Path(path)

    def build(self, path: str | os.PathLike[str]) -> int:
        """Write a store on disk; return the number of quads."""
        from kg.rdf import store

        if self._is_columns:
            from kg.large.columns import quads

            return quads.build(Path(self.place), Path(path), lambda *_: None)
        return store.build(self.records, Path(path))

    def check(self, *, warnings: bool = False) -> tuple[Finding, ...]:
        """Return everything wrong with the data, and what deserves a look if asked for.

        Stores and column folders with a damaged file are not read further. Big tables and column
        folders are held to the rules column by column, unless warnings are
        asked for.
        """
        from kg.rdf import check as validation
        from kg.rdf import read as claims
        from kg.rdf import store

        if damaged := tuple(checksums.findings(Path(self.place))):
            return damaged
        if self._is_big and not warnings:
            return self._report.findings
        if self._is_tables:
            return validation.check(Path(self.place), lambda: self.records, warnings=warnings)
        if self._is_columns:
            return validation.check(None, lambda: self.records, warnings=warnings)
        triples = lambda: store.claims(self._given)  # noqa: E731 - called only when needed
        # Rules look at every record several times: they are built once, even where columns are.
        whole = lambda: claims.records(store.claims(self._given), without_secret(self.place))  # noqa: E731
        return validation.check(None, whole, triples, warnings=warnings)

    @property
    def names(self) -> dict[str, str]:
        """Names of the actors by id."""
        return {actor.id: actor.name for actor in self.records.named}

    @cached_property
    def _names(self) -> dict[str, tuple[str, ...]]:
        return names.index(self.records.named)

    @property
    def counts(self) -> dict[str, int]:
        """Number of rows by table."""
        if self._is_big:
            return self._report.counts
        return tables.counts(self.records)

    @cached_property
    def _report(self) -> Report:
        """What the rules for columns find."""
        from kg.large.load import importing

        return importing.check(Path(self.place))

    @property
    def _is_big(self) -> bool:
        """Whether the rules are applied column by column."""
        return self._is_columns or (self._is_tables and is_large(Path(self.place)))

    @property
    def _is_whole(self) -> bool:
        """Whether the records are there, not to be built from columns."""
        return isinstance(self.records.relations, tuple)

    @property
    def _is_tables(self) -> bool:
        """Whether the graph is a folder of tables."""
        is_folder = not is_address(self.place) and tables.is_folder(Path(self.place))
        if not is_folder or self._is_columns:
            return False
        refuse_unfinished(Path(self.place))
        return True

    @property
    def _is_columns(self) -> bool:
        """Whether the graph is a column folder."""
        return not is_address(self.place) and is_columns(Path(self.place))

    @cached_property
    def _given(self) -> QuadStore:
        """The store that the place itself is, or that was loaded from it."""
        from kg.rdf import store

        return store.open(self.place)


def open(place: str | os.PathLike[str] | None = None) -> Graph:  # noqa: A001 - kg.open reads well
    """Open a graph.

    Parameters
    ----------
    place
        A folder of tables or columns, an RDF file (Turtle, TriG, N-Triples, N-Quads, JSON-LD,
        RDF/XML), the folder of a store written by ``kg build``, or the http(s) address of a
        SPARQL endpoint. Default: ``"shipped"``, the data that comes with the package; write
        ``"./shipped"`` for a folder of that name.

    Raises
    ------
    UnreadableGraph
        When there is nothing at the place.
    TypeError
        For anything but a path or an address.
    """
    if not isinstance(place, str | os.PathLike | None):
        given = type(place).__name__  # type: ignore[unreachable] # no checker runs at a prompt
        raise TypeError(f"open() takes the path or the address of a graph, not a {given}")
    where = os.fspath(folder("data") if place in {None, SHIPPED} else place)
    if not is_address(where) and not Path(where).exists():
        raise UnreadableGraph(where, "there is no such file or folder")
    return Graph(where)


def is_address(place: str) -> bool:
    """Say whether a place is the address of an endpoint."""
    return place.lower().startswith(("http://", "https://"))
