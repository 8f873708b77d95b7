"""An answer as a frame, as CSV and as a workbook: the same values."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
import pytest

from kg.base.text import cell_text, neutral

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.graph.graph import Graph

ANSWERS: dict[str, Callable[[Graph], Any]] = {
    "overlaps": lambda g: g.overlaps(),
    "no overlaps": lambda g: g.overlaps(as_of="1900", undated="exclude"),
    "loops": lambda g: g.loops(),
    "concentration": lambda g: g.concentration(),
    "exposure": lambda g: g.exposure("boreal"),
    "who": lambda g: g.who("boreal"),
    "portfolios": lambda g: g.portfolios(),
}


def sheets(content: bytes) -> dict[str, list[list[Any]]]:
    """Return the cells of every sheet."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: [[c.value for c in row] for row in sheet.iter_rows()] for sheet in book}


def plain(value: Any) -> str:
    """Return a cell of any of the three as text; numbers as a sheet shows them, in 12 digits."""
    if isinstance(value, list):
        return cell_text(value)
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return f"{value:.12g}" if is_number else neutral(cell_text(value))


def cell(text: str) -> str:
    """Return a cell of CSV, numbers in 12 digits."""
    try:
        return f"{float(text):.12g}"
    except ValueError:
        return text


@pytest.mark.parametrize("name", ANSWERS)
def test_frame_csv_and_workbook_hold_the_same_values(tiny_graph: Graph, name: str) -> None:
    answer = ANSWERS[name](tiny_graph)
    frame = answer.to_pandas()
    from_frame = [[plain(value) for value in row] for row in frame.astype(object).to_numpy()]
    header, *lines = csv.reader(io.StringIO(answer.to_csv()))
    first, *rows = sheets(answer.to_xlsx())["answer"]
    from_sheet = [[plain(value) for value in row] for row in rows]
    assert header == list(frame) == first
    assert [list(map(cell, line)) for line in lines] == from_frame == from_sheet


def test_pandas_reads_a_csv_without_rows(tiny_graph: Graph) -> None:
    answer = ANSWERS["no overlaps"](tiny_graph)
    assert list(pd.read_csv(io.StringIO(answer.to_csv()))) == list(answer.to_pandas())


def test_sheets_of_an_answer(tiny_graph: Graph) -> None:
    answer = tiny_graph.overlaps()
    content = sheets(answer.to_xlsx())
    assert list(content) == ["answer", "scope", "claims", "sources"]
    assert ["scope.level", "group"] in content["scope"]
    assert ["data.digest", tiny_graph.digest] in content["scope"]
    assert {row[0] for row in content["claims"][1:]} == set(answer.claims)
    (row,) = answer.rows
    assert set(answer.claims) == {*row.cooperative, *row.competitive}
    assert len(content["sources"]) == row.sources + 1


def test_a_workbook_is_the_same_twice(tiny_graph: Graph) -> None:
    first, second = (tiny_graph.overlaps().to_xlsx() for _ in range(2))
    assert first == second


def test_sheets_of_a_graph(tiny_graph: Graph) -> None:
    content = tiny_graph.export("xlsx")
    assert isinstance(content, bytes)
    cells = sheets(content)
    assert list(cells) == ["actors", "relations", "deals", "sources", "observations"]
    header, *rows = cells["relations"]
    assert len(rows) == len(tiny_graph.records.relations)
    relation = dict(zip(header, rows[0], strict=True))
    assert relation["subject_name"] == tiny_graph.actor(relation["subject"]).name
