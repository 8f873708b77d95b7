"""The page in a browser: what a reader sees and can do."""

from __future__ import annotations

import re
import time
from collections import Counter, defaultdict
from dataclasses import fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from kg.dates import last_day
from kg.model import Records
from kg.scope import Scope, judge
from kg.view import style
from kg.view.page import html
from kg.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.model import Relation

    Open = Callable[..., Any]

pytestmark = pytest.mark.browser
CUTOFF = date(2026, 7, 2)
PEOPLE = vocabulary().types_with(group="people")


def active(records: Records, **scope: Any) -> list[Relation]:
    asked = Scope(**{"as_of": CUTOFF, **scope})
    return [r for r in records.relations if judge(r, asked, records) == "in"]


def visible(records: Records, **scope: Any) -> list[Relation]:
    return [r for r in active(records, **scope) if r.type not in PEOPLE]


def pairs(records: Records, level: str) -> set[str]:
    types, sides = vocabulary().relation_types, defaultdict(set)
    for relation in active(records):
        ends = (relation.subject, relation.object)
        if any(records.actor_by_id[id_].is_person for id_ in ends):
            continue
        a, b = sorted(records.root[id_] if level == "group" else id_ for id_ in ends)
        if a != b:
            sides[f"{a}|{b}"].add(types[relation.type].sign)
    return {pair for pair, signs in sides.items() if {"cooperative", "competitive"} <= signs}


def wait(view: Any, expression: str, seconds: float = 5) -> None:
    end = time.monotonic() + seconds
    while not view.ask(expression):
        assert time.monotonic() < end, f"never true: {expression}"
        time.sleep(0.05)


def screen(view: Any, id_: str) -> dict[str, float]:
    place: dict[str, float] = view.ask(
        f"(() => {{ const v = explorer.map.view(); const r = explorer.map.container"
        f".getBoundingClientRect(); const p = v.toScreen(explorer.scene.actors.get('{id_}'));"
        f"return {{x: p.x + r.left, y: p.y + r.top}} }})()"
    )
    return place


