"""Sole sources, near-sole ones, and what customer and supplier are to each other."""

from __future__ import annotations

import json
from itertools import product
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given

import strategies
from builders import actor, money, on, person, records, relation
from examples import examples
from kg.base.errors import UnknownName
from kg.measures.supply.asymmetry import asymmetry, mutual_shares
from kg.measures.supply.chokepoints import chokepoints
from kg.measures.supply.dependence import dependence, verdict
from kg.measures.supply.supply import shares, supply
from kg.relations import table as relations
from kg.relations.selection import select
from kg.vocabulary.vocabulary import vocabulary
from oracle import between, judge

if TYPE_CHECKING:
    from kg.graph.graph import Graph
    from kg.records.model import Records, Relation
    from kg.relations.scope import Scope
    from kg.relations.selection import Selection


def pick(found: Records, **scope: Any) -> Selection:
    return select(relations.table(found), on(**scope))


def cloud(supplier: str, customer: str, dollars: float | None = None, **more: Any) -> Relation:
    amount = None if dollars is None else money(dollars)
    return relation(supplier, "supplies-cloud-to", customer, amount=amount, **more)


@pytest.mark.parametrize(
    ("spent", "theta", "said"),
    [
        ({"a": 5}, 0.8, "sole"),
        ({"a": None}, 0.8, "sole"),
        ({"a": 8, "b": 2}, 0.8, "near-sole"),
        ({"a": 7.9, "b": 2.1}, 0.8, "several"),
        ({"a": 7.9, "b": 2.1}, 0.75, "near-sole"),
        ({"a": 5, "b": 5}, 0.5, "near-sole"),
        ({"a": 99, "b": None}, 0.8, "unknown"),
        ({"a": None, "b": None}, 0.8, "unknown"),
        ({"a": 0, "b": 0}, 0.8, "unknown"),
        ({"a": 1, "b": 0}, 1.0, "near-sole"),
    ],
)
def test_verdict(spent: dict[str, float | None], theta: float, said: str) -> None:
    assert verdict(spent, theta) == said


def test_verdicts_by_enumeration() -> None:
    """Against the definition, over all small mixes of known and unknown amounts."""
    for size in (1, 2, 3, 4):
        for amounts in product((None, 0, 1, 3, 9), repeat=size):
            spent = {str(place): amount for place, amount in enumerate(amounts)}
            known = [amount for amount in amounts if amount is not None]
            if size == 1:
                expected = "sole"
            elif len(known) < size or not sum(known):
                expected = "unknown"
            else:
                expected = "near-sole" if max(known) / sum(known) >= 0.75 else "several"
            assert verdict(spent, 0.75) == expected


def test_one_unknown_amount_leaves_every_share_unknown() -> None:
    assert shares({"a": 1, "b": 3}) == {"a": 0.25, "b": 0.75}
    assert shares({"a": 1, "b": None}) == {"a": None, "b": None}
    assert shares({}) == {}


def test_suppliers_of_a_customer_by_hand() -> None:
    found = records(
        [
            cloud("c1", "lab", 4),
            relation("c1", "supplies-cloud-to", "lab", "more", amount=money(2)),
            cloud("c2", "lab", 2),
            relation("chips", "supplies-chips-to", "c1", amount=money(4)),
        ]
    )
    rows = {(row.actor, row.capability): row for row in dependence(pick(found), theta=0.75)}
    assert [key for key, row in rows.items() if row.verdict == "sole"] == [
        ("c1", None),
        ("c1", "chips"),
    ]
    both = rows["lab", "cloud"]
    assert both.verdict == "near-sole"
    assert [(s.actor, s.share, len(s.relations)) for s in both.suppliers] == [
        ("c1", 0.75, 2),
        ("c2", 0.25, 1),
    ]
    assert both.chokepoints == ()
    assert both.cut is not None
    assert len(both.cut) == 2
    assert rows["lab", None].to_dict()["kappa"] == 2


