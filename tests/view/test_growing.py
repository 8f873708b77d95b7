"""The page in a browser: sizes by valuation, pairs by market, and graphs too big for one canvas."""

from __future__ import annotations

import itertools
import json
import math
import shutil
import subprocess
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx
import pytest
from looking import CUTOFF, wait

import kg
from kg.measures.money.loops import loops
from kg.relations.scope import Scope
from kg.relations.selection import select
from kg.relations.table import table
from kg.view import assets
from kg.view.page import html
from kg.vocabulary.dates import PartialDate

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.records.model import Records

    Open = Callable[..., Any]

browser = pytest.mark.browser


# --- Sizes


def valuations(records: Records, day: date) -> dict[str, float]:
    """Return the latest valuation in dollars of every actor, stated and reached by a day."""
    found: dict[str, tuple[date, float]] = {}
    for row in records.observations:
        stated = (row.announced or row.as_of).first
        if row.metric not in {"valuation", "market-cap"} or row.unit != "USD":
            continue
        if max(stated, row.as_of.first) <= day:
            latest = (row.as_of.first, float(row.value))
            found[row.actor] = max(found.get(row.actor, latest), latest)
    return {actor: value for actor, (_, value) in found.items()}


def with_valuations(records: Records) -> Records:
    """Return the records with a made-up valuation of every actor that has none, of 2025."""
    valued = valuations(records, records.cutoff)
    example = next(o for o in records.observations if o.metric == "valuation")
    extra = [
        replace(
            example, id=f"made-{actor.id}", actor=actor.id, unit="USD",
            value=Decimal(10**9 * place), as_of=PartialDate.parse("2025-03"), announced=None,
        )
        for place, actor in enumerate(records.actors, 1)
        if actor.id not in valued
    ]  # fmt: skip
    observations = tuple(sorted((*records.observations, *extra), key=lambda o: o.id))
    return replace(records, observations=observations)


@browser
@pytest.mark.parametrize("day", ["2026-07-02", "2024-12-31"])
def test_area_says_the_valuation_stated_by_the_day(
    open_text: Open, records: Records, day: str
) -> None:
    records = with_valuations(records)
    known = valuations(records, date.fromisoformat(day))
    text = html(records, cutoff=CUTOFF.isoformat(), digest="0")
    top = max(
        float(o.value)
        for o in records.observations
        if o.metric in {"valuation", "market-cap"} and o.unit == "USD"
    )
    with open_text(text, f"size=valuation&as={day}") as view:
        drawn = view.ask("[...explorer.scene.actors].map(([id, p]) => [id, p.r, p.hollow])")
        words = view.text("#valued")
    stated = {id_: r for id_, r, hollow in drawn if not hollow}
    assert set(stated) == {id_ for id_, _, _ in drawn} & set(known)
    assert words.startswith(f"{len(stated)} of {len(drawn)} actors")
    for id_, r in stated.items():
        assert r == pytest.approx(max(4, 44 * math.sqrt(known[id_] / top)))
    assert {r for _, r, hollow in drawn if hollow} <= {4.5}


@browser
def test_sizes_are_chosen_in_the_legend_and_places_stay(open_text: Open, records: Records) -> None:
    places = "[...explorer.scene.actors].map(([id, p]) => [id, p.x, p.y])"
    text = html(with_valuations(records), cutoff=CUTOFF.isoformat(), digest="0")
    with open_text(text) as view:
        before = view.ask(places)
        view.page.click("[data-size='valuation']")
        assert view.ask("location.hash") == "#size=valuation"
        assert view.ask(places) == before
        assert "valuation" in view.text("#mode")
        view.page.click("[data-size='relations']")
        assert view.ask("location.hash") == ""


@browser
def test_sizes_by_valuation_wait_until_the_best_connected_have_one(
    open_text: Open, records: Records
) -> None:
    """Without one of them the map would show the unknown as small."""
    whole = with_valuations(records)
    ties = Counter(id_ for r in records.relations for id_ in {r.subject, r.object})
    best = min(ties, key=lambda id_: (-ties[id_], id_))
    short = replace(whole, observations=tuple(o for o in whole.observations if o.actor != best))
    with open_text(html(short, cutoff=CUTOFF.isoformat(), digest="0"), "size=valuation") as view:
        assert view.ask("explorer.state.size") == "relations"
        assert view.ask("document.querySelector('[data-size=valuation]').disabled")
        known = len(valuations(short, CUTOFF))
        assert view.text("#valued").startswith(f"{known} of {len(short.actors)} actors")


