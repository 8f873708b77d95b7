"""Exclusive relations, and when they end."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategies
from builders import on, records, relation, source
from examples import examples
from kg.measures.supply.exclusive import Exclusivity, exclusive
from kg.relations import table as relations
from kg.relations.selection import select
from oracle import judge

if TYPE_CHECKING:
    from kg.graph.graph import Graph
    from kg.records.model import Records, Relation
    from kg.relations.scope import Scope


def ask(found: Records, actor: str | None = None, **scope: Any) -> tuple[Exclusivity, ...]:
    return exclusive(select(relations.table(found), on(**scope)), actor)


def cloud(tail: str, **more: Any) -> Relation:
    return relation("c", "supplies-cloud-to", "lab", tail, **more)


OLD = cloud(
    "1",
    exclusive=True,
    valid_from="2019",
    valid_to="2025-01",
    status="superseded",
    sources=("early",),
)
NEW = cloud("2", exclusive=False, valid_from="2025-01", supersedes=OLD.id, sources=("late",))
SOURCES = [source("early", "2019-07-01"), source("late", "2025-02-01")]


@pytest.mark.parametrize(
    ("scope", "state", "until", "after"),
    [
        ({}, "ended", "2025-01", 1),
        ({"day": "2025-01-31"}, "in force", "2025-01", 1),
        ({"day": "2025-02-01"}, "ended", "2025-01", 1),
        ({"known_at": "2025-02-01"}, "ended", "2025-01", 1),
        ({"known_at": "2025-01-31"}, "in force", None, 0),
    ],
)
def test_the_clock(scope: dict[str, Any], state: str, until: str | None, after: int) -> None:
    (row,) = ask(records([OLD, NEW], sources=SOURCES), **scope)
    assert (row.basis, row.state, row.until, len(row.successors)) == ("stated", state, until, after)


def test_nothing_before_it_began_or_was_known() -> None:
    found = records([OLD, NEW], sources=SOURCES)
    assert ask(found, day="2018-12-31") == ()
    assert ask(found, known_at="2019-06-30") == ()
    assert ask(found, undated=False) != ()


def test_the_row() -> None:
    (row,) = ask(records([OLD, NEW], sources=SOURCES))
    assert row.to_dict() == {
        "relation": OLD.id,
        "subject": "c",
        "type": "supplies-cloud-to",
        "object": "lab",
        "basis": "stated",
        "since": "2019",
        "until": "2025-01",
        "days": 2223,
        "state": "ended",
        "status": "superseded",
        "replaced_by": [
            {
                "relation": NEW.id,
                "since": "2025-01",
                "status": "active",
                "exclusive": False,
                "evidence": "It is said.",
            }
        ],
        "confidence": "medium",
        "evidence": "It is said.",
        "note": None,
        "sources": ["early"],
    }
    assert row.now_exclusive is False


def test_the_whole_chain_in_order() -> None:
    last = cloud("3", valid_from="2026", supersedes=NEW.id)
    side = cloud("4", valid_from="2025-06", supersedes=OLD.id)
    (row,) = ask(records([OLD, NEW, last, side]))
    assert [after.relation.id[-1] for after in row.successors] == ["2", "4", "3"]
    assert row.now_exclusive is None


@pytest.mark.parametrize(
    ("before", "after", "basis"),
    [(None, False, "implied"), (None, None, None), (None, True, None), (False, False, None)],
)
def test_implied_by_the_successor(
    before: bool | None,
    after: bool | None,
    basis: str | None,
) -> None:
    found = records([replace(OLD, exclusive=before), replace(NEW, exclusive=after)])
    rows = [row for row in ask(found) if row.relation.id == OLD.id]
    assert [row.basis for row in rows] == ([basis] if basis else [])


def test_an_end_on_an_unknown_day() -> None:
    """It held once; when it stopped is not known."""
    (row,) = ask(records([replace(OLD, valid_to=None)]))
    assert (row.state, row.until, row.days) == ("ended", None, None)


@pytest.mark.parametrize(("start", "days"), [(None, None), ("2025-12-01", 30)])
def test_days_while_it_lasts(start: str | None, days: int | None) -> None:
    (row,) = ask(records([cloud("1", exclusive=True, valid_from=start)]))
    assert (row.state, row.until, row.days) == ("in force", None, days)


def test_only_rumours_that_are_asked_for() -> None:
    talks = relation("c", "in-talks-with", "lab", exclusive=True)
    rumour = replace(NEW, status="rumoured")
    found = records([OLD, rumour, talks])
    assert [len(row.successors) for row in ask(found)] == [0]
    assert [len(row.successors) for row in ask(found, rumours=True)] == [0, 1]


def test_in_order_of_their_start_and_of_one_actor() -> None:
    found = records(
        [
            relation("x", "distributes", "y", exclusive=True, valid_from="2021"),
            relation("a", "supplies-chips-to", "b", exclusive=True, valid_from="2022"),
            relation("z", "distributes", "b", exclusive=True),
        ]
    )
    assert [row.relation.subject for row in ask(found)] == ["z", "x", "a"]
    assert [row.relation.subject for row in ask(found, "b")] == ["z", "a"]


@examples(1000)
@given(strategies.multigraphs(15), strategies.scopes(), st.integers(0, 10**6))
def test_in_force_by_brute_force(found: Records, scope: Scope, seed: int) -> None:
    """Relation by relation, by the scope's reference reading."""
    random = Random(seed)
    marked = tuple(
        replace(one, exclusive=random.choice([True, False, None])) for one in found.relations
    )
    found = replace(found, relations=marked)
    selection = select(relations.table(found), scope)
    rows = exclusive(selection)
    relations_ = selection.table.records.relations
    pairs = {relations_[row].id for row in selection.paired.rows}
    assert {
        row.relation.id for row in rows if row.basis == "stated" and row.state == "in force"
    } == {
        one.id
        for one in marked
        if one.exclusive and one.id in pairs and judge(one, scope, found) == "in"
    }
    assert all(judge(row.relation, scope, found) == "over" for row in rows if row.state == "ended")


