"""The budget report of the explorer: ``python benchmarks/view.py`` writes ``benchmarks/view.md``.

Builds the page of the shipped data and of graphs of 3,000 and 30,000 actors, opens them in
Chromium without graphics hardware, and measures size, first paint, complete graph, frame rates and
filter steps; beside them what pyvis draws by default from the same shipped data.
"""

from __future__ import annotations

import os
import platform
import random
import shutil
import statistics
import sys
import tempfile
import time
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from rendering import plain_pyvis

import kg
from kg.records.model import Actor, Amount, Records, Relation, Source
from kg.view.page import html
from kg.vocabulary.dates import PartialDate

REPORT = Path(__file__).with_suffix(".md")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
TYPES = ("invests-in", "supplies-cloud-to", "lends-to", "partners-with", "competes-with")
RUNS = 3
COLUMNS = (
    "actors", "relations", "on the canvas", "file", "built, CPU", "first paint",
    "complete graph", "pan", "zoom", "drag", "filter step",
)  # fmt: skip

FRAMES = """kind => new Promise(done => {
  const { network } = explorer.map; const from = network.getViewPosition();
  const scale = network.getScale(); let frames = 0; const start = performance.now();
  const tick = () => {
    frames += 1; const turn = frames / 9;
    if (kind === 'pan') network.moveTo({ position: { x: from.x + 150 * Math.sin(turn), y: from.y },
      scale });
    else network.moveTo({ position: from, scale: scale * (1 + 0.3 * Math.sin(turn)) });
    const passed = performance.now() - start;
    passed < 1500 ? requestAnimationFrame(tick) : done(1000 * frames / passed) };
  requestAnimationFrame(tick) })"""
COUNT = """() => { window.frames_seen = 0; const start = performance.now();
  const tick = () => { window.frames_seen += 1; window.frames_for = performance.now() - start;
    requestAnimationFrame(tick) }; requestAnimationFrame(tick) }"""
STEPS = """() => [1, 2, 3, 4, 5, 6, 7, 8].map(i => { const start = performance.now();
  explorer.change({ offConfidence: new Set(i % 2 ? ['low'] : []) });
  return performance.now() - start })"""


