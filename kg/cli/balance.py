"""``kg balance``: how far partners and rivals fall into two camps."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

import click

from kg.cli.choices import Choice
from kg.cli.options import output_options, pass_graph, scope_options

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from kg.graph.graph import Graph
    from kg.measures.structure.balance import Camp, FrustratedTie
    from kg.records.model import Records

_KINDS = {
    "ambivalent": "partners and rivals at once",
    "co-operation": "partners in different camps",
    "rivalry": "rivals in one camp",
}
_SIGNS = """\
{actors} actors, {positive} partnerships, {negative} rivalries. In any two camps at least
L = {least} of these {edges} stand wrong, {ambivalent} of them for pairs that are both.
F = {clean}, where 1 means two clean camps."""
_TRIANGLES = (
    "T = {t}: {balanced_triangles} of {triangles} triangles are balanced, "
    "pairs with both signs left out."
)


@click.command()
@click.option(
    "--actors",
    type=click.IntRange(min=1),
    metavar="N",
    help="Only the N actors with ties to most others. Default: all.",
)
@click.option(
    "--part",
    type=Choice(["ties", "camps"]),
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

    from kg.cli.console import note
    from kg.cli.output import show
    from kg.measures.structure.balance import Camp

    answer: Any = graph.balance(watch=_progress(), **options)
    header: tuple[str, ...] = ("Pair", "Why it stands in the way", "Relations")
    table = [_tie(row, graph.records) for row in answer]
    if part == "camps":
        camps = [Camp(camp["camp"], tuple(camp["actors"])) for camp in answer.about["camps"]]
        answer = replace(answer, rows=tuple(camps))
        header, table = ("Camp", "Actors"), [_camp(row, graph.records) for row in camps]
    show(answer, form, out, (header, table))
    if form == "table":
        note("\n".join(_summary(answer.about)))


def _progress() -> Callable[[Sequence[int]], Iterable[int]]:
    """Return what shows a progress bar on a terminal, one for every step of the work."""
    steps = count(1)

    def watch(work: Sequence[int]) -> Iterable[int]:
        from kg.cli.console import say
        from kg.cli.progress import track

        return track(work, say("Shuffling signs, step {n} of 2 at most", n=next(steps)))

    return watch


def _tie(row: FrustratedTie, records: Records) -> tuple[str, ...]:
    from kg.cli.console import say
    from kg.cli.wording import counted, names

    types = [records.relation_by_id[id_].type for id_ in (*row.cooperative, *row.rival)]
    return " – ".join(names(records, (row.a, row.b))), say(_KINDS[row.kind]), counted(types)


def _camp(row: Camp, records: Records) -> tuple[str, ...]:
    from kg.cli.console import say
    from kg.cli.wording import names

    return f"{row.camp}", ", ".join(names(records, row.actors)) or say("nobody")


def _summary(about: Mapping[str, Any]) -> list[str]:
    """Return what the numbers mean, and what they do not."""
    from kg.cli.console import say

    if not about["edges"]:
        return [say("There is no tie with a sign, so that balance is undefined.")]
    lines = [say(_SIGNS, **_counts(about))]
    if about["triangle_index"] is not None:
        lines.append(say(_TRIANGLES, **_counts(about)))
    if about["chance"]:
        draws, p = _integer(about["chance"]["draws"]), _between(about["chance"]["p"], 3)
        lines.append(
            say(
                "{draws} shuffles of the signs: p = {p}, how often chance does as well.",
                draws=draws,
                p=p,
            )
        )
    return [
        *lines,
        say("The camps are one best division of several. No tie on record is no neutrality."),
    ]


def _counts(about: Mapping[str, Any]) -> dict[str, str]:
    """Return the numbers that the sentences hold, as text."""
    from kg.cli.console import figure

    counted = ("actors", "positive", "negative", "edges", "ambivalent", "triangles")
    numbers = {name: _integer(about[name]) for name in (*counted, "balanced_triangles")}
    triangles = about["triangle_index"]
    return numbers | {
        "least": _between(about["frustration"], 0),
        "clean": _between(about["normalised"], 3),
        "t": "" if triangles is None else figure(f"{triangles:.3f}"),
    }


def _integer(number: int) -> str:
    from kg.cli.console import figure

    return figure(f"{number:,}")


def _between(bounds: Mapping[str, float], digits: int) -> str:
    from kg.cli.console import figure, say

    low, high = (figure(f"{bounds[name]:,.{digits}f}") for name in ("low", "high"))
    return low if low == high else say("{low} to {high}", low=low, high=high)
