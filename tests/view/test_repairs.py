"""The page in a browser: focus, figures of a day, room for every control, sharing and export."""

from __future__ import annotations

import csv
import io
import json
import time
import xml.etree.ElementTree as ET
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from looking import address, step

from kg.view.page import html

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.records.model import Records

    Open = Callable[..., Any]

pytestmark = pytest.mark.browser
WIDTHS = (770, 800, 900, 1000, 1080, 1125, 1200, 1245, 1280, 1400)
FOCUS = "(e => e.id || e.tagName)(document.activeElement)"


def press(view: Any, selector: str) -> None:
    view.page.focus(selector)
    view.page.keyboard.press("Enter")


def saved(view: Any, selector: str) -> bytes:
    with view.page.expect_download() as download:
        view.page.click(selector)
    return Path(download.value.path()).read_bytes()


# --- Focus


def test_after_a_search_the_arrows_walk_on_the_map(open_page: Open) -> None:
    with open_page() as view:
        view.page.keyboard.press("/")
        view.page.keyboard.type("nvidia")
        view.page.keyboard.press("Enter")
        assert view.ask(FOCUS) == "map"
        view.page.keyboard.press("ArrowRight")
        assert view.ask("explorer.state.selected.id") != "nvidia"
        view.page.keyboard.press("/")
        view.page.keyboard.press("Escape")
        assert view.ask(FOCUS) == "map"


@pytest.mark.parametrize(
    ("fragment", "control", "wanted"),
    [
        ("actor=openai", "#close-panel", "map"),
        ("actor=openai&view=table", "#close-panel", "table"),
        ("actor=openai", "[data-around='path']", "INPUT"),
        ("actor=openai", "#panel .badges ~ dl .name, #panel .claim .name", "H2"),
        ("mode=loops", "[data-loop='amazon|anthropic']", "H2"),
        ("loop=amazon|anthropic", ".back", "H2"),
        ("mode=overlaps", "[data-pair='microsoft|openai']", "H2"),
        ("mode=overlaps", "#panel .switch button:nth-child(2)", "BUTTON"),
        ("mode=overlaps", "#panel select", "SELECT"),
        ("path=openai|asml", "#panel .ends .chip", "H2"),
        ("path=openai|asml", "#leave", "map"),
        ("view=table", "#table tbody button", "H2"),
        ("types=invests-in", "button.reset", "INPUT"),
    ],
)
def test_the_keyboard_is_never_lost(
    open_page: Open, fragment: str, control: str, wanted: str
) -> None:
    with open_page(fragment) as view:
        if ".claim" in control:
            view.page.click("#panel .neighbour summary")
        press(view, control)
        assert view.ask(FOCUS) == wanted


def test_a_switch_keeps_the_keyboard(open_page: Open) -> None:
    with open_page("actor=openai") as view:
        press(view, "[data-around='all']")
        assert view.ask("document.activeElement.dataset.around") == "all"
        assert view.ask("document.activeElement.getAttribute('aria-pressed')") == "true"


def test_a_key_leads_past_the_legend(open_page: Open) -> None:
    with open_page("lang=fr") as view:
        assert view.text("#skip") == "Aller à la carte"
        view.page.focus("#help")
        view.page.keyboard.press("Tab")
        assert view.ask(FOCUS) == "skip"
        assert view.ask("document.activeElement.getBoundingClientRect().width") > 60
        view.page.keyboard.press("Enter")
        assert view.ask(FOCUS) == "map"
        assert view.ask("location.hash") == "#lang=fr"


def test_the_table_takes_the_keyboard_and_gives_it_back(open_page: Open) -> None:
    with open_page() as view:
        view.page.focus("#map")
        view.page.keyboard.press("t")
        assert view.ask(FOCUS) == "table"
        view.page.keyboard.press("Shift+Tab")
        assert not view.ask("document.activeElement.closest('#map, #zoom')")
        view.page.focus("#table")
        view.page.keyboard.press("t")
        assert view.ask(FOCUS) == "map"


def test_sums_are_sorted_within_their_currency_and_period(open_page: Open) -> None:
    with open_page("view=table") as view:
        view.page.click("[data-sort='amount']")
        assert view.ask("document.activeElement.dataset.sort") == "amount"
        view.page.click("#table .more")
        assert view.ask("location.hash") == "#view=table&sort=-amount"
        assert "currency" in view.page.get_attribute("[data-sort='amount']", "title")
        ids = view.ask(
            "[...document.querySelectorAll('tr[data-relation]')].map(r => r.dataset.relation)"
        )
        amounts = view.page.evaluate(
            "ids => ids.map(id => explorer.model.relations.get(id).amount || null)", ids
        )
    keys = [
        (0, a["currency"] != "USD", a["currency"], a.get("period", ""), -float(a["value"]))
        if a
        else (1,)
        for a in amounts
    ]
    assert keys == sorted(keys)
    assert len({key[2:4] for key in keys}) > 4


