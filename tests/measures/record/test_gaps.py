"""What the record lacks, and where it disagrees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from builders import actor, money, on, records, relation
from kg.measures.record.gaps import Gap, gaps
from kg.relations import table as relations
from kg.relations.selection import select

if TYPE_CHECKING:
    from kg.records.model import Relation

SOUND: dict[str, Any] = {"sources": ("s", "t"), "announced": "2025", "amount": money(5)}


def ask(*found: Relation) -> list[Gap]:
    rows = gaps(select(relations.table(records(found)), on()))
    return [row for row in rows if row.gap != "no-rival"]


@pytest.mark.parametrize(
    ("change", "gap"),
    [
        ({}, None),
        ({"sources": ("s",)}, "one-source"),
        ({"announced": None}, "no-date"),
        ({"amount": None}, "no-amount"),
    ],
)
def test_of_a_relation(change: dict[str, Any], gap: str | None) -> None:
    rows = ask(relation("a", "invests-in", "b", **{**SOUND, **change}))
    assert [row.gap for row in rows] == ([gap] if gap else [])


def test_types_without_money_need_no_amount() -> None:
    assert ask(relation("a", "partners-with", "b", **{**SOUND, "amount": None})) == []


@pytest.mark.parametrize(
    ("kinds", "is_gap"),
    [
        (("ai-lab",), True),
        (("conglomerate", "chipmaker"), True),
        (("bank",), False),
        (("government",), False),
        (("energy-company",), False),
    ],
)
def test_only_makers_of_products_need_rivals(kinds: tuple[str, ...], is_gap: bool) -> None:
    tie = records([relation("a", "partners-with", "b")], [actor("a", kinds=("other",)),
                                                         actor("b", kinds=kinds)])  # fmt: skip
    rows = gaps(select(relations.table(tie), on()))
    assert [row.about for row in rows if row.gap == "no-rival"] == ["b"] * is_gap


@pytest.mark.parametrize(
    ("type_", "is_gap"),
    [("acquires", True), ("supplies-cloud-to", True), ("manufactures-for", False),
     ("distributes", False), ("owns", False)],
)  # fmt: skip
def test_only_bargains_with_a_price_need_an_amount(type_: str, is_gap: bool) -> None:
    rows = ask(relation("a", type_, "b", **{**SOUND, "amount": None}))
    assert [row.gap for row in rows] == ["no-amount"] * is_gap


def test_actors_without_a_rival() -> None:
    found = records(
        [
            relation("a", "invests-in", "b", **SOUND),
            relation("a", "competes-with", "c", market=("search",)),
        ]
    )
    rows = gaps(select(relations.table(found), on()))
    assert [row.about for row in rows if row.gap == "no-rival"] == ["b"]


def pair(one: dict[str, Any], other: dict[str, Any]) -> list[Gap]:
    return ask(
        relation("a", "invests-in", "b", "1", **{**SOUND, **one}),
        relation("a", "invests-in", "b", "2", **{**SOUND, **other}),
    )


@pytest.mark.parametrize(
    ("one", "other", "is_contradiction"),
    [
        ({}, {}, False),
        ({"exclusive": True}, {"exclusive": False}, True),
        ({"exclusive": True}, {"exclusive": True}, False),
        ({}, {"supersedes": "a--invests-in--b--1"}, True),
        ({"deal": "d"}, {"deal": "d", "amount": money(6)}, True),
        ({"deal": "d"}, {"deal": "d", "amount": money(6, qualifier="up-to")}, False),
        ({"deal": "d"}, {"deal": "d", "amount": money(6, "EUR")}, False),
        ({"deal": "d"}, {"deal": "e", "amount": money(6)}, False),
        ({"deal": "d"}, {"deal": "d", "amount": money(6), "instrument": "warrant"}, False),
    ],
)
def test_contradictions(one: dict[str, Any], other: dict[str, Any], is_contradiction: bool) -> None:
    rows = pair(one, other)
    assert [row.gap for row in rows] == (["contradiction"] if is_contradiction else [])
