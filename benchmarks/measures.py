"""Measures by columns beside other libraries: ``python benchmarks/measures.py``.

Every peer runs in a process of its own, which holds its data and waits; the parent lets them answer
in turns, so that whatever else the machine does hits all alike. Compared are the medians of CPU
time, of all threads. Answers must be equal. Writes ``benchmarks/measures.md``.
"""

from __future__ import annotations

import multiprocessing
import os
import platform
import statistics
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from kg.analysis.money_graph import FINANCING_FAMILY, money_graph
from kg.relations import select
from kg.sums import is_total, kinds

sys.path.insert(0, str(Path(__file__).parent))
from peers import PEERS
from zipf import SCOPE, made

REPORT = Path(__file__).with_suffix(".md")
ROUNDS, PATIENCE = 5, 60.0
# Sizes in relations, and for a peer the greatest size it is tried at.
PLAN: dict[str, tuple[int, ...]] = {
    "overlaps": (10_000, 100_000, 1_000_000, 10_000_000),
    "loops": (10_000, 100_000),
    "totals": (100_000, 1_000_000, 10_000_000),
    "exposure": (100_000, 1_000_000),
    "concentration": (100_000, 1_000_000),
    "components": (100_000, 1_000_000),
    "pagerank": (100_000, 1_000_000),
}
MOST = {"networkx": 1_000_000, "SPARQL on pyoxigraph": 1_000_000, "pandas": 1_000_000}
ONLY_US = 10_000_000
QUESTIONS = {
    "overlaps": "Partners that compete: pairs, and how many relations on both sides",
    "loops": "Directed cycles of at most four actors",
    "totals": "Sums with bounds by kind of money, currency and status, each deal once",
    "exposure": "Purchases by customer and supplier, in USD, each deal once",
    "concentration": "Index of supplier concentration by actor and capability",
    "components": "Connected parts, from relations to the answer",
    "pagerank": "PageRank, from relations to the answer",
}


def columns(count: int) -> dict[str, np.ndarray]:
    """Return what the peers are given: relations in scope, rolled up and coded."""
    if count >= ONLY_US:
        return {"count": np.int64(count)}
    table = made(count)
    selection = select(table, SCOPE)
    paired, rows = selection.paired, selection.paired.rows
    types, type_ = table.types, table.type[selection.paired.rows]
    by_type = lambda values: np.array(values)[type_]  # noqa: E731 - a short name
    forward = by_type([kind.money_direction == "subject-to-object" for kind in types])
    paid = by_type([kind.money_direction != "none" for kind in types])
    sign = by_type([{"cooperative": 1, "competitive": 2}.get(kind.sign, 0) for kind in types])
    graph = money_graph(selection)
    within = selection.rows
    stated = within[~np.isnan(table.amount[within])]
    ends = [table.root[end[stated]] for end in (table.subject, table.object)]
    of_stated = {
        "kind": kinds(table, stated), "currency": table.currency[stated],
        "status": table.status[stated], "deal": table.deal[stated], "type": table.type[stated],
        "amount": table.amount[stated], "qualifier": table.qualifier[stated], "row": stated,
        "pair": np.minimum(*ends) * np.int64(len(table.root)) + np.maximum(*ends),
    }  # fmt: skip
    of_paired = {
        "key": paired.key, "sign": sign.astype(np.uint8), "source": paired.source,
        "target": paired.target, "pair": paired.key, "deal": table.deal[rows], "type": type_,
        "amount": table.amount[rows], "qualifier": table.qualifier[rows], "row": rows,
        "usd": is_total(table, "USD")[rows],
        "payer": np.where(forward, paired.source, paired.target),
        "payee": np.where(forward, paired.target, paired.source),
        "buys": paid & by_type([kind.family != FINANCING_FAMILY for kind in types]),
        "supplies": by_type([kind.family == "supply" for kind in types]),
    }  # fmt: skip
    return {
        **of_paired, **{f"totals.{name}": column for name, column in of_stated.items()},
        "arcs": graph.source.astype(np.int64) * len(table.root) + graph.target,
        "actors": np.int64(len(table.root)), "count": np.int64(count),
    }  # fmt: skip


def work(pipe: Any, task: str, name: str, path: str) -> None:
    """Prepare a peer, then answer whenever asked; what a process of its own does."""
    with np.load(path) as stored:
        names = list(stored) if name != "kg" or task in {"loops", "components", "pagerank"} else []
        data = {n: stored[n] for n in names if "." not in n}
        data |= {n.split(".")[1]: stored[n] for n in names if n.startswith(task + ".")}
        data["count"] = stored["count"]
    run = PEERS[task][name](data)
    pipe.send(None)
    while pipe.recv():
        cpu, wall = time.process_time(), time.perf_counter()
        answer = run()
        spent = time.process_time() - cpu, time.perf_counter() - wall
        pipe.send((*spent, peak(), tuple(round(float(part), 6) for part in answer)))


