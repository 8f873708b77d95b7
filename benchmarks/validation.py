"""The rules on tables that are read, and the same faults found by the SHACL shapes."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

import tables
from harness import benchmark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from harness import Answer, Run

    from kg.base.errors import Finding

SAMPLE = 1_000  # relations; with faults put in, for the shapes to find


def _given(place: Path, count: int) -> None:
    """Write tables; in a sample, relations that end before they begin."""
    tables.write(place, count)
    if count > SAMPLE:
        return
    path = place / "tables" / "relations.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows[::40]:
        row.update(valid_from="2024-05-01", valid_to="2023-05-01", announced="")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _answer(findings: Iterable[Finding]) -> Answer:
    """Return how many rows break which rule, and a sum that tells them apart."""
    found = {(one.rule, one.subject) for one in findings if one.severity == "violation"}
    return len(found), sum(crc32("|".join(pair).encode()) for pair in found)


CHECKED = benchmark(
    "checked",
    "All rules on tables that are read; pyshacl: the shapes, on a graph that is loaded",
    __name__,
    sizes=(SAMPLE, 10_000, 100_000),
    quick=(SAMPLE,),
    given=_given,
    most={"pyshacl": SAMPLE},
    rounds=3,
)


@CHECKED.peer("kg")
def _(place: Path, _: int) -> Run:
    from kg.large.columns import folder
    from kg.large.load.gather import Gathered
    from kg.large.load.importing import Sound
    from kg.large.load.raw import RawTables

    scratch = Path(tempfile.mkdtemp(dir=place))
    given = RawTables(place / "tables")
    gathered = Gathered(given, scratch, folder.PART_ROWS, lambda *_: None)
    assert not gathered.findings()

    def run() -> Callable[[], Answer]:
        sound = Sound(gathered)
        for _ in sound.blocks(gathered.rows):
            pass
        report = sound.report()
        return lambda: _answer(report.findings)

    return run


@CHECKED.peer("kg, reading included")
def _(place: Path, _: int) -> Run:
    from kg.large.load import importing

    def run() -> Callable[[], Answer]:
        report = importing.check(place / "tables")
        return lambda: _answer(report.findings)

    return run


@CHECKED.peer("pyshacl")
def _(place: Path, _: int) -> Run:
    from kg.rdf import quads, shapes
    from kg.records import tables as csv_tables

    records = csv_tables.read(place / "tables")
    claims = [(q.subject, q.predicate, q.object) for q in quads.asserted(records)]

    def run() -> Callable[[], Answer]:
        found = list(shapes.findings(claims))
        return lambda: _answer(found)

    return run
