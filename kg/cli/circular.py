"""``kg circularity``: how much of the money goes round in circles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kg.cli.choices import Choice
from kg.cli.options import output_options, pass_graph, scope_options

if TYPE_CHECKING:
    from decimal import Decimal

    from kg.graph.graph import Graph
    from kg.measures.money.circularity import Circularity, Extent, Flow
    from kg.measures.money.knots import Knotted
    from kg.measures.money.round_trips import RoundTrip
    from kg.measures.money.spans import Span
    from kg.records.model import Records

_NOTES = {
    "index": "The index is the largest part of the stated money that could come back to where it\n"
    "started; robust leaves out what is not signed, and options, warrants and guarantees.\n"
    "Only what circulates at least and at most are bounds. A circle is no wrongdoing, a\n"
    "contract no cash.",
    "loops": "The loops add up to what circulates as stated: amount times legs. Another division\n"
    "into loops may do as well. A loop is no wrongdoing, a contract no cash.",
    "knot": "In a knot money can get from each actor to every other and back; the share is that\n"
    "of an actor's stated money which moves within the knot. It says nothing about intent.",
    "round-trips": "The ratio is the part of the financing that purchases as large would send\n"
    "back, with bounds where amounts are unknown. It need not be the same money.",
}


@click.command()
@click.option(
    "--part",
    type=Choice(list(_NOTES)),
    default="index",
    show_default=True,
    help="index: what part circulates; loops: what it adds up to; knot: actors within reach of "
    "each other; round-trips: financing that comes back as purchases.",
)
@scope_options
@output_options
@pass_graph
def circularity(graph: Graph, part: str, form: str, out: str, **options: Any) -> None:
    """Measure how much of the money goes round in circles, with bounds for unknown amounts.

    \b
    Examples:
      kg circularity
      kg circularity --part loops --tier primary
      kg circularity --part knot --format csv
      kg circularity --part round-trips --as-of 2025-12
    """
    from dataclasses import replace

    from kg.cli.console import note, say
    from kg.cli.output import show

    records = graph.records
    table: list[tuple[str, ...]]
    if part == "knot":
        answer: Any = graph.knots(**options)
        header: tuple[str, ...] = ("Actor", "Knot", "Robust", "Within", "Of", "Share", "Arcs")
        table = [_knotted(row, records) for row in answer]
    elif part == "round-trips":
        answer = graph.round_trips(**options)
        header = ("Financier and customer", "Financing", "Purchases", "Ratio", "Bounds", "Statuses")
        table = [_round_trip(row, records) for row in answer]
    else:
        answer = graph.circularity(**options)
        header = ("Relations", "Case", "Circulates", "Of", "Index", "Loops")
        table = [line for row in answer for line in _circularity(row)]
    if part == "loops":
        answer = replace(answer, rows=tuple(flow for row in answer for flow in row.flows))
        header = ("Relations", "Loop", "USD", "Circular financing", "Statuses")
        table = [_flow(row, records) for row in answer]
    show(answer, form, out, (header, table))
    if form == "table":
        note(say(_NOTES[part]))


def _circularity(row: Circularity) -> list[tuple[str, ...]]:
    """Return the lines of three cases: as stated, at least, at most."""
    from kg.cli.console import say

    cases = {"as stated": row.stated, "at least": row.low, "at most": row.high}
    core, lines = say(row.core), []
    for case, extent in cases.items():
        loops = f"{len(row.flows)}" if extent is row.stated else ""
        lines.append((core, say(case), *_extent(extent), loops))
    least, most = row.index_bounds
    if least is not None or most is not None:
        lines.append((core, say("bounds"), "", "", _bounds(least, most), ""))
    return lines


def _extent(extent: Extent) -> tuple[str, ...]:
    from kg.cli.console import say
    from kg.cli.wording import money, number

    sums = [
        say("no limit") if amount is None else money("USD", number(amount))
        for amount in (extent.circulating, extent.total)
    ]
    return (*sums, _share(extent.index))


def _flow(row: Flow, records: Records) -> tuple[str, ...]:
    from kg.cli.console import say
    from kg.cli.wording import labels, names, number

    loop = " → ".join(names(records, (*row.actors, row.actors[0])))
    financing = say("yes" if row.is_circular_financing else "no")
    statuses = sorted({status for arc in row.arcs for status in arc.statuses})
    return say(row.core), loop, number(row.amount), financing, labels("status", statuses)


def _knotted(row: Knotted, records: Records) -> tuple[str, ...]:
    from kg.cli.console import say
    from kg.cli.wording import names

    return (
        names(records, (row.actor,))[0],
        f"{row.knot}",
        say("yes" if row.is_robust else "no"),
        _money(row.inside),
        _money(row.touching),
        _share(row.ratio),
        say("{n}, {m} without amount", n=row.arcs, m=row.arcs_without_amount),
    )


def _round_trip(row: RoundTrip, records: Records) -> tuple[str, ...]:
    from kg.cli.wording import labels, names

    return (
        " → ".join(names(records, (row.financier, row.customer))),
        _span(row.financing),
        _span(row.purchases),
        _share(row.ratio.stated),
        _bounds(row.ratio.low, row.ratio.high),
        labels("status", row.statuses),
    )


def _span(span: Span) -> str:
    """Return money as stated, with its bounds where they differ."""
    from kg.cli.console import say

    if span.low == span.stated == span.high:
        return _money(span.stated)
    if not span.stated:
        return say("unknown")
    if span.high is None:
        bounds = say("{low} or more", low=_money(span.low))
    else:
        bounds = say("{low} to {high}", low=_money(span.low), high=_money(span.high))
    return f"{_money(span.stated)} ({bounds})"


def _money(amount: Decimal | None) -> str:
    from kg.cli.console import say
    from kg.cli.wording import number

    return say("unknown") if amount is None else number(amount)


def _share(share: float | None) -> str:
    from kg.cli.console import figure

    return "–" if share is None else figure(f"{share:.4g}")


def _bounds(low: float | None, high: float | None) -> str:
    from kg.cli.console import say

    if low == high:
        return _share(low)
    return say("{low} to {high}", low=_share(low), high=_share(high))
