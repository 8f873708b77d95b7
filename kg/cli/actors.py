"""``kg who`` and ``kg path``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kg.cli.options import output_options, pass_graph, scope_options

if TYPE_CHECKING:
    from kg.analysis.dossier import Tie
    from kg.analysis.paths import Hop, Path
    from kg.answer import Answer
    from kg.graph import Graph
    from kg.model import Records


@click.command()
@click.argument("actor")
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
@click.argument("source", metavar="A")
@click.argument("target", metavar="B")
@click.option("--count", type=click.IntRange(1, 100), default=3, show_default=True)
@click.option(
    "--family",
    "families",
    multiple=True,
    metavar="FAMILY",
    help="Only relations of this family, such as capital or supply; may be repeated.",
)
@click.option("--people", is_flag=True, help="Let persons be stations too.")
@scope_options
@output_options
@pass_graph
def path(graph: Graph, families: tuple[str, ...], form: str, out: str, **options: Any) -> None:
    """Show how two actors are connected: the shortest chains of relations between them.

    \b
    Examples:
      kg path mistral nvidia
      kg path "SK Group" openai --family supply --count 5
    """
    from kg.cli.output import show
    from kg.vocabulary import vocabulary

    wanted = {vocabulary().code("family", family).slug for family in families} or None
    answer = graph.path(families=wanted, **options)
    header = ("Path", "Hops", "Relations")
    show(answer, form, out, (header, [_path(row, graph.records) for row in answer]))


def _tie(row: Tie, records: Records) -> tuple[str, ...]:
    from kg.cli.wording import amount, names
    from kg.vocabulary import vocabulary

    relation = row.relation
    kind = vocabulary().relation_types[relation.type]
    label = (kind.inverse_labels if row.direction == "in" else kind.labels)["en"]
    return (
        label,
        names(records, (row.other,))[0],
        str(relation.valid_from or relation.announced or ""),
        str(relation.valid_to or ""),
        relation.status,
        amount(relation.amount) if relation.amount else "",
        relation.confidence,
    )


def _print_profile(answer: Answer[Tie], records: Records, form: str, out: str) -> None:
    """Print what the actor is and its latest figures, before its relations."""
    from kg.cli.output import markdown_text, one_line
    from kg.cli.wording import number

    actor = answer.about["actor"]
    facts = [", ".join(actor["kinds"]), actor["country"], actor["ticker"], actor["note"]]
    lines = [actor["name"], " · ".join(fact for fact in facts if fact)]
    if actor["part_of"]:
        lines.append(f"Part of {records.actor_by_id[actor['part_of']].name}")
    if actor["units"]:
        lines.append("Units: " + ", ".join(records.actor_by_id[u].name for u in actor["units"]))
    latest: dict[str, str] = {}
    for figure in answer.about["observations"]:
        said = f"{figure['unit']} {number(figure['value'])}"
        status = "" if figure["status"] == "actual" else f", {figure['status']}"
        latest.setdefault(figure["metric"], f"{said} ({figure['as_of']}{status})")
    lines += [f"{metric}: {said}" for metric, said in sorted(latest.items())]
    clean = markdown_text if form == "md" else one_line
    between = "\n\n" if form == "md" else "\n"
    click.echo(between.join(map(clean, lines)) + "\n", err=out != "-")


def _path(row: Path, records: Records) -> tuple[str, ...]:
    from kg.cli.wording import names

    hops = "\n".join(_hop(hop, records) for hop in row.hops)
    ids = "\n".join(", ".join(hop.relations) for hop in row.hops)
    return " – ".join(names(records, row.actors)), hops, ids


def _hop(hop: Hop, records: Records) -> str:
    from kg.cli.wording import names

    source, target = names(records, (hop.source, hop.target))
    return f"{source} – {target}: {', '.join(hop.types)}"
