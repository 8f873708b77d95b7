"""Dates of which only the year or the month may be known."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategies
from kg.base.errors import InvalidValue
from kg.vocabulary.dates import PartialDate, last_day


@pytest.mark.parametrize(
    ("text", "first", "last", "end"),
    [
        ("2025", "2025-01-01", "2025-12-31", "2026-01-01"),
        ("2025-01", "2025-01-01", "2025-01-31", "2025-02-01"),
        ("2025-12", "2025-12-01", "2025-12-31", "2026-01-01"),
        ("2024-02", "2024-02-01", "2024-02-29", "2024-03-01"),
        ("2023-02", "2023-02-01", "2023-02-28", "2023-03-01"),
        ("1900-02", "1900-02-01", "1900-02-28", "1900-03-01"),
        ("2025-06-15", "2025-06-15", "2025-06-15", "2025-06-15"),
        ("0001", "0001-01-01", "0001-12-31", "0002-01-01"),
        ("9999-12-31", "9999-12-31", "9999-12-31", "9999-12-31"),
    ],
)
def test_bounds(text: str, first: str, last: str, end: str) -> None:
    found = PartialDate.parse(text)
    assert [str(day) for day in (found.first, found.last, found.end)] == [first, last, end]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "25",
        "202",
        "20255",
        "2025-6",
        "2025-6-1",
        "2025-13",
        "2025-00",
        "2025-00-01",
        "2025-01-00",
        "2025-02-30",
        "2023-02-29",
        "2025-06-31",
        "0000",
        "2025-",
        "2025/06",
        "2025-06-15T00:00",
        " 2025",
        "2025 ",
        "2025\n",
        "-2025",
        "+2025",
        "٢٠٢٥",
        "junk",
    ],
)
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        PartialDate.parse(text)
    assert (caught.value.what, caught.value.value) == ("date", text)


@given(strategies.partial_dates())
def test_round_trip(value: PartialDate) -> None:
    assert PartialDate.parse(str(value)) == value


@given(st.builds(PartialDate, st.integers(1, 9998), st.integers(0, 12)))
def test_a_period_ends_the_day_after_its_last(value: PartialDate) -> None:
    assert value.end == value.last + timedelta(days=1)
    assert value.last.month == (value.month or 12)
    assert value.end.day == 1


@pytest.mark.parametrize("text", ["9999", "9999-12"])
def test_the_last_period_of_the_calendar_has_bounds(text: str) -> None:
    """Tables use 9999 for an end that never comes; it must not overflow."""
    found = PartialDate.parse(text)
    assert found.last == date(9999, 12, 31)
    assert found.end >= date(9999, 12, 31)


@pytest.mark.parametrize(
    ("asked", "day"),
    [
        ("2025", "2025-12-31"),
        ("2025-02", "2025-02-28"),
        ("2025-02-03", "2025-02-03"),
        (date(2025, 2, 3), "2025-02-03"),
        (PartialDate(2025, 4), "2025-04-30"),
        ("2025-Q3", "2025-09-30"),
        ("2025q1", "2025-03-31"),
        ("2026/07/01", "2026-07-01"),
        ("July 2026", "2026-07-31"),
        ("1 july 2026", "2026-07-01"),
        ("Jul 1, 2026", "2026-07-01"),
        ("Sept. 2025", "2025-09-30"),
    ],
)
def test_a_date_asked_for_means_its_last_day(asked: str | date | PartialDate, day: str) -> None:
    assert str(last_day(asked)) == day


@pytest.mark.parametrize("asked", ["2025-Q5", "Ju 2025", "Sevember 2025", "31 June 2025", "July"])
def test_a_day_in_words_that_is_none(asked: str) -> None:
    with pytest.raises(InvalidValue):
        last_day(asked)


def test_precision_in_order() -> None:
    texts = ["2024", "2025", "2025-01", "2025-01-02", "2025-02"]
    assert [str(value) for value in sorted(map(PartialDate.parse, reversed(texts)))] == texts
