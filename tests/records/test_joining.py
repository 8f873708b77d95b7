"""Two ids as one: rows joined, references rewritten, nothing written when a check fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import kg
from builders import actor, money, records, relation
from kg.base.errors import InvalidTables, UnknownName, UsageError
from kg.records import folders, tables
from kg.records.joining import LOG, Change, join_ids

if TYPE_CHECKING:
    from pathlib import Path

    from kg.records.model import Actor, Relation

ATLAS = actor("atlas", name="Atlas Inc.", wikidata="Q100001")
CORP = actor("atlas-corp", name="ATLAS Corp", wikidata="Q100001", country="US")
UNIT = actor("unit", part_of="atlas-corp")
CHEQUE = relation("atlas", "invests-in", "boreal", "2025", announced="2025-06-01")
CLOUD = relation("atlas-corp", "supplies-cloud-to", "boreal", "2025", announced="2025-06-01")
RIVAL = relation("abacus", "competes-with", "atlas-corp", market=("assistants",))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written(tmp_path / "tables", [ATLAS, CORP, UNIT], [CHEQUE, CLOUD, RIVAL])


def written(place: Path, actors: list[Actor], relations: list[Relation]) -> Path:
    """Return a new folder of tables."""
    folders.create(place, records(relations, actors))
    return place


def test_every_reference_follows_an_actor(folder: Path) -> None:
    join_ids(folder, "atlas-corp", "atlas")
    joined = tables.read(folder)
    assert "atlas-corp" not in joined.actor_by_id
    whole = joined.actor_by_id["atlas"]
    assert (whole.name, whole.alt_names, whole.country) == ("Atlas Inc.", ("ATLAS Corp",), "US")
    assert joined.actor_by_id["unit"].part_of == "atlas"
    assert sorted(joined.relation_by_id) == [
        "abacus--competes-with--atlas",
        "atlas--invests-in--boreal--2025",
        "atlas--supplies-cloud-to--boreal--2025",
    ]
    assert kg.open(folder).check(warnings=True) == ()


def test_symmetric_parties_are_put_in_order(folder: Path) -> None:
    join_ids(folder, "abacus", "boreal")
    rival = tables.read(folder).relation_by_id["atlas-corp--competes-with--boreal"]
    assert (rival.subject, rival.object) == ("atlas-corp", "boreal")


def test_the_log_names_every_id_that_went(folder: Path) -> None:
    join_ids(folder, "atlas-corp", "atlas")
    join_ids(folder, "abacus", "boreal")
    assert (folder / LOG).read_text(encoding="utf-8").splitlines() == [
        "table,old,new",
        "actors,atlas-corp,atlas",
        "relations,abacus--competes-with--atlas-corp,abacus--competes-with--atlas",
        f"relations,{CLOUD.id},{CLOUD.id.replace('-corp', '', 1)}",
        "actors,abacus,boreal",
        "relations,abacus--competes-with--atlas,atlas--competes-with--boreal",
    ]


def test_changes_are_returned_and_nothing_need_be_written(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.iterdir()}
    changes = join_ids(folder, "atlas-corp", "atlas", write=False)
    assert Change("actors", "atlas", "id", "atlas-corp", "atlas") in changes
    assert Change("actors", "unit", "part_of", "atlas-corp", "atlas") in changes
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_two_rows_of_one_claim(tmp_path: Path) -> None:
    rows = [
        relation("atlas", "invests-in", "boreal", tail, amount=money(5), announced=day,
                 sources=(page,), evidence=f"Says {page}.")
        for tail, day, page in (("2025", "2025", "s"), ("2025-b", "2025-06-01", "t"))
    ]  # fmt: skip
    folder = written(tmp_path / "tables", [], rows)
    join_ids(folder, rows[1].id, rows[0].id)
    (joined,) = tables.read(folder).relations
    assert (str(joined.announced), joined.sources) == ("2025-06-01", ("s", "t"))
    assert joined.evidence == "Says s."


def test_claims_that_meet_under_one_id_are_joined(tmp_path: Path) -> None:
    twin = relation("atlas-corp", "invests-in", "boreal", "2025", sources=("t",))
    folder = written(tmp_path / "tables", [ATLAS, CORP], [CHEQUE, twin])
    join_ids(folder, "atlas-corp", "atlas")
    (joined,) = tables.read(folder).relations
    assert (joined.id, joined.sources) == (CHEQUE.id, ("s", "t"))


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("boreal", "atlas", "subject and object are one"),
        ("unit", "atlas-corp", "the actor is part of itself"),
    ],
)
def test_what_breaks_a_rule_is_refused(folder: Path, old: str, new: str, problem: str) -> None:
    before = {path: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(InvalidTables, match=problem):
        join_ids(folder, old, new)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_cells_that_differ_are_refused(tmp_path: Path) -> None:
    french = actor("atlas-sa", name="Atlas SA", country="FR")
    folder = written(tmp_path / "tables", [CORP, french], [CLOUD])
    with pytest.raises(InvalidTables, match="it says 'US', but atlas-sa says 'FR'"):
        join_ids(folder, "atlas-sa", "atlas-corp")


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("atlas-crp", "atlas", UnknownName),
        ("atlas", "nobody", UnknownName),
        ("atlas", "atlas", UsageError),
        ("atlas", CHEQUE.id, UsageError),
    ],
)
def test_ids_that_cannot_be_joined(
    folder: Path, old: str, new: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        join_ids(folder, old, new)
