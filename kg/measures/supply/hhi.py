"""The Herfindahl-Hirschman index and what it can be when shares or amounts are not all known.

Symbols
-------
s_k : share of k, 0 to 1, adding up to 1.
H = Σ s_k² : the index, 0 to 1; times 10,000 it is in points.
1 / H : effective number, how many equal ones would give the same index.
CR_n : sum of the n largest shares.

Amounts x_k of which only l_k ≤ x_k ≤ u_k is known
---------------------------------------------------
H(x) = Σ x_k² / (Σ x_k)² is the square of ‖x‖₂ / Σ x: a convex function over a positive linear one,
hence quasi-convex on x ≥ 0, in each coordinate and in all of them together. It follows that

- the greatest value over the box stands at a corner, and it is 1 (approached, not reached, unless
  there is but one) as soon as one u_k is infinite;
- the least value stands wherever the gradient says so: x_k = min(max(τ, l_k), u_k) for the level
  τ with τ Σ x_k = Σ x_k², since ∂H/∂x_k ∝ x_k Σx - Σx². The difference of the two sides rises with
  τ and is linear between the bounds, so that τ is found by bisection over them.

n further amounts of which nothing is known, beside known ones of index H: the least value is
1 / (1/H + n), each of the n amounts being H Σx; the effective number grows by n at most. The
greatest tends to 1. So amounts that are wholly unknown leave the index without an upper bound.

References: A. O. Hirschman, The Paternity of an Index, American Economic Review 54 (1964) 761;
US Department of Justice and Federal Trade Commission, Merger Guidelines (2023), section 2.1;
D. P. O'Brien and S. C. Salop, Antitrust Law Journal 67 (2000) 559-614.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    Interval = tuple[float, float]

POINTS = 10_000
HIGH, MODERATE, SIGNIFICANT = 1_800, 1_000, 100  # in points
_MOST_FREE = 14  # corners are tried one by one up to 2 to the power of this


@dataclass(frozen=True, slots=True)
class ShareBounds:
    """The index when a mass of share belongs to nobody known.

    Attributes
    ----------
    low : float
        The unknown mass is spread over infinitely many.
    one_other : float
        It belongs to a single one that is not among those known.
    high : float
        It belongs to the largest one known.
    """

    low: float
    one_other: float
    high: float


@dataclass(frozen=True, slots=True)
class Bounds:
    """Least and greatest value of an index; the greatest may be approached only."""

    low: float
    high: float

    def to_dict(self) -> dict[str, float]:
        """Return JSON-ready values."""
        return {"low": self.low, "high": self.high}


def hhi(amounts: Sequence[float]) -> float | None:
    """Return the index of some amounts or shares; None when they add up to nothing. O(n).

    Parameters
    ----------
    amounts
        At least 0, in any one unit.

    Examples
    --------
    >>> round(hhi([0.6, 0.3, 0.1]), 4), hhi([])
    (0.46, None)
    """
    whole = sum(amounts)
    return sum((amount / whole) ** 2 for amount in amounts) if whole > 0 else None


def effective_number(index: float | None) -> float | None:
    """Return 1 / H: how many equal ones would give the same index.

    >>> round(effective_number(0.46), 3)
    2.174
    """
    return 1 / index if index else None


def concentration_ratio(amounts: Sequence[float], count: int) -> float | None:
    """Return CR_n, the share of the n largest; None when the amounts add up to nothing.

    >>> round(concentration_ratio([6, 3, 1], 2), 2)
    0.9
    """
    whole = sum(amounts)
    return sum(sorted(amounts)[-count:]) / whole if whole > 0 and count > 0 else None


def share_bounds(shares: Sequence[float]) -> ShareBounds:
    """Return the bounds of the index when known shares leave a mass u = 1 - Σ s_k unknown. O(n).

    Without any known share the mass can only be of others, and ``high`` is 1.

    Parameters
    ----------
    shares
        Known shares, 0 to 1, adding up to at most 1.

    Examples
    --------
    >>> found = share_bounds([0.5, 0.3])
    >>> [round(value, 4) for value in (found.low, found.one_other, found.high)]
    [0.34, 0.38, 0.58]
    """
    unknown = max(0.0, 1 - sum(shares))
    squares = sum(share * share for share in shares)
    largest = max(shares, default=0.0)
    return ShareBounds(
        low=squares,
        one_other=squares + unknown**2,
        high=squares + unknown**2 + 2 * largest * unknown,
    )


def merger_delta(first: float, second: float) -> float:
    """Return Δ = 2 s₁ s₂, the rise of the index when two merge and keep their shares.

    >>> round(merger_delta(0.3, 0.1), 4)
    0.06
    """
    return 2 * first * second


def in_words(index: float) -> str:
    """Return what the US agencies call a market of an index.

    "Highly" is the threshold of the Merger Guidelines 2023, "moderately" the agencies' usage.

    >>> in_words(0.46), in_words(0.18), in_words(0.05)
    ('highly concentrated', 'moderately concentrated', 'not concentrated')
    """
    if index * POINTS > HIGH:
        return "highly concentrated"
    return "moderately concentrated" if index * POINTS >= MODERATE else "not concentrated"


def passes_thresholds(after: float, delta: float) -> bool:
    """Whether a merger leads above 1,800 points by a rise of more than 100.

    In a whole market, the Merger Guidelines 2023 presume such a merger to lessen competition.
    """
    return after * POINTS > HIGH and delta * POINTS > SIGNIFICANT


def hhi_bounds(intervals: Sequence[Interval]) -> Bounds | None:
    """Return the bounds of the index over all amounts within intervals; None when undefined.

    Parameters
    ----------
    intervals
        Lower and upper bound of every amount; ``math.inf`` for no upper bound.

    Notes
    -----
    Least value: exact, O(n log n). Greatest value: exact by trying the corners up to 14 intervals
    with an inside; beyond, that of a relaxation in which one amount may stand between its bounds,
    which is never smaller than the exact one. The box without its point of all zeros is meant.

    Examples
    --------
    >>> known = [(5, 5), (3, 3)]
    >>> hhi_bounds([*known, (0, inf), (0, inf)]).low == 1 / (1 / hhi([5, 3]) + 2)
    True
    """
    box = np.array([bounds for bounds in intervals if bounds[1] > 0], dtype=np.float64)
    if not len(box):
        return None
    return Bounds(_least(box[:, 0], box[:, 1]), _greatest(box[:, 0], box[:, 1]))


def mhhi(
    shares: Sequence[float], control: ArrayLike, interest: ArrayLike
) -> tuple[float, float] | None:
    """Return the modified index of O'Brien and Salop, and how far it exceeds the plain one.

    MHHI = Σ_j Σ_k s_j s_k (Σ_i γ_ij β_ik) / (Σ_i γ_ij β_ij); MHHI - HHI measures what common owners
    add. None when some firm has no owner with both control of it and an interest in it.

    Parameters
    ----------
    shares
        s_j: market share of every firm.
    control, interest
        γ_ij and β_ij: control and financial interest of owner i (rows) in firm j (columns). All
        owners that matter must be there: with a few of them only, the ratio says nothing.

    Notes
    -----
    O(owners times firms squared).

    Examples
    --------
    Two firms with half of the market each: owned by the same two, and apart.

    >>> mhhi([0.5, 0.5], [[0.5, 0.5], [0.5, 0.5]], [[0.5, 0.5], [0.5, 0.5]])
    (1.0, 0.5)
    >>> mhhi([0.5, 0.5], [[1, 0], [0, 1]], [[1, 0], [0, 1]])
    (0.5, 0.0)
    """
    s = np.asarray(shares, dtype=np.float64)
    weights = np.asarray(control, dtype=np.float64).T @ np.asarray(interest, dtype=np.float64)
    own = np.diag(weights)
    if not np.all(own > 0):
        return None
    modified = float(s @ (weights / own[:, None]) @ s)
    return modified, modified - float(s @ s)


def _least(low: NDArray[np.float64], high: NDArray[np.float64]) -> float:
    """Return the least index over a box, at the amounts clipped to the level τ."""

    def excess(level: float) -> float:
        """Return τ Σx - Σx² at a level: it rises with the level, linearly between the bounds."""
        amounts = np.clip(level, low, high)
        return float(np.sum(amounts * (level - amounts)))

    ends = np.unique(np.concatenate((low, high)))
    levels = ends[(ends > 0) & (ends < inf)].tolist() or [1.0]
    # The last level leaves no lower bound above it, so that rounding alone can miss it.
    at = min(bisect_left(levels, 0.0, key=excess), len(levels) - 1)
    level = levels[at]
    if at and excess(level) > 0:
        before, after = excess(levels[at - 1]), excess(level)
        level = levels[at - 1] - before * (level - levels[at - 1]) / (after - before)
    amounts = np.clip(level, low, high)
    return float(np.sum((amounts / np.sum(amounts)) ** 2))


def _greatest(low: NDArray[np.float64], high: NDArray[np.float64]) -> float:
    """Return the greatest index over a box."""
    if len(low) == 1 or np.isinf(high).any():
        return 1.0
    free = low < high
    if np.count_nonzero(free) > _MOST_FREE:
        return _relaxed(low, high)
    rest = low[~free]
    choices = np.arange(2 ** np.count_nonzero(free))[:, None] >> np.arange(np.count_nonzero(free))
    corners = np.where(choices & 1, high[free], low[free])
    whole = corners.sum(axis=1) + rest.sum()
    squares = (corners**2).sum(axis=1) + (rest**2).sum()
    some = whole > 0
    return float(np.max(squares[some] / whole[some] ** 2))


def _relaxed(low: NDArray[np.float64], high: NDArray[np.float64]) -> float:
    """Return a bound on the greatest index: amounts raised in the order of l + u, one in part.

    Every corner's sums (Σx, Σx²) lie under the path of these steps, and along a step of slope
    l + u the index is greatest at an end or where its derivative is 0.
    """
    order = np.argsort(-(low + high), kind="stable")
    whole, squares = float(low.sum()), float((low**2).sum())
    values = [squares / whole**2] if whole > 0 else []
    for rise, slope in zip((high - low)[order], (low + high)[order], strict=True):
        if slope > 0:
            turn = min(max(whole - 2 * squares / slope, 0.0), rise)
            steps = [step for step in (turn, rise) if whole + step > 0]
            values += [(squares + slope * step) / (whole + step) ** 2 for step in steps]
        whole, squares = whole + rise, squares + slope * rise
    return min(1.0, max(values))
