"""``kg balance``: how far partners and rivals fall into two camps."""

from __future__ import annotations

import sys
from itertools import count
from typing import TYPE_CHECKING, Any

import click

from kg.cli.options import output_options, pass_graph, scope_options

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from kg.analysis.balance import Camp, FrustratedTie
    from kg.graph import Graph
    from kg.model import Records

_KINDS = {
    "ambivalent": "partners and rivals at once",
    "co-operation": "partners in different camps",
    "rivalry": "rivals in one camp",
}


@click.command()
@click.option(
    "--actors",
    type=click.IntRange(min=1),
    metavar="N",
    help="Only the N actors with ties to most others. Default: all.",
)
@click.option(
    "--part",
    type=click.Choice(["ties", "camps"]),
    default="ties",
    show_default=True,
    help="ties: the pairs that stand in the way of two camps; camps: who is in which.",
)
@click.option(
    "--draws",
    type=click.IntRange(min=0),
    default=1000,
    show_default=True,
    help="Shuffles of the signs to compare with; 0 for none.",
)
@scope_options
@output_options
@pass_graph
def balance(graph: Graph, part: str, form: str, out: str, **options: Any) -> None:
    """Measure how far partners and rivals fall into two camps: frustration and triangles.

    \b
    Examples:
      kg balance
      kg balance --actors 30 --part camps
      kg balance --tier primary --draws 0 --format json
    """
    from dataclasses import replace

    from kg.analysis.balance import Camp
    from kg.cli.output import show

    answer: Any = graph.balance(watch=_progress(), **options)
    header: tuple[str, ...] = ("Pair", "Why it stands in the way", "Relations")
    table = [_tie(row, graph.records) for row in answer]
    if part == "camps":
        camps = [Camp(camp["camp"], tuple(camp["actors"])) for camp in answer.about["camps"]]
        answer = replace(answer, rows=tuple(camps))
        header, table = ("Camp", "Actors"), [_camp(row, graph.records) for row in camps]
    show(answer, form, out, (header, table))
    if form == "table":
        click.echo("\n".join(_summary(answer.about)), err=True)


def _progress() -> Callable[[Sequence[int]], Iterable[int]]:
    """Return what shows a progress bar on a terminal, one for every step of the work."""
    steps = count(1)

    def watch(work: Sequence[int]) -> Iterable[int]:
        if not sys.stderr.isatty():
            return work
        from rich.console import Console
        from rich.progress import track

        label = f"Shuffling signs, step {next(steps)} of 2 at most"
        return track(work, label, console=Console(stderr=True), transient=True)

    return watch


def _tie(row: FrustratedTie, records: Records) -> tuple[str, ...]:
    from kg.cli.wording import counted, names

    types = [records.relation_by_id[id_].type for id_ in (*row.cooperative, *row.rival)]
    return " – ".join(names(records, (row.a, row.b))), _KINDS[row.kind], counted(types)


def _camp(row: Camp, records: Records) -> tuple[str, ...]:
    from kg.cli.wording import names

    return f"{row.camp}", ", ".join(names(records, row.actors)) or "nobody"


def _summary(about: Mapping[str, Any]) -> list[str]:
    """Return what the numbers mean, and what they do not."""
    if not about["edges"]:
        return ["There is no tie with a sign, so that balance is undefined."]
    least = _between(about["frustration"], "{:,}")
    shape = f"{about['actors']:,} actors, {about['positive']:,} partnerships, "
    clean = _between(about["normalised"], "{:.3f}")
    lines = [
        f"{shape}{about['negative']:,} rivalries. In any two camps at least L = {least} of these",
        f"{about['edges']:,} stand wrong, {about['ambivalent']:,} of them for pairs that are both.",
        f"F = {clean}, where 1 means two clean camps.",
    ]
    if about["triangle_index"] is not None:
        lines.append(
            f"T = {about['triangle_index']:.3f}: {about['balanced_triangles']:,} of "
            f"{about['triangles']:,} triangles are balanced, pairs with both signs left out."
        )
    if about["chance"]:
        lines.append(
            f"{about['chance']['draws']:,} shuffles of the signs: p = "
            f"{_between(about['chance']['p'], '{:.3f}')}, how often chance does as well."
        )
    return [
        *lines,
        "The camps are one best division of several. No tie on record is no neutrality.",
    ]


def _between(bounds: Mapping[str, float], form: str) -> str:
    low, high = form.format(bounds["low"]), form.format(bounds["high"])
    return low if low == high else f"{low} to {high}"
