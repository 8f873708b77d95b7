"""Claims of a store as columns: the same records and the same table, or none at all."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import pyoxigraph as ox
import pytest
from hypothesis import given, settings

import kg
import strategies
from endpoint import answers_from, serving
from kg.base.errors import InvalidTables
from kg.large.columns import memory, reader, records
from kg.large.synthetic.synth import Synthetic, write
from kg.rdf import engine, quads
from kg.records import tables
from kg.relations import table as relations
from kg.vocabulary.iri import PREFIXES, mint, mint_code, term

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kg.graph.graph import Graph
    from kg.records.model import Records
    from kg.relations.table import RelationTable

NAMES = ("actors", "sources", "deals", "relations", "observations")


def claims_of(found: Records) -> ox.Store:
    into = ox.Store()
    into.extend(quads.asserted(found))
    return into


def assert_equal(mine: RelationTable, theirs: RelationTable) -> None:
    for column in dataclasses.fields(mine):
        if column.name != "records":
            left, right = (getattr(one, column.name) for one in (mine, theirs))
            if column.name == "groups":
                left, right = (np.stack([g.parent, g.first, g.end]) for g in (left, right))
            np.testing.assert_array_equal(left, right, err_msg=column.name)
            assert np.asarray(left).dtype == np.asarray(right).dtype, column.name


def assert_same_graph(graph: Graph, other: Graph) -> None:
    assert not isinstance(graph.records.relations, tuple)
    assert_equal(graph.table, other.table)
    assert graph.digest == other.digest == tables.digest(graph.records)
    assert graph.cutoff == other.cutoff
    assert graph.overlaps().to_dict() == other.overlaps().to_dict()
    assert graph.names == other.names


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("made") / "tables"
    write(Synthetic(1500, 5), place, "tables", lambda *_: None)
    return place


@pytest.fixture
def _any_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "MANY", 0)


@settings(max_examples=15)
@given(strategies.any_records())
def test_records_and_columns_are_those_put_in(found: Records) -> None:
    back = memory.records(claims_of(found))
    assert (back is None) == (not found.actors)
    if back is not None:
        assert [list(getattr(back, n)) for n in NAMES] == [list(getattr(found, n)) for n in NAMES]
        assert back.cutoff == found.cutoff
        assert_equal(reader.table(back), relations.table(found))
        assert reader.digest(back) == tables.digest(found)


@pytest.mark.usefixtures("_any_size")
@pytest.mark.parametrize("name", ["shipped", "tiny", "synthetic"])
def test_a_store_on_disk_is_read_as_the_tables(
    name: str, shipped: Graph, tiny_graph: Graph, made: Path, tmp_path: Path
) -> None:
    graph = {"shipped": shipped, "tiny": tiny_graph}.get(name) or kg.open(made)
    graph.build(tmp_path / "store")
    assert_same_graph(kg.open(tmp_path / "store"), graph)


@pytest.mark.usefixtures("_any_size")
def test_an_rdf_file_is_read_as_the_tables(made: Path, tmp_path: Path) -> None:
    path = kg.open(made).save(tmp_path / "all.nq")
    assert_same_graph(kg.open(path), kg.open(made))


@pytest.mark.usefixtures("_any_size")
def test_an_endpoint_is_read_as_the_tables(made: Path) -> None:
    graph = kg.open(made)
    with serving(answers_from(graph.store)) as address:
        assert_same_graph(kg.open(address), graph)


def test_a_small_store_is_read_record_by_record(tiny_graph: Graph) -> None:
    found = records.records(tiny_graph.store, "a store")
    assert isinstance(found.relations, tuple)
    assert found == tiny_graph.records


CHEQUE = mint("relation", "atlas--invests-in--boreal--2023")
DELTA = mint("actor", "delta")
STRANGER = "https://example.org/delta"


def renamed(into: ox.Store, old: ox.NamedNode, new: ox.BlankNode) -> None:
    """Put a blank node in the place of a node."""
    for s, p, o, g in list(into.quads_for_pattern(None, None, None)):
        into.remove(ox.Quad(s, p, o, g))
        into.add(ox.Quad(new if s == old else s, p, new if o == old else o, g))


def says(subject: str, name: str, value: ox.NamedNode | ox.Literal) -> ox.Quad:
    return ox.Quad(ox.NamedNode(subject), ox.NamedNode(term(name)), value, ox.DefaultGraph())


@pytest.mark.parametrize(
    ("subject", "name", "value"),
    [
        (CHEQUE, "status", mint_code("status", "done")),
        (CHEQUE, "subject", mint("actor", "nobody")),
        (CHEQUE, "object", mint("actor", "delta")),
        (DELTA, "partOf", DELTA),
        (STRANGER, "kind", mint_code("actor-kind", "company")),
    ],
)
def test_what_breaks_a_rule_is_told_as_ever(
    subject: str, name: str, value: str, tiny_graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    into = claims_of(tiny_graph.records)
    into.add(says(subject, name, ox.NamedNode(value)))
    if subject == STRANGER:
        actor = ox.NamedNode(term("Actor"))
        into.add(ox.Quad(ox.NamedNode(subject), ox.NamedNode(PREFIXES["rdf"] + "type"), actor))
    assert memory.records(into) is None
    monkeypatch.setattr(records, "MANY", 0)
    with pytest.raises(InvalidTables):
        records.records(into, "a store")


def _blank(into: ox.Store) -> None:
    renamed(into, ox.NamedNode(CHEQUE + "/amount"), ox.BlankNode("b"))


def _empty(into: ox.Store) -> None:
    into.clear()


def _two_parts(into: ox.Store) -> None:
    into.add(says(CHEQUE, "evidence", ox.NamedNode(mint("relation", "other", "evidence"))))


def _triple_term(into: ox.Store) -> None:
    node = ox.NamedNode(CHEQUE)
    claim = ox.Triple(node, node, node)
    into.add(ox.Quad(node, ox.NamedNode(PREFIXES["rdf"] + "reifies"), claim))


@pytest.mark.parametrize("spoil", [_blank, _empty, _two_parts, _triple_term])
def test_what_columns_do_not_tell_apart_is_left_to_records(
    spoil: Callable[[ox.Store], None], tiny_graph: Graph
) -> None:
    into = claims_of(tiny_graph.records)
    spoil(into)
    assert memory.records(into) is None


def test_blank_nodes_are_read_all_the_same(
    tiny_graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "MANY", 0)
    into = claims_of(tiny_graph.records)
    _blank(into)
    assert records.records(into, "a store") == tiny_graph.records


def test_the_cutoff_that_is_not_stated_is_the_last_day(tiny_graph: Graph) -> None:
    into = claims_of(tiny_graph.records)
    for quad in list(into.quads_for_pattern(None, ox.NamedNode(term("cutoff")), None)):
        into.remove(quad)
    found = memory.records(into)
    assert found is not None
    assert found.cutoff == records.records(into, "a store").cutoff != tiny_graph.cutoff


def test_booleans_as_xml_schema_has_them(tiny_graph: Graph) -> None:
    given = ox.NamedNode(PREFIXES["xsd"] + "boolean")
    text = ox.serialize(quads.asserted(tiny_graph.records), format=ox.RdfFormat.N_QUADS)
    assert f'"true"^^{given}'.encode() in text

    class Virtuoso:
        """Writes 1 for true, which a store of ours does not keep."""

        def query(self, sparql: str) -> engine.Results:
            form = ox.QueryResultsFormat.JSON
            sound = claims_of(tiny_graph.records).query(sparql).serialize(format=form)
            return ox.parse_query_results(sound.replace(b'"true"', b'"1"'), form)

    found = memory.records(Virtuoso())
    assert found is not None
    assert list(found.relations) == list(tiny_graph.records.relations)
