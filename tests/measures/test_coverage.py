"""What was looked at."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from builders import on, records, relation, source
from kg.measures.record.coverage import Cell, coverage
from kg.relations import table as relations

if TYPE_CHECKING:
    from kg.graph.graph import Graph


def test_numbers_and_the_newest_source() -> None:
    found = records(
        [
            relation("a", "invests-in", "b", "1", sources=("old", "none")),
            relation("a", "invests-in", "b", "2", sources=("new",)),
            relation("a", "competes-with", "c", market=("search",), sources=("none",)),
        ],
        sources=[source("old", "2020"), source("new", "2024-02"), source("none")],
    )
    rows = {row.actor: row for row in coverage(relations.select(relations.table(found), on()))}
    assert rows["a"].families == {
        "capital": Cell(2, date(2024, 2, 29)),
        "rivalry": Cell(1, None),
    }
    assert rows["a"].to_dict()["supply"] == {"relations": 0, "newest_source": None}
    assert list(rows) == ["a", "b", "c"]


def test_every_relation_counts_at_both_ends(shipped: Graph) -> None:
    rows = shipped.coverage(level="actor")
    assert sum(row.relations for row in rows) == 2 * len(shipped.select().rows)
