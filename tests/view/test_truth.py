"""The page in a browser: what it says of days, sums and counts misleads nobody."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from looking import CUTOFF, active, earliest, pairs, relation, standing, visible

from kg.records.model import Amount
from kg.view.page import html

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.records.model import Records, Relation

    Open = Callable[..., Any]

pytestmark = pytest.mark.browser


def later(records: Records) -> list[Relation]:
    return visible(records, stands=("later",))


# --- What is announced and begins later


def test_what_begins_later_is_shown_and_counted_apart(open_page: Open, records: Records) -> None:
    rows = later(records)
    assert rows
    with open_page() as view:
        assert view.ask("document.getElementById('later').checked")
        assert view.text("#later-label").startswith(f"{len(rows)} begin later · $")
        seen = view.ask("explorer.scene.visible.map(r => r.id)")
        assert {row.id for row in rows} <= set(seen)
        view.page.uncheck("#later")
        assert view.ask("location.hash") == "#basis=in-force"
        assert view.shown() == len(visible(records, stands=("on-record",)))
        assert f"{len(rows)} begin later" in view.text("#missing")


def test_the_largest_contract_that_begins_later_is_on_the_map(
    open_page: Open, records: Records
) -> None:
    largest = max((r for r in later(records) if r.amount), key=lambda r: r.amount.value)
    a, b = sorted((largest.subject, largest.object))
    with open_page(f"ribbon={a}|{b}|compute") as view:
        look = view.page.evaluate("id => explorer.map.looks.get(id).look", f"{a}|{b}|compute")
        sums = view.ask("[...document.querySelectorAll('.sums > *')].map(e => e.textContent)")
        claims = view.ask("[...document.querySelectorAll('.claim')].map(e => e.dataset.relation)")
        meta = view.page.text_content(f"[data-relation='{largest.id}'] .meta") or ""
    assert (look["later"], look["hollow"]) == (True, True)
    assert f"from {largest.valid_from}" in meta
    assert largest.id in claims
    assert any("begins later" in line and "300B" in line for line in sums)


def test_the_loop_of_chips_cloud_and_equity_has_its_middle_leg(open_page: Open) -> None:
    with open_page("loop=nvidia|openai|oracle") as view:
        words = view.ask("explorer.map.labels.map(label => label.lines[0])")
    assert len(words) == 3
    assert all(line.startswith("pays ") and "$" in line for line in words)
    assert any("begins later" in line for line in words)


# --- Sums


def test_a_sum_never_adds_what_is_over(open_page: Open) -> None:
    """30 billion replaced the 100 billion of a letter of intent."""
    with open_page("ribbon=nvidia|openai|money&ended=1") as view:
        over = view.ask("[...document.querySelectorAll('.sums s')].map(e => e.textContent)")
        alive = view.ask("[...document.querySelectorAll('.sums span')].map(e => e.textContent)")
    assert len(over) == 1
    assert "up to $100B" in over[0]
    assert alive
    assert not any(figure in line for line in alive for figure in ("130", "100B"))


def test_bounds_survive_in_sums(small: Records, open_text: Open) -> None:
    bounds = {"invests-in": "at-least", "lends-to": "about", "guarantees": "up-to"}
    rows = tuple(
        relation("ann", type_, "bob", amount=Amount(Decimal(5_000_000_000), "USD", bound))
        for type_, bound in sorted(bounds.items())
    )
    text = html(replace(small, relations=rows), cutoff="2026-07-02", digest="0")
    with open_text(text, "ribbon=ann|bob|money") as view:
        lines = view.ask("[...document.querySelectorAll('.sums span')].map(e => e.textContent)")
    assert len(lines) == 3
    for bound in ("at least $5B", "about $5B", "up to $5B"):
        assert sum(bound in line for line in lines) == 1


# --- Relations of unknown start


def test_what_has_no_day_is_not_shown_before_it_was_possible(
    open_page: Open, records: Records
) -> None:
    day = date(1990, 1, 1)
    bounded = [r for r in records.relations if r.start is None and earliest(r, records)]
    early = {r.id for r in bounded if standing(r, records, day) != "ahead"}
    assert len(early) < len(bounded) / 10  # both actors are older than that
    with open_page("as=1990-01-01") as view:
        assert view.shown() == len(visible(records, as_of=day))
        shown = set(view.ask("explorer.scene.visible.map(r => r.id)"))
    assert shown & {r.id for r in bounded} <= early


def test_what_has_no_day_is_off_between_two_days_until_it_is_asked_for(open_page: Open) -> None:
    undated = "explorer.scene.visible.filter(r => !r.start).length"
    with open_page("from=2025-07-01&to=2025-11-30") as view:
        assert view.ask(undated) == 0
        number = int(view.text("#undated-label").split()[0])
        assert number > 0
        view.page.check("#undated")
        assert view.ask(undated) == number
        assert "undated=1" in view.ask("location.hash")
        view.page.click("#when-day")
        assert view.ask("document.getElementById('undated').checked")


QUESTION_MARKS = """new Promise(done => {
  let marks = 0; const canvas = CanvasRenderingContext2D.prototype, {fillText} = canvas;
  canvas.fillText = function (text, ...a) {
    marks += text === '?'; return fillText.call(this, text, ...a) };
  explorer.map.network.once('afterDrawing', () => { canvas.fillText = fillText; done(marks) });
  explorer.map.network.redraw() })"""


def test_a_question_mark_is_drawn_only_on_what_is_chosen(open_page: Open) -> None:
    with open_page(reduced_motion="reduce") as view:
        assert view.ask(QUESTION_MARKS) == 0
        doubtful = view.ask("[...explorer.map.looks.values()].find(l => l.look.doubt).ribbon.id")
        view.page.evaluate("id => explorer.select({kind: 'ribbon', id})", doubtful)
        assert view.ask(QUESTION_MARKS) >= 1
        assert "Start unknown" in view.text("#legend")


# --- Counts on the buttons


@pytest.mark.parametrize("mode", ["overlaps", "loops"])
def test_a_button_says_why_there_is_no_count(open_page: Open, mode: str) -> None:
    money = (
        "const { types } = explorer.model.words;"
        "const off = Object.keys(types).filter(slug => types[slug].group !== 'money');"
        "explorer.change({offTypes: new Set(off)})"
    )
    with open_page() as view:
        assert view.text(f"#toggle-{mode} .pill").isdigit()
        view.ask(f"(() => {{ {money} }})()")
        assert view.text(f"#toggle-{mode} .pill") == "–"
        assert "switched off" in (view.page.get_attribute(f"#toggle-{mode}", "title") or "")
        view.page.click(f"#toggle-{mode}")
        assert "switched off" in view.text("#panel-content")


def test_between_two_days_the_buttons_count_what_holds_on_the_last(
    open_page: Open, records: Records
) -> None:
    wanted = pairs(records, "group", as_of=date(2025, 11, 30))
    with open_page("from=2025-07-01&to=2025-11-30") as view:
        assert view.text("#toggle-overlaps .pill") == str(len(wanted))
        assert "30 Nov 2025" in (view.page.get_attribute("#toggle-overlaps", "title") or "")
        view.page.click("#toggle-overlaps")
        listed = view.ask("[...document.querySelectorAll('.pair')].map(e => e.dataset.pair)")
        assert set(listed) == wanted
        assert "30 Nov 2025" in view.text("#mode")


# --- Days and counts


@pytest.mark.parametrize(
    ("typed", "words"), [("2027-01-01", f"The record ends on {CUTOFF.day} {CUTOFF:%b %Y}"),
                         ("yesterday", "Write 2026-07 or 2026-07-02"), ("2025-13", "Write 2026-07")]
)  # fmt: skip
def test_a_day_after_the_data_and_a_wrong_day_are_said(
    open_page: Open, typed: str, words: str
) -> None:
    with open_page() as view:
        assert view.text("#when-note") == ""
        view.page.fill("#as-of", typed)
        view.page.keyboard.press("Tab")
        assert words in view.text("#when-note")
        view.page.fill("#as-of", "2026-01")
        view.page.keyboard.press("Tab")
        assert view.text("#when-note") == ""


def test_a_span_that_ends_before_it_begins_is_said(open_page: Open) -> None:
    with open_page("from=2025-07-01&to=2025-11-30") as view:
        view.page.fill("#from", "2026-01-01")
        view.page.keyboard.press("Tab")
        assert "must not be after" in view.text("#when-note")


def test_the_header_counts_the_actors_off_the_map(open_page: Open, records: Records) -> None:
    tied = {id_ for r in visible(records) for id_ in (r.subject, r.object)}
    with open_page() as view:
        assert view.count("absent") == len(records.actors) - len(tied)
        assert re.search(r"\d+ off the map", view.text("#counts"))


def test_what_is_hidden_is_accounted_for_reason_by_reason(
    open_page: Open, records: Records
) -> None:
    over = sum(standing(r, records, CUTOFF) == "over" for r in records.relations)
    with open_page() as view:
        reasons = view.ask("Object.values(explorer.scene.hidden).reduce((p, q) => p + q, 0)")
        assert reasons == len(records.relations) - len(visible(records))
        assert f"{over} over" in view.text("#missing")
        view.ask("explorer.change({offTypes: new Set()})")
        assert view.shown() == len(active(records))
