"""``kg exposure`` and ``kg shock``: who depends on whom, and what follows from that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kg.cli.options import output_options, pass_graph, scope_options

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kg.analysis.contagion import Hit
    from kg.analysis.dependence import Dependence
    from kg.analysis.exposure import ChainedExposure, Exposure, Part
    from kg.graph import Graph
    from kg.model import Records

_SHOWN = 3
_NOTE = """\
A per cent is purchases of a year over the figure named; "years" is a stated total of unknown term
over it, and no share. The first such column is how far they depend on {actor}, the second how far
{actor} depends on them: each is of its own owner's figure only. Commitments are no cash paid, what
is "up to" counts in full, and capital spending or revenue stands in for cost."""
_CHAINED_NOTE = """\
An estimate: shares of revenue or backlog on record are multiplied along every path. No company
disclosed it, and sales that are not on record are left out."""
_SHOCK_NOTE = """\
A scenario, not a forecast: {size:.0%} of the business of {actor} stops, and that passes on by the
shares on record, without substitutes, reserves or time. "By amounts" leaves out equal shares, which
stand in where no amount is known and take the record for complete. {rule},
by {basis}: {hit} others are hit in {rounds} round{plural}{rest}."""
_SOURCES = {
    "revenue": "of revenue",
    "backlog": "of backlog",
    "stated": "of stated totals",
    "equal": "equal share",
}


@click.command()
@click.argument("actor")
@click.option(
    "--by",
    type=click.Choice(["company", "relationship"]),
    default="company",
    show_default=True,
    help="Rank by how much they depend on the actor, or the actor on them.",
)
@click.option("--chained", is_flag=True, help="Who depends on the actor through others; estimates.")
@scope_options
@output_options
@pass_graph
def exposure(graph: Graph, actor: str, chained: bool, form: str, out: str, **options: Any) -> None:
    """Show how much an actor and its suppliers and customers depend on each other.

    \b
    Examples:
      kg exposure openai
      kg exposure coreweave --by relationship
      kg exposure openai --chained
    """
    from kg.cli.output import show
    from kg.cli.wording import names

    answer: Any
    header: tuple[str, ...]
    table: list[tuple[str, ...]]
    if chained:
        options.pop("by")
        answer = graph.chained_exposure(actor, **options)
        header = ("Who depends on it", "Directly", "Through others", "First steps")
        table = [_chained(row, graph.records) for row in answer]
        note = f"{_CHAINED_NOTE} {answer.about['reason'] or ''}".rstrip()
    else:
        answer = graph.exposure(actor, **options)
        (name,) = names(graph.records, [answer.about["actor"]])
        header = ("Counterparty", "Purchases, USD", "They depend", f"{name} depends")
        known = [row for row in answer if row.purchases.is_known]
        table = [_exposure(row, graph.records) for row in known]
        if len(known) < len(answer):
            table.append((f"{len(answer) - len(known)} others", *["unknown"] * 3))
        note = "\n".join([_NOTE.format(actor=name), *_figures(known)])
    show(answer, form, out, (header, table))
    if form == "table":
        click.echo(note, err=True)


@click.command()
@click.argument("actor")
@click.option("--size", type=float, default=1.0, show_default=True, help="Shock, 0 to 1.")
@click.option(
    "--rule",
    type=click.Choice(["debtrank", "bardoscia"]),
    default="debtrank",
    show_default=True,
    help="debtrank: each actor passes its stress on once; bardoscia: every rise of it.",
)
@click.option(
    "--basis",
    type=click.Choice(["revenue", "supply"]),
    default="revenue",
    show_default=True,
    help="revenue: suppliers lose a customer; supply: customers lose a supplier.",
)
@click.option(
    "--least", type=float, default=0.05, show_default=True, help="Least stress to be listed."
)
@scope_options
@output_options
@pass_graph
def shock(graph: Graph, actor: str, form: str, out: str, **options: Any) -> None:
    """Run a scenario: an actor fails, and stress spreads to those that depend on it.

    \b
    Examples:
      kg shock openai
      kg shock openai --size 0.5 --rule bardoscia
      kg shock nvidia --basis supply --least 0.25
    """
    from kg.cli.output import show

    answer = graph.shock(actor, **options)
    header = ("Actor", "By amounts", "Stress", "Round", "Through")
    table = [_hit(row, graph.records) for row in answer]
    show(answer, form, out, (header, table))
    if form == "table":
        click.echo(_scenario(answer.about, graph.records), err=True)


def _scenario(about: Mapping[str, Any], records: Records) -> str:
    from kg.cli.wording import names

    return _SHOCK_NOTE.format(
        actor=names(records, [about["shocked"]])[0],
        size=about["size"],
        rule={"debtrank": "DebtRank", "bardoscia": "Bardoscia et al."}[about["rule"]],
        basis=about["basis"],
        hit=about["actors_hit"],
        rounds=about["rounds"],
        plural="" if about["rounds"] == 1 else "s",
        rest="" if about["converged"] else ", and stress was still rising",
    )


def _hit(row: Hit, records: Records) -> tuple[str, ...]:
    from kg.cli.wording import names

    lines = []
    for channel in row.through[:_SHOWN]:
        entry = channel.dependence
        (name,) = names(records, [entry.on])
        lines.append(f"{name} {_share(entry)}")
    if len(row.through) > _SHOWN:
        lines.append(f"{len(row.through) - _SHOWN} more")
    if not row.first:
        lines = ["shocked"]
    return (
        names(records, [row.actor])[0],
        f"{row.by_amounts:.1%}" if row.by_amounts else "–",
        f"{row.stress:.1%}",
        f"{row.first}",
        "\n".join(lines),
    )


def _figures(rows: Iterable[Exposure]) -> list[str]:
    """Return lines with the ids of the observations that the parts shown are of."""
    from textwrap import wrap

    parts = [part for row in rows for part in (row.company, row.relationship)]
    ids = sorted({part.denominator.observation for part in parts if part.denominator})
    text = f"Observations used: {', '.join(ids) or 'none'}."
    return wrap(text, 99, break_long_words=False, break_on_hyphens=False)


def _share(entry: Dependence) -> str:
    """Return a share with what it is of."""
    capability = f" of {entry.capability}" if entry.capability else ""
    scaled = ", scaled" if entry.is_scaled else ""
    return f"{entry.share:.0%} {_SOURCES[entry.source]}{capability}{scaled}"


def _exposure(row: Exposure, records: Records) -> tuple[str, ...]:
    from kg.cli.wording import names

    return (
        f"{names(records, [row.counterparty])[0]}\n{row.role}",
        _purchases(row),
        _part(row.company, records),
        _part(row.relationship, records),
    )


def _purchases(row: Exposure) -> str:
    """Return what is bought: the pace of a year, else the stated total."""
    from kg.cli.wording import number

    bought = row.purchases
    if bought.annual_usd is not None:
        text = f"{number(bought.annual_usd)} a year"
    elif bought.stated_usd is not None:
        text = f"{number(bought.stated_usd)} in all"
    else:
        return "unknown"
    return "\n".join([text, ", ".join(q.replace("-", " ") for q in bought.qualifiers)]).rstrip()


def _part(part: Part, records: Records) -> str:
    """Return a share or a number of years with the figure it is of."""
    from kg.cli.wording import labels, names, number

    figure = part.denominator
    if figure is None or (part.share is None and part.years is None):
        return "unknown"
    (owner,) = names(records, [part.owner])
    value = f"{part.share:.1%}" if part.share is not None else f"{part.years:.2g} years"
    what = f"{labels('metric', [figure.metric])} of {owner}"
    scaled = (
        f", {figure.months} months brought to a year" if figure.months not in {None, 12} else ""
    )
    return f"{value} of {what} ({number(figure.value_usd)}, {figure.as_of:%Y-%m}{scaled})"


def _chained(row: ChainedExposure, records: Records) -> tuple[str, ...]:
    from kg.cli.wording import names

    steps = [f"{names(records, [step.on])[0]} {_share(step)}" for step in row.through]
    return (
        names(records, [row.actor])[0],
        f"{row.direct:.1%}" if row.direct else "–",
        "no limit" if row.indirect is None else f"{row.indirect:.1%}" if row.indirect else "–",
        "\n".join(steps),
    )
