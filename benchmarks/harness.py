"""Answers to one question by several libraries, side by side under equal conditions.

Every peer runs in a process of its own, which prepares its data and waits; the parent lets them
answer in turns, so that whatever else the machine does hits all alike. Measured are processor time
of all threads and child processes, wall clock, and peak memory of the whole process. What counts
are medians and their ratios. The answers of one question at one size must be equal.
"""

from __future__ import annotations

import math
import multiprocessing
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    Answer = tuple[float, ...]
    Run = Callable[[], Answer | Callable[[], Answer]]
    Peer = Callable[[Path, int], Run]

# The modules that hold benchmarks.
MODULES = (
    "processes",
    "columns",
    "graphs",
    "stores",
    "validation",
    "exports",
    "rendering",
)
LIBRARIES = (
    "numpy", "pyoxigraph", "networkx", "rdflib", "oxrdflib", "igraph", "polars", "duckdb",
    "pandas", "pyvis", "pyshacl", "oxigraph", "rdflib-endpoint", "click",
)  # fmt: skip


@dataclass
class Benchmark:
    """A question, the sizes it is asked at, and who answers it.

    Attributes
    ----------
    question
        In words, with what a size counts.
    module
        Where it stands; a process of its own imports it from there.
    sizes, quick
        Numbers of relations of a full and of a quick run.
    given
        Writes what the peers read into a folder, once for each size.
    most
        For a peer, the greatest size it is tried at.
    rounds
        How often each answers after a first time.
    patience
        Seconds after which an answer is no longer waited for.
    """

    name: str
    question: str
    module: str
    sizes: Sequence[int]
    quick: Sequence[int] = ()
    given: Callable[[Path, int], None] | None = None
    most: dict[str, int] = field(default_factory=dict)
    rounds: int = 3
    patience: float = 60.0
    peers: dict[str, Peer] = field(default_factory=dict)

    def peer(self, name: str) -> Callable[[Peer], Peer]:
        """Enter a function as a peer: it prepares its data and returns what is timed.

        What is timed returns the answer, or a function that finds the answer off the clock.
        """

        def enter(function: Peer) -> Peer:
            self.peers[name] = function
            return function

        return enter


BENCHMARKS: dict[str, Benchmark] = {}


def benchmark(name: str, question: str, module: str, **rest: Any) -> Benchmark:
    """Register a benchmark."""
    BENCHMARKS[name] = Benchmark(name, question, module.rpartition(".")[2], **rest)
    return BENCHMARKS[name]


@dataclass(frozen=True)
class Figure:
    """What one peer needed: medians of seconds, peak MB; no ``cpu`` when out of patience."""

    cpu: float | None
    wall: float | None
    peak: float
    answer: Answer | None
    patience: float


class Results(dict[tuple[str, int, str], Figure]):
    """The figures of a run by benchmark, size and peer."""

    def ratio(self, name: str, size: int, slow: str, fast: str = "kg") -> float:
        """Return how many times longer one takes; at least that when it was given up."""
        slower, faster = self[name, size, slow], self[name, size, fast]
        assert faster.cpu is not None, f"{fast} did not answer {name} at {size:,}"
        return (slower.patience if slower.cpu is None else slower.cpu) / faster.cpu

    def cpu(self, name: str, size: int, by: str = "kg") -> float:
        """Return the seconds of processor time that one took."""
        found = self[name, size, by].cpu
        assert found is not None, f"{by} did not answer {name} at {size:,}"
        return found

    def others(self, name: str, size: int) -> dict[str, float]:
        """Return the seconds of the peers that ended."""
        return {
            by: figure.cpu
            for (task, count, by), figure in self.items()
            if (task, count) == (name, size) and by != "kg" and figure.cpu is not None
        }


def registered() -> dict[str, Benchmark]:
    """Return all benchmarks."""
    for module in MODULES:
        import_module(module)
    return BENCHMARKS


def measure(benchmarks: Iterable[Benchmark], *, quick: bool = False) -> Results:
    """Run benchmarks one after another and return their figures."""
    results = Results()
    for one in benchmarks:
        for size in one.quick if quick else one.sizes:
            with tempfile.TemporaryDirectory(prefix="kg-bench-") as folder:
                sys.stderr.write(f"{one.name}, {size:,} …\n")
                if one.given:
                    one.given(Path(folder), size)
                for by, figure in _compared(one, size, Path(folder), quick).items():
                    results[one.name, size, by] = figure
            sys.stderr.write("\n".join([*table(one, results, size), ""]))
            sys.stderr.flush()
    return results


def _compared(one: Benchmark, size: int, place: Path, quick: bool) -> dict[str, Figure]:
    rounds = 2 if quick else one.rounds
    names = [name for name in one.peers if size <= one.most.get(name, size)]
    workers = {name: _Worker(one, name, place, size, rounds) for name in names}
    try:
        for _ in range(rounds + 1):
            for worker in workers.values():
                worker.run()
    finally:
        for worker in workers.values():
            worker.stop()
    found = {name: worker.figure() for name, worker in workers.items() if not worker.absent}
    _same(one.name, size, found)
    return found


