"""``kg diff``, ``kg timeline`` and ``kg people``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kg.cli.choices import ACTOR, Choice
from kg.cli.options import (
    output_options,
    pass_graph,
    plot_option,
    scope_options,
    undated_scope_options,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kg.graph.graph import Graph
    from kg.measures.record.diff import Difference
    from kg.measures.record.people import Interlock
    from kg.measures.record.timeline import Period
    from kg.records.model import Records


@click.command()
@click.argument("before", metavar="DATE")
@click.argument("after", metavar="LATER_DATE")
@click.option("--what", type=Choice(["relation", "overlap", "loop"]), help="Only these.")
@click.option("--actor", type=ACTOR, metavar="ACTOR", help="Only what concerns this actor.")
@click.option(
    "--max-length",
    type=click.IntRange(2, 8),
    default=3,
    show_default=True,
    help="Greatest number of actors in the loops compared.",
)
@undated_scope_options
@output_options
@pass_graph
def diff(graph: Graph, form: str, out: str, what: str | None, **options: Any) -> None:
    """Show what changed between two days: partners that compete, loops, relations.

    A month or year means its last day.

    \b
    Examples:
      kg diff 2025-01-01 2026-07-01 --what overlap
      kg diff 2025-06 2025-12 --actor openai
    """
    from dataclasses import replace

    from kg.cli.console import is_terminal, note
    from kg.cli.output import show

    answer = graph.diff(**options)
    rows = tuple(row for row in answer if what in {None, row.what})
    table = [_difference(row, graph.records) for row in rows]
    if form == "table":
        note(_counts(rows) + "\n", err=not is_terminal(out))
    header = ("What", "Change", "Who", "How")
    show(replace(answer, rows=rows), form, out, (header, table))


def _counts(rows: Sequence[Difference]) -> str:
    """Return how many things of each kind changed, in one line."""
    from collections import Counter

    from kg.cli.console import plural, say

    counts = Counter((row.what, row.change) for row in rows)
    said = [
        plural(number, f"{{n}} {what} {change}", f"{{n}} {what}s {change}")
        for (what, change), number in counts.items()
    ]
    return ", ".join(said) or say("Nothing changed.")


@click.command()
@click.argument("actor", type=ACTOR, required=False)
@plot_option
@scope_options
@output_options
@pass_graph
def timeline(graph: Graph, actor: str | None, plot: Path | None, **options: Any) -> None:
    """Show when relations were announced: numbers and known amounts by month and family.

    Amounts are headline figures of all statuses; use kg totals for sums.

    \b
    Examples:
      kg timeline
      kg timeline openai --format csv
      kg timeline --plot timeline.svg
    """
    from kg.cli.output import show

    form, out = options.pop("form"), options.pop("out")
    answer = graph.timeline(actor, **options)
    if plot:
        from kg.graph import plots

        plots.timeline(answer.rows, plot, f"Announced per month{f': {actor}' if actor else ''}")
    header = ("Month", "Family", "Relations", "Known money")
    show(answer, form, out, (header, [_period(row) for row in answer]))


@click.command()
@click.argument("actor", type=ACTOR, required=False)
@click.option("--rivals", "rivals_only", is_flag=True, help="Only persons that tie rivals.")
@scope_options
@output_options
@pass_graph
def people(graph: Graph, actor: str | None, form: str, out: str, **options: Any) -> None:
    """List persons with posts at two organisations, those that tie rivals first.

    \b
    Examples:
      kg people
      kg people openai --rivals
    """
    from kg.cli.output import show

    answer = graph.people(actor, **options)
    header = ("Person", "At", "And at", "Between them")
    show(answer, form, out, (header, [_interlock(row, graph.records) for row in answer]))


def _difference(row: Difference, records: Records) -> tuple[str, ...]:
    from kg.cli.console import say
    from kg.cli.wording import names, sentence, state

    relations = [records.relation_by_id[id_] for id_ in row.relations]
    if row.what == "relation":
        how = " → ".join(state(relation) for relation in relations)
        return say(row.what), say(row.change), sentence(relations[-1], records), how
    between = " – " if row.what == "overlap" else " → "
    moved = row.change == "changed"
    how = say(
        "{n} relations came or went" if moved else "{n} relations behind it", n=len(relations)
    )
    return say(row.what), say(row.change), between.join(names(records, row.actors)), how


def _period(row: Period) -> tuple[str, ...]:
    from kg.cli.console import say
    from kg.cli.wording import known, labels

    money = "\n".join(known(amount) for amount in row.known_amounts)
    return (
        row.month or say("undated"),
        labels("family", (row.family,)),
        f"{len(row.relations)}",
        money,
    )


def _interlock(row: Interlock, records: Records) -> tuple[str, ...]:
    from kg.cli.console import say
    from kg.cli.wording import names

    rival, friendly = len(row.competitive), len(row.cooperative)
    between = [say("{n} of rivalry", n=rival)] if rival else []
    between += [say("{n} of co-operation", n=friendly)] if friendly else []
    said = ", ".join(between) or say("nothing on record")
    return (*names(records, (row.person, row.a, row.b)), said)
