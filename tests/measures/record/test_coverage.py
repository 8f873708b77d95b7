"""Research coverage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from builders import on, records, relation, source
from kg.measures.record.coverage import Cell, coverage
from kg.relations import table as relations
from kg.relations.selection import select
from kg.vocabulary.dates import PartialDate

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
    rows = {row.actor: row for row in coverage(select(relations.table(found), on()))}
    assert rows["a"].families == {
        "capital": Cell(2, PartialDate(2024, 2)),
        "rivalry": Cell(1, None),
    }
    assert rows["a"].to_dict()["supply"] == {"relations": 0, "newest_source": None}
    assert list(rows) == ["a", "b", "c"]


def test_every_relation_counts_at_both_ends(shipped: Graph) -> None:
    rows = shipped.coverage(level="actor")
    assert sum(row.relations for row in rows) == 2 * len(shipped.select().rows)


@pytest.mark.parametrize(
    ("published", "known_at", "newest"),
    [
        (("2026", "2026-06-30"), None, "2026-06-30"),
        (("2026", "2025-11"), None, "2026"),
        (("2025-06-30", "2025-08"), "2025-07-31", "2025-06-30"),
        (("2025-08",), "2025-07-31", None),
    ],
)
def test_a_date_is_as_precise_as_its_source(
    published: tuple[str, ...], known_at: str | None, newest: str | None
) -> None:
    cited = [source(f"s{n}", date) for n, date in enumerate(published)]
    tie = relation("a", "invests-in", "b", announced="2025-01", sources=[s.id for s in cited])
    scope = on("2026-12-31", known_at=known_at)
    rows = coverage(select(relations.table(records([tie], sources=cited)), scope))
    dates = {row.to_dict()["capital"]["newest_source"] for row in rows}
    assert dates == {newest}


def test_the_table_prints_no_month_that_no_source_shows(shipped: Graph) -> None:
    dates = {cell.newest for row in shipped.coverage() for cell in row.families.values()}
    assert all(date is None or date.first <= shipped.cutoff for date in dates)
