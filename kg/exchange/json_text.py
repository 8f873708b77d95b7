"""JSON of many records: one line each, without holding them all."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kg.base.text import encoded
from kg.relations.money import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def line(value: Any) -> bytes:
    """Return a value as JSON on one line; a decimal as the shortest number that is equal to it.

    >>> line({"amount": Decimal("4.5"), "kinds": ("a", "b")})
    b'{"amount": 4.5, "kinds": ["a", "b"]}'
    """
    return encoded(json.dumps(value, ensure_ascii=False, default=_number))


def items(values: Iterable[Any]) -> Iterator[bytes]:
    """Yield the items of an array, a line each, with commas between them."""
    between = b""
    for value in values:
        yield between + line(value)
        between = b",\n"
    if between:
        yield b"\n"


def _number(value: object) -> int | float:
    assert isinstance(value, Decimal), type(value)
    return plain(value)
