"""Options that several commands take, defined once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kg.cli.choices import CONFIDENCE, FILE, LEVEL, STATUS, TIER, Choice

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.graph.graph import Graph

F = TypeVar("F", bound="Callable[..., Any]")

FORMATS = ("table", "json", "csv", "md")

_AS_OF = click.option(
    "--as-of",
    metavar="DATE",
    help="Day the relations must hold; a month or year means its last day. "
    "Default: the day up to which the data was compiled.",
)
_SCOPE = (
    click.option("--known-at", metavar="DATE", help="Only what was published by this day."),
    click.option(
        "--status",
        "statuses",
        multiple=True,
        type=STATUS,
        metavar="STATUS",
        help="Only relations of this status; may be repeated.",
    ),
    click.option(
        "--min-confidence",
        type=CONFIDENCE,
        metavar="LEVEL",
        help="Least confidence: high, medium, low.",
    ),
    click.option(
        "--tier",
        "min_tier",
        type=TIER,
        metavar="TIER",
        help="Least tier of evidence: primary, corroborated, single, rumour.",
    ),
    click.option(
        "--level",
        type=LEVEL,
        metavar="LEVEL",
        default="group",
        show_default=True,
        help="group: units stand for their group; actor: they do not.",
    ),
    click.option("--rumours", is_flag=True, help="Count rumours and talks too."),
    click.option(
        "--undated",
        metavar="CHOICE",
        default="include",
        show_default=True,
        help="include or exclude relations without a start date.",
    ),
)


def scope_options(command: F) -> F:
    """Add the options of a scope; they arrive as the keywords of `ScopeOptions`."""
    return _AS_OF(undated_scope_options(command))


def undated_scope_options(command: F) -> F:
    """Add the options of a scope but the as-of day, for commands that take days themselves."""
    for option in reversed(_SCOPE):
        command = option(command)
    return command


def output_options(command: F) -> F:
    """Add ``--format`` and ``-o``; they arrive as ``form`` and ``out``."""
    command = click.option(
        "-o",
        "--output",
        "out",
        default="-",
        type=FILE,
        metavar="FILE",
        help="Write here, making folders that are missing; - is standard output.",
    )(command)
    return click.option(
        "--format",
        "form",
        type=Choice(FORMATS),
        default="table",
        show_default=True,
        help="table is for people on a terminal and tab-separated when piped.",
    )(command)


def plot_option(command: F) -> F:
    """Add ``--plot``; it arrives as ``plot``, a path or None."""
    return click.option(
        "--plot",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Draw it too: a file that ends in .png or .svg.",
    )(command)


def pass_graph(command: F) -> F:
    """Pass the graph named by ``-g`` as first argument."""

    @click.pass_context
    def with_graph(ctx: click.Context, /, *args: Any, **kwargs: Any) -> Any:
        return ctx.invoke(command, open_graph(ctx), *args, **kwargs)

    from functools import update_wrapper

    return update_wrapper(with_graph, command)  # type: ignore[return-value]


def open_graph(ctx: click.Context) -> Graph:
    """Open the graph named by ``-g``."""
    from kg.cli import timing
    from kg.graph import graph

    opened = graph.open(ctx.find_root().obj)
    timing.read(opened)
    return opened
