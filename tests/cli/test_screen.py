"""The widths of columns on a screen."""

from __future__ import annotations

import pytest

from kg.cli.terminal.screen import widths

ID = "actor:samsung-electronics"


@pytest.mark.parametrize(
    ("cells", "room", "expected"),
    [
        ([("a", "b")], 80, [1, 1]),  # no wider than needed
        ([(ID, "many words that may wrap well")], 75, [25, 29]),
        ([(ID, "many words that may wrap", "as may these words")], 60, [21, 21, 18]),
        ([(ID, "many words that may wrap", "as may these words")], 75, [25, 24, 18]),
        ([(ID, ID, "six words wrap in one column")], 78, [25, 25, 28]),
        ([("x" * 90, "words that stay on one line")], 60, [33, 27]),  # an address is cut
        ([("two\nlines of text", "c")], 80, [13, 1]),
        ([("", "")], 9, [1, 1]),
        ([("日本語", "b")], 9, [6, 1]),  # two columns of the screen each
        ([("aaaa", "bbbb", "cccc")], 6, [2, 2, 2]),
    ],
)
def test_widths(cells: list[tuple[str, ...]], room: int, expected: list[int]) -> None:
    assert widths(cells, room) == expected


@pytest.mark.parametrize("room", range(10, 130, 7))
def test_what_fits_beside_one_another_is_never_wider_than_the_screen(room: int) -> None:
    found = widths([("a", "evidence", "more"), (ID, "Sold chips to it.", "x" * 40)], room)
    assert sum(found) <= room
