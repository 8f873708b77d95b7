"""Columns of Parquet of the types that people and programs store, as the text of cells."""

from __future__ import annotations

from decimal import Decimal

from kg.large.load.arrow import pa, pc


class TypeDoubt(Exception):
    """A column whose type cannot be read as text; the message says which and why."""

    def __init__(self, column: str, message: str) -> None:
        self.column, self.message = column, message
        super().__init__(message)


def text(values: pa.Array, column: str) -> pa.Array:
    """Return a column as text; O(n).

    Numbers are written plainly, dates and midnights as days, lists with ``|`` between values; NaN
    and empty text are unknown. Other times of day stay as they are, and are refused as cells.

    Parameters
    ----------
    values
        Text, numbers, booleans, dates, timestamps, a dictionary or list of these.
    column
        Its name.

    Raises
    ------
    TypeDoubt
        When the column is of another type, or its text not UTF-8.

    Examples
    --------
    >>> from datetime import datetime
    >>> text(pa.array([1.8e10, 2.5, float("nan")]), "amount").to_pylist()
    ['18000000000', '2.5', None]
    >>> text(pa.array([datetime(2026, 5, 29)]), "announced").to_pylist()
    ['2026-05-29']
    >>> text(pa.array([["a", "b"], []]), "sources").to_pylist()
    ['a|b', None]
    """
    try:
        texts = _text(values)
        texts.validate(full=True)
    except pa.ArrowInvalid:
        raise TypeDoubt(column, "the text is not UTF-8") from None
    except pa.ArrowNotImplementedError:
        raise TypeDoubt(column, f"the column is of the type {values.type}") from None
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)


def _text(values: pa.Array) -> pa.Array:
    kind = values.type
    if pa.types.is_dictionary(kind):
        return _text(values.dictionary).take(values.indices)
    if _is_list(kind):
        return _joined(values)
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return _plain(values)
    if pa.types.is_timestamp(kind):
        return _days(values)
    if pa.types.is_struct(kind) or pa.types.is_map(kind):
        raise pa.ArrowNotImplementedError("no text of several values")
    return values.cast(pa.string())


def _is_list(kind: pa.DataType) -> bool:
    types = pa.types
    return bool(types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind))


def _joined(lists: pa.Array) -> pa.Array:
    """Return lists as one text each; null for a null list."""
    values = _text(lists.flatten()).fill_null("")
    lengths = pc.list_value_length(lists).fill_null(0).cast(pa.int64())
    ends = pc.cumulative_sum(lengths)
    offsets = pa.concat_arrays([pa.array([0], pa.int64()), ends]).cast(pa.int32())
    return pc.binary_join(pa.ListArray.from_arrays(offsets, values), "|")


def _plain(numbers: pa.Array) -> pa.Array:
    """Return numbers without an exponent, and whole ones without a point."""
    if pa.types.is_floating(numbers.type):
        if numbers.type == pa.float16():
            numbers = numbers.cast(pa.float32())
        numbers = pc.if_else(pc.is_nan(numbers), pa.scalar(None, numbers.type), numbers)
    texts = numbers.cast(pa.string())
    texts = pc.replace_substring_regex(texts, r"\.0+$", "")
    coded = texts.dictionary_encode()
    written = [f"{Decimal(text):f}" if "e" in text.lower() else text for text in _texts(coded)]
    return pa.array(written, pa.string()).take(coded.indices)


def _texts(coded: pa.DictionaryArray) -> list[str]:
    return [str(value) for value in coded.dictionary.to_pylist()]


def _days(values: pa.Array) -> pa.Array:
    """Return moments as days where they are midnights, on their own clock."""
    if values.type.tz is not None:
        values = pc.local_timestamp(values)
    midnight = pc.equal(values, pc.floor_temporal(values, unit="day"))
    return pc.if_else(
        midnight, values.cast(pa.date32()).cast(pa.string()), values.cast(pa.string())
    )
