"""Rows as HTML that is safe in a notebook: every text escaped, few rows, no style from outside."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from kg.base.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_ROWS = 20
_LONG_LIST = 40
_MOST_CHARACTERS = 160


def table(
    header: Sequence[str], rows: Iterable[Sequence[Any]], count: int, caption: str = ""
) -> str:
    """Return a table of the first rows, with what it shows of how many.

    Parameters
    ----------
    header
        Names of the columns.
    rows
        Values by column; only the first `MOST_ROWS` are read.
    count
        Number of all rows.
    caption
        What the rows are.

    Examples
    --------
    >>> table(["who"], [["<b>"]], 1, "partners")[:71]
    '<table><caption style="text-align: left">partners; 1 row</caption><thea'
    """
    shown = list(islice(rows, MOST_ROWS))
    told = f"{count:,} row{'' if count == 1 else 's'}"
    if len(shown) < count:
        told = f"first {len(shown)} of {told}"
    said = f"{caption}; {told}" if caption else told
    head = Markup("").join(Markup("<th>{}</th>").format(text(name)) for name in header)
    body = Markup("").join(map(_row, shown))
    return str(
        Markup(
            '<table><caption style="text-align: left">{}</caption>'
            "<thead><tr>{}</tr></thead><tbody>{}</tbody></table>"
        ).format(text(said), head, body)
    )


def text(value: Any) -> str:
    """Return a value as a line for people, cut short; long lists show their first items.

    Control characters and marks that reorder text go.

    >>> text(["a" * 25, "b" * 25]), text({"low": 1, "high": None}), text(None)
    ('aaaaaaaaaaaaaaaaaaaaaaaaa … 1 more', 'low 1', '')
    """
    line = one_line(_said(value)).strip()
    return line if len(line) <= _MOST_CHARACTERS else f"{line[:_MOST_CHARACTERS]}…"


def _row(values: Sequence[Any]) -> Markup:
    cells = (Markup("<td>{}</td>").format(text(value)) for value in values)
    return Markup("<tr>{}</tr>").format(Markup("").join(cells))


def _said(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return _listed([_said(item) for item in value])
    if isinstance(value, dict):
        return " ".join(f"{name} {_said(item)}" for name, item in value.items() if item is not None)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _listed(items: list[str]) -> str:
    """Return the first items, as many as stay short but at least one, and how many are left."""
    shown = items[:1]
    for item in items[1:]:
        if len(", ".join([*shown, item])) > _LONG_LIST:
            break
        shown.append(item)
    more = len(items) - len(shown)
    return ", ".join(shown) + (f" … {more} more" if more else "")


def facts(title: str, rows: Iterable[tuple[str, Any]]) -> str:
    """Return a heading and a table of names and values.

    >>> facts("Graph", [("actors", 438)])
    '<strong>Graph</strong><table><tr><th>actors</th><td>438</td></tr></table>'
    """
    lines = (Markup("<tr><th>{}</th><td>{}</td></tr>").format(k, text(v)) for k, v in rows)
    body = Markup("").join(lines)
    return str(Markup("<strong>{}</strong><table>{}</table>").format(escape(text(title)), body))