# --- Figures


@pytest.mark.parametrize(
    ("fragment", "last"), [("as=2024-06-30", "2024-06-30"), ("from=2023&to=2023", "2023-12-31")]
)
def test_figures_are_those_stated_by_the_day(
    open_page: Open, records: Records, fragment: str, last: str
) -> None:
    stated = [
        o
        for o in records.observations
        if o.actor == "openai" and (o.announced or o.as_of).first.isoformat() <= last
    ]
    count = "[...document.querySelectorAll('#panel .figure .claim')].length"
    with open_page(f"{fragment}&actor=openai") as view:
        for button in view.page.query_selector_all("#panel .more"):
            button.click()
        assert 0 < view.ask(count) == len(stated)
        assert len(stated) < sum(o.actor == "openai" for o in records.observations)


# --- Room


@pytest.mark.parametrize("fragment", ["", "lang=fr", "actor=openai", "lang=fr&mode=loops"])
def test_every_control_can_be_hit(open_page: Open, fragment: str) -> None:
    hidden = """[...document.querySelectorAll('#tools button, #zoom button, #search, #missing')]
      .filter(e => e.offsetWidth).filter(e => {
        const r = e.getBoundingClientRect();
        const hit = document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2);
        return !(hit && e.contains(hit)) || r.right > innerWidth || r.left < 0 }).map(e => e.id)"""
    with open_page(fragment) as view:
        for width in WIDTHS:
            view.page.set_viewport_size({"width": width, "height": 800})
            assert view.ask(hidden) == [], width
            for element in ("document.documentElement", "document.body"):
                assert view.ask(f"{element}.scrollWidth") <= width
            for id_ in ("top", "tools"):
                box = f"document.getElementById('{id_}')"
                assert view.ask(f"{box}.scrollWidth <= {box}.clientWidth"), (width, id_)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_counts_are_seen_at_every_width(open_page: Open, language: str) -> None:
    seen = """[...document.querySelectorAll('#counts span')].every(e => {
      const r = e.getBoundingClientRect();
      const hit = document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2);
      return hit && e.contains(hit) && r.left >= 0 && r.right <= innerWidth })"""
    with open_page(f"lang={language}") as view:
        for width in (360, 390, *WIDTHS):
            view.page.set_viewport_size({"width": width, "height": 800})
            assert view.ask(seen), width
            title = "document.getElementById('bar-title')"
            assert view.ask(f"{title}.getClientRects().length <= 1 && {title}.offsetHeight < 24")


def test_the_tools_of_a_phone_need_no_scrolling(open_page: Open) -> None:
    with open_page("lang=fr", viewport={"width": 390, "height": 844}) as view:
        ends = view.ask(
            "[...document.querySelectorAll('#tools button')].filter(e => e.offsetWidth)"
            ".map(e => e.getBoundingClientRect()).map(r => [r.left, r.right, r.height])"
        )
        assert len(ends) >= 9
        assert all(left >= 0 and right <= 390 and tall >= 24 for left, right, tall in ends)


@pytest.mark.parametrize("width", [390, 800, 1000])
def test_the_filters_are_a_drawer_that_closes(open_page: Open, width: int) -> None:
    seen = "getComputedStyle(document.getElementById('legend')).visibility === 'visible'"
    with open_page(viewport={"width": width, "height": 844}, reduced_motion="reduce") as view:
        for close in (
            lambda: view.page.click(".shut"),
            lambda: view.page.mouse.click(width - 20, 400),
            lambda: view.page.keyboard.press("Escape"),
        ):
            view.page.click("#toggle-legend")
            assert view.ask(seen)
            close()
            assert not view.ask(seen)


@pytest.mark.parametrize("width", [800, 900])
def test_the_map_stays_above_what_is_said_to_be_missing(open_page: Open, width: int) -> None:
    with open_page("lang=fr&mode=loops", viewport={"width": width, "height": 800}) as view:
        time.sleep(0.6)
        low = view.ask(
            "Math.max(...[...explorer.scene.actors.values()].map(p => {"
            " const v = explorer.map.view(); return v.toScreen(p).y + p.r * v.scale }))"
        )
        line = view.ask("document.getElementById('missing').offsetTop")
        corner = view.ask("document.getElementById('corner').offsetTop")
        assert low <= line + corner


# --- Sharing and export


