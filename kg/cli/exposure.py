"""``kg exposure`` and ``kg shock``: who depends on whom, and what follows from that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kg.cli.choices import ACTOR, Choice
from kg.cli.options import output_options, pass_graph, scope_options

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kg.graph.graph import Graph
    from kg.measures.supply.exposure import ChainedExposure, Exposure, Part
    from kg.measures.supply.reliance import Dependence
    from kg.measures.supply.shock import Hit
    from kg.records.model import Records

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
A scenario, not a forecast: {size} of the business of {actor} stops, and that passes on by the
shares on record, without substitutes, reserves or time. "By amounts" leaves out equal shares, which
stand in where no amount is known and take the record for complete. {rule},
by {basis}: {hit} others are hit in {rounds}{rest}."""
_SOURCES = {
    "revenue": "of revenue",
    "backlog": "of backlog",
    "stated": "of stated totals",
    "equal": "equal share",
}


@click.command()
@click.argument("actor", type=ACTOR)
@click.option(
    "--by",
    type=Choice(["company", "relationship"]),
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
    from kg.cli.console import note, plural, say
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
        said = f"{say(_CHAINED_NOTE)} {_endless(answer.about)}".rstrip()
    else:
        answer = graph.exposure(actor, **options)
        (name,) = names(graph.records, [answer.about["actor"]])
        header = ("Counterparty", "Purchases, USD", "They depend", say("{name} depends", name=name))
        known = [row for row in answer if row.purchases.is_known]
        table = [_exposure(row, graph.records) for row in known]
        if len(known) < len(answer):
            others = plural(len(answer) - len(known), "{n} other", "{n} others")
            table.append((others, *[say("unknown")] * 3))
        said = "\n".join([say(_NOTE, actor=name), *_figures(known)])
    show(answer, form, out, (header, table))
    if form == "table":
        note(said)


@click.command()
@click.argument("actor", type=ACTOR)
@click.option("--size", type=float, default=1.0, show_default=True, help="Shock, 0 to 1.")
@click.option(
    "--rule",
    type=Choice(["debtrank", "bardoscia"]),
    default="debtrank",
    show_default=True,
    help="debtrank: each actor passes its stress on once; bardoscia: every rise of it.",
)
@click.option(
    "--basis",
    type=Choice(["revenue", "supply"]),
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
    from kg.cli.console import note
    from kg.cli.output import show

    answer = graph.shock(actor, **options)
    header = ("Actor", "By amounts", "Stress", "Round", "Through")
    table = [_hit(row, graph.records) for row in answer]
    show(answer, form, out, (header, table))
    if form == "table":
        note(_scenario(answer.about, graph.records))


def _scenario(about: Mapping[str, Any], records: Records) -> str:
    from kg.cli.console import plural, say
    from kg.cli.wording import names, percent

    return say(
        _SHOCK_NOTE,
        actor=names(records, [about["shocked"]])[0],
        size=percent(about["size"]),
        rule={"debtrank": "DebtRank", "bardoscia": "Bardoscia et al."}[about["rule"]],
        basis=say(about["basis"]),
        hit=about["actors_hit"],
        rounds=plural(about["rounds"], "{n} round", "{n} rounds"),
        rest="" if about["converged"] else say(", and stress was still rising"),
    )


def _hit(row: Hit, records: Records) -> tuple[str, ...]:
    from kg.cli.console import plural, say
    from kg.cli.wording import names, percent

    lines = []
    for channel in row.through[:_SHOWN]:
        entry = channel.dependence
        (name,) = names(records, [entry.on])
        lines.append(f"{name} {_share(entry)}")
    if len(row.through) > _SHOWN:
        lines.append(plural(len(row.through) - _SHOWN, "{n} more", "{n} more"))
    if not row.first:
        lines = [say("shocked")]
    return (
        names(records, [row.actor])[0],
        percent(row.by_amounts, 1) if row.by_amounts else "–",
        percent(row.stress, 1),
        f"{row.first}",
        "\n".join(lines),
    )


def _figures(rows: Iterable[Exposure]) -> list[str]:
    """Return lines with the ids of the observations that the parts shown are of."""
    from textwrap import wrap

    from kg.cli.console import say

    parts = [part for row in rows for part in (row.company, row.relationship)]
    ids = sorted({part.denominator.observation for part in parts if part.denominator})
    text = say("Observations used: {ids}.", ids=", ".join(ids) or say("none"))
    return wrap(text, 99, break_long_words=False, break_on_hyphens=False)


def _share(entry: Dependence) -> str:
    """Return a share with what it is of."""
    from kg.cli.console import say
    from kg.cli.wording import percent

    capability = say(" of {capability}", capability=entry.capability) if entry.capability else ""
    scaled = say(", scaled") if entry.is_scaled else ""
    return f"{percent(entry.share)} {say(_SOURCES[entry.source])}{capability}{scaled}"


def _exposure(row: Exposure, records: Records) -> tuple[str, ...]:
    from kg.cli.console import say
    from kg.cli.wording import names

    return (
        f"{names(records, [row.counterparty])[0]}\n{say(row.role)}",
        _purchases(row),
        _part(row.company, records),
        _part(row.relationship, records),
    )


def _purchases(row: Exposure) -> str:
    """Return what is bought: the pace of a year, else the stated total."""
    from kg.cli.console import say
    from kg.cli.wording import labels, number

    bought = row.purchases
    if bought.annual_usd is not None:
        text = say("{sum} a year", sum=number(bought.annual_usd))
    elif bought.stated_usd is not None:
        text = say("{sum} in all", sum=number(bought.stated_usd))
    else:
        return say("unknown")
    return f"{text}\n{labels('qualifier', bought.qualifiers)}".rstrip()


def _part(part: Part, records: Records) -> str:
    """Return a share or a number of years with the figure it is of."""
    from kg.cli.console import figure, say
    from kg.cli.wording import labels, names, number, percent

    base = part.denominator
    if base is None or (part.share is None and part.years is None):
        return say("unknown")
    (owner,) = names(records, [part.owner])
    if part.share is not None:
        value: str = percent(part.share, 1)
    else:
        value = say("{n} years", n=figure(f"{part.years:.2g}"))
    months = (
        "" if base.months in {None, 12} else say(", {n} months brought to a year", n=base.months)
    )
    return say(
        "{value} of {what} of {owner} ({amount}, {month}{months})",
        value=value,
        what=labels("metric", [base.metric]),
        owner=owner,
        amount=number(base.value_usd),
        month=f"{base.as_of:%Y-%m}",
        months=months,
    )


def _endless(about: Mapping[str, Any]) -> str:
    """Return why there is no sum, if there is none."""
    from kg.cli.console import figure, say

    if about["reason"] is None:
        return ""
    radius = figure(f"{about['radius']:.3f}")
    return say("circles do not die out: the spectral radius is {r}, not below 1", r=radius)


def _chained(row: ChainedExposure, records: Records) -> tuple[str, ...]:
    from kg.cli.wording import names, percent

    steps = [f"{names(records, [step.on])[0]} {_share(step)}" for step in row.through]
    return (
        names(records, [row.actor])[0],
        percent(row.direct, 1) if row.direct else "–",
        _indirect(row.indirect),
        "\n".join(steps),
    )


def _indirect(share: float | None) -> str:
    from kg.cli.console import say
    from kg.cli.wording import percent

    if share is None:
        return say("no limit")
    return percent(share, 1) if share else "–"
