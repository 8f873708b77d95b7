"""``-g``: the graph that a call asks, named before the command or after it."""

from __future__ import annotations

from typing import Any

import click

from kg.cli.choices import FILE

_KEY = "kg.place"


class PlaceOption(click.Option):
    """``-g PLACE``, which leaves the place at the root of the call; a second one is told.

    Click would keep the last value of a command, and the one before the command would be lost.
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
            "else the shipped data.",
        )

    def value_from_envvar(self, ctx: click.Context) -> Any:
        """Return the value that the environment gives, whole."""
        found = self.resolve_envvar_value(ctx)
        return None if found is None else (found,)

    def process_value(self, ctx: click.Context, value: Any) -> Any:
        """Keep the one place; those written in the call are counted from root to command."""
        found = super().process_value(ctx, value)
        if not found:
            return None
        written = ctx.get_parameter_source("place") is click.core.ParameterSource.COMMANDLINE
        count = ctx.meta.get(_KEY, 0) + len(found) * written
        ctx.meta[_KEY] = count
        if count > 1:
            raise click.UsageError(
                f"name one graph, not {count}; merge two with: kg build -g A -g B -o FOLDER"
            )
        ctx.find_root().obj = found[0]
        return found[0]
