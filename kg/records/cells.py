"""Cells of the tables: the text of one cell to a value, and back.

A parser takes the text of a cell that is not empty and returns a value, or raises `InvalidValue`
that says what was expected.
"""

from __future__ import annotations

import re
from decimal import Decimal
from difflib import get_close_matches
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from kg.base.errors import InvalidValue
from kg.vocabulary.dates import PartialDate
from kg.vocabulary.iri import is_slug
from kg.vocabulary.names import fold
from kg.vocabulary.standards import codes
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable

_DECIMAL = re.compile(r"-?\d{1,30}(\.\d{1,18})?", re.ASCII)
_PLAIN_ADDRESS = re.compile(r"https?://[a-z0-9.-]+/[^\s<>\"{}|\\^`]*", re.ASCII)
_LEI = re.compile(r"[0-9A-Z]{18}[0-9]{2}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff￾￿]")


def text(cell: str) -> str:
    """Read free text: anything without control characters."""
    if _CONTROL.search(cell):
        raise InvalidValue("text", cell, "take out the control characters")
    return cell


def slug(cell: str) -> str:
    """Read an id."""
    if not is_slug(cell):
        raise InvalidValue("id", cell, "use letters, digits, - . _ ~ and no spaces")
    return cell


def partial_date(cell: str) -> PartialDate:
    """Read a date of year, month or day precision."""
    return PartialDate.parse(cell)


def year(cell: str) -> PartialDate:
    """Read a year."""
    value = PartialDate.parse(cell)
    if value.month:
        raise InvalidValue("year", cell, "write YYYY")
    return value


def number(cell: str) -> Decimal:
    """Read a plain decimal number: no exponent, no thousands separator.

    >>> number("2.50")
    Decimal('2.5')
    """
    if not _DECIMAL.fullmatch(cell):
        raise InvalidValue("number", cell, "write digits, with a point before decimals")
    return canonical(Decimal(cell))


def positive(cell: str) -> Decimal:
    """Read a number that is not negative."""
    value = number(cell)
    if value < 0:
        raise InvalidValue("amount", cell, "write a number that is not negative")
    return value


def percent(cell: str) -> Decimal:
    """Read a percentage between 0 and 100."""
    value = number(cell)
    if not 0 <= value <= 100:
        raise InvalidValue("percentage", cell, "write a number from 0 to 100")
    return value


def boolean(cell: str) -> bool:
    """Read ``true`` or ``false``."""
    if cell not in {"true", "false"}:
        raise InvalidValue("truth value", cell, "write true or false")
    return cell == "true"


def address(cell: str) -> str:
    """Read the address of a web page."""
    if _PLAIN_ADDRESS.fullmatch(cell):  # nearly all of them, at a twentieth of the time
        return cell
    try:
        parts = urlsplit(cell)
        host = parts.hostname
    except ValueError:
        parts, host = urlsplit(""), None
    if parts.scheme not in {"http", "https"} or not host or re.search(r"[\s<>\"{}|\\^`]", cell):
        raise InvalidValue("address", cell, "write an http or https address without spaces")
    return cell


def lei(cell: str) -> str:
    """Read a Legal Entity Identifier: 18 letters and digits, and two check digits (ISO 17442).

    >>> lei("529900T8BM49AURSDO55")
    '529900T8BM49AURSDO55'
    """
    # Letters count as 10 to 35; the whole is 1 modulo 97 (ISO 7064).
    if not _LEI.fullmatch(cell) or int("".join(str(int(c, 36)) for c in cell)) % 97 != 1:
        raise InvalidValue("LEI", cell, "write its 20 letters and digits, the last two right")
    return cell


def pattern(what: str, form: str, expected: str) -> Callable[[str], str]:
    """Return a parser for texts of one form, given as a regular expression."""
    compiled = re.compile(form, re.ASCII)

    def parse(cell: str) -> str:
        if not compiled.fullmatch(cell):
            raise InvalidValue(what, cell, expected)
        return cell

    return parse


def standard(what: str, name: str, example: str) -> Callable[[str], str]:
    """Return a parser for the codes of a standard of others; see `kg.vocabulary.standards`."""
    expected = f"write {example}"

    def parse(cell: str) -> str:
        titles = codes(name)
        if cell not in titles:
            spelled = [
                code for code, title in titles.items() if fold(cell) in {fold(title), fold(code)}
            ]
            raise InvalidValue(what, cell, f"write {spelled[0]}" if spelled else expected)
        return cell

    return parse


def code(scheme: str) -> Callable[[str], str]:
    """Return a parser for the entries of a closed list of the vocabulary."""

    def parse(cell: str) -> str:
        entries = vocabulary().codes[scheme]
        if cell not in entries:
            nearest = get_close_matches(cell, entries, 3) or list(entries)[:6]
            raise InvalidValue(scheme, cell, f"write one of {', '.join(nearest)} …")
        return cell

    return parse


def several(parse: Callable[[str], str]) -> Callable[[str], tuple[str, ...]]:
    """Return a parser for a set of values with ``|`` between them, none empty or twice; sorted."""

    def parse_all(cell: str) -> tuple[str, ...]:
        parts = cell.split("|")
        if "" in parts or len(set(parts)) < len(parts):
            raise InvalidValue("list", cell, "write each value once, with | between values")
        return tuple(sorted(parse(part) for part in parts))

    return parse_all


def main_first(parse: Callable[[str], str]) -> Callable[[str], tuple[str, ...]]:
    """Return a parser for a set of values of which the first is the main one."""
    parse_all = several(parse)

    def parse_main(cell: str) -> tuple[str, ...]:
        main = parse(cell.partition("|")[0])
        return main, *(value for value in parse_all(cell) if value != main)

    return parse_main


def canonical(value: Decimal) -> Decimal:
    """Return a number without exponent and trailing zeros, as it is stored.

    >>> canonical(Decimal("4.50E+3")), canonical(Decimal("40.00"))
    (Decimal('4500'), Decimal('40'))
    """
    text = f"{value:f}"
    digits = text.rstrip("0").rstrip(".") if "." in text else text
    return Decimal("0" if digits in {"-0", ""} else digits)


def write(value: object) -> str:
    """Return the text of a cell for a value.

    >>> write(None), write(True), write(("a", "b")), write(Decimal("4500"))
    ('', 'true', 'a|b', '4500')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return "|".join(map(write, value))
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
