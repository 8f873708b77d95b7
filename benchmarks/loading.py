"""Measure tables → records → store, and back, beside a raw load of the same quads; write Markdown.

    python benchmarks/loading.py 10000 100000 -o benchmarks/loading.md

Every step is a process of its own: CPU seconds of all its threads, and peak memory.
"""

from __future__ import annotations

import argparse
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyoxigraph as ox

HEADER = """# From tables to a store and back

`kg synth` makes the tables. Every step is a process of its own; CPU is the time of all its threads
without start-up and without the steps before it, memory the peak of the process. *Raw load* is
`Store.load` of the same quads from a file of N-Quads.

| relations | step | CPU s | quads/s | peak MB |
|---|---|---|---|---|
"""


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[10_000, 100_000])
    parser.add_argument("--step", nargs=2, metavar=("NAME", "FOLDER"))
    parser.add_argument("-o", "--output", type=Path)
    told = parser.parse_args()
    if told.step:
        print(step(told.step[0], Path(told.step[1])))
        return
    lines = [line for size in told.sizes for line in measured(size)]
    about = f"pyoxigraph {ox.__version__}, Python {platform.python_version()}, {platform.machine()}"
    text = f"{HEADER}{''.join(lines)}\n{about}.\n"
    if told.output:
        told.output.write_text(text, encoding="utf-8")
    print(text)


def measured(size: int) -> list[str]:
    """Return the lines of one size."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "tables"
        program = [sys.executable, "-m", "kg", "synth", "--relations", str(size)]
        subprocess.run([*program, "-o", str(folder)], check=True, stdout=subprocess.DEVNULL)
        lines = []
        for name in ("tables to records", "records to store", "raw load", "store to records"):
            command = [sys.executable, __file__, "--step", name, scratch]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            lines.append(f"| {size:,} | {name} | {done.stdout.strip()} |\n")
            print(lines[-1], end="", file=sys.stderr, flush=True)
        return lines


def step(name: str, scratch: Path) -> str:
    """Do one step; return its cells."""
    from kg.rdf import read as claims
    from kg.rdf import store
    from kg.records import tables

    given, number = scratch / "given.nq", 0
    if name == "raw load":
        filled = ox.Store()
        start = time.process_time()
        filled.load(path=str(given), format=ox.RdfFormat.N_QUADS)
        took, number = time.process_time() - start, len(filled)
    elif name == "store to records":
        filled = ox.Store()
        filled.load(path=str(given), format=ox.RdfFormat.N_QUADS, lenient=True)
        start = time.process_time()
        claims.records(store.claims(filled), "the store")
        took = time.process_time() - start
    else:
        start = time.process_time()
        found = tables.read(scratch / "tables")
        if name == "records to store":
            start = time.process_time()
            filled = store.memory(found)
            took, number = time.process_time() - start, len(filled)
            filled.dump(str(given), format=ox.RdfFormat.N_QUADS)
        else:
            took = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    rate = f"{number / took:,.0f}" if number else ""
    return f"{took:.1f} | {rate} | {peak:,.0f}"


if __name__ == "__main__":
    main()
