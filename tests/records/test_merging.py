"""Two graphs as one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import strategies
from builders import actor, money, records, relation, source
from kg.records import folders, tables
from kg.records.merging import Conflict, merge
from kg.records.model import Terms
from kg.records.schema import TABLES

if TYPE_CHECKING:
    from pathlib import Path

    from kg.graph.graph import Graph
    from kg.records.merging import Side
    from kg.records.model import Records

CHEQUE = relation("a", "invests-in", "b", amount=money(1))


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
    second = records([replace(CHEQUE, note="No.")], [actor("a", country="FR")], [source("s")])
    told = {(c.table, c.column, c.first, c.second) for c in merge(first, second).conflicts}
    assert told == {
        ("actors", "country", "US", "FR"),
        ("sources", "published", "2025", ""),
        ("relations", "note", "", "No."),
    }


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
    second = records([copy, replace(CHEQUE, sources=("t",), id=f"{CHEQUE.id}--3")],
                     sources=[page, replace(page, id="t")])  # fmt: skip
    found = merge(first, second)
    assert {(f.rule, f.subject) for f in found.doubts} == {("same-row", copy.id)}
    apart = records([replace(CHEQUE, sources=("t",), id=copy.id)], sources=[replace(page, id="t")])
    assert [f.rule for f in merge(first, apart).doubts] == ["same-page"]


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
    held = {record for name in TABLES for record in getattr(found.records, name)}
    given_ = {record for part in (a, b) for name in TABLES for record in getattr(part, name)}
    assert held <= given_
    if not found.conflicts:
        assert held == given_


@settings(max_examples=15)
@given(strategies.any_records())
def test_a_graph_merged_with_itself_is_itself(a: Records) -> None:
    found = merge(a, a)
    assert (found.records, found.conflicts, found.doubts) == (a, (), ())


def test_terms_of_both_hold(tmp_path: Path, shipped: Graph) -> None:
    mine = Terms(("Me & <co>",), ("All rights reserved",), ("https://data.example/a",))
    found = merge(shipped.records, replace(shipped.records, terms=mine)).records
    folders.create(tmp_path / "both", found)
    assert tables.read(tmp_path / "both").terms == Terms(
        ("AI Alliances", "Me & <co>"),
        ("All rights reserved", "https://creativecommons.org/licenses/by/4.0/"),
        ("https://data.example/a", "https://w3id.org/ai-alliances/dataset"),
    )
