"""The page in a browser: what a reader sees and can do, besides the numbered checks."""

from __future__ import annotations

import csv
import io
import re
import time
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest
from looking import CUTOFF, HOSTILE, hostile_records, pairs, screen, visible, wait

import kg
from kg.rdf.quads import asserted
from kg.view.network import network
from kg.view.page import html
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.records.model import Records

    Open = Callable[..., Any]

pytestmark = pytest.mark.browser
PLACES = "[...explorer.scene.actors].map(([id, p]) => [id, p.x, p.y])"
OVERLAPS = """(() => {
  const boxes = [...explorer.map.names, ...explorer.map.labels];
  return boxes.flatMap((p, i) => boxes.slice(0, i).filter(q =>
    p.left < q.right && q.left < p.right && p.top < q.bottom && q.top < p.bottom)
    .map(q => [p.name, q.name])) })()"""


def saved(view: Any, form: str) -> bytes:
    """Return what the page saves."""
    view.page.click("#export")
    with view.page.expect_download() as download:
        view.page.click(f"[data-export='{form}']")
    assert download.value.suggested_filename == f"alliances.{form}"
    return Path(download.value.path()).read_bytes()


def test_nothing_undefined_is_written(open_page: Open) -> None:
    with open_page("actor=openai") as view:
        for word in ("undefined", "NaN", "[object"):
            assert word not in view.ask("document.body.innerText")


def test_the_legend_filters_and_counts(open_page: Open, records: Records) -> None:
    shown = visible(records)
    number = sum(r.type == "invests-in" for r in shown)
    with open_page() as view:
        assert view.text("label:has([data-value='invests-in']) .count") == str(number)
        view.page.uncheck("[data-value='invests-in']")
        assert view.shown() == len(shown) - number
        assert view.text("label:has([data-value='invests-in']) .count") == str(number)
        view.page.click("button.reset")
        assert view.shown() == len(shown)
        view.page.hover("label:has([data-value='lends-to'])")
        view.page.click("label:has([data-value='lends-to']) .only")
        assert view.shown() == sum(r.type == "lends-to" for r in shown)


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


def test_the_ribbons_are_those_of_the_pyvis_network(open_page: Open, records: Records) -> None:
    net = network(records, visible(records), cutoff=CUTOFF)
    wanted = {edge["id"]: edge for edge in net.edges if edge["from"] != edge["to"]}
    with open_page() as view:
        drawn = view.ask(
            "[...explorer.map.looks.values()].map(({ribbon, look}) => [ribbon.id, ribbon.lane,"
            " look.arrows, Boolean(look.dashes), look.width / 1.25, look.later])"
        )
    assert {row[0] for row in drawn} == set(wanted)
    for id_, lane, arrows, dashes, width, later in drawn:
        edge = wanted[id_]
        assert lane == edge["lane"]
        assert {end for end in ("to", "from") if arrows[end]} == set(
            filter(None, edge["arrows"].split(", "))
        )
        if later:  # an outline, at least 4 pixels wide
            assert width * 1.25 == pytest.approx(max(4, edge["width"] * 1.25), abs=0.02)
            continue
        assert dashes == bool(edge["dashes"])
        assert width == pytest.approx(edge["width"], abs=0.01)


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
        wait(view, "document.querySelectorAll('details[open] .claim a').length > 0")
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
        totals = [
            r.amount.value
            for r in visible(records)
            if r.amount and (r.amount.currency, r.amount.period) == ("USD", "total")
        ]
        most = max(totals)  # US dollars stand first: nothing is converted
        top = records.relation_by_id[first].amount
        assert top is not None
        assert top.value == most


