"""``kg overlaps`` and ``kg loops``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kg.cli.choices import ACTOR, Choice
from kg.cli.options import output_options, pass_graph, plot_option, scope_options

if TYPE_CHECKING:
    from kg.graph.answer import Answer
    from kg.graph.graph import Graph
    from kg.measures.coopetition.conduits import Conduit
    from kg.measures.coopetition.overlaps import Overlap
    from kg.measures.coopetition.portfolios import Portfolio
    from kg.measures.coopetition.successions import Succession
    from kg.measures.money.loops import Arc, Loop
    from kg.records.model import Records

_CONDUIT = ("Rivals", "Shared", "Which is", "Relations", "Rights")
_SUCCESSION = ("Pair", "First", "Until", "The other from", "Gap")
_SHOWN = 8
_PORTFOLIO = (
    "{name}: {both} of {partners} partners are rivals ({portion}), "
    "and of {rivals} rivals {engaged} are partners."
)


@click.command()
@click.argument("actor", type=ACTOR, required=False)
@click.option(
    "--rivals",
    type=Choice(["competitive", "adversarial", "all"]),
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
@click.option(
    "--limit",
    type=click.IntRange(1),
    help="Only so many pairs that compete, those with most co-operation first.",
)
@plot_option
@scope_options
@output_options
@pass_graph
def overlaps(graph: Graph, actor: str | None, shape: str | None, **options: Any) -> None:
    """List partners that compete: pairs with co-operation and rivalry at the same time.

    With an actor, only its pairs, after its portfolio: how many of its partners are rivals. On a
    terminal, what --via and --in-sequence find follows.

    \b
    Examples:
      kg overlaps
      kg overlaps openai --as-of 2024-12
      kg overlaps --limit 10
      kg overlaps openai --via
      kg overlaps --portfolio --format csv -o portfolios.csv
      kg overlaps --plot matrix.svg
    """
    from dataclasses import replace

    from kg.cli.console import is_terminal

    form, out, plot = options.pop("form"), options.pop("out"), options.pop("plot")
    window, rivals = options.pop("window"), options.pop("rivals")
    limit = options.pop("limit")
    if shape == "via":
        _show_conduits(graph, graph.conduits(actor, **options), form, out)
    elif shape == "portfolio":
        _show_portfolios(graph, graph.portfolios(actor, **options), form, out)
    elif shape == "sequence":
        _show_successions(graph, _successions(graph, actor, window, options), form, out)
    else:
        if actor and form in {"table", "md"}:
            _introduce(graph, actor, out, options)
        answer = graph.overlaps(actor, rivals=rivals, limit=limit, **options)
        if actor and form == "json":
            portfolios = [row.to_dict() for row in graph.portfolios(actor, **options)]
            answer = replace(
                answer, about=answer.about | {"portfolio": next(iter(portfolios), None)}
            )
        if plot:
            from kg.graph import plots

            plots.overlap_matrix(answer.rows, graph.names, plot)
        _show_overlaps(graph, answer, form, out)
        if actor and form == "table" and is_terminal(out):
            _add_sections(graph, actor, window, options)


@click.command()
@click.option(
    "--max-length",
    type=click.IntRange(2, 8),
    default=4,
    show_default=True,
    help="Greatest number of actors in a loop.",
)
@click.option("--through", type=ACTOR, metavar="ACTOR", help="Only loops through this actor.")
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
    from kg.cli.console import figure, say
    from kg.cli.output import show

    answer = graph.loops(**options)
    header = ("Loop, with the money of each leg in USD", "Legs", "Least leg")
    show(answer, form, out, (header, [_loop(row, graph.records) for row in answer]))
    if answer.about.get("truncated"):
        most = figure(f"{len(answer):,}")
        click.echo(say("There are more than {n} loops: ask for shorter ones.", n=most), err=True)


def _show_overlaps(graph: Graph, answer: Answer[Overlap], form: str, out: str) -> None:
    from kg.cli.output import show

    header = ("Partners that compete", "Co-operation", "Rivals in", "Since", "Known money")
    show(answer, form, out, (header, [_overlap(row, graph.records) for row in answer]))


def _show_conduits(graph: Graph, answer: Answer[Conduit], form: str, out: str) -> None:
    from kg.cli.output import show

    show(answer, form, out, (_CONDUIT, _conduits(graph, answer)))


def _conduits(graph: Graph, answer: Answer[Conduit]) -> list[tuple[str, ...]]:
    from kg.cli.console import say
    from kg.cli.wording import names, pair

    records = graph.records
    return [
        (
            pair(records, row.a, row.b),
            say(row.role),
            names(records, (row.via,))[0],
            say("{a} and {b}", a=len(row.to_a), b=len(row.to_b)),
            ", ".join(map(say, row.rights)),
        )
        for row in answer
    ]


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

    show(answer, form, out, (_SUCCESSION, _pairs_in_turn(graph, answer)))


def _successions(
    graph: Graph, actor: str | None, window: int, options: dict[str, Any]
) -> Answer[Succession]:
    """Return the pairs in sequence, of one actor if one is named."""
    from dataclasses import replace

    answer = graph.successions(window=window, **options)
    if actor is None:
        return answer
    focus = graph.select(**options).stands_for(graph.actor(actor).id)
    return replace(answer, rows=tuple(row for row in answer if focus in {row.a, row.b}))


def _pairs_in_turn(graph: Graph, answer: Answer[Succession]) -> list[tuple[str, ...]]:
    from kg.cli.console import plural
    from kg.cli.wording import labels, pair

    return [
        (
            pair(graph.records, row.a, row.b),
            labels("sign", (row.first,)),
            str(row.ended),
            str(row.began),
            plural(row.gap_days, "{n} day", "{n} days"),
        )
        for row in answer
    ]


def _add_sections(graph: Graph, actor: str, window: int, options: dict[str, Any]) -> None:
    """Print the first third parties and sequences of an actor below its pairs."""
    from kg.cli.console import note, say
    from kg.cli.output import tabular

    via = graph.conduits(actor, **options)
    turns = _successions(graph, actor, window, options)
    sections = {
        "--via": ("Rivals that share a third party", _CONDUIT, _conduits(graph, via)),
        "--in-sequence": (
            "Partners first, rivals later, or back",
            _SUCCESSION,
            _pairs_in_turn(graph, turns),
        ),
    }
    for option, (title, header, rows) in sections.items():
        if rows:
            note(f"\n{say(title)}", err=False)
            tabular(header, rows[:_SHOWN], "-")
        if len(rows) > _SHOWN:
            more = "Of {n} the first {shown}; kg overlaps {actor} {option} lists all."
            note(say(more, n=len(rows), shown=_SHOWN, actor=actor, option=option), err=False)


def _introduce(graph: Graph, actor: str, out: str, options: dict[str, Any]) -> None:
    """Print an actor's portfolio before its pairs."""
    from kg.cli.console import is_terminal, note, say
    from kg.cli.wording import names, share

    for row in graph.portfolios(actor, **options):
        name = names(graph.records, (row.actor,))[0]
        said = say(
            _PORTFOLIO,
            name=name,
            both=len(row.both),
            partners=len(row.partners),
            portion=share(row.shares.portfolio_share),
            rivals=len(row.rivals),
            engaged=share(row.shares.rival_engagement),
        )
        note(f"{said}\n", err=not is_terminal(out))


