"""From tables to a store that answers SPARQL, and questions to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import tables
from harness import benchmark

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from harness import Answer, Run


def _quads(place: Path, count: int) -> None:
    import pyoxigraph as ox

    from kg.rdf import store
    from kg.records import tables as csv

    tables.write(place, count)
    made = store.memory(csv.read(place / "tables"))
    made.dump(str(place / "all.nq"), format=ox.RdfFormat.N_QUADS)


LOADED = benchmark(
    "loaded",
    "Tables to records to a store in memory (others: parse the same quads from N-Quads)",
    __name__,
    sizes=(2_000, 20_000),
    quick=(1_000,),
    given=_quads,
    most={"rdflib": 2_000, "oxrdflib": 2_000},
    rounds=3,
    patience=120.0,
)


@LOADED.peer("kg")
def _(place: Path, _: int) -> Run:
    from kg.rdf import store
    from kg.records import tables as csv

    def run() -> Callable[[], Answer]:
        made = store.memory(csv.read(place / "tables"))
        return lambda: (len(made),)

    return run


@LOADED.peer("pyoxigraph")
def _(place: Path, _: int) -> Run:
    import pyoxigraph as ox

    def run() -> Callable[[], Answer]:
        store = ox.Store()
        store.load(path=str(place / "all.nq"), format=ox.RdfFormat.N_QUADS)
        return lambda: (len(store),)

    return run


def _rdflib(place: Path, kind: str) -> Any:
    import rdflib

    data = rdflib.Dataset(store=kind, default_union=True)
    data.parse(str(place / "all.nq"), format="nquads")
    return data


@LOADED.peer("oxrdflib")
def _(place: Path, _: int) -> Run:
    return _parsed(place, "Oxigraph")


@LOADED.peer("rdflib")
def _(place: Path, _: int) -> Run:
    return _parsed(place, "default")


def _parsed(place: Path, kind: str) -> Run:
    import rdflib  # noqa: F401 - imported before the clock starts

    def run() -> Callable[[], Answer]:
        data = _rdflib(place, kind)
        return lambda: (sum(1 for _ in data.quads()),)

    return run


ASKED = benchmark(
    "overlaps-sparql",
    "The shipped overlaps query on stores that are loaded; `kg` by columns",
    __name__,
    sizes=(2_000, 20_000),
    quick=(1_000,),
    given=_quads,
    most={"rdflib": 2_000, "oxrdflib": 2_000},
    patience=60.0,
)


@ASKED.peer("kg")
def _(place: Path, _: int) -> Run:
    import kg
    from kg.measures.coopetition.overlaps import overlap_pairs
    from kg.relations.selection import Selection

    graph = kg.open(place / "tables")
    chosen = graph.select()

    def run() -> Answer:
        fresh = Selection(graph.table, chosen.scope, chosen.rows)
        found = overlap_pairs(fresh)
        return len(found), found.cooperative.count.sum(), found.competitive.count.sum()

    return run


def _query(place: Path) -> str:
    import kg

    return kg.open(place / "tables").sparql("overlaps")


@ASKED.peer("pyoxigraph")
def _(place: Path, _: int) -> Run:
    import pyoxigraph as ox

    store, text = ox.Store(), _query(place)
    store.load(path=str(place / "all.nq"), format=ox.RdfFormat.N_QUADS)

    def run() -> Answer:
        rows = [
            (int(r["cooperative"].value), int(r["competitive"].value)) for r in store.query(text)
        ]
        return len(rows), sum(a for a, _ in rows), sum(b for _, b in rows)

    return run


@ASKED.peer("oxrdflib")
def _(place: Path, _: int) -> Run:
    return _asked(place, "Oxigraph")


@ASKED.peer("rdflib")
def _(place: Path, _: int) -> Run:
    return _asked(place, "default")


def _asked(place: Path, kind: str) -> Run:
    data, text = _rdflib(place, kind), _query(place)

    def run() -> Answer:
        rows = [(int(r.cooperative), int(r.competitive)) for r in data.query(text)]
        return len(rows), sum(a for a, _ in rows), sum(b for _, b in rows)

    return run
