"""Text of strangers made harmless: for terminals, Markdown and spreadsheets.

Names and sentences come from anywhere. Each place that shows them obeys some characters: a
terminal its control sequences, a reader the marks that turn the direction of text, a spreadsheet a
leading ``=``, Markdown its markup.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_FORMULA = re.compile(r"^[=+\-@\t\r]")
_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
# Control characters, and marks that reorder or hide text on a terminal.
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Half of a character beyond U+FFFF, which no encoding holds.
_HALF = re.compile(r"[\ud800-\udfff]")


def neutral(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula.

    >>> neutral("=1+1"), neutral("openai"), neutral("-5")
    ("'=1+1", 'openai', '-5')
    """
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def cell_text(value: Any) -> str:
    """Return a JSON value as one cell: ``|`` between the items of a list.

    >>> cell_text(["a", "b"]), cell_text(None), cell_text([{"kind": "debt", "low": 5}])
    ('a|b', '', 'kind=debt low=5')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "|".join(map(cell_text, value))
    if isinstance(value, dict):
        return " ".join(f"{key}={cell_text(item).replace('|', ',')}" for key, item in value.items())
    return str(value)


def harmless(text: str) -> str:
    """Return text without control and bidirectional marks; its lines stay."""
    return _UNSAFE.sub("", text)


def one_line(cell: str) -> str:
    """Return a cell without line breaks, tabs, control and bidirectional marks."""
    return harmless(re.sub(r"[\s]+", " ", cell))


def markdown_text(cell: str) -> str:
    """Return a cell whose markup stays text in Markdown."""
    return re.sub(r"([\\`*_{}\[\]<>|#~&])", r"\\\1", one_line(cell))


def as_markdown(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; markup in cells stays text."""
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(map(markdown_text, line))} |\n" for line in lines)


def encoded(text: str) -> bytes:
    """Return text as UTF-8; what UTF-8 cannot hold becomes U+FFFD.

    >>> encoded("a" + chr(0xD800)).decode()
    'a�'
    """
    try:
        return text.encode()
    except UnicodeEncodeError:
        return _HALF.sub("\ufffd", text).encode()


def without_secret(place: str) -> str:
    """Return an address without the user and the password in it; any other place as it is.

    >>> without_secret("https://user:secret@example.org/sparql"), without_secret("data")
    ('https://…@example.org/sparql', 'data')
    """
    return re.sub(r"(?i)^(https?://)[^/?#]*@", r"\1…@", place)
