"""Pictures of what was measured: time against size where there are several, else bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from harness import Benchmark, Results


def draw(one: Benchmark, results: Results, path: Path) -> None:
    """Write the picture of one benchmark as SVG; the same figures give the same bytes."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    mpl.rcParams.update({"svg.hashsalt": "kg", "svg.fonttype": "none", "font.size": 9})
    figure = Figure(figsize=(6.4, 3.6), layout="constrained")
    axes = figure.subplots()
    lines = _lines(one, results)
    if max(len(line) for line in lines.values()) > 1:
        for by, line in lines.items():
            width = 2.6 if by == "kg" else 1.2
            axes.plot(*zip(*sorted(line.items()), strict=True), marker="o", label=by, lw=width)
        axes.set(xscale="log", yscale="log", xlabel="relations", ylabel="seconds of processor time")
        axes.legend(frameon=False, fontsize=8)
    else:
        bars = {by: next(iter(line.values())) for by, line in lines.items()}
        names = sorted(bars, key=lambda by: -bars[by])
        colours = ["C0" if by == "kg" else "0.7" for by in names]
        axes.barh(names, [bars[by] for by in names], color=colours)
        axes.set(xscale="log", xlabel="seconds of processor time")
    axes.set_title(one.question.replace("`", ""), fontsize=9, loc="left")
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, format="svg", metadata={"Date": None}, facecolor="white")


def _lines(one: Benchmark, results: Results) -> dict[str, dict[int, float]]:
    found: dict[str, dict[int, float]] = {}
    for (name, size, by), figure in results.items():
        if name == one.name and figure.cpu is not None:
            found.setdefault(by, {})[size] = figure.cpu
    return found
