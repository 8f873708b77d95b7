"""``kg build`` with two graphs, and as tables."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import kg
from builders import TINY, actor, records, relation
from kg.records import folders, tables

if TYPE_CHECKING:
    from pathlib import Path

    from calling import Call


@pytest.fixture
def other(copy: Path) -> Path:
    """The tiny set with one actor that differs."""
    path = copy / "actors.csv"
    text = path.read_text(encoding="utf-8").replace(",TW,1990,", ",KR,1991,")
    path.write_text(text, encoding="utf-8", newline="")
    return copy


def test_tables_of_rdf(call: Call, tmp_path: Path) -> None:
    assert call("export", "-o", str(tmp_path / "x.ttl")).exit_code == 0
    out = tmp_path / "tables"
    said = call("build", "--as", "tables", "-o", str(out), place=tmp_path / "x.ttl")
    assert said.exit_code == 0
    assert "18 relations" in said.stdout
    assert tables.read(out) == tables.read(TINY)
    assert call("check", place=out).exit_code == 0


def test_conflicts_stop_a_merger(call: Call, other: Path, tmp_path: Path) -> None:
    for form in ("store", "tables"):
        out = tmp_path / "out"
        options = ["-g", str(TINY), "-g", str(other), "--as", form, "-o", str(out)]
        said = call("build", *options, place=None)
        assert said.exit_code == 1
        assert "actors.csv\tcobalt\tcountry\tTW\tKR\n" in said.stdout
        assert "actors.csv\tcobalt\tfounded\t1990\t1991\n" in said.stdout
        assert "1 row differs between the graphs" in said.stderr
        assert "--prefer first or second" in said.stderr
        assert not out.exists()


@pytest.mark.parametrize(("side", "country"), [("first", "TW"), ("second", "KR")])
def test_a_preference_resolves_and_still_tells(
    call: Call, other: Path, tmp_path: Path, side: str, country: str
) -> None:
    out = tmp_path / "out"
    options = ["-g", str(other), "--prefer", side, "--as", "tables", "-o", str(out)]
    said = call("build", *options, place=TINY)
    assert said.exit_code == 0
    assert "cobalt\tcountry\tTW\tKR" in said.stdout
    assert kg.open(out).records.actor_by_id["cobalt"].country == country


def test_one_actor_under_two_ids_is_told_and_kept_twice(call: Call, tmp_path: Path) -> None:
    theirs = records([relation("zeta", "invests-in", "eta")], [actor("zeta", name="Boreal AI SAS")])
    folders.create(tmp_path / "theirs", theirs)
    out = tmp_path / "out"
    options = ["-g", str(TINY), "-g", str(tmp_path / "theirs"), "-o", str(out)]
    said = call("build", *options, place=None)
    assert said.exit_code == 0
    assert "actors.csv\tzeta\tname\tmay be the same actor as boreal" in said.stdout
    assert {"boreal", "zeta"} <= set(kg.open(out).names)


def test_a_merged_store_answers(call: Call, tmp_path: Path, shipped: kg.Graph) -> None:
    out = tmp_path / "both"
    said = call("build", "-g", str(TINY), "-g", shipped.place, "-o", str(out), place=None)
    assert said.exit_code == 0, said.output
    both = kg.open(out)
    assert len(both.records.relations) == 18 + len(shipped.records.relations)
    assert both.cutoff == shipped.cutoff
    pairs = {(row.a, row.b) for row in both.overlaps()}
    assert pairs == {("atlas", "boreal"), *((row.a, row.b) for row in shipped.overlaps())}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["-g", "a", "-g", "b", "-g", "c"], "two graphs are merged at a time"),
        (["--prefer", "first"], "--prefer belongs to two graphs"),
        (["-g", "nowhere"], "there is no such file or folder"),
    ],
)
def test_what_cannot_be_merged(call: Call, tmp_path: Path, options: list[str], said: str) -> None:
    result = call("build", *options, "-o", str(tmp_path / "x"))
    assert result.exit_code in {1, 2}
    assert said in result.stderr


def test_the_environment_is_not_merged_in(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_GRAPH", "nowhere")
    out = tmp_path / "x"
    said = call("build", "-g", str(TINY), "--as", "tables", "-o", str(out), place=None)
    assert said.exit_code == 0, said.output


def test_tables_are_not_written_over_others(call: Call, other: Path) -> None:
    said = call("build", "--as", "tables", "-o", str(other))
    assert said.exit_code == 1
    assert "name a new or an empty folder" in said.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["-g", "one", "-g", "two", "overlaps"],
        ["-g", "one", "overlaps", "-g", "two"],
        ["overlaps", "-g", "one", "-g", "two"],
        ["-g", "one", "add", "actor", "-g", "two"],
        ["add", "-g", "one", "actor", "-g", "two"],
    ],
    ids=" ".join,
)
def test_two_graphs_are_not_taken_for_one(call: Call, arguments: list[str]) -> None:
    result = call(*arguments, place=None)
    assert result.exit_code == 2
    assert "merge two with: kg build -g A -g B -o FOLDER" in result.stderr


def test_two_ids_of_one_actor_become_one(call: Call, tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    rival = relation("atlas-corp", "competes-with", "boreal", market=("assistants",))
    twins = [actor("atlas"), actor("atlas-corp", name="Atlas Corp."), actor("x", "atlas-corp")]
    folders.create(folder, records([relation("atlas", "invests-in", "boreal"), rival], twins))
    rows = json.loads(call("overlaps", "--format", "json", place=folder).stdout)["rows"]
    dry = call("merge", "atlas-corp", "atlas", "--dry-run", place=folder)
    assert (dry.exit_code, rows, (folder / "merged.csv").exists()) == (0, [], False)
    result = call("merge", "atlas-corp", "atlas", place=folder)
    assert result.stdout == dry.stdout
    assert "actors.csv\tx\tpart_of\tatlas-corp\tatlas\n" in result.stdout
    assert "atlas-corp was merged into atlas." in result.stderr
    (row,) = json.loads(call("overlaps", "--format", "json", place=folder).stdout)["rows"]
    assert (row["a"], row["b"]) == ("atlas", "boreal")


def test_ids_that_cannot_be_one_are_refused(call: Call, copy: Path) -> None:
    unknown = call("merge", "atlas", "borael", place=copy)
    assert (unknown.exit_code, "did you mean boreal?" in unknown.stderr) == (2, True)
    assert call("merge", "boreal", "atlas", place=copy).exit_code == 1
