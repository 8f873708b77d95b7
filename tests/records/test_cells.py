"""Text of one cell to a value, and back."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given

import strategies
from kg.base.errors import InvalidValue
from kg.records import cells

if TYPE_CHECKING:
    from collections.abc import Callable

STATUS = cells.code("status")
MARKETS = cells.several(cells.code("market"))
KINDS = cells.main_first(cells.code("actor-kind"))
CURRENCY = cells.standard("currency", "iso-4217", "a code")
COUNTRY = cells.standard("country", "iso-3166-1", "a code")


@pytest.mark.parametrize(
    ("parse", "cell", "value"),
    [
        (cells.text, "any <b> text; é", "any <b> text; é"),
        (cells.text, "two\nlines and a\ttab", "two\nlines and a\ttab"),
        (cells.slug, "open-ai", "open-ai"),
        (cells.year, "1998", "1998"),
        (cells.number, "0", "0"),
        (cells.number, "-2.50", "-2.5"),
        (cells.number, "007", "7"),
        (cells.number, "4500", "4500"),
        (cells.number, "0.000000000000000001", "0.000000000000000001"),
        (cells.positive, "0", "0"),
        (cells.percent, "0", "0"),
        (cells.percent, "100.0", "100"),
        (cells.boolean, "true", True),
        (cells.boolean, "false", False),
        (cells.address, "https://example.org/a?b=c&d=%20#e", "https://example.org/a?b=c&d=%20#e"),
        (cells.address, "http://[::1]:80/", "http://[::1]:80/"),
        (cells.lei, "549300S4KLFTLO7GSQ80", "549300S4KLFTLO7GSQ80"),
        (CURRENCY, "USD", "USD"),
        (CURRENCY, "HRK", "HRK"),
        (COUNTRY, "FR", "FR"),
        (STATUS, "active", "active"),
        (MARKETS, "search|memory", ("memory", "search")),
        (MARKETS, "search", ("search",)),
        (KINDS, "neocloud|ai-lab|bank", ("neocloud", "ai-lab", "bank")),
    ],
)
def test_values(parse: Callable[[str], Any], cell: str, value: object) -> None:
    found = parse(cell)
    assert (found if isinstance(value, bool | tuple) else cells.write(found)) == value


@pytest.mark.parametrize(
    ("parse", "cell"),
    [
        (cells.lei, "549300S4KLFTLO7GSQ81"),
        (cells.lei, "549300S4KLFTLO7GSQ8"),
        (cells.lei, "549300s4klftlo7gsq80"),
        (cells.text, "a\x00b"),
        (cells.text, "a\x1b[31m"),
        (cells.text, "a\rb"),
        (cells.text, "a\x7f"),
        (cells.text, "a\ud800"),
        (cells.slug, "open ai"),
        (cells.slug, "é"),
        (cells.year, "2025-01"),
        (cells.year, "98"),
        (cells.number, ""),
        (cells.number, "1e9"),
        (cells.number, "1,000"),
        (cells.number, "1."),
        (cells.number, ".5"),
        (cells.number, "+1"),
        (cells.number, "--1"),
        (cells.number, "NaN"),
        (cells.number, "Infinity"),
        (cells.number, "1_000"),
        (cells.number, "١"),
        (cells.number, "1\n"),
        (cells.positive, "-1"),
        (cells.positive, "-0.01"),
        (cells.percent, "100.1"),
        (cells.percent, "-1"),
        (cells.boolean, "True"),
        (cells.boolean, "yes"),
        (cells.boolean, "1"),
        (cells.address, "example.org"),
        (cells.address, "ftp://example.org"),
        (cells.address, "javascript:alert(1)"),
        (cells.address, "https://"),
        (cells.address, "https:///path"),
        (cells.address, "https://exa mple.org"),
        (cells.address, 'https://example.org/"onclick="'),
        (cells.address, "https://example.org/<b>"),
        (cells.address, "http://[::1"),
        (CURRENCY, "usd"),
        (CURRENCY, "XYZ"),
        (CURRENCY, "XXX"),
        (COUNTRY, "UK"),
        (COUNTRY, "France"),
        (CURRENCY, "US"),
        (CURRENCY, "USD\n"),
        (STATUS, "Active"),
        (STATUS, "activ"),
        (MARKETS, "search|"),
        (MARKETS, "search|search"),
        (MARKETS, "search||memory"),
        (MARKETS, "search, memory"),
        (KINDS, "neocloud|neocloud"),
        (KINDS, "|neocloud"),
    ],
)
def test_what_is_refused(parse: Callable[[str], Any], cell: str) -> None:
    with pytest.raises(InvalidValue):
        parse(cell)


def test_a_code_that_is_unknown_names_the_nearest() -> None:
    with pytest.raises(InvalidValue, match="write one of active"):
        STATUS("activ")


@pytest.mark.parametrize(
    "cell",
    ["9" * 30, "123456789012345678901234567890", "12345678901234567890.123456789012345678"],
)
def test_a_long_number_is_kept_to_the_last_digit(cell: str) -> None:
    assert cells.write(cells.number(cell)) == cell


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("4.50E+3", "4500"),
        ("40.00", "40"),
        ("0.10", "0.1"),
        ("-0", "0"),
        ("0E+3", "0"),
        ("1E-7", "0.0000001"),
    ],
)
def test_canonical_numbers(value: str, text: str) -> None:
    assert cells.write(cells.canonical(Decimal(value))) == text


@given(strategies.decimals("-1e15"))
def test_numbers_round_trip(value: Decimal) -> None:
    assert cells.number(cells.write(value)) == value
    assert cells.write(cells.number(cells.write(value))) == cells.write(value)


@given(strategies.labels())
def test_texts_round_trip(value: str) -> None:
    assert cells.text(cells.write(value)) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        ((), ""),
        (("b", "a"), "b|a"),
        (Decimal(5), "5"),
    ],
)
def test_written(value: object, text: str) -> None:
    assert cells.write(value) == text


@pytest.mark.parametrize(
    ("parse", "cell", "expected"),
    [
        (CURRENCY, "eur", "write EUR"),
        (CURRENCY, "euro", "write EUR"),
        (COUNTRY, "france", "write FR"),
        (COUNTRY, "UK", "write a code"),
    ],
)
def test_a_code_of_a_standard_that_is_spelled_out(
    parse: Callable[[str], Any], cell: str, expected: str
) -> None:
    with pytest.raises(InvalidValue) as caught:
        parse(cell)
    assert caught.value.expected == expected
