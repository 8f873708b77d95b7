"""Rows that say the same twice, actors that may be one, dates after the cut-off."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

import kg
from builders import actor, money, records, relation, source, when
from kg.records.doubts import copies, doubts, name_key, namesakes

if TYPE_CHECKING:
    from pathlib import Path

    from kg.graph.graph import Graph
    from kg.records.model import Actor

CHEQUE = relation("a", "invests-in", "b", amount=money(1))


def test_a_copy_under_another_id() -> None:
    copy = replace(CHEQUE, id=f"{CHEQUE.id}--2")
    (found,) = copies(records([CHEQUE, copy]))
    assert (found.rule, found.subject, found.severity) == ("same-row", copy.id, "violation")
    assert CHEQUE.id in found.message


@pytest.mark.parametrize(
    "differs", [{"amount": money(2)}, {"note": "Another."}, {"valid_from": when("2025")}]
)
def test_what_differs_in_a_cell_is_no_copy(differs: dict[str, object]) -> None:
    other = replace(CHEQUE, id=f"{CHEQUE.id}--2", **differs)  # type: ignore[arg-type]
    assert not list(copies(records([CHEQUE, other])))


@pytest.mark.parametrize(
    ("one", "other", "column"),
    [
        (actor("a", wikidata="Q1"), actor("b", wikidata="Q1"), "wikidata"),
        (actor("a", ticker="X:A"), actor("b", ticker="X:A"), "ticker"),
        (actor("a", name="Mistral AI"), actor("b", name="MISTRAL A.I. SAS"), "name"),
        (actor("a", name="Électro"), actor("b", alt_names=("electro",)), "name"),
        (actor("a", name="Ant"), actor("b", part_of="c", name="Ant"), "name"),
    ],
)
def test_actors_that_may_be_one(one: Actor, other: Actor, column: str) -> None:
    (found,) = namesakes([other, one])
    assert (found.subject, found.column, found.severity) == ("b", column, "warning")
    assert "same actor as a" in found.message


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (actor("a", name="Ant"), actor("b", name="Ants")),
        (actor("a", name="Ant"), actor("b", part_of="a", alt_names=("Ant",))),
        (actor("a", name="!"), actor("b", name="?")),
        (actor("a"), actor("b")),
    ],
)
def test_actors_that_are_two(one: Actor, other: Actor) -> None:
    assert not list(namesakes([one, other]))


@pytest.mark.parametrize(("name", "key"), [("Ltd", "ltd"), ("A & B Co., Ltd.", "ab"), ("…", "")])
def test_a_name_without_its_form(name: str, key: str) -> None:
    assert name_key(name) == key


@pytest.mark.parametrize(
    ("announced", "late"), [("2025-12-31", 0), ("2025", 0), ("2026-01", 1), ("2026-01-01", 1)]
)
def test_dates_after_the_cutoff(announced: str, late: int) -> None:
    found = list(doubts(records([relation("a", "invests-in", "b", announced=announced)])))
    assert [f.rule for f in found] == ["after-cutoff"] * late


def test_a_page_published_after_the_cutoff() -> None:
    (found,) = doubts(records([CHEQUE], sources=[source("s", "2026-02")]))
    assert (found.file, found.column) == ("sources.csv", "published")


def test_doubts_are_told_only_when_asked_for(copy: Path) -> None:
    path = copy / "dataset.ttl"
    text = path.read_text(encoding="utf-8").replace("2025-12-31", "2025-02-28")
    path.write_text(text, encoding="utf-8")
    graph = kg.open(copy)
    assert graph.check() == ()
    found = {(f.file, f.row > 1, f.rule) for f in graph.check(warnings=True)}
    assert ("relations.csv", True, "after-cutoff") in found


def test_the_shipped_data_says_nothing_twice(shipped: Graph) -> None:
    assert not list(copies(shipped.records))
    settled = {"same-actor", "same-claim", "same-name", "succession"}
    assert {f.rule for f in doubts(shipped.records)} <= settled


@pytest.mark.parametrize(
    ("other_names", "count"), [(("ATLAS", "Atlas", "atlas"), 3), (("Atlas AI",), 0), ((), 0)]
)
def test_other_names_that_repeat_the_name(other_names: tuple[str, ...], count: int) -> None:
    named = actor("atlas", name="Atlas", alt_names=other_names)
    warnings = list(doubts(records([CHEQUE], [named])))
    assert [(f.rule, f.subject) for f in warnings] == [("same-name", "atlas")] * count