def made(actors: int, relations: int) -> Records:
    """Return a made-up graph, the same every time: a few actors have most of the relations."""
    chance = random.Random(5)
    people = tuple(
        Actor(f"a{i:06d}", f"Actor {i}", (), ("ai-lab",), country="US") for i in range(actors)
    )
    sources = tuple(
        Source(f"s{i:06d}", f"Page {i}", "Paper", f"https://example.org/{i}", "news")
        for i in range(relations // 4)
    )
    rows = []
    for i in range(relations):
        ends = (people[int(actors * chance.random() ** power)].id for power in (2, 3))
        a, b = ends
        kind = TYPES[i % len(TYPES)]
        if a != b:
            rows.append(
                Relation(
                    f"{a}--{kind}--{b}--{i}", kind, a, b, "active", (chance.choice(sources).id,),
                    "high", f"Evidence sentence number {i}.",
                    announced=PartialDate.parse(f"20{20 + i % 6}-{1 + i % 12:02d}"),
                    amount=Amount(Decimal(1000000 * (i + 1)), "USD") if i % 3 == 0 else None,
                )
            )  # fmt: skip
    rows.sort(key=lambda row: row.id)
    return Records(people, sources, (), tuple(rows), (), cutoff=date(2026, 7, 2))


def measured(browser: Browser, path: Path) -> dict[str, float]:
    """Return the figures of one page of ours; times are medians of three openings."""
    paints, graphs, opened = [], [], []
    for _ in range(RUNS):
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        start = time.perf_counter()
        page.goto(path.as_uri())
        while not page.evaluate("Boolean(window.explorer)"):
            time.sleep(0.01)
        opened.append(1000 * (time.perf_counter() - start))
        paints.append(first_paint(page))
        graphs.append(page.evaluate("performance.getEntriesByName('graph')[0].startTime"))
        if len(paints) < RUNS:
            page.close()
    time.sleep(0.5)
    figures = {
        "paint": statistics.median(paints),
        "graph": statistics.median(graphs),
        "pan": page.evaluate(FRAMES, "pan"),
        "zoom": page.evaluate(FRAMES, "zoom"),
        "drag": dragged(page),
        "filter": statistics.median(page.evaluate(STEPS)),
        "drawn": page.evaluate("explorer.scene.actors.size"),
    }
    page.close()
    return figures


def first_paint(page: Page) -> float:
    """Return the time of the first contentful paint in milliseconds."""
    entry = "performance.getEntriesByName('first-contentful-paint')"
    while not page.evaluate(f"{entry}.length"):
        time.sleep(0.01)
    return float(page.evaluate(f"{entry}[0].startTime"))


def dragged(page: Page) -> float:
    """Return the frames per second while the mouse drags the map."""
    page.mouse.move(560, 700)
    page.mouse.down()
    page.evaluate(COUNT)
    for step in range(60):
        page.mouse.move(560 + 2 * step, 700 - step)
    page.mouse.up()
    seen, passed = page.evaluate("[window.frames_seen, window.frames_for]")
    return float(1000 * seen / passed)


def measured_pyvis(browser: Browser, path: Path, patience: float) -> dict[str, float | None]:
    """Return when plain pyvis paints, and when its physics settles, if it does in time."""
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.context.set_offline(True)
    start = time.perf_counter()
    page.goto(path.as_uri(), wait_until="commit")
    paint = first_paint(page)
    settled = None
    while time.perf_counter() - start < patience and settled is None:
        time.sleep(0.25)
        if page.evaluate("typeof network === 'object' && network && network.physics.stabilized"):
            settled = 1000 * (time.perf_counter() - start)
    page.context.set_offline(False)
    page.close()
    return {"paint": paint, "settled": settled}


def report(patience: float = 90) -> str:
    """Return the report as Markdown."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    shipped = kg.open().records
    cases = [("shipped", shipped), ("3,000", made(3000, 10000)), ("30,000", made(30000, 100000))]
    rows: list[str] = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=FLAGS)
        version = browser.version
        for name, records in cases:
            start = time.process_time()
            text = html(records, cutoff="2026-07-02", digest="0" * 64)
            built = time.process_time() - start
            path = Path(folder) / f"{name}.html"
            path.write_text(text, encoding="utf-8")
            figures = measured(browser, path)
            rows.append(row(records, text, built, figures))
            if name == "shipped":
                missed = missed_line({**figures, "file": len(text.encode()) / 1e6})
        start = time.process_time()
        text = plain_pyvis(shipped)
        built = time.process_time() - start
        path = Path(folder) / "pyvis.html"
        path.write_text(text, encoding="utf-8")
        plain = measured_pyvis(browser, path, patience)
        browser.close()
    return TEMPLATE.format(
        machine=f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}",
        load=f"{os.getloadavg()[0]:.1f}",
        chromium=version,
        head=f"| {' | '.join(COLUMNS)} |",
        rule="|---" * len(COLUMNS) + "|",
        rows="\n".join(rows),
        missed=missed,
        pyvis=pyvis_line(text, built, plain, patience),
    )


def row(records: Records, text: str, built: float, figures: dict[str, Any]) -> str:
    """Return one line of the table."""
    cells = [
        f"{len(records.actors):,}", f"{len(records.relations):,}", f"{figures['drawn']:,}",
        f"{len(text.encode()) / 1e6:.2f} MB", f"{built:.1f} s",
        f"{figures['paint']:.0f} ms", f"{figures['graph']:.0f} ms",
        f"{figures['pan']:.0f}", f"{figures['zoom']:.0f}", f"{figures['drag']:.0f}",
        f"{figures['filter']:.0f} ms",
    ]  # fmt: skip
    return f"| {' | '.join(cells)} |"


def missed_line(figures: dict[str, Any]) -> str:
    """Return the sentence about the budgets that the shipped data missed."""
    most = {"file": (1, "file"), "paint": (500, "first paint"), "graph": (1000, "complete graph")}
    most["filter"] = (80, "filter step")
    missed = [
        f"{words} ({figures[key]:.0f})" for key, (top, words) in most.items() if figures[key] > top
    ]
    if figures["drag"] < 50:
        missed.append(f"frames while dragging ({figures['drag']:.0f})")
    return f"Missed in this run: {', '.join(missed)}." if missed else "All were kept in this run."


def pyvis_line(text: str, built: float, plain: dict[str, float | None], patience: float) -> str:
    """Return the sentence about plain pyvis."""
    settled = plain["settled"]
    end = "has not settled in" if settled is None else "settles after"
    seconds = patience if settled is None else settled / 1000
    return (
        f"{len(text.encode()) / 1e6:.2f} MB, built in {built:.1f} s; first paint "
        f"{plain['paint']:.0f} ms (the progress bar); it {end} {seconds:.0f} s."
    )


TEMPLATE = """# The budget of the explorer

Made by `make bench-view` (`python benchmarks/view.py`). Chromium {chromium}, headless, without
graphics hardware; {machine}; load of the machine when the run ended {load}. Times are medians of
three openings; frame rates with everything drawn, in frames per second.

{head}
{rule}
{rows}

The budget for the shipped data: file ≤ 1 MB, first paint ≤ 500 ms, complete graph ≤ 1,000 ms,
≥ 50 frames per second while dragging (ribbons are hidden meanwhile), filter step ≤ 80 ms.
{missed}
"Pan" and "zoom" move the map by script, with all ribbons drawn; readers' gestures hide them.
Above 1,500 actors the page opens on the 150 best connected and grows from there.

Plain pyvis from the same shipped data, in the same run: {pyvis}
"""


if __name__ == "__main__":
    REPORT.write_text(report(), encoding="utf-8")
    sys.stdout.write(REPORT.read_text(encoding="utf-8"))
