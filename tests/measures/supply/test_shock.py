"""Shocks: the vector, both rules against naive simulations, the matrix by hand."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given

import strategies
from builders import actor, money, on, records, relation, when
from examples import examples
from kg.measures.supply.reliance import dependences, leftover
from kg.measures.supply.shock import shock, spread
from kg.records.model import Observation
from kg.relations import table as relations
from kg.relations.selection import select

if TYPE_CHECKING:
    from kg.graph.graph import Graph
    from kg.measures.supply.reliance import Basis, Dependence
    from kg.measures.supply.shock import Rule
    from kg.records.model import Records, Relation
    from kg.relations.scope import Scope
    from kg.relations.selection import Selection

    Links = dict[tuple[str, str], float]

CASES = 1_000
VECTOR = {
    ("CRWV", "OAI"): 0.6,
    ("ORCL", "OAI"): 0.3,
    ("NVDA", "OAI"): 0.1,
    ("NVDA", "CRWV"): 0.2,
    ("NVDA", "ORCL"): 0.15,
}


def networks(seed: int) -> list[tuple[Links, dict[str, float]]]:
    """Return random dependences, with circles, and shocks of one or two actors."""
    dice = random.Random(seed)  # the same networks every time
    found = []
    for _ in range(CASES):
        names = "abcdefg"[: dice.randint(2, 7)]
        links = {
            (i, j): dice.choice([0.1, 0.3, 0.5, 1.0, dice.random()])
            for i in names
            for j in names
            if i != j and dice.random() < 0.4
        }
        hit = dice.sample(names, dice.randint(1, 2))
        found.append((links, {name: dice.choice([1.0, dice.uniform(0.01, 1)]) for name in hit}))
    return found


def naive_debtrank(links: Links, shock: dict[str, float]) -> tuple[dict[str, float], list[str]]:
    """Return the stress, and who passed it on, by the states of Battiston et al. (2012)."""
    names = {end for link in links for end in link} | set(shock)
    h = {name: shock.get(name, 0.0) for name in names}
    state = {name: "D" if h[name] > 0 else "U" for name in names}
    sent = []
    while "D" in state.values():
        before, was = dict(h), dict(state)
        sent += [name for name in names if was[name] == "D"]
        for i in names:
            felt = sum(links.get((i, j), 0) * before[j] for j in names if was[j] == "D")
            h[i] = min(1.0, before[i] + felt)
        for i in names:
            if was[i] == "D":
                state[i] = "I"
            elif was[i] == "U" and h[i] > 0:
                state[i] = "D"
    return h, sent


def naive_bardoscia(links: Links, shock: dict[str, float]) -> dict[str, float]:
    """Return the stress by the recursion of Bardoscia et al. (2015), round by round."""
    names = {end for link in links for end in link} | set(shock)
    history = [dict.fromkeys(names, 0.0), {name: shock.get(name, 0.0) for name in names}]
    while len(history) < 5_000:
        last, now = history[-2:]
        after = {
            i: min(1.0, now[i] + sum(links.get((i, j), 0) * (now[j] - last[j]) for j in names))
            for i in names
        }
        history.append(after)
        if all(after[i] - now[i] < 1e-14 for i in names):
            break
    return history[-1]


@pytest.mark.parametrize("rule", ["debtrank", "bardoscia"])
def test_vector(rule: Rule) -> None:
    found = spread(VECTOR, {"OAI": 1.0}, rule)
    assert found.stress == pytest.approx({"OAI": 1, "CRWV": 0.6, "ORCL": 0.3, "NVDA": 0.265})
    assert found.first == {"OAI": 0, "CRWV": 1, "ORCL": 1, "NVDA": 1}
    assert found.converged
    assert found.impact({"OAI": 1}, {"CRWV": 10, "NVDA": 100}) == pytest.approx(6 + 26.5)


def test_debtrank_equal_to_a_naive_simulation() -> None:
    for links, shocked in networks(1):
        found = spread(links, shocked)
        expected, sent = naive_debtrank(links, shocked)
        assert found.stress == pytest.approx({n: h for n, h in expected.items() if h > 0})
        assert len(sent) == len(set(sent))
        assert {name for name, stress in found.sent.items() if stress > 0} == set(sent)


def test_bardoscia_equal_to_a_naive_simulation() -> None:
    for links, shocked in networks(2):
        found = spread(links, shocked, "bardoscia")
        expected = naive_bardoscia(links, shocked)
        assert found.stress == pytest.approx({n: h for n, h in expected.items() if h > 0}, abs=1e-9)


def test_bardoscia_ends_at_the_fixed_point() -> None:
    for links, shocked in networks(3):
        h = spread(links, shocked, "bardoscia").stress
        for i in h:
            felt = sum(share * h.get(j, 0) for (k, j), share in links.items() if k == i)
            assert h[i] == pytest.approx(min(1.0, shocked.get(i, 0.0) + felt), abs=1e-9)


def test_rules_against_each_other() -> None:
    """The second rule is never below the first, and equal on trees of dependence."""
    for links, shocked in networks(4):
        once, always = (spread(links, shocked, rule).stress for rule in ("debtrank", "bardoscia"))
        assert set(once) == set(always)
        assert all(always[name] >= once[name] - 1e-9 for name in once)
        tree = {(i, j): share for (i, j), share in links.items() if ord(i) == ord(j) + 1}
        once, always = (spread(tree, {"a": 0.7}, rule).stress for rule in ("debtrank", "bardoscia"))
        assert once == pytest.approx(always)


@pytest.mark.parametrize("rule", ["debtrank", "bardoscia"])
def test_more_shock_more_stress(rule: Rule) -> None:
    for links, shocked in networks(5):
        less = spread(links, {name: size * 0.6 for name, size in shocked.items()}, rule)
        more = spread(links, shocked, rule)
        assert set(less.stress) <= set(more.stress)
        assert all(more.stress[name] >= less.stress[name] - 1e-9 for name in less.stress)
        assert all(0 < stress <= 1 for stress in more.stress.values())


def test_rounds_are_steps_from_the_shock() -> None:
    for links, shocked in networks(6):
        steps, frontier, step = dict.fromkeys(shocked, 0), set(shocked), 0
        while frontier:
            step += 1
            frontier = {i for i, j in links if j in frontier and i not in steps}
            steps.update(dict.fromkeys(frontier, step))
        for rule in ("debtrank", "bardoscia"):
            assert spread(links, shocked, rule).first == steps


def test_a_circle_without_loss_fills_up() -> None:
    circle = {("a", "b"): 1.0, ("b", "a"): 1.0}
    assert spread(circle, {"a": 0.1}).stress == pytest.approx({"a": 0.2, "b": 0.1})
    assert spread(circle, {"a": 0.1}, "bardoscia").stress == pytest.approx({"a": 1, "b": 1})


def test_stress_still_rising_is_said() -> None:
    circle = {("a", "b"): 1.0, ("b", "a"): 1.0}
    found = spread(circle, {"a": 1e-5}, "bardoscia")
    assert not found.converged
    assert found.stress["a"] < 1


def test_nobody_depends_on_it() -> None:
    assert spread({}, {"a": 1.0}).stress == {"a": 1.0}
    assert spread({("a", "b"): 1.0}, {"a": 1.0}).rounds == 0


def chosen(found: Records, scope: Scope | None = None) -> Selection:
    return select(relations.table(found), scope or on())


def matrix(found: Records, basis: Basis = "revenue") -> dict[tuple[str, str], tuple[float, str]]:
    entries = dependences(chosen(found), basis=basis)
    return {(one.actor, one.on): (round(one.share, 6), one.source) for one in entries}


def figure(owner: str, metric: str, value: int, start: str | None = "2025-01-01") -> Observation:
    return Observation(
        f"{owner}--{metric}",
        owner,
        metric,
        money(value).value,
        "USD",
        when("2025-12-31"),
        "actual",
        ("s",),
        "It is said.",
        period_start=when(start),
    )


def observed(found: list[Relation], *figures: Observation) -> Records:
    return replace(records(found), observations=figures)


def cloud(supplier: str, buyer: str, amount: Any = None, **more: Any) -> Relation:
    return relation(supplier, "supplies-cloud-to", buyer, amount=amount, **more)


TERM = {"valid_from": "2025-01-01", "valid_to": "2029-01-01"}  # four years, a leap year in them
OPEN = [cloud("x", "a"), cloud("x", "b"), cloud("x", "c", money(60)), cloud("x", "d", money(20))]


def test_leftover_divides_all_of_it() -> None:
    dice = random.Random(7)  # the same cases every time
    for _ in range(CASES):
        totals = [
            dice.choice([None, money(dice.randint(1, 9)).value]) for _ in range(dice.randint(1, 6))
        ]
        rest = dice.random()
        parts = leftover(rest, totals)
        assert sum(parts) == pytest.approx(rest)
        unknown = [part for part, total in zip(parts, totals, strict=True) if total is None]
        assert unknown == pytest.approx([rest / len(totals)] * len(unknown))


def test_customers_of_unknown_amount_share_alike() -> None:
    assert matrix(records([cloud("x", buyer) for buyer in "abcd"])) == {
        ("x", buyer): (0.25, "equal") for buyer in "abcd"
    }


def test_stated_totals_divide_what_the_unknown_leave() -> None:
    assert matrix(records(OPEN)) == {
        ("x", "a"): (0.25, "equal"),
        ("x", "b"): (0.25, "equal"),
        ("x", "c"): (0.375, "stated"),
        ("x", "d"): (0.125, "stated"),
    }


def test_a_stated_total_is_no_more_than_itself_over_revenue() -> None:
    found = matrix(observed(OPEN, figure("x", "revenue", 200)))
    assert found["x", "c"] == (0.3, "stated")
    assert found["x", "d"] == (0.1, "stated")


def test_the_pace_of_a_year_over_revenue() -> None:
    contract = cloud("x", "a", money(400), **TERM)
    found = matrix(observed([contract, cloud("x", "b")], figure("x", "revenue", 500)))
    assert found["x", "a"] == (0.2, "revenue")
    assert found["x", "b"] == (0.2, "equal")  # no more than the average of the known ones


def test_a_stated_total_over_the_backlog() -> None:
    found = matrix(observed(OPEN, figure("x", "contracted-backlog", 100, None)))
    assert found["x", "c"] == (0.6, "backlog")
    assert found["x", "d"] == (0.2, "backlog")
    assert found["x", "a"] == (0.1, "equal")


def test_contracts_beyond_the_figure_are_scaled() -> None:
    yearly = cloud("x", "b", money(300, period="per-year"))
    contracts = [cloud("x", "a", money(400), **TERM), yearly]
    entries = dependences(chosen(observed(contracts, figure("x", "revenue", 200))))
    assert [(one.on, one.is_scaled) for one in entries] == [("a", True), ("b", True)]
    assert [one.share for one in entries] == pytest.approx([0.25, 0.75])
    assert {one.observation for one in entries} == {"x--revenue"}


def test_a_licence_without_amount_makes_no_dependence() -> None:
    assert matrix(records([relation("x", "licenses-content-to", "a")])) == {}
    licence = relation("x", "licenses-content-to", "a", amount=money(5, period="per-year"))
    found = matrix(observed([licence], figure("x", "revenue", 20)))
    assert found == {("x", "a"): (0.25, "revenue")}


def test_supply_counts_the_capability_that_weighs_most() -> None:
    found = [
        cloud("x", "b", money(3)),
        cloud("y", "b", money(1)),
        relation("y", "supplies-chips-to", "b"),
        relation("z", "supplies-chips-to", "b"),
    ]
    entries = {one.on: one for one in dependences(chosen(records(found)), basis="supply")}
    assert {on: (one.share, one.source) for on, one in entries.items()} == {
        "x": (0.75, "stated"),
        "y": (0.5, "equal"),
        "z": (0.5, "equal"),
    }
    assert entries["y"].capability == "chips"
    assert entries["y"].relations == ("y--supplies-chips-to--b",)


def test_who_sells_a_capability_makes_part_of_it_itself() -> None:
    found = records([cloud("x", "b"), cloud("b", "c")])
    assert matrix(found, "supply") == {("b", "x"): (0.5, "equal"), ("c", "b"): (1.0, "equal")}


@examples(300)
@given(strategies.multigraphs(), strategies.scopes())
def test_shares_are_shares(found: Records, scope: Scope) -> None:
    selection = chosen(found, scope)
    both: tuple[Basis, ...] = ("revenue", "supply")
    for basis in both:
        entries = dependences(selection, basis=basis)
        assert all(0 < one.share <= 1 and one.relations for one in entries)
        assert len({(one.actor, one.on) for one in entries}) == len(entries)
        if basis == "revenue":
            whole: dict[str, float] = {}
            for one in entries:
                whole[one.actor] = whole.get(one.actor, 0) + one.share
            assert all(total <= 1 + 1e-9 for total in whole.values())


def test_a_shock_by_hand() -> None:
    """b loses a; x has half of its stated sales with b, and a customer of unknown amount."""
    found = records([cloud("b", "a", money(1)), cloud("x", "b", money(8)), cloud("x", "c")])
    scenario = shock(chosen(found), "a", size=0.5)
    assert [hit.actor for hit in scenario.rows] == ["a", "b", "x"]
    assert [hit.stress for hit in scenario.rows] == pytest.approx([0.5, 0.5, 0.25])
    assert [hit.first for hit in scenario.rows] == [0, 1, 2]
    row = scenario.rows[2].to_dict()
    assert row["relations"] == ["x--supplies-cloud-to--b"]
    assert row["through"][0]["stress"] == pytest.approx(0.25)
    assert scenario.to_dict()["impact"] == pytest.approx(0.75)
    assert scenario.to_dict()["actors_hit"] == 2


def test_what_rests_on_amounts_comes_first() -> None:
    found = records([cloud("x", "a"), cloud("y", "a", money(1)), cloud("y", "c", money(1))])
    scenario = shock(chosen(found), "a")
    assert [(hit.actor, hit.stress, hit.by_amounts) for hit in scenario.rows] == [
        ("a", 1.0, 1.0),
        ("y", 0.5, 0.5),
        ("x", 1.0, 0.0),
    ]
    assert [hit.actor for hit in shock(chosen(found), "a", least=0.6).rows] == ["a", "x"]


def test_units_stand_for_their_group() -> None:
    found = records([cloud("xu", "b")], [actor("x"), actor("xu", "x")])
    assert [hit.actor for hit in shock(chosen(found), "b").rows] == ["b", "x"]
    selection = chosen(found, on(level="actor"))
    assert [hit.actor for hit in shock(selection, "b").rows] == ["b", "xu"]


def test_tiny_by_hand(tiny_graph: Graph) -> None:
    """Boréal pays Atlas and Delta; Delta pays Cobalt, which also sells to Atlas."""
    scenario = shock(tiny_graph.select(), "boreal")
    assert {hit.actor: round(hit.stress, 3) for hit in scenario.rows} == {
        "boreal": 1.0,
        "atlas": 1.0,
        "delta": 1.0,
        "cobalt": 1.0,
    }
    assert shock(tiny_graph.select(), "cobalt").to_dict()["actors_hit"] == 0


def test_shipped(shipped: Graph) -> None:
    selection = shipped.select()
    rules: tuple[Rule, ...] = ("debtrank", "bardoscia")
    for rule in rules:
        scenario = shock(selection, "openai", rule=rule)
        stress = {hit.actor: hit.stress for hit in scenario.rows}
        assert stress["openai"] == 1
        assert {"microsoft", "coreweave", "cerebras"} <= set(stress)
        assert 0.1 < stress["microsoft"] < 1
        assert scenario.spread.converged
        assert scenario == shock(selection, "openai", rule=rule)
    known: list[Dependence] = [one for one in dependences(selection) if one.source == "backlog"]
    assert known
    assert all(one.observation for one in known)
