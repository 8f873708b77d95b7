"""Stores: in memory, from files, on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

import kg
from builders import TABLES
from kg.base.errors import KgError, UnreadableGraph
from kg.rdf import files, quads, store
from kg.rdf import write as statements
from kg.vocabulary.iri import GRAPH_ARROWS, GRAPH_DYADS, GRAPH_ONTOLOGY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kg.graph.graph import Graph

# RDF/XML has no way to write control characters, and the tiny set has none.
GRAPH_FORMATS = (".ttl", ".nt", ".jsonld", ".json", ".rdf", ".xml", ".trig", ".nq", ".TTL")
DATASET_FORMATS = (".trig", ".nq", ".jsonld")
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH <%s> { ?s ?p ?o } }"


def write(path: Path, found: list[ox.Quad]) -> Path:
    form = files.FORMATS[path.suffix.lower()]
    items = found if form.supports_datasets else [q.triple for q in found]
    path.write_bytes(ox.serialize(items, format=form))
    return path


def count(graph: Graph, name: str) -> int:
    (row,) = graph.query(COUNT % name)
    return int(row[0])


@pytest.mark.parametrize("suffix", GRAPH_FORMATS)
def test_claims_in_every_format_give_equal_records(
    tmp_path: Path, tiny_graph: Graph, suffix: str
) -> None:
    path = write(tmp_path / f"claims{suffix}", list(quads.asserted(tiny_graph.records)))
    graph = kg.open(path)
    assert graph.records == tiny_graph.records
    assert graph.digest == tiny_graph.digest
    for name in (GRAPH_ARROWS, GRAPH_DYADS, GRAPH_ONTOLOGY):
        assert count(graph, name) == count(tiny_graph, name) > 0


@pytest.mark.parametrize("suffix", DATASET_FORMATS)
def test_a_whole_dataset_in_one_file(tmp_path: Path, tiny_graph: Graph, suffix: str) -> None:
    found = list(store.all_quads(tiny_graph.records))
    graph = kg.open(write(tmp_path / f"all{suffix}", found))
    assert graph.records == tiny_graph.records
    assert count(graph, GRAPH_DYADS) == count(tiny_graph, GRAPH_DYADS)
    assert count(graph, GRAPH_ONTOLOGY) == count(tiny_graph, GRAPH_ONTOLOGY)


def test_the_store_in_memory_keeps_what_is_derived_apart(tiny_graph: Graph) -> None:
    names = {
        row[0].value
        for row in tiny_graph.query("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }").terms
    }
    assert names >= {GRAPH_ARROWS, GRAPH_DYADS, GRAPH_ONTOLOGY}
    claims = tiny_graph.query("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
    assert claims[0][0] == len(list(quads.asserted(tiny_graph.records)))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("claims.csv", b"", "unknown ending '.csv'; known are .ttl"),
        ("claims", b"", "unknown ending ''"),
        ("claims.ttl", b"<a> <b> .", "claims.ttl"),
        ("claims.ttl", b"\xff\xfe\x00", "claims.ttl"),
        ("claims.nt", b"junk", "claims.nt"),
        ("claims.rdf", b"<rdf:RDF", "claims.rdf"),
        ("claims.rdf", b"not xml", "claims.rdf"),
        ("claims.jsonld", b"{", "claims.jsonld"),
        ("claims.nq", b"<a:a> <b:b> <c:c> <d:d> <e:e> .", "claims.nq"),
    ],
)
def test_what_is_no_graph(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(KgError) as caught:
        _ = kg.open(path).store
    assert said in str(caught.value)
    assert caught.value.exit_code == 1


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(UnreadableGraph, match="no such file or folder"):
        kg.open(tmp_path / "claims.ttl")
    with pytest.raises(UnreadableGraph, match=r"[Nn]o such file"):
        store.load(tmp_path / "claims.ttl")


def test_json_ld_from_the_network_is_not_fetched(tmp_path: Path) -> None:
    path = tmp_path / "claims.jsonld"
    path.write_text('{"@context": "http://127.0.0.1:1/context.jsonld", "@id": "a:b"}')
    with pytest.raises(UnreadableGraph):
        store.load(path)


@pytest.fixture
def built(tmp_path: Path, tiny_graph: Graph) -> Path:
    """The tiny set as a store on disk."""
    tiny_graph.build(tmp_path / "store")
    return tmp_path / "store"


def test_a_store_on_disk_gives_equal_records(built: Path, tiny_graph: Graph) -> None:
    graph = kg.open(built)
    assert graph.records == tiny_graph.records
    assert graph.digest == tiny_graph.digest
    assert count(graph, GRAPH_DYADS) == count(tiny_graph, GRAPH_DYADS)


def test_building_tells_the_number_of_quads(tmp_path: Path, tiny_graph: Graph) -> None:
    number = tiny_graph.build(tmp_path / "deep" / "store")
    assert number == len(set(store.all_quads(tiny_graph.records)))


def test_building_twice_replaces_the_store(built: Path, copy: Path, tiny_graph: Graph) -> None:
    path = copy / "actors.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Delta Compute", "Delta II"))
    kg.open(copy).build(built)
    assert kg.open(built).records.actor_by_id["delta"].name == "Delta II"
    tiny_graph.build(built)
    assert kg.open(built).records == tiny_graph.records
    assert {child.name for child in built.parent.iterdir()} == {"store", "tables"}


def test_a_store_can_be_rebuilt_from_itself(built: Path, tiny_graph: Graph) -> None:
    kg.open(built).build(built)
    assert kg.open(built).records == tiny_graph.records


def test_building_into_an_empty_folder(tmp_path: Path, tiny_graph: Graph) -> None:
    (tmp_path / "store").mkdir()
    tiny_graph.build(tmp_path / "store")
    assert store.is_store(tmp_path / "store")


def test_building_over_other_files_is_refused(copy: Path, tiny_graph: Graph) -> None:
    before = {path.name: path.read_bytes() for path in copy.iterdir()}
    with pytest.raises(KgError, match="other files"):
        tiny_graph.build(copy)
    assert {path.name: path.read_bytes() for path in copy.iterdir()} == before


def test_building_over_a_file_is_refused(copy: Path, tiny_graph: Graph) -> None:
    with pytest.raises(KgError):
        tiny_graph.build(copy / "actors.csv")


def test_building_below_a_file_is_one_line(copy: Path, tiny_graph: Graph) -> None:
    with pytest.raises(KgError):
        tiny_graph.build(copy / "actors.csv" / "store")


def test_a_failure_leaves_the_old_store(
    built: Path, tiny_graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail_half_way(*_: object) -> Iterator[str]:
        yield from list(statements.asserted(tiny_graph.records))[:5]
        raise RuntimeError("the power went out")

    monkeypatch.setattr(statements, "dyads", fail_half_way)
    with pytest.raises(RuntimeError):
        store.build(tiny_graph.records, built)
    assert kg.open(built).records == tiny_graph.records
    assert [child.name for child in built.parent.iterdir()] == ["store"]


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _garble(path: Path) -> None:
    path.write_bytes(bytes(byte ^ 0x5A for byte in path.read_bytes()))


@pytest.mark.parametrize("damage", [_empty, _cut, _garble])
@pytest.mark.parametrize("part", ["CURRENT", "MANIFEST-*", "*.sst", "*.log"])
def test_a_damaged_store_is_one_line(
    built: Path, tiny_graph: Graph, part: str, damage: object
) -> None:
    """Whatever is damaged: either an error of ours, or, if it did not matter, the whole answer."""
    for path in built.glob(part):
        damage(path)
    found, said = None, ""
    try:
        found = kg.open(built).records
    except KgError as error:
        said = str(error)
    assert found == tiny_graph.records or str(built) in said
    assert len(said.splitlines()) <= 1


def test_a_store_that_lost_a_file_is_one_line(built: Path) -> None:
    for path in built.glob("*.sst"):
        path.unlink()
    with pytest.raises(KgError) as caught:
        _ = kg.open(built).records
    assert len(str(caught.value).splitlines()) == 1


def test_a_store_of_another_program_with_claims_only(tmp_path: Path, tiny_graph: Graph) -> None:
    """Made by any Oxigraph; what is derived is missing, as in a file with claims only."""
    made = ox.Store(str(tmp_path / "store"))
    made.extend(quads.asserted(tiny_graph.records))
    made.flush()
    del made
    graph = kg.open(tmp_path / "store")
    assert graph.records == tiny_graph.records
    assert count(graph, GRAPH_DYADS) == count(tiny_graph, GRAPH_DYADS)


def test_two_readers_at_once(built: Path, tiny_graph: Graph) -> None:
    first, second = kg.open(built), kg.open(built)
    assert first.records == second.records == tiny_graph.records


def test_a_folder_is_a_store_by_its_mark(tmp_path: Path, tiny: Path, built: Path) -> None:
    assert store.is_store(built)
    assert not store.is_store(tiny)
    assert not store.is_store(tmp_path / "nowhere")
    assert not store.is_store(tiny / TABLES[0])