def test_tiny_by_hand(tiny_graph: Graph) -> None:
    """The cloud contract of 2023 was the only one until March 2025."""
    rows = [(row.relation.id, row.state, row.until) for row in tiny_graph.exclusive("boreal")]
    expected = [
        (one.id, "ended" if one.valid_to else "in force", str(one.valid_to or "") or None)
        for one in tiny_graph.records.relations
        if one.exclusive and "boreal" in {one.subject, one.object}
    ]
    assert sorted(rows) == sorted(expected)


def test_microsoft_and_openai(shipped: Graph) -> None:
    """The story as it is told: each exclusivity with its end and what replaced it."""
    rows = {
        (row.relation.type, row.to_dict()["since"], row.until): row
        for row in shipped.exclusive("microsoft", as_of="2026-07-02")
    }
    cloud = rows["supplies-cloud-to", "2019", "2025-01"]
    licence = rows["licenses-model-to", "2025-10-28", "2026-04-27"]
    resale = rows["distributes", "2025-10-28", "2026-04-27"]
    for row in (cloud, licence, resale):
        assert row.state == "ended"
        assert row.successors
        assert row.now_exclusive is False
        assert {row.relation.subject.split("-")[0], row.relation.object} & {"microsoft", "openai"}
    assert "first refusal" in cloud.successors[0].relation.evidence
    assert licence.successors[0].to_dict()["since"] == "2026-04-27"


@pytest.mark.parametrize(
    ("as_of", "in_force"),
    [
        ("2018-12", set()),
        ("2024-12", {"supplies-cloud-to"}),
        ("2025-02-01", set()),
        ("2025-10-28", {"licenses-model-to", "distributes"}),
        ("2026-04-27", set()),
    ],
)
def test_microsoft_and_openai_over_time(shipped: Graph, as_of: str, in_force: set[str]) -> None:
    rows = shipped.exclusive("microsoft", as_of=as_of)
    assert {row.relation.type for row in rows if row.state == "in force"} == in_force
