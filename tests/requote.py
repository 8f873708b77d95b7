"""Writing what the pages of the documentation show anew, from what their blocks print now.

The shape of the old text stays: which lines are shown, where ``…`` leaves lines or the end of a
cell out, which table is drawn as on a terminal. A drawn table goes to its end unless the last line
shown is ``…``. Lines that have no counterpart any more are left
for a person to edit; `tests/pages.py` then fails on them.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from calling import on_screen
from pages import blocks, compare, outputs, statements

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pages import Block

_LIKENESS = 0.2  # share of common words; below it, two lines are about different things


def refresh(text: str, folder: Path) -> str:
    """Return the text of a page with the outputs of its blocks as they are printed now."""
    changes = []
    for block, printed in outputs(blocks(text), folder):
        if block.shown and (block.drawn or not _holds(block, printed)):
            changes.append((block.span, _rewritten(block, printed)))
    for (start, end), shown in reversed(changes):
        text = text[:start] + shown + text[end:]
    return text


def _holds(block: Block, printed: str) -> bool:
    try:
        compare(block, printed)
    except AssertionError:
        return False
    return True


def _rewritten(block: Block, printed: str) -> str:
    """Return the text that takes the place of a shown output."""
    if block.drawn:
        printed = "".join(_screen(line) for line in statements(block.text))
    fresh = [line.rstrip() for line in printed.splitlines() if line.strip()]
    lines = [line for line in block.shown.splitlines() if line.strip()]
    rows = [row for group in _groups(lines, fresh, block.drawn) for row in group]
    return "".join(f"{line}\n" for line in _aligned(rows))


def _screen(line: str) -> str:
    """Return what a command line of `kg` shows on a terminal."""
    words = line.split()
    assert words[0] == "kg", line
    return on_screen("--no-pager", *words[1:], NO_COLOR="1").replace("\r", "")


def _groups(lines: Sequence[str], fresh: Sequence[str], drawn: bool) -> Iterator[list[list[str]]]:
    """Yield the rows, as cells, for every run of shown lines without an omission in it.

    What is drawn begins with the first line of the screen.
    """
    place = 0
    for omitted, run in groupby(lines, key=lambda line: line.strip() == "…"):
        shown = list(run)
        if omitted:
            yield [["…"]]
            continue
        start = 0 if drawn and not place and lines[0] == shown[0] else _start(shown, fresh, place)
        is_whole = drawn and shown[-1] is lines[-1]
        window = fresh[start:] if is_whole else fresh[start : start + len(shown)]
        pairs = zip([*shown, *[""] * (len(window) - len(shown))], window, strict=False)
        yield [[_line(old, new)] if drawn else _cells(old, new) for old, new in pairs]
        place = start + len(window)


def _start(shown: Sequence[str], fresh: Sequence[str], place: int) -> int:
    """Return where the printed lines from a place on are most like those shown."""

    def likeness(start: int) -> float:
        return sum(map(_likeness, shown, fresh[start:]))

    best = max(range(place, len(fresh)), key=likeness, default=len(fresh))
    if best == len(fresh) or likeness(best) < _LIKENESS * len(shown):
        print(f"    nothing printed is like: {shown[0].strip()}")  # noqa: T201
    return best


def _likeness(old: str, new: str) -> float:
    """Return the share of words that two lines have in common."""
    before, now = set(old.split()), set(new.split())
    return len(before & now) / (len(before | now) or 1)


def _line(old: str, new: str) -> str:
    """Return a printed line, or the shown one where that only leaves something out."""
    return old if "…" in old and _fits(old, new) else new


def _cells(old: str, new: str) -> list[str]:
    """Return the cells of a printed line, cut where the shown line was cut."""
    if _fits(old, new):
        return re.split(r"\s{2,}", old.strip()) if "\t" in new else [old]
    if "\t" not in new:
        return [_cut(old, new)]
    before, now = re.split(r"\s{2,}", old.strip()), new.split("\t")
    if len(before) == len(now):
        return [_cut(*pair) for pair in zip(before, now, strict=True)]
    return now


def _fits(old: str, new: str) -> bool:
    """Return whether a shown line still says what is printed."""
    pattern = ".*".join(map(re.escape, _plain(old).split("…")))
    return re.fullmatch(pattern, _plain(new)) is not None


def _cut(old: str, new: str) -> str:
    """Return a printed text that ends in ``…`` at about the length at which the old one did."""
    if _fits(old, new):
        return old
    if not old.rstrip().endswith("…") or len(new) <= len(old):
        return new
    kept = new[: len(old.rstrip()) - 1]
    return f"{kept.rpartition(' ')[0] or kept} …"


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the rows as lines, the columns of a table one below the other."""
    widths: dict[tuple[int, int], int] = {}
    for row in rows:
        for column, cell in enumerate(row):
            key = len(row), column
            widths[key] = max(widths.get(key, 0), len(cell))
    for row in rows:
        yield "   ".join(cell.ljust(widths[len(row), i]) for i, cell in enumerate(row)).rstrip()


def _plain(line: str) -> str:
    return " ".join(line.split())
