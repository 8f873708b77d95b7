"""Types of options and arguments: the nearest value for a typo, and what a shell may offer.

The library checks names of actors, statuses and the like; here they are only offered.
"""

from __future__ import annotations

from typing import Any

import click
from click.shell_completion import CompletionItem


class Choice(click.Choice):  # type: ignore[type-arg] # generic from click 8.2 on
    """One of a few words; a typo is answered with the nearest of them."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the word that was meant exactly."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as error:
            from difflib import get_close_matches

            close = get_close_matches(str(value), list(self.choices), 1)
            hint = f" Did you mean {close[0]!r}?" if close else ""
            raise click.BadParameter(f"{error.message}{hint}", ctx, param) from None


class Offered(click.ParamType):  # type: ignore[type-arg] # generic from click 8.3 on
    """Text that a shell completes with what `kg.cli.completion` finds.

    Parameters
    ----------
    source
        Name of a function of that module, or of a closed list.
    """

    name = "text"

    def __init__(self, source: str) -> None:
        self.source = source

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the text as it is."""
        return value

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return completions for the word being typed."""
        from kg.cli.completion import find

        before, bar, begun = incomplete.rpartition("|")  # cells hold lists as ``a|b``
        return [
            CompletionItem(before + bar + value, help=about or None)
            for value, about in find(self.source, ctx, begun)
        ]


class Day(click.ParamType):  # type: ignore[type-arg] # generic from click 8.3 on
    """A date as text; ``today`` and ``yesterday`` are those of whoever calls."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the text, with a day of the calendar for a word."""
        from datetime import date, timedelta

        ago = {"today": 0, "yesterday": 1}.get(str(value).lower())
        return value if ago is None else str(date.today() - timedelta(days=ago))  # noqa: DTZ011


class PathText(click.ParamType):  # type: ignore[type-arg] # generic from click 8.3 on
    """Text that names a file or folder; a shell offers those it finds itself.

    `click.Path` would look at the file too, and the library does: with other words.

    Parameters
    ----------
    kind
        ``file`` for files and folders, ``dir`` for folders only.
    """

    name = "text"

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the text as it is."""
        return value

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Tell the script of the shell to look for files."""
        return [CompletionItem(incomplete, type=self.kind)]


DAY = Day()
FILE = PathText("file")
FOLDER = PathText("dir")
ACTOR = Offered("actors")
RELATION = Offered("relations")
QUERY = Offered("queries")
ARGUMENT = Offered("arguments")
FORMAT = Offered("formats")
CAPABILITY = Offered("capabilities")
GAP = Offered("gaps")
FAMILY = Offered("family")
TYPE = Offered("relation-type")
KIND = Offered("money-kind")
