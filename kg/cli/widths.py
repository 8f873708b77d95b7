"""How wide the columns of a table are on a screen: words stay whole where there is room.

Left alone, rich narrows the widest column first, down to a width that breaks its words while
columns beside it hold many words that could wrap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def widths(cells: Sequence[Sequence[str]], room: int) -> list[int]:
    """Return the width of each column, at most as wide as needed; O(characters + room · columns).

    The narrowest column grows first: to its longest word, then, if all have that, to its longest
    line. Words of more than a third of the room, such as addresses, ask for no room of their own
    and may be cut; so may the longest where they do not fit beside one another.

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
