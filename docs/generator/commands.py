"""The commands as the command reference shows them, asked of the program itself."""

from __future__ import annotations

import inspect
import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

from kg.cli import commands, main, summary
from kg.cli.options import output_options, scope_options

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, order=True)
class Entry:
    """An option or an argument: how it is written, its default, what it does."""

    written: str
    default: str
    about: str


@dataclass(frozen=True)
class CommandPage:
    """A command: what it does, what it takes, and how it is called."""

    name: str
    short: str
    usage: str
    about: tuple[str, ...]
    entries: tuple[Entry, ...]
    scope: str
    output: bool
    examples: tuple[str, ...]
    display: bool = False


@dataclass(frozen=True)
class Program:
    """The whole command line."""

    common: tuple[Entry, ...]
    scope: tuple[Entry, ...]
    output: tuple[Entry, ...]
    display: tuple[Entry, ...]
    commands: tuple[CommandPage, ...]


def program() -> Program:
    """Return the program's options and its commands in their order of use."""
    scope, output = _listed(scope_options()), _listed(output_options())
    context = click.Context(main, info_name="kg")
    pages = [_page(name, context, scope, output) for name in commands()]
    taken = Counter(entry for page in pages for entry in page.entries)
    display = tuple(entry for entry, count in taken.items() if count > len(pages) / 2)
    return Program(
        tuple(_entries(main, context)),
        scope,
        output,
        display,
        tuple(_without(page, display) for page in pages),
    )


def _without(page: CommandPage, display: tuple[Entry, ...]) -> CommandPage:
    """Return a command without the options that most commands take, if it takes them all."""
    if not set(display) <= set(page.entries):
        return page
    own = tuple(entry for entry in page.entries if entry not in display)
    return replace(page, entries=own, display=bool(display))


def _page(
    name: str,
    parent: click.Context,
    scope: tuple[Entry, ...],
    output: tuple[Entry, ...],
) -> CommandPage:
    command = main.get_command(parent, name)
    if command is None:
        raise LookupError(name)
    context = click.Context(command, info_name=name, parent=parent)
    about, examples = _words(command.help or "")
    entries = _entries(command, context)
    without = [entry.written for entry in scope if entry not in entries]
    has_scope = len(without) < len(scope) / 2
    has_output = set(output) <= set(entries)
    shared = {*(scope if has_scope else ()), *(output if has_output else ())}
    return CommandPage(
        name=name,
        short=summary(name),
        usage=f"kg {name} {' '.join(command.collect_usage_pieces(context))}",
        about=about,
        entries=tuple(entry for entry in entries if entry not in shared),
        scope=", ".join(without) if has_scope and without else "all" if has_scope else "",
        output=has_output,
        examples=examples,
    )


def _listed(options: list[click.Parameter]) -> tuple[Entry, ...]:
    """Return options as entries."""
    command = click.Command("any", params=options)
    return tuple(_entries(command, click.Context(command)))


def _entries(command: click.Command, context: click.Context) -> list[Entry]:
    flags = {parameter.name for parameter in command.params if _is_second_name(parameter)}
    entries = [_entry(p, context) for p in command.get_params(context) if p.name not in flags]
    return [entry for entry in entries if "--help" not in entry.written]


def _is_second_name(parameter: click.Parameter) -> bool:
    """Say whether an option is an argument under an older name."""
    return (parameter.name or "").startswith("flag_")


def _entry(parameter: click.Parameter, context: click.Context) -> Entry:
    if isinstance(parameter, click.Option):
        names = ", ".join(parameter.opts) + _taken(parameter, context)
        if parameter.secondary_opts:
            names += f" / {', '.join(parameter.secondary_opts)}"
        about = parameter.help or ""
    else:
        names, about = parameter.make_metavar(context), "argument"
    if isinstance(parameter.envvar, str):
        about += f" Environment: `{parameter.envvar}`."
    return Entry(f"`{names}`", _default(parameter, context), about)


def _taken(option: click.Option, context: click.Context) -> str:
    """Return what is written after an option: nothing for a flag, its bounds for a number."""
    if option.is_flag:
        return ""
    if isinstance(option.type, click.IntRange | click.FloatRange) and option.metavar is None:
        low, high = option.type.min, option.type.max
        above = "> " if getattr(option.type, "min_open", False) else ""
        return f" {above}{low:g}…" + ("" if high is None else f"{high:g}")
    return f" {option.make_metavar(context)}"


def _default(parameter: click.Parameter, context: click.Context) -> str:
    """Return what is taken when nothing is given; empty for a flag and for nothing at all."""
    value = parameter.to_info_dict()["default"]
    is_flag = isinstance(parameter, click.Option) and parameter.is_flag
    if is_flag or value is None or value == () or callable(value):
        return ""
    return f"`{parameter.get_default(context)}`"


def _words(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the paragraphs of a help text, and the command lines of its examples."""
    about, examples = [], []
    for block in re.split(r"\n\s*\n", inspect.cleandoc(text)):
        if block.startswith("\b"):
            lines = [line.strip() for line in block.splitlines()[1:]]
            examples += map(_remarked, (x for x in _joined(lines) if not x.startswith("Example")))
        else:
            about.append(" ".join(block.split()))
    return tuple(about), tuple(examples)


def _remarked(line: str) -> str:
    """Return an example whose remark, after wide space, is one for the shell too."""
    called, *remark = re.split(r"\s{3,}", line, maxsplit=1)
    return f"{called}  # {remark[0]}" if remark else called


def _joined(lines: Iterable[str]) -> list[str]:
    r"""Return lines with those that end in a backslash put together with the next."""
    return "\n".join(lines).replace("\\\n", "").splitlines()