def test_a_page_in_a_frame_shares_its_view(page_text: str, open_text: Open) -> None:
    frame = f'<iframe srcdoc="{escape(page_text)}" width=1200 height=700 sandbox="allow-scripts">'
    with open_text(f"<!doctype html><title>x</title><body>{frame}</iframe>") as view:
        for _ in range(100):
            inner = view.page.frames[-1]
            if inner != view.page.main_frame and inner.evaluate("Boolean(window.explorer)"):
                break
            time.sleep(0.05)
        inner.evaluate("explorer.change({undated: false})")
        inner.evaluate("document.getElementById('share').click()")
        assert inner.evaluate("document.getElementById('share-hash').value") == "#undated=0"
        assert "about:srcdoc" not in inner.evaluate(
            "[...document.querySelectorAll('#menu input')].map(e => e.value).join()"
        )


@pytest.mark.parametrize(("works", "word"), [("true", "Copied"), ("false", "Not copied")])
def test_copied_is_said_only_when_it_was(open_page: Open, works: str, word: str) -> None:
    with open_page("actor=openai") as view:
        view.ask(f"void (document.execCommand = () => {works})")
        view.ask("void (navigator.clipboard.writeText = () => Promise.reject())")
        view.page.click("#share")
        view.page.click("#menu .copy button")
        time.sleep(0.2)
        assert view.text("#menu .copy button").split(":")[0] == word


def test_the_table_names_exclusivity_and_beneficiaries(small: Records, open_text: Open) -> None:
    rows = (replace(small.relations[1], exclusive=True, beneficiary=("cat", "dan")),)
    with open_text(html(replace(small, relations=rows), cutoff="2026-07-02", digest="0")) as view:
        view.page.click("#export")
        text = saved(view, "[data-export='csv']").decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["exclusive"], row["beneficiary"]) == ("true", "cat|dan")


@pytest.mark.parametrize("fragment", ["mode=overlaps", "loop=amazon|anthropic", "actor=asml"])
def test_a_drawing_fits_what_is_drawn(open_page: Open, fragment: str) -> None:
    with open_page(fragment, viewport={"width": 900, "height": 800}) as view:
        time.sleep(0.6)
        view.page.click("#export")
        text = saved(view, "[data-export='svg']").decode()
        root = ET.fromstring(text)  # noqa: S314  # our own drawing
        ends = view.ask(
            f"""(text => {{ const box = document.createElement('div'); document.body.append(box);
            const svg = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
            box.append(document.importNode(svg, true));
            const at = box.firstChild.getBoundingClientRect();
            const ends = [...box.querySelectorAll('text')].map(e => e.getBoundingClientRect())
              .map(r => [r.left - at.left, r.right - at.left, r.bottom - at.top]);
            box.remove(); return ends }})({json.dumps(text)})"""
        )
    width, height = int(root.attrib["width"]), int(root.attrib["height"])
    assert all(left >= 0 and right <= width and low <= height for left, right, low in ends)


def test_a_loop_stands_above_the_panel_of_a_phone(open_page: Open) -> None:
    with open_page("loop=amazon|anthropic", viewport={"width": 390, "height": 844}) as view:
        time.sleep(0.6)
        high, low = view.ask(
            "(boxes => [Math.min(...boxes.map(b => b.top)), Math.max(...boxes.map(b => b.bottom))])"
            "([...explorer.map.names, ...explorer.map.labels])"
        )
        assert high >= view.ask(
            "(b => b.offsetTop + b.offsetHeight)(document.getElementById('mode'))"
        )
        assert low <= view.ask("document.getElementById('panel').offsetTop")


def test_a_small_ring_names_its_actors_before_its_sums(open_page: Open) -> None:
    loop = "loop=amazon|anthropic|nvidia|openai"
    with open_page(loop, viewport={"width": 390, "height": 844}) as view:
        time.sleep(0.6)
        assert view.ask("explorer.map.names.length") == 4
        assert view.ask("explorer.map.labels.every(label => label.lines.length === 1)")


def test_an_actor_has_its_id_and_its_claims(open_page: Open) -> None:
    with open_page("actor=mistral-ai") as view:
        assert view.text("#panel [data-id]") == "mistral-ai"
        document = json.loads(saved(view, "[data-save='jsonld']"))
        ids = {f"relation:{id_}" for id_ in view.ask(
            "explorer.scene.visible.filter(r => [r.subject, r.object].includes('mistral-ai'))"
            ".map(r => r.id)"
        )}  # fmt: skip
    assert {row["id"] for row in document["relations"]} == ids
    assert "actor:mistral-ai" in {row["id"] for row in document["actors"]}


def test_a_picture_of_the_table_has_the_names_of_the_map(open_page: Open) -> None:
    with open_page("view=table&actor=openai") as view:
        view.page.click("#export")
        drawing = saved(view, "[data-export='svg']").decode()
    texts = [e.text for e in ET.fromstring(drawing).iter() if e.tag.endswith("text")]  # noqa: S314  # our own drawing
    assert {"OpenAI", "Microsoft", "Nvidia"} <= set(texts)


