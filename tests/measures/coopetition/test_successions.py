"""Coopetition in sequence: one side ended before the other began."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given

import strategies
from builders import on, records, relation
from examples import examples
from kg.measures.coopetition.successions import Succession, successions
from kg.relations import table as relations
from kg.relations.encoding import UNDATED
from kg.relations.selection import ends, history, select, starts
from kg.vocabulary.vocabulary import vocabulary
from oracle import between

if TYPE_CHECKING:
    from kg.records.model import Records
    from kg.relations.scope import Scope


def plus(start: str, end: str | None = None, tail: str = "") -> Any:
    status = "ended" if end else "active"
    return relation("a", "partners-with", "b", tail, valid_from=start, valid_to=end, status=status)


def minus(start: str, end: str | None = None) -> Any:
    status = "ended" if end else "active"
    values = {"valid_from": start, "valid_to": end, "status": status, "market": ("search",)}
    return relation("a", "competes-with", "b", **values)


def ask(found: list[Any], window: int = 730) -> tuple[Succession, ...]:
    return successions(select(relations.table(records(found)), on()), window=window)


def test_partners_that_became_rivals() -> None:
    (row,) = ask([plus("2020-01-01", "2021-01-01"), minus("2021-01-31")])
    assert (row.first, row.gap_days) == ("cooperative", 30)
    assert (str(row.ended), str(row.began)) == ("2021-01-01", "2021-01-31")


def test_rivals_that_became_partners() -> None:
    (row,) = ask([minus("2020-01-01", "2021-01-01"), plus("2021-01-01")])
    assert (row.first, row.gap_days) == ("competitive", 0)


def test_the_closest_gap_counts() -> None:
    found = [plus("2019", "2019-06-01", "1"), plus("2020", "2020-12-31", "2"), minus("2021-01-10")]
    assert ask(found)[0].gap_days == 10


@pytest.mark.parametrize(
    "found",
    [
        [plus("2020-01-01", "2021-01-01"), minus("2020-12-31")],
        [plus("2020-01-01"), minus("2020-06-01", "2020-07-01")],
        [plus("2015-01-01", "2016-01-01"), minus("2021-01-31")],
        [plus("2020-01-01", "2021-01-01")],
    ],
    ids=["one-day-together", "inside", "beyond-the-window", "one-side"],
)
def test_what_is_no_succession(found: list[Any]) -> None:
    assert ask(found) == ()


@examples(1000)
@given(strategies.multigraphs(), strategies.scopes())
def test_equal_to_a_look_at_every_pair_of_spans(found: Records, scope: Scope) -> None:
    selection = select(relations.table(found), scope)
    past, table = history(selection), selection.table
    start, end = starts(table, scope), ends(table)
    spans: dict[tuple[str, str], dict[str, list[tuple[int, int]]]] = {}
    for row in past.paired.rows.tolist():
        r = table.records.relations[row]
        sign = vocabulary().relation_types[r.type].sign
        if start[row] == UNDATED or sign not in {"cooperative", "competitive"}:
            continue
        a, b = sorted(between(r, found, scope))
        span = (int(start[row]), int(end[row]))
        if span[0] >= span[1]:
            continue
        spans.setdefault((a, b), {}).setdefault(sign, []).append(span)
    expected = {}
    for pair, sides in spans.items():
        p, m = sides.get("cooperative", []), sides.get("competitive", [])
        meet = any(max(x[0], y[0]) < min(x[1], y[1]) for x in p for y in m)
        gaps = [max(y[0] - x[1], x[0] - y[1]) for x in p for y in m]
        if gaps and not meet and min(gaps) <= 730:
            expected[pair] = min(gaps)
    assert {(row.a, row.b): row.gap_days for row in successions(selection)} == expected
