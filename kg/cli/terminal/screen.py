"""Tables on a screen: how wide their columns are, and long ones page by page."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from kg.cli.terminal.console import console

if TYPE_CHECKING:
    from collections.abc import Sequence


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


def widths(cells: Sequence[Sequence[str]], room: int) -> list[int]:
    """Return the width of each column, at most as wide as needed; O(characters + room · columns).

    Left alone, rich narrows the widest column first, down to a width that breaks its words while
    columns beside it hold many words that could wrap. Here the narrowest column grows first: to its
    longest word, then, if all have that, to its longest line. Words of more than a third of the
    room, such as addresses, ask for no room of their own and may be cut; so may the longest where
    they do not fit beside one another.

    Parameters
    ----------
    cells
        Rows of equal length, the header among them.
    room
        Columns of the screen for all texts together.

    Examples
    --------
    >>> widths([("id", "evidence"), ("actor:samsung", "Sold chips to it, and lent it money.")], 40)
    [13, 27]
    """
    columns = list(zip(*cells, strict=True))
    sizes = [1] * len(columns)
    _grow(sizes, [_longest_word(column, room // 3) for column in columns], room)
    _grow(sizes, [max(map(_longest_line, column)) for column in columns], room)
    return sizes


def _grow(sizes: list[int], goals: Sequence[int], room: int) -> None:
    for _ in range(room - sum(sizes)):
        narrow = [at for at, width in enumerate(sizes) if width < goals[at]]
        if not narrow:
            return
        sizes[min(narrow, key=sizes.__getitem__)] += 1


def _longest_word(column: Sequence[str], most: int) -> int:
    from rich.cells import cell_len

    lengths = (cell_len(word) for cell in column for word in cell.split())
    return max((length for length in lengths if length <= most), default=1)


def _longest_line(cell: str) -> int:
    from rich.cells import cell_len

    return max(map(cell_len, cell.split("\n")))
