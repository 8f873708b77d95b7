"""Persons with posts at two organisations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builders import actor, on, person, records, relation
from kg import relations
from kg.analysis.interlocks import Interlock, interlocks

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.model import Relation

PEOPLE = [person("p"), person("q"), actor("g"), actor("gu", "g")]
POSTS = [
    relation("p", "leads", "a"),
    relation("p", "board-member-of", "b"),
    relation("q", "board-member-of", "a"),
    relation("q", "board-member-of", "c"),
]
RIVALRY = relation("a", "competes-with", "b", market=("search",))


def ask(
    found: list[Relation],
    *,
    rivals_only: bool = False,
    actor: str | None = None,
    level: str = "group",
) -> tuple[Interlock, ...]:
    table = relations.table(records(found, actors=PEOPLE))
    selection = relations.select(table, on(level=level))
    return interlocks(selection, rivals_only=rivals_only, actor=actor)


def test_those_that_tie_rivals_come_first() -> None:
    rows = ask([*POSTS, RIVALRY])
    assert [(row.person, row.a, row.b) for row in rows] == [("p", "a", "b"), ("q", "a", "c")]
    assert rows[0].competitive == (RIVALRY.id,)
    assert rows[1].competitive == ()


def test_rivals_only() -> None:
    assert [row.person for row in ask([*POSTS, RIVALRY], rivals_only=True)] == ["p"]


def test_of_an_organisation() -> None:
    assert [row.person for row in ask(POSTS, actor="c")] == ["q"]


def test_two_posts_in_one_group_are_no_interlock() -> None:
    posts = [relation("p", "leads", "g"), relation("p", "leads", "gu")]
    assert ask(posts) == ()
    assert len(ask(posts, level="actor")) == 1


def test_the_shipped_data_has_interlocks(shipped: Graph) -> None:
    for row in shipped.people():
        assert row.at_a
        assert row.at_b
        assert row.a < row.b
