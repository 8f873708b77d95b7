"""``kg cluster`` as its user calls it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from calling import program
from kg.base.errors import UnreadableGraph
from kg.large import VERSION
from kg.large.load.importing import bulk
from kg.large.spark.catalogue import MEASURES
from kg.large.spark.selection import default_scope, open_folder, parts, select
from kg.records.folders import create

if TYPE_CHECKING:
    from pathlib import Path

    from pyspark.sql import SparkSession

    from conftest import Twice


def test_a_folder_of_parquet_and_an_answer_cut_short(shipped: Twice) -> None:
    called = program(
        *("cluster", "concentration", "--table", f"{shipped.place}/relations/*.parquet"),
        *("--master", "local[1]", "--conf", "spark.sql.shuffle.partitions=1"),
        *("--limit", "3", "--format", "json"),
    )
    assert called.returncode == 0, called.stderr
    answer = json.loads(called.stdout)
    assert (answer["command"], answer["truncated"]) == ("cluster concentration", True)
    assert [row["basis"] for row in answer["rows"]] == ["spend"] * 3
    assert answer["scope"]["as_of"] == shipped.graph.cutoff.isoformat()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--conf", "spark"], "write NAME=VALUE"),
        (["--side", "supplier"], "--side belongs to concentration"),
        (["--as-of", "soon"], "write YYYY"),
    ],
)
def test_a_call_that_is_off_is_refused_in_a_line(more: list[str], said: str) -> None:
    called = program("cluster", "totals", "--table", "nowhere", *more, env={"PATH": "/nowhere"})
    assert called.returncode == 2
    assert said in called.stderr
    assert "Traceback" not in called.stderr


def test_without_java_the_command_says_what_to_install() -> None:
    called = program("cluster", "totals", "--table", "nowhere", env={"PATH": "/nowhere"})
    assert called.returncode == 2
    assert "Java" in called.stderr
    assert "Traceback" not in called.stderr


def test_an_empty_graph_has_no_rows(spark: SparkSession, tmp_path: Path) -> None:
    create(tmp_path / "relations-2026")
    place = tmp_path / "relations" / "graph"  # whose path is not that of its parts
    bulk(tmp_path / "relations-2026", place, lambda *_: None)
    folder = open_folder(spark, str(place))
    assert MEASURES["totals"](select(folder, default_scope(folder))).collect() == []


@pytest.mark.parametrize(
    ("place", "root", "files"),
    [
        ("s3a://b/relations-v2/graph", "s3a://b/relations-v2/graph", "/relations"),
        ("/data/relations/graph", "/data/relations/graph", "/relations"),
        ("graph/relations", "graph", "/relations"),
        ("relations/graph/relations/*.parquet", "relations/graph", "/relations/*.parquet"),
        ("graph/relations/part-00001.parquet", "graph", "/relations/part-00001.parquet"),
        ("relations", ".", "/relations"),
        ("s3a://relations", "s3a://relations", "/relations"),
    ],
)
def test_where_the_parts_of_a_place_are(place: str, root: str, files: str) -> None:
    assert parts(place) == (root, root + files)


def test_a_place_without_a_graph_is_told(spark: SparkSession, tmp_path: Path) -> None:
    with pytest.raises(UnreadableGraph, match="kg import --bulk"):
        open_folder(spark, str(tmp_path))


def test_a_folder_of_another_kind_is_told(spark: SparkSession, copied: Path) -> None:
    (copied / "meta.json").write_text("[]")
    with pytest.raises(UnreadableGraph, match="states no cut-off"):
        open_folder(spark, str(copied))


def test_a_folder_of_another_version_is_told(spark: SparkSession, copied: Path) -> None:
    (copied / "meta.json").write_text('{"cutoff": "2026-07-02", "version": 1}')
    with pytest.raises(UnreadableGraph, match=f"its version is 1, not {VERSION}; write it again"):
        open_folder(spark, str(copied))
