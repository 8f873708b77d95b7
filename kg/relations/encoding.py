"""Values of records as numbers: the codes of the closed lists, days, amounts, places.

The code of an entry is its place in its list, in the order of
`kg.vocabulary.vocabulary.Vocabulary.slugs`: ``relation_types``, ``status``, ``qualifier``,
``period``, ``instrument``. Confidence and tier are ranked lists and stand by their rank. ``NONE``
is no entry. Codes live as long as a process: files hold the slugs.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from kg.base.errors import InvalidValue
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence
    from decimal import Decimal

    from numpy.typing import NDArray

    Days = NDArray[np.int32]
    Codes = NDArray[np.uint8]
    Indices = NDArray[np.int32]
    Amounts = NDArray[np.float64]
    Mask = NDArray[np.bool_]

NEVER = np.iinfo(np.int32).max
UNDATED = np.iinfo(np.int32).min
NONE = np.iinfo(np.uint8).max
NOWHERE = -1
_EPOCH = date(1970, 1, 1)

K = TypeVar("K", bound="Hashable")


def places(values: Iterable[K]) -> dict[K, int]:
    """Return the place of every value in its order.

    >>> places(["exact", "up-to"])
    {'exact': 0, 'up-to': 1}
    """
    return {value: place for place, value in enumerate(values)}


def codes(values: Iterable[K | None], of: Mapping[K, int]) -> Codes:
    """Return the code of every value; ``NONE`` for None.

    >>> codes(["up-to", None], places(["exact", "up-to"])).tolist()
    [1, 255]
    """
    return np.array([NONE if value is None else of[value] for value in values], dtype=np.uint8)


def indices(values: Iterable[K | None], of: Mapping[K, int]) -> Indices:
    """Return the place of every value; ``NOWHERE`` for None."""
    return np.array([NOWHERE if value is None else of[value] for value in values], dtype=np.int32)


def days(dates: Iterable[date | None], missing: int) -> Days:
    """Return dates as days since 1970-01-01.

    >>> days([date(1970, 1, 2), None], NEVER).tolist()
    [1, 2147483647]
    """
    return np.array([missing if day is None else number(day) for day in dates], dtype=np.int32)


def amounts(values: Iterable[Decimal | None]) -> Amounts:
    """Return amounts as floats, NaN for unknown."""
    return np.array([np.nan if value is None else float(value) for value in values], dtype=float)


def currencies(present: Iterable[str]) -> tuple[str, ...]:
    """Return the currencies in the order of their codes.

    Raises
    ------
    InvalidValue
        When there are more than codes for them: ISO 4217 has fewer.
    """
    distinct = tuple(sorted(set(present)))
    if len(distinct) > NONE:
        raise InvalidValue(
            "number of currencies", len(distinct), f"use at most {NONE}, of ISO 4217"
        )
    return distinct


def first_by_place(place: Indices, day: Days, count: int) -> Days:
    """Return for every place the first day among those given for it; ``UNDATED`` for none.

    >>> first_by_place(np.array([2, 2]), np.array([7, 5]), 3).tolist()
    [-2147483648, -2147483648, 5]
    """
    first = np.full(count, NEVER, dtype=np.int32)
    np.minimum.at(first, place, day)
    named = np.zeros(count, dtype=np.bool_)
    named[place] = True
    return np.where(named, first, np.int32(UNDATED))


def number(day: date) -> int:
    """Return the number of a day."""
    return (day - _EPOCH).days


def day(number: int) -> date:
    """Return the date of a day number.

    >>> day(0)
    datetime.date(1970, 1, 1)
    """
    return _EPOCH + timedelta(days=int(number))


def lookup(flags: Sequence[bool]) -> Mask:
    """Return by code whether something is so of the entry."""
    return np.array(flags, dtype=np.bool_)


def flagged(scheme: str, flag: str) -> Mask:
    """Return a lookup by code: whether an entry of a closed list has a flag."""
    return lookup([code.is_true(flag) for code in vocabulary().codes[scheme].values()])
