"""The notebooks run, and assert their own figures."""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
each = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def read(path: Path) -> Any:
    import nbformat

    return nbformat.read(path, as_version=4)


@each
def test_every_cell_runs_and_every_assertion_holds(path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the Jupyter stack, none of them ours
        from nbclient import NotebookClient

        notebook = read(path)
        NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    assert outputs
    assert not [o.text for o in outputs if o.output_type == "stream" and o.name == "stderr"]


@each
def test_notebooks_are_kept_without_outputs(path: Path) -> None:
    cells = read(path).cells
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in cells)


@each
def test_notebooks_teach_and_assert(path: Path) -> None:
    cells = read(path).cells
    prose = [cell.source for cell in cells if cell.cell_type == "markdown"]
    asserting = [cell for cell in cells if "assert " in cell.source]
    assert prose[0].startswith(f"# {path.stem[:2]} · ")
    assert len(prose) >= 5
    assert len(asserting) >= 5
    assert max(len(cell.source.splitlines()) for cell in cells) <= 30


@each
def test_links_between_notebooks_lead_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for name in re.findall(r"\((\d\d_\w+\.ipynb)\)", text):
        assert (path.parent / name).is_file()


def test_all_seven_are_in_the_guide() -> None:
    guide = (ROOT / "docs" / "how-to" / "notebooks.md").read_text(encoding="utf-8")
    assert [path.stem[:2] for path in NOTEBOOKS] == [f"0{n}" for n in range(1, 8)]
    assert all(path.name in guide for path in NOTEBOOKS)