def test_dark_follows_the_system_and_can_be_switched(open_page: Open) -> None:
    with open_page(color_scheme="dark") as view:
        assert view.ask("getComputedStyle(document.body).backgroundColor") == "rgb(17, 21, 28)"
        view.page.click("#switch-theme")
        assert view.ask("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.parametrize(
    ("fragment", "least"),
    [("", 25), ("mode=overlaps", 15), ("mode=loops", 20), ("actor=nvidia", 15),
     ("loop=amazon|anthropic", 2), ("loop=alphabet|nvidia|openai", 3),
     ("loop=amazon|anthropic|nvidia|openai", 4), ("path=openai|asml", 4),
     ("mode=around&grow=mistral-ai~all", 12)],
)  # fmt: skip
def test_names_on_the_map_never_overlap(open_page: Open, fragment: str, least: int) -> None:
    with open_page(fragment, reduced_motion="reduce") as view:
        time.sleep(0.2)
        assert view.ask("explorer.map.names.length") >= least
        assert view.ask(OVERLAPS) == []
        for _ in range(2):
            view.ask("explorer.map.zoom(1.6)")
            time.sleep(0.2)
            assert view.ask(OVERLAPS) == []


def test_a_loop_is_a_ring_with_date_amount_and_status(open_page: Open) -> None:
    with open_page("mode=loops") as view:
        view.page.click("[data-loop='amazon|anthropic']")
        time.sleep(0.5)
        labels = view.ask("explorer.map.labels.map(l => l.lines)")
        assert len(labels) == 2
        for amount, *others in labels:
            assert re.search(r"\$\d|unknown", amount)
            assert " · " in amount
            assert re.search(r"\d{4}|undated", " ".join(others))
        heads = view.ask("[...explorer.scene.ribbons.values()].map(r => [r.arc.source, r.target])")
        assert {tuple(head) for head in heads} == {("amazon", "anthropic"), ("anthropic", "amazon")}
        arrows = view.ask("explorer.map.edges.get().filter(e => !e.hidden).map(e => e.arrows)")
        assert not any(arrow[end]["enabled"] for arrow in arrows for end in ("to", "from"))
        assert "Announced commitments, not cash paid" in view.text("#mode")
        assert view.ask("document.querySelectorAll('[data-arc] .claim a').length") >= 2


HEADS = """[...explorer.map.looks.values()].map(({ribbon, look}) =>
  [ribbon.a, ribbon.b, look.arrows, ribbon.relations.map(r => r.id)])"""
OFF_LINE = """[...explorer.map.looks.values()].map(line => {
  const {points, ribbon, p, q, look} = line, end = ribbon.target === ribbon.b ? q : p;
  const [tip, left, right] = explorer.map.headOf(line);
  const foot = {x: (left.x + right.x) / 2, y: (left.y + right.y) / 2};
  const off = point => Math.min(...points.map(o => Math.hypot(o.x - point.x, o.y - point.y)));
  return [off(tip), off(foot), Math.hypot(tip.x - end.x, tip.y - end.y) - end.r] })"""


def test_among_loops_every_head_points_where_the_money_goes(
    open_page: Open, records: Records
) -> None:
    ways = vocabulary().relation_types
    with open_page("mode=loops") as view:
        drawn = view.ask(HEADS)
    assert drawn
    for a, b, arrows, ids in drawn:
        payees = set()
        for relation in map(records.relation_by_id.__getitem__, ids):
            back = ways[relation.type].money_direction == "object-to-subject"
            payees.add(records.root[relation.subject if back else relation.object])
        assert (arrows["to"], arrows["from"]) == (b in payees, a in payees)


def test_a_loop_says_what_is_paid_and_its_heads_stand_on_the_lines(open_page: Open) -> None:
    with open_page("loop=amazon|openai", reduced_motion="reduce") as view:
        words = [
            line for label in view.ask("explorer.map.labels.map(l => l.lines)") for line in label
        ]
        panel = view.text("#panel-content")
        heads = view.ask(OFF_LINE)
    assert sum(line.startswith("pays ") and "$" in line for line in words) == 2
    assert "buys cloud from" in panel
    assert "supplies cloud to" not in panel
    assert heads
    for tip, foot, gap in heads:
        assert max(tip, foot) < 14  # points of a line are at most 25 apart
        assert gap > 0


def test_the_loops_say_of_how_many_actors_there_are_how_many(open_page: Open) -> None:
    rows = kg.open().loops(max_length=4)
    sizes = Counter(len(row.actors) for row in rows)
    with open_page("mode=loops") as view:
        words = view.text("#lengths")
    assert words == f"all {sizes[2]} of two, all {sizes[3]} of three, all {sizes[4]} of four"


