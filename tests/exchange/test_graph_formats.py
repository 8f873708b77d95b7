"""Graph formats: what other programs read out of a file is what the records say."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from lxml import etree

import builders
from graph_files import READERS, expected
from kg.base.text import neutral, one_line
from kg.exchange import FORMATS
from kg.exchange.graphs.property_graph import PropertyGraph
from strategies import any_records

if TYPE_CHECKING:
    from kg.graph.graph import Graph
    from kg.records.model import Records

SCHEMAS = Path(__file__).parent / "schemas"
EMPTY = builders.records([])
EXACT = ["graphml", "gexf", "cyjs", "node-link", "neo4j"]


class Held:
    """Records, to be exported."""

    def __init__(self, records: Records) -> None:
        self.records = records


def content(name: str, records: Records) -> bytes:
    return b"".join(FORMATS[name].parts(Held(records)))


def needs(name: str) -> None:
    if name == "dot" and shutil.which("dot") is None:
        pytest.skip("Graphviz is not installed")


@pytest.mark.parametrize("name", READERS)
def test_other_programs_read_the_tiny_set(name: str, tiny_graph: Graph) -> None:
    needs(name)
    nodes, edges = READERS[name](content(name, tiny_graph.records))
    if name == "dot":
        edges["atlas-cloud--supplies-cloud-to--boreal--2025"]["evidence"] = (
            "No longer the only cloud.\nFive billion at least."  # a line break becomes a space
        )
    assert (nodes, edges) == expected(tiny_graph.records)


@pytest.mark.parametrize("name", EXACT)
def test_shipped_data_survives(name: str, shipped: Graph) -> None:
    assert READERS[name](content(name, shipped.records)) == expected(shipped.records)


@pytest.mark.parametrize("name", EXACT)
@settings(max_examples=15)
@given(records=any_records())
def test_every_field_and_every_text_survives(name: str, records: Records) -> None:
    nodes, edges = READERS[name](content(name, records))
    if name == "graphml":
        nodes, edges = ({k.replace(":", "~"): v for k, v in t.items()} for t in (nodes, edges))
        for edge in edges.values():
            edge |= {end: edge[end].replace(":", "~") for end in ("source", "target")}
    assert (nodes, edges) == expected(records)


@settings(max_examples=15)
@given(records=any_records())
def test_a_spreadsheet_finds_no_formula_and_every_other_text(records: Records) -> None:
    found = READERS["csv"](content("csv", records))
    for things, stated in zip(found, expected(records), strict=True):
        for id_, thing in things.items():
            for name, text in thing.items():
                assert not re.match(r"[=+@\t\r]", text)
                assert text == neutral(stated[id_][name])


@settings(max_examples=3)
@given(records=any_records())
def test_graphviz_reads_every_text_on_one_line(records: Records) -> None:
    needs("dot")
    found = READERS["dot"](content("dot", records))
    for things, stated in zip(found, expected(records), strict=True):
        for id_, thing in stated.items():
            for name, text in thing.items():
                assert things[id_].get(name, "").replace("\\\\", "\\") == one_line(text)


@pytest.mark.parametrize("name", ["graphml", "gexf"])
@settings(max_examples=15)
@given(records=any_records())
def test_a_file_obeys_its_schema(name: str, records: Records) -> None:
    schema = etree.XMLSchema(etree.parse(SCHEMAS / f"{name}.xsd"))
    schema.assertValid(etree.fromstring(content(name, records)))


@pytest.mark.parametrize("name", ["graphml", "gexf"])
def test_the_schema_finds_an_edge_into_nowhere(name: str, tiny_graph: Graph) -> None:
    schema = etree.XMLSchema(etree.parse(SCHEMAS / f"{name}.xsd"))
    broken = content(name, tiny_graph.records).replace(b' target="boreal"', b' target="x"', 1)
    assert not schema.validate(etree.fromstring(broken))


@pytest.mark.parametrize("name", ["graphml", "gexf"])
@pytest.mark.parametrize("bad", ["\x00", "\x1b", "\ud800", "\ufffe", "\uffff"])
def test_what_xml_cannot_hold_is_replaced(name: str, bad: str) -> None:
    text = f"a{bad}b]]>&<\r\n\t\"'\U0001f916\u202e"
    relations = [builders.relation("a", "owns", "b", evidence=text, note=text)]
    actors = [builders.actor("a", name=text)]
    nodes, edges = READERS[name](content(name, builders.records(relations, actors)))
    clean = text.replace(bad, "\ufffd")
    assert nodes["a"]["name"] == clean
    assert edges["a--owns--b"]["note"] == edges["a--owns--b"]["evidence"] == clean


@pytest.mark.parametrize("name", READERS)
def test_an_empty_graph_is_a_file_too(name: str) -> None:
    if name == "dot":
        assert content(name, EMPTY).endswith(b"}\n")
    else:
        assert READERS[name](content(name, EMPTY)) == ({}, {})


@pytest.mark.parametrize("name", ["graphml", "gexf", "cyjs", "node-link", "csv", "neo4j"])
def test_edges_beyond_one_part_are_all_there(name: str) -> None:
    relations = [builders.relation("a", "owns", "b", str(n)) for n in range(5000)]
    records = builders.records(relations)
    assert len(READERS[name](content(name, records))[1]) == 5000


@pytest.mark.parametrize("options", [{"as_of": "2024-12-31"}, {"level": "actor", "rumours": True}])
@pytest.mark.parametrize("name", ["graphml", "gexf", "cyjs", "node-link", "csv", "neo4j"])
def test_a_scope_selects_what_the_network_holds(
    name: str, options: dict[str, str], tiny_graph: Graph
) -> None:
    form = FORMATS[name]
    found, edges = READERS[name](b"".join(form.parts(form.of(tiny_graph, **options))))
    network = tiny_graph.network(people=True, **options)
    assert set(found) == set(network)
    assert {(e["source"], e["target"], k) for k, e in edges.items()} == set(
        network.edges(keys=True)
    )


def test_an_actor_is_shown_with_its_relations_alone(tiny_graph: Graph) -> None:
    form = FORMATS["node-link"]
    _, edges = READERS["node-link"](b"".join(form.parts(form.of(tiny_graph, "cobalt"))))
    named = {r.id for r in tiny_graph.records.relations if "cobalt" in {r.subject, r.object}}
    assert set(edges) == named


def test_an_edge_named_like_a_node_keeps_its_own_id_in_cytoscape() -> None:
    relation = builders.relation("a", "owns", "b")
    records = builders.records([relation], [builders.actor(relation.id)])
    nodes, edges = READERS["cyjs"](content("cyjs", records))
    assert relation.id in nodes
    assert relation.id in edges
    assert b'"id": "relation:a--owns--b"' in content("cyjs", records)


def test_a_view_of_a_graph_says_what_it_is_of(tiny_graph: Graph) -> None:
    graph = PropertyGraph(tiny_graph.records, tiny_graph.select(as_of="2024"), "atlas")
    assert graph.about["scope"]["as_of"] == "2024-12-31"
    assert graph.about["actor"] == "atlas"
