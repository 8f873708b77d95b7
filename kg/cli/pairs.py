"""``kg overlaps`` and ``kg loops``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kg.cli.options import output_options, pass_graph, plot_option, scope_options

if TYPE_CHECKING:
    from kg.analysis.conduits import Conduit
    from kg.analysis.loops import Arc, Loop
    from kg.analysis.overlaps import Overlap
    from kg.analysis.portfolio import Portfolio
    from kg.analysis.sequences import Succession
    from kg.answer import Answer
    from kg.graph import Graph
    from kg.model import Records


@click.command()
@click.argument("actor", required=False)
@click.option(
    "--rivals",
    type=click.Choice(["competitive", "adversarial", "all"]),
    default="competitive",
    show_default=True,
    help="What makes a rival: competition, suits and inquiries, or either.",
)
@click.option("--via", "shape", flag_value="via", help="Third parties that two rivals share.")
@click.option(
    "--portfolio", "shape", flag_value="portfolio", help="Share of partners that are rivals."
)
@click.option(
    "--in-sequence", "shape", flag_value="sequence", help="Partners first, rivals later, or back."
)
@click.option(
    "--window",
    type=click.IntRange(0),
    default=730,
    show_default=True,
    help="For --in-sequence: greatest number of days between.",
)
@plot_option
@scope_options
@output_options
@pass_graph
def overlaps(graph: Graph, actor: str | None, shape: str | None, **options: Any) -> None:
    """List partners that compete: pairs with co-operation and rivalry at the same time.

    With an actor, only its pairs, after its portfolio: how many of its partners are rivals.

    \b
    Examples:
      kg overlaps
      kg overlaps openai --as-of 2024-12
      kg overlaps openai --via
      kg overlaps --portfolio --format csv -o portfolios.csv
      kg overlaps --plot matrix.svg
    """
    form, out, plot = options.pop("form"), options.pop("out"), options.pop("plot")
    window, rivals = options.pop("window"), options.pop("rivals")
    if shape == "via":
        _show_conduits(graph, graph.conduits(actor, **options), form, out)
    elif shape == "portfolio":
        _show_portfolios(graph, graph.portfolios(actor, **options), form, out)
    elif shape == "sequence":
        _show_successions(graph, graph.successions(window=window, **options), form, out)
    else:
        if actor and form in {"table", "md"}:
            _introduce(graph, actor, out, options)
        answer = graph.overlaps(actor, rivals=rivals, **options)
        if plot:
            from kg import plots

            plots.overlap_matrix(answer.rows, graph.names, plot)
        _show_overlaps(graph, answer, form, out)


@click.command()
@click.option(
    "--max-length",
    type=click.IntRange(2, 8),
    default=4,
    show_default=True,
    help="Greatest number of actors in a loop.",
)
@click.option("--through", metavar="ACTOR", help="Only loops through this actor.")
@scope_options
@output_options
@pass_graph
def loops(graph: Graph, form: str, out: str, **options: Any) -> None:
    """List circular flows: money that is financing on one leg and pays for purchases on another.

    An arrow points the way the money goes. Amounts are announced commitments, not cash paid, and a
    loop is no wrongdoing.

    \b
    Examples:
      kg loops --max-length 2
      kg loops --through nvidia --format json
    """
    from kg.cli.output import show

    answer = graph.loops(**options)
    header = ("Loop, with the money of each leg in USD", "Legs", "Least leg")
    show(answer, form, out, (header, [_loop(row, graph.records) for row in answer]))
    if answer.about.get("truncated"):
        click.echo(f"There are more than {len(answer):,} loops: ask for shorter ones.", err=True)


def _show_overlaps(graph: Graph, answer: Answer[Overlap], form: str, out: str) -> None:
    from kg.cli.output import show

    header = ("Partners that compete", "Co-operation", "Rivals in", "Since", "Known money")
    show(answer, form, out, (header, [_overlap(row, graph.records) for row in answer]))


def _show_conduits(graph: Graph, answer: Answer[Conduit], form: str, out: str) -> None:
    from kg.cli.output import show
    from kg.cli.wording import names

    records = graph.records
    rows = [
        (
            " and ".join(names(records, (row.a, row.b))),
            row.role,
            names(records, (row.via,))[0],
            f"{len(row.to_a)} and {len(row.to_b)}",
            ", ".join(row.rights),
        )
        for row in answer
    ]
    show(answer, form, out, (("Rivals", "Shared", "Which is", "Relations", "Rights"), rows))


def _show_portfolios(graph: Graph, answer: Answer[Portfolio], form: str, out: str) -> None:
    from kg.cli.output import show
    from kg.cli.wording import names, share

    rows = [
        (
            names(graph.records, (row.actor,))[0],
            f"{len(row.partners)}",
            f"{len(row.rivals)}",
            f"{len(row.both)}",
            share(row.shares.portfolio_share),
            share(row.shares.rival_engagement),
            share(row.shares.jaccard),
        )
        for row in answer
    ]
    header = ("Actor", "Partners", "Rivals", "Both", "Of partners", "Of rivals", "Jaccard")
    show(answer, form, out, (header, rows))


def _show_successions(graph: Graph, answer: Answer[Succession], form: str, out: str) -> None:
    from kg.cli.output import show
    from kg.cli.wording import names

    rows = [
        (
            " and ".join(names(graph.records, (row.a, row.b))),
            row.first,
            str(row.ended),
            str(row.began),
            f"{row.gap_days} days",
        )
        for row in answer
    ]
    header = ("Pair", "First", "Until", "The other from", "Gap")
    show(answer, form, out, (header, rows))


def _introduce(graph: Graph, actor: str, out: str, options: dict[str, Any]) -> None:
    """Print an actor's portfolio before its pairs."""
    from kg.cli.output import is_terminal
    from kg.cli.wording import names, share

    for row in graph.portfolios(actor, **options):
        name = names(graph.records, (row.actor,))[0]
        click.echo(
            f"{name}: {len(row.both)} of {len(row.partners)} partners are rivals "
            f"({share(row.shares.portfolio_share)}), and of {len(row.rivals)} rivals "
            f"{share(row.shares.rival_engagement)} are partners.\n",
            err=not is_terminal(out),
        )


def _overlap(row: Overlap, records: Records) -> tuple[str, ...]:
    from kg.cli.wording import families, known, labels, names

    types = [records.relation_by_id[relation].type for relation in row.cooperative]
    return (
        " and ".join(names(records, (row.a, row.b))),
        families(types),
        labels("market", row.markets),
        str(row.since or "undated"),
        "\n".join(known(amount) for amount in row.known_amounts) or "unknown",
    )


def _loop(row: Loop, records: Records) -> tuple[str, ...]:
    from kg.cli.wording import names, number

    least = row.bottleneck_known_usd
    partly = "" if row.bottleneck_usd is not None else " or less"
    first = names(records, row.actors[:1])[0]
    return (
        first + "".join(_leg(arc, records) for arc in row.arcs),
        ", ".join("+".join(arc.kinds) for arc in row.arcs),
        "unknown" if least is None else number(least) + partly,
    )


def _leg(arc: Arc, records: Records) -> str:
    """Return the money of an arc and who gets it."""
    from kg.cli.wording import names, number

    money = "?" if arc.amount_usd is None else number(arc.amount_usd)
    return f" ─{money}→ {names(records, (arc.target,))[0]}"