def test_capabilities_are_kept_apart_and_taken_together() -> None:
    """The chips reach the lab through its cloud only where all supply types are one graph."""
    found = records(
        [
            cloud("c1", "lab"),
            cloud("c2", "lab"),
            relation("chips", "supplies-chips-to", "c1"),
            relation("chips", "supplies-chips-to", "c2"),
        ]
    )
    rows = {(row.actor, row.capability): row for row in dependence(pick(found))}
    assert rows["lab", "cloud"].chokepoints == ()
    assert rows["lab", None].chokepoints == ("chips",)
    points = {(row.actor, row.capability): row for row in chokepoints(pick(found))}
    assert points["chips", None].dependants == ("c1", "c2", "lab")
    assert points["chips", None].direct == ("c1", "c2")
    assert len(points["chips", None].relations) == 2
    assert [row.capability for row in dependence(pick(found), capability="cloud")] == ["cloud"]


def test_whoever_sells_the_same_may_supply_itself() -> None:
    found = records([cloud("small", "big"), cloud("big", "lab")])
    rows = {row.actor: row for row in dependence(pick(found), capability="cloud")}
    assert rows["big"].supplies_others
    assert not rows["lab"].supplies_others


def test_what_is_no_supply_between_groups_does_not_count() -> None:
    found = records(
        [
            relation("a", "licenses-model-to", "b"),
            relation("a", "invests-in", "b"),
            cloud("unit", "a"),
            cloud("old", "b", valid_to="2020", status="ended"),
        ],
        [actor("a"), actor("unit", "a"), person("p")],
    )
    assert dependence(pick(found)) == ()
    assert chokepoints(pick(found)) == ()
    assert asymmetry(pick(found)) == ()
    assert [row.actor for row in dependence(pick(found, level="actor"))] == ["a", "a"]


@examples(1000)
@given(strategies.multigraphs(15), strategies.scopes())
def test_suppliers_by_brute_force(found: Records, scope: Scope) -> None:
    """Relation by relation, by the scope's reference reading."""
    expected: dict[tuple[str, str], set[str]] = {}
    kinds = vocabulary().relation_types
    for one in found.relations:
        supplier, customer = between(one, found, scope)
        people = any(found.actor_by_id[end].is_person for end in (one.subject, one.object))
        supplies = kinds[one.type].family == "supply"
        if supplies and not people and supplier != customer and judge(one, scope, found) == "in":
            expected.setdefault((customer, supplier), set()).add(one.id)
    selection = select(relations.table(found), scope)
    assert {
        (customer, supplier): {one.id for one in rows}
        for customer, by in supply(selection).items()
        for supplier, rows in by.items()
    } == expected


def test_of_one_actor() -> None:
    found = records([cloud("c1", "lab"), cloud("c2", "c1"), cloud("c3", "other")])
    rows = dependence(pick(found), actor="lab", capability="cloud")
    assert [(row.actor, row.chokepoints) for row in rows] == [("lab", ("c1", "c2"))]
    points = chokepoints(pick(found), actor="lab", capability="cloud")
    assert [(row.actor, row.dependants) for row in points] == [
        ("c2", ("c1", "lab")),
        ("c1", ("lab",)),
    ]
    assert [row.actor for row in chokepoints(pick(found), actor="c3", capability="cloud")] == ["c3"]


@pytest.mark.parametrize(
    ("spent", "pair", "imbalance", "mutual", "of_sales"),
    [
        ({"a": {"b": 3, "c": 1}, "b": {"a": 1, "c": 3}}, "ab", 0.5, 1.0, 1.0),
        ({"a": {"b": 3, "c": 1}, "b": {"c": 3}}, "ab", 0.75, 0.75, 1.0),
        ({"a": {"b": 3, "c": 1}}, "ab", None, None, 1.0),
        ({"a": {"b": 3, "c": None}, "b": {"a": 1}}, "ab", None, None, 1.0),
        ({"a": {"b": 3, "c": None}, "b": {"a": 1}}, "ba", None, None, 1.0),
        ({"a": {"b": None}, "b": {"a": None}}, "ab", 0.0, 2.0, 1.0),
        ({"a": {"b": 1}, "d": {"b": 3}, "b": {"a": 1}}, "ab", 0.0, 2.0, 0.25),
        ({"a": {"b": 1}, "d": {"b": None}, "b": {"a": 1}}, "ab", 0.0, 2.0, None),
    ],
)
def test_asymmetry_by_hand(
    spent: dict[str, dict[str, float | None]],
    pair: str,
    imbalance: float | None,
    mutual: float | None,
    of_sales: float | None,
) -> None:
    found = mutual_shares(spent)[pair[0], pair[1]]
    assert (found.imbalance, found.mutual, found.of_sales) == (imbalance, mutual, of_sales)