def peak() -> float:
    """Return the peak memory of this process in MB."""
    # Not that of getrusage, which remembers the process this one was made by.
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


class Worker:
    """A peer in a process of its own; ``over`` once it took longer than the patience."""

    def __init__(self, task: str, name: str, path: Path) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, other = context.Pipe()
        given = (other, task, name, str(path))
        self.process = context.Process(target=work, args=given, daemon=True)
        self.process.start()
        self.runs: list[tuple[Any, ...]] = []
        self.over = not self.pipe.poll(10 * PATIENCE) or self.pipe.recv() is not None

    def run(self) -> None:
        """Let it answer once, unless it has shown to be too slow for more."""
        if self.over or (self.runs and self.runs[0][1] > PATIENCE / ROUNDS):
            return
        self.pipe.send(True)
        if self.pipe.poll(PATIENCE):
            self.runs.append(self.pipe.recv())
        else:
            self.over = True

    def stop(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.join()


def compared(task: str, count: int, path: Path) -> list[tuple[str, float | None, float, Any]]:
    """Return name, CPU seconds, peak in MB and answer of every peer; None for out of patience."""
    names = [
        name for name in PEERS[task]
        if name == "kg" or count <= MOST.get(name, ONLY_US - 1)
    ]  # fmt: skip
    workers = {name: Worker(task, name, path) for name in names}
    try:
        for _ in range(ROUNDS + 1):
            for worker in workers.values():
                worker.run()
    finally:
        for worker in workers.values():
            worker.stop()
    found = []
    for name, worker in workers.items():
        # The first run warms up, where there is more than one.
        runs = worker.runs[1:] or worker.runs
        median = statistics.median(run[0] for run in runs) if runs else None
        memory = max((run[2] for run in runs), default=0.0)
        found.append((name, median, memory, runs[0][3] if runs else None))
    return found


def lines(task: str, count: int, found: list[tuple[str, float | None, float, Any]]) -> list[str]:
    """Return the lines of the table, after a look that all answers are equal."""
    (_, ours, _, answer), *_ = found
    assert ours is not None, f"our own answer to {task} took longer than {PATIENCE} s"
    rows = []
    for name, median, memory, other in found:
        assert other is None or np.allclose(other, answer, rtol=1e-5), (task, name, other, answer)
        spent = f"> {PATIENCE:,.0f} s" if median is None else f"{1000 * median:,.1f} ms"
        least = "> " if median is None else ""
        ratio = (PATIENCE if median is None else median) / ours
        rows.append(f"| {count:,} | {name} | {spent} | {least}{ratio:,.1f} | {memory:,.0f} MB |")
    return rows


def report(tasks: list[str]) -> str:
    """Run everything and return the report."""
    sections = []
    with tempfile.TemporaryDirectory() as folder:
        for count in sorted({size for task in tasks for size in PLAN[task]}):
            np.savez(Path(folder) / f"{count}.npz", **columns(count))
        for task in tasks:
            rows = []
            for count in PLAN[task]:
                rows += lines(task, count, compared(task, count, Path(folder) / f"{count}.npz"))
                sys.stderr.write("\n".join([task, *rows[-7:], ""]))
            head = "| relations | by | CPU | × kg | peak |\n|---|---|---|---|---|\n"
            sections.append(f"## {QUESTIONS[task]}\n\n{head}" + "\n".join(rows))
    libraries = ("numpy", "networkx", "igraph", "polars", "duckdb", "pandas", "pyoxigraph")
    return TEMPLATE.format(
        machine=f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}",
        versions=", ".join(f"{name} {version(name)}" for name in libraries),
        load=f"{os.getloadavg()[0]:.1f}",
        rounds=ROUNDS,
        patience=f"{PATIENCE:.0f}",
        sections="\n\n".join(sections),
    )


TEMPLATE = """# Measures by columns, beside other libraries

Made by `make bench-measures` (`python benchmarks/measures.py`). {machine}; load of the machine when
the run ended {load}. {versions}.

Relations are made up (`benchmarks/zipf.py`): a quarter as many actors, Zipf-like, one relation in
ten a rivalry, three in ten with an amount, one in ten part of a deal. Every peer holds its data in
a process of its own and they answer in turns; CPU time of all threads, medians of {rounds} answers
after a first one; peak memory of the whole process with its data and libraries. The peers are given
relations that are selected and rolled up already, `kg` does the latter within its time; only pairs
are sorted before. Answers were equal. A peer that takes longer than {patience} s is stopped.

{sections}
"""


if __name__ == "__main__":
    text = report(sys.argv[1:] or list(PLAN))
    if len(sys.argv) == 1:
        REPORT.write_text(text, encoding="utf-8")
    sys.stdout.write(text)
