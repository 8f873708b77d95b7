"""Shares of partners who are also rivals: the vector, by hand, and against brute force."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given

import strategies
from builders import on, records, relation
from examples import examples
from kg.measures.coopetition.portfolios import Shares, portfolios, shares
from kg.relations import table as relations
from kg.relations.selection import select
from kg.vocabulary.vocabulary import vocabulary
from oracle import between, judge

if TYPE_CHECKING:
    from kg.records.model import Records
    from kg.relations.scope import Scope


@pytest.mark.parametrize(
    ("partners", "rivals", "expected"),
    [
        ("bcde", "bcf", Shares(1 / 2, 2 / 3, 2 / 5)),
        ("ac", "afg", Shares(1 / 2, 1 / 3, 1 / 4)),
        ("", "b", Shares(None, 0.0, 0.0)),
        ("b", "", Shares(0.0, None, 0.0)),
        ("", "", Shares(None, None, None)),
    ],
)
def test_vector(partners: str, rivals: str, expected: Shares) -> None:
    assert shares(set(partners), set(rivals)) == expected


def test_portfolio_of_an_actor() -> None:
    found = records(
        [
            relation("a", "invests-in", "b"),
            relation("c", "supplies-cloud-to", "a"),
            relation("a", "competes-with", "b", market=("search",)),
            relation("a", "competes-with", "d", market=("search",)),
            relation("a", "litigates-against", "c"),
        ]
    )
    (row,) = portfolios(select(relations.table(found), on()), "a")
    assert (row.partners, row.rivals, row.both) == (("b", "c"), ("b", "d"), ("b",))
    assert row.shares == Shares(1 / 2, 1 / 2, 1 / 3)
    assert "a--litigates-against--c" not in row.relations


@examples(1000)
@given(strategies.multigraphs(), strategies.scopes())
def test_equal_to_sets_relation_by_relation(found: Records, scope: Scope) -> None:
    sides: dict[str, dict[str, set[str]]] = {}
    for r in found.relations:
        ends = [found.actor_by_id[end] for end in (r.subject, r.object)]
        sign = vocabulary().relation_types[r.type].sign
        if judge(r, scope, found) != "in" or any(end.is_person for end in ends):
            continue
        a, b = between(r, found, scope)
        if a != b and sign in {"cooperative", "competitive"}:
            for one, other in ((a, b), (b, a)):
                sides.setdefault(one, {}).setdefault(sign, set()).add(other)
    rows = portfolios(select(relations.table(found), scope))
    assert {row.actor for row in rows} == set(sides)
    for row in rows:
        assert set(row.partners) == sides[row.actor].get("cooperative", set())
        assert set(row.rivals) == sides[row.actor].get("competitive", set())
