"""Every sum that the page writes beside claims is the one the measures give for those claims."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from looking import CUTOFF, wait

from kg.relations.scope import Level, Scope
from kg.relations.selection import Selection, select
from kg.relations.table import table
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kg.records.model import Records
    from kg.relations.money import KnownAmount

    Open = Callable[..., Any]

pytestmark = pytest.mark.browser
SIZES = {"": 1.0, "K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}
FIGURE = re.compile(r"(\d[\d.,]*)([KMBT]?)")
# Of every part of the panel that lists claims: their ids, and the sums above them.
PARTS = """[...document.querySelectorAll('#panel .side, #panel .part, #panel [data-arc]')]
  .filter(part => !part.querySelector('.part'))
  .map(part => [[...part.querySelectorAll('.claim')].map(claim => claim.dataset.relation),
    [...part.querySelectorAll('.sums > *')].map(line => [line.tagName, line.textContent])])"""


def figures(text: str) -> list[float]:
    """Return the numbers that a sum states."""
    return [float(n.replace(",", "")) * SIZES[size] for n, size in FIGURE.findall(text)]


def bounds(amount: KnownAmount) -> list[float]:
    """Return the numbers that a sum with these bounds states."""
    if amount.high is None or amount.low == amount.high:
        return [float(amount.low)]
    return [float(value) for value in (amount.low, amount.high) if value]


def line(amount: KnownAmount) -> tuple[str, ...]:
    """Return what a sum says besides its numbers: kind, stage, bound, and when it begins."""
    codes = vocabulary().codes
    kind = codes["money-kind"][amount.kind.split()[0]].labels["en"]
    marks = ["at least"] if amount.high is None else ["up to"] if not amount.low else []
    marks += ["about"] if amount.is_about else []
    marks += ["begins later"] if amount.begins_later else []
    return (kind, codes["stage"][amount.stage].labels["en"], *marks)


def selected(records: Records, level: Level) -> Selection:
    return select(table(records), Scope(CUTOFF, level=level))


def assert_true(parts: list[Any], selection: Selection) -> int:
    """Hold the sums of some parts to those of the measures; return how many there were."""
    relations = selection.table.records.relations
    index = {relation.id: row for row, relation in enumerate(relations)}
    for ids, lines in parts:
        amounts = list(selection.known_amounts([index[id_] for id_ in ids]))
        assert len(lines) == len(amounts), (ids, lines, amounts)
        for tag, text in lines:
            (amount,) = (a for a in amounts if is_of(text, a))
            amounts.remove(amount)
            assert figures(text) == pytest.approx(bounds(amount), rel=0.006), (text, amount)
            assert (tag == "S") == (amount.stage == "dead" or "over" in text), text
    return sum(len(lines) for _, lines in parts)


def is_of(text: str, amount: KnownAmount) -> bool:
    """Say whether a line of the page states a sum: by its words, then by its numbers."""
    stated = figures(text)
    return all(word in text for word in line(amount)) and stated == pytest.approx(
        bounds(amount), rel=0.006
    )


def ribbons(view: Any) -> Iterator[str]:
    yield from view.ask(
        "[...explorer.scene.ribbons.values()].filter(r => r.relations.some(c => c.amount))"
        ".map(r => r.id)"
    )


@pytest.mark.parametrize("every", [4, pytest.param(1, marks=pytest.mark.long)])
def test_the_sums_of_a_line_are_those_of_the_measures(
    open_page: Open, records: Records, every: int
) -> None:
    selection, count = selected(records, "actor"), 0
    with open_page("ended=1") as view:
        for id_ in list(ribbons(view))[::every]:
            view.page.evaluate("id => explorer.select({kind: 'ribbon', id})", id_)
            wait(view, "document.querySelectorAll('#panel .claim').length > 0")
            count += assert_true(view.ask(PARTS), selection)
    assert count > 150 / every


@pytest.mark.parametrize("every", [2, pytest.param(1, marks=pytest.mark.long)])
@pytest.mark.parametrize("mode", ["overlaps", "loops"])
def test_the_sums_of_pairs_and_loops_are_those_of_the_measures(
    open_page: Open, records: Records, mode: str, every: int
) -> None:
    kind = {"overlaps": "pair", "loops": "loop"}[mode]
    lists = {"overlaps": "explorer.scene.pairs", "loops": "explorer.scene.money.loops"}
    selection, count = selected(records, "group"), 0
    with open_page(f"mode={mode}&length=3") as view:
        for id_ in view.ask(f"{lists[mode]}.map(row => row.id)")[::every]:
            view.page.evaluate("([kind, id]) => explorer.select({kind, id})", [kind, id_])
            wait(view, "document.querySelectorAll('#panel .claim').length > 0")
            count += assert_true(view.ask(PARTS), selection)
    assert count > 10
