"""Columns of Parquet of the types that people and programs store, as the text of cells."""

from __future__ import annotations

from decimal import Decimal

from kg.large.load.arrow import pa, pc


class TypeDoubt(Exception):
    """A column that is no text, and has no text that is meant; says which and why."""

    def __init__(self, column: str, message: str) -> None:
        self.column, self.message = column, message
        super().__init__(message)


def text(found: pa.Array, column: str) -> pa.Array:
    """Return a column as text; O(n).

    Numbers are written plainly, dates and midnights as days, lists with ``|`` between values; NaN
    and empty text are unknown. Other times of day stay as they are: they are no cell of ours.

    Parameters
    ----------
    found
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
        said = _text(found)
        said.validate(full=True)
    except pa.ArrowInvalid:
        raise TypeDoubt(column, "the text is not UTF-8") from None
    except pa.ArrowNotImplementedError:
        raise TypeDoubt(column, f"the column is of the type {found.type}") from None
    return pc.if_else(pc.equal(said, ""), pa.scalar(None, pa.string()), said)


def _text(found: pa.Array) -> pa.Array:
    kind = found.type
    if pa.types.is_dictionary(kind):
        return _text(found.dictionary).take(found.indices)
    if _is_list(kind):
        return _joined(found)
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return _plain(found)
    if pa.types.is_timestamp(kind):
        return _days(found)
    if pa.types.is_struct(kind) or pa.types.is_map(kind):
        raise pa.ArrowNotImplementedError("no text of several values")
    return found.cast(pa.string())


def _is_list(kind: pa.DataType) -> bool:
    types = pa.types
    return bool(types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind))


def _joined(found: pa.Array) -> pa.Array:
    """Return lists as one text each; null for a null list."""
    values = _text(found.flatten()).fill_null("")
    lengths = pc.list_value_length(found).fill_null(0).cast(pa.int64())
    ends = pc.cumulative_sum(lengths)
    offsets = pa.concat_arrays([pa.array([0], pa.int64()), ends]).cast(pa.int32())
    return pc.binary_join(pa.ListArray.from_arrays(offsets, values), "|")


def _plain(found: pa.Array) -> pa.Array:
    """Return numbers without an exponent, and whole ones without a point."""
    if pa.types.is_floating(found.type):
        if found.type == pa.float16():
            found = found.cast(pa.float32())
        found = pc.if_else(pc.is_nan(found), pa.scalar(None, found.type), found)
    said = found.cast(pa.string())
    said = pc.replace_substring_regex(said, r"\.0+$", "")
    coded = said.dictionary_encode()
    written = [f"{Decimal(one):f}" if "e" in one.lower() else one for one in _texts(coded)]
    return pa.array(written, pa.string()).take(coded.indices)


def _texts(coded: pa.DictionaryArray) -> list[str]:
    return [str(one) for one in coded.dictionary.to_pylist()]


def _days(found: pa.Array) -> pa.Array:
    """Return moments as days where they are midnights, on their own clock."""
    if found.type.tz is not None:
        found = pc.local_timestamp(found)
    midnight = pc.equal(found, pc.floor_temporal(found, unit="day"))
    return pc.if_else(midnight, found.cast(pa.date32()).cast(pa.string()), found.cast(pa.string()))
