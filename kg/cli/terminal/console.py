"""How the program speaks to the person in front of it: language, loudness, pager, colour.

The options of a call are in its context, so functions need not pass them on.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import click

from kg.vocabulary.catalogue import SOURCE, catalogue, languages

if TYPE_CHECKING:
    from collections.abc import Mapping

_KEY = "kg.console"
WIDTH = 100  # of a paragraph in a file, and at most on a screen


@dataclass(frozen=True, slots=True)
class Console:
    """The options of a call that shape what the program prints.

    Attributes
    ----------
    lang : str or None
        Code of a language; None for the language of the environment.
    quiet : bool
        Rows only, no notes.
    verbose : bool
        What was read, how long it took, and SPARQL where the question has a named query.
    no_pager : bool
        Whether tables longer than the screen are printed as they are.
    """

    lang: str | None = None
    quiet: bool = False
    verbose: bool = False
    no_pager: bool = False


class Phrase(str):
    """Text in the language of the call, or text that has none, such as a name."""

    __slots__ = ()


def console() -> Console:
    """Return the options of the call that runs."""
    context = click.get_current_context(silent=True)
    remembered: Console | None = context.meta.get(_KEY) if context else None
    return remembered or Console()


def remember(context: click.Context, param: click.Parameter, value: Any) -> None:
    """Keep an option of the console; the last one in the call counts."""
    if value is not None and param.name and not context.resilient_parsing:
        remembered = context.meta.get(_KEY, Console())
        context.meta[_KEY] = replace(remembered, **{param.name: value})


def language() -> str:
    """Return the language of labels and sentences: ``--lang``, else that of the environment.

    >>> language() in languages()
    True
    """
    return console().lang or _from_environment()


def say(key: str, /, **values: object) -> Phrase:
    """Return a phrase of the catalogue in the language of the call.

    Parameters
    ----------
    key
        Key of the phrase; a `Phrase` is returned as it is.
    **values
        What the phrase has places for; ``n`` also chooses between singular and plural.

    Examples
    --------
    >>> say("count.row", n=5)
    '5 rows'
    """
    if isinstance(key, Phrase):
        return key
    return Phrase(catalogue(language())(key, **values))


def filled(text: str, width: int | None = None) -> Phrase:
    """Return sentences broken at a width: by default that of the screen, where there is one."""
    from shutil import get_terminal_size
    from textwrap import fill

    if width is None:
        width = min(WIDTH, get_terminal_size((WIDTH, 24)).columns) if _is_seen() else WIDTH
    return Phrase(fill(text, width, break_on_hyphens=False, break_long_words=False))


def figure(number: str) -> str:
    """Return a number that Python wrote, with the marks of the call's language.

    >>> figure("1,234.5")
    '1,234.5'
    """
    return catalogue(language()).marked(number)


def counted(sizes: Mapping[str, int]) -> str:
    """Return how many there are of each thing, as ``438 actors, 1,230 sources``."""
    return ", ".join(say(f"count.{name}", n=count) for name, count in sizes.items())


def note(text: str, *, err: bool = True) -> None:
    """Print a remark beside the rows, within the width of a screen, unless the call is quiet."""
    if not console().quiet:
        lines = text.split("\n") if _is_seen() else ()
        click.echo("\n".join(map(filled, lines)) or text, err=err)


def detail(text: str) -> None:
    """Print a line that only a verbose call shows."""
    if console().verbose:
        click.echo(text, err=True)


def is_terminal(out: str) -> bool:
    """Say whether output goes to a person's screen, or ``FORCE_COLOR`` says to act as if."""
    if out != "-":
        return False
    return sys.stdout.isatty() or bool(os.environ.get("FORCE_COLOR"))


def _is_seen() -> bool:
    return sys.stdout.isatty() or sys.stderr.isatty()


def is_watched() -> bool:
    """Say whether a person sees standard error as it is written, and wants to."""
    return sys.stderr.isatty() and not console().quiet and os.environ.get("TERM") != "dumb"


def is_plain() -> bool:
    """Say whether colour and other marks of a terminal are off, by ``NO_COLOR`` or ``TERM``."""
    return bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"


def _from_environment() -> str:
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    locale = next((value for name in names if (value := os.environ.get(name))), "")
    code = locale.partition(".")[0].partition("_")[0].lower()
    return code if code in languages() else SOURCE
