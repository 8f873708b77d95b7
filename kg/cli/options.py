"""Options that several commands take, defined once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kg.cli.choices import FILE, Choice, Offered
from kg.relations.scope import OPTIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.graph.graph import Graph
    from kg.relations.scope import Option

F = TypeVar("F", bound="Callable[..., Any]")

FORMATS = ("table", "json", "csv", "md")

_METAVARS = {"day": "DATE", "code": "LEVEL", "codes": "STATUS", "choice": "CHOICE"}


def _scope_option(name: str, option: Option) -> Callable[[F], F]:
    """Return the click option of a field of a scope."""
    flag = f"--{option.flag or name.replace('_', '-')}"
    if option.form == "switch":
        return click.option(flag, name, is_flag=True, help=option.about)
    return click.option(
        flag,
        name,
        metavar=_METAVARS[option.form],
        type=Offered(option.closed_list) if option.closed_list else None,
        multiple=option.form == "codes",
        help=option.about,
        default=option.default,
        show_default=option.default is not None,
    )


def scope_options(command: F) -> F:
    """Add the options of a scope; they arrive as the keywords of `ScopeOptions`."""
    return _scope_option("as_of", OPTIONS["as_of"])(undated_scope_options(command))


def undated_scope_options(command: F) -> F:
    """Add the options of a scope but the as-of day, for commands that take days themselves."""
    for name, option in reversed(OPTIONS.items()):
        command = command if name == "as_of" else _scope_option(name, option)(command)
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