# --- Pairs


@browser
def test_a_pair_has_cooperation_on_the_left_and_rivalry_on_the_right(open_page: Open) -> None:
    (row,) = (r for r in kg.open().overlaps() if {r.a, r.b} == {"amazon", "openai"})
    wanted = {"together": set(row.cooperative), "compete": set(row.competitive)}
    with open_page("mode=overlaps&pair=amazon|openai") as view:
        boxes = {}
        for name, ids in wanted.items():
            side = f"[data-side='{name}']"
            assert set(view.ask(
                f"[...document.querySelectorAll(`{side} .claim`)].map(e => e.dataset.relation)"
            )) == ids  # fmt: skip
            boxes[name] = view.page.locator(side).bounding_box()
        assert boxes["together"]["x"] + boxes["together"]["width"] <= boxes["compete"]["x"]
        assert boxes["together"]["y"] == boxes["compete"]["y"]
        view.page.set_viewport_size({"width": 1100, "height": 800})
        view.ask("explorer.draw()")
        left = [view.page.locator(f"[data-side='{name}']").bounding_box()["x"] for name in wanted]
        assert left[0] == left[1]


@browser
def test_pairs_are_narrowed_by_market(open_page: Open) -> None:
    rows = [row for row in kg.open().overlaps() if "coding-tools" in row.markets]
    wanted = {"|".join(sorted((row.a, row.b))) for row in rows}
    with open_page("mode=overlaps") as view:
        assert f"({len(rows)})" in view.text("#panel option[value='coding-tools']")
        view.page.select_option("#panel select", "coding-tools")
        listed = view.ask("[...document.querySelectorAll('[data-pair]')].map(e => e.dataset.pair)")
        assert set(listed) == wanted
        assert (
            set(view.ask("[...explorer.scene.ribbons.values()].map(r => r.a + '|' + r.b)"))
            == wanted
        )
        assert view.ask("location.hash") == "#mode=overlaps&market=coding-tools"
        assert view.text("#toggle-overlaps .pill") == str(len(kg.open().overlaps()))


# --- Big graphs


@browser
def test_a_big_graph_grows_by_blocs(open_text: Open, large: Records) -> None:
    size = "explorer.scene.actors.size"
    balance = (
        "explorer.scene.beyond + [...explorer.scene.ribbons.values()]"
        ".reduce((n, r) => n + r.relations.length, 0) === explorer.scene.visible.length"
    )
    with open_text(html(large, cutoff="2026-07-02", digest="0" * 64)) as view:
        view.page.click("#to-blocs")
        before = view.ask(size)
        chip = "#blocs .bloc:first-of-type [data-step]"
        promised = int(view.text(f"{chip} b"))
        assert 0 < promised <= 100
        view.page.click(chip)
        assert view.ask(size) == before + promised
        assert view.ask(balance)
        fragment = view.ask("location.hash")
        view.page.click(chip)
        assert view.ask(size) > before + promised
        view.page.click("#mode .chip")
        view.ask(f"(history.replaceState(null, '', '{fragment}'), explorer.reread())")
        assert view.ask(size) == before + promised


@browser
def test_of_very_many_pairs_the_first_are_drawn(open_text: Open, small: Records) -> None:
    actors = tuple(replace(small.actors[0], id=f"a{i:04d}", name=f"A{i}") for i in range(2500))
    rows = tuple(
        replace(
            small.relations[0], id=f"{a.id}--{kind}--{b.id}", subject=a.id, object=b.id, type=kind
        )
        for step in (1, 7)
        for a, b in itertools.pairwise(actors[::step])
        for kind in ("competes-with", "partners-with")
    )
    text = html(replace(small, actors=actors, relations=rows), cutoff="2026-07-02", digest="0" * 64)
    with open_text(text, "mode=overlaps") as view:
        total = len(rows) // 2
        assert view.ask("explorer.scene.pairs.length") == total
        assert view.ask("explorer.scene.actors.size") == 1500
        assert view.text("#absent").startswith("1,500 of 2,500 actors are drawn")
        assert view.ask("document.querySelectorAll('.pair').length") == 200
        view.page.click("#pairs .more")
        assert view.ask("document.querySelectorAll('.pair').length") == 400


