"""Tables on a screen: beside or below one another, and long ones page by page."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from kg.cli.terminal.console import console

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.table import Table
    from rich.text import Text

_AROUND = 2  # blanks and lines around a column of a table


def page(text: str, height: int) -> bool:
    """Show text through the pager if it is longer than the screen; say whether that was done.

    The pager is ``KG_PAGER``, else ``PAGER``, else less; ``cat`` or nothing means none.

    Parameters
    ----------
    text
        Text with its line breaks.
    height
        Lines of the screen.
    """
    if text.count("\n") < height or console().no_pager or not sys.stdout.isatty():
        return False
    if os.environ.get("TERM") == "dumb":
        return False
    command = _command()
    if not command or not shutil.which(command[0]):
        return False
    # As git does: end at once when it fits, pass colours through, leave the table on the screen.
    environment = {"LESS": "FRX", **os.environ}
    process = subprocess.Popen(command, stdin=subprocess.PIPE, env=environment)  # noqa: S603
    _feed(process, text)
    return True


def _command() -> list[str]:
    named = (os.environ.get(name) for name in ("KG_PAGER", "PAGER"))
    words = shlex.split(next((pager for pager in named if pager is not None), "less -FRX"))
    return [] if words == ["cat"] else words


def _feed(process: subprocess.Popen[bytes], text: str) -> None:
    """Write to the pager and wait for its end; Ctrl-C is the pager's own business."""
    pending: bytes | None = text.encode()
    while True:
        try:
            process.communicate(pending)
        except KeyboardInterrupt:
            pending = None
            continue
        return


def table(cells: Sequence[Sequence[str]], sizes: Sequence[int]) -> Table:
    """Return a table whose cells wrap between words.

    Parameters
    ----------
    cells
        Rows of equal length, the header first.
    sizes
        What `widths` gives.
    """
    from rich import box
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for name, width in zip(cells[0], sizes, strict=True):
        drawn.add_column(Text(name), width=width)
    for row in cells[1:]:
        drawn.add_row(*map(Text, row))
    return drawn


def records(cells: Sequence[Sequence[str]], width: int) -> Text:
    """Return rows one below the other, a line for each cell that is not empty.

    Parameters
    ----------
    cells
        Rows of equal length, the header first.
    width
        Columns of the screen.
    """
    from rich.text import Text

    header, *rows = cells
    text = Text(no_wrap=True, overflow="ignore")
    for row in rows:
        filled = [(name, cell) for name, cell in zip(header, row, strict=True) if cell]
        for at, (name, cell) in enumerate(filled):
            lines = _record_lines(f"{name}: {cell}", "  " if at else "", width)
            text.append("\n".join(lines), style="" if at else "bold").append("\n")
        text.append("\n")
    text.right_crop(1)
    return text


def _record_lines(cell: str, indent: str, width: int) -> Iterator[str]:
    from textwrap import wrap

    for at, line in enumerate(cell.split("\n")):
        yield from wrap(
            line,
            width,
            initial_indent=indent + "  " * bool(at),
            subsequent_indent=indent + "  ",
            break_on_hyphens=False,
            break_long_words=False,
        )


def widths(cells: Sequence[Sequence[str]], width: int) -> list[int]:
    """Return the width of each column; empty when the longest words do not fit beside one another.

    Left alone, rich narrows the widest column first, down to a width that breaks its words while
    columns beside it hold many words that could wrap. Here each column has room for its longest
    word; then the narrowest grows first, up to its longest line. O(characters + width · columns).

    Parameters
    ----------
    cells
        Rows of equal length, the header among them.
    width
        Columns of the screen.

    Examples
    --------
    >>> widths([("id", "evidence"), ("actor:samsung", "Sold chips to it, and lent it money.")], 44)
    [13, 27]
    """
    columns = list(zip(*cells, strict=True))
    sizes = [max(map(_longest_word, column)) for column in columns]
    room = width - _AROUND * len(columns)
    if sum(sizes) > room:
        return []
    goals = [max(map(_longest_line, column)) for column in columns]
    for _ in range(room - sum(sizes)):
        narrow = [at for at, size in enumerate(sizes) if size < goals[at]]
        if not narrow:
            break
        sizes[min(narrow, key=sizes.__getitem__)] += 1
    return sizes


def _longest_word(cell: str) -> int:
    from rich.cells import cell_len

    return max(map(cell_len, cell.split()), default=1)


def _longest_line(cell: str) -> int:
    from rich.cells import cell_len

    return max(map(cell_len, cell.split("\n")))
