"""Tables given as Parquet: of natural types, and damaged."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import kg
from kg.large.load.arrow import pa, parquet, pc
from kg.large.load.importing import bulk

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.graph.graph import Graph

    Change = Callable[[pa.Array], pa.Array]


def quiet(*_: object) -> None:
    """Tell nobody."""


@pytest.fixture
def given(tiny_graph: Graph, tmp_path: Path) -> Path:
    """The tiny set as Parquet tables of text."""
    bulk(Path(tiny_graph.place), tmp_path / "whole", quiet)
    place = tmp_path / "given"
    place.mkdir()
    for name in ("actors", "sources", "deals", "observations"):
        (tmp_path / "whole" / f"{name}.parquet").rename(place / f"{name}.parquet")
    (tmp_path / "whole" / "relations" / "part-00000.parquet").rename(place / "relations.parquet")
    return place


def change(place: Path, column: str, how: Change) -> None:
    """Change a column of the relations."""
    path = place / "relations.parquet"
    found = parquet.read_table(path)
    index = found.schema.get_field_index(column)
    parquet.write_table(found.set_column(index, column, how(found[column].combine_chunks())), path)


def days(found: pa.Array) -> pa.Array:
    """Return those texts that are whole days as dates, the others as null."""
    return pc.if_else(pc.equal(pc.utf8_length(found), 10), found, None).cast(pa.date32())


@pytest.mark.parametrize(
    ("column", "how"),
    [
        ("amount", lambda found: found.cast(pa.float64())),
        ("amount", lambda found: found.cast(pa.decimal128(30, 4))),
        ("exclusive", lambda found: found.cast(pa.bool_())),
        ("type", lambda found: found.dictionary_encode()),
        ("evidence", lambda found: found.cast(pa.large_string())),
        ("sources", lambda found: pc.split_pattern(found, "|")),
        ("note", lambda found: found.fill_null("")),
    ],
)
def test_natural_types_give_the_same_graph(
    given: Path, tiny_graph: Graph, tmp_path: Path, column: str, how: Change
) -> None:
    change(given, column, how)
    assert bulk(given, tmp_path / "columns", quiet).findings == ()
    # The day up to which the data reach is not among the tables.
    records = kg.open(tmp_path / "columns").records
    assert list(records.relations) == list(tiny_graph.records.relations)


@pytest.mark.parametrize("kind", [pa.date32(), pa.timestamp("ns"), pa.timestamp("us", "UTC")])
def test_dates_and_midnights_are_days(
    given: Path, tiny_graph: Graph, tmp_path: Path, kind: pa.DataType
) -> None:
    change(given, "announced", lambda found: days(found).cast(kind))
    bulk(given, tmp_path / "columns", quiet)
    both = (kg.open(tmp_path / "columns").records, tiny_graph.records)
    pairs = zip(*(records.relations for records in both), strict=True)
    said = [(one.announced, other.announced) for one, other in pairs]
    assert any(one for one, _ in said)
    assert all(one == (other if other and other.day else None) for one, other in said)


def test_a_time_of_day_is_no_date(given: Path, tmp_path: Path) -> None:
    hours = pa.duration("s")
    change(
        given,
        "announced",
        lambda found: pc.add(days(found).cast(pa.timestamp("s")), pa.scalar(3600, hours)),
    )
    report = bulk(given, tmp_path / "columns", quiet)
    assert {(f.file, f.column, f.rule) for f in report.findings} == {
        ("relations.parquet", "announced", "valid-announced")
    }


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def garble(path: Path) -> None:
    path.write_bytes(b"no Parquet at all, but long enough for one" * 9)


def spoil(path: Path) -> None:
    """Damage a page and leave the description whole."""
    found = bytearray(path.read_bytes())
    found[100:400] = bytes(300)
    path.write_bytes(found)


@pytest.mark.parametrize("damage", [cut, empty, garble, spoil])
@pytest.mark.parametrize("name", ["relations.parquet", "sources.parquet"])
def test_damage_is_a_finding(
    given: Path, tmp_path: Path, name: str, damage: Callable[[Path], None]
) -> None:
    damage(given / name)
    report = bulk(given, tmp_path / "columns", quiet)
    assert [(f.file, f.rule, f.remedy) for f in report.findings] == [
        (name, "parquet", "write it again")
    ]
    assert not (tmp_path / "columns").exists()


def test_damage_in_one_of_several_parts(given: Path, tmp_path: Path) -> None:
    (given / "relations").mkdir()
    (given / "relations.parquet").rename(given / "relations" / "a.parquet")
    garble(given / "relations" / "b.parquet")
    (finding,) = bulk(given, tmp_path / "columns", quiet).findings
    assert (finding.file, finding.rule) == ("relations/b.parquet", "parquet")


@pytest.mark.parametrize(
    ("how", "said"),
    [
        (lambda found: pa.array([{"a": 1}] * len(found)), "of the type struct<a: int64>"),
        (lambda found: pa.array([b"\xff"] * len(found)), "not UTF-8"),
    ],
)
def test_a_column_without_text_is_a_finding(
    given: Path, tmp_path: Path, how: Change, said: str
) -> None:
    change(given, "note", how)
    (finding,) = bulk(given, tmp_path / "columns", quiet).findings
    assert (finding.file, finding.column) == ("relations.parquet", "note")
    assert said in finding.message


def test_a_missing_column_is_told_of_its_file(given: Path, tmp_path: Path) -> None:
    path = given / "relations.parquet"
    parquet.write_table(parquet.read_table(path).drop_columns(["note"]), path)
    (finding,) = bulk(given, tmp_path / "columns", quiet).findings
    assert str(finding).startswith("relations.parquet:note: the column is missing")


def test_parquet_tables_are_to_be_imported(given: Path) -> None:
    with pytest.raises(kg.KgError, match=r"tables in Parquet; import them: kg import --bulk"):
        _ = kg.open(given).records