def test_a_path_is_asked_for_on_the_map_and_can_avoid_an_actor(open_page: Open) -> None:
    with open_page("mode=path", reduced_motion="reduce") as view:
        time.sleep(0.3)
        for id_ in ("openai", "asml"):
            at = screen(view, id_)
            view.page.mouse.click(at["x"], at["y"])
            time.sleep(0.3)
        assert view.ask("explorer.state.ends") == ["openai", "asml"]
        first = view.ask("explorer.scene.chains.paths[0]")
        view.page.click(".avoid")
        assert view.ask("explorer.state.avoid") == [first[1]]
        assert first not in view.ask("explorer.scene.chains.paths")
        view.page.click(".hop summary")
        wait(view, "document.querySelectorAll('.hop .claim a').length > 0")
        view.page.fill("[data-field='path-to']", "mistral")
        view.page.keyboard.press("Enter")
        assert view.ask("explorer.state.ends") == ["openai", "mistral-ai"]


def test_a_neighbourhood_grows_by_family_and_shrinks(open_page: Open, records: Records) -> None:
    ties = [r for r in visible(records) if "mistral-ai" in (r.subject, r.object)]
    near = {id_ for r in ties for id_ in (r.subject, r.object)}
    with open_page("actor=mistral-ai") as view:
        view.page.click("[data-around='all']")
        assert set(view.ask("[...explorer.scene.actors.keys()]")) == near
        view.ask("explorer.select({kind: 'actor', id: 'asml'})")
        chip = "[data-step='asml~compute']"
        promised = int(view.text(f"{chip} b"))
        view.page.click(chip)
        assert view.ask("explorer.scene.actors.size") == len(near) + promised
        view.page.click("[data-around='undo']")
        assert view.ask("explorer.scene.actors.size") == len(near)
        view.page.click("#leave")
        assert view.ask("explorer.state.mode") == "all"


def test_a_drag_over_the_bars_chooses_a_span(open_page: Open) -> None:
    with open_page() as view:
        box = view.page.locator("#bars").bounding_box()
        y = box["y"] + 20
        view.page.mouse.move(box["x"] + 0.7 * box["width"], y)
        view.page.mouse.down()
        view.page.mouse.move(box["x"] + 0.9 * box["width"], y, steps=4)
        view.page.mouse.up()
        first, last = view.ask("[explorer.state.from, explorer.state.to]")
        assert "2025-01" < first < last <= "2026-07-02"
        assert "Announced between" in view.text("#mode")
        view.page.focus("#slider-from")
        view.page.keyboard.press("ArrowRight")
        wait(view, f"explorer.state.from > '{first}'")
        view.page.click("#when-day")
        assert view.ask("explorer.state.from") is None


def test_what_is_over_is_thin_and_barred(open_page: Open) -> None:
    with open_page("ended=1") as view:
        looks = view.ask("[...explorer.map.looks.values()].map(l => [l.look.over, l.look.width])")
        assert any(over for over, _ in looks)
        assert all(width < 1.5 for over, width in looks if over)


def test_sums_that_are_only_upper_limits_are_hollow(open_page: Open) -> None:
    with open_page() as view:
        looks = view.ask(
            "[...explorer.map.looks.values()].map(({look, ribbon}) => [look.hollow && !look.later,"
            " explorer.map.edges.get(ribbon.id).color.color.slice(7),"
            " ribbon.relations.map(r => r.amount?.qualifier)])"
        )
    hollow = [(alpha, bounds) for is_hollow, alpha, bounds in looks if is_hollow]
    assert hollow
    assert all(alpha == "00" and "up-to" in bounds for alpha, bounds in hollow)


# --- Export and share


