"""What is to be reached, in words and as bounds on what was measured; and the guards of CI.

A goal says why it is missed; the reason is printed only where it is.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np
import serving

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness import Results

MILLION, TEN = 1_000_000, 10_000_000


@dataclass(frozen=True)
class Goal:
    """A bound on one number; ``least`` or ``most``, in the unit of the format."""

    work: str
    says: str
    value: Callable[[Results], float]
    most: float | None = None
    least: float | None = None
    form: str = "{:.1f} ×"
    why: str = ""

    def met(self, value: float) -> bool:
        """Say whether a value is within the bound."""
        return value <= self.most if self.most is not None else value >= (self.least or 0)

    def row(self, results: Results) -> str:
        """Return the line of the table."""
        try:
            value = self.value(results)
        except KeyError:
            return f"| {self.work} | {self.says} | – | not measured in this run |"
        said = "met" if self.met(value) else f"**short**: {self.why}"
        return f"| {self.work} | {self.says} | {self.form.format(value)} | {said} |"


def _best(results: Results, name: str, size: int) -> float:
    """Return how much longer we take than the fastest peer."""
    others = results.others(name, size)
    return results.cpu(name, size) / min(others[by] for by in others)


def decade(results: Results, name: str, low: int, high: int, by: str = "kg") -> float:
    """Return by what the time grows for ten times the size."""
    times = results.cpu(name, high, by) / results.cpu(name, low, by)
    return float(times ** (1 / np.log10(high / low)))


def _quads(results: Results) -> float:
    answer = results["loaded", 20_000, "kg"].answer
    assert answer
    return answer[0] / results.cpu("loaded", 20_000) / 1e6


def table_bytes(_: Results) -> float:
    """Return the bytes per relation of the columns of a table and of its sorted pairs."""
    from zipf import SCOPE, made

    table = made(MILLION)
    parts = (table, table.groups, table.pairs(SCOPE))
    columns = [getattr(part, column.name) for part in parts for column in fields(part)]
    arrays = [column for column in columns if isinstance(column, np.ndarray)]
    return sum(array.nbytes for array in arrays) / MILLION


Rates = dict[tuple[str, str], serving.Rate]


def served(rates: Rates, ours: str, theirs: str, kind: str = "one actor") -> float:
    """Return our requests per second in terms of another server's."""
    return rates[ours, kind].per_second / rates[theirs, kind].per_second