def test_an_address_says_how_many_steps_of_growth_it_keeps(open_page: Open) -> None:
    with open_page("actor=openai") as view:
        view.ask("explorer.change({grown: Array(401).fill('openai')})")
        view.page.click("#share")
        assert "first 400 additions" in view.text("#menu")


def test_an_arc_of_a_loop_is_named_as_by_kg_loops(open_page: Open) -> None:
    with open_page("loop=alphabet|anthropic") as view:
        heads = view.ask(
            "[...document.querySelectorAll('[data-arc] h3 > :first-child')].map(e => e.textContent)"
        )
    assert heads == [
        "Alphabet → Anthropic: financing + purchase",
        "Anthropic → Alphabet: purchase",
    ]


# --- Strange ids


def test_pairs_of_actors_with_strange_ids(small: Records, open_text: Open) -> None:
    ids = ("a|b", "c~d", "__proto__", "constructor")
    actors = tuple(replace(small.actors[0], id=id_, name=id_) for id_ in ids)
    rows = tuple(
        replace(small.relations[0], id=f"{a}--{kind}--{b}", subject=a, object=b, type=kind)
        for a, b in zip(ids, (*ids[1:], ids[0]), strict=True)
        for kind in ("competes-with", "supplies-cloud-to")
    )
    records = replace(small, actors=actors, relations=rows)
    with open_text(html(records, cutoff="2026-07-02", digest="0"), "mode=overlaps") as view:
        assert view.ask("explorer.scene.pairs.length") == len(ids)
        assert sorted(view.ask("[...explorer.scene.actors.keys()]")) == sorted(ids)
        for place in range(len(ids)):
            view.ask(f"document.querySelectorAll('[data-pair]')[{place}].click()")
            assert view.ask("document.querySelectorAll('.side .claim').length") == 2
            assert view.ask("explorer.scene.strong.size") == 2
            fragment = view.ask("location.hash")
            assert "pair=" in fragment
            view.ask("explorer.reread()")
            assert view.ask("explorer.state.selected.kind") == "pair"
            view.ask("explorer.select(null)")


def test_paths_growth_and_loops_of_actors_with_strange_ids(small: Records, open_text: Open) -> None:
    ids = ("a|b", "c~all", "__proto__", "d%7Ce")
    actors = tuple(replace(small.actors[0], id=id_, name=id_) for id_ in ids)
    rows = tuple(
        replace(small.relations[0], id=f"{a}{kind}{b}", subject=a, object=b, type=kind)
        for a, b in zip(ids, (*ids[1:], ids[0]), strict=True)
        for kind in ("invests-in", "supplies-cloud-to")
    )
    records = replace(small, actors=actors, relations=rows)
    listed = f"{address('a|b', 'c~all')}"
    steps = address(step("c~all", "all"), step("a|b", "money"), step("__proto__", ""))
    for fragment, question, answer in (
        (f"mode=path&path={listed}&avoid={address('d%7Ce')}",
         "[explorer.state.ends, explorer.state.avoid]", [["a|b", "c~all"], ["d%7Ce"]]),
        (f"grow={steps}", "explorer.state.grown.length", 3),
        (f"mode=around&grow={address(step('c~all', 'all'))}",
         "[...explorer.scene.actors.keys()].sort()", sorted(ids[:3])),
        (f"loop={listed}", "explorer.scene.loop.actors", ["a|b", "c~all"]),
    ):  # fmt: skip
        with open_text(html(records, cutoff="2026-07-02", digest="0"), fragment) as view:
            assert view.ask(question) == answer
            view.ask("explorer.change({undated: false})")
            view.ask("explorer.reread()")
            view.ask("explorer.change({undated: true})")
            assert view.ask(question) == answer


@pytest.mark.parametrize(
    ("locale", "lang", "first"), [("fr-CA", "", "fr"), ("de", "", "en"), ("fr", "lang=en", "en")]
)
def test_the_page_speaks_as_the_browser_does(
    open_page: Open, locale: str, lang: str, first: str
) -> None:
    with open_page(lang, locale=locale) as view:
        assert view.ask("document.documentElement.lang") == first
        assert view.text("#switch-language") == {"en": "FR", "fr": "EN"}[first]


def test_the_words_over_the_bars_hide_none_of_them(open_page: Open) -> None:
    with open_page(viewport={"width": 844, "height": 390}) as view:
        title = view.page.locator("#bar-title").bounding_box()
        bars = view.page.locator("#bars").bounding_box()
        assert title
        assert bars
        below = title["y"] + title["height"] - bars["y"]
        drawn = view.page.evaluate(
            "(rows) => { const c = document.getElementById('bars'), pen = c.getContext('2d');"
            " const seen = pen.getImageData(c.width / 2, 0, c.width * 0.4, rows);"
            " return seen.data.some((v) => v > 0); }",
            below - 3,
        )
        assert not drawn
