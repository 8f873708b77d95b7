"""Pictures in files."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from kg.base.errors import InvalidValue, MissingExtra
from kg.cli import main
from kg.graph import plots

if TYPE_CHECKING:
    from pathlib import Path

    from kg.graph.graph import Graph

COMMANDS = ["timeline", "overlaps", "concentration"]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("ending", ["png", "svg"])
def test_the_same_picture_twice(tmp_path: Path, command: str, ending: str) -> None:
    drawn = []
    for name in ("one", "two"):
        path = tmp_path / f"{name}.{ending}"
        result = CliRunner().invoke(main, [command, "--plot", str(path)])
        assert result.exit_code == 0, result.output
        drawn.append(path.read_bytes())
    assert drawn[0] == drawn[1]
    assert drawn[0].startswith(b"\x89PNG" if ending == "png" else b"<?xml")


def test_names_stay_text(tmp_path: Path, tiny_graph: Graph) -> None:
    rows = tiny_graph.overlaps().rows
    hostile = "$\\frac{1}</text><script>alert(1)</script>$"
    names = {**tiny_graph.names, "atlas": hostile}
    plots.overlap_matrix(rows, names, tmp_path / "matrix.svg")
    tree = ET.parse(tmp_path / "matrix.svg")  # noqa: S314 - our own file
    texts = {"".join(node.itertext()) for node in tree.iter() if node.tag.endswith("text")}
    assert hostile in texts
    assert not [node for node in tree.iter() if node.tag.endswith("script")]


def test_no_rows_make_an_empty_picture(tmp_path: Path) -> None:
    plots.timeline((), tmp_path / "t.svg", "Nothing")
    plots.concentration((), {}, tmp_path / "c.svg")
    plots.overlap_matrix((), {}, tmp_path / "o.svg")
    assert {path.suffix for path in tmp_path.iterdir()} == {".svg"}


def test_another_ending_is_refused_and_nothing_written(tmp_path: Path) -> None:
    with pytest.raises(InvalidValue, match=r"\.png or \.svg"):
        plots.timeline((), tmp_path / "t.gif", "Nothing")
    assert list(tmp_path.iterdir()) == []


def test_without_the_extra_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(MissingExtra, match=r"ai-alliances\[plot\]"):
        plots.timeline((), tmp_path / "t.svg", "Nothing")
