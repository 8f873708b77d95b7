"""People with posts at two organisations."""

from __future__ import annotations

import random
from itertools import combinations
from typing import TYPE_CHECKING

from builders import actor, on, person, records, relation
from kg.measures.record.people import Interlock, people
from kg.relations import table as relations
from kg.relations.selection import select

if TYPE_CHECKING:
    from kg.graph.graph import Graph
    from kg.records.model import Relation

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
    rivals: bool = False,
    actor: str | None = None,
    level: str = "group",
) -> tuple[Interlock, ...]:
    table = relations.table(records(found, actors=PEOPLE))
    selection = select(table, on(level=level))
    return people(selection, rivals=rivals, actor=actor)


def test_those_that_tie_rivals_come_first() -> None:
    rows = ask([*POSTS, RIVALRY])
    assert [(row.person, row.a, row.b) for row in rows] == [("p", "a", "b"), ("q", "a", "c")]
    assert rows[0].competitive == (RIVALRY.id,)
    assert rows[1].competitive == ()


def test_rivals() -> None:
    assert [row.person for row in ask([*POSTS, RIVALRY], rivals=True)] == ["p"]


def test_of_an_organisation() -> None:
    assert [row.person for row in ask(POSTS, actor="c")] == ["q"]


def test_two_posts_in_one_group_are_no_interlock() -> None:
    posts = [relation("p", "leads", "g"), relation("p", "leads", "gu")]
    assert ask(posts) == ()
    assert len(ask(posts, level="actor")) == 1


def test_equal_to_a_look_at_every_triple() -> None:
    """A thousand random boards: every person, every two organisations."""
    draw = random.Random(7)
    organisations, names = "abcde", "pqr"
    for _ in range(1000):
        found = {
            (
                draw.choice(names),
                draw.choice(["leads", "board-member-of"]),
                draw.choice(organisations),
            )
            for _ in range(draw.randrange(8))
        }
        ties = {
            (
                *sorted(draw.sample(organisations, 2)),
                draw.choice(["competes-with", "partners-with"]),
            )
            for _ in range(draw.randrange(6))
        }
        rows = [relation(person_, type_, at) for person_, type_, at in found]
        rows += [relation(a, type_, b, market=("search",)) for a, b, type_ in ties]
        board = records(rows, [person(name) for name in names])
        answer = people(select(relations.table(board), on()))
        expected = {
            (name, a, b, (a, b, "competes-with") in ties, (a, b, "partners-with") in ties)
            for name in names
            for a, b in combinations(organisations, 2)
            if {a, b} <= {at for other, _, at in found if other == name}
        }
        told = {(r.person, r.a, r.b, bool(r.competitive), bool(r.cooperative)) for r in answer}
        assert told == expected


def test_the_shipped_data_has_people(shipped: Graph) -> None:
    for row in shipped.people():
        assert row.at_a
        assert row.at_b
        assert row.a < row.b
