"""Importing tables of any size: the same graph as the tables, in steps that survive a kill."""

from __future__ import annotations

import csv
import dataclasses
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyoxigraph as ox
import pytest

import kg
import odd_table
from kg.base.errors import InvalidValue, UnreadableGraph, UnwritableFile
from kg.large.columns import folder, quads
from kg.large.columns.quads import build
from kg.large.load.arrow import pa, parquet
from kg.large.load.importing import WORK, bulk
from kg.large.synthetic.synth import Synthetic, write
from kg.records import tables
from kg.records.folders import create
from kg.vocabulary.bundled import folder as bundled

if TYPE_CHECKING:
    from kg.graph.graph import Graph
    from kg.relations.scope import ScopeOptions

ROWS = 300  # of a part


def quiet(*_: object) -> None:
    """Tell nobody."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("made") / "tables"
    write(Synthetic(2000, 3), place, "tables", quiet)
    return place


@pytest.fixture(scope="module")
def columns(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("columns")
    assert bulk(made, place, quiet, ROWS).findings == ()
    return place


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> tuple[Graph, Graph]:
    """A random table of everything that is odd, as tables and as columns."""
    place = tmp_path_factory.mktemp("odd")
    create(place / "tables", odd_table.records(), cutoff=odd_table.records().cutoff)
    bulk(place / "tables", place / "columns", quiet, ROWS)
    return kg.open(place / "tables"), kg.open(place / "columns")


def same(left: Path, right: Path) -> bool:
    """Say whether two folders hold the same files with the same bytes."""
    files = {p.relative_to(left) for p in left.rglob("*") if p.is_file()}
    assert files == {p.relative_to(right) for p in right.rglob("*") if p.is_file()}
    return all((left / name).read_bytes() == (right / name).read_bytes() for name in files)


def assert_equal(one: Graph, other: Graph) -> None:
    for column in dataclasses.fields(one.table):
        if column.name != "records":
            left, right = (getattr(graph.table, column.name) for graph in (one, other))
            if column.name == "groups":
                left, right = (np.stack([g.parent, g.first, g.end]) for g in (left, right))
            np.testing.assert_array_equal(left, right, err_msg=column.name)
            assert np.asarray(left).dtype == np.asarray(right).dtype, column.name


@pytest.mark.parametrize("name", ["shipped", "synthetic"])
def test_every_column_is_that_of_the_tables(name: str, made: Path, tmp_path: Path) -> None:
    source = bundled("data") if name == "shipped" else made
    bulk(source, tmp_path / "columns", quiet, ROWS)
    one, other = kg.open(source), kg.open(tmp_path / "columns")
    assert_equal(one, other)
    assert other.digest == one.digest == tables.digest(other.records)
    assert other.cutoff == one.cutoff


def test_records_are_those_of_the_tables(made: Path, columns: Path) -> None:
    one, other = kg.open(made).records, kg.open(columns).records
    for name in ("actors", "sources", "deals", "relations", "observations"):
        assert list(getattr(other, name)) == list(getattr(one, name))
    assert other.relations[-1] == one.relations[-1]
    assert list(other.relations[299:302]) == list(one.relations[299:302])
    assert other.root == one.root
    for relation in one.relations[::97]:
        assert other.relation_by_id[relation.id] == relation
    assert "no such id" not in other.relation_by_id
    assert "" not in other.actor_by_id
    assert list(other.actor_by_id) == [actor.id for actor in one.actors]


def test_answers_are_those_of_the_tables(made: Path, columns: Path) -> None:
    one, other = kg.open(made), kg.open(columns)
    assert other.overlaps().to_dict() == one.overlaps().to_dict()
    assert other.loops(max_length=3).to_dict() == one.loops(max_length=3).to_dict()
    busy = one.records.relations[700].subject
    assert other.who(busy).to_dict() == one.who(busy).to_dict()
    for day in ("2023-05-31", "2025-02-14"):
        then: ScopeOptions = {"as_of": day, "known_at": day}
        assert other.overlaps(**then).to_dict() == one.overlaps(**then).to_dict()
        assert other.totals(**then).to_dict() == one.totals(**then).to_dict()
        assert other.who(busy, **then).to_dict() == one.who(busy, **then).to_dict()
    assert other.check() == ()
    assert other.counts == one.counts


@pytest.mark.parametrize("day", ["2020-06", "2021-12", "2022-06", "2023"])
def test_an_odd_table_was_known_alike_in_columns(odd: tuple[Graph, Graph], day: str) -> None:
    then: ScopeOptions = {"as_of": day, "known_at": day}
    tables_, columns = odd
    assert columns.totals(**then).to_dict() == tables_.totals(**then).to_dict()
    assert columns.overlaps(**then).to_dict() == tables_.overlaps(**then).to_dict()
    assert columns.loops(**then).to_dict() == tables_.loops(**then).to_dict()


def test_tiers_of_an_earlier_day_are_refused_in_columns(made: Path, columns: Path) -> None:
    then: ScopeOptions = {"min_tier": "primary", "known_at": "2023-05-31"}
    assert kg.open(made).select(**then)
    with pytest.raises(InvalidValue, match="keeps the tiers of today"):
        kg.open(columns).select(**then)
    assert kg.open(columns).select(min_tier="primary").rows.size


def test_rows_in_any_order_give_the_same(made: Path, columns: Path, tmp_path: Path) -> None:
    shutil.copytree(made, tmp_path / "mixed")
    for path in (tmp_path / "mixed").glob("*.csv"):
        header, *rows = path.read_text(encoding="utf-8").splitlines()
        random.Random(5).shuffle(rows)
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    bulk(tmp_path / "mixed", tmp_path / "columns", quiet, ROWS)
    assert same(columns, tmp_path / "columns")


def test_parquet_gives_the_same(columns: Path, tmp_path: Path) -> None:
    bulk(columns, tmp_path / "again", quiet, ROWS)
    assert same(columns, tmp_path / "again")


def test_what_a_user_writes_is_made_canonical(made: Path, columns: Path, tmp_path: Path) -> None:
    shutil.copytree(made, tmp_path / "mine")
    path = tmp_path / "mine" / "relations.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["sources"] = "|".join(reversed(row["sources"].split("|")))
        row["amount_period"] = row["amount_period"] or ("total" if row["amount"] else "")
        row["amount"] = f"{row['amount']}.00" if row["amount"] else ""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(reversed(rows[0])))  # columns in another order, CRLF
        writer.writeheader()
        writer.writerows(rows)
    bulk(tmp_path / "mine", tmp_path / "columns", quiet, ROWS)
    assert same(columns, tmp_path / "columns")


_RUN = """
import sys
from pathlib import Path
from kg.large.load.importing import bulk
bulk(Path(sys.argv[1]), Path(sys.argv[2]), lambda *_: None, 300)
"""


@pytest.mark.parametrize("reached", [f"{WORK}/raw/00002.parquet", folder.part(1), folder.part(5)])
def test_a_killed_run_goes_on(made: Path, columns: Path, tmp_path: Path, reached: str) -> None:
    place = tmp_path / "columns"
    run = subprocess.Popen([sys.executable, "-c", _RUN, str(made), str(place)])
    while not (place / reached).exists() and run.poll() is None:
        time.sleep(0.0005)
    os.kill(run.pid, signal.SIGKILL)
    assert run.wait() == -signal.SIGKILL, "it was over before it could be killed"
    assert not (place / "meta.json").exists()
    kept = (place / reached).stat().st_mtime_ns if "part" in reached else None
    bulk(made, place, quiet, ROWS)
    assert same(columns, place)
    assert kept is None or (place / reached).stat().st_mtime_ns == kept, "the part was made again"


def test_a_stopped_run_on_other_tables_starts_afresh(made: Path, tmp_path: Path) -> None:
    place = tmp_path / "columns"
    bulk(made, place, quiet, ROWS)
    (place / "meta.json").unlink()
    (place / WORK).mkdir()
    (place / WORK / "source.json").write_text("{}")
    bulk(bundled("data"), place, quiet, ROWS)
    assert_equal(kg.open(place), kg.open())


def test_nothing_is_left_of_tables_that_cannot_be_read(made: Path, tmp_path: Path) -> None:
    shutil.copytree(made, tmp_path / "bad")
    path = tmp_path / "bad" / "relations.csv"
    text = path.read_text(encoding="utf-8").replace(",active,", ",actve,", 1)
    path.write_text(text, encoding="utf-8")
    report = bulk(tmp_path / "bad", tmp_path / "columns", quiet, ROWS)
    (finding,) = report.findings
    assert (finding.rule, finding.column) == ("valid-status", "status")
    assert ",actve," in text.splitlines()[finding.row - 1]
    assert not (tmp_path / "columns").exists()


def test_a_broken_rule_is_told_and_keeps_nothing_out(made: Path, tmp_path: Path) -> None:
    shutil.copytree(made, tmp_path / "bad")
    with (tmp_path / "bad" / "sources.csv").open("a", encoding="utf-8") as file:
        file.write("idle,Title,Publisher,2024,https://idle.example/,en,news\n")
    report = bulk(tmp_path / "bad", tmp_path / "columns", quiet, ROWS)
    assert [(f.rule, f.subject) for f in report.findings] == [("orphan-source", "idle")]
    assert kg.open(tmp_path / "columns").counts["sources"] == report.counts["sources"]


def test_a_folder_in_use_is_left_alone(made: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(UnwritableFile, match="in use"):
        bulk(made, tmp_path, quiet)
    with pytest.raises(UnreadableGraph, match="no such folder"):
        bulk(tmp_path / "nothing", tmp_path / "out", quiet)


_STORE = """
import sys
from pathlib import Path
from kg.large.load.importing import bulk
bulk(*map(Path, sys.argv[1:3]), lambda *_: None, 300, store=Path(sys.argv[3]))
"""


def test_a_run_killed_at_its_store_goes_on_there(made: Path, columns: Path, tmp_path: Path) -> None:
    place, store = tmp_path / "columns", tmp_path / "store"
    told: list[str] = []
    run = subprocess.Popen([sys.executable, "-c", _STORE, *map(str, (made, place, store))])
    while not [*tmp_path.glob(".kg-build-*/store/CURRENT")] and run.poll() is None:
        time.sleep(0.0005)
    os.kill(run.pid, signal.SIGKILL)
    assert run.wait() == -signal.SIGKILL, "it was over before it could be killed"
    report = bulk(made, place, lambda what, *_: told.append(what), ROWS, store)
    assert set(told) == {"stored"}, "the columns were made again"
    assert (report.findings, report.counts["relations"]) == ((), 2000)
    assert same(columns, place)
    assert kg.open(store).digest == kg.open(columns).digest
    assert {path.name for path in tmp_path.iterdir()} == {"columns", "store"}


def test_findings_are_told_again_when_only_the_store_was_missing(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (copy / "sources.csv").open("a", encoding="utf-8") as file:
        file.write("idle,Title,Publisher,2024,https://idle.example/,en,news\n")
    places = (copy, tmp_path / "columns", quiet, ROWS, tmp_path / "store")
    monkeypatch.setattr(quads, "build", interrupt)
    with pytest.raises(KeyboardInterrupt):
        bulk(*places)
    monkeypatch.undo()
    report = bulk(*places)
    assert [(f.rule, f.subject) for f in report.findings] == [("orphan-source", "idle")]
    assert kg.open(tmp_path / "store").counts == report.counts


def interrupt(*_: object) -> None:
    """Stop as Ctrl-C does."""
    raise KeyboardInterrupt


@pytest.mark.parametrize("store", ["used", "columns", "columns/store", "."])
def test_the_place_of_the_store_is_looked_at_first(made: Path, tmp_path: Path, store: str) -> None:
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "mine.txt").write_text("mine")
    with pytest.raises(UnwritableFile, match=r"cannot write .*: (it holds other|neither)"):
        bulk(made, tmp_path / "columns", quiet, ROWS, tmp_path / store)
    assert [path.name for path in tmp_path.iterdir()] == ["used"]


def test_a_whole_column_folder_is_left_alone(made: Path, columns: Path, tmp_path: Path) -> None:
    place = Path(shutil.copytree(columns, tmp_path / "columns"))
    with pytest.raises(UnwritableFile, match=r"for a store of it: kg -g .* build -o STORE"):
        bulk(made, place, quiet, ROWS)
    assert same(columns, place)


def test_a_stopped_import_is_no_graph_and_says_so(made: Path, tmp_path: Path) -> None:
    place = tmp_path / "columns"
    with pytest.raises(KeyboardInterrupt):
        bulk(made, place, interrupt, ROWS)
    with pytest.raises(UnreadableGraph, match=r"goes on, or was stopped"):
        _ = kg.open(place).records


def test_a_changed_source_leaves_no_old_graph(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "columns"
    monkeypatch.setattr(quads, "build", interrupt)
    with pytest.raises(KeyboardInterrupt):
        bulk(copy, place, quiet, ROWS, tmp_path / "store")
    assert (place / "meta.json").is_file()
    (copy / "relations.csv").touch()
    with pytest.raises(KeyboardInterrupt):
        bulk(copy, place, interrupt, ROWS)
    assert not (place / "meta.json").exists()


def test_an_empty_graph_is_a_column_folder_like_any_other(tmp_path: Path) -> None:
    create(tmp_path / "empty")
    assert bulk(tmp_path / "empty", tmp_path / "columns", quiet).findings == ()
    graph = kg.open(tmp_path / "columns")
    assert len(graph.table) == len(list(graph.records.relations)) == 0
    assert graph.check() == ()
    assert (tmp_path / "columns" / folder.part(0)).is_file()


@pytest.mark.parametrize("fault", ["meta", "part", "bytes"])
def test_a_damaged_column_folder(columns: Path, tmp_path: Path, fault: str) -> None:
    place = tmp_path / "columns"
    shutil.copytree(columns, place)
    if fault == "meta":
        (place / "meta.json").write_text('{"format": "ai-alliances columns", "version": 99}')
    elif fault == "part":
        (place / folder.part(3)).unlink()
    else:
        (place / "actors.parquet").write_bytes(b"no parquet")
    with pytest.raises(UnreadableGraph):
        len(kg.open(place).table)


def test_the_columns_are_those_of_the_contract(columns: Path) -> None:
    schema = parquet.read_schema(columns / folder.part(0))
    assert schema.field("subject_index").type == pa.int32()
    assert schema.field("subject_root").type == pa.int32()
    assert schema.field("object_person").type == pa.bool_()
    assert schema.field("begin_day").type == pa.date32()
    assert schema.field("amount_value").type == pa.float64()
    assert schema.field("tier").type == schema.field("status").type == pa.string()
    assert parquet.read_schema(columns / "actors.parquet").names[-3:] == ["index", "root", "person"]


def test_warnings_are_found_in_columns_too(tmp_path: Path, shipped: Graph) -> None:
    bulk(Path(shipped.place), tmp_path / "columns", quiet)
    found, expected = (
        kg.open(tmp_path / "columns").check(warnings=True),
        shipped.check(warnings=True),
    )
    assert expected
    assert {(f.rule, f.subject) for f in found} == {(f.rule, f.subject) for f in expected}


def stored_quads(place: Path) -> list[str]:
    """Return all that a store holds, without the ontology and its blank nodes."""
    quads = map(str, ox.Store.read_only(str(place)))
    return sorted(quad for quad in quads if not quad.endswith("graph/ontology>"))


def test_a_store_of_columns_is_that_of_the_tables(tmp_path: Path, tiny_graph: Graph) -> None:
    bulk(Path(tiny_graph.place), tmp_path / "columns", quiet)
    assert kg.open(tmp_path / "columns").build(tmp_path / "by-graph") > 0
    count = build(tmp_path / "columns", tmp_path / "store", quiet)
    stored = kg.open(tmp_path / "store")
    assert stored.digest == tiny_graph.digest
    assert count == tiny_graph.build(tmp_path / "other")
    assert stored_quads(tmp_path / "store") == stored_quads(tmp_path / "other")
    assert stored_quads(tmp_path / "store") == stored_quads(tmp_path / "by-graph")
    question = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH graph:tiers { ?r al:tier ?t } }"
    assert [*map(tuple, stored.query(question))] == [*map(tuple, tiny_graph.query(question))]
