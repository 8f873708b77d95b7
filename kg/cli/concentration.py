"""``kg concentration``: how concentrated suppliers or customers are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kg.cli.choices import ACTOR, CAPABILITY, Choice
from kg.cli.options import output_options, pass_graph, plot_option, scope_options

if TYPE_CHECKING:
    from pathlib import Path

    from kg.graph.graph import Graph
    from kg.measures.supply.concentration import Concentration, Share
    from kg.measures.supply.hhi import Bounds
    from kg.records.model import Records

_SHOWN = 5
_LEVELS = {
    "highly concentrated": "high",
    "moderately concentrated": "mid",
    "not concentrated": "low",
}
_NOTE = """\
HHI is the sum of the squared shares, in points: 10,000 is a single {side}, and 10,000 divided
by it is the number of equal ones it stands for (Equal). Shares are of known commitments in USD,
not of cash paid; # counts heads because no amount is known. "Stated" is what up to and at least
leave open, "possible" lets every unknown amount be anything too: where it ends at 10,000, one of
them could outweigh all others; a level with ? is not sure. High is above 1,800, the limit of the
US Merger Guidelines 2023 for whole markets (with a rise above 100); the {side}s of one actor are
not a market."""
_NOTES = {side: _NOTE.replace("{side}", side) for side in ("supplier", "customer")}


@click.command()
@click.option(
    "--capability", type=CAPABILITY, metavar="NAME", help="cloud, chips, hardware … Default: each."
)
@click.option(
    "--of", type=ACTOR, metavar="ACTOR", help="Only the suppliers (or customers) of this actor."
)
@click.option(
    "--side",
    type=Choice(["supplier", "customer"]),
    default="supplier",
    show_default=True,
    help="supplier: suppliers of buyers; customer: customers of suppliers.",
)
@click.option(
    "--merge",
    nargs=2,
    type=ACTOR,
    metavar="A B",
    help="Take two suppliers (or customers) as one, wherever both are on the list.",
)
@plot_option
@scope_options
@output_options
@pass_graph
def concentration(graph: Graph, form: str, out: str, plot: Path | None, **options: Any) -> None:
    """Measure how concentrated suppliers or customers are: HHI with bounds for unknown amounts.

    \b
    Examples:
      kg concentration --capability cloud
      kg concentration --capability cloud --of openai --as-of 2027-01
      kg concentration --capability cloud --side customer --of coreweave
      kg concentration --capability cloud --merge coreweave nebius
      kg concentration --capability cloud --plot concentration.png
    """
    from kg.cli.console import note, say
    from kg.cli.output import show

    answer, side = graph.concentration(**options), options["side"]
    if plot:
        from kg.graph import plots

        plots.concentration(answer.rows, graph.names, plot)
    header = (f"{side}s of".capitalize(), "Known spend, USD", "HHI", "Equal", "Stated", "Possible")
    table = [_row(row, graph.records) for row in answer]
    if options["merge"]:
        header = (*header[:3], "Merged", *header[4:])
    show(answer, form, out, (header, table))
    if form == "table":
        note(say(_NOTES[side]))


def _level(row: Concentration) -> str:
    """Return the index in words; with a question mark where unknown amounts could change it."""
    from kg.cli.console import say
    from kg.measures.supply.hhi import in_words

    sure = in_words(row.possible.low) == in_words(row.possible.high) == row.words
    return f"{say(_LEVELS[row.words])}{'' if sure else '?'}"


def _row(row: Concentration, records: Records) -> tuple[str, ...]:
    from kg.cli.console import figure
    from kg.cli.wording import names

    counted = row.basis == "count"
    return (
        f"{names(records, (row.actor,))[0]}\n{row.capability}",
        "\n".join(_shares(row, records)),
        f"# {_points(row.points)}" if counted else f"{_points(row.points)} {_level(row)}",
        _merged(row) if row.merger else figure(f"{row.effective_number:.3g}"),
        _interval(row.stated),
        _interval(row.possible),
    )


def _shares(row: Concentration, records: Records) -> list[str]:
    """Return the largest shares, one a line, then who else is there."""
    from kg.cli.console import plural, say
    from kg.cli.wording import names

    known = row.known
    lines = [_share(share, records) for share in known[:_SHOWN]]
    if len(known) > _SHOWN:
        lines.append(plural(len(known) - _SHOWN, "{n} more", "{n} more"))
    if row.unknown:
        others = names(records, row.unknown[:_SHOWN])
        more = len(row.unknown) - _SHOWN
        others += [plural(more, "{n} more", "{n} more")] if more > 0 else []
        lines.append(say("unknown: {actors}", actors=", ".join(others)))
    return lines


def _share(share: Share, records: Records) -> str:
    from kg.cli.wording import names, number, percent

    assert share.spend_usd is not None, f"the spend with {share.actor} is unknown"
    part = "" if share.share is None else f"{percent(share.share, 1)}, "
    return f"{names(records, (share.actor,))[0]} {part}{number(share.spend_usd)}"


def _merged(row: Concentration) -> str:
    """Return the index after a merger, with its rise and the presumption."""
    from kg.cli.console import say
    from kg.measures.supply.hhi import POINTS

    assert row.merger is not None, "no merger was asked about"
    if row.merger.delta is None or row.merger.after is None:
        return say("unknown: a share is")
    rise = f"{_points(row.merger.after * POINTS)} (+{_points(row.merger.delta * POINTS)})"
    return f"{rise}\n{say('over both limits')}" if row.merger.passes_thresholds else rise


def _points(value: float) -> str:
    from kg.cli.console import figure

    return figure(f"{value:,.0f}")


def _interval(bounds: Bounds | None) -> str:
    from kg.measures.supply.hhi import POINTS

    if bounds is None:
        return "–"
    low, high = (_points(value * POINTS) for value in (bounds.low, bounds.high))
    return low if low == high else f"{low}–{high}"
