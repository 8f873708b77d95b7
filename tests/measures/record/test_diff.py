"""What changed between two dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given

import strategies
from builders import on, records, relation
from examples import examples
from kg.base.errors import InvalidValue
from kg.measures.coopetition.overlaps import overlaps
from kg.measures.money.loops import loops
from kg.measures.record.diff import Difference, differences
from kg.relations import table as relations
from kg.relations.selection import select

if TYPE_CHECKING:
    from kg.graph.graph import Graph
    from kg.records.model import Records
    from kg.relations.scope import Scope

OLD = relation(
    "a", "invests-in", "b", "1", valid_from="2024-01-01", valid_to="2025-01-01", status="superseded"
)
NEW = relation("a", "invests-in", "b", "2", valid_from="2025-01-01", supersedes=OLD.id)
LATE = relation("a", "competes-with", "b", valid_from="2025-02-01", market=("search",))
GONE = relation("b", "lends-to", "c", valid_from="2020", valid_to="2024-12-31", status="ended")


def ask(found: Records, before: Scope, after: Scope) -> tuple[Difference, ...]:
    table = relations.table(found)
    return differences(select(table, before), select(table, after))


def test_new_ended_and_changed() -> None:
    found = ask(records([OLD, NEW, LATE, GONE]), on("2024-06-01"), on("2025-06-01"))
    assert [(row.what, row.change, row.relations) for row in found] == [
        ("overlap", "new", (NEW.id, LATE.id)),
        ("relation", "changed", (OLD.id, NEW.id)),
        ("relation", "ended", (GONE.id,)),
        ("relation", "new", (LATE.id,)),
    ]


def test_states_between_are_passed_over() -> None:
    middle = relation(
        "a",
        "invests-in",
        "b",
        "m",
        valid_from="2025-01-01",
        valid_to="2025-02-01",
        status="superseded",
        supersedes=OLD.id,
    )
    last = relation("a", "invests-in", "b", "z", valid_from="2025-02-01", supersedes=middle.id)
    (row,) = ask(records([OLD, middle, last]), on("2024-06-01"), on("2025-06-01"))
    assert (row.change, row.relations) == ("changed", (OLD.id, last.id))


def test_a_pair_and_a_loop_that_rest_on_other_relations_have_changed() -> None:
    both = [
        relation("a", "competes-with", "b", market=("search",)),
        relation("a", "invests-in", "b"),
        relation("a", "supplies-cloud-to", "b"),
        relation("a", "lends-to", "b", valid_from="2025-02-01"),
    ]
    found = ask(records(both), on("2024-06-01"), on("2025-06-01"))
    assert [(row.what, row.change, row.relations) for row in found[:2]] == [
        ("overlap", "changed", (both[3].id,)),
        ("loop", "changed", (both[3].id,)),
    ]


def test_days_in_the_wrong_order(shipped: Graph) -> None:
    with pytest.raises(InvalidValue, match="it is after 2025-06-30: name that first"):
        shipped.diff("2026", "2025-06")


def test_the_reverse() -> None:
    found = ask(records([OLD, NEW, LATE]), on("2025-06-01"), on("2024-06-01"))
    assert {(row.what, row.change) for row in found} == {
        ("relation", "new"),
        ("relation", "ended"),
        ("overlap", "ended"),
    }


def test_a_day_and_itself() -> None:
    assert ask(records([OLD, NEW, LATE, GONE]), on(), on()) == ()


@examples(1000)
@given(strategies.multigraphs(), strategies.scopes(), strategies.scopes())
def test_equal_to_set_differences(found: Records, before: Scope, after: Scope) -> None:
    table = relations.table(found)
    one, two = select(table, before), select(table, after)
    rows = differences(one, two)
    old, new = ({r.id for r in selection.relations} for selection in (one, two))
    told: dict[str, list[str]] = {"new": [], "ended": []}
    for row in rows:
        if row.what == "relation" and row.change == "changed":
            told["ended"].append(row.relations[0])
            told["new"].append(row.relations[1])
        elif row.what == "relation":
            told[row.change] += row.relations
    # Two states that go back to one row are both new, and the row has ended once.
    assert set(told["new"]) == new - old
    assert sorted(set(told["ended"])) == sorted(old - new)
    pairs = [{(r.a, r.b) for r in overlaps(s)} for s in (one, two)]
    assert {r.actors for r in rows if (r.what, r.change) == ("overlap", "new")} == (
        pairs[1] - pairs[0]
    )
    circles = [{r.actors for r in loops(s, max_length=3)} for s in (one, two)]
    assert {r.actors for r in rows if (r.what, r.change) == ("loop", "ended")} == (
        circles[0] - circles[1]
    )


def test_the_letter_of_intent_gave_way(shipped: Graph) -> None:
    rows = shipped.diff("2026-02-26", "2026-02-27", actor="nvidia")
    changed = [row.relations for row in rows if row.change == "changed"]
    assert ("nvidia--invests-in--openai--2025", "nvidia--invests-in--openai--2026") in changed
