"""``kg diff``, ``kg timeline`` and ``kg people``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

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

    from kg.analysis.changes import Difference
    from kg.analysis.interlocks import Interlock
    from kg.analysis.timeline import Period
    from kg.graph import Graph
    from kg.model import Records


@click.command()
@click.argument("before")
@click.argument("after")
@click.option("--what", type=click.Choice(["relation", "overlap", "loop"]), help="Only these.")
@click.option("--actor", metavar="ACTOR", help="Only what concerns this actor.")
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

    On a terminal, new relations are counted and not listed unless --what or --actor narrow the
    question; in pipes, files and --format json everything is listed.

    \b
    Examples:
      kg diff 2025-01-01 2026-07-01 --what overlap
      kg diff 2025-06 2025-12 --actor openai
    """
    from dataclasses import replace

    from kg.cli.output import is_terminal, show

    answer = graph.diff(**options)
    rows = tuple(row for row in answer if what in {None, row.what})
    is_all = bool(what or options["actor"]) or not is_terminal(out)
    listed = [row for row in rows if is_all or not _is_new(row)]
    table = [_difference(row, graph.records) for row in listed]
    if form == "table":
        click.echo(_counts(rows) + "\n", err=not is_terminal(out))
    header = ("What", "Change", "Who", "How")
    show(replace(answer, rows=rows), form, out, (header, table))


def _is_new(row: Difference) -> bool:
    return (row.what, row.change) == ("relation", "new")


def _counts(rows: Sequence[Difference]) -> str:
    """Return how many things of each kind changed, in one line."""
    from collections import Counter

    counts = Counter((row.what, row.change) for row in rows)
    said = [f"{number} {what}s {change}" for (what, change), number in counts.items()]
    return ", ".join(said) or "Nothing changed."


@click.command()
@click.argument("actor", required=False)
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
        from kg import plots

        plots.timeline(answer.rows, plot, f"Announced per month{f': {actor}' if actor else ''}")
    header = ("Month", "Family", "Relations", "Known money")
    show(answer, form, out, (header, [_period(row) for row in answer]))


@click.command()
@click.argument("actor", required=False)
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
    from kg.cli.wording import names, sentence, state

    relations = [records.relation_by_id[id_] for id_ in row.relations]
    if row.what == "relation":
        how = " → ".join(state(relation) for relation in relations)
        return row.what, row.change, sentence(relations[-1], records), how
    between = " – " if row.what == "overlap" else " → "
    how = f"{len(relations)} relations {'came or went' if row.change == 'changed' else 'behind it'}"
    return row.what, row.change, between.join(names(records, row.actors)), how


def _period(row: Period) -> tuple[str, ...]:
    from kg.cli.wording import known, labels

    money = "\n".join(known(amount) for amount in row.known_amounts)
    return row.month or "undated", labels("family", (row.family,)), f"{len(row.relations)}", money


def _interlock(row: Interlock, records: Records) -> tuple[str, ...]:
    from kg.cli.wording import names

    between = [f"{len(row.competitive)} of rivalry"] if row.competitive else []
    between += [f"{len(row.cooperative)} of co-operation"] if row.cooperative else []
    return (*names(records, (row.person, row.a, row.b)), ", ".join(between) or "nothing on record")
