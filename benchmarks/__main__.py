"""All benchmarks in one run: ``python benchmarks [--quick] [NAME…]``.

A full run writes ``results.md``, and its figures into ``build/benchmarks.json``; with names, those
benchmarks are measured anew and the others stay. A quick one, of small sizes, looks only at ratios
and ends with 1 when one is off twice.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import goals
import serving
from harness import Benchmark, Results, machine, measure, registered, table
from kept import Kept

HERE = Path(__file__).parent
RESULTS = HERE.parent / "build" / "benchmarks.json"
SERVICE = "service"


def quick() -> int:
    """Look at the ratios that CI guards; return the exit code."""
    benchmarks, began = registered(), time.monotonic()
    wanted = {guard.task for guard in goals.GUARDS}
    results = _guarded(benchmarks, wanted)
    off = [guard for guard in goals.GUARDS if not _holds(guard, results)]
    if off:
        again = {guard.task for guard in off}
        print(f"once more, for chance: {', '.join(sorted(again))}")
        results |= _guarded(benchmarks, again)
    for guard in goals.GUARDS:
        ratio = results.ratio(guard.task, guard.size, guard.slow, guard.fast)
        said = "ok" if _holds(guard, results) else "OFF"
        print(
            f"{said:4}{guard.task:16}{guard.slow} / {guard.fast} = {ratio:,.2f}, "
            f"at least {guard.least:g}"
        )
    failed = sum(not _holds(guard, results) for guard in goals.GUARDS)
    print(f"{len(goals.GUARDS)} ratios, {failed} off; {time.monotonic() - began:.0f} s")
    return int(failed > 0)


def _guarded(benchmarks: dict[str, Benchmark], names: set[str]) -> Results:
    """Measure the peers that guards look at, and no others."""
    peers = {(guard.task, by) for guard in goals.GUARDS for by in (guard.slow, guard.fast)}
    chosen = [one for one in benchmarks.values() if one.name in names]
    for one in chosen:
        one.peers = {by: peer for by, peer in one.peers.items() if (one.name, by) in peers}
    return measure(chosen, quick=True)


def _holds(guard: goals.Guard, results: Results) -> bool:
    return results.ratio(guard.task, guard.size, guard.slow, guard.fast) >= guard.least


def full(names: list[str], seconds: float, *, report: bool) -> None:
    """Measure all benchmarks, or some anew, and write the report of all figures there are."""
    benchmarks = registered()
    kept = Kept.read(RESULTS) if (names or report) and RESULTS.exists() else Kept()
    for name in [] if report else names or [*benchmarks, SERVICE]:
        if name == SERVICE:
            kept.rates = serving.measured(seconds, 8)
        else:
            kept.replace(name, measure([benchmarks[name]]))
        RESULTS.parent.mkdir(exist_ok=True)
        kept.write(RESULTS)
    (HERE / "results.md").write_text(_report(kept), encoding="utf-8")


def _report(kept: Kept) -> str:
    results = kept.results
    low, high = min(kept.loads), max(kept.loads)
    rows = "\n".join(goal.row(results) for goal in goals.goals(kept.rates))
    parts = [TEMPLATE.format(machine=machine(), low=low, high=high, goals=rows)]
    for one in registered().values():
        if not any(name == one.name for name, *_ in results):
            continue
        parts += table(one, results)
    if kept.rates:
        parts += ["", "### Requests to a service, 8 clients", "", *serving.table(kept.rates)]
    return "\n".join(parts) + "\n"


TEMPLATE = """# Measured, beside others

Made by `python benchmarks`, in several runs of parts, some of two rounds and some of three.
{machine}

The machine had other work: its load was between {low:.1f} and {high:.1f}. So what counts are ratios
of medians: every peer answers in a process of its own, in turns with the others, and its processor
time is taken, of all threads and child processes. Answers of one table were equal, or the run would
have stopped. Peak memory is that of a whole process with its data and libraries. `>` is a peer that
was given up. Tables may come from separate runs, ratios never do. A size is a number of relations;
1 stands for the shipped data.

## What to reach

| work | goal | measured | |
|---|---|---|---|
{goals}
| named queries | none grows more than 12 × per decade | apart: `python benchmarks/queries.py` | |
| cluster | 100 million relations on Spark, bounded memory | [apart](../docs/how-to/scale.md) | |

Measured apart, since they need hours, a browser or a killed service: [import at ten million
relations](bulk.md), [the page in a browser](view.md), [updates and kill -9](durability.md).

## Figures"""


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(prog="python benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these anew, or service")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--seconds", type=float, default=15.0, help="for each server")
    parser.add_argument("--report", action="store_true", help="only write what was measured")
    given = parser.parse_args()
    if given.quick:
        sys.exit(quick())
    full(given.names, given.seconds, report=given.report)


if __name__ == "__main__":
    main()
