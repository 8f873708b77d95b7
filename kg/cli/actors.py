"""``kg who`` and ``kg path``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kg.cli.choices import ACTOR, FAMILY, TYPE
from kg.cli.options import output_options, pass_graph, scope_options

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.graph.answer import Answer
    from kg.graph.graph import Graph
    from kg.measures.record.who import Tie
    from kg.measures.structure.path import Hop, Path
    from kg.records.model import Records


@click.command()
@click.argument("actor", type=ACTOR)
@scope_options
@output_options
@pass_graph
def who(graph: Graph, actor: str, form: str, out: str, **options: Any) -> None:
    """Show everything on record about an actor: what it is, its relations, its figures.

    The actor may be named by id, name, other name or ticker. At group level the relations of its
    units are included.

    \b
    Examples:
      kg who anthropic
      kg who NVDA --as-of 2024 --format json
      kg who "google cloud" --level actor
    """
    from kg.cli.output import show

    answer = graph.who(actor, **options)
    if form in {"table", "md"}:
        _print_profile(answer, graph.records, form, out)
    header = ("Relation", "With", "From", "To", "Status", "Amount", "Trust")
    show(answer, form, out, (header, [_tie(row, graph.records) for row in answer]))


@click.command()
@click.argument("source", type=ACTOR, metavar="A")
@click.argument("target", type=ACTOR, metavar="B")
@click.option("--count", type=click.IntRange(1, 100), default=3, show_default=True)
@click.option(
    "--family",
    "families",
    multiple=True,
    type=FAMILY,
    metavar="FAMILY",
    help="Only relations of this family, such as capital or supply; may be repeated.",
)
@click.option(
    "--type",
    "types",
    multiple=True,
    type=TYPE,
    metavar="TYPE",
    help="Only relations of this type, such as invests-in; may be repeated.",
)
@click.option(
    "--rivals", is_flag=True, help="Follow rivalry, suits, inquiries and talks too, not only ties."
)
@click.option("--people", is_flag=True, help="Let persons be stations too.")
@click.option(
    "--avoid-hubs",
    type=click.IntRange(0),
    default=0,
    metavar="N",
    help="Not through the N actors with most neighbours.",
)
@click.option(
    "--max-hops",
    type=click.IntRange(1),
    metavar="N",
    help="Greatest number of steps. Default: any.",
)
@scope_options
@output_options
@pass_graph
def path(
    graph: Graph,
    families: tuple[str, ...],
    types: tuple[str, ...],
    form: str,
    out: str,
    **options: Any,
) -> None:
    """Show how two actors are connected: the shortest chains of co-operation between them.

    Chains run over co-operative relations unless --rivals, --family or --type says otherwise; a
    step between two rivals says so. Every relation is shown with its best source: a primary one if
    there is one, else the earliest.

    \b
    Examples:
      kg path mistral-ai nvidia
      kg path mistral-ai nvidia --rivals
      kg path mistral-ai nvidia --avoid-hubs 10 --max-hops 4
      kg path "SK Group" openai --family supply --count 5
      kg path meta openai --type supplies-cloud-to --as-of 2025
    """
    from kg.cli.console import note, paragraph
    from kg.cli.output import show
    from kg.vocabulary.vocabulary import vocabulary

    words = vocabulary()
    wanted = {words.code("family", family).slug for family in families} or None
    kinds = {words.type(slug).slug for slug in types} or None
    answer = graph.path(families=wanted, types=kinds, **options)
    header = ("Path", "Relations of each hop, with their best source")
    show(answer, form, out, (header, [_path(row, graph.records) for row in answer]))
    if not (families or types or options["rivals"]) and form == "table":
        note(paragraph("path.note-cooperative"))


def _tie(row: Tie, records: Records) -> tuple[str, ...]:
    from kg.cli.console import language, say
    from kg.cli.wording import amount, labels, names
    from kg.vocabulary.vocabulary import vocabulary

    relation = row.relation
    kind = vocabulary().relation_types[relation.type]
    label = (kind.inverse_labels if row.direction == "in" else kind.labels)[language()]
    return (
        label,
        names(records, (row.other,))[0],
        str(relation.valid_from or relation.announced or ""),
        str(row.end or ""),
        say("in force then") if row.ended_later else labels("status", (relation.status,)),
        amount(relation.amount) if relation.amount else "",
        labels("confidence", (relation.confidence,)),
    )


def _print_profile(answer: Answer[Tie], records: Records, form: str, out: str) -> None:
    """Print what the actor is and its latest figures, before its relations."""
    from kg.base.text import markdown_text, one_line
    from kg.cli.console import note, say
    from kg.cli.wording import labels

    actor = answer.about["actor"]
    facts = [labels("actor-kind", actor["kinds"]), actor["country"], actor["ticker"], actor["note"]]
    lines = [actor["name"], " · ".join(fact for fact in facts if fact)]
    if actor["part_of"]:
        lines.append(say("Part of {group}", group=records.actor_by_id[actor["part_of"]].name))
    if actor["units"]:
        units = ", ".join(records.actor_by_id[unit].name for unit in actor["units"])
        lines.append(say("Units: {units}", units=units))
    latest: dict[str, str] = {}
    for figure in answer.about["observations"]:
        latest.setdefault(labels("metric", (figure["metric"],)), _figure(figure))
    lines += [say("{what}: {value}", what=what, value=said) for what, said in latest.items()]
    clean = markdown_text if form == "md" else one_line
    between = "\n\n" if form == "md" else "\n"
    note(between.join(map(clean, lines)) + "\n", err=out != "-")


def _figure(figure: Mapping[str, Any]) -> str:
    """Return a figure with its unit, day and status."""
    from kg.cli.wording import labels, money, number

    value, unit = number(figure["value"]), figure["unit"]
    said = money(unit, value) if unit.isupper() else f"{value} {labels('unit', (unit,))}"
    status = (
        ""
        if figure["status"] == "actual"
        else ", " + labels("observation-status", (figure["status"],))
    )
    return f"{said} ({figure['as_of']}{status})"


def _path(row: Path, records: Records) -> tuple[str, ...]:
    from kg.cli.wording import names

    hops = "\n".join(line for hop in row.hops for line in _hop(hop, records))
    return "\n– ".join(names(records, row.actors)), hops


def _hop(hop: Hop, records: Records) -> list[str]:
    """Return the lines of a hop: who, by what, and for every relation where it is from."""
    from kg.cli.console import say
    from kg.cli.wording import names

    source, target = names(records, (hop.source, hop.target))
    lines = [f"{source} – {target}: {', '.join(hop.types)}"]
    for relation, best in zip(hop.relations, hop.sources, strict=True):
        lines += [f"· {relation}"]
        day = best.published or say("undated")
        lines += [say("from {publisher}, {day}:", publisher=best.publisher, day=day), best.url]
    if hop.rivalry:
        lines += [say("path.rivals"), *(f"· {relation}" for relation in hop.rivalry)]
    return lines
