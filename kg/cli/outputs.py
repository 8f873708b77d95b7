"""``kg render``, ``kg build`` and ``kg init``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.choices import DAY, FILE, FOLDER, Choice
from kg.cli.options import pass_graph, scope_options, taking
from kg.cli.terminal.console import console, figure, note, say
from kg.vocabulary.catalogue import languages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.graph.graph import Graph
    from kg.records.merging import Side
    from kg.records.model import Records


@taking(scope_options())
@click.command()
@click.option(
    "-o", "--output", "out", default="alliances.html", show_default=True, type=FILE, metavar="FILE"
)
@click.option(
    "--lang",
    "language",
    type=Choice(languages()),
    help="Language the page opens in. Default: that of kg --lang, else the browser's.",
)
@pass_graph
def render(graph: Graph, out: str, language: str | None, **options: Any) -> None:
    """Write the explorer: one HTML page that works offline.

    The page opens under the scope, which its reader can change. Only what was not known by
    --known-at, or is below --tier, is not in it.

    \b
    Examples:
      kg render
      kg render -o build/alliances.html --as-of 2025-06 --lang fr
      kg render -o then.html --as-of 2025-12-02 --known-at 2025-12-02
    """
    from kg.cli.terminal.progress import working

    if out == "-":
        raise click.UsageError("the page goes to a file; name one with -o")
    spoken = language or console().lang
    with working("progress.page"):
        path = graph.render(out, language=spoken, **options)
    size = figure(f"{path.stat().st_size / 1e6:.1f}")
    note(say("write.page", path=path, size=size), err=False)


@click.command()
@click.option(
    "-g", "--graph", "places", multiple=True, type=FILE, metavar="PLACE", help="Twice: merge two."
)
@click.option(
    "-o", "--output", "out", required=True, type=FOLDER, metavar="FOLDER", help="Write here."
)
@click.option(
    "--as",
    "form",
    type=click.Choice(["store", "tables"]),
    default="store",
    show_default=True,
    help="store: a persistent Oxigraph store; tables: a new folder of tables.",
)
@click.option(
    "--prefer",
    type=click.Choice(["first", "second"]),
    help="Whose cells to take where two graphs differ. Default: write nothing then.",
)
@click.pass_context
def build(
    ctx: click.Context, places: tuple[str, ...], out: str, form: str, prefer: Side | None
) -> None:
    """Write a persistent store or a folder of tables; of two graphs, what both hold.

    Two graphs are merged by id, cell by cell: a stated cell beats an empty one, and lists join.
    Cells that both state and that differ are listed, and nothing is written unless --prefer says
    whose to take. What may stand twice under two ids is reported, never merged: see kg merge.

    \b
    Examples:
      kg build -o build/store
      kg -g build/store overlaps
      kg -g alliances.ttl build --as tables -o my-tables
      kg build -g shipped -g my-tables --as tables -o both
    """
    from kg.cli.terminal.progress import working
    from kg.rdf import store
    from kg.records import folders

    records, is_open = _merged(_places(ctx, places), prefer)
    if is_open:
        click.echo(say("merge.choose"), err=True)
        ctx.exit(1)
    if form == "tables":
        with working("progress.tables"):
            folders.create(Path(out), records, cutoff=records.cutoff)
        phrase = say("write.folder", path=out, n=len(records.relations))
    else:
        with working("progress.store"):
            phrase = say("write.store", path=out, n=store.build(records, Path(out)))
    note(phrase, err=False)


@click.command()
@click.argument("folder", type=FOLDER)
@click.option("--cutoff", type=DAY, metavar="DATE", help="Day up to which the data is compiled.")
def init(folder: str, cutoff: str | None) -> None:
    """Write an empty set of tables, with a page that explains every column.

    The folder must be new or empty. Without --cutoff answers are as of the last day on which a
    relation was announced or began.

    \b
    Examples:
      kg init my-tables
      kg init my-tables --cutoff 2026-06-30
      kg -g my-tables add actor --name Atlas --kinds ai-lab
    """
    from kg.records import folders
    from kg.vocabulary.dates import last_day

    folders.create(Path(folder), cutoff=last_day(cutoff) if cutoff else None)
    click.echo(say("write.empty", path=folder, readme=Path(folder) / "README.md"))


def _places(ctx: click.Context, places: tuple[str, ...]) -> list[str | None]:
    """Return the graphs of a call: the one before ``build``, and those after it."""
    root = ctx.find_root()
    is_stated = root.get_parameter_source("place") is click.core.ParameterSource.COMMANDLINE
    graphs = [*([root.obj] if is_stated or not places else []), *places]
    if len(graphs) > 2:
        raise click.UsageError("two graphs are merged at a time; merge the result with the next")
    return graphs


def _merged(places: list[str | None], prefer: Side | None) -> tuple[Records, bool]:
    """Return the records of one or two graphs, and whether a conflict is open; report both."""
    from kg.graph import graph
    from kg.records import merging

    records, *others = (graph.open(place).records for place in places)
    if not others:
        if prefer:
            raise click.UsageError("--prefer belongs to two graphs; name both with -g")
        return records, False
    merger = merging.merge(records, others[0], prefer or "first")
    if merger.conflicts:
        rows = [(f"{c.table}.csv", c.id, c.column, c.first, c.second) for c in merger.conflicts]
        _list(("file", "row", "column", "first-graph", "second-graph"), rows)
        count = len({(c.table, c.id) for c in merger.conflicts})
        click.echo(say("merge.differ", n=count), err=True)
    if merger.doubts:
        doubts = [(d.file, d.subject, d.column, d.message, d.remedy) for d in merger.doubts]
        _list(("file", "row", "column", "deserves-a-look", "what-to-do"), doubts)
    return merger.records, bool(merger.conflicts) and prefer is None


def _list(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from kg.cli.terminal.output import tabular

    tabular([f"heading.{heading}" for heading in headings], rows, "-")
