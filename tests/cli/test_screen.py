"""Tables on screens of several widths: no word, date or number is cut."""

from __future__ import annotations

import pytest

from builders import TINY
from calling import on_screen, program
from kg.cli.terminal.screen import widths

ID = "actor:samsung-electronics"


@pytest.mark.parametrize(
    ("cells", "width", "expected"),
    [
        ([("a", "b")], 80, [1, 1]),  # no wider than needed
        ([(ID, "many words that may wrap well")], 79, [25, 29]),
        ([(ID, "many words that may wrap", "as may these words")], 66, [25, 18, 17]),
        ([(ID, ID, "six words wrap in one column")], 84, [25, 25, 28]),
        ([("x" * 90, "words that stay on one line")], 60, []),
        ([("two\nlines of text", "c")], 80, [13, 1]),
        ([("", "")], 9, [1, 1]),
        ([("日本語", "b")], 11, [6, 1]),  # two columns of the screen each
        ([("aaaa", "bbbb", "cccc")], 17, []),
    ],
)
def test_widths(cells: list[tuple[str, ...]], width: int, expected: list[int]) -> None:
    assert widths(cells, width) == expected


@pytest.mark.parametrize("columns", [60, 80, 100, 200])
@pytest.mark.parametrize(
    "arguments",
    [
        ["overlaps"],
        ["who", "boreal"],
        ["coverage"],
        ["query", "-n", "investors-of", "actor=boreal"],
        ["query", "SELECT ?source ?url { ?source al:url ?url }"],
    ],
)
def test_no_word_is_cut(arguments: list[str], columns: int) -> None:
    place = ("-g", str(TINY))
    shown = on_screen(*place, *arguments, columns=columns, NO_COLOR="1")
    piped = program(*place, *arguments)
    lines = [line.rstrip() for line in shown.splitlines()]
    rows = piped.stdout.partition("\n")[2]  # a record leaves out what has no value
    assert {*rows.split(), *piped.stderr.split()} <= {
        word for line in lines for word in (*line.split(), *line.replace(":", "").split())
    }
    assert [line for line in lines if len(line) > columns and len(line.split()) > 2] == []


def test_records_stand_below_one_another_on_a_narrow_screen() -> None:
    shown = on_screen("-g", str(TINY), "overlaps", "atlas", "--limit", "1", columns=30)
    assert "\r\n  Rivals in: " in shown
