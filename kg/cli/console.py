"""How the program behaves towards the person in front of it: language, loudness, pager, colour.

What was asked for stands in the call's context, so that words and tables need not pass it on.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import click

from kg.cli.choices import Choice

if TYPE_CHECKING:
    from collections.abc import Mapping

LANGUAGES = ("en", "fr")
_KEY = "kg.console"
_WIDTH = 99


@dataclass(frozen=True, slots=True)
class Console:
    """What a call asked of the program's manners.

    Attributes
    ----------
    lang : str or None
        ``en`` or ``fr``; None for the language of the environment.
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


class Said(str):
    """Text in the language of the call, or text that has none, such as a name."""

    __slots__ = ()


def console() -> Console:
    """Return what the call that runs asked for."""
    context = click.get_current_context(silent=True)
    found: Console = context.meta.get(_KEY, Console()) if context else Console()
    return found


def remember(context: click.Context, param: click.Parameter, value: Any) -> None:
    """Keep an option of `OPTIONS`; the one that stands last counts."""
    if value is not None and param.name and not context.resilient_parsing:
        asked = context.meta.get(_KEY, Console())
        context.meta[_KEY] = replace(asked, **{param.name: value})


def language() -> str:
    """Return the language of labels and sentences: ``--lang``, else that of the environment.

    >>> language() in LANGUAGES
    True
    """
    return console().lang or _from_environment()


def say(text: str, /, **values: object) -> Said:
    """Return a sentence or heading in the language of the call, with values put in.

    >>> say("{n} rows", n=5)
    '5 rows'
    """
    if isinstance(text, Said):
        return text
    if language() == "fr":
        return _in_french(text, values)
    return Said(text.format(**values) if values else text)


def figure(written: str) -> str:
    """Return a number that Python wrote, with the marks of the call's language.

    >>> figure("1,234.5")
    '1,234.5'
    """
    if language() == "en":
        return written
    return written.translate({ord(","): "\N{NO-BREAK SPACE}", ord("."): ","})


def plural(number: int, one: str, many: str) -> Said:
    """Return one of two sentences, by number; it goes in as ``{n}``.

    >>> plural(1, "{n} row", "{n} rows"), plural(0, "{n} row", "{n} rows")
    ('1 row', '0 rows')
    """
    single = number < 2 if language() == "fr" else number == 1
    return say(one if single else many, n=figure(f"{number:,}"))


def counted(sizes: Mapping[str, int]) -> str:
    """Return how many there are of each thing, as ``438 actors, 1,230 sources``."""
    return ", ".join(f"{figure(f'{count:,}')} {say(name)}" for name, count in sizes.items())


def note(text: str, *, err: bool = True) -> None:
    """Print what is no row, unless the call is to be quiet."""
    if not console().quiet:
        click.echo(text, err=err)


def detail(text: str) -> None:
    """Print what only a verbose call tells."""
    if console().verbose:
        click.echo(text, err=True)


def is_terminal(out: str) -> bool:
    """Say whether output goes to a person's screen, or ``FORCE_COLOR`` says to act as if."""
    if out != "-":
        return False
    return sys.stdout.isatty() or bool(os.environ.get("FORCE_COLOR"))


def is_watched() -> bool:
    """Say whether a person sees standard error as it is written, and wants to."""
    return sys.stderr.isatty() and not console().quiet and os.environ.get("TERM") != "dumb"


def is_plain() -> bool:
    """Say whether colour and other marks of a terminal are off, by ``NO_COLOR`` or ``TERM``."""
    return bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"


def _in_french(text: str, values: Mapping[str, object]) -> Said:
    from textwrap import fill

    from kg.cli.french import PHRASES

    breaks = "\n" in text
    found = PHRASES.get(" ".join(text.split()) if breaks else text, text)
    said = found.format(**values) if values else found
    return Said(fill(said, _WIDTH, break_on_hyphens=False) if breaks else said)


def _from_environment() -> str:
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    locale = next((value for name in names if (value := os.environ.get(name))), "")
    return "fr" if locale.partition(".")[0].partition("_")[0].lower() == "fr" else "en"


def options(*, hidden: bool) -> list[click.Parameter]:
    """Return the options of manners: `main` shows them, and every command takes them too."""
    kept: dict[str, Any] = {"expose_value": False, "callback": remember, "hidden": hidden}
    return [
        click.Option(
            ["-q", "--quiet"], is_flag=True, default=None, help="Rows only, no notes.", **kept
        ),
        click.Option(
            ["-v", "--verbose"],
            is_flag=True,
            default=None,
            help="Say what was read, how long it took, and the SPARQL of a named query.",
            **kept,
        ),
        click.Option(
            ["--no-pager"],
            is_flag=True,
            default=None,
            help="Never page; else a table longer than the screen goes through KG_PAGER, PAGER or "
            "less.",
            **kept,
        ),
        click.Option(
            ["--lang"],
            type=Choice(LANGUAGES),
            is_eager=True,  # before an option that prints and ends
            help="Language of labels and sentences. Default: by LC_ALL, LC_MESSAGES or LANG.",
            **kept,
        ),
    ]
