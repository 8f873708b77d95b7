"""Third parties that rivals share."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from hypothesis import given

import strategies
from builders import on, person, records, relation
from examples import examples
from kg.measures.coopetition.conduits import Conduit, conduits
from kg.relations import table as relations
from kg.relations.selection import select
from kg.vocabulary.vocabulary import vocabulary
from oracle import between

if TYPE_CHECKING:
    from kg.graph.graph import Graph
    from kg.records.model import Records
    from kg.relations.scope import Scope


def ask(found: Records, scope: Scope | None = None) -> tuple[Conduit, ...]:
    return conduits(select(relations.table(found), scope or on()))


RIVALRY = relation("a", "competes-with", "b", market=("search",))


def test_a_shared_supplier() -> None:
    found = [relation("k", "supplies-chips-to", "a"), relation("k", "supplies-cloud-to", "b")]
    (row,) = ask(records([RIVALRY, *found]))
    assert (row.a, row.b, row.via, row.role) == ("a", "b", "k", "supplier")
    assert row.to_a == ("k--supplies-chips-to--a",)
    assert row.competitive == (RIVALRY.id,)


def test_roles_do_not_mix() -> None:
    found = [relation("k", "supplies-chips-to", "a"), relation("k", "invests-in", "b")]
    assert ask(records([RIVALRY, *found])) == ()


def test_a_person_with_posts_at_both_and_what_they_are() -> None:
    found = [relation("p", "leads", "a"), relation("p", "board-member-of", "b")]
    (row,) = ask(records([RIVALRY, *found], actors=[person("p")]))
    assert row.role == "person"
    assert len(row.rights) == 2


def test_rights_are_named() -> None:
    found = [
        relation("k", "invests-in", "a", instrument="warrant"),
        relation("k", "invests-in", "b", exclusive=True),
    ]
    assert ask(records([RIVALRY, *found]))[0].rights == ("exclusive", "warrant")


def test_customers_and_lenders_are_no_conduits() -> None:
    found = [relation(x, "supplies-chips-to", "k") for x in "ab"]
    found += [relation("l", "lends-to", x) for x in "ab"]
    assert ask(records([RIVALRY, *found])) == ()


@examples(1000)
@given(strategies.multigraphs(), strategies.scopes())
def test_equal_to_a_look_at_every_triple(found: Records, scope: Scope) -> None:
    selection = select(relations.table(found), scope)
    types = vocabulary().relation_types
    ends = {r.id: list(between(r, found, scope)) for r in selection.relations}
    roles = {
        "supplier": lambda t: t.family == "supply",
        "investor": lambda t: t.family == "capital" and t.money_kind == "equity",
        "distributor": lambda t: t.slug == "distributes",
    }
    expected = set()
    for a, b in combinations(sorted({e for pair in ends.values() for e in pair}), 2):
        rivals = [
            r
            for r in selection.relations
            if set(ends[r.id]) == {a, b} and types[r.type].sign == "competitive"
        ]
        for role, suits in roles.items():
            serves = [
                {
                    ends[r.id][0]
                    for r in selection.relations
                    if ends[r.id][1] == x and suits(types[r.type])
                }
                for x in (a, b)
            ]
            if rivals:
                expected |= {(a, b, via, role) for via in serves[0] & serves[1] - {a, b}}
    assert {(row.a, row.b, row.via, row.role) for row in conduits(selection)} == expected


def test_of_an_actor(shipped: Graph) -> None:
    rows = shipped.conduits("openai")
    assert rows
    assert all("openai" in {row.a, row.b, row.via} for row in rows)
