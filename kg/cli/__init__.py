"""The command line: options in, one call of the library, rows out.

Nothing heavy is imported here; every command is imported when it is called.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click

from kg.errors import KgError

_COMMANDS = {
    "overlaps": ("pairs", "Partners that compete, with the evidence."),
    "loops": ("pairs", "Circular flows of money."),
    "circularity": ("circular", "What part of the money goes round in circles."),
    "balance": ("balance", "How far partners and rivals fall into two camps."),
    "concentration": ("concentration", "How concentrated suppliers or customers are."),
    "exposure": ("exposure", "How much an actor and its trading partners depend on each other."),
    "shock": ("exposure", "Who is hit when an actor fails: a scenario."),
    "dependence": ("dependence", "Who cannot do without whom."),
    "exclusive": ("dependence", "Who was bound to whom, and until when."),
    "central": ("network", "The best connected actors."),
    "blocs": ("network", "Groups of close partners."),
    "who": ("actors", "Dossier of one actor."),
    "path": ("actors", "How two actors are connected."),
    "people": ("time", "Persons with posts at two organisations."),
    "diff": ("time", "What changed between two days."),
    "timeline": ("time", "What was announced, month by month."),
    "totals": ("record", "Honest sums by kind of money and status."),
    "evidence": ("record", "One claim with its history and sources."),
    "gaps": ("record", "What the record lacks or contradicts."),
    "coverage": ("record", "What was looked at: actor by family."),
    "query": ("sparql", "Answer SPARQL, free or by name."),
    "queries": ("sparql", "List the named queries."),
    "render": ("outputs", "Write the explorer, one offline HTML page."),
    "build": ("outputs", "Write a persistent store; merge two graphs."),
    "export": ("exports", "Write the graph in another format."),
    "synth": ("bulk", "Make synthetic data of any size."),
    "import": ("bulk", "Check tables of any size and keep them as columns."),
    "serve": ("serve", "Serve the graph over HTTP: SPARQL, linked data, JSON, pages."),
    "check": ("checks", "Validate the data."),
    "init": ("outputs", "Write an empty set of tables to fill in."),
    "add": ("curating", "Add a row to a table."),
    "fmt": ("curating", "Sort and normalise tables."),
}

_ATTRIBUTES = {"import": "import_"}  # the name is a word of Python


class Commands(click.Group):
    """The commands, each imported on demand; errors of ours become one line and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands in their order of use."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"kg.cli.{_COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, _ATTRIBUTES.get(cmd_name, cmd_name))
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; for an unknown one, name the nearest."""
        if args[0] not in _COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            from kg.errors import UnknownName

            raise UnknownName("command", args[0], get_close_matches(args[0], _COMMANDS, 3, 0.5))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in _COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; a `KgError` ends it with its message and exit code."""
        try:
            return super().invoke(ctx)
        except KgError as error:
            click.echo(f"Error: {error}", err=True)
            ctx.exit(error.exit_code)


def _version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value:
        from kg import __version__

        click.echo(f"kg {__version__}")
        ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-g",
    "--graph",
    "place",
    envvar="KG_GRAPH",
    metavar="PLACE",
    help="Folder of tables or columns, RDF file, store, SPARQL endpoint; else the shipped data.",
)
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version)
@click.pass_context
def main(ctx: click.Context, place: str | None) -> None:
    """Ask who finances, supplies, licenses, sues and competes with whom in the AI industry.

    \b
    Examples:
      kg overlaps openai            partners of OpenAI that compete with it
      kg loops --through nvidia     where the money of Nvidia runs in circles
      kg who anthropic              everything on record about one actor
      kg query -n overlaps          a named SPARQL query
      kg render -o alliances.html   the interactive page
    """
    ctx.obj = place


def run() -> None:
    """Run the program; what ``python -m kg`` calls."""
    sys.exit(main())
