"""Synthetic data: sound, repeatable, and shaped like the real data."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import kg
from kg.base.errors import InvalidValue, UnwritableFile
from kg.large.synthetic.synth import Synthetic, write

if TYPE_CHECKING:
    from kg.graph.graph import Graph

RELATIONS = 1500


def make(folder: Path, seed: int = 1, form: str = "tables", relations: int = RELATIONS) -> Graph:
    """Write synthetic data and open it."""
    write(Synthetic(relations, seed), folder, form, lambda _: None)
    return kg.open(folder)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return make(tmp_path_factory.mktemp("synth") / "made")


def test_what_is_made_passes_the_whole_check(made: Graph) -> None:
    assert made.check() == ()


def test_the_same_seed_gives_the_same_bytes(made: Graph, tmp_path: Path) -> None:
    make(tmp_path / "again")
    make(tmp_path / "other", seed=2)
    for file in Path(made.place).iterdir():
        assert (tmp_path / "again" / file.name).read_bytes() == file.read_bytes()
    relations = (tmp_path / "other" / "relations.csv").read_bytes()
    assert relations != (Path(made.place) / "relations.csv").read_bytes()


@pytest.mark.parametrize("feature", ["type", "status", "confidence", "instrument"])
def test_frequencies_are_those_of_the_real_data(made: Graph, shipped: Graph, feature: str) -> None:
    real, own = (
        Counter(getattr(r, feature) for r in graph.records.relations) for graph in (shipped, made)
    )
    for value, count in real.items():
        expected = count / len(shipped.records.relations)
        assert own[value] / RELATIONS == pytest.approx(expected, abs=0.04), value


def test_a_few_actors_have_most_relations(made: Graph, shipped: Graph) -> None:
    def of_ten(graph: Graph) -> float:
        relations = graph.records.relations
        degrees = Counter(party for r in relations for party in (r.subject, r.object))
        return sum(n for _, n in degrees.most_common(10)) / (2 * len(relations))

    assert of_ten(made) == pytest.approx(of_ten(shipped), abs=0.15)


def test_every_feature_of_the_real_data_occurs(made: Graph) -> None:
    relations = made.records.relations
    assert any(r.supersedes for r in relations)
    assert any(r.valid_to for r in relations)
    assert any(r.start is None for r in relations)
    assert any(r.amount and r.amount.qualifier for r in relations)
    assert any(len(r.sources) > 1 for r in relations)
    assert any(actor.part_of for actor in made.records.actors)
    assert Counter(r.deal for r in relations if r.deal).most_common(1)[0][1] > 1
    assert len(made.overlaps()) > 5
    assert any(len(pair.cooperative) > 1 for pair in made.overlaps())


def test_tables_and_columns_hold_the_same(made: Graph, tmp_path: Path) -> None:
    assert make(tmp_path / "columns", form="columns").digest == made.digest


@pytest.mark.parametrize("relations", [1, 2, 30])
def test_small_sizes(tmp_path: Path, relations: int) -> None:
    graph = make(tmp_path / "small", relations=relations)
    assert len(graph.records.relations) == relations
    assert len(graph.table) == relations


@pytest.mark.parametrize(("relations", "actors"), [(0, None), (-5, None), (100, 3), (9, 10**8)])
def test_sizes_that_make_no_graph(relations: int, actors: int | None) -> None:
    with pytest.raises(InvalidValue, match="number of"):
        Synthetic(relations, 1, actors)


def test_the_description_counts_what_is_there(made: Graph) -> None:
    text = (Path(made.place) / "dataset.ttl").read_text(encoding="utf-8")
    counts = {f"al:{n[:-1].capitalize()} ; void:entities {c} " for n, c in made.counts.items()}
    assert len(counts) == 5
    assert all(one in text for one in counts)


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(UnwritableFile, match="in use"):
        write(Synthetic(10, 1), tmp_path, "tables", lambda _: None)
