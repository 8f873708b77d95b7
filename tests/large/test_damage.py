"""A flipped bit in a store or a column folder: noticed or harmless, never other data."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

import kg
from kg.base import checksums
from kg.base.errors import KgError, UnreadableGraph
from kg.records.tables import digest

pytest.importorskip("pyarrow")

if TYPE_CHECKING:
    from kg.graph.graph import Graph

ROUNDS = 50


@pytest.fixture(scope="module")
def columns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the shipped graph as a column folder."""
    from kg.large.load import importing

    place = tmp_path_factory.mktemp("sound") / "columns"
    importing.bulk(Path(kg.open().place), place, lambda *_: None)
    return place


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, tiny_graph: Graph) -> Path:
    """Return the tiny graph as a store on disk."""
    place = tmp_path_factory.mktemp("sound") / "store"
    tiny_graph.build(place)
    return place


def damaged(sound: Path, folder: Path, seed: int, pattern: str) -> Path:
    """Return a copy of a folder in which one bit of one file is another."""
    place = folder / "damaged"
    shutil.copytree(sound, place)
    chance = Random(seed)
    file = chance.choice(sorted(place.rglob(pattern)))
    content = bytearray(file.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    file.write_bytes(content)
    return place


def test_what_is_sound_has_no_findings(columns: Path, store: Path) -> None:
    for place in (columns, store):
        assert kg.open(place).check() == ()
        assert (place / checksums.FILE).is_file()


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_a_bit_of_a_column_folder(columns: Path, tmp_path: Path, seed: int) -> None:
    place = damaged(columns, tmp_path, seed, "*.parquet")
    (finding,) = kg.open(place).check()
    assert finding.rule == "checksum"
    try:
        records = kg.open(place).records
        assert digest(records) == digest(kg.open(columns).records)
    except KgError as error:
        assert str(place) in str(error)  # noqa: PT017 - either it is said or it does no harm


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_a_bit_of_a_store_is_found_without_reading_it(
    store: Path, tmp_path: Path, seed: int
) -> None:
    place = damaged(store, tmp_path, seed, "*.sst")
    (finding,) = kg.open(place).check()
    assert (finding.rule, finding.file[-4:]) == ("checksum", ".sst")


def test_a_missing_file_is_found(columns: Path, tmp_path: Path) -> None:
    place = tmp_path / "copy"
    shutil.copytree(columns, place)
    (place / "sources.parquet").unlink()
    (finding,) = kg.open(place).check()
    assert str(finding).startswith("sources.parquet: the file is missing")
    with pytest.raises(UnreadableGraph):
        _ = kg.open(place).records
