"""kg add and kg fmt."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from builders import TABLES
from kg.records import schema as columns

if TYPE_CHECKING:
    from pathlib import Path

    from calling import Call

CELLS = {
    "type": "partners-with",
    "subject": "fjord",
    "object": "delta",
    "announced": "2025-06-30",
    "status": "signed",
    "sources": "s-2025",
    "confidence": "medium",
    "evidence": "Signed.",
}
OPTIONS = [part for name, cell in CELLS.items() for part in (f"--{name}", cell)]
RELATION = ["add", "relation", *OPTIONS]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_relation_is_added(call: Call, copy: Path) -> None:
    result = call(*RELATION, place=copy)
    assert result.exit_code == 0
    assert result.stdout.startswith("delta--partners-with--fjord added to ")
    assert call("check", place=copy).exit_code == 0
    assert call("evidence", "delta--partners-with--fjord", place=copy).exit_code == 0


def test_twice_is_refused(call: Call, copy: Path) -> None:
    call(*RELATION, place=copy)
    before = contents(copy)
    result = call(*RELATION, place=copy)
    assert result.exit_code == 1
    assert "says the same" in result.stderr
    assert contents(copy) == before


@pytest.mark.parametrize("option", ["--type", "--sources", "--evidence"])
def test_a_missing_cell_is_refused(call: Call, copy: Path, option: str) -> None:
    before = contents(copy)
    at = RELATION.index(option)
    result = call(*RELATION[:at], *RELATION[at + 2 :], place=copy)
    assert result.exit_code == 1
    assert f":{option[2:]}: the cell is empty" in result.stderr
    assert contents(copy) == before


@pytest.mark.parametrize("table", ["relation", "observation", "source", "actor", "deal"])
def test_every_table_has_its_command(call: Call, table: str) -> None:
    result = call("add", table, "--help")
    assert result.exit_code == 0
    assert "--id" in result.stdout


def test_the_shared_options_after_the_table(call: Call, copy: Path) -> None:
    row = ["add", "actor", "--name", "Zeta", "--kinds", "ai-lab", "-g", str(copy)]
    assert call(*row, "--lang", "fr", place=None).stdout.startswith("zeta ajouté à")
    row[3] = "Eta"
    assert call(*row, "-q", place=None).stdout == ""
    assert "eta,Eta" in (copy / "actors.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", [["fmt"], RELATION], ids=["fmt", "add"])
def test_only_tables_can_be_written_to(call: Call, tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "graph.ttl").write_text("")
    result = call(*command, place=tmp_path / "graph.ttl")
    assert result.exit_code == 2
    assert "not a folder of tables" in result.stderr


def test_tables_in_order(call: Call, copy: Path) -> None:
    before = contents(copy)
    result = call("fmt", place=copy)
    assert (result.exit_code, result.stdout) == (0, "All tables are tidy.\n")
    assert contents(copy) == before


def test_tables_out_of_order(call: Call, copy: Path, tiny: Path) -> None:
    path = copy / "sources.csv"
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([header, *reversed(lines)]) + "\n", encoding="utf-8")
    before = contents(copy)
    checked = call("fmt", "--check", place=copy)
    assert checked.exit_code == 1
    assert "sources.csv needs tidying" in checked.stdout
    assert contents(copy) == before
    assert call("fmt", str(copy)).exit_code == 0
    assert all((copy / name).read_bytes() == (tiny / name).read_bytes() for name in TABLES)
    assert call("fmt", "--check", place=copy).exit_code == 0


def test_bad_tables_are_not_tidied(call: Call, copy: Path) -> None:
    path = copy / "actors.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",FR,2019,", ",France,2019,"))
    before = contents(copy)
    result = call("fmt", place=copy)
    assert result.exit_code == 1
    assert "actors.csv:4:country" in result.stderr
    assert contents(copy) == before


ADDED = {
    "actor": "actors",
    "deal": "deals",
    "observation": "observations",
    "relation": "relations",
    "source": "sources",
}


@pytest.mark.parametrize(("name", "table"), ADDED.items())
def test_the_example_gives_what_is_required(call: Call, name: str, table: str) -> None:
    said = call("add", name, "--help", place=None).stdout.partition("Options:")[0]
    described = columns.TABLES[table].columns.items()
    needed = [column for column, kind in described if kind.required and column != "id"]
    assert not [column for column in needed if f"--{column.replace('_', '-')}" not in said]
