"""Measures on a Spark cluster of two workers on this machine: time, and memory per worker.

``python benchmarks/cluster.py --relations 1000000 --copies 10`` makes a synthetic column folder,
repeats it with renumbered actors (ten times the relations with the same local structure), asks
every measure, and prints a Markdown table. ``--check`` compares the pairs of `overlaps` with those
in memory.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import TYPE_CHECKING

import click

import kg
from kg.large import META
from kg.large.spark.catalogue import MEASURES
from kg.large.spark.selection import Folder, default_scope, open_folder, select
from kg.large.spark.session import session
from kg.large.synthetic import synth

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

MASTER, WORKER_MB = "local-cluster[2,1,2048]", 1800
SETTINGS = {
    "spark.executor.memory": f"{WORKER_MB}m",
    "spark.driver.memory": "1g",
    "spark.sql.shuffle.partitions": "64",
}
_PLACES = ("subject_index", "object_index", "subject_root", "object_root")
_UNREAD = ("subject", "object", "evidence", "note", "sources", "supersedes")
ASKED = ("totals", "concentration", "overlaps", "loops")


class WorkerMemory(Thread):
    """Watches the peak of the resident memory of Spark's executors."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak, self.done = 0, Event()

    def run(self) -> None:
        """Look every quarter of a second."""
        while not self.done.wait(0.25):
            self.peak = max([self.peak, *map(_resident, _executors())])


def _executors() -> list[Path]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if b"CoarseGrainedExecutorBackend" in (process / "cmdline").read_bytes():
                found.append(process)
        except OSError:
            continue
    return found


def _resident(process: Path) -> int:
    """Return the resident memory of a process in MB."""
    try:
        lines = (process / "status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS")), 0)


def repeated(found: Folder, copies: int, place: Path) -> Folder:
    """Write a folder that holds a graph several times, the actors of each copy its own."""
    from pyspark.sql import functions as f

    spark = found.relations.sparkSession
    actors = found.actors.count()
    for number in range(copies):
        shift, mark = number * actors, f"-{number}"
        moved = {c: (f.col(c) + shift).cast("int") for c in _PLACES}
        named = {c: f.concat(c, f.lit(mark)) for c in ("id", "deal")}
        rows = found.relations.drop(*_UNREAD).withColumns({**moved, **named})
        rows.write.mode("append").parquet(str(place / "relations"))
        known = {c: (f.col(c) + shift).cast("int") for c in ("index", "root")}
        people = found.actors.withColumns({**known, "id": f.concat("id", f.lit(mark))})
        people.write.mode("append").parquet(str(place / "actors.parquet"))
    (place / META).write_text((Path(found.place) / META).read_text())
    return open_folder(spark, str(place))


def ask(found: Folder, place: Path, measures: tuple[str, ...], max_length: int) -> None:
    """Print seconds, rows and peak memory of a worker in MB for every measure."""
    for name in measures:
        own = {"max_length": max_length} if name == "loops" else {}
        watch = WorkerMemory()
        watch.start()
        begin = time.perf_counter()
        out = str(place / name)
        MEASURES[name](select(found, default_scope(found)), **own).write.parquet(out)
        seconds = time.perf_counter() - begin
        watch.done.set()
        count = found.relations.sparkSession.read.parquet(out).count()
        print(f"| {name} | {seconds:.0f} | {count:,} | {watch.peak:,} |", flush=True)


@click.command()
@click.option("--relations", default=100_000, show_default=True, help="Relations to make.")
@click.option("--copies", default=1, show_default=True, help="How often to repeat them.")
@click.option("--kept", metavar="FOLDER", help="Keep the data here, or use what is there.")
@click.option("--check", is_flag=True, help="Compare the overlaps with the answer in memory.")
@click.option(
    "--measure",
    "measures",
    type=click.Choice(sorted(MEASURES)),
    multiple=True,
    default=ASKED,
    show_default=True,
    help="What to ask; may be repeated.",
)
@click.option("--max-length", default=3, show_default=True, help="Most actors in a loop.")
def main(
    relations: int,
    copies: int,
    max_length: int,
    measures: tuple[str, ...],
    check: bool,
    kept: str | None,
) -> None:
    """Measure a cluster of two workers."""
    if check and copies > 1:
        raise click.UsageError("--check reads a folder as it was made: leave out --copies")
    load = subprocess.run(["uptime"], capture_output=True, text=True, check=True).stdout.split()[-3]
    with TemporaryDirectory() as scratch, session(MASTER, SETTINGS) as spark:
        place, answers = Path(kept or scratch), Path(scratch) / "answers"
        found = folder(spark, place, relations, copies)
        size = sum(file.stat().st_size for file in Path(found.place).rglob("*.parquet")) // 2**20
        print(f"{relations * copies:,} relations, {size:,} MB, load {load} {MASTER}", flush=True)
        print("\n| measure | s | rows | peak of a worker, MB |\n|---|---|---|---|", flush=True)
        ask(found, answers, measures, max_length)
        if check:
            there = spark.read.parquet(str(answers / "overlaps")).select("a", "b").collect()
            here = {(row.a, row.b) for row in kg.open(found.place).overlaps()}
            assert {tuple(row) for row in there} == here, "other pairs in memory"
            print(f"\nIn memory the same {len(here):,} pairs.")


def folder(spark: SparkSession, place: Path, relations: int, copies: int) -> Folder:
    """Return a column folder of synthetic data, made unless it is there."""
    made, many = place / "made", place / "copies"
    if not (made / META).is_file():
        synth.write(synth.Synthetic(relations, 1), made, "columns", lambda _: None)
    if copies == 1:
        return open_folder(spark, str(made))
    if not (many / META).is_file():
        return repeated(open_folder(spark, str(made)), copies, many)
    return open_folder(spark, str(many))


if __name__ == "__main__":
    sys.exit(main())
