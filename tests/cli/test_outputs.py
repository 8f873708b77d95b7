"""kg render and kg build."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import kg

if TYPE_CHECKING:
    from pathlib import Path

    from calling import Call


def test_the_page_is_written(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "deep" / "page.html"
    result = call("render", "-o", str(path))
    assert result.exit_code == 0
    assert str(path) in result.stdout
    assert path.read_text(encoding="utf-8").startswith("<!")


def test_the_same_page_twice(call: Call, tmp_path: Path) -> None:
    for name in ("one.html", "two.html"):
        call("render", "-o", str(tmp_path / name))
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()


@pytest.mark.parametrize(
    "options",
    [
        ["--lang", "fr"],
        ["--as-of", "2024-12"],
        ["--rumours"],
        ["--basis", "in-force"],
        ["--level", "actor"],
        ["--status", "signed"],
        ["--tier", "primary"],
        ["--min-confidence", "high"],
        ["--undated", "exclude"],
        ["--known-at", "2024-12"],
    ],
)
def test_options_change_the_page(call: Call, tmp_path: Path, options: list[str]) -> None:
    call("render", "-o", str(tmp_path / "plain.html"))
    call("render", "-o", str(tmp_path / "other.html"), *options)
    plain, other = ((tmp_path / n).read_bytes() for n in ("plain.html", "other.html"))
    assert plain != other


@pytest.mark.parametrize("command", ["render", "build"])
def test_a_place_that_cannot_be_written_is_one_line(
    call: Call, tmp_path: Path, command: str
) -> None:
    (tmp_path / "file").write_text("in the way")
    result = call(command, "-o", str(tmp_path / "file" / "below"))
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
    assert (tmp_path / "file").read_text() == "in the way"


def test_an_answer_that_cannot_be_written_is_one_line(call: Call, tmp_path: Path) -> None:
    result = call("overlaps", "-o", str(tmp_path))
    assert result.exit_code == 1
    assert "cannot write" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_bad_date_writes_no_page(call: Call, tmp_path: Path) -> None:
    assert call("render", "-o", str(tmp_path / "x.html"), "--as-of", "soon").exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_store(call: Call, tmp_path: Path, tiny_graph: kg.Graph) -> None:
    result = call("build", "-o", str(tmp_path / "store"))
    assert result.exit_code == 0
    assert "quads" in result.stdout
    assert kg.open(tmp_path / "store").records == tiny_graph.records


def test_a_store_is_not_built_over_other_files(call: Call, copy: Path) -> None:
    result = call("build", "-o", str(copy))
    assert result.exit_code == 1
    assert "other files" in result.stderr
    assert (copy / "actors.csv").exists()
