"""kg check, and what bad tables do to every command."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from builders import TINY
from calling import program

if TYPE_CHECKING:
    from pathlib import Path

    from calling import Call


@pytest.fixture
def spoilt(copy: Path) -> Path:
    """Tables with four mistakes in three files."""
    changes = {
        "actors.csv": [(",FR,2019,", ",France,2019,")],
        "relations.csv": [("2024-12,ended", "2024-13,endet")],
        "observations.csv": [(",revenue,", ",turnover,")],
    }
    for name, replacements in changes.items():
        text = (copy / name).read_text(encoding="utf-8")
        for old, new in replacements:
            assert text.count(old) == 1
            text = text.replace(old, new)
        (copy / name).write_text(text, encoding="utf-8", newline="")
    return copy


PLACES = [
    ("actors.csv", 4, "country"),
    ("observations.csv", 2, "metric"),
    ("relations.csv", 10, "status"),
    ("relations.csv", 10, "valid_to"),
]


def test_all_is_well(call: Call) -> None:
    result = call("check")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == (
        "No findings in 7 actors, 5 sources, 2 deals, 18 relations, 3 observations.\n"
    )


@pytest.mark.parametrize(("form", "said"), [("json", "[]\n"), ("github", "")])
def test_all_is_well_for_programs(call: Call, form: str, said: str) -> None:
    result = call("check", "--format", form)
    assert (result.exit_code, result.stdout) == (0, said)


def test_findings_as_json(call: Call, spoilt: Path) -> None:
    result = call("check", "--format", "json", place=spoilt)
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert [(f["file"], f["row"], f["column"]) for f in found] == PLACES
    assert set(found[0]) == {
        "file",
        "row",
        "column",
        "rule",
        "severity",
        "message",
        "remedy",
        "subject",
    }
    assert "4 findings." in result.stderr


def test_findings_as_a_table(call: Call, spoilt: Path) -> None:
    header, *lines = call("check", place=spoilt).stdout.splitlines()
    assert header.split("\t")[:3] == ["File", "Row", "Column"]
    assert [tuple(line.split("\t")[:3]) for line in lines] == [
        (file, str(row), column) for file, row, column in PLACES
    ]


def test_findings_for_a_workflow(call: Call, spoilt: Path) -> None:
    lines = call("check", "--format", "github", place=spoilt).stdout.splitlines()
    starts = [f"::error file={file},line={row}::" for file, row, _ in PLACES]
    assert [line[: len(start)] for line, start in zip(lines, starts, strict=True)] == starts


def test_findings_in_a_file(call: Call, spoilt: Path, tmp_path: Path) -> None:
    path = tmp_path / "findings.json"
    result = call("check", "--format", "json", "-o", str(path), place=spoilt)
    assert (result.exit_code, result.stdout) == (1, "")
    assert len(json.loads(path.read_text(encoding="utf-8"))) == 4


def test_one_finding_is_one(call: Call, copy: Path) -> None:
    path = copy / "actors.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",FR,2019,", ",France,2019,"))
    assert "1 finding." in call("check", place=copy).stderr


@pytest.mark.parametrize(
    "command",
    [
        ["overlaps", "-o", "OUT"],
        ["loops", "-o", "OUT", "--format", "json"],
        ["who", "atlas", "-o", "OUT"],
        ["path", "atlas", "boreal", "-o", "OUT"],
        ["totals", "-o", "OUT"],
        ["gaps", "-o", "OUT"],
        ["coverage", "-o", "OUT"],
        ["evidence", "x", "-o", "OUT"],
        ["query", "ASK { ?s ?p ?o }", "-o", "OUT"],
        ["render", "-o", "OUT"],
        ["build", "-o", "OUT"],
    ],
    ids=lambda command: command[0],
)
def test_bad_tables_stop_every_command_with_all_findings(
    call: Call, spoilt: Path, tmp_path: Path, command: list[str]
) -> None:
    out = tmp_path / "out"
    result = call(*[str(out) if part == "OUT" else part for part in command], place=spoilt)
    assert (result.exit_code, result.stdout) == (1, "")
    for file, row, column in PLACES:
        assert f"{file}:{row}:{column}: " in result.stderr
    assert not out.exists()


def test_bad_tables_in_a_process_of_its_own(spoilt: Path) -> None:
    done = program("-g", str(spoilt), "overlaps")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: 4 problems in the tables:\n")
    assert "Traceback" not in done.stderr


def test_a_folder_of_something_else(call: Call, tmp_path: Path) -> None:
    result = call("overlaps", place=tmp_path)
    assert result.exit_code == 1
    assert "actors.csv: the table is missing" in result.stderr


def test_a_year_9999_in_a_table_is_no_accident(call: Call, copy: Path) -> None:
    path = copy / "relations.csv"
    text = path.read_text(encoding="utf-8").replace("2024-12,ended", "9999,active")
    path.write_text(text, encoding="utf-8")
    assert call("overlaps", place=copy).exit_code == 0
    assert call("check", place=copy).exit_code in {0, 1}


def test_the_tables_are_left_as_they_were(call: Call) -> None:
    before = {path.name: path.read_bytes() for path in TINY.iterdir()}
    call("check")
    call("overlaps")
    assert {path.name: path.read_bytes() for path in TINY.iterdir()} == before


def test_warnings_are_told_when_asked_for_and_are_no_failure(call: Call, copy: Path) -> None:
    result = call("check", "--warnings", "--format", "json")
    findings = json.loads(result.stdout)
    assert result.exit_code == 0
    assert {finding["severity"] for finding in findings} == {"warning"}


def test_a_table_that_cannot_be_read_breaks_no_references(call: Call, copy: Path) -> None:
    path = copy / "actors.csv"
    path.write_bytes(path.read_bytes() + b"\xff")
    findings = json.loads(call("check", "--format", "json", place=copy).stdout)
    assert [(f["file"], f["rule"]) for f in findings] == [("actors.csv", "encoding")]


@pytest.mark.parametrize(
    "shape", ["actor-class", "date-order", "amount-currency", "evidence-source"]
)
def test_a_shape_broken_in_rdf_is_named_by_the_command(call: Call, shape: str) -> None:
    place = TINY.parent / "rdf" / "shapes" / shape / "fail.ttl"
    result = call("check", "--format", "json", place=place)
    assert result.exit_code == 1
    assert shape in {finding["rule"] for finding in json.loads(result.stdout)}