def test_asymmetry_by_brute_force() -> None:
    """On 1,000 random tables of spending, entry by entry from the definition."""
    random, some = Random(9), 0
    for _ in range(1000):
        names = "abcd"
        table = {
            (i, j): random.choice([None, 1, 2, 5])
            for i in names
            for j in names
            if i != j and random.random() < 0.5
        }
        spent: dict[str, dict[str, float | None]] = {}
        for (i, j), amount in table.items():
            spent.setdefault(i, {})[j] = amount

        def share(i: str, j: str) -> float | None:
            row = {b: x for (a, b), x in table.items() if a == i}  # noqa: B023 - used at once
            if not row:
                return None
            if j not in row:
                return 0.0
            if len(row) == 1:
                return 1.0
            return None if None in row.values() else row[j] / sum(row.values())  # type: ignore[operator,arg-type]

        for (i, j), found in mutual_shares(spent).items():
            mine = share(i, j), share(j, i)
            assert (found.of_spending, found.back) == mine
            if None in mine:
                assert found.imbalance is None
            else:
                assert found.imbalance == abs(mine[0] - mine[1])  # type: ignore[operator]
                some += 1
    assert some > 500


def test_rows_of_asymmetry() -> None:
    found = records([cloud("c1", "lab", 6), cloud("c2", "lab", 2), cloud("lab", "c1", 1)])
    rows = asymmetry(pick(found))
    assert [(row.customer, row.supplier, row.shares.imbalance) for row in rows] == [
        ("c1", "lab", 0.25),
        ("lab", "c1", 0.25),
        ("lab", "c2", None),
    ]
    assert rows[1].to_dict() == {
        "customer": "lab",
        "supplier": "c1",
        "known_usd": 6,
        "share_of_spending": 0.75,
        "share_back": 1.0,
        "share_of_sales": 1.0,
        "power_imbalance": 0.25,
        "mutual_dependence": 1.75,
        "relations": ["c1--supplies-cloud-to--lab"],
    }
    assert [(row.customer, row.supplier) for row in asymmetry(pick(found), actor="c2")] == [
        ("lab", "c2")
    ]


def test_tiny_by_hand(tiny_graph: Graph) -> None:
    """Boréal buys cloud from Atlas and Delta; Delta and Atlas buy chips from Cobalt alone."""
    rows = {(row.actor, row.capability): row for row in tiny_graph.dependence()}
    assert rows["boreal", "cloud"].verdict != "sole"
    assert {supplier.actor for supplier in rows["boreal", "cloud"].suppliers} == {"atlas", "delta"}
    assert rows["delta", "chips"].verdict == "sole"
    assert rows["boreal", None].chokepoints == ("cobalt",)
    (point,) = tiny_graph.chokepoints(capability="chips")
    assert (point.actor, point.dependants) == ("cobalt", ("atlas", "delta"))


def test_an_unknown_capability(tiny_graph: Graph) -> None:
    with pytest.raises(UnknownName, match="did you mean cloud"):
        tiny_graph.dependence(capability="clod")


def test_shipped(shipped: Graph) -> None:
    """Loosely: Nvidia is in the way of many, OpenAI buys cloud from several."""
    points = {(row.actor, row.capability): row for row in shipped.chokepoints()}
    assert len(points["nvidia", "chips"].dependants) >= 5
    rows = {(row.actor, row.capability): row for row in shipped.dependence("openai")}
    assert len(rows["openai", "cloud"].suppliers) >= 3
    assert rows["openai", "cloud"].verdict != "sole"
    for row in shipped.dependence():
        assert (row.verdict == "sole") == (len(row.suppliers) == 1)
        assert (row.cut is not None and len(row.cut) == 1) == bool(row.chokepoints)


def test_the_same_answer_twice(shipped: Graph) -> None:
    for ask in (shipped.dependence, shipped.chokepoints, shipped.asymmetry):
        first, second = (json.dumps(ask().to_dict()) for _ in range(2))
        assert first == second
