"""Sums over columns: equal to the sums over records, deal by deal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings

import strategies
from builders import money, records, relation
from kg.relations import table as relations
from kg.relations.money import known_total
from kg.relations.sums import counted, kind_names, kinds, stated
from oracle import kind_of

if TYPE_CHECKING:
    from kg.records.model import Records


@settings(max_examples=100)
@given(strategies.multigraphs())
def test_stated_totals_equal_those_of_the_records(found: Records) -> None:
    table = relations.table(found)
    groups: dict[tuple[str, ...], list[int]] = {}
    for row, r in enumerate(found.relations):
        groups.setdefault(tuple(sorted((r.subject, r.object))), []).append(row)
    rows = np.array([row for group in groups.values() for row in group], dtype=np.int32)
    group = np.repeat(np.arange(len(groups)), [len(rows) for rows in groups.values()])
    for currency in ("USD", "EUR", "CHF"):
        sums = stated(table, rows, group, len(groups), currency)
        exact = [known_total([found.relations[r] for r in g], currency) for g in groups.values()]
        expected = [np.nan if one is None else float(one) for one in exact]
        assert np.array_equal(sums, expected, equal_nan=True)


@settings(max_examples=30)
@given(strategies.any_records())
def test_kinds_equal_those_of_the_records(found: Records) -> None:
    table = relations.table(found)
    rows = np.flatnonzero(~np.isnan(table.amount)).astype(np.int32)
    named = [kind_names()[code] for code in kinds(table, rows)]
    assert named == [kind_of(r) for r in found.relations if r.amount]


@pytest.mark.parametrize(
    ("stake", "loans", "expected"),
    [
        (5, (3, 1), [True, False, False]),
        (5, (3, 4), [False, True, True]),
        (5, (5, 0), [True, False, False]),
    ],
    ids=["stake", "tranches", "first-of-equals"],
)
def test_of_a_deal_the_side_that_comes_to_most_counts(
    stake: int, loans: tuple[int, int], expected: list[bool]
) -> None:
    rows = [relation("a", "invests-in", "b", amount=money(stake), deal="d")]
    rows += [
        relation("a", "lends-to", "b", str(n), amount=money(n, qualifier="about"), deal="d")
        for n in loans
    ]
    table = relations.table(records(rows))
    order = np.array([0, 1, 2] if loans[0] < loans[1] else [0, 2, 1], dtype=np.int32)
    found = counted(table, np.sort(order), np.zeros(3, dtype=np.int64))
    assert found.tolist() == expected
