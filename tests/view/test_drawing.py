"""The pyvis network of a graph: every method of pyvis works on it, and its pages are whole."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import networkx as nx
import pytest
from pyvis.network import Network

import kg
from calling import program
from kg.relations.table import table
from kg.view.drawing import drawing

if TYPE_CHECKING:
    from pathlib import Path

    from kg.graph.graph import Graph

# What every public method of pyvis is called with.
CALLS: dict[str, tuple[Any, ...]] = {
    "add_edge": ("atlas", "boreal"),
    "add_edges": ([("atlas", "boreal")],),
    "add_node": ("new",),
    "add_nodes": (["new", "newer"],),
    "barnes_hut": (),
    "force_atlas_2based": (),
    "from_DOT": ("DOTFILE",),
    "from_nx": (nx.path_graph(3),),
    "generate_html": (),
    "get_adj_list": (),
    "get_edges": (),
    "get_network_data": (),
    "get_node": ("atlas",),
    "get_nodes": (),
    "hrepulsion": (),
    "inherit_edge_colors": (True,),
    "neighbors": ("atlas",),
    "num_edges": (),
    "num_nodes": (),
    "prep_notebook": (),
    "repulsion": (),
    "save_graph": ("page.html",),
    "set_edge_smooth": ("dynamic",),
    "set_options": ('{"physics": {"enabled": true}}',),
    "set_template": ("TEMPLATE",),
    "set_template_dir": ("FOLDER", "page.html"),
    "show": ("page.html",),
    "show_buttons": (),
    "to_json": (),
    "toggle_drag_nodes": (True,),
    "toggle_hide_edges_on_drag": (True,),
    "toggle_hide_nodes_on_drag": (True,),
    "toggle_physics": (True,),
    "toggle_stabilization": (True,),
    "write_html": ("page.html",),
}


def test_every_method_is_called() -> None:
    methods = {name for name in dir(Network) if not name.startswith("_")}
    assert set(CALLS) == {name for name in methods if callable(getattr(Network, name))}


# pyvis leaves a file open, and a library of its own warns of what a later version will do.
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("name", CALLS)
def test_a_method_works_as_on_any_other_network(
    name: str, tiny_graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "graph.dot").write_text("digraph { a -> b }")
    (tmp_path / "page.html").write_text("{{nodes|tojson}}")
    stand_ins = {"DOTFILE": "graph.dot", "TEMPLATE": "page.html", "FOLDER": str(tmp_path)}
    net = tiny_graph.pyvis()
    getattr(net, name)(*(stand_ins.get(a, a) if isinstance(a, str) else a for a in CALLS[name]))
    if name not in {"from_DOT", "set_template"}:
        assert "atlas" in net.generate_html()


def test_the_nodes_and_edges_of_the_network(tiny_graph: Graph) -> None:
    for options in ({}, {"level": "actor"}, {"people": True}, {"rumours": True}):
        net, graph = tiny_graph.pyvis(**options), tiny_graph.network(**options)
        assert sorted(net.get_nodes()) == sorted(graph)
        assert sorted(e["id"] for e in net.edges) == sorted(k for _, _, k in graph.edges(keys=True))
        ends = {e["id"]: {e["from"], e["to"]} for e in net.edges}
        assert all(ends[key] == {a, b} for a, b, key in graph.edges(keys=True))


def test_bundles_hold_the_same_relations(tiny_graph: Graph) -> None:
    bundles, lines = tiny_graph.pyvis(bundles=True), tiny_graph.pyvis()
    assert len(bundles.edges) < len(lines.edges)
    held = [id_ for edge in bundles.edges for id_ in edge["relations"]]
    assert sorted(held) == sorted(edge["id"] for edge in lines.edges)


def test_no_two_lines_between_two_actors_lie_on_each_other(tiny_graph: Graph) -> None:
    places = [(e["from"], e["to"], e["lane"]) for e in tiny_graph.pyvis().edges]
    assert len(set(places)) == len(places)


def test_tooltips_say_what_when_how_much_and_from_where(tiny_graph: Graph) -> None:
    net, records = tiny_graph.pyvis(), tiny_graph.records
    for edge in net.edges:
        relation = records.relation_by_id[edge["id"]]
        sentence, state, source = edge["title"].split("\n")
        assert records.actor_by_id[relation.subject].name in sentence
        assert str(relation.announced or relation.valid_from or "undated") in state
        assert source.endswith(records.source_by_id[relation.sources[0]].url)
    assert net.get_node("atlas")["title"].startswith(records.actor_by_id["atlas"].name)


@pytest.mark.parametrize("way", ["generate_html", "write_html", "show", "a frame"])
def test_a_page_needs_no_other_host(
    way: str, tiny_graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    net = tiny_graph.view().network() if way == "a frame" else tiny_graph.pyvis()
    if way in {"generate_html", "a frame"}:
        page = net.generate_html()
    else:
        getattr(net, way)("page.html")
        page = (tmp_path / "page.html").read_text(encoding="utf-8")
    tags = re.findall(r"<(?:link|script|img|iframe)\b[^>]*>", page)
    assert tags
    assert not [tag for tag in tags if "//" in tag]
    assert "new vis.Network(" in page


def test_text_of_others_is_text(tiny_graph: Graph) -> None:
    hostile = "<img src=x onerror=alert(1) href=x>"
    records = tiny_graph.records
    named = tuple(replace(actor, name=f"{actor.id} {hostile}") for actor in records.actors)
    selection = replace(tiny_graph.select(), table=table(replace(records, actors=named)))
    net = drawing(selection)
    assert all("href" not in entry["title"] for entry in (*net.nodes, *net.edges))
    assert hostile not in net.generate_html()


def test_of_very_many_actors_the_best_connected_are_drawn(tmp_path: Path) -> None:
    made = tmp_path / "synthetic"
    assert program("synth", "--relations", "20000", "--seed", "1", "-o", str(made)).returncode == 0
    graph = kg.open(made)
    net = graph.pyvis()
    assert 0 < net.num_nodes() < len(graph.network())
    assert {end for edge in net.edges for end in (edge["from"], edge["to"])} <= set(net.get_nodes())
