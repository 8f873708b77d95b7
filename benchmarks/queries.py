"""Measure every named query on stores of rising size; write Markdown.

    python benchmarks/queries.py 10000 100000 1000000 --stores build/stores -o benchmarks/queries.md

The stores are on disk, made by `kg synth` (same seed, same bytes) and kept, so that a second run
only asks. Questions about one actor ask about the one with most relations: the worst case.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import platform
import resource
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.rdf import query, solutions, store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LIMIT = 300
HEADER = """# Named queries by number of relations

Milliseconds of CPU, the best of up to three runs, each query in a process of its own on a store on
disk made by `kg synth --seed 1`; the rows of the answer stand after the slash. Questions about one
actor ask about the one with most relations. *Growth* is from one size to the next, of time / of
rows; below 20 ms it is not told, for there the start of a query is what is measured.
"""
HUBS = """SELECT ?actor (COUNT(?relation) AS ?relations) WHERE {
    { ?relation al:subject ?actor } UNION { ?relation al:object ?actor }
    ?actor a al:Organisation
} GROUP BY ?actor ORDER BY DESC(?relations) ?actor LIMIT 2"""
FIGURES = """SELECT ?actor (COUNT(?claim) AS ?claims) WHERE {
    ?claim al:actor ?actor ; al:metric <https://w3id.org/ai-alliances/code/metric/revenue>
} GROUP BY ?actor ORDER BY DESC(?claims) ?actor LIMIT 1"""
PARTS = """SELECT ?deal (COUNT(?part) AS ?parts) WHERE { ?deal al:hasPart ?part }
GROUP BY ?deal ORDER BY DESC(?parts) ?deal LIMIT 1"""
PAGES = """SELECT ?source (COUNT(?evidence) AS ?claims) (SAMPLE(?claim) AS ?one) WHERE {
    ?evidence prov:hadPrimarySource ?source . ?claim al:evidence ?evidence . ?claim al:type ?type
} GROUP BY ?source ORDER BY DESC(?claims) ?source LIMIT 1"""


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--stores", type=Path, default=Path("build/stores"))
    parser.add_argument("--only", nargs="*", help="names of queries; default: all")
    parser.add_argument("-o", "--output", type=Path)
    told = parser.parse_args()
    names = told.only or list(query.named_queries())
    found: dict[str, list[tuple[float, int, float]]] = {name: [] for name in names}
    for size in told.sizes:
        place = made(told.stores, size)
        values = examples(place)
        for name in names:
            result = apart(ask, (place, name, values))
            found[name].append(result)
            print(f"{size:>9,}  {name:28} {result[0]:10.1f} ms {result[1]:>9,} rows", flush=True)
    text = report(told.sizes, found)
    if told.output:
        told.output.write_text(text, encoding="utf-8")
    else:
        print(text)


def made(stores: Path, size: int) -> Path:
    """Return a store of synthetic relations; build it when it is missing."""
    place, columns = stores / f"store-{size}", stores / f"columns-{size}"
    if not store.is_store(place):
        command = [sys.executable, "-m", "kg", "synth", "--relations", str(size), "--seed", "1"]
        subprocess.run([*command, "--to", "columns", "-o", str(columns)], check=True)
        apart(build, (columns, place))
    return place


def build(columns: Path, place: Path) -> int:
    """Write the store of a column folder."""
    from kg.large.columns import quads

    return quads.build(columns, place, lambda *_: None)


def examples(place: Path) -> dict[str, str]:
    """Return a value for every parameter without default: those with the most behind them."""
    opened = store.open_disk(place)

    def top(sparql: str) -> Iterator[Any]:
        return iter(solutions.rows(query.run(opened, sparql))[1])

    first, second = top(HUBS)
    figures, page = next(top(FIGURES)), next(top(PAGES))
    terms = {"actor": first[0], "a": first[0], "b": second[0], "deal": next(top(PARTS))[0]}
    terms |= {"source": page[0], "relation": page[2], "figures": figures[0]}
    slugs = {name: term.value.rsplit("/", 1)[1] for name, term in terms.items()}
    return {**slugs, "from": "2026-06-01", "day": "2025-11-01", "metric": "revenue"}


def ask(place: Path, name: str, values: dict[str, str]) -> tuple[float, int, float]:
    """Return milliseconds, rows and peak megabytes of a named query."""
    resource.setrlimit(resource.RLIMIT_CPU, (LIMIT, LIMIT))
    opened, named = ox.Store.read_only(str(place)), query.named(name)
    given = {p.name: values[p.name] for p in named.parameters if p.name in values}
    if name == "metric-of":
        given["actor"] = values["figures"]
    cutoff = str(next(iter(store.select(opened, CUTOFF)))[0].value)
    sparql = named.sparql(query.bind(named, given, str, {"$cutoff": cutoff}))
    best, rows = float("inf"), 0
    for _ in range(3):
        start = time.process_time()
        rows = sum(1 for _ in store.select(opened, sparql))
        best = min(best, 1000 * (time.process_time() - start))
        if best > 3000:
            break
    return best, rows, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


CUTOFF = "SELECT ?day WHERE { ?s <https://w3id.org/ai-alliances/ont#cutoff> ?day }"


def apart(work: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """Run a function in a process of its own; infinite time when it did not end."""
    here, there = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=lambda: there.send(json.dumps(work(*arguments))))
    process.start()
    there.close()
    try:
        return json.loads(here.recv())
    except EOFError:
        return float("inf"), 0, 0
    finally:
        process.join()


def report(sizes: list[int], found: dict[str, list[tuple[float, int, float]]]) -> str:
    """Return the results as Markdown."""
    heads = [f"{size:,}" for size in sizes]
    steps = [f"{a} → {b}" for a, b in pairwise(heads)]
    lines = [["query", *heads, *steps], ["---"] * (1 + len(heads) + len(steps))]
    for name, results in found.items():
        cells = [f"{ms:,.0f} / {rows:,}" for ms, rows, _ in results]
        growth = [grown(a, b) for a, b in pairwise(results)]
        lines.append([name, *cells, *growth])
    table = "".join(f"| {' | '.join(line)} |\n" for line in lines)
    peak = max(mb for results in found.values() for *_, mb in results)
    about = f"pyoxigraph {ox.__version__}, Python {platform.python_version()}, {platform.machine()}"
    return f"{HEADER}\n{table}\nPeak memory of one query: {peak:,.0f} MB. {about}.\n"


def grown(one: tuple[float, int, float], other: tuple[float, int, float]) -> str:
    """Return by how much time and rows grew."""
    rows = f"{other[1] / one[1]:.1f}" if one[1] else "–"
    return f"{other[0] / one[0]:.1f} / {rows}" if one[0] >= 20 else f"– / {rows}"


if __name__ == "__main__":
    main()
