"""The page of a graph as one file, and what pyvis makes of the same graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

import tables
from harness import benchmark

if TYPE_CHECKING:
    from pathlib import Path

    from harness import Answer, Run

    from kg.records.model import Records

BUILT = benchmark(
    "built",
    "The page as one file: ours with layout; pyvis with `add_edge` and no layout",
    __name__,
    sizes=(1_000, 10_000, 100_000),
    quick=(2_000,),
    given=tables.write,
    most={"pyvis, directed": 10_000, "pyvis, undirected": 10_000},
    rounds=3,
)


def _records(place: Path) -> Records:
    import kg

    return kg.open(place / "tables").records


@BUILT.peer("kg")
def _(place: Path, _: int) -> Run:
    from kg.view.page import html

    records = _records(place)

    def run() -> Answer:
        html(records, cutoff=records.cutoff.isoformat(), digest="0" * 64)
        return ()

    return run


def plain_pyvis(records: Records, *, directed: bool = True) -> str:
    """Return what pyvis makes of records by default, with its scripts inlined."""
    from pyvis.network import Network

    net = Network(directed=directed, cdn_resources="in_line")
    for actor in records.actors:
        net.add_node(actor.id, label=actor.name)
    for relation in records.relations:
        net.add_edge(relation.subject, relation.object, title=relation.type)
    text: str = net.generate_html()
    return text


@BUILT.peer("pyvis, directed")
def _(place: Path, _: int) -> Run:
    return _pyvis(place, directed=True)


@BUILT.peer("pyvis, undirected")
def _(place: Path, _: int) -> Run:
    return _pyvis(place, directed=False)


def _pyvis(place: Path, *, directed: bool) -> Run:
    import pyvis.network  # noqa: F401 - imported before the clock starts

    records = _records(place)

    def run() -> Answer:
        plain_pyvis(records, directed=directed)
        return ()

    return run
