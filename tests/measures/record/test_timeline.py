"""Relations by month and family."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from hypothesis import given

import strategies
from builders import money, on, records, relation
from examples import examples
from kg.measures.record.timeline import Period, timeline
from kg.relations import table as relations
from kg.relations.selection import history, select
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from kg.graph.graph import Graph
    from kg.records.model import Records
    from kg.relations.scope import Scope


def ask(found: Records, actor: str | None = None) -> tuple[Period, ...]:
    return timeline(select(relations.table(found), on()), actor)


def test_months_years_and_undated() -> None:
    found = [
        relation("a", "invests-in", "b", "1", announced="2025-03-05", amount=money(5)),
        relation("c", "invests-in", "b", "1", announced="2025-03", amount=money(7)),
        relation("a", "lends-to", "b", "2", announced="2024"),
        relation("a", "owns", "c"),
        relation("a", "partners-with", "b", valid_from="2025-03-09"),
    ]
    rows = ask(records(found))
    assert [(row.month, row.family, len(row.relations)) for row in rows] == [
        ("", "capital", 1),
        ("2024", "capital", 1),
        ("2025-03", "capital", 2),
        ("2025-03", "collaboration", 1),
    ]
    assert [(a.low, a.high) for a in rows[2].known_amounts] == [(12, 12)]


def test_what_has_ended_was_announced_all_the_same() -> None:
    row = relation("a", "lends-to", "b", announced="2020-01", valid_to="2021", status="ended")
    assert len(ask(records([row]))) == 1


def test_of_an_actor() -> None:
    found = [relation("a", "lends-to", "b"), relation("c", "lends-to", "d")]
    assert [row.relations for row in ask(records(found), "c")] == [("c--lends-to--d",)]


@examples(1000)
@given(strategies.multigraphs(), strategies.scopes())
def test_equal_to_a_count_row_by_row(found: Records, scope: Scope) -> None:
    table = relations.table(found)
    expected = Counter(
        (
            str(r.announced or r.valid_from or "")[:7],
            vocabulary().relation_types[r.type].family,
        )
        for r in history(select(table, scope)).relations
    )
    rows = timeline(select(table, scope))
    assert Counter({(row.month, row.family): len(row.relations) for row in rows}) == expected
    assert [row.month for row in rows] == sorted(row.month for row in rows)


def test_every_relation_is_told_once(shipped: Graph) -> None:
    told = Counter(id_ for row in shipped.timeline(rumours=True) for id_ in row.relations)
    assert set(told.values()) == {1}
    hearsay = {r.id for r in shipped.records.relations}
    assert set(told) <= hearsay
    families = {r.id: vocabulary().relation_types[r.type].family for r in shipped.records.relations}
    assert all(families[i] == row.family for row in shipped.timeline() for i in row.relations)