def test_the_page_opens_at_once_and_counts_right(open_page: Open, records: Records) -> None:
    with open_page() as view:
        assert view.count("actors") == len(records.actors)
        assert view.count("relations") == len(records.relations)
        assert view.shown() == len(visible(records))
        paint = view.ask("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        assert paint < 1500
        assert not view.ask("document.querySelector('main').textContent.includes('undefined')")


@pytest.mark.parametrize("day", ["2026-07-02", "2025-06", "2024", "2023-01-15"])
def test_as_of_shows_what_held_on_the_day(open_page: Open, records: Records, day: str) -> None:
    with open_page() as view:
        view.page.fill("#as-of", day)
        view.page.keyboard.press("Tab")
        assert view.shown() == len(visible(records, as_of=last_day(day)))


def test_undated_and_rumours_have_boxes_of_their_own(open_page: Open, records: Records) -> None:
    with open_page() as view:
        view.page.uncheck("#undated")
        assert view.shown() == len(visible(records, undated=False))
        view.page.check("#rumours")
        assert view.shown() == len(visible(records, undated=False, rumours=True))
        assert view.ask("location.hash") == "#undated=0&rumours=1"


def test_the_legend_filters_and_counts(open_page: Open, records: Records) -> None:
    kinds = Counter(relation.type for relation in visible(records))
    with open_page() as view:
        assert view.text("label:has([data-value='invests-in']) .count") == str(kinds["invests-in"])
        view.page.uncheck("[data-value='invests-in']")
        assert view.shown() == sum(kinds.values()) - kinds["invests-in"]
        assert view.text("label:has([data-value='invests-in']) .count") == str(kinds["invests-in"])
        view.page.check("[data-key='offTypes'][data-value='people']")
        assert view.shown() == len(active(records)) - kinds["invests-in"]
        view.page.click("button.reset")
        assert view.shown() == sum(kinds.values())


@pytest.mark.parametrize(("level", "number"), [("group", 43), ("actor", 34)])
def test_partners_who_compete(open_page: Open, records: Records, level: str, number: int) -> None:
    with open_page() as view:
        view.page.click("#toggle-overlaps")
        view.page.click(f".switch button:nth-child({1 if level == 'group' else 2})")
        listed = view.ask("[...document.querySelectorAll('.pair')].map(e => e.dataset.pair)")
        assert len(listed) == number
        assert set(listed) == pairs(records, level)
        drawn = view.ask("[...explorer.scene.ribbons.values()].map(r => r.a + '|' + r.b)")
        assert set(drawn) == set(listed)


def test_a_pair_shows_both_sides_with_sources(open_page: Open) -> None:
    with open_page("mode=overlaps") as view:
        view.page.click("[data-pair='microsoft|openai']")
        sides = view.ask(
            "[...document.querySelectorAll('.side')].map(e => e.querySelectorAll('.claim').length)"
        )
        assert len(sides) == 2
        assert min(sides) > 0
        assert view.ask(
            "[...document.querySelectorAll('.claim')].every(e => e.querySelector('a[href]'))"
        )


def test_the_ribbons_hold_every_visible_relation(open_page: Open, records: Records) -> None:
    with open_page() as view:
        shown = view.ask(
            "[...explorer.scene.ribbons.values()].flatMap(r => r.relations.map(c => c.id))"
        )
        assert sorted(shown) == [relation.id for relation in visible(records)]


def test_click_on_an_actor_and_on_a_ribbon(open_page: Open) -> None:
    with open_page() as view:
        at = screen(view, "openai")
        view.page.mouse.click(at["x"], at["y"])
        wait(view, "document.querySelector('#panel h2')?.textContent === 'OpenAI'")
        view.page.click("details[data-actor='microsoft'] summary")
        assert view.ask("document.querySelectorAll('details[open] .claim a').length") > 0
        view.page.click("#close-panel")
        wait(view, "document.getElementById('panel').hidden")
        ends = [screen(view, id_) for id_ in ("spacex", "anysphere")]
        view.ask(
            "const types = Object.keys(explorer.model.words.types);"
            "explorer.change({offTypes: new Set(types.filter(t => t !== 'acquires'))})"
        )
        time.sleep(0.3)
        for share in (0.5, 0.45, 0.55, 0.4):
            x = ends[0]["x"] + share * (ends[1]["x"] - ends[0]["x"])
            y = ends[0]["y"] + share * (ends[1]["y"] - ends[0]["y"])
            view.page.mouse.click(x, y)
            time.sleep(0.2)
            if view.ask("explorer.state.selected?.kind") == "ribbon":
                break
        assert view.ask("document.querySelectorAll('#panel .claim .sources a[href]').length") > 0


def test_every_claim_has_a_dated_or_named_source_with_address(open_page: Open) -> None:
    with open_page("ribbon=microsoft|openai|money") as view:
        items = view.ask(
            "[...document.querySelectorAll('#panel .claim')].map(c => "
            "[...c.querySelectorAll('.sources li')].map(s => "
            "[s.querySelector('a')?.href, s.querySelector('.about').textContent]))"
        )
        assert items
        for sources in items:
            assert sources
            for address, about in sources:
                assert re.match(r"https?://", address)
                assert about


def test_an_arrow_points_from_investor_to_investee(open_page: Open) -> None:
    with open_page() as view:
        edge = view.ask("explorer.map.edges.get('nvidia|openai|money')")
        assert (edge["from"], edge["to"]) == ("nvidia", "openai")
        assert edge["arrows"]["to"]["enabled"]
        assert not edge["arrows"]["from"]["enabled"]
        rivals = view.ask("explorer.map.edges.get('anthropic|openai|rivalry-law')")
        assert rivals["dashes"] == style.DOTTED
        assert not rivals["arrows"]["to"]["enabled"]


def test_the_page_draws_the_dash_that_python_would(open_page: Open, records: Records) -> None:
    shown = {r.id: r for r in visible(records)}
    with open_page() as view:
        drawn = view.ask(
            "[...explorer.scene.ribbons.values()].map(r => [r.group, r.relations.map(c => c.id),"
            "explorer.map.edges.get(r.id).dashes])"
        )
    for group, ids, dash in drawn:
        assert dash == style.dashes(group, [shown[id_].status for id_ in ids])


def test_search_finds_by_accent_ticker_and_other_name(open_page: Open) -> None:
    with open_page() as view:
        for text, id_ in (("NVDA", "nvidia"), ("nvidiá", "nvidia"), ("andreessen", "a16z")):
            view.page.keyboard.press("/")
            view.page.keyboard.type(text)
            view.page.keyboard.press("Enter")
            assert view.ask("explorer.state.selected.id") == id_
        view.page.keyboard.press("/")
        view.page.keyboard.type("zzzz")
        assert view.ask("document.querySelector('#found .none') !== null")


def test_keys_alone_walk_the_map(open_page: Open) -> None:
    with open_page() as view:
        view.page.focus("#map")
        view.page.keyboard.press("ArrowRight")
        assert view.ask("explorer.state.selected.id") == "openai"
        view.page.keyboard.press("ArrowRight")
        assert view.ask("explorer.state.selected.id") != "openai"
        view.page.keyboard.press("]")
        assert view.ask("explorer.state.selected.kind") == "ribbon"
        view.page.keyboard.press("Escape")
        view.page.keyboard.press("t")
        assert view.ask("!document.getElementById('table').hidden")


def test_the_table_lists_what_the_map_shows_and_sorts(open_page: Open, records: Records) -> None:
    with open_page("view=table") as view:
        view.page.click("#table .more")
        assert view.ask("document.querySelectorAll('#table tbody tr').length") == len(
            visible(records)
        )
        view.page.click("[data-sort='amount']")
        assert (
            view.ask("document.querySelector('th[aria-sort=descending] button').dataset.sort")
            == "amount"
        )
        first = view.ask("document.querySelector('#table tbody tr').dataset.relation")
        most = max((r.amount.value for r in visible(records) if r.amount), default=0)
        top = records.relation_by_id[first].amount
        assert top is not None
        assert top.value == most


def test_the_address_holds_the_state(open_page: Open) -> None:
    with open_page() as view:
        view.page.fill("#as-of", "2025-06")
        view.page.keyboard.press("Tab")
        view.page.uncheck("[data-value='lends-to']")
        view.page.click("#switch-theme")
        shown, fragment = view.shown(), view.ask("location.hash.slice(1)")
    assert fragment == "as=2025-06-30&types=lends-to&theme=dark"
    with open_page(fragment) as view:
        assert view.shown() == shown
        assert view.ask("document.documentElement.dataset.theme") == "dark"


@pytest.mark.parametrize(
    "fragment",
    [
        "actor=<img src=x onerror=alert(1)>&as=9999-99-99&types=__proto__.constructor",
        "%E0%A4%A&lang=xx&mode=&view=table%00&ribbon=a|b|c&pair=|",
        "actor=__proto__&theme=javascript:alert(1)&undated=2&" + "x=1&" * 3000,
    ],
)
def test_a_hostile_address_changes_nothing(
    open_page: Open, records: Records, fragment: str
) -> None:
    with open_page(fragment) as view:
        assert view.shown() == len(visible(records))
        assert view.ask("explorer.state.selected") is None


HOSTILE = (
    "</script><img src=x onerror=alert(1)>\u2028\u202e\"'onmouseover=alert(2) {{7*7}} __proto__"
)


def hostile(record: Any) -> Any:
    fixed = {"id", "actor", "subject", "object", "type", "status", "confidence", "kind", "metric"}
    texts = {
        f.name: HOSTILE
        for f in fields(record)
        if isinstance(getattr(record, f.name), str) and f.name not in fixed
    }
    return replace(record, **texts)


def test_hostile_text_in_every_field_stays_text(small: Records, open_text: Open) -> None:
    records = Records(
        tuple(
            replace(hostile(a), alt_names=(HOSTILE,), note=HOSTILE, website="javascript:alert(3)")
            for a in small.actors
        ),
        tuple(replace(hostile(s), url="javascript:alert(4)") for s in small.sources),
        (),
        tuple(replace(hostile(r), note=HOSTILE) for r in small.relations),
        (),
        cutoff=CUTOFF,
    )
    text = html(records, cutoff="2026-07-02", digest=HOSTILE, title=HOSTILE)
    for fragment in (
        "actor=ann",
        "ribbon=ann|bob|compute",
        "view=table",
        "mode=overlaps&pair=ann|bob",
    ):
        with open_text(text, fragment) as view:
            view.page.keyboard.press("/")
            view.page.keyboard.type("script")
            assert HOSTILE.split("\u2028", maxsplit=1)[0] in view.text("body")
            assert view.ask("document.querySelectorAll('img').length") == 0
            assert view.ask("[...document.links].every(a => a.protocol.startsWith('http'))")


def test_dark_follows_the_system_and_can_be_switched(open_page: Open) -> None:
    with open_page(color_scheme="dark") as view:
        assert view.ask("getComputedStyle(document.body).backgroundColor") == "rgb(17, 21, 28)"
        view.page.click("#switch-theme")
        assert view.ask("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.parametrize("fragment", ["", "actor=openai", "mode=overlaps", "view=table"])
def test_a_phone_shows_it_without_overflow(open_page: Open, fragment: str) -> None:
    with open_page(fragment, viewport={"width": 390, "height": 844}) as view:
        assert view.ask("document.documentElement.scrollWidth") <= 390
        assert view.ask("document.body.scrollWidth") <= 390
        view.ask("document.getElementById('toggle-legend').click()")
        wait(view, "document.getElementById('legend').getBoundingClientRect().left === 0")


def test_french(open_page: Open) -> None:
    with open_page("lang=fr") as view:
        assert view.ask("document.documentElement.lang") == "fr"
        assert "investit dans" in view.text("#legend").lower()
        assert "Partenaires et rivaux" in view.text("#tools")
        view.page.click("#switch-language")
        assert "invests in" in view.text("#legend").lower()


def test_names_on_the_map_do_not_overlap(open_page: Open) -> None:
    with open_page() as view:
        time.sleep(0.3)
        named = view.ask("explorer.map.named.size")
        assert 25 <= named <= 60


def test_a_filter_step_is_quick(open_page: Open) -> None:
    with open_page() as view:
        steps = view.ask(
            "[1,2,3,4,5,6].map(i => { const t = performance.now();"
            "explorer.change({undated: i % 2 === 0}); return performance.now() - t })"
        )
        assert sorted(steps)[2] < 250
