"""Relations that may be one claim, that contradict each other, or that follow without a name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from builders import actor, money, records, relation, when
from kg.records.doubts import contradiction, repeats, successions

if TYPE_CHECKING:
    from kg.graph.graph import Graph

FIRST = relation("a", "invests-in", "b", announced="2025-06-01", amount=money(5))
SECOND = relation("a", "invests-in", "b", "2", announced="2025-06-01", amount=money(5))


def doubted(*both: Any, **more: Any) -> list[str]:
    """Return the ids of the relations that may repeat another one."""
    return [finding.subject for finding in repeats(records(both, **more))]


@pytest.mark.parametrize(
    "changes",
    [
        {"sources": ("t",)},
        {"announced": when("2025")},
        {"announced": None, "valid_from": when("2025-06")},
        {"announced": None},
        {"status": "completed", "evidence": "Paid.", "deal": "round-b"},
    ],
)
def test_one_claim_in_two_rows(changes: dict[str, Any]) -> None:
    assert doubted(FIRST, replace(SECOND, **changes)) == [SECOND.id]


@pytest.mark.parametrize(
    "changes",
    [
        {"announced": when("2025-06-02")},
        {"amount": money(6)},
        {"amount": money(5, "EUR")},
        {"amount": None},
        {"supersedes": FIRST.id},
        {"type": "lends-to"},
    ],
)
def test_two_claims(changes: dict[str, Any]) -> None:
    assert doubted(FIRST, replace(SECOND, **changes)) == []


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        ("instrument", ("equity", "loan")),
        ("market", (("cloud",), ("memory",))),
        ("exclusive", (True, False)),
        ("beneficiary", (("c",), ("d",))),
    ],
)
def test_a_stated_difference_tells_claims_apart(column: str, cells: tuple[Any, Any]) -> None:
    one, two = (replace(r, **{column: c}) for r, c in zip((FIRST, SECOND), cells, strict=True))
    assert doubted(one, two) == []
    assert doubted(one, SECOND) == [SECOND.id]


def test_money_is_compared_between_groups_and_the_rest_between_actors() -> None:
    unit = actor("u", part_of="a")
    by_unit = relation("u", "invests-in", "b", announced="2025", amount=money(5))
    assert doubted(FIRST, by_unit, actors=[unit]) == [by_unit.id]
    dry = (replace(r, amount=None) for r in (FIRST, by_unit))
    assert doubted(*dry, actors=[unit]) == []


def test_claims_without_an_amount_need_dates_to_be_one() -> None:
    one, two = (replace(r, amount=None) for r in (FIRST, SECOND))
    assert doubted(one, two) == [SECOND.id]
    assert doubted(one, replace(two, announced=None)) == []
    deals = (replace(r, deal=d) for r, d in ((one, "x"), (two, "y")))
    assert doubted(*deals) == []


def test_the_remedy_says_how_to_settle_it() -> None:
    (finding,) = repeats(records([FIRST, SECOND]))
    assert f"kg merge {SECOND.id} {FIRST.id}" in finding.remedy
    assert (finding.severity, finding.rule) == ("warning", "same-claim")


SOLE = relation("a", "distributes", "b", announced="2025-01", exclusive=True)
OPEN = relation("a", "distributes", "b", "2", announced="2025-06", exclusive=False)


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        (SOLE, OPEN),
        (
            replace(SOLE, status="ended", valid_to=when("2025-06")),
            replace(OPEN, announced=when("2025-06-15")),
        ),
        (
            replace(SOLE, status="ended", valid_to=when("2025-06-03")),
            replace(OPEN, announced=when("2025-06-03")),
        ),
    ],
)
def test_a_succession_that_names_no_predecessor(older: Any, newer: Any) -> None:
    (finding,) = successions(records([older, newer]))
    assert (finding.rule, finding.subject) == ("succession", newer.id)
    assert f"name {older.id} in supersedes" in finding.remedy
    assert not list(successions(records([older, replace(newer, supersedes=older.id)])))


@pytest.mark.parametrize(
    "newer",
    [
        replace(OPEN, exclusive=None),
        replace(OPEN, market=("memory",)),
        replace(OPEN, object="c"),
        replace(OPEN, status="rumoured"),
    ],
)
def test_ties_side_by_side(newer: Any) -> None:
    assert not list(successions(records([replace(SOLE, market=("cloud",)), newer])))


def test_products_of_their_own_do_not_contradict() -> None:
    assert contradiction(SOLE, OPEN) == "one is exclusive, the other says it is not"
    both = (replace(r, market=m) for r, m in ((SOLE, ("cloud",)), (OPEN, ("memory",))))
    assert contradiction(*both) == ""


def test_one_door_says_what_the_other_says(tiny_graph: Graph) -> None:
    assert not list(repeats(tiny_graph.records))
