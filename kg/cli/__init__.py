"""The command line: options in, one call of the library, rows out.

Nothing heavy is imported here; every command is imported when it is called.
"""

from __future__ import annotations

import os
import sys
from copy import copy
from errno import EPIPE
from importlib import import_module
from typing import Any, NoReturn

import click
from click.shell_completion import CompletionItem

from kg.base.errors import KgError
from kg.cli import shared
from kg.cli.terminal.interrupt import interruptible
from kg.measures.index import QUESTIONS

_COMMANDS = {
    "query": ("sparql", "Run a SPARQL query, your own or by name."),
    "queries": ("sparql", "List the named queries."),
    "completion": ("completion", "Print the completion script for bash, zsh or fish."),
    "render": ("outputs", "Write the explorer, one offline HTML page."),
    "export": ("exports", "Write the graph in another format."),
    "serve": ("serve", "Serve the graph over HTTP: SPARQL, linked data, JSON, pages."),
    "init": ("outputs", "Write an empty set of tables to fill in."),
    "add": ("curating", "Add a row to a table."),
    "check": ("checks", "Validate the data."),
    "fmt": ("curating", "Sort and normalise tables."),
    "merge": ("curating", "Join two ids of one actor or claim."),
    "build": ("outputs", "Write a persistent store; merge two graphs."),
    "import": ("large", "Check and import tables of any size."),
    "synth": ("large", "Generate synthetic data of any size."),
    "cluster": ("large", "Query graphs too large for one machine (Spark)."),
}

_FAMILIES = {
    "coopetition": "Partners and rivals",
    "money": "Money",
    "supply": "Dependence",
    "structure": "The whole network",
    "record": "The record",
}
_TITLES = {  # of the commands from this one on
    "query": "Query",
    "render": "Share",
    "init": "Your own data",
    "import": "Large graphs",
}
_ATTRIBUTES = {"import": "import_"}  # the name is a word of Python


def commands() -> tuple[str, ...]:
    """Return the names of the commands, questions first; parts of others are not listed."""
    questions = (name for name, entry in QUESTIONS.items() if not entry.command)
    return (*questions, *_COMMANDS)


class Commands(click.Group):
    """The commands, each imported on demand; what goes wrong becomes one line and an exit code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params = [*shared.options(hidden=False), *self.params]

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, questions first; parts of others are not listed."""
        return list(commands())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command; it takes the shared options too."""
        if cmd_name in QUESTIONS:
            from kg.cli.questions import command

            return _sharing(command(cmd_name))
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"kg.cli.{_COMMANDS[cmd_name][0]}")
        return _sharing(getattr(module, _ATTRIBUTES.get(cmd_name, cmd_name)))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; ``help COMMAND`` is its help; for an unknown one, name the nearest."""
        if args[0] == "help":
            args = [*args[1:], "--help"]
        if args == ["--help"]:
            click.echo(ctx.get_help())
            ctx.exit()
        is_unknown = args[0] not in {*QUESTIONS, *_COMMANDS} and not args[0].startswith("-")
        if is_unknown and not ctx.resilient_parsing:
            from kg.cli.guesses import unknown_command

            raise unknown_command(args[0], [*QUESTIONS, *_COMMANDS], ctx.obj)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the lists of commands without importing them."""
        for title, names in sections().items():
            with formatter.section(title):
                formatter.write_dl([(name, summary(name)) for name in names])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return the commands that begin so, without importing them; else options."""
        if incomplete.startswith("-"):
            return super().shell_complete(ctx, incomplete)
        begun = [name for name in commands() if name.startswith(incomplete)]
        return [CompletionItem(name, help=summary(name)) for name in begun]

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        """Read the call; help and version, which end it, are printed meanwhile."""
        try:
            return super().make_context(*args, **kwargs)
        except OSError as error:
            _fail(error)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; whatever the user can mend ends it in one line with an exit code."""
        try:
            with interruptible():
                value = super().invoke(ctx)
                sys.stdout.flush()  # while a full disk can still be reported
        except KgError as error:
            _end(f"Error: {error}", error.exit_code)
        except (KeyboardInterrupt, click.Abort):  # Abort: at a prompt
            _end("\nInterrupted.", 130)
        except OSError as error:
            _fail(error)
        return value


def summary(name: str) -> str:
    """Return what a command is about, in a line."""
    return QUESTIONS[name].summary if name in QUESTIONS else _COMMANDS[name][1]


def sections() -> dict[str, list[str]]:
    """Return the names of the commands by the heading they are listed under."""
    listed: dict[str, list[str]] = {title: [] for title in _FAMILIES.values()}
    title = ""
    for name in commands():
        if name in QUESTIONS:
            title = _FAMILIES[QUESTIONS[name].module.partition(".")[0]]
        else:
            title = _TITLES.get(name, title)
        listed.setdefault(title, []).append(name)
    return listed


def _sharing(command: click.Command) -> click.Command:
    """Return a command, with those below it, that takes the shared options it lacks."""
    sharing = copy(command)
    own = {name for param in command.params for name in param.opts}
    lacking = (option for option in shared.options(hidden=True) if own.isdisjoint(option.opts))
    sharing.params = [*command.params, *lacking]
    if isinstance(sharing, click.Group):
        sharing.commands = {name: _sharing(below) for name, below in sharing.commands.items()}
    return sharing


def _fail(error: OSError) -> NoReturn:
    """End with what the system said; a pipe that was closed needs no word, and click gives none."""
    if error.errno == EPIPE:
        raise error
    _drop_output()
    _end(f"Error: {error.filename or 'standard output'}: {error.strerror or error}", 1)


def _end(text: str, code: int) -> NoReturn:
    from kg.base.text import harmless

    click.echo(harmless(text), err=True)  # it may quote a file or an endpoint
    raise click.exceptions.Exit(code)


def _drop_output() -> None:
    """Discard what is still in the buffer, which lets the program end quietly."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        return  # standard output is not a file of the system


def _version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value:
        from kg import __version__
        from kg.records import tables
        from kg.vocabulary.bundled import folder

        records = tables.read(folder("data"))
        data = f"data to {records.cutoff} ({tables.digest(records)[:8]})"
        click.echo(f"kg {__version__}, {data}")
        ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-V",
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help="Show the versions of program and data, and exit.",
)
def main() -> None:
    """Ask who finances, supplies, licenses, sues and competes with whom in the AI industry.

    \b
    Examples:
      kg overlaps openai            partners of OpenAI that compete with it
      kg loops nvidia               where the money of Nvidia runs in circles
      kg who anthropic              everything on record about one actor
      kg query -n overlaps          a named SPARQL query
      kg render -o alliances.html   the interactive page

    -g, -q, -v, --no-pager and --lang may stand after the command too. Commands, options, files and
    names of actors complete in bash, zsh and fish: see kg completion --help.
    """
