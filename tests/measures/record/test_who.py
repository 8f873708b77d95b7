"""Everything on record about one actor."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from builders import actor, on, records, relation, source, when
from kg.measures.record.who import who
from kg.records.model import Observation
from kg.relations import table as relations
from kg.relations.selection import select

if TYPE_CHECKING:
    from kg.graph.graph import Graph


def ties(graph: Graph, name: str, **options: Any) -> list[tuple[str, str, str]]:
    return [
        (t.relation.type, t.direction, t.other)
        for t in graph.who(name, **options)
        if t.state != "over"
    ]


def test_tiny_by_hand(tiny_graph: Graph) -> None:
    assert ties(tiny_graph, "boreal") == [
        ("invests-in", "in", "atlas"),
        ("invests-in", "in", "atlas-cloud"),
        ("supplies-cloud-to", "in", "atlas-cloud"),
        ("supplies-cloud-to", "in", "delta"),
        ("competes-with", "both", "atlas"),
        ("leads", "in", "eve"),
    ]


def test_what_is_over_comes_last(tiny_graph: Graph) -> None:
    rows = tiny_graph.who("boreal").rows[6:]
    assert [(t.relation.type, t.other, t.relation.status) for t in rows] == [
        ("supplies-cloud-to", "atlas-cloud", "superseded"),
        ("competes-with", "delta", "ended"),
        ("litigates-against", "delta", "dismissed"),
    ]
    assert {t.state for t in rows} == {"over"}


def test_an_actor_whose_ties_are_all_over_gets_them(shipped: Graph) -> None:
    answer = shipped.who("cma")
    assert len(answer) > 4
    assert {(t.relation.type, t.state) for t in answer} == {("investigates", "over")}
    assert answer.left_out["over"] == 0


@pytest.mark.parametrize("basis", ["announced", "in-force"])
def test_what_begins_later_is_listed_and_marked(basis: str) -> None:
    row = relation("a", "invests-in", "b", announced="2025-01", valid_from="2027")
    selection = select(relations.table(records([row])), on(basis=basis))
    (tie,) = who(selection, "a").rows
    assert (tie.state, tie.to_dict()["start"]) == ("begins later", "2027")


def test_a_group_speaks_for_its_units(tiny_graph: Graph) -> None:
    group = ties(tiny_graph, "atlas")
    assert ("supplies-cloud-to", "out", "boreal") in group
    assert not any(type_ == "owns" for type_, *_ in group)
    alone = ties(tiny_graph, "atlas", level="actor")
    assert ("owns", "out", "atlas-cloud") in alone
    assert ("supplies-cloud-to", "out", "boreal") not in alone


def test_a_tie_names_the_unit_it_goes_through(tiny_graph: Graph) -> None:
    through = {t.relation.type: t.through for t in tiny_graph.who("atlas")}
    assert through["supplies-cloud-to"] == "atlas-cloud"
    assert through["competes-with"] == "atlas"


def test_a_unit_speaks_for_itself(tiny_graph: Graph) -> None:
    assert ties(tiny_graph, "atlas-cloud", level="actor") == [
        ("invests-in", "out", "boreal"),
        ("owns", "in", "atlas"),
        ("supplies-cloud-to", "out", "boreal"),
    ]


def test_who_it_is(tiny_graph: Graph) -> None:
    about = tiny_graph.who("atlas").to_dict()
    assert about["actor"] == {
        "id": "atlas",
        "name": "Atlas",
        "alt_names": ["Atlas Group"],
        "kinds": ["software-company", "ai-lab"],
        "part_of": None,
        "group": "atlas",
        "units": ["atlas-cloud"],
        "country": "US",
        "founded": "1998",
        "ticker": "NASDAQ:ATLS",
        "website": "https://atlas.example/",
        "note": 'Sells "everything", slowly',
    }
    unit = tiny_graph.who("atlas-cloud").to_dict()["actor"]
    assert (unit["part_of"], unit["group"], unit["units"]) == ("atlas", "atlas", [])


def test_a_row(tiny_graph: Graph) -> None:
    (row,) = tiny_graph.who("eve", undated="exclude").to_dict()["rows"]
    assert row == {
        "relation": "eve--leads--boreal",
        "type": "leads",
        "direction": "out",
        "through": "eve",
        "other": "boreal",
        "state": "on record",
        "status": "active",
        "start": "2020",
        "end": None,
        "amount": None,
        "currency": None,
        "amount_qualifier": None,
        "confidence": "high",
        "evidence": "Founder and head.",
        "sources": ["s-2020"],
        "units": [],
    }


def test_units_of_units() -> None:
    found = records([], [actor("a"), actor("b", "a"), actor("c", "b"), actor("d", "a")])
    selection = select(relations.table(found), on())
    assert who(selection, "a").units == ("b", "c", "d")
    assert who(selection, "b").units == ("c",)
    assert who(selection, "c").group == "a"


@pytest.mark.parametrize(
    ("as_of", "figures"),
    [
        ("2025-12-31", ["boreal--revenue--2024", "boreal--valuation--2023"]),
        # Announced in March 2025, so nobody could know it at the end of the year it is about.
        ("2025-03-01", ["boreal--revenue--2024", "boreal--valuation--2023"]),
        ("2025-02-28", ["boreal--valuation--2023"]),
        ("2023-01-01", ["boreal--valuation--2023"]),
        ("2022-12-31", []),
    ],
)
def test_figures_up_to_the_day_newest_first(
    tiny_graph: Graph, as_of: str, figures: list[str]
) -> None:
    answer = tiny_graph.who("boreal", as_of=as_of).to_dict()
    assert [figure["observation"] for figure in answer["observations"]] == figures


def test_a_figure(tiny_graph: Graph) -> None:
    first = tiny_graph.who("boreal").to_dict()["observations"][0]
    assert first == {
        "observation": "boreal--revenue--2024",
        "metric": "revenue",
        "value": 120000000.25,
        "value_high": None,
        "unit": "EUR",
        "qualifier": "about",
        "as_of": "2024-12-31",
        "period_start": "2024-01-01",
        "status": "reported",
        "evidence": "Revenue of 2024.",
        "sources": ["s-2025"],
    }


@pytest.mark.parametrize(("known_at", "count"), [(None, 1), ("2025-03-01", 1), ("2025-02-28", 0)])
def test_figures_that_were_published_later_were_not_known(known_at: str | None, count: int) -> None:
    """One scope for everything: a figure is on record once a source of it is."""
    figure = Observation(
        "b--revenue--2024",
        "b",
        "revenue",
        value=1,  # type: ignore[arg-type]
        unit="USD",
        as_of=when("2024"),  # type: ignore[arg-type]
        status="actual",
        sources=("new",),
        evidence="It is said.",
    )
    row = relation("a", "invests-in", "b", announced="2020", sources=("old",))
    sources = [source("old", "2020"), source("new", "2025-03-01")]
    found = replace(records([row], sources=sources), observations=(figure,))
    selection = select(relations.table(found), on(known_at=known_at))
    assert len(who(selection, "b").observations) == count


@pytest.mark.parametrize(
    ("known_at", "status", "end"),
    [("2025-12-02", "announced", None), ("2026-03-01", "cancelled", "2026-02-27")],
)
def test_an_end_of_a_later_day_is_not_told(
    shipped: Graph, known_at: str, status: str | None, end: str | None
) -> None:
    """Nvidia's letter of intent to OpenAI gave way on 27 February 2026."""
    told = shipped.who("openai", as_of="2025-12-02", known_at=known_at).to_dict()["rows"]
    letter = next(row for row in told if row["relation"] == "nvidia--invests-in--openai--2025")
    assert (letter["status"], letter["end"]) == (status, end)
