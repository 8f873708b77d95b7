"""``kg render``, ``kg build`` and ``kg init``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.choices import FILE, FOLDER, Choice
from kg.cli.console import console, figure, note, plural, say
from kg.cli.options import pass_graph
from kg.vocabulary.catalogue import languages

if TYPE_CHECKING:
    from kg.graph.graph import Graph
    from kg.records.merging import Side
    from kg.records.model import Records


@click.command()
@click.option(
    "-o", "--output", "out", default="alliances.html", show_default=True, type=FILE, metavar="FILE"
)
@click.option("--as-of", metavar="DATE", help="Day the page opens on; readers can change it.")
@click.option("--rumours", is_flag=True, help="Open with rumours and talks shown.")
@click.option(
    "--lang",
    "language",
    type=Choice(languages()),
    help="Language the page opens in. Default: that of kg --lang, else the browser's.",
)
@pass_graph
def render(graph: Graph, out: str, as_of: str | None, rumours: bool, language: str | None) -> None:
    """Write the explorer: one HTML page that works offline and calls nobody.

    \b
    Examples:
      kg render
      kg render -o build/alliances.html --as-of 2025-06 --lang fr
    """
    from kg.cli.progress import working

    if out == "-":
        raise click.UsageError("the page goes to a file; name one with -o")
    spoken = language or console().lang
    with working("Writing the page"):
        path = graph.render(out, as_of=as_of, rumours=rumours, language=spoken)
    size = figure(f"{path.stat().st_size / 1e6:.1f}")
    written = "{path} written ({size} MB). Open it in any browser; it needs no network."
    note(say(written, path=path, size=size), err=False)


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
      kg build -g data -g my-tables --as tables -o both
    """
    from kg.cli.progress import working
    from kg.rdf import store
    from kg.records import folders

    records, is_open = _merged(_places(ctx, places), prefer)
    if is_open:
        click.echo(say("Nothing written; choose a side with --prefer first or second."), err=True)
        ctx.exit(1)
    if form == "tables":
        with working("Writing the tables"):
            folders.create(Path(out), records, cutoff=records.cutoff)
        count = figure(f"{len(records.relations):,}")
        written = "{path} written ({n} relations). Use it with kg -g {path} …"
    else:
        with working("Building the store"):
            count = figure(f"{store.build(records, Path(out)):,}")
        written = "{path} written ({n} quads). Use it with kg -g {path} …"
    note(say(written, path=out, n=count), err=False)


@click.command()
@click.argument("folder", type=FOLDER)
@click.option("--cutoff", metavar="DATE", help="Day up to which the data is compiled.")
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
    written = "{path} written: five empty tables. {readme} says what to fill in."
    click.echo(say(written, path=folder, readme=Path(folder) / "README.md"))


def _places(ctx: click.Context, places: tuple[str, ...]) -> list[str | None]:
    """Return the graphs meant: those named after ``build``, and the one named before it."""
    root = ctx.find_root()
    is_said = root.get_parameter_source("place") is click.core.ParameterSource.COMMANDLINE
    meant = [*([root.obj] if is_said or not places else []), *places]
    if len(meant) > 2:
        raise click.UsageError("two graphs are merged at a time; merge the result with the next")
    return meant


def _merged(places: list[str | None], prefer: Side | None) -> tuple[Records, bool]:
    """Return the records of one or two graphs, and whether a conflict is open; report both."""
    from kg.cli.output import tabular
    from kg.graph import graph
    from kg.records import merging

    records, *others = (graph.open(place).records for place in places)
    if not others:
        if prefer:
            raise click.UsageError("--prefer belongs to two graphs; name both with -g")
        return records, False
    found = merging.merge(records, others[0], prefer or "first")
    if found.conflicts:
        rows = [(f"{c.table}.csv", c.id, c.column, c.first, c.second) for c in found.conflicts]
        tabular(("File", "Row", "Column", "First graph", "Second graph"), rows, "-")
        count = len({(c.table, c.id) for c in found.conflicts})
        differ = "{n} row in which the graphs differ."
        click.echo(plural(count, differ, differ.replace("row", "rows", 1)), err=True)
    if found.doubts:
        looks = [(d.file, d.subject, d.column, d.message, d.remedy) for d in found.doubts]
        tabular(("File", "Row", "Column", "Deserves a look", "What to do"), looks, "-")
    return found.records, bool(found.conflicts) and prefer is None
