"""Exposure: figures, purchases and shares by hand; chained shares against paths and series."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given

import strategies
from builders import actor, money, on, records, relation, source, when
from examples import examples
from kg.measures.supply.chained_exposure import chained_exposure, indirect
from kg.measures.supply.denominators import BACKLOG, COST, REVENUE, denominators
from kg.measures.supply.exposure import exposure
from kg.measures.supply.purchases import purchases
from kg.records.model import Observation
from kg.relations import table as relations
from kg.relations.selection import select
from kg.vocabulary.vocabulary import vocabulary
from oracle import between, judge, then

if TYPE_CHECKING:
    from kg.graph.graph import Graph
    from kg.measures.supply.denominators import Denominator
    from kg.records.model import Records, Relation
    from kg.relations.scope import Scope
    from kg.relations.selection import Selection

CASES = 1_000


def chosen(found: Records, scope: Scope | None = None) -> Selection:
    return select(relations.table(found), scope or on())


def figure(
    value: float,
    start: str | None,
    as_of: str,
    tail: str = "",
    *,
    metric: str = "revenue",
    owner: str = "x",
    **more: Any,
) -> Observation:
    return Observation(
        f"{owner}--{metric}--{as_of}{tail}",
        owner,
        metric,
        money(value).value,
        more.pop("unit", "USD"),
        when(as_of) or pytest.fail("no date"),
        more.pop("status", "actual"),
        more.pop("sources", ("s",)),
        "It is said.",
        period_start=when(start),
        **more,
    )


def cloud(supplier: str, buyer: str, amount: Any = None, **more: Any) -> Relation:
    return relation(supplier, "supplies-cloud-to", buyer, amount=amount, **more)


def observed(found: list[Relation], *figures: Observation, **more: Any) -> Records:
    cited = [source(id_) for f in figures for id_ in f.sources]
    return replace(records(found, sources=more.pop("sources", cited)), observations=figures)


def of(*figures: Observation, scope: Scope | None = None, **more: Any) -> Denominator | None:
    """Return the revenue of x among some figures."""
    selection = chosen(observed([cloud("x", "b")], *figures, **more), scope)
    return denominators(selection, REVENUE).get("x")


@pytest.mark.parametrize(
    ("start", "as_of", "months", "value"),
    [
        ("2025-01-01", "2025-12-31", 12, 100),
        ("2024-01-29", "2025-01-26", 12, 100),  # 52 weeks
        ("2024-12-29", "2025-12-27", 12, 100),
        ("2025-07-01", "2025-09-30", 3, 400),
        ("2025-02-03", "2025-05-04", 3, 400),  # 13 weeks
        ("2025-10", "2025-12", 3, 400),
        ("2025-01-01", "2025-06-30", 6, 200),
        ("2025", "2025", 12, 100),
        ("2025-05", "2025-05", 1, 1200),
    ],
)
def test_a_figure_is_brought_to_a_year(start: str, as_of: str, months: int, value: int) -> None:
    found = of(figure(100, start, as_of))
    assert found is not None
    assert (found.months, found.value_usd) == (months, value)


def test_a_run_rate_is_a_year_already() -> None:
    found = of(figure(7, None, "2025-06", metric="annualized-revenue"))
    assert found is not None
    assert (found.value_usd, found.months) == (7, None)


YEAR = figure(100, "2024-01-01", "2024-12-31")


@pytest.mark.parametrize(
    "other",
    [
        figure(1, "2026-01-01", "2026-03-31"),
        figure(1, "2025-01-01", "2025-03-31", status="target"),
        figure(1, "2025-01-01", "2025-03-31", status="estimate"),
        figure(1, "2025-01-01", "2025-03-31", unit="EUR"),
        figure(0, "2025-01-01", "2025-03-31"),
        figure(1, None, "2025-03-31"),
        figure(1, "2025-01-01", "2025-03-31", metric="capex"),
        figure(1, "2025-01-01", "2025-03-31", owner="y"),
        figure(1, "2023-01-01", "2023-12-31"),
        figure(1, "2024-10-01", "2024-12-31", "--2"),
    ],
    ids=[
        "later",
        "target",
        "estimate",
        "euro",
        "zero",
        "no-period",
        "capex",
        "of-another",
        "older",
        "shorter",
    ],
)
def test_what_is_no_newer_figure_of_the_actor(other: Observation) -> None:
    found = of(other, YEAR)
    assert found is not None
    assert found.observation == YEAR.id


def test_the_newest_figure_counts() -> None:
    newer = figure(30, "2025-01-01", "2025-03-31")
    found = of(YEAR, newer)
    assert found is not None
    assert (found.observation, found.value_usd) == (newer.id, 120)
    found = of(YEAR, newer, scope=on("2025-03-30"))
    assert found is not None
    assert found.observation == YEAR.id


def test_only_what_was_published_by_then() -> None:
    newer = figure(30, "2025-01-01", "2025-03-31", sources=("late",))
    sources = [source("s", "2025-01-31"), source("late", "2025-04-30")]
    for known_at, expected in (("2025-04-29", YEAR.id), ("2025-04-30", newer.id)):
        found = of(YEAR, newer, scope=on(known_at=known_at), sources=sources)
        assert found is not None
        assert found.observation == expected
    assert of(YEAR, scope=on(known_at="2025-01-30"), sources=sources) is None


def test_the_middle_of_a_range() -> None:
    found = of(figure(100, "2025-01-01", "2025-12-31", value_high=Decimal(120)))
    assert found is not None
    assert found.value_usd == 110


TERM = {"valid_from": "2025-01-01", "valid_to": "2029-01-01"}  # four years, a leap year in them


@pytest.mark.parametrize(
    ("found", "annual", "stated"),
    [
        ([cloud("x", "b")], None, None),
        ([cloud("x", "b", money(8))], None, 8),
        ([cloud("x", "b", money(8), **TERM)], 2, 8),
        ([cloud("x", "b", money(8), announced="2025-01-01", valid_to="2028-12")], 2, 8),
        ([cloud("x", "b", money(8), valid_to="2028-12")], None, 8),
        ([cloud("x", "b", money(8, period="per-year"))], 8, None),
        ([cloud("x", "b", money(2, period="per-month"))], 24, None),
        ([cloud("x", "b", money(8, "EUR"), **TERM)], None, None),
        ([cloud("x", "b", money(8), **TERM), cloud("x", "b", money(5), tail="2")], None, 13),
        ([cloud("x", "b", money(8), **TERM), cloud("x", "b", tail="2")], 2, 8),
        ([relation("x", "licenses-model-to", "b", amount=money(8), **TERM)], 2, 8),
        ([relation("b", "distributes", "x", amount=money(8), **TERM)], 2, 8),
        (
            [
                cloud("x", "b", money(8), deal="d", **TERM),
                relation("x", "supplies-chips-to", "b", amount=money(4), deal="d", **TERM),
            ],
            2,
            8,
        ),
    ],
)
def test_purchases(found: list[Relation], annual: int | None, stated: int | None) -> None:
    (one,) = purchases(chosen(records(found)))
    assert (one.supplier, one.customer) == ("x", "b")
    assert one.annual_usd == annual
    assert one.stated_usd == stated
    assert one.is_known == (annual is not None or stated is not None)


def test_money_put_in_is_no_purchase() -> None:
    found = records([relation("b", "invests-in", "x", amount=money(8)), cloud("x", "b", money(1))])
    (one,) = purchases(chosen(found))
    assert one.ids == ("x--supplies-cloud-to--b",)


def pace(r: Relation) -> float | None:
    """Return an amount as the pace of a year, read from the relation alone."""
    assert r.amount is not None
    if r.amount.period != "total":
        return float(r.amount.value) * {"per-year": 1, "per-month": 12}[r.amount.period]
    if r.start is None or r.end is None or r.end <= r.start:
        return None
    return float(r.amount.value) / ((r.end - r.start).days / 365.25)


@examples(500)
@given(strategies.multigraphs(), strategies.scopes())
def test_purchases_equal_to_a_second_reading(found: Records, scope: Scope) -> None:
    expected: dict[tuple[str, str], list[Relation]] = {}
    for r in then(found, scope).relations:
        ends = [found.actor_by_id[end] for end in (r.subject, r.object)]
        kind = vocabulary().relation_types[r.type]
        if judge(r, scope, found) != "in" or any(end.is_person for end in ends):
            continue
        subject, object_ = between(r, found, scope)
        if subject == object_ or kind.family == "capital" or kind.money_direction == "none":
            continue
        sold_by_subject = kind.money_direction == "object-to-subject"
        pair = (subject, object_) if sold_by_subject else (object_, subject)
        expected.setdefault(pair, []).append(r)
    rows = purchases(chosen(found, scope))
    assert {(row.supplier, row.customer): row.relations for row in rows} == {
        pair: tuple(between) for pair, between in expected.items()
    }
    for row in rows:
        amounts = [r for r in row.relations if r.amount and r.amount.currency == "USD"]
        paces = {r.id: pace(r) for r in amounts}
        if amounts and all(p is not None for p in paces.values()):
            sides: dict[str, dict[str, float]] = {}
            for r in amounts:
                side = sides.setdefault(f"d{r.deal}" if r.deal else f"r{r.id}", {})
                side[r.type] = side.get(r.type, 0) + (paces[r.id] or 0)
            expected_pace = sum(max(side.values()) for side in sides.values())
            assert float(row.annual_usd or -1) == pytest.approx(expected_pace)
        else:
            assert row.annual_usd is None


def test_both_sides_of_a_contract() -> None:
    """Two a year are a fifth of the sales of x, and a fiftieth of what b spends."""
    found = observed(
        [cloud("x", "b", money(8), **TERM)],
        figure(10, "2025-01-01", "2025-12-31"),
        figure(100, "2025-01-01", "2025-12-31", metric="capex", owner="b"),
    )
    (row,) = exposure(chosen(found), "x")
    assert (row.role, row.company.owner, row.relationship.owner) == ("customer", "b", "x")
    assert (row.company.share, row.relationship.share) == (0.02, 0.2)
    (row,) = exposure(chosen(found), "b")
    assert (row.role, row.company.owner, row.relationship.owner) == ("supplier", "x", "b")
    assert (row.company.share, row.relationship.share) == (0.2, 0.02)
    assert row.to_dict()["company_exposure"]["denominator"] == {
        "actor": "x",
        "metric": "revenue",
        "observation": "x--revenue--2025-12-31",
        "value_usd": 10,
        "months": 12,
        "as_of": "2025-12-31",
        "qualifier": None,
    }


def test_revenue_stands_in_for_cost() -> None:
    spent = figure(4, "2025-01-01", "2025-12-31", owner="b")
    (row,) = exposure(chosen(observed([cloud("x", "b", money(8), **TERM)], spent)), "x")
    assert (row.company.share, row.relationship.share) == (0.5, None)
    assert row.company.denominator is not None
    assert row.company.denominator.metric == "revenue"


def test_a_total_of_unknown_term_is_years_and_no_share() -> None:
    found = observed([cloud("x", "b", money(8))], figure(4, "2025-01-01", "2025-12-31"))
    (row,) = exposure(chosen(found), "x")
    assert (row.relationship.share, row.relationship.years) == (None, 2.0)
    assert (row.company.share, row.company.years, row.company.denominator) == (None, None, None)


def test_unknown_is_not_zero() -> None:
    found = observed([cloud("x", "b")], figure(4, "2025-01-01", "2025-12-31"))
    (row,) = exposure(chosen(found), "x")
    assert row.relationship.denominator is not None
    assert (row.relationship.share, row.relationship.years) == (None, None)
    assert row.to_dict()["annual_usd"] is None
    assert row.to_dict()["without_amount"] == 1


def test_the_order_is_of_what_is_asked_for() -> None:
    """a is large and buys much, b is small and buys little."""
    year = ("2025-01-01", "2025-12-31")
    found = observed(
        [cloud("x", "a", money(80), **TERM), cloud("x", "b", money(8), **TERM), cloud("x", "c")],
        figure(100, *year),
        figure(1000, *year, owner="a"),
        figure(4, *year, owner="b"),
    )
    assert [row.counterparty for row in exposure(chosen(found), "x")] == ["b", "a", "c"]
    by_relationship = exposure(chosen(found), "x", by="relationship")
    assert [row.counterparty for row in by_relationship] == ["a", "b", "c"]
    assert exposure(chosen(found), "nobody") == ()


def test_figures_of_a_unit_are_not_those_of_its_group() -> None:
    actors = [actor("x"), actor("xu", "x")]
    unit = figure(4, "2025-01-01", "2025-12-31", owner="xu")
    found = replace(records([cloud("xu", "b", money(8), **TERM)], actors), observations=(unit,))
    (row,) = exposure(chosen(found), "x")
    assert row.relationship.share is None
    (row,) = exposure(chosen(found, on(level="actor")), "xu")
    assert row.relationship.share == 0.5


def walks(links: dict[tuple[str, str], float]) -> dict[tuple[str, str], float]:
    """Return the sum over all paths of two steps or more, path by path; for no circles."""
    found: dict[tuple[str, str], float] = {}
    paths = [(i, j, share, 1) for (i, j), share in links.items()]
    while paths:
        start, end, product, steps = paths.pop()
        if steps > 1:
            found[start, end] = found.get((start, end), 0) + product
        paths += [(start, k, product * s, steps + 1) for (j, k), s in links.items() if j == end]
    return found


def test_chained_shares_equal_to_paths() -> None:
    dice = random.Random(1)  # the same networks every time
    for _ in range(CASES):
        names = "abcdef"[: dice.randint(2, 6)]
        links = {
            (i, j): dice.choice([0.5, 1.0, dice.uniform(0.01, 1)])
            for i in names
            for j in names
            if i < j and dice.random() < 0.6
        }
        found = indirect(links)
        assert found.radius == pytest.approx(0, abs=1e-9)
        assert found.exposures == pytest.approx(walks(links))


def test_chained_shares_equal_to_the_series() -> None:
    """With circles: W² + W³ + …, or no sum when the powers do not die out."""
    dice = random.Random(2)  # the same networks every time
    without = 0
    for _ in range(CASES):
        names = "abcde"[: dice.randint(2, 5)]
        links = {
            (i, j): dice.uniform(0.01, 0.9)
            for i in names
            for j in names
            if i != j and dice.random() < 0.6
        }
        found = indirect(links)
        matrix = np.array([[links.get((i, j), 0.0) for j in names] for i in names])
        power, total = matrix, np.zeros_like(matrix)
        for _ in range(250):
            power = power @ matrix
            total += power
        if found.exposures is None:
            without += 1
            assert found.radius >= 1 - 1e-9
            assert found.reason is not None
            assert power.max() > 1e-9
        elif found.radius < 0.9:
            sums = [[found.exposures.get((i, j), 0.0) for j in names] for i in names]
            assert total == pytest.approx(np.array(sums), abs=1e-6)
    assert 50 < without < CASES - 50


def test_no_links_no_exposure() -> None:
    found = indirect({})
    assert (found.exposures, found.radius, found.reason) == ({}, 0.0, None)


def test_chained_by_hand() -> None:
    """y has half of its sales with x, x a fifth with b: a tenth of y hangs on b."""
    year = ("2025-01-01", "2025-12-31")
    found = observed(
        [cloud("x", "b", money(8), **TERM), cloud("y", "x", money(4), **TERM), cloud("z", "b")],
        figure(10, *year),
        figure(2, *year, owner="y"),
    )
    rows = chained_exposure(chosen(found), "b")
    assert rows.about["reason"] is None
    assert [(row.actor, row.direct, row.indirect) for row in rows] == [
        ("x", 0.2, 0.0),
        ("y", 0.0, pytest.approx(0.1)),
    ]
    assert [step.on for step in rows[1].through] == ["x"]
    assert rows[1].to_dict()["label"] == "estimate"


def test_a_closed_circle_has_no_sum() -> None:
    year = ("2025-01-01", "2025-12-31")
    found = observed(
        [cloud("x", "y", money(8), **TERM), cloud("y", "x", money(8), **TERM)],
        figure(2, *year),
        figure(2, *year, owner="y"),
    )
    rows = chained_exposure(chosen(found), "x")
    assert "do not die out" in rows.about["reason"]
    assert rows.about["radius"] == pytest.approx(1)
    assert [(row.actor, row.direct, row.indirect) for row in rows] == [("y", 1.0, None)]


def test_shipped(shipped: Graph) -> None:
    selection = shipped.select()
    known = shipped.records.actor_by_id
    for metrics in (REVENUE, COST, BACKLOG):
        figures = denominators(selection, metrics)
        assert len(figures) > 3
        assert all(owner == found.actor and owner in known for owner, found in figures.items())
        assert all(found.as_of <= selection.scope.as_of for found in figures.values())
    rows = {(row.counterparty, row.role): row for row in exposure(selection, "openai")}
    microsoft = rows["microsoft", "supplier"]
    assert microsoft.company.owner == "microsoft"
    assert microsoft.company.years is not None
    assert microsoft.relationship.years is not None
    assert microsoft.relationship.years > microsoft.company.years
    assert exposure(selection, "openai") == exposure(selection, "openai")
    rows_through = chained_exposure(selection, "openai")
    assert rows_through.about["radius"] < 1
    assert "microsoft" in {row.actor for row in rows_through}
