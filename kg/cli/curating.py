"""``kg add`` and ``kg fmt``: adding to the tables and keeping them in order."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.base.errors import UsageError
from kg.cli.choices import FOLDER, Offered
from kg.cli.terminal.console import note, say
from kg.records.cells import boolean
from kg.records.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.records.columns import Column, Table

_EXAMPLES = {
    "relation": "--subject a --type partners-with --object b --status signed \\\n"
    "      --sources reuters-2026 --confidence medium --evidence 'A and B signed.'",
    "observation": "--actor a --metric revenue --value 5000000 --unit USD \\\n"
    "      --as-of 2025-12-31 --status actual --sources a-2026 --evidence 'Revenue of 5 million.'",
    "source": "--publisher Reuters --published 2026-06-30 --kind news \\\n"
    "      --title 'A and B sign' --url https://example.org/a-b",
    "actor": "--id a --name 'A Corporation' --kinds ai-lab --country US",
    "deal": "--id a-b-2026 --name 'A and B' --kind framework \\\n"
    "      --status announced --sources reuters-2026",
}


@click.group()
def add() -> None:
    """Add a row to a table: relation, observation, source, actor or deal.

    Missing cells are asked for on a terminal. The id is proposed, duplicates are refused, and
    nothing is written unless all checks pass.

    \b
    Examples:
      kg -g my-tables add source --publisher Reuters --published 2026-06-30 \\
          --title "A and B sign" --url https://example.org/a-b --kind news
      kg -g my-tables add relation --subject a --type partners-with --object b \\
          --status signed --sources reuters-2026-06-30 --confidence medium \\
          --evidence "A and B signed a partnership."
    """


@click.command()
@click.argument("folder", type=FOLDER, required=False)
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when a table is out of order.")
@click.pass_context
def fmt(ctx: click.Context, folder: str | None, check: bool) -> None:
    """Sort and normalise the tables of a folder, without loss.

    \b
    Examples:
      kg fmt my-tables
      kg -g my-tables fmt --check
    """
    from kg.records import curating

    place = _tables(folder or ctx.find_root().obj)
    changed = tuple(curating.tidy(place)) if check else curating.tidied(place)
    for file in changed:
        click.echo(say("fmt.out-of-order" if check else "fmt.tidied", path=place / file))
    if not changed:
        note(say("fmt.in-order"), err=False)
    sys.exit(1 if check and changed else 0)


@click.command()
@click.argument("old", type=Offered("actors"))
@click.argument("new", type=Offered("actors"))
@click.option("--dry-run", is_flag=True, help="Show the changes; write nothing.")
@click.pass_context
def merge(ctx: click.Context, old: str, new: str, dry_run: bool) -> None:
    """Join two ids of one actor, claim, source or deal: OLD goes, NEW stays.

    Every reference follows, with the ids of claims that name an actor. A stated cell beats an empty
    one, lists join, and the name of an actor that goes becomes another name of the one that stays.
    Cells that both state and that differ stop the merger, except for wording, which is that of NEW.
    The file merged.csv in the folder logs every id that went. To merge two graphs: kg build --help.

    \b
    Examples:
      kg -g my-tables merge delta fjord --dry-run
      kg -g my-tables merge delta fjord
    """
    from kg.cli.terminal.output import tabular
    from kg.records.joining import join_ids

    folder = _tables(ctx.find_root().obj)
    changes = join_ids(folder, old, new, write=not dry_run)
    header = [f"heading.{name}" for name in ("file", "row", "column", "before", "after")]
    tabular(header, [(f"{c.table}.csv", c.id, c.column, c.before, c.after) for c in changes], "-")
    note(say("merge.would" if dry_run else "merge.done", old=old, new=new))


def _command(name: str, table: Table) -> click.Command:
    """Return the command that adds a row to a table, with an option for every column."""
    options: list[click.Parameter] = [
        click.Option(
            [f"--{column.replace('_', '-')}", column],
            type=_offered(table.columns[column]),
            metavar="TEXT",
            help="Required." if table.columns[column].required and column != "id" else None,
        )
        for column in table.columns
    ]
    about = (
        f"Add a row to {table.file}; the columns are described in the data dictionary.\n\n"
        f"\b\nExample:\n  kg -g my-tables add {name} {_EXAMPLES[name]}"
    )
    return click.Command(name, params=options, callback=_callback(table), help=about)


def _offered(column: Column) -> click.ParamType | None:  # type: ignore[type-arg] # from 8.3 on
    """Return the type of an option for a column: what a shell may offer for it."""
    source = column.refers_to or column.form.scheme or column.form.standard
    if source:
        return Offered(source)
    return Offered("truth") if column.parse is boolean else None


def _callback(table: Table) -> Callable[..., None]:
    @click.pass_context
    def run(ctx: click.Context, /, **cells: str | None) -> None:
        from kg.records import curating

        folder = _tables(ctx.find_root().obj)
        if sys.stdin.isatty():
            cells = _asked(table, cells)
        added = curating.add(folder, table.name, {k: v for k, v in cells.items() if v})
        note(say("add.added", row=added, path=folder / table.file), err=False)

    return run


def _asked(table: Table, cells: dict[str, Any]) -> dict[str, Any]:
    """Ask for the required cells that are missing."""
    for name, column in table.columns.items():
        if column.required and name != "id" and not cells[name]:
            cells[name] = click.prompt(name)
    return cells


def _tables(place: str | None) -> Path:
    """Return the folder of tables to write to."""
    from kg.records import tables
    from kg.vocabulary import bundled

    folder = Path(place) if place else bundled.folder("data")
    if place is None and bundled.is_installed():
        raise UsageError("the shipped data is read-only here; name your folder with -g FOLDER")
    if not tables.is_folder(folder):
        raise UsageError(f"{folder} is not a folder of tables; name one with -g FOLDER")
    return folder


for _name, _table in (
    ("relation", TABLES["relations"]),
    ("observation", TABLES["observations"]),
    ("source", TABLES["sources"]),
    ("actor", TABLES["actors"]),
    ("deal", TABLES["deals"]),
):
    add.add_command(_command(_name, _table))