def goals(rates: Rates) -> list[Goal]:
    """Return every row of what to reach."""
    shipped = "`kg overlaps` on the shipped data, whole process"
    warm = "overlaps, warm"
    loops = "loops ≤ 4, 100,000 relations"
    stored = "tables → records → store, 20,000 relations"
    point = "service, point query, 8 clients"
    numpy = (
        "importing numpy and click alone costs 2.5 times a bare click program, and the tables of "
        "the shipped data are read as text; a snapshot was weighed and "
        "[left out](../docs/decisions/2026-11-23-no-snapshot.md)"
    )
    return [
        Goal(shipped, "≤ 3 × a bare click program",
             lambda r: 1 / r.ratio("asked", 1, "a bare click program"), most=3, why=numpy),
        Goal(shipped, "≥ 5 × faster than rdflib",
             lambda r: r.ratio("asked", 1, "the query on rdflib"), least=5),
        Goal("`kg --version`", "≤ 1.3 × a bare click program",
             lambda r: 1 / r.ratio("start", 1, "a bare click program"), most=1.3, form="{:.2f} ×",
             why="it reads the tables, to show which data they hold"),
        Goal("`kg --help`", "≤ 1.3 × a bare click program",
             lambda r: r.cpu("start", 1, "kg --help") / r.cpu("start", 1, "a bare click program"),
             most=1.3, form="{:.2f} ×",
             why="the list of commands is set in columns and the short help of each is read"),
        Goal(f"{warm}, a million relations", "≤ 50 ms",
             lambda r: 1000 * r.cpu("overlaps", MILLION), most=50, form="{:.0f} ms"),
        Goal(f"{warm}, a million relations", "≥ 60 × networkx",
             lambda r: r.ratio("overlaps", MILLION, "networkx"), least=60),
        Goal(f"{warm}, a million relations", "≥ 5 × the best SPARQL",
             lambda r: r.ratio("overlaps", MILLION, "SPARQL on pyoxigraph"), least=5,
             why="the SPARQL peer is given pairs that are selected and rolled up already"),
        Goal(f"{warm}, ten million relations", "≤ 1 s",
             lambda r: r.cpu("overlaps", TEN), most=1, form="{:.2f} s"),
        Goal(f"{warm}, growth to ten million", "≤ 12 × per decade",
             lambda r: decade(r, "overlaps", 100_000, TEN), most=12,
             why="at ten million the columns no longer fit the caches of the processor"),
        Goal(loops, "≥ 75 × `simple_cycles`, or that does not finish",
             lambda r: r.ratio("loops", 100_000, "networkx"), least=75),
        Goal(loops, "≤ 1.5 × the best of igraph, polars, duckdb",
             lambda r: _best(r, "loops", 100_000), most=1.5, form="{:.2f} ×"),
        Goal(stored, "≥ 0.25 million quads/s", _quads, least=0.25, form="{:.2f} million/s",
             why="rows are checked, made records and written as statements in Python first"),
        Goal(stored, "≤ 1.3 × raw `Store.load`",
             lambda r: 1 / r.ratio("loaded", 20_000, "pyoxigraph"), most=1.3,
             why="reading, checking and writing out the records takes longer than Rust takes to "
             "parse and index what they say"),
        *(Goal(f"{name}, a million relations", "≤ 3 × duckdb",
               lambda r, name=name: 1 / r.ratio(name, MILLION, "duckdb"), most=3, form="{:.2f} ×")
          for name in ("exposure",)),
        Goal("pagerank, graph → result, 100,000", "≥ 30 × networkx",
             lambda r: r.ratio("pagerank", 100_000, "networkx"), least=30,
             why="a part of the time is the sorting of relations into rows of a matrix"),
        Goal("validation of 100,000 claims", "≤ 2 s after load; as pyshacl on the sample",
             lambda r: r.cpu("checked", 100_000), most=2, form="{:.2f} s"),
        Goal("page for 10,000 relations", "≤ 1 s, layout included",
             lambda r: r.cpu("built", 10_000), most=1, form="{:.2f} s",
             why="that is with the layout, which the goal leaves out"),
        Goal("page, growth from 1,000 to 100,000", "linear: ≤ 12 × per decade",
             lambda r: decade(r, "built", 1_000, 100_000), most=12),
        *(Goal(f"{name}, 100,000 relations", f"≥ 15 × networkx `{writer}`; equal when read back",
               lambda r, name=name, w=writer: r.ratio(name, 100_000, f"networkx {w}"), least=15,
               why="of our time most is turning records into properties, which networkx is given")
          for name, writer in (("graphml", "write_graphml_xml"), ("graphml", "write_graphml_lxml"),
                               ("gexf", "write_gexf"))),
        Goal("memory of the relation table", "≤ 100 B per relation", table_bytes, most=100,
             form="{:.0f} B"),
        Goal(f"{point}, every query evaluated", "≥ 0.5 × native Oxigraph",
             lambda _: served(rates, serving.EVALUATED, serving.NATIVE), least=0.5,
             form="{:.2f} ×",
             why="a web server in Python and the way to a process that can be killed cost more "
             "than the query"),
        Goal(f"{point}, answers remembered", "≥ 0.5 × native Oxigraph",
             lambda _: served(rates, serving.REMEMBERED, serving.NATIVE), least=0.5,
             form="{:.2f} ×", why="the web server in Python costs more than the native one"),
        Goal(f"{point}, every query evaluated", "≥ 5 × rdflib-endpoint",
             lambda _: served(rates, serving.EVALUATED, serving.RDFLIB_ENDPOINT), least=5,
             why="see the table"),
    ]  # fmt: skip


@dataclass(frozen=True)
class Guard:
    """The least ratio of two peers in a quick run; about a third of what is usual."""

    task: str
    size: int
    slow: str
    least: float
    fast: str = "kg"


GUARDS = (
    Guard("start", 1, "a bare click program", 0.5, fast="kg --help"),
    Guard("start", 1, "a bare click program", 0.06),  # shows which data there are: it reads them
    Guard("asked", 1, "a bare click program", 0.07),
    Guard("asked", 1, "the query on rdflib", 4),
    Guard("overlaps", 100_000, "networkx", 15),
    Guard("overlaps", 100_000, "SPARQL on pyoxigraph", 1.5),
    Guard("overlaps", 100_000, "polars", 0.5),
    Guard("loops", 10_000, "networkx", 150),
    Guard("loops", 10_000, "igraph", 2),
    Guard("loops", 10_000, "duckdb", 1),
    Guard("exposure", 100_000, "duckdb", 0.5),
    Guard("pagerank", 100_000, "networkx", 10),
    Guard("loaded", 1_000, "pyoxigraph", 0.1),
    Guard("loaded", 1_000, "rdflib", 2),
    Guard("overlaps-sparql", 1_000, "pyoxigraph", 8),
    Guard("checked", 1_000, "pyshacl", 4),
    Guard("graphml", 5_000, "networkx write_graphml_xml", 2.5),
    Guard("gexf", 5_000, "networkx write_gexf", 2),
    Guard("built", 2_000, "pyvis, undirected", 0.15),
)
