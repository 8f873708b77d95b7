"""``kg central`` and ``kg blocs``: the record as a network of ties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

from kg.cli.choices import FAMILY, Choice
from kg.cli.options import output_options, pass_graph, scope_options

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from kg.graph.graph import Graph
    from kg.measures.structure.blocs import Bloc
    from kg.measures.structure.central import Standing
    from kg.records.model import Records

F = TypeVar("F", bound="Callable[..., Any]")

_COLUMNS = {
    "degree": "Partners",
    "usd": "Paid and received, USD",
    "pagerank-money": "PageRank",
    "pagerank-supply": "PageRank",
    "betweenness": "Betweenness",
    "core": "Core",
}
_NOTES = {
    "degree": "Partners: others with a cooperative relation on record.",
    "usd": "Stated totals paid and received, a weight to rank by and no sum of money: stakes,\n"
    "loans, guarantees and contracts are mixed, and what shows no amount is missing.",
    "pagerank-money": "PageRank along the money, from payer to payee: where it gathers. Every arc\n"
    "weighs the same, since most amounts are unknown.",
    "pagerank-supply": "PageRank along supplies, from supplier to customer: where capacity\n"
    "gathers. Every arc weighs the same.",
    "betweenness": "Share of the shortest chains of ties between two others that pass the actor.",
    "core": "Largest k such that the actor is among actors that all have k ties with one another.",
}
_STEADINESS = """\
{runs} runs found {fewest} to {most} blocs. Adjusted Rand index between
them: mean {mean}, least {low} (1: all alike, 0: chance). Agreement: how far the
other runs put the same actors together."""
_SHOWN = 12
_BIAS = "What is written about most is best connected on record."


def _graph_options(command: F) -> F:
    """Add ``--family`` and ``--backend``."""
    command = click.option(
        "--backend", metavar="NAME", help="Let this installed networkx backend do the work."
    )(command)
    return click.option(
        "--family",
        "families",
        multiple=True,
        type=FAMILY,
        metavar="FAMILY",
        help="Ties of this family, whatever their sign; may be repeated. "
        "Default: the cooperative ones of all.",
    )(command)


@click.command()
@click.option(
    "--by", type=Choice(list(_COLUMNS)), default="degree", show_default=True, help="Measure."
)
@click.option(
    "--top", type=click.IntRange(min=1), default=25, show_default=True, help="Only the first N."
)
@_graph_options
@scope_options
@output_options
@pass_graph
def central(graph: Graph, top: int, form: str, out: str, **options: Any) -> None:
    """Rank actors by ties, money, PageRank, betweenness or core.

    --family counts for degree, betweenness and core.

    \b
    Examples:
      kg central
      kg central --by pagerank-money --top 10
      kg central --by betweenness --family supply --format csv
    """
    from dataclasses import replace

    from kg.cli.console import note, say
    from kg.cli.output import show

    answer = graph.central(**options | {"families": _families(options)})
    by = options["by"]
    answer = replace(answer, rows=answer.rows[:top])
    header = ("Rank", "Actor", _COLUMNS[by], "Neighbours", "Relations")
    show(answer, form, out, (header, [_standing(row, graph.records) for row in answer]))
    if form == "table":
        first = "The first {n} of {all} actors with such relations."
        of = say(first, n=len(answer), all=answer.about["actors"])
        note(f"{of}\n{say(_NOTES[by])}\n{say(_BIAS)}")


@click.command()
@click.option(
    "--resolution",
    type=click.FloatRange(0, min_open=True),
    default=1.0,
    show_default=True,
    help="Larger for more and smaller blocs.",
)
@click.option(
    "--seeds", type=click.IntRange(min=1), default=20, show_default=True, help="Number of runs."
)
@click.option(
    "--method",
    type=Choice(["louvain", "leiden"]),
    default="louvain",
    show_default=True,
    help="leiden needs a backend of networkx that has it.",
)
@_graph_options
@scope_options
@output_options
@pass_graph
def blocs(graph: Graph, form: str, out: str, **options: Any) -> None:
    """Find groups of actors that are tied closely among themselves, and say how steady they are.

    \b
    Examples:
      kg blocs
      kg blocs --resolution 0.5 --family capital
      kg blocs --seeds 50 --format json
    """
    from kg.cli.console import note
    from kg.cli.output import show

    answer = graph.blocs(watch=_progress, **options | {"families": _families(options)})
    header = ("Bloc", "Actors", "Those with most ties within", "Ties in", "Out", "Agreement")
    show(answer, form, out, (header, [_bloc(row, graph.records) for row in answer]))
    if form == "table":
        note("\n".join(_steadiness(answer.about)))


def _families(options: Mapping[str, Any]) -> set[str] | None:
    from kg.vocabulary.vocabulary import vocabulary

    return {vocabulary().code("family", name).slug for name in options["families"]} or None


def _progress(work: Sequence[int]) -> Iterable[int]:
    """Show a progress bar on a terminal while work is done."""
    from kg.cli.progress import track

    return track(work, "Looking for blocs")


def _standing(row: Standing, records: Records) -> tuple[str, ...]:
    from kg.cli.console import figure, say
    from kg.cli.wording import names, number

    value: str = say("unknown") if row.value is None else f"{row.value}"
    if row.by == "usd" and row.value is not None:
        value = number(row.value)
    elif isinstance(row.value, float):
        value = figure(f"{row.value:.4f}")
    name = names(records, (row.actor,))[0]
    return f"{row.rank}", name, value, f"{row.neighbours}", f"{len(row.relations)}"


def _bloc(row: Bloc, records: Records) -> tuple[str, ...]:
    from kg.cli.wording import names, share

    more = len(row.actors) > _SHOWN
    return (
        f"{row.bloc}",
        f"{len(row.actors)}",
        ", ".join(names(records, row.actors[:_SHOWN])) + (" …" if more else ""),
        f"{row.inside}",
        f"{row.outside}",
        "–" if row.mean_agreement is None else share(row.mean_agreement),
    )


def _steadiness(about: Mapping[str, Any]) -> list[str]:
    """Return what the division is worth."""
    from kg.cli.console import figure, say

    if about["modularity"] is None:
        return [say("There are no ties, so that modularity is undefined.")]
    fewest, most = min(about["blocs_by_seed"]), max(about["blocs_by_seed"])
    lines = [say("Modularity {q} at resolution 1.", q=figure(f"{about['modularity']:.3f}"))]
    if about["stability"] is not None:
        low, mean = (figure(f"{about[name]:.2f}") for name in ("least_stability", "stability"))
        runs = about["seeds"]
        lines.append(say(_STEADINESS, runs=runs, fewest=fewest, most=most, mean=mean, low=low))
    return [*lines, say("A bloc is a pattern in the record, no club and no plan.")]
