"""``kg totals``, ``kg evidence``, ``kg gaps`` and ``kg coverage``: the record itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kg.cli.options import output_options, pass_graph, scope_options

if TYPE_CHECKING:
    from kg.analysis.claim import ClaimFile, Support
    from kg.analysis.coverage import Coverage
    from kg.analysis.totals import Total
    from kg.graph import Graph
    from kg.model import Records


@click.command()
@click.option("--actor", metavar="ACTOR", help="Only money this actor pays or receives.")
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help="Only this kind of money.")
@click.option("--direction", type=click.Choice(["pays", "receives", "party"]))
@click.option("--one-sum", is_flag=True, help="Print a single sum; refused where it would mix.")
@scope_options
@output_options
@pass_graph
def totals(graph: Graph, form: str, out: str, **options: Any) -> None:
    """Sum up known amounts by kind of money, direction, currency and status; nothing is mixed.

    Amounts are bounds: "up to" is an upper one, "at least" a lower one; unknown is not 0.

    \b
    Examples:
      kg totals --actor openai
      kg totals --actor openai --kind commitment --direction pays --status signed --one-sum
    """
    from dataclasses import replace

    from kg.analysis.totals import one_sum
    from kg.cli.output import show, write
    from kg.cli.wording import known
    from kg.vocabulary import vocabulary

    kinds = {vocabulary().code("money-kind", kind).slug for kind in options.pop("kinds")}
    direction, single = options.pop("direction"), options.pop("one_sum")
    answer = graph.totals(**options)
    rows = tuple(
        row
        for row in answer
        if (not kinds or row.kind.split()[0] in kinds) and direction in {None, row.direction}
    )
    if single:
        write(known(one_sum(rows)) + "\n", out)
        return
    header = ("Kind of money", "Direction", "Status", "Sum", "Relations")
    show(replace(answer, rows=rows), form, out, (header, map(_total, rows)))
    silent = answer.about["amount_unknown"]
    if form == "table" and silent:
        counts = ", ".join(f"{kind} {number}" for kind, number in silent.items())
        click.echo(f"Relations whose amount is unknown: {counts}.", err=True)


@click.command()
@click.argument("relation")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
@click.option("-o", "--output", "out", default="-", metavar="FILE", help="Write here.")
@pass_graph
def evidence(graph: Graph, relation: str, form: str, out: str) -> None:
    """Print a claim with its tier of evidence, its states over time and its sources.

    For every source it says what else rests on it.

    \b
    Examples:
      kg evidence nvidia--invests-in--openai--2025
      kg evidence microsoft--competes-with--openai--2024 --format json
    """
    from kg.cli.output import as_json, write

    file = graph.evidence(relation)
    text = as_json(file.to_dict()) if form == "json" else _claim(file, graph.records)
    write(text, out)


@click.command()
@click.option("--gap", "wanted", multiple=True, metavar="GAP", help="Only gaps of this kind.")
@scope_options
@output_options
@pass_graph
def gaps(graph: Graph, wanted: tuple[str, ...], form: str, out: str, **options: Any) -> None:
    """List what the record lacks: one-source, no-date, no-amount, no-rival, contradiction.

    \b
    Examples:
      kg gaps --gap contradiction
      kg gaps --gap no-rival --format csv
    """
    from dataclasses import replace

    from kg.analysis.gaps import KINDS
    from kg.cli.output import show
    from kg.errors import UnknownName
    from kg.names import nearest

    for kind in wanted:
        if kind not in KINDS:
            raise UnknownName("gap", kind, nearest(kind, KINDS) or KINDS)
    answer = graph.gaps(**options)
    rows = tuple(row for row in answer if not wanted or row.gap in wanted)
    table = [(row.gap, row.about or ", ".join(row.relations), row.message) for row in rows]
    show(replace(answer, rows=rows), form, out, (("Gap", "About", "What"), table))


@click.command()
@click.argument("actor", required=False)
@scope_options
@output_options
@pass_graph
def coverage(graph: Graph, actor: str | None, form: str, out: str, **options: Any) -> None:
    """Show what was looked at: relations of every actor by family, with the newest dated source.

    An empty cell says that nothing was found, not that there is nothing.

    \b
    Examples:
      kg coverage
      kg coverage openai --format json
    """
    from kg.cli.output import show
    from kg.vocabulary import vocabulary

    answer = graph.coverage(actor, **options)
    families = vocabulary().codes["family"]
    header = ("Actor", *(code.labels["en"] for code in families.values()))
    show(answer, form, out, (header, [_covered(row, graph.records) for row in answer]))


def _total(row: Total) -> tuple[str, ...]:
    from kg.cli.wording import known
    from kg.money import KnownAmount

    amount = known(KnownAmount(row.currency, row.kind, row.low, row.high))
    amount = amount.removeprefix(row.kind.replace("rate per-", "per ")).strip()
    return row.kind, row.direction, row.status, amount, str(len(row.relations))


def _covered(row: Coverage, records: Records) -> tuple[str, ...]:
    from kg.vocabulary import vocabulary

    cells = []
    for family in vocabulary().slugs("family"):
        cell = row.families.get(family)
        newest = f"{cell.newest:%Y-%m}" if cell and cell.newest else "undated"
        cells.append(f"{cell.relations}, {newest}" if cell else "")
    return (records.actor_by_id[row.actor].name, *cells)


def _claim(file: ClaimFile, records: Records) -> str:
    """Return the file of a claim in words."""
    from kg.cli.output import indented
    from kg.cli.wording import sentence, state
    from kg.vocabulary import vocabulary

    relation = file.relation
    tier = vocabulary().code("tier", file.tier)
    lines = [sentence(relation, records), f"  {relation.evidence}"]
    lines += [f"  {relation.note}"] if relation.note else []
    lines += [f"  {state(relation)}", f"  confidence {relation.confidence} (given by hand)"]
    lines += [f"  tier: {tier.labels['en']}. {tier.definitions['en']}"]
    if len(file.history) > 1:
        lines += ["", "States, oldest first:"]
        for at in file.history:
            mark = "*" if at.id == relation.id else " "
            lines.append(f"{mark} {at.id}: {state(at)}")
    lines += ["", "Sources:"]
    for support in file.support:
        lines += _support(support)
    return "".join(f"{indented(line)}\n" for line in lines)


def _support(support: Support) -> list[str]:
    source = support.source
    also = {
        "relation": support.relations,
        "deal": support.deals,
        "observation": support.observations,
    }
    counts = [f"{len(ids)} {name}{'s' * (len(ids) > 1)}" for name, ids in also.items() if ids]
    lines = [
        f"- {source.publisher}, {source.published or 'no date shown'}: {source.title}",
        f"    {source.url}",
        f"    also supports {', '.join(counts) if counts else 'nothing else'}",
    ]
    first = [identifier for ids in also.values() for identifier in ids][:4]
    return lines + [f"      {identifier}" for identifier in first]
