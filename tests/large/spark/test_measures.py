"""On a cluster as in memory: the same answers, measure by measure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import networkx as nx
import pytest

from kg.large.spark.catalogue import MEASURES
from kg.measures.structure.ties import ties
from kg.measures.supply.exposure import exposure

if TYPE_CHECKING:
    from conftest import Twice

_THEN = {"as_of": "2025-06", "known_at": "2025-09", "level": "actor", "rumours": True}
_ASKED = [
    ("shipped", {}),
    ("synthetic", _THEN),
    ("shipped", {"as_of": "2025-06", "known_at": "2025-04", "basis": "in-force"}),
    ("random", {}),
    ("random", {"as_of": "2023", "known_at": "2022-06"}),
    ("random", {"level": "actor", "rumours": True, "undated": "exclude", "basis": "in-force"}),
]
Asked = tuple["Twice", dict[str, Any]]


@pytest.fixture(params=_ASKED, ids=lambda asked: "-".join([asked[0], *map(str, asked[1].values())]))
def asked(request: pytest.FixtureRequest) -> Asked:
    """A graph and a scope: as it is, as it was known at a day, and by actor."""
    name, scope = request.param
    return request.getfixturevalue(name), scope


def rows(found: Any) -> list[dict[str, Any]]:
    return [row.asDict(recursive=True) for row in found.collect()]


def answers(graph: Any, name: str, **options: Any) -> list[dict[str, Any]]:
    return [row.to_dict() for row in getattr(graph, name)(**options)]


def test_overlaps(asked: Asked) -> None:
    twice, scope = asked
    there = rows(MEASURES["overlaps"](twice.select(**scope)))
    here = answers(twice.graph, "overlaps", **scope)
    assert len(there) == len(here) > 1
    for one, other in zip(there, here, strict=True):
        one["since"] = one["since"] and str(one["since"])
        assert one == {name: other[name] for name in one}


def test_loops(asked: Asked) -> None:
    twice, scope = asked
    there = rows(MEASURES["loops"](twice.select(**scope)))
    here = answers(twice.graph, "loops", **scope)
    assert len(there) == len(here) > 3
    for one, other in zip(there, here, strict=True):
        assert one["actors"] == other["actors"]
        assert one["kinds"] == [arc["kinds"] for arc in other["arcs"]]
        assert one["amounts_usd"] == [arc["amount_usd"] for arc in other["arcs"]]
        assert one["bottleneck_usd"] == other["bottleneck_usd"]
        assert one["bottleneck_known_usd"] == other["bottleneck_known_usd"]


def test_totals(asked: Asked) -> None:
    twice, scope = asked
    there = rows(MEASURES["totals"](twice.select(**scope)))
    here = [
        {**row, "relations": len(row["relations"])}
        for row in answers(twice.graph, "totals", **scope)
    ]
    keys = ("kind", "currency", "stage", "begins_later")
    place = lambda row: [row[key] for key in keys]  # noqa: E731 - a sort key
    assert len(there) > 3
    assert there == sorted(({n: row[n] for n in there[0]} for row in here), key=place)


@pytest.mark.parametrize("side", ["supplier", "customer"])
def test_concentration(asked: Asked, side: str) -> None:
    twice, scope = asked
    there = rows(MEASURES["concentration"](twice.select(**scope), side=side))
    here = answers(twice.graph, "concentration", side=side, **scope)
    found = [(row["actor"], row["capability"], row["basis"], row["parties"]) for row in there]
    expected = [(r["actor"], r["capability"], r["basis"], len(r["shares"])) for r in here]
    assert len(found) > 5
    assert sorted(found) == sorted(expected)
    hhi = {(row["actor"], row["capability"]): row["hhi"] for row in here}
    assert {(r["actor"], r["capability"]): r["hhi"] for r in there} == pytest.approx(hhi)


def test_exposure(asked: Asked) -> None:
    twice, scope = asked
    there = rows(MEASURES["exposure"](twice.select(**scope)))
    selection = twice.graph.select(**scope)
    here = {
        (row.counterparty, actor.id): {
            "annual_usd": row.purchases.annual_usd,
            "stated_usd": row.purchases.stated_usd,
            "revenue_share": row.company.share,
            "cost_share": row.relationship.share,
        }
        for actor in twice.graph.records.actors
        for row in exposure(selection, actor.id)
        if row.role == "supplier"
    }
    pairs = [(row["supplier"], row["customer"]) for row in there]
    assert len(pairs) == len(set(pairs)) > 5
    assert set(pairs) == set(here)
    for pair, row in zip(pairs, there, strict=True):
        for name, value in here[pair].items():
            there_value = math.nan if row[name] is None else row[name]
            here_value = math.nan if value is None else float(value)
            assert there_value == pytest.approx(here_value, nan_ok=True), name


def test_pagerank(asked: Asked) -> None:
    twice, scope = asked
    there = rows(MEASURES["pagerank"](twice.select(**scope), tolerance=1e-9))
    here = answers(twice.graph, "central", by="pagerank-money", top=None, **scope)
    expected = {row["actor"]: row["value"] for row in here}
    assert len(there) == len(expected) > 5
    assert {row["actor"]: row["value"] for row in there} == pytest.approx(expected, abs=1e-6)


def test_components(asked: Asked) -> None:
    twice, scope = asked
    there = rows(MEASURES["components"](twice.select(**scope)))
    parts: dict[str, set[str]] = {}
    for row in there:
        parts.setdefault(row["component"], set()).add(row["actor"])
    tied = nx.Graph(list(ties(twice.graph.select(**scope))))
    assert sorted(map(sorted, parts.values())) == sorted(map(sorted, nx.connected_components(tied)))
    assert all(row["size"] == len(parts[row["component"]]) for row in there)
    assert len(there) > 5
