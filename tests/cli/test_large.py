"""``kg synth`` and ``kg import``."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import kg
from kg.cli.terminal.progress import counting, stages

if TYPE_CHECKING:
    from pathlib import Path

    from calling import Call


def test_synth_writes_tables_that_other_commands_read(call: Call, tmp_path: Path) -> None:
    made = tmp_path / "made"
    result = call("synth", "--relations", "400", "--seed", "2", "-o", str(made), place=None)
    assert result.exit_code == 0
    assert "400 relations" in result.stdout
    assert call("overlaps", place=made).exit_code == 0


def test_import_bulk_and_answer(call: Call, tmp_path: Path, tiny: Path) -> None:
    out, store = tmp_path / "columns", tmp_path / "store"
    arguments = ("import", "--bulk", str(tiny), "-o", str(out), "--store", str(store))
    result = call(*arguments, place=None)
    assert result.exit_code == 0, result.stderr
    assert f"{len(kg.open(tiny).records.relations)} relations" in result.stdout
    assert call("overlaps", place=out).stdout == call("overlaps", place=tiny).stdout
    assert call("overlaps", place=store).stdout == call("overlaps", place=tiny).stdout
    assert call("check", place=out).stderr == call("check", place=tiny).stderr


def test_import_bulk_lists_what_is_wrong(call: Call, copy: Path, tmp_path: Path) -> None:
    path = copy / "relations.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",active,", ",actve,"))
    result = call("import", "--bulk", str(copy), "-o", str(tmp_path / "out"), place=None)
    assert result.exit_code == 1
    assert "valid-status" in result.stdout
    assert "Nothing was written" in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "said", "code"),
    [
        (("import", "--bulk", "SOURCE", "-o", "USED"), "it is in use", 1),
        (("import", "--bulk", "no/such", "-o", "NEW"), "no such folder", 1),
        (("import", "SOURCE", "-o", "NEW"), "build --as tables", 2),
        (("synth", "--relations", "5", "-o", "USED"), "it is in use", 1),
        (("synth", "--relations", "0", "-o", "NEW"), "not a valid number of relations", 2),
        (("synth", "--relations", "9", "--seed", "-3", "-o", "NEW"), "not a valid seed", 2),
        (("import", "--bulk", "SOURCE", "-o", "NEW", "--store", "USED"), "it holds other files", 1),
        (("import", "--bulk", "SOURCE", "-o", "NEW", "--store", "NEW"), "name two folders", 1),
        (("synth", "--relations", "9", "--actors", "2", "-o", "NEW"), "number of actors", 2),
    ],
)
def test_calls_that_cannot_be_answered(
    call: Call, tmp_path: Path, tiny: Path, arguments: tuple[str, ...], said: str, code: int
) -> None:
    places = {"SOURCE": str(tiny), "USED": str(tiny), "NEW": str(tmp_path / "new")}
    result = call(*(places.get(one, one) for one in arguments), place=None)
    assert (result.exit_code, said in result.stderr) == (code, True), result.stderr
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    "command", ["synth --relations 5 -o x", "import --bulk . -o x", "-g . who x"]
)
def test_without_pyarrow_the_install_line_is_told(tmp_path: Path, command: str) -> None:
    (tmp_path / "pyarrow.py").write_text("raise ImportError")
    (tmp_path / "meta.json").write_text("{}")
    run = [sys.executable, "-m", "kg", *command.split()]
    environment = {"PYTHONPATH": str(tmp_path), "PATH": ""}
    done = subprocess.run(
        run, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "pip install 'ai-alliances[parquet]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_bar_is_drawn_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    with counting("rows", 3) as tick:
        tick(3)
    with stages() as tell:
        tell("reading", 3, None)
        tell("writing", 1, 3)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(("patience", "drawn"), [(0.0, True), (60.0, False)])
def test_a_bar_on_a_terminal_after_a_while(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    patience: float,
    drawn: bool,
) -> None:
    monkeypatch.setattr("kg.cli.terminal.progress.PATIENCE", patience)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    with stages() as tell:
        tell("read", 1, None)
        tell("written", 2, 3)
    assert ("written" in capsys.readouterr().err) is drawn