def test_the_view_as_csv_is_safe_in_a_spreadsheet(open_page: Open, records: Records) -> None:
    with open_page("actor=mistral-ai&mode=around&grow=mistral-ai~all") as view:
        text = saved(view, "csv").decode("utf-8-sig")
        shown = view.ask("explorer.scene.visible.map(r => r.id).sort()")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["id"] for row in rows] == shown
    for row in rows:
        relation = records.relation_by_id[row["id"]]
        assert row["subject_name"] == records.actor_by_id[relation.subject].name
        assert row["sources"].split("|") == list(relation.sources)
        assert row["amount"] == (str(relation.amount.value) if relation.amount else "")


def test_hostile_text_is_no_formula_and_no_markup_in_exports(
    small: Records, open_text: Open
) -> None:
    records = hostile_records(small)
    text = html(records, cutoff=CUTOFF.isoformat(), digest="", title="=cmd|' /C calc'!A0")
    with open_text(text) as view:
        cells = view.ask("explorer.scene.visible.length")
        table = saved(view, "csv").decode("utf-8-sig")
        drawing = saved(view, "svg").decode()
    assert cells
    for row in csv.reader(io.StringIO(table)):
        assert not any(re.match(r"\s*[=+@]", cell) for cell in row)
    root = ET.fromstring(drawing)  # noqa: S314  # our own drawing
    assert not [e for e in root.iter() if e.tag.rpartition("}")[2] in {"script", "image", "a"}]
    assert HOSTILE.split("\u2028", maxsplit=1)[0] in "".join(root.itertext())


def test_the_view_as_json_ld_says_the_same_as_the_graph(open_page: Open, records: Records) -> None:
    with open_page("loop=amazon|anthropic") as view:
        text = saved(view, "jsonld")
        shown = set(view.ask("explorer.scene.visible.map(r => r.id)"))
    triples = {
        ox.Triple(q.subject, q.predicate, q.object)
        for q in ox.parse(text, format=ox.RdfFormat.JSON_LD)
    }
    known = {ox.Triple(q.subject, q.predicate, q.object) for q in asserted(records)}
    assert {str(t) for t in triples} <= set(map(str, known))
    subjects = {t.subject.value for t in triples if isinstance(t.subject, ox.NamedNode)}
    about = [s for s in subjects if "/relation/" in s and s.rpartition("/")[2] in shown]
    assert len(about) == len(shown)
    said = [t for t in triples if t.subject.value in about]
    wanted = [t for t in known if isinstance(t.subject, ox.NamedNode) and t.subject.value in about]
    assert len(said) >= 0.9 * len(wanted)


def test_the_json_ld_of_everything_has_whole_deals_and_actors(
    open_page: Open, records: Records
) -> None:
    with open_page() as view:
        text = saved(view, "jsonld")
    known = {(str(q.subject), str(q.predicate), str(q.object)) for q in asserted(records)}
    triples = {
        (str(q.subject), str(q.predicate), str(q.object))
        for q in ox.parse(text, format=ox.RdfFormat.JSON_LD)
    }
    about = {subject for subject, _, _ in triples if re.search("/(actor|deal)/", subject)}
    missing = {t for t in known - triples if t[0] in about and not t[1].endswith("hasPart>")}
    assert len(about) > 500
    assert triples - known == set()
    assert missing == set()


def test_the_view_as_a_drawing_has_text_legend_date_and_licence(open_page: Open) -> None:
    with open_page("mode=overlaps&as=2026-01-31") as view:
        names = view.ask("explorer.map.names.map(n => n.name)")
        drawing = saved(view, "svg").decode()
        picture = saved(view, "png")
    root = ET.fromstring(drawing)  # noqa: S314  # our own drawing
    words = [e.text for e in root.iter() if e.tag.endswith("text")]
    assert set(names) <= set(words)
    assert any("31 Jan 2026" in (word or "") for word in words)
    assert any("CC BY 4.0" in (word or "") for word in words)
    assert "Money & ownership" in words
    assert picture.startswith(b"\x89PNG")
    assert int.from_bytes(picture[16:20], "big") == 2 * int(root.attrib["width"])
    assert len(picture) > 50_000


def test_share_gives_the_address(open_page: Open) -> None:
    with open_page("actor=openai") as view:
        view.page.click("#share")
        assert view.ask("document.getElementById('share-hash').value") == "#actor=openai"
        assert view.ask("document.getElementById('share-address').value") == view.page.url
        view.page.click("#menu .copy button")
        wait(view, "document.querySelector('#menu .copy button').textContent === 'Copied'")


