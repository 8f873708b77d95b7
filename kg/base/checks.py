"""What a caller may give, checked in one place: one of a few words, a number within bounds.

Type checkers know the words; a notebook runs without one, and a word that means nothing must not
be answered with the figures of another.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from math import isfinite
from numbers import Integral, Real
from typing import TYPE_CHECKING, TypeVar

from kg.base.errors import InvalidValue, alternatives

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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
    texts = [str(word) for word in words]
    near = get_close_matches(str(value), texts, 1)
    meant = f"did you mean {near[0]}? " if near else ""
    raise InvalidValue(f"choice for {what}", value, f"{meant}choose {alternatives(texts)}")


@dataclass(frozen=True, slots=True)
class Bounds:
    """The numbers that a parameter takes; written into its annotation.

    Attributes
    ----------
    least, most : float or None
        The ends, both allowed; a least that is an integer asks for a whole number.
    above : float or None
        An end that is not allowed itself, instead of ``least``.
    cap : float or None
        Most that is answered over HTTP, where many ask at once.

    Examples
    --------
    >>> Bounds(2, 8).check("max_length", 4)
    4
    """

    least: float | None = None
    most: float | None = None
    above: float | None = None
    cap: float | None = None

    def check(self, what: str, value: N) -> N:
        """Return a number that is within the bounds.

        Raises
        ------
        InvalidValue
            With the bounds; also for what is not a number.
        """
        if self._is_number(value) and self._is_inside(value):
            return value
        noun = "whole number" if isinstance(self.least, int) else "number"
        raise InvalidValue(what, value, f"write a {noun} {self}")

    def capped(self) -> Bounds:
        """Return the bounds that hold over HTTP."""
        return Bounds(self.least, self.most if self.cap is None else self.cap, self.above)

    def __str__(self) -> str:
        """Return the bounds in words: ``from 2 to 8``."""
        if self.above is None:
            low = "from {:g}" if self.most is not None else "of at least {:g}"
            low = low.format(self.least)
            return low if self.most is None else f"{low} to {self.most:g}"
        return f"above {self.above:g}" + ("" if self.most is None else f", up to {self.most:g}")

    def _is_number(self, value: object) -> bool:
        if isinstance(value, Integral):
            return not isinstance(value, bool)
        return not isinstance(self.least, int) and isinstance(value, Real) and isfinite(value)

    def _is_inside(self, value: float) -> bool:
        low = value >= self.least if self.least is not None else value > (self.above or 0)
        return low and (self.most is None or value <= self.most)


def unknown_option(call: str, name: str, options: Iterable[str]) -> TypeError:
    """Return the error of a call with a keyword that it does not take.

    >>> str(unknown_option("overlaps", "asof", ["actor", "as_of"]))
    "overlaps() has no option 'asof'; did you mean as_of?"
    """
    taken = list(options)
    near = get_close_matches(name, taken, 1)
    remedy = f"did you mean {near[0]}?" if near else f"it has {', '.join(taken)}"
    return TypeError(f"{call}() has no option {name!r}; {remedy}")
