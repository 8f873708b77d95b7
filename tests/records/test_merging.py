"""Two graphs as one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import strategies
from builders import actor, money, records, relation, source, when
from kg.records import folders, tables
from kg.records.merging import Conflict, merge
from kg.records.model import Rights
from kg.records.schema import TABLES

if TYPE_CHECKING:
    from pathlib import Path

    from kg.graph.graph import Graph
    from kg.records.merging import Side
    from kg.records.model import Records

CHEQUE = relation("a", "invests-in", "b", amount=money(1))
JUNE = when("2025-06")


def with_cutoff(found: Records, day: str) -> Records:
    return replace(found, cutoff=date.fromisoformat(day))


def test_the_records_of_both_and_the_later_cutoff() -> None:
    first = with_cutoff(records([CHEQUE]), "2025-06-30")
    second = with_cutoff(records([relation("b", "invests-in", "c")]), "2026-01-31")
    found = merge(first, second)
    assert [a.id for a in found.records.actors] == ["a", "b", "c"]
    assert len(found.records.relations) == 2
    assert (found.conflicts, found.doubts) == ((), ())
    assert str(found.records.cutoff) == "2026-01-31"


@pytest.mark.parametrize(("prefer", "value"), [("first", 1), ("second", 2)])
def test_a_row_that_differs_is_told_and_taken_whole(prefer: Side, value: int) -> None:
    other = replace(CHEQUE, amount=money(2, "EUR"), status="signed")
    found = merge(records([CHEQUE]), records([other]), prefer)
    assert found.conflicts == (
        Conflict("relations", CHEQUE.id, "status", "active", "signed"),
        Conflict("relations", CHEQUE.id, "amount", "1", "2"),
        Conflict("relations", CHEQUE.id, "currency", "USD", "EUR"),
    )
    assert found.records.relations == ((CHEQUE, other)[value - 1],)


def test_conflicts_of_every_table_are_told_at_once() -> None:
    first = records([CHEQUE], [actor("a", country="US")], [source("s", "2025")])
    later = replace(CHEQUE, evidence="They say no.")
    second = records([later], [actor("a", country="FR")], [source("s", "2026")])
    cells = {(c.table, c.column, c.first, c.second) for c in merge(first, second).conflicts}
    assert cells == {
        ("actors", "country", "US", "FR"),
        ("sources", "published", "2025", "2026"),
        ("relations", "evidence", "It is said.", "They say no."),
    }


ATLAS_1 = actor("atlas", country="US", founded=when("1999"), wikidata="Q100001", name="Atlas")
ATLAS_2 = actor("atlas", website="https://atlas.example", name="Atlas", alt_names=("Atlas AG",))


@pytest.mark.parametrize("prefer", ["first", "second"])
def test_what_one_graph_states_beats_what_the_other_leaves_open(prefer: Side) -> None:
    merger = merge(records([CHEQUE], [ATLAS_1]), records([CHEQUE], [ATLAS_2]), prefer)
    whole = replace(ATLAS_1, website="https://atlas.example", alt_names=("Atlas AG",))
    assert (merger.conflicts, merger.records.actor_by_id["atlas"]) == ((), whole)


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ({"sources": ("s", "t")}, {"sources": ("s", "u")}, {"sources": ("s", "t", "u")}),
        ({"announced": when("2025")}, {"announced": JUNE}, {"announced": JUNE}),
        ({"amount": money(1)}, {"amount": money(1, qualifier="about")},
         {"amount": money(1, qualifier="about")}),
        ({"amount": None}, {"note": "Seen."}, {"amount": money(1), "note": "Seen."}),
        ({}, {"valid_to": when("2025-09")}, {"valid_to": when("2025-09")}),
    ],
)  # fmt: skip
def test_lists_join_and_a_more_precise_cell_wins(
    first: dict[str, Any], second: dict[str, Any], whole: dict[str, Any]
) -> None:
    merger = merge(records([replace(CHEQUE, **first)]), records([replace(CHEQUE, **second)]))
    assert merger.conflicts == ()
    assert merger.records.relations == (replace(CHEQUE, **whole),)


def test_cells_that_belong_together_come_from_one_side() -> None:
    over = replace(CHEQUE, status="ended", valid_to=when("2025-09"))
    merger = merge(records([CHEQUE]), records([over]))
    assert [c.column for c in merger.conflicts] == ["status"]
    assert merger.records.relations == (CHEQUE,)


def test_one_claim_under_two_ids_is_a_doubt() -> None:
    rough = relation("a", "invests-in", "b", "2025", announced="2025", amount=money(5))
    exact = relation("a", "invests-in", "b", "2025-06", announced="2025-06-01", amount=money(5))
    merger = merge(records([rough]), records([replace(exact, sources=("t",))]))
    assert [(f.rule, f.subject) for f in merger.doubts] == [("same-claim", exact.id)]
    assert len(merger.records.relations) == 2


@pytest.mark.parametrize(
    ("one", "other", "rule"),
    [
        (actor("x", wikidata="Q7"), actor("y", wikidata="Q7"), "same-actor"),
        (actor("x", ticker="N:X"), actor("y", ticker="N:X"), "same-actor"),
        (actor("x", name="Xenon Inc."), actor("y", name="xenon"), "same-actor"),
    ],
)
def test_actors_under_two_ids_are_told_and_kept_apart(one: Any, other: Any, rule: str) -> None:
    found = merge(records([CHEQUE], [one]), records([CHEQUE], [other]))
    assert [(f.rule, f.subject) for f in found.doubts] == [(rule, "y")]
    assert {"x", "y"} <= {a.id for a in found.records.actors}


def test_a_page_and_a_claim_under_two_ids_are_told() -> None:
    page = source("s")
    first = records([CHEQUE], sources=[page])
    copy = replace(CHEQUE, id=f"{CHEQUE.id}--2")
    doubts = merge(first, records([copy], sources=[page])).doubts
    assert {(f.rule, f.subject) for f in doubts} == {
        (r, copy.id) for r in ("same-row", "same-claim")
    }
    apart = records([replace(copy, sources=("t",))], sources=[replace(page, id="t")])
    assert [f.rule for f in merge(first, apart).doubts] == ["same-claim", "same-page"]


def test_what_one_graph_breaks_alone_is_not_blamed_on_the_merger(tiny_graph: Graph) -> None:
    broken = records([replace(CHEQUE, id="x")])
    assert merge(tiny_graph.records, broken).doubts == ()


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Records, Records]:
    """Two sets of records: strangers, or one and what someone else made of it."""
    first = draw(strategies.any_records())
    if draw(st.booleans()):
        return first, draw(strategies.any_records())
    notes = st.sampled_from(["", "Seen.", "Not so."])
    changed = [replace(r, evidence=r.evidence + draw(notes)) for r in first.relations]
    titled = [replace(s, title=s.title + draw(notes)) for s in first.sources]
    day = draw(st.sampled_from([first.cutoff, date(2026, 3, 1)]))
    return first, replace(first, relations=tuple(changed), sources=tuple(titled), cutoff=day)


def all_ids(found: Records) -> dict[str, set[str]]:
    return {name: {record.id for record in getattr(found, name)} for name in TABLES}


@settings(max_examples=15)
@given(pairs())
def test_the_order_matters_only_to_the_names_of_the_sides(both: tuple[Records, Records]) -> None:
    a, b = both
    one, other = merge(a, b, "first"), merge(b, a, "second")
    assert one.records == other.records
    assert one.doubts == other.doubts
    swapped = {Conflict(c.table, c.id, c.column, c.second, c.first) for c in other.conflicts}
    assert set(one.conflicts) == swapped


@settings(max_examples=15)
@given(pairs())
def test_nothing_is_lost_and_nothing_made_up(both: tuple[Records, Records]) -> None:
    a, b = both
    found = merge(a, b)
    ids, left, right = all_ids(found.records), all_ids(a), all_ids(b)
    assert ids == {name: left[name] | right[name] for name in TABLES}
    for name, table in TABLES.items():
        parts = [{r.id: tables.texts(table, r) for r in getattr(p, name)} for p in (a, b)]
        for record in getattr(found.records, name):
            for column, text in tables.texts(table, record).items():
                assert any(text == part.get(record.id, {}).get(column) for part in parts)


@settings(max_examples=15)
@given(strategies.any_records())
def test_a_graph_merged_with_itself_is_itself(a: Records) -> None:
    found = merge(a, a)
    assert (found.records, found.conflicts, found.doubts) == (a, (), ())


def test_terms_of_both_hold(tmp_path: Path, shipped: Graph) -> None:
    mine = Rights(("Me & <co>",), ("All rights reserved",), ("https://data.example/a",))
    found = merge(shipped.records, replace(shipped.records, rights=mine)).records
    folders.create(tmp_path / "both", found)
    assert tables.read(tmp_path / "both").rights == Rights(
        ("AI Alliances", "Me & <co>"),
        ("All rights reserved", "https://creativecommons.org/licenses/by/4.0/"),
        ("https://data.example/a", "https://w3id.org/ai-alliances/dataset"),
    )