@browser
def test_a_hub_brings_in_a_portion_and_says_of_how_many(open_text: Open, large: Records) -> None:
    hub = "explorer.select({kind: 'actor', id: 'a00000'})"
    with open_text(html(large, cutoff="2026-07-02", digest="0" * 64)) as view:
        view.ask(hub)
        chip = "#panel .bring:last-of-type"
        assert view.text(f"{chip} b") == "100"
        rest = int(view.text(f"{chip} .quiet").split()[-1])
        before = view.ask("explorer.scene.actors.size")
        view.page.click(chip)
        assert view.ask("explorer.scene.actors.size") == before + 100
        assert (
            int((view.text(f"{chip} .quiet") or view.text(f"{chip} b")).split()[-1]) == rest - 100
        )


@browser
def test_a_neighbourhood_beyond_the_canvas_says_what_is_missing(
    open_text: Open, large: Records
) -> None:
    with open_text(
        html(large, cutoff="2026-07-02", digest="0"), "mode=around&grow=a00000~2"
    ) as view:
        drawn, absent, beyond = view.ask(
            "[explorer.scene.actors.size, explorer.scene.absent, explorer.scene.beyond]"
        )
        assert drawn == 1500 or absent == 0
        if absent:
            assert beyond
            assert f"of {drawn + absent:,} actors" in view.text("#mode")


@browser
def test_loops_of_very_many_relations_are_counted_when_there_is_time(
    open_text: Open, large: Records
) -> None:
    many = large.relations + tuple(
        type(r)(**{**{f: getattr(r, f) for f in r.__slots__}, "id": f"{r.id}-again"})
        for r in large.relations
    )
    records = type(large)(
        large.actors, large.sources, (), tuple(sorted(many, key=lambda r: r.id)), (),
        cutoff=large.cutoff,
    )  # fmt: skip
    with open_text(html(records, cutoff="2026-07-02", digest="0")) as view:
        assert view.shown() < 10_000
        wait(view, "/\\d/.test(document.querySelector('#toggle-loops .pill').textContent)")
        counted = view.text("#toggle-loops .pill")
        view.page.click("#toggle-loops")
        assert view.text("#toggle-loops .pill") == counted


@browser
def test_loops_of_a_big_graph_are_complete_where_the_page_says_all(
    open_text: Open, large: Records
) -> None:
    selection = select(table(large), Scope(large.cutoff))
    sizes = Counter(len(loop.actors) for loop in loops(selection, max_length=5))
    with open_text(html(large, cutoff="2026-07-02", digest="0"), "mode=loops&length=5") as view:
        lengths = view.ask("explorer.scene.money.lengths")
        words = view.text("#lengths")
    assert {row["size"]: row["count"] for row in lengths} == sizes
    assert all(row["complete"] for row in lengths)
    names = ("two", "three", "four", "five")
    assert words == ", ".join(
        f"all {sizes[size]:,} of {name}" for size, name in enumerate(names, 2)
    )


@pytest.mark.skipif(
    shutil.which("node") is None, reason="no node: its tests of the page did not run"
)
def test_blocs_are_as_tight_as_those_of_networkx(records: Records) -> None:
    graph = nx.Graph()
    types = kg.vocabulary.vocabulary.vocabulary().relation_types
    for row in records.relations:
        if types[row.type].sign == "cooperative" and row.subject != row.object:
            graph.add_edge(row.subject, row.object)
    ids = sorted(graph)
    edges = [[ids.index(a), ids.index(b), 1] for a, b in graph.edges]
    blocs = (Path(assets.__file__).parent / "assets" / "data" / "blocs.js").as_uri()
    script = (
        f'import {{ louvain }} from "{blocs}";'
        f"console.log(JSON.stringify([...louvain({len(ids)}, {json.dumps(edges)})]))"
    )
    run = subprocess.run(
        ["node", "--input-type=module", "-e", script], capture_output=True, text=True, check=True
    )
    found: dict[int, set[str]] = {}
    for place, bloc in enumerate(json.loads(run.stdout)):
        found.setdefault(bloc, set()).add(ids[place])
    best = nx.community.louvain_communities(graph, seed=1)
    modularity = nx.community.modularity
    assert modularity(graph, found.values()) >= 0.95 * modularity(graph, best)
