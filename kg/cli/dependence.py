"""``kg dependence`` and ``kg exclusive``: who cannot do without whom, and who was bound to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kg.cli.choices import ACTOR, CAPABILITY, Choice
from kg.cli.options import output_options, pass_graph, scope_options

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.graph.graph import Graph
    from kg.measures.supply.asymmetry import Asymmetry
    from kg.measures.supply.chokepoints import Chokepoint
    from kg.measures.supply.dependence import Sourcing
    from kg.measures.supply.exclusive import Exclusivity
    from kg.records.model import Records

_NOTES = {
    "suppliers": "A sole source is a single supplier on record: a second one may exist that is\n"
    "not on it. Shares are of stated totals in USD; one unknown amount leaves them\n"
    "unknown. A chokepoint is on every chain of supply on record; κ is the least number of\n"
    "actors whose loss cuts all chains. * sells the same to others, and may supply itself.",
    "chokepoints": "Every chain of supply on record of the dependants passes the chokepoint. That\n"
    "says nothing of suppliers off the record, nor of what a customer makes for itself.",
    "asymmetry": "Of spending: the supplier's share of what the customer buys, D. Back: the\n"
    "customer's share of what the supplier buys, D'. Imbalance |D − D'|, mutual D + D'.\n"
    "Of sales: the customer's share of what the supplier sells. All of stated totals in USD.",
}
_CLOCK = (
    "The column says that one side is barred from the same tie with others, not which, nor how\n"
    "far; rights of first refusal and minimum purchases are in no column: read what the source\n"
    "said. An exclusivity that is not listed may still exist."
)


@click.command()
@click.argument("actor", type=ACTOR, required=False)
@click.option(
    "--capability",
    type=CAPABILITY,
    metavar="C",
    help="Only this one, such as cloud, chips or energy.",
)
@click.option(
    "--theta",
    type=click.FloatRange(0, 1, min_open=True),
    default=0.8,
    show_default=True,
    help="Share of the known spending from which one of several suppliers is a near-sole one.",
)
@click.option(
    "--part",
    type=Choice(list(_NOTES)),
    default="suppliers",
    show_default=True,
    help="suppliers: how many a customer has; chokepoints: who cannot be got round; asymmetry: "
    "what customer and supplier are to each other.",
)
@scope_options
@output_options
@pass_graph
def dependence(
    graph: Graph,
    actor: str | None,
    theta: float,
    part: str,
    form: str,
    out: str,
    **options: Any,
) -> None:
    """Say who depends on whom: sole and near-sole suppliers, chokepoints, asymmetry.

    \b
    Examples:
      kg dependence openai
      kg dependence --capability chips --part chokepoints
      kg dependence microsoft --part asymmetry --format json
    """
    from kg.cli.console import note, say
    from kg.cli.output import show

    records = graph.records
    if part == "chokepoints":
        answer: Any = graph.chokepoints(actor, **options)
        header: tuple[str, ...] = ("Chokepoint", "For", "Of", "Who cannot get round it")
        table = [_chokepoint(row, records) for row in answer]
    elif part == "asymmetry":
        answer = graph.asymmetry(actor, **options)
        header = ("Customer ← supplier", "Of spending", "Back", "Imbalance", "Mutual", "Of sales")
        table = [_asymmetry(row, records) for row in answer]
    else:
        answer = graph.dependence(actor, theta=theta, watch=_progress, **options)
        header = ("Customer", "For", "Verdict", "Suppliers on record", "Chokepoints", "κ")
        table = [_dependence(row, records) for row in answer]
    show(answer, form, out, (header, table))
    if form == "table":
        note(say(_NOTES[part]))


@click.command()
@click.argument("actor", type=ACTOR, required=False)
@scope_options
@output_options
@pass_graph
def exclusive(graph: Graph, actor: str | None, form: str, out: str, **options: Any) -> None:
    """List exclusivities: who was bound to whom, for what, from when to when, and what came after.

    \b
    Examples:
      kg exclusive
      kg exclusive openai --as-of 2024-12
      kg exclusive microsoft --known-at 2025-12 --format json
    """
    from kg.cli.console import note, say
    from kg.cli.output import show

    answer = graph.exclusive(actor, **options)
    header = ("Exclusive relation", "From", "To", "State", "What sources said of it, and after it")
    show(answer, form, out, (header, [_exclusivity(row, graph.records) for row in answer]))
    if form == "table":
        note(say(_CLOCK))


def _progress(work: Iterable[str]) -> Iterable[str]:
    """Show a progress bar on a terminal while there is much to do."""
    from kg.cli.progress import track

    return track(list(work), "Cutting chains")


def _dependence(row: Sourcing, records: Records) -> tuple[str, ...]:
    from kg.cli.console import say
    from kg.cli.wording import names

    mark = "*" if row.supplies_others else ""
    return (
        names(records, (row.actor,))[0] + mark,
        row.capability or say("all supply"),
        _verdict(row),
        ", ".join(names(records, (supplier.actor for supplier in row.suppliers))),
        ", ".join(names(records, row.chokepoints)) or say("none"),
        "–" if row.cut is None else f"{len(row.cut)}",
    )


def _verdict(row: Sourcing) -> str:
    from kg.cli.console import say
    from kg.cli.wording import share

    if row.verdict == "sole":
        return say("sole source")
    if row.verdict == "unknown":
        return say("shares unknown")
    largest = say("largest {share}", share=share(row.largest_share))
    return say("near-sole, {largest}", largest=largest) if row.verdict == "near-sole" else largest


def _chokepoint(row: Chokepoint, records: Records) -> tuple[str, ...]:
    from kg.cli.console import say
    from kg.cli.wording import names

    return (
        names(records, (row.actor,))[0],
        row.capability or say("all supply"),
        f"{len(row.dependants)}",
        ", ".join(names(records, row.dependants)),
    )


def _asymmetry(row: Asymmetry, records: Records) -> tuple[str, ...]:
    from kg.cli.console import figure
    from kg.cli.wording import names

    found = row.shares
    pair = " ← ".join(names(records, (row.customer, row.supplier)))
    shares = (found.of_spending, found.back, found.imbalance, found.mutual, found.of_sales)
    return (pair, *("–" if share is None else figure(f"{share:.3g}") for share in shares))


def _exclusivity(row: Exclusivity, records: Records) -> tuple[str, ...]:
    from kg.cli.console import say
    from kg.cli.wording import sentence

    relation = row.relation
    said = [relation.evidence]
    said += [say("Note: {note}", note=relation.note)] if relation.note else []
    if row.basis == "implied":
        said.insert(0, say("Not stated; only its successor says that it is not exclusive."))
    said += [_after(successor.to_dict()) for successor in row.successors]
    return (
        sentence(relation, records),
        str(relation.valid_from or relation.announced or say("unknown")),
        row.until or ("" if row.state == "in force" else say("unknown")),
        say(row.state),
        "\n".join(said),
    )


def _after(state: dict[str, Any]) -> str:
    """Return what became of an exclusivity."""
    from kg.cli.console import say

    words = {True: "exclusive", False: "not exclusive", None: "exclusivity not stated"}
    since, exclusive = state["since"] or say("date unknown"), say(words[state["exclusive"]])
    return say("→ {since}, {state}: {said}", since=since, state=exclusive, said=state["evidence"])
