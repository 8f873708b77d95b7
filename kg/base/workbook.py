"""Tables as a workbook of Excel (``.xlsx``): a sheet for each, cells of their type.

Text stays text, whatever it begins with; whole days are dates. The same tables and day give the
same bytes.
"""

from __future__ import annotations

import io
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kg.base.errors import MissingExtra, UsageError
from kg.base.text import cell_text, encoded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    Sheet = Mapping[str, Sequence[Any]]

MOST_ROWS = 2**20 - 1  # of a sheet, without the header
_LONGEST_TEXT = 32_767
_WIDEST = 60
_FIRST_DAY = date(1900, 3, 1)  # Excel counts a 29 February 1900
_EXACT = 2**53  # numbers are doubles


def workbook(sheets: Mapping[str, Sheet], day: date) -> bytes:
    """Return tables as a workbook.

    Parameters
    ----------
    sheets
        Columns of equal length, by name of the sheet.
    day
        When the workbook says that it was made.

    Raises
    ------
    MissingExtra
        When XlsxWriter is not installed.
    UsageError
        When a table has more rows than a sheet can hold.
    """
    try:
        from xlsxwriter import Workbook
    except ImportError:
        raise MissingExtra("a workbook", "excel") from None
    sink = io.BytesIO()
    with Workbook(sink, {"in_memory": True}) as book:
        book.set_properties({"created": datetime.combine(day, time())})
        bold, days = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        for name, columns in sheets.items():
            _write(book.add_worksheet(name), columns, bold, days)
    return sink.getvalue()


def _write(sheet: Worksheet, columns: Sheet, bold: Format, days: Format) -> None:
    """Fill a sheet: a header that stays in sight, then the rows."""
    rows = len(next(iter(columns.values()), ()))
    if rows > MOST_ROWS:
        reason = f"a sheet holds {MOST_ROWS:,} rows, not {rows:,}; write CSV, or ask for less"
        raise UsageError(f"{sheet.get_name()}: {reason}")
    sheet.freeze_panes(1, 0)
    for column, (name, cells) in enumerate(columns.items()):
        sheet.write_string(0, column, name, bold)
        sheet.set_column(column, column, _width(name, cells))
        for row, cell in enumerate(cells, 1):
            _put(sheet, (row, column), cell, days)


def _put(sheet: Worksheet, at: tuple[int, int], cell: Any, days: Format) -> None:
    """Write a cell; nothing for None."""
    if cell is None:
        return
    if isinstance(cell, bool):
        sheet.write_boolean(*at, cell)
    elif isinstance(cell, int | float | Decimal) and abs(float(cell)) <= _EXACT:
        sheet.write_number(*at, cell)
    elif isinstance(cell, date) and cell >= _FIRST_DAY:
        sheet.write_datetime(*at, datetime.combine(cell, time()), days)
    elif cell != []:
        sheet.write_string(*at, encoded(cell_text(cell)).decode()[:_LONGEST_TEXT])


def _width(name: str, cells: Sequence[Any]) -> int:
    """Return a width in characters that shows most cells whole."""
    return min(_WIDEST, 2 + max(len(name), *(len(cell_text(cell)) for cell in cells[:100]), 8))