def _same(name: str, size: int, found: dict[str, Figure]) -> None:
    """Stop when two peers answered differently; those without an answer only set a scale."""
    answers = {by: figure.answer for by, figure in found.items() if figure.answer}
    for by, answer in answers.items():
        first = next(iter(answers.values()))
        same = len(answer) == len(first) and all(
            math.isclose(a, b, rel_tol=1e-5, abs_tol=1e-9)
            for a, b in zip(answer, first, strict=True)
        )
        assert same, f"{name} at {size:,}: {by} answers {answer}, not {first}"


def _work(pipe: Any, module: str, task: str, name: str, place: str, size: int) -> None:
    """Prepare a peer, then answer whenever asked; what a process of its own does."""
    import_module(module)
    try:
        run = BENCHMARKS[task].peers[name](Path(place), size)
    except ModuleNotFoundError as error:
        pipe.send(str(error))
        return
    pipe.send(None)
    while pipe.recv():
        cpu, wall = _spent(), time.perf_counter()
        answer = run()
        spent = _spent() - cpu, time.perf_counter() - wall
        found = answer() if callable(answer) else answer
        pipe.send((*spent, _peak(), tuple(round(float(part), 6) for part in found)))


def _spent() -> float:
    """Return the processor time of this process and of its children that ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _peak() -> float:
    """Return the peak memory in MB of this process, or of its largest child."""
    # Not that of getrusage, which remembers the process this one was made by.
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    own = int(status.split("VmHWM:")[1].split()[0])
    return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


class _Worker:
    """A peer in a process of its own; ``over`` once it took longer than the patience."""

    def __init__(self, one: Benchmark, name: str, place: Path, size: int, rounds: int) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, other = context.Pipe()
        given = (other, one.module, one.name, name, str(place), size)
        self.process = context.Process(target=_work, args=given)
        self.process.start()
        other.close()
        self.runs: list[tuple[float, float, float, Answer]] = []
        self.patience, self.rounds = one.patience, rounds
        self.over = not self.pipe.poll(10 * self.patience)
        self.name = f"{one.name} at {size:,}, {name}"
        self.absent = None if self.over else self._received()
        if self.absent:
            sys.stderr.write(f"{one.name}: without {name}: {self.absent}\n")

    def run(self) -> None:
        """Let it answer once, unless it has shown to be too slow for more."""
        slow = self.runs and self.runs[0][1] > self.patience / self.rounds
        if self.over or self.absent or slow:
            return
        self.pipe.send(True)
        if self.pipe.poll(self.patience):
            self.runs.append(self._received())
        else:
            self.over = True

    def _received(self) -> Any:
        try:
            return self.pipe.recv()
        except EOFError:
            raise RuntimeError(f"{self.name}: ended with the error above") from None

    def figure(self) -> Figure:
        """Return its medians; the first run warms up, where there is more than one."""
        runs = self.runs[1:] or self.runs
        if not runs:
            return Figure(None, None, 0.0, None, self.patience)
        cpu, wall = (statistics.median(run[place] for run in runs) for place in (0, 1))
        return Figure(cpu, wall, max(run[2] for run in runs), runs[0][3], self.patience)

    def stop(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.join()


def table(one: Benchmark, results: Results, *sizes: int) -> Iterator[str]:
    """Yield the lines of the table of one benchmark."""
    yield from (
        "",
        f"### {one.question}",
        "",
        "| size | by | CPU | × kg | peak |",
        "|---|---|---|---|---|",
    )
    for size in sizes or one.sizes:
        rows = {by: f for (name, at, by), f in results.items() if (name, at) == (one.name, size)}
        ours = rows["kg"].cpu if "kg" in rows else None
        for by, figure in rows.items():
            least = "> " if figure.cpu is None else ""
            cpu = figure.patience if figure.cpu is None else figure.cpu
            ratio = f"{least}{cpu / ours:,.1f}" if ours else "–"
            peak = f"{figure.peak:,.0f} MB" if figure.peak else "–"
            yield f"| {size:,} | {by} | {least}{duration(cpu)} | {ratio} | {peak} |"


def duration(seconds: float) -> str:
    """Return seconds in a unit that suits them."""
    if seconds >= 10:
        return f"{seconds:,.0f} s"
    return f"{seconds:,.2f} s" if seconds >= 1 else f"{1000 * seconds:,.1f} ms"


def machine() -> str:
    """Return the machine, the day, the load and the versions, in two sentences."""
    versions = []
    for name in LIBRARIES:
        try:
            versions.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            versions.append(f"{name} not installed")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{datetime.now(UTC):%Y-%m-%d}; {os.cpu_count()} cores, {memory:.0f} GB, "
        f"{platform.machine()}, Python {platform.python_version()}; {', '.join(versions)}."
    )


def output(command: Sequence[str], place: Path) -> str:
    """Run a process and return what it printed; a peer that is a program calls this."""
    path = place / f"said-{os.getpid()}"
    with path.open("wb") as said:
        done = subprocess.run(command, stdout=said, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 0, f"{command}: {done.stderr.decode()[-500:]}"
    return path.read_text(encoding="utf-8")
