"""The page and the pyvis network in a notebook that is really run."""

from __future__ import annotations

import time
import warnings
from typing import TYPE_CHECKING, Any

import pytest

from facts import FACTS

if TYPE_CHECKING:
    from collections.abc import Callable

    Open = Callable[..., Any]

CELLS = (
    "import kg; g = kg.open(); g.view(height=500)",
    (
        "net = g.pyvis(); "
        "print(type(net).__mro__[1].__module__, len(net.nodes), len(net.edges), net.directed)"
    ),
    "print(g.view(as_of='2025').network().edges == g.pyvis(as_of='2025').edges != net.edges)",
)


@pytest.fixture(scope="module")
def cells() -> list[Any]:
    import nbformat

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the Jupyter stack, none of them ours
        from nbclient import NotebookClient

        code = [nbformat.v4.new_code_cell(text) for text in CELLS]
        notebook = nbformat.v4.new_notebook(cells=code)
        NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    return [cell.outputs for cell in notebook.cells]


@pytest.mark.browser
def test_a_cell_shows_the_page_in_a_frame(cells: list[Any], open_text: Open) -> None:
    (output,) = cells[0]
    shown = output.data["text/html"]
    with open_text(f"<!doctype html><title>notebook</title><body>{shown}</body>") as view:
        for _ in range(200):
            inner = view.page.frames[-1]
            if inner != view.page.main_frame and inner.evaluate("Boolean(window.explorer)"):
                break
            time.sleep(0.05)
        assert inner.evaluate("explorer.scene.ribbons.size") > 500
        assert view.page.locator("iframe").bounding_box()["height"] == 500
        inner.evaluate("explorer.change({mode: 'overlaps'})")
        pairs = inner.evaluate("document.querySelectorAll('[data-pair]').length")
        assert pairs == FACTS["group_overlaps"]


def test_the_pyvis_network_is_a_real_one(cells: list[Any]) -> None:
    module, nodes, edges, directed = cells[1][0].text.split()
    assert (module, directed) == ("pyvis.network", "True")
    assert int(nodes) > 300
    assert int(edges) > 1000


def test_the_network_of_a_view_has_its_scope(cells: list[Any]) -> None:
    assert cells[2][0].text.strip() == "True"


def test_a_source_opens_outside_the_sandbox(cells: list[Any]) -> None:
    shown = cells[0][0].data["text/html"]
    assert "allow-popups-to-escape-sandbox" in shown
    assert "allow-same-origin" not in shown
