"""Tables as workbooks, read back by openpyxl."""

from __future__ import annotations

import io
import sys
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from kg.base import workbook
from kg.base.errors import MissingExtra, UsageError

DAY = date(2026, 12, 1)
TABLE = {
    "text": ["=1+1", "+2", "-3", "@x", "\x00 \ud800", None],
    "day": [DAY, date(1850, 1, 1), None, None, None, None],
    "number": [1, 0.5, Decimal("2.5"), 2**60, float("nan"), True],
    "list": [["a", "b"], [], [{"kind": "debt", "low": 5}], None, None, None],
}


def read(content: bytes, sheet: str) -> list[list[Any]]:
    """Return the cells of a sheet, header first."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [[cell.value for cell in row] for row in book[sheet].iter_rows()]


def test_cells_keep_their_type() -> None:
    header, *rows = read(workbook.workbook({"rows": TABLE}, DAY), "rows")
    assert header == list(TABLE)
    assert [row[1] for row in rows[:2]] == [datetime.combine(DAY, time()), "1850-01-01"]
    assert [row[2] for row in rows] == [1, 0.5, 2.5, str(2**60), "nan", True]
    assert [row[3] for row in rows[:3]] == ["a|b", None, "kind=debt low=5"]


def test_no_text_is_a_formula() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook.workbook({"rows": TABLE}, DAY)))
    cells = [cell for (cell,) in book["rows"]["A2:A5"]]
    assert [(cell.value, cell.data_type) for cell in cells] == [
        (text, "s") for text in ("=1+1", "+2", "-3", "@x")
    ]


def test_the_same_tables_give_the_same_bytes() -> None:
    first, second = (workbook.workbook({"rows": TABLE}, DAY) for _ in range(2))
    assert first == second


def test_a_table_that_no_sheet_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 2)
    with pytest.raises(UsageError, match="rows: a sheet holds 2 rows, not 6; write CSV"):
        workbook.workbook({"rows": TABLE}, DAY)


def test_the_library_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(MissingExtra, match=r"pip install 'ai-alliances\[excel\]'$"):
        workbook.workbook({}, DAY)
