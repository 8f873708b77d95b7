"""What a caller may give, checked in one place: one of a few words, a number within bounds.

Type checkers know the words; a notebook runs without one, and a word that means nothing must not
be answered with the figures of another.
"""

from __future__ import annotations

from difflib import get_close_matches
from numbers import Integral, Real
from typing import TYPE_CHECKING, TypeVar

from kg.base.errors import InvalidValue, alternatives

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")
N = TypeVar("N", int, float)


def one_of(what: str, value: T, words: Sequence[T]) -> T:
    """Return a value that is one of a few words.

    Parameters
    ----------
    what
        Name of the parameter.
    value
        What was given.
    words
        What may be given.

    Raises
    ------
    InvalidValue
        With the nearest word, and all of them.

    Examples
    --------
    >>> one_of("side", "supplier", ("supplier", "customer"))
    'supplier'
    """
    if value in words:
        return value
    known = [str(word) for word in words]
    near = get_close_matches(str(value), known, 1)
    meant = f"did you mean {near[0]}? " if near else ""
    raise InvalidValue(f"choice for {what}", value, f"{meant}choose {alternatives(known)}")


def within(what: str, value: N, least: float, most: float | None = None) -> N:
    """Return a number that is not below the least and not above the most allowed.

    Parameters
    ----------
    what
        What the number is.
    value
        What was given.
    least, most
        The bounds; a least one that is an integer asks for a whole number.

    Raises
    ------
    InvalidValue
        With the bounds; also for what is no number.

    Examples
    --------
    >>> within("greatest length", 4, 2, 8)
    4
    """
    kind, noun = (Integral, "whole number") if isinstance(least, int) else (Real, "number")
    is_number = isinstance(value, kind) and not isinstance(value, bool)
    if is_number and least <= value and (most is None or value <= most):
        return value
    bounds = f"from {least:g} to {most:g}" if most is not None else f"of at least {least:g}"
    raise InvalidValue(what, value, f"write a {noun} {bounds}")
