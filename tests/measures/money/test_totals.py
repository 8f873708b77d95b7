"""Sums that do not mix."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given

import strategies
from builders import actor, money, on, records, relation
from examples import examples
from kg.base.errors import UsageError
from kg.measures.money.totals import one_sum, totals, unknown
from kg.relations import table as relations
from kg.relations.selection import select
from kg.vocabulary.vocabulary import vocabulary
from oracle import between, kind_of

if TYPE_CHECKING:
    from kg.graph.graph import Graph
    from kg.measures.money.totals import Total
    from kg.records.model import Records
    from kg.relations.scope import Scope


def ask(found: list[Any], of: str | None = None, **more: Any) -> tuple[Total, ...]:
    return totals(select(relations.table(records(found, **more)), on()), actor=of)


def test_kinds_stages_currencies_and_directions_stand_apart() -> None:
    found = [
        relation("a", "invests-in", "b", amount=money(1)),
        relation("a", "invests-in", "c", amount=money(2), status="announced"),
        relation("a", "invests-in", "d", amount=money(3, "EUR")),
        relation("a", "lends-to", "b", amount=money(4)),
        relation("b", "supplies-cloud-to", "a", amount=money(5)),
        relation("a", "supplies-cloud-to", "b", amount=money(6)),
        relation("a", "acquires", "e", amount=money(7)),
        relation("a", "guarantees", "f", amount=money(8)),
    ]
    rows = {
        (r.kind, r.direction, r.known.currency, r.known.stage): r.known.low for r in ask(found, "a")
    }
    assert rows == {
        ("equity", "pays", "USD", "promised"): 2,
        ("equity", "pays", "EUR", "agreed"): 3,
        ("debt", "pays", "USD", "agreed"): 4,
        ("commitment", "pays", "USD", "agreed"): 5,
        ("commitment", "receives", "USD", "agreed"): 6,
        ("equity", "pays", "USD", "agreed"): 8,
        ("contingent", "pays", "USD", "agreed"): 8,
    }


def test_bounds() -> None:
    found = [
        relation("a", "invests-in", "b", amount=money(1)),
        relation("a", "invests-in", "c", amount=money(2, qualifier="about")),
        relation("a", "invests-in", "d", amount=money(4, qualifier="up-to")),
    ]
    (row,) = ask(found)
    assert (row.known.low, row.known.high) == (3, 7)
    found.append(relation("a", "invests-in", "e", amount=money(8, qualifier="at-least")))
    (row,) = ask(found)
    assert (row.known.low, row.known.high) == (11, None)


def test_rates_are_no_totals() -> None:
    found = [
        relation("a", "supplies-cloud-to", "b", amount=money(1, period="per-year")),
        relation("a", "supplies-cloud-to", "c", amount=money(2, period="per-month")),
    ]
    assert {row.kind for row in ask(found)} == {"rate per-year", "rate per-month"}


def test_cancelled_and_superseded_rows_add_nothing() -> None:
    found = [
        relation("a", "invests-in", "b", status=s, valid_to="2025-01-01", amount=money(9))
        for s in ("cancelled",)
    ]
    assert ask(found) == ()


def test_money_inside_a_group_is_no_payment_of_the_group() -> None:
    found = [relation("g", "invests-in", "u", amount=money(9))]
    assert ask(found, "g", actors=[actor("g"), actor("u", "g")]) == ()


@examples(1000)
@given(strategies.multigraphs(), strategies.scopes())
def test_equal_to_addition_row_by_row(found: Records, scope: Scope) -> None:
    selection = select(relations.table(found), scope)
    stages = vocabulary().codes["status"]
    sides: dict[tuple[Any, ...], dict[str, list[Any]]] = {}
    for r in selection.relations:
        if r.amount is None:
            continue
        ends = frozenset(between(r, found, scope))
        later = r.start is not None and r.start > scope.as_of
        group = (kind_of(r), r.amount.currency, stages[r.status].extra["stage"], later)
        by_type = sides.setdefault((group, ends, r.deal or r.id), {})
        by_type.setdefault(r.type, []).append(r.amount)
    expected: dict[tuple[Any, ...], Decimal] = defaultdict(Decimal)
    for (group, _, _), by_type in sides.items():
        sums = [sum(a.value for a in side if a.qualifier != "up-to") for side in by_type.values()]
        stated = [sum(a.value for a in side) for side in by_type.values()]
        expected[group] += sums[stated.index(max(stated))]
    known = [row.known for row in totals(selection)]
    rows = {(k.kind, k.currency, k.stage, k.begins_later): k.low for k in known}
    assert rows == expected


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ({}, {"type_": "lends-to"}, "different kind"),
        ({}, {"amount": money(1, "EUR")}, "different currency"),
        ({}, {"status": "announced"}, "different stage"),
        ({}, {"announced": "2025", "valid_from": "2027"}, "begins later"),
    ],
)
def test_one_sum_is_refused(one: dict[str, Any], other: dict[str, Any], said: str) -> None:
    found = [
        relation("a", values.pop("type_", "invests-in"), party, **{"amount": money(1), **values})
        for party, values in (("b", dict(one)), ("c", dict(other)))
    ]
    with pytest.raises(UsageError, match=said):
        one_sum(ask(found))


def test_an_acquirer_pays_and_its_object_only_takes_part() -> None:
    found = [relation("a", "acquires", "b", amount=money(7))]
    assert [ask(found, actor_)[0].direction for actor_ in ("a", "b")] == ["pays", "party"]


def test_of_rows_that_contradict_each_other_one_counts_and_the_other_stands_beside() -> None:
    found = [
        relation("a", "invests-in", "b", str(n), amount=money(n), deal="d", status="signed")
        for n in (25, 30)
    ]
    (row,) = ask(found)
    assert (row.known.high, row.beside) == (25, ("a--invests-in--b--30",))


def test_no_amount_is_no_sum() -> None:
    with pytest.raises(UsageError, match="unknown is not 0"):
        one_sum(())


def test_the_shipped_data(shipped: Graph) -> None:
    rows = shipped.totals(actor="openai")
    assert {"equity", "debt", "commitment"} <= {row.kind for row in rows}
    by_id = shipped.records.relation_by_id
    dead = {"cancelled", "superseded"}
    assert not {by_id[i].status for row in rows for i in row.relations} & dead


def test_relations_without_an_amount_are_counted_by_the_money_they_would_be() -> None:
    found = [
        relation("a", "invests-in", "b", instrument="warrant"),
        relation("a", "invests-in", "c"),
        relation("a", "lends-to", "b", amount=money(1)),
        relation("c", "lends-to", "d"),
    ]
    selection = select(relations.table(records(found)), on())
    assert unknown(selection, "a") == {"equity": 1, "contingent": 1}
