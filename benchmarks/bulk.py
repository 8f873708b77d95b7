"""Measure making, importing, opening and checking graphs of rising size; write Markdown.

    python benchmarks/bulk.py 100000 1000000 10000000 -o benchmarks/bulk.md

Every step is a process of its own: wall clock, CPU time of all its threads, and peak memory are
those the kernel reports. Rows are added to a table that is there already, so that sizes can be
measured on different days.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import tempfile
import time
from pathlib import Path

HEADER = """# Graphs of any size

`kg synth` makes the data, `kg import --bulk` reads it. Every step is one process; CPU is the time
of all its threads, memory its peak. The wall clock is that of a machine that had other work.

| relations | step | wall s | CPU s | peak MB | written MB |
|---|---|---|---|---|---|
"""
KG = [sys.executable, "-m", "kg"]
_OPEN = "import kg, sys; g = kg.open(sys.argv[1]); print(len(g.table), len(g.select().rows))"
_ACTOR = "import kg, sys; g = kg.open(sys.argv[1]); print(g.actor(g.records.actors[7].id).name)"
_CHECK = """
import sys, tempfile, time
from pathlib import Path
from kg.large.columns import folder
from kg.large.load.gather import Gathered
from kg.large.load.importing import Sound
from kg.large.load.raw import RawTables
with tempfile.TemporaryDirectory() as scratch:
    start = time.process_time()
    raw = RawTables(Path(sys.argv[1]))
    gathered = Gathered(raw, Path(scratch), folder.PART_ROWS, lambda *_: None)
    assert not gathered.findings()
    read = time.process_time()
    sound = Sound(gathered)
    for _ in sound.blocks(gathered.rows):
        pass
    assert not sound.report().findings
    rest = time.process_time() - read
    print(f"reading, cells, ids, references {read - start:.2f} s; all other rules {rest:.2f} s")
"""


def measured(command: list[str]) -> tuple[float, float, float, str]:
    """Run a process; return wall clock, CPU seconds, peak megabytes and what it printed."""
    with tempfile.TemporaryFile("w+") as said:
        start = time.monotonic()
        process = os.posix_spawn(
            command[0],
            command,
            os.environ,
            file_actions=[(os.POSIX_SPAWN_DUP2, said.fileno(), 1)],
        )
        _, status, used = os.wait4(process, 0)
        wall = time.monotonic() - start
        said.seek(0)
        assert status == 0, f"{' '.join(command)} ended with {status}"
        return wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, said.read().strip()


def size(path: Path) -> str:
    """Return the megabytes of a folder."""
    total = sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    return f"{total / 1e6:,.1f}"


def steps(relations: int, work: Path, store: bool) -> list[tuple[str, list[str], Path | None]]:
    """Return what is measured at a size: name, command, what it writes."""
    made, columns, imported = (work / name for name in ("tables", "columns", "imported"))
    number, direct = ["--relations", str(relations)], ["--to", "columns"]
    found: list[tuple[str, list[str], Path | None]] = [
        ("kg synth, to tables", [*KG, "synth", *number, "-o", str(made)], made),
        ("kg synth, to columns", [*KG, "synth", *number, *direct, "-o", str(columns)], columns),
        ("kg import --bulk", [*KG, "import", "--bulk", str(made), "-o", str(imported)], imported),
        ("open columns, select", [sys.executable, "-c", _OPEN, str(imported)], None),
        ("open columns, one actor", [sys.executable, "-c", _ACTOR, str(imported)], None),
        ("rules", [sys.executable, "-c", _CHECK, str(made)], None),
    ]
    if store:
        again = [*KG, "import", "--bulk", str(made), "-o", str(work / "again")]
        found.append(("kg import --bulk --store", [*again, "--store", str(work / "s")], work / "s"))
    return found


def main() -> None:
    """Measure the sizes asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[100_000, 1_000_000, 10_000_000])
    parser.add_argument("-o", "--output", type=Path)
    parser.add_argument("--store-up-to", type=int, default=100_000)
    parser.add_argument("--work", type=Path, help="folder for the data; default: a temporary one")
    given = parser.parse_args()
    lines = []
    for relations in given.sizes:
        work = Path(tempfile.mkdtemp(dir=given.work))
        for name, command, target in steps(relations, work, relations <= given.store_up_to):
            wall, cpu, peak, said = measured(command)
            step = f"{name}: {said}" if name == "rules" else name
            written = size(target) if target else ""
            figures = f"{wall:,.1f} | {cpu:,.1f} | {peak:,.0f} | {written}"
            lines.append(f"| {relations:,} | {step} | {figures} |")
            print(lines[-1], flush=True)
        shutil.rmtree(work)
    if given.output:
        before = given.output.read_text(encoding="utf-8") if given.output.exists() else HEADER
        table, _, rest = before.partition("\n\nMachine:")
        about = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}."
        again = "To measure again: `python benchmarks/bulk.py -o benchmarks/bulk.md`."
        text = table.rstrip("\n") + "\n" + "\n".join(lines)
        end = rest or f" {about} {again}\n"
        given.output.write_text(f"{text}\n\nMachine:{end}", encoding="utf-8")


if __name__ == "__main__":
    main()
