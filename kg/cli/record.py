"""``kg totals``, ``kg evidence``, ``kg gaps`` and ``kg coverage``: the record itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

from kg.cli.choices import ACTOR, FILE, GAP, KIND, RELATION, Choice
from kg.cli.options import output_options, pass_graph, scope_options

if TYPE_CHECKING:
    from kg.graph.graph import Graph
    from kg.measures.money.totals import Total
    from kg.measures.record.coverage import Coverage
    from kg.measures.record.evidence import ClaimFile, Support
    from kg.measures.record.gaps import Gap
    from kg.records.model import Records

_AMOUNTS = re.compile(r"one deal with two amounts, (\S+) and (.+)")


@click.command()
@click.option(
    "--actor", type=ACTOR, metavar="ACTOR", help="Only money this actor pays or receives."
)
@click.option(
    "--kind", "kinds", multiple=True, type=KIND, metavar="KIND", help="Only this kind of money."
)
@click.option("--direction", type=Choice(["pays", "receives", "party"]))
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

    from kg.cli.console import note, say
    from kg.cli.output import show, write
    from kg.cli.wording import kind, known
    from kg.measures.money.totals import one_sum
    from kg.vocabulary.vocabulary import vocabulary

    kinds = {vocabulary().code("money-kind", slug).slug for slug in options.pop("kinds")}
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
        counts = ", ".join(f"{kind(slug)} {number}" for slug, number in silent.items())
        note(say("Relations whose amount is unknown: {counts}.", counts=counts))


@click.command()
@click.argument("relation", type=RELATION)
@click.option("--known-at", metavar="DATE", help="Only what was published by this day.")
@click.option("--format", "form", type=Choice(["table", "json"]), default="table")
@click.option("-o", "--output", "out", default="-", type=FILE, metavar="FILE", help="Write here.")
@pass_graph
def evidence(graph: Graph, relation: str, known_at: str | None, form: str, out: str) -> None:
    """Print a claim with its tier of evidence, its states over time and its sources.

    For every source it says what else rests on it.

    \b
    Examples:
      kg evidence nvidia--invests-in--openai--2025
      kg evidence microsoft--competes-with--openai--2024 --format json
      kg evidence nvidia--invests-in--openai--2025 --known-at 2025-12
    """
    from kg.cli.output import as_json, write

    file = graph.evidence(relation, known_at=known_at)
    text = as_json(file.to_dict()) if form == "json" else _claim(file, graph.records)
    write(text, out)


@click.command()
@click.option(
    "--gap", "wanted", multiple=True, type=GAP, metavar="GAP", help="Only gaps of this kind."
)
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

    from kg.base.errors import UnknownName
    from kg.cli.console import say
    from kg.cli.output import show
    from kg.measures.record.gaps import KINDS
    from kg.vocabulary.names import nearest

    for kind in wanted:
        if kind not in KINDS:
            raise UnknownName("gap", kind, nearest(kind, KINDS) or KINDS)
    answer = graph.gaps(**options)
    rows = tuple(row for row in answer if not wanted or row.gap in wanted)
    table = [(say(row.gap), row.about or ", ".join(row.relations), _lack(row)) for row in rows]
    show(replace(answer, rows=rows), form, out, (("Gap", "About", "What"), table))


@click.command()
@click.argument("actor", type=ACTOR, required=False)
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
    from kg.cli.wording import labels
    from kg.vocabulary.vocabulary import vocabulary

    answer = graph.coverage(actor, **options)
    header = ("Actor", *(labels("family", (slug,)) for slug in vocabulary().codes["family"]))
    show(answer, form, out, (header, [_covered(row, graph.records) for row in answer]))


def _total(row: Total) -> tuple[str, ...]:
    from kg.cli.console import say
    from kg.cli.wording import bounded, kind, labels
    from kg.relations.money import KnownAmount

    amount = bounded(KnownAmount(row.currency, row.kind, row.low, row.high))
    direction = say(row.direction) if row.direction else ""
    status = labels("status", (row.status,))
    return kind(row.kind), direction, status, amount, str(len(row.relations))


def _lack(row: Gap) -> str:
    """Return what a gap is, in the language of the call."""
    from kg.cli.console import plural, say

    if row.gap == "one-source":
        return say("rests on {source} alone", source=row.message.split()[2])
    if row.gap == "no-rival":
        one = "{n} co-operative relation, no competitor on record"
        return plural(len(row.relations), one, one.replace("relation,", "relations,"))
    amounts = _AMOUNTS.fullmatch(row.message)
    if amounts:
        return say("one deal with two amounts, {a} and {b}", a=amounts[1], b=amounts[2])
    return say(row.message)


def _covered(row: Coverage, records: Records) -> tuple[str, ...]:
    from kg.cli.console import say
    from kg.vocabulary.vocabulary import vocabulary

    cells = []
    for family in vocabulary().slugs("family"):
        cell = row.families.get(family)
        newest = str(cell.newest)[:7] if cell and cell.newest else say("undated")
        cells.append(f"{cell.relations}, {newest}" if cell else "")
    return (records.actor_by_id[row.actor].name, *cells)


def _claim(file: ClaimFile, records: Records) -> str:
    """Return the file of a claim in words."""
    from kg.cli.console import language, say
    from kg.cli.output import indented
    from kg.cli.wording import labels, sentence, state
    from kg.vocabulary.vocabulary import vocabulary

    relation = file.relation
    tier = vocabulary().code("tier", file.tier)
    lines = [sentence(relation, records), f"  {relation.evidence}"]
    lines += [f"  {relation.note}"] if relation.note else []
    confidence = labels("confidence", (relation.confidence,))
    if relation.id in file.ended_later:
        day = records.cutoff
        lines += [f"  {say('(worded on {day}; no earlier wording is on record)', day=day)}"]
    lines += [f"  {state(relation, relation.id in file.ended_later)}"]
    lines += [f"  {say('confidence {level} (given by hand)', level=confidence)}"]
    spoken = language()
    lines += [f"  {say('tier: {name}.', name=tier.labels[spoken])} {tier.definitions[spoken]}"]
    if len(file.history) > 1:
        lines += ["", say("States, oldest first:")]
        for at in file.history:
            mark = "*" if at.id == relation.id else " "
            lines.append(f"{mark} {at.id}: {state(at, at.id in file.ended_later)}")
    lines += ["", say("Sources:")]
    for support in file.support:
        lines += _support(support)
    return "".join(f"{indented(line)}\n" for line in lines)


def _support(support: Support) -> list[str]:
    from kg.cli.console import plural, say

    source = support.source
    also = {
        "relation": support.relations,
        "deal": support.deals,
        "observation": support.observations,
    }
    counts = [
        plural(len(ids), f"{{n}} {name}", f"{{n}} {name}s") for name, ids in also.items() if ids
    ]
    others = ", ".join(counts) or say("nothing else")
    lines = [
        f"- {source.publisher}, {source.published or say('no date shown')}: {source.title}",
        f"    {source.url}",
        f"    {say('also supports {others}', others=others)}",
    ]
    first = [identifier for ids in also.values() for identifier in ids][:4]
    return lines + [f"      {identifier}" for identifier in first]
