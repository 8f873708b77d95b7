"""Dates of which only the year or the month may be known.

A source says "in June 2025" or "in 2019". Such a date is kept as it was said and still has bounds
to filter and sort by. Bounds are half-open: a relation holds from ``first`` up to, but not
including, ``end``.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from kg.base.errors import InvalidValue

_QUARTER = re.compile(r"(\d{4})-?Q([1-4])", re.ASCII | re.IGNORECASE)
_WRITTEN = re.compile(
    r"(?:(?P<day>\d{1,2})\.? )?(?P<month>[a-z]+)\.?(?: (?P<late_day>\d{1,2}),?)? (?P<year>\d{4})",
    re.ASCII | re.IGNORECASE,
)
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august"),
    *("september", "october", "november", "december"),
)
_FORM = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_EXPECTED = "write YYYY, YYYY-MM or YYYY-MM-DD"


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date with the precision of a year, a month or a day.

    Attributes
    ----------
    year : int
        Year, 1 to 9999.
    month : int
        Month, 1 to 12; 0 when unknown.
    day : int
        Day of the month; 0 when unknown.

    Examples
    --------
    >>> june = PartialDate.parse("2025-06")
    >>> str(june), june.first, june.last, june.end
    ('2025-06', datetime.date(2025, 6, 1), datetime.date(2025, 6, 30), datetime.date(2025, 7, 1))
    """

    year: int
    month: int = 0
    day: int = 0

    @classmethod
    @lru_cache(maxsize=65536)
    def parse(cls, text: str) -> PartialDate:
        """Read ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``.

        Raises
        ------
        InvalidValue
            When the text has another form or names a day that does not exist.
        """
        match = _FORM.fullmatch(text)
        if match is None:
            raise InvalidValue("date", text, _EXPECTED)
        year, month, day = (int(part) if part is not None else None for part in match.groups())
        try:
            date(year or 0, 1 if month is None else month, 1 if day is None else day)
        except ValueError:
            raise InvalidValue("date", text, "the calendar has no such day") from None
        return cls(year or 0, month or 0, day or 0)

    @property
    def first(self) -> date:
        """First day of the period."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        """Last day of the period; the day itself for a full date."""
        if self.day:
            return self.first
        if self.month:
            return date(self.year, self.month, monthrange(self.year, self.month)[1])
        return date(self.year, 12, 31)

    @property
    def end(self) -> date:
        """First day on which a state that ends at this date no longer holds.

        A full date is exclusive, so that a state which ends on the day its successor starts does
        not overlap it; a month or year ends on the first day after it.
        """
        if self.day or self.last == date.max:
            return self.last
        return self.last + timedelta(days=1)

    def __str__(self) -> str:
        """Return the date as it was said."""
        parts = (f"{self.year:04d}", f"{self.month:02d}", f"{self.day:02d}")
        return "-".join(parts[: 1 + bool(self.month) + bool(self.day)])


def last_day(value: str | date | PartialDate) -> date:
    """Return the day meant by a date asked for: a month, quarter or year means its last day.

    Text is read as `PartialDate.parse` does, and in the forms ``2025-Q3``, ``2025/09/30``,
    ``September 2025``, ``30 Sep 2025`` and ``Sep 30, 2025``.

    Raises
    ------
    InvalidValue
        For text of another form, and for what is neither text nor a date.

    Examples
    --------
    >>> last_day("2025-02"), last_day("2025-Q3")
    (datetime.date(2025, 2, 28), datetime.date(2025, 9, 30))
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str | PartialDate):
        raise InvalidValue("date", value, f"{_EXPECTED} as text, or give a datetime.date")
    partial = value if isinstance(value, PartialDate) else PartialDate.parse(_plain(value))
    return partial.last


def _plain(text: str) -> str:
    """Return a date as ``YYYY-MM-DD`` or a part of it; text of no known form as it is."""
    text = text.strip()
    if quarter := _QUARTER.fullmatch(text):
        return f"{quarter[1]}-{int(quarter[2]) * 3:02d}"
    written = _WRITTEN.fullmatch(text)
    month = _month(written["month"]) if written else 0
    if not written or not month:
        return text.replace("/", "-")
    day = written["day"] or written["late_day"]
    return f"{written['year']}-{month:02d}" + (f"-{int(day):02d}" if day else "")


def _month(word: str) -> int:
    """Return the number of a month by its English name, or by the first three letters; else 0.

    >>> _month("September"), _month("Sept"), _month("sevember")
    (9, 9, 0)
    """
    begun = (at for at, name in enumerate(_MONTHS, 1) if name.startswith(word.lower()))
    return next(begun, 0) if len(word) > 2 else 0
