"""The relation table: equal to the rules of `kg.relations.scope`, relation by relation."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields, replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings

import strategies
from builders import actor, money, on, person, records, relation, source
from examples import examples
from kg.relations import table as relations
from kg.relations.encoding import NEVER, NONE, UNDATED, day
from kg.relations.scope import REASONS
from kg.relations.selection import history, select
from oracle import first_day, judge

if TYPE_CHECKING:
    from kg.graph.graph import Graph
    from kg.records.model import Records
    from kg.relations.scope import Level, Scope

LEVELS: tuple[Level, ...] = ("group", "actor")


@examples(1000)
@given(strategies.multigraphs(), strategies.scopes())
def test_selection_equals_the_rules_one_by_one(found: Records, scope: Scope) -> None:
    selection = select(relations.table(found), scope)
    verdicts = {r.id: judge(r, scope, found) for r in found.relations}
    assert [r.id for r in selection.relations] == [i for i, v in verdicts.items() if v == "in"]


@examples(300)
@given(strategies.multigraphs(), strategies.scopes())
def test_what_is_left_out_is_counted_by_its_reason(found: Records, scope: Scope) -> None:
    left_out = select(relations.table(found), scope).left_out
    verdicts = Counter(judge(r, scope, found) for r in found.relations)
    for reason in (r.name for r in REASONS):
        if not reason.endswith("included") and reason != "without_amount":
            assert left_out[reason] == verdicts[reason], reason
    assert sum(verdicts.values()) == len(found.relations)


@examples(200)
@given(strategies.multigraphs(), strategies.scopes())
def test_history_holds_what_counted_on_some_day(found: Records, scope: Scope) -> None:
    """Every relation that counts on a start day up to the as-of day is in the history."""
    scope = replace(scope, known_at=None, undated=False)
    past = {r.id for r in history(select(relations.table(found), scope)).relations}
    starts = {day for r in found.relations if (day := first_day(r, scope.basis))}
    starts = {day for day in starts if day <= scope.as_of}
    days = [replace(scope, as_of=start) for start in starts]
    assert {r.id for r in found.relations for at in days if judge(r, at, found) == "in"} <= past


def test_columns_of_the_tiny_set(tiny_graph: Graph) -> None:
    table = tiny_graph.table
    ids = [r.id for r in table.records.relations]
    ended = ids.index("boreal--competes-with--delta")
    undated = ids.index("atlas--owns--atlas-cloud")
    assert len(table) == 18
    assert str(day(table.start[ended])) == "2024-02-01"
    assert str(day(table.end[ended])) == "2025-01-01"
    assert (table.start[undated], table.end[undated], table.known[undated]) == (
        UNDATED,
        NEVER,
        NEVER,
    )
    replaced = ids.index("atlas-cloud--supplies-cloud-to--boreal--2023")
    assert str(day(table.replaced_known[replaced])) == "2025-03-01"
    assert (table.replaced_known != UNDATED).sum() == 1


def test_people_and_groups_as_columns() -> None:
    found = records([relation("p", "leads", "au")], [actor("a"), actor("au", "a"), person("p")])
    table = relations.table(found)
    assert table.person.tolist() == [False, False, True]
    assert table.actor_index(on()).tolist() == [0, 0, 2]
    assert table.actor_index(on(level="actor")).tolist() == [0, 1, 2]


def test_pairs_leave_out_people_and_what_stays_inside_a_group() -> None:
    found = records(
        [
            relation("a", "owns", "au"),
            relation("p", "leads", "b"),
            relation("b", "invests-in", "au"),
            relation("a", "competes-with", "b"),
        ],
        [actor("a"), actor("au", "a"), person("p")],
    )
    table = relations.table(found)
    group = select(table, on()).paired
    assert [found.relations[row].id for row in group.rows] == [
        "a--competes-with--b",
        "b--invests-in--au",
    ]
    assert len(set(group.key.tolist())) == 1
    level = select(table, on(level="actor")).paired
    assert len(set(level.key.tolist())) == 3


def test_a_second_successor_that_was_known_earlier_decides() -> None:
    old = relation(
        "a", "invests-in", "b", "1", status="superseded", valid_to="2024", sources=("o",)
    )
    new = relation("a", "invests-in", "b", "2", supersedes=old.id, sources=("late",))
    other = relation("a", "invests-in", "b", "3", supersedes=old.id, sources=("early",))
    sources = [source("o", "2020"), source("late", "2025-05-01"), source("early", "2025-02-01")]
    table = relations.table(records([old, new, other], sources=sources))
    assert str(day(table.replaced_known[0])) == "2025-02-01"


def test_no_relations_at_all() -> None:
    selection = select(relations.table(records([])), on())
    assert selection.relations == ()
    assert selection.paired.rows.dtype == np.int32


@pytest.mark.parametrize("level", ["group", "actor"])
def test_selection_does_not_depend_on_the_level(tiny_graph: Graph, level: str) -> None:
    assert len(tiny_graph.select(level=level).relations) == 13


def test_money_as_columns() -> None:
    found = records(
        [
            relation("a", "invests-in", "b", amount=money(5, qualifier="up-to"), deal="round"),
            relation("a", "lends-to", "b", amount=money(2.5, "EUR"), instrument="loan"),
            relation("b", "supplies-cloud-to", "a", amount=money(1, period="per-year")),
            relation("c", "partners-with", "d"),
        ]
    )
    table = relations.table(found)
    assert np.array_equal(table.amount, [5, 2.5, 1, np.nan], equal_nan=True)
    assert table.currencies == ("EUR", "USD")
    assert table.currency.tolist() == [1, 0, 1, NONE]
    assert table.qualifier.tolist() == [1, NONE, NONE, NONE]
    assert table.period.tolist() == [0, 0, 1, NONE]
    assert table.instrument.tolist() == [NONE, 5, NONE, NONE]
    assert table.deal.tolist() == [0, -1, -1, -1]


@pytest.mark.parametrize("level", LEVELS)
@settings(max_examples=100)
@given(strategies.multigraphs(), strategies.scopes())
def test_pairs_are_sorted_once_for_every_scope(level: Level, found: Records, scope: Scope) -> None:
    scope = replace(scope, level=level)
    selection = select(relations.table(found), scope)
    table, paired = selection.table, selection.paired
    pairs = table.pairs(scope)
    order = np.argsort(paired.key, kind="stable")
    chosen = np.isin(pairs.row, paired.rows)
    assert pairs is table.pairs(scope)
    assert pairs.row[chosen].tolist() == paired.rows[order].tolist()
    assert pairs.key[chosen].tolist() == paired.key[order].tolist()


def test_a_relation_takes_at_most_100_bytes(shipped: Graph) -> None:
    table = shipped.table
    of_relations = [getattr(table, field.name) for field in fields(table)]
    columns = [c for c in of_relations if isinstance(c, np.ndarray) and len(c) == len(table)]
    held = [
        *columns,
        *(part for level in LEVELS for part in vars(table.pairs(on(level=level))).values()),
    ]
    assert sum(part.nbytes for part in held if isinstance(part, np.ndarray)) <= 100 * len(table)