def _overlap(row: Overlap, records: Records) -> tuple[str, ...]:
    from kg.cli.console import say
    from kg.cli.wording import families, known, labels, pair

    types = [records.relation_by_id[relation].type for relation in row.cooperative]
    return (
        pair(records, row.a, row.b),
        families(types),
        labels("market", row.markets),
        str(row.since or say("undated")),
        "\n".join(known(amount) for amount in row.known_amounts) or say("unknown"),
    )


def _loop(row: Loop, records: Records) -> tuple[str, ...]:
    from kg.cli.console import say
    from kg.cli.wording import names, number

    least: str = "" if row.bottleneck_known_usd is None else number(row.bottleneck_known_usd)
    if not least:
        least = say("unknown")
    elif row.bottleneck_usd is None:
        least = say("{sum} or less", sum=least)
    first = names(records, row.actors[:1])[0]
    return (
        first + "".join(_leg(arc, records) for arc in row.arcs),
        ", ".join("+".join(map(say, arc.kinds)) for arc in row.arcs),
        least,
    )


def _leg(arc: Arc, records: Records) -> str:
    """Return the money of an arc and who gets it."""
    from kg.cli.wording import names, number

    money = "?" if arc.amount_usd is None else number(arc.amount_usd)
    return f" ─{money}→ {names(records, (arc.target,))[0]}"
