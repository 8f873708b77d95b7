"""One Spark cluster of two workers for all of these tests, and graphs in memory and on it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import kg
import odd_table
from kg.large.load import importing
from kg.large.synthetic import synth
from kg.records import folders

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyspark.sql import SparkSession

    from kg.graph.graph import Graph
    from kg.large.spark.selection import Selected

MASTER = "local-cluster[2,1,1024]"
SETTINGS = {"spark.sql.shuffle.partitions": "2", "spark.executor.memory": "900m"}


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    pytest.importorskip("pyspark", reason="the extra cluster is not installed")
    if shutil.which("java") is None:
        pytest.skip("there is no Java")
    from kg.large.spark.session import session

    with session(MASTER, SETTINGS) as opened:
        yield opened


@dataclass(frozen=True)
class Twice:
    """The same graph in memory and on the cluster."""

    graph: Graph
    spark: SparkSession
    place: Path

    def select(self, **scope: Any) -> Selected:
        from kg.large.spark.selection import default_scope, open_folder, select

        folder = open_folder(self.spark, str(self.place))
        return select(folder, default_scope(folder, **scope))


@pytest.fixture(scope="session")
def shipped(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Twice:
    """The shipped data, in three parts."""
    place = tmp_path_factory.mktemp("cluster") / "shipped"
    graph = kg.open()
    importing.bulk(Path(graph.place), place, lambda *_: None, rows=500)
    return Twice(graph, spark, place)


@pytest.fixture(scope="session")
def synthetic(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Twice:
    """Three thousand synthetic relations between few actors, so that loops abound."""
    place = tmp_path_factory.mktemp("cluster") / "synthetic"
    synth.write(synth.Synthetic(3_000, 1, 150), place, "columns", lambda _: None)
    return Twice(kg.open(place), spark, place)


@pytest.fixture(scope="session")
def random(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Twice:
    """A small random table of everything that is odd, in three parts."""
    place = tmp_path_factory.mktemp("cluster")
    folders.create(place / "tables", odd_table.records(), cutoff=odd_table.records().cutoff)
    importing.bulk(place / "tables", place / "columns", lambda *_: None, rows=150)
    return Twice(kg.open(place / "tables"), spark, place / "columns")


@pytest.fixture
def copied(shipped: Twice, tmp_path: Path) -> Path:
    """A copy of the column folder of the shipped data, to spoil."""
    return Path(shutil.copytree(shipped.place, tmp_path / "copied"))
