"""Options that several commands take, and those that follow from the parameters of a question."""

from __future__ import annotations

from functools import update_wrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kg.cli.choices import DAY, FILE, Choice, Offered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kg.graph.graph import Graph
    from kg.measures.outline import Parameter

F = TypeVar("F", bound="Callable[..., Any]")

FORMATS = ("table", "json", "csv", "csv-excel", "md", "xlsx")
_OFFERED = {
    "actor": "actors",
    "actor itself": "actors",
    "relation or actor": "claims",
    "capability": "capabilities",
}


def parameter(parameter: Parameter) -> click.Parameter:
    """Return the argument or option of a command for a parameter of a question."""
    if parameter.is_positional:
        return click.Argument(
            [parameter.name],
            type=_type(parameter),
            required=parameter.is_required,
            metavar=None if parameter.is_required else f"[{_metavar(parameter)}]",
            callback=_or_flag,
        )
    names, about = [f"--{parameter.flag}", parameter.name], parameter.about
    if parameter.form == "switch":
        return click.Option(names, is_flag=True, help=about)
    has_default = parameter.default is not None
    return click.Option(
        names,
        type=_type(parameter),
        multiple=parameter.count == 0,
        nargs=parameter.count or 1,
        default=parameter.default if has_default else None,
        show_default=has_default,
        metavar=_metavar(parameter),
        help=about,
    )


def flag(parameter: Parameter) -> click.Option:
    """Return the hidden option that an argument may be written as: ``--actor openai``."""
    return click.Option(
        [f"--{parameter.flag}", f"flag_{parameter.name}"],
        type=_type(parameter),
        expose_value=False,
        hidden=True,
        help=parameter.about,
        callback=_keep_flag,
    )


def _keep_flag(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    ctx.meta[f"kg.{param.name}"] = value


def _or_flag(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
    """Return an argument, or the value of its hidden option, which is read before it."""
    flagged = ctx.meta.get(f"kg.flag_{param.name}")
    if value is not None and flagged is not None:
        raise click.UsageError(f"name one actor, not both {value} and {flagged}", ctx)
    return flagged if value is None else value


def _type(parameter: Parameter) -> Any:
    """Return what checks a value, or what a shell may offer for it."""
    bounds = parameter.bounds
    if parameter.choices:
        return Choice(parameter.choices)
    if bounds and parameter.form == "integer":
        most = None if bounds.most is None else int(bounds.most)
        return click.IntRange(int(bounds.least or 0), most)
    if bounds:
        is_open = bounds.above is not None
        least = bounds.above if is_open else bounds.least
        return click.FloatRange(least, bounds.most, min_open=is_open)
    if parameter.form == "day":
        return DAY
    name = parameter.named
    return Offered(_OFFERED.get(name, name)) if name else None


def _metavar(parameter: Parameter) -> str | None:
    if parameter.choices or parameter.bounds:
        return None
    if parameter.form == "day":
        return "DATE"
    if parameter.count:
        return " ".join("AB"[: parameter.count])
    name = parameter.flag if parameter.named not in _OFFERED else parameter.named.partition(" ")[0]
    return name.rpartition("-")[2].upper()


def scope_options(names: Iterable[str] | None = None) -> list[click.Parameter]:
    """Return the options that set the fields of a scope; of all of them unless some are named."""
    from kg.measures.outline import scope_parameter
    from kg.relations.scope import OPTIONS

    return [parameter(scope_parameter(name)) for name in (OPTIONS if names is None else names)]


def output_options(forms: Iterable[str] = FORMATS) -> list[click.Parameter]:
    """Return ``--format`` and ``-o``; they arrive as ``form`` and ``out``."""
    return [
        click.Option(
            ["--format", "form"],
            type=Choice(tuple(forms)),
            help="Default: by the ending of the file, else table: for people on a terminal, "
            "tab-separated when piped. csv-excel is CSV that Excel opens with its accents.",
        ),
        click.Option(
            ["-o", "--output", "out"],
            default="-",
            type=FILE,
            metavar="FILE",
            help="Write here, making folders that are missing; - is standard output.",
        ),
    ]


def ids_option() -> click.Option:
    """Return ``--ids``; it arrives as ``ids``."""
    about = "Show the ids of the relations that each row rests on, for kg evidence ID."
    return click.Option(["--ids"], is_flag=True, help=about)


def plot_option() -> click.Option:
    """Return ``--plot``; it arrives as ``plot``, a path or None."""
    return click.Option(
        ["--plot"],
        type=click.Path(dir_okay=False, path_type=Path),
        help="Draw it too: a file that ends in .png or .svg.",
    )


def taking(options: Iterable[click.Parameter]) -> Callable[[click.Command], click.Command]:
    """Add options to a command."""

    def add(command: click.Command) -> click.Command:
        command.params += options
        return command

    return add


def pass_graph(command: F) -> F:
    """Pass the graph named by ``-g`` as first argument."""

    @click.pass_context
    def with_graph(ctx: click.Context, /, *args: Any, **kwargs: Any) -> Any:
        return ctx.invoke(command, open_graph(ctx), *args, **kwargs)

    return update_wrapper(with_graph, command)  # type: ignore[return-value]


def open_graph(ctx: click.Context) -> Graph:
    """Open the graph named by ``-g``."""
    from kg.cli.terminal.progress import report_read
    from kg.graph import graph

    opened = graph.open(ctx.find_root().obj)
    report_read(opened)
    return opened
