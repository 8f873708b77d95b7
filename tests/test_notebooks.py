"""The notebooks run, and their results are what they claim."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import pytest

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"


@pytest.fixture(scope="module")
def tour() -> str:
    return _printed(_run(NOTEBOOKS / "01_tour.ipynb"))


def test_tour_counts_partners_that_compete(tour: str) -> None:
    assert "43 pairs at group level, 34 at actor level" in tour


def test_tour_counts_loops(tour: str) -> None:
    assert "[(2, 22), (3, 26), (4, 110)]" in tour


def test_tour_replays_the_letter_of_intent(tour: str) -> None:
    days = ("2025-09-21", "2025-12-02", "2026-03-03")
    before, letter, purchase = (_line(tour, day) for day in days)
    assert "openai--2025" not in before
    assert "openai--2025" in letter
    assert "openai--2026" not in letter
    assert "openai--2025" not in purchase
    assert "openai--2026" in purchase


def test_tour_finds_the_facts_of_the_first_article(tour: str) -> None:
    assert "23" in tour.partition("'kind'")[2].splitlines()[0]


def test_tour_writes_the_page(tour: str) -> None:
    assert "alliances.html written" in tour


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.name)
def test_notebooks_are_kept_without_outputs(path: Path) -> None:
    import nbformat

    cells = nbformat.read(path, as_version=4).cells
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in cells)


def _line(text: str, start: str) -> str:
    return next(line for line in text.splitlines() if line.startswith(start))


def _run(path: Path) -> Any:
    import nbformat

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the Jupyter stack, none of them ours
        from nbclient import NotebookClient

        notebook = nbformat.read(path, as_version=4)
        NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    return notebook


def _printed(notebook: Any) -> str:
    return "".join(
        output.get("text", "")
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if output.output_type == "stream"
    )
