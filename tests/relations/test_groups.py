"""Groups in time: which actor another one stands for on a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

import strategies
from builders import actor, on, records, relation, when
from kg.relations import table as relations
from kg.relations.groups import groups, units
from kg.relations.selection import select
from oracle import between

if TYPE_CHECKING:
    from kg.graph.graph import Graph
    from kg.records.model import Records
    from kg.relations.scope import Scope

BOUGHT = actor("x", "g", part_of_from=when("2024-03"))
SOLD = actor("y", "x", part_of_to=when("2025"))
ALL = (actor("g"), BOUGHT, SOLD)


@pytest.mark.parametrize(
    ("day", "root"),
    [
        ("2024-02-29", {"g": "g", "x": "x", "y": "x"}),
        ("2024-03-01", {"g": "g", "x": "g", "y": "g"}),
        ("2025-12-31", {"g": "g", "x": "g", "y": "g"}),
        ("2026-01-01", {"g": "g", "x": "g", "y": "y"}),
    ],
)
def test_the_group_of_a_day(day: str, root: dict[str, str]) -> None:
    when_ = date.fromisoformat(day)
    assert records([], ALL).root_on(when_) == root
    assert [ALL[row].id for row in groups(ALL).root(when_)] == list(root.values())


def test_groups_are_worked_out_once_between_two_changes() -> None:
    of = groups(ALL)
    early, later, last = (date(year, 6, 1) for year in (2020, 2024, 2026))
    assert of.epoch(early) == 0
    assert of.root(later) is of.root(date(2025, 6, 1))
    assert len({of.epoch(day) for day in (early, later, last)}) == 3


@pytest.mark.parametrize(
    ("type_", "ends"),
    [("acquires", ("b", "y")), ("owns", ("b", "y")), ("invests-in", ("b", "g"))],
)
def test_who_buys_a_unit_does_not_buy_its_parent(type_: str, ends: tuple[str, str]) -> None:
    deal = relation("b", type_, "y")
    selection = select(relations.table(records([deal], ALL)), on("2025-06-01"))
    assert selection.ends(deal) == ends
    (a, b) = (selection.table.records.actors[int(end[0])].id for end in (
        selection.paired.source, selection.paired.target))  # fmt: skip
    assert (a, b) == ends


def test_what_a_group_owns_of_itself_is_within_the_group() -> None:
    stake = relation("g", "owns", "x")
    selection = select(relations.table(records([stake], ALL)), on("2025-06-01"))
    assert selection.ends(stake) == ("g", "g")
    assert len(selection.paired.rows) == 0


@given(strategies.multigraphs(), strategies.scopes())
def test_every_relation_stands_between_what_the_oracle_says(found: Records, scope: Scope) -> None:
    selection = select(relations.table(found), scope)
    records_then = selection.table.records  # under known_at not all relations are known
    source, target = selection.table.ends(selection.rows, scope)
    for row, *ends in zip(selection.rows.tolist(), source, target, strict=True):
        tie = records_then.relations[row]
        expected = between(tie, records_then, scope)
        assert tuple(records_then.actors[int(end)].id for end in ends) == expected
        assert selection.ends(tie) == expected


@pytest.mark.parametrize(
    ("buyer", "parent", "day"),
    [
        ("nvidia", "softbank", "2021-06-30"),  # Arm
        ("softbank", "abb", None),  # the robotics division
        ("sanmina", "amd", None),  # the manufacturing of ZT Systems
        ("kkr", "temasek", None),  # STT GDC
        ("singtel", "temasek", None),
        ("cppib", "blackstone", None),  # AirTrunk
        ("openai", "cognition", "2025-06-30"),  # Windsurf
    ],
)
def test_purchases_of_units_are_no_purchases_of_their_groups(
    shipped: Graph, buyer: str, parent: str, day: str | None
) -> None:
    selection = shipped.select(as_of=day)
    bought = [
        selection.ends(r)[1]
        for r in selection.relations
        if r.type == "acquires" and selection.ends(r)[0] == buyer
    ]
    assert bought
    assert parent not in bought


@pytest.mark.parametrize(
    ("unit", "before", "on_the_day", "group"),
    [
        ("xai", "2026-02-01", "2026-02-02", "spacex"),
        ("anysphere", "2026-08-13", "2026-08-14", "spacex"),
        ("wiz", "2026-03-10", "2026-03-11", "alphabet"),
        ("ampere", "2025-11-24", "2025-11-25", "softbank"),
        ("zt-systems", "2025-03-30", "2025-03-31", "amd"),
    ],
)
def test_units_join_their_groups_on_the_day_of_closing(
    shipped: Graph, unit: str, before: str, on_the_day: str, group: str
) -> None:
    roots = [shipped.records.root_on(date.fromisoformat(day)) for day in (before, on_the_day)]
    assert [root[unit] for root in roots] == [unit, group]


def test_units_of_the_relations_of_a_row() -> None:
    loan = relation("b", "lends-to", "x")
    deal = relation("b", "acquires", "y")
    found = records([loan, deal, relation("y", "partners-with", "c")], ALL)
    day = date(2025, 6, 1)
    assert units([loan.id, deal.id], found, day) == ("x",)
    assert units(found.relation_by_id, found, day) == ("x", "y")
    assert units(found.relation_by_id, found, date(2020, 1, 1)) == ("y",)


def test_every_row_names_the_units_it_rests_on(tiny_graph: Graph) -> None:
    for answer in (tiny_graph.overlaps(), tiny_graph.loops(), tiny_graph.path("atlas", "boreal")):
        (row, *_) = answer.to_dict()["rows"]
        assert row["units"] == ["atlas-cloud"]
    assert "units" not in tiny_graph.overlaps(level="actor").to_dict()["rows"][0]


def test_investors_of_deployco_are_not_read_as_those_of_openai(shipped: Graph) -> None:
    rows = [row for row in shipped.who("openai").to_dict()["rows"] if row["units"] == ["deployco"]]
    assert {row["other"] for row in rows} >= {"tpg", "bain-capital"}
    (path,) = shipped.path("bain-capital", "openai", count=1, max_hops=1)
    assert path.hops[0].relations == ("bain-capital--invests-in--deployco--2026",)
    assert shipped.path("bain-capital", "openai", count=1).units(path) == ("deployco",)


def test_a_group_to_come_is_not_known(shipped: Graph) -> None:
    scope = {"as_of": "2026-09-30", "known_at": "2026-01-31"}
    assert shipped.who("xai", **scope).to_dict()["actor"]["group"] == "xai"
    assert shipped.who("xai", as_of="2026-09-30").to_dict()["actor"]["group"] == "spacex"
    pairs = {(row.a, row.b) for row in shipped.overlaps(**scope)}
    assert not any("spacex" in pair for pair in pairs - {("amazon", "spacex")})
