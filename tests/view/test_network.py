from __future__ import annotations

from typing import TYPE_CHECKING

from kg.view.network import network

if TYPE_CHECKING:
    from kg.records.model import Records


def test_every_relation_selected_is_shown(records: Records) -> None:
    chosen = [r for r in records.relations if r.status != "ended"]
    net = network(records, chosen, cutoff=records.cutoff)
    shown = [id_ for edge in net.edges for id_ in edge["relations"]]
    assert sorted(shown) == sorted(relation.id for relation in chosen)
    assert len({edge["id"] for edge in net.edges}) == len(net.edges)


def test_it_is_a_pyvis_network_that_can_be_changed(small: Records) -> None:
    net = network(small, small.relations, cutoff="2026-07-02")
    assert net.directed
    assert net.get_node("ann")["label"] == "Ann"
    assert net.get_nodes() == ["ann", "bob", "cat", "dan"]
    net.add_node("eve")
    net.add_edge("eve", "ann")
    assert net.num_nodes() == 5
    assert "vis.Network" in net.generate_html()


def test_the_records_stay_as_they_were(small: Records) -> None:
    before = repr(small)
    network(small, small.relations, cutoff=small.cutoff)
    assert repr(small) == before
