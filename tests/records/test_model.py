"""Records: values without input or output."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from typing import TYPE_CHECKING

import pytest

from builders import actor, person, records, relation

if TYPE_CHECKING:
    from kg.graph.graph import Graph


def test_records_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        actor("a").name = "b"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("dates", "start", "end"),
    [
        ({}, None, None),
        ({"announced": "2024-05"}, "2024-05-01", None),
        ({"announced": "2024-05", "valid_from": "2025"}, "2025-01-01", None),
        ({"valid_to": "2025-03-01"}, None, "2025-03-01"),
        ({"valid_to": "2025-03"}, None, "2025-04-01"),
        ({"valid_to": "2025"}, None, "2026-01-01"),
    ],
)
def test_interval_of_a_relation(dates: dict[str, str], start: str | None, end: str | None) -> None:
    found = relation("a", "invests-in", "b", **dates)
    assert [day and str(day) for day in (found.start, found.end)] == [start, end]


def test_roots() -> None:
    chain = [actor("a", "b"), actor("b", "c"), actor("c"), actor("d")]
    assert records([], chain).root == {"a": "c", "b": "c", "c": "c", "d": "d"}


def test_roots_of_a_circle_end() -> None:
    assert set(records([], [actor("a", "b"), actor("b", "a")]).root) == {"a", "b"}


def test_people() -> None:
    assert person("p").is_person
    assert not actor("a").is_person


def test_lookups(tiny_graph: Graph) -> None:
    found = tiny_graph.records
    assert found.actor_by_id["eve"].name == "Eve Martin"
    assert found.source_by_id["s-2023"].publisher == "Atlas"
    assert found.deal_by_id["boreal-series-b"].kind == "funding-round"
    assert found.relation_by_id["atlas--owns--atlas-cloud"].stake_percent == 100