# --- Other media


def test_forced_colours_and_print(open_page: Open) -> None:
    with open_page("view=table", forced_colors="active") as view:
        assert view.ask("matchMedia('(forced-colors: active)').matches")
        view.page.emulate_media(media="print", forced_colors="none")
        hidden = "getComputedStyle(document.getElementById('{}')).display === 'none'"
        assert view.ask(hidden.format("legend"))
        assert view.ask(hidden.format("tools"))
        assert view.ask("document.getElementById('table').getBoundingClientRect().height") > 900
        assert view.page.pdf()[:5] == b"%PDF-"


def test_a_notebook_shows_the_page(open_text: Open, records: Records) -> None:
    frame = kg.open().view(height=500)._repr_html_()
    text = f"<!doctype html><html lang=en><title>notebook</title><body>{frame}</body></html>"
    with open_text(text) as view:
        for _ in range(100):
            inner = view.page.frames[-1]
            if inner != view.page.main_frame and inner.evaluate("Boolean(window.explorer)"):
                break
            time.sleep(0.05)
        inner.evaluate("explorer.change({undated: false})")
        assert inner.evaluate("explorer.scene.visible.length") == len(
            visible(records, undated=False)
        )


# --- Speed and size


def test_a_filter_step_changes_only_what_differs(open_page: Open) -> None:
    """The work of a step, not its time: `make bench-view` holds that to its budget."""
    with open_page() as view:
        changed = view.ask(
            "(() => { const { edges, nodes } = explorer.map; const counts = [];"
            "for (const set of [edges, nodes]) { const update = set.update.bind(set);"
            "set.update = rows => { counts.push(rows.length); return update(rows) } }"
            "const before = new Map([...explorer.scene.ribbons].map(([id, r]) => [id,"
            " r.relations.length]));"
            "explorer.change({undated: false});"
            "const now = explorer.scene.ribbons;"
            "const differ = [...before].filter(([id, n]) => now.get(id)?.relations.length !== n);"
            "return [counts.reduce((p, q) => p + q, 0), differ.length, before.size] })()"
        )
    updates, differ, ribbons = changed
    assert 0 < differ < ribbons / 5
    assert updates <= 3 * differ  # lanes of a pair move, and actors without ties go


def test_a_large_graph_opens_on_its_best_connected_actors(open_text: Open, large: Records) -> None:
    with open_text(html(large, cutoff="2026-07-02", digest="")) as view:
        assert view.ask("explorer.scene.actors.size") == 150
        assert re.search(r"150 of [\d,]+ actors are on the map", view.text("#mode"))
        drawn = view.ask(
            "[...explorer.scene.ribbons.values()].reduce((n, r) => n + r.relations.length, 0)"
        )
        assert view.shown() == drawn
        last = large.actors[-1].id
        view.page.keyboard.press("/")
        view.page.keyboard.type(large.actors[-1].name)
        view.page.keyboard.press("Enter")
        assert view.ask(f"explorer.scene.actors.has('{last}')")
        before = view.ask("explorer.scene.actors.size")
        chip = "[data-step]:last-of-type"
        promised = int(view.text(f"{chip} b"))
        assert promised > 0
        view.page.click(chip)
        assert view.ask("explorer.scene.actors.size") == before + promised
        view.page.click("[data-around='undo']")
        assert view.ask("explorer.scene.actors.size") == before
        every = "explorer.change({grown: [...explorer.model.actors.keys()]})"
        view.ask(every)
        assert view.ask("explorer.scene.actors.size") == 1500


def test_pairs_of_a_day_long_ago(open_page: Open, records: Records) -> None:
    with open_page("mode=overlaps&as=2024-06-30") as view:
        listed = view.ask("[...document.querySelectorAll('.pair')].map(e => e.dataset.pair)")
        assert set(listed) == pairs(
            records, "group", as_of=CUTOFF.replace(year=2024, month=6, day=30)
        )
