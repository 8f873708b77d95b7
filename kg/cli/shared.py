"""Options that every command takes, named before it or after it: the graph, and the console."""

from __future__ import annotations

from typing import Any

import click

from kg.cli.choices import FILE, Choice
from kg.cli.terminal.console import remember
from kg.vocabulary.bundled import SHIPPED
from kg.vocabulary.catalogue import languages

_KEY = "kg.place"


def options(*, hidden: bool) -> list[click.Parameter]:
    """Return the shared options: `main` shows them, every command takes them too."""
    return [PlaceOption(hidden=hidden), *_console_options(hidden=hidden)]


class PlaceOption(click.Option):
    """``-g PLACE``: leaves the place at the root of the call and refuses a second one.

    Click would keep the value after the command and lose the one before it.
    """

    def __init__(self, *, hidden: bool) -> None:
        super().__init__(
            ["-g", "--graph", "place"],
            type=FILE,
            multiple=True,
            expose_value=False,
            hidden=hidden,
            envvar=None if hidden else "KG_GRAPH",  # read once, at the root
            metavar="PLACE",
            help="Folder of tables or columns, RDF file, store, SPARQL endpoint; "
            f"default: {SHIPPED!r}, the data that comes with kg.",
        )

    def value_from_envvar(self, ctx: click.Context) -> Any:
        """Return the value that the environment gives, whole."""
        place = self.resolve_envvar_value(ctx)
        return None if place is None else (place,)

    def process_value(self, ctx: click.Context, value: Any) -> Any:
        """Keep the place; refuse a call that writes more than one."""
        places = super().process_value(ctx, value)
        if not places:
            return None
        written = ctx.get_parameter_source("place") is click.core.ParameterSource.COMMANDLINE
        count = ctx.meta.get(_KEY, 0) + len(places) * written
        ctx.meta[_KEY] = count
        if count > 1:
            raise click.UsageError(
                f"name one graph, not {count}; merge two with: kg build -g A -g B -o FOLDER"
            )
        ctx.find_root().obj = None if places[0] == SHIPPED else places[0]
        return places[0]


def _console_options(*, hidden: bool) -> list[click.Parameter]:
    """Return the options that `kg.cli.terminal.console` remembers."""
    shared: dict[str, Any] = {"expose_value": False, "callback": remember, "hidden": hidden}
    return [
        click.Option(
            ["-q", "--quiet"], is_flag=True, default=None, help="Rows only, no notes.", **shared
        ),
        click.Option(
            ["-v", "--verbose"],
            is_flag=True,
            default=None,
            help="Say what was read, how long it took, and the SPARQL of a named query.",
            **shared,
        ),
        click.Option(
            ["--no-pager"],
            is_flag=True,
            default=None,
            help="Never page; else a table longer than the screen goes through KG_PAGER, PAGER or "
            "less.",
            **shared,
        ),
        click.Option(
            ["--lang"],
            type=Choice(languages()),
            is_eager=True,  # before an option that prints and ends
            help="Language of labels and sentences. Default: by LC_ALL, LC_MESSAGES or LANG.",
            **shared,
        ),
    ]
