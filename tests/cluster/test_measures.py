"""On a cluster as in memory: the same answers, measure by measure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import networkx as nx
import pytest

from kg.cluster.measures import MEASURES

if TYPE_CHECKING:
    from conftest import Twice

_THEN = {"as_of": "2025-06", "known_at": "2025-09", "level": "actor", "rumours": True}


@pytest.fixture(params=["shipped", "synthetic"])
def asked(request: pytest.FixtureRequest) -> tuple[Twice, dict[str, Any]]:
    """The shipped data as they are, and synthetic ones as they were known at a day."""
    twice: Twice = request.getfixturevalue(request.param)
    return twice, {} if request.param == "shipped" else _THEN


def rows(found: Any) -> list[dict[str, Any]]:
    return [row.asDict(recursive=True) for row in found.collect()]


def answers(graph: Any, name: str, **options: Any) -> list[dict[str, Any]]:
    return [row.to_dict() for row in getattr(graph, name)(**options)]


def test_overlaps(asked: tuple[Twice, dict[str, Any]]) -> None:
    twice, scope = asked
    there = rows(MEASURES["overlaps"](twice.select(**scope)))
    here = answers(twice.graph, "overlaps", **scope)
    assert len(there) == len(here) > 5
    for one, other in zip(there, here, strict=True):
        one["since"] = one["since"] and str(one["since"])
        assert one == {name: other[name] for name in one}


def test_loops(asked: tuple[Twice, dict[str, Any]]) -> None:
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


def test_totals(synthetic: Twice) -> None:
    there = rows(MEASURES["totals"](synthetic.select()))
    here = [
        {**row, "relations": len(row["relations"])} for row in answers(synthetic.graph, "totals")
    ]
    keys = ("kind", "currency", "status")
    place = lambda row: [row[key] for key in keys]  # noqa: E731 - a sort key
    assert there == sorted(({n: row[n] for n in there[0]} for row in here), key=place)


def test_concentration(synthetic: Twice) -> None:
    there = rows(MEASURES["concentration"](synthetic.select()))
    here = {(r["actor"], r["capability"]): r for r in answers(synthetic.graph, "concentration")}
    assert len(there) == len(here) > 20
    for one in there:
        other = here[one["actor"], one["capability"]]
        assert (one["basis"], one["parties"]) == (other["basis"], len(other["shares"]))
        assert one["hhi"] == pytest.approx(other["hhi"])


def test_exposure(shipped: Twice) -> None:
    there = rows(MEASURES["exposure"](shipped.select()))
    bought = {(row["supplier"], row["customer"]): row for row in there}
    for row in answers(shipped.graph, "exposure", actor="openai"):
        pair = (row["actor"], row["counterparty"])
        pair = pair if row["role"] == "customer" else pair[::-1]
        own = row["company_exposure"], row["relationship_exposure"]
        revenue, cost = own if row["role"] == "supplier" else own[::-1]
        one = bought[pair]
        assert one["annual_usd"] == pytest.approx(row["annual_usd"])
        assert one["stated_usd"] == pytest.approx(row["stated_usd"])
        assert one["revenue_share"] == pytest.approx(revenue["share"])
        assert one["cost_share"] == pytest.approx(cost["share"])


def test_pagerank(shipped: Twice) -> None:
    there = rows(MEASURES["pagerank"](shipped.select(), tolerance=1e-3))
    here = {
        row["actor"]: row["value"] for row in answers(shipped.graph, "central", by="pagerank-money")
    }
    assert {row["actor"]: row["value"] for row in there} == pytest.approx(here, abs=1e-3)


def test_components(synthetic: Twice) -> None:
    there = rows(MEASURES["components"](synthetic.select()))
    parts: dict[str, set[str]] = {}
    for row in there:
        parts.setdefault(row["component"], set()).add(row["actor"])
    ties = nx.Graph(
        (a, b)
        for a, b, data in synthetic.graph.network().edges(data=True)
        if data["sign"] == "cooperative" and a != b
    )
    assert sorted(map(sorted, parts.values())) == sorted(map(sorted, nx.connected_components(ties)))
    assert all(row["size"] == len(parts[row["component"]]) for row in there)
