"""How balanced a signed graph would be by chance: its signs shuffled over its edges.

Null model: the edges stay, the number of positive ones stays, which ones they are is drawn at
random (S. Aref, M. C. Wilson, Measuring partial balance in signed networks, Journal of Complex
Networks 6(4), 2018, doi:10.1093/comnet/cnx044). With N draws, p = (1 + #{L_null ≤ L}) / (1 + N):
how often chance does as well as what is observed. A small p says that the signs are placed with
regard to balance; a p near 1 that they stand against it.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.networks.annealing import attainable
from kg.networks.elimination import plan
from kg.networks.frustration import EXACT_WORK, blocks
from kg.networks.negative_cycles import disjoint_negative_cycles
from kg.networks.sides import solve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from kg.networks.elimination import Plan
    from kg.networks.frustration import Block, Frustration, Signed

    Watch = Callable[[Sequence[int]], Iterable[int]]

_BATCH = 32
_ROUGH_WIDTH = 16
_LARGEST_TABLE = 2**24


@dataclass(frozen=True, slots=True)
class Chance:
    """How the frustration index compares with shuffled signs.

    Attributes
    ----------
    draws : int
        Number of shuffles.
    at_most : int
        Shuffles whose index is certainly not above the observed one.
    undecided : int
        Shuffles of which bounds could not tell.
    mean_low : float
        Mean over the shuffles of a lower bound of their index: a shuffle that is certainly above
        the observed index is not solved to the end.
    """

    draws: int
    at_most: int
    undecided: int
    mean_low: float

    @property
    def p_low(self) -> float:
        """Lower bound of p."""
        return (1 + self.at_most) / (1 + self.draws)

    @property
    def p_high(self) -> float:
        """Upper bound of p."""
        return (1 + self.at_most + self.undecided) / (1 + self.draws)

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "draws": self.draws,
            "at_most": self.at_most,
            "undecided": self.undecided,
            "mean_low": self.mean_low,
            "p": {"low": self.p_low, "high": self.p_high},
        }


def chance(
    signed: Signed, observed: Frustration, *, draws: int = 1000, seed: int = 0, watch: Watch = list
) -> Chance:
    """Compare the frustration index with that of shuffled signs.

    A quick lower bound excludes most shuffles; the others are solved if the graph can be. In the
    worst case that is ``draws`` times the cost of `kg.networks.frustration.frustration`.

    Parameters
    ----------
    signed
        +1 or −1 by pair of nodes, the smaller one first; every pair at most once.
    observed
        The observed index, or its bounds.
    draws, seed
        Number of shuffles, at least 1, and the seed of their order.
    watch
        Called with the work about to be done, passes it on: a progress bar.

    Examples
    --------
    >>> from kg.networks.frustration import frustration
    >>> triangle = {("a", "b"): 1, ("b", "c"): -1, ("a", "c"): -1}
    >>> chance(triangle, frustration(triangle), draws=99).p_high
    1.0
    """
    shuffled = _shuffled(signed, draws, seed)
    row = {edge: number for number, edge in enumerate(sorted(signed))}
    lows, highs = (np.zeros(draws, dtype=np.int64) for _ in range(2))
    rough = [_Solver(block, row, _ROUGH_WIDTH) for block in blocks(signed) if block.names[2:]]
    for start in watch(range(0, draws, _BATCH)):
        batch = slice(start, start + _BATCH)
        lows[batch] = sum((solver.costs(shuffled[:, batch]) for solver in rough), start=lows[batch])
    if all(solver.plan.exact for solver in rough):
        highs = lows.copy()
    else:
        highs[:] = len(signed)
        fine = [_Solver(solver.block, row, None) for solver in rough]
        size = max(1, _LARGEST_TABLE >> max(solver.plan.width for solver in fine))
        size = max(size, 1 if all(solver.is_feasible for solver in fine) else _BATCH)
        undecided = np.flatnonzero(lows <= observed.high)
        for start in watch(range(0, len(undecided), size)):
            some = undecided[start : start + size]
            least = [solver.lows(shuffled[:, some]) for solver in fine]
            lows[some] = np.maximum(lows[some], sum(least))
            close = lows[some] <= observed.high  # the others are above the observed index
            highs[some[close]] = sum(
                low[close] if solver.is_feasible else solver.highs(shuffled[:, some[close]])
                for solver, low in zip(fine, least, strict=True)
            )
    at_most = int(np.count_nonzero(highs <= observed.low))
    open_ = int(np.count_nonzero((highs > observed.low) & (lows <= observed.high)))
    return Chance(draws, at_most, open_, float(lows.mean()))


class _Solver:
    """A block with its plan and the rows of its edges among all edges."""

    def __init__(self, block: Block, row: dict[tuple[str, str], int], most: int | None) -> None:
        self.block = block
        self.rows = [row[block.names[a], block.names[b]] for a, b in block.edges]
        self.plan: Plan = plan(len(block.names), block.edges, block.by_degree[:1], most)

    def costs(self, shuffled: NDArray[np.int8]) -> NDArray[Any]:
        """Return the indices of shuffles, or lower bounds if the plan is not exact."""
        origin = np.zeros((1, shuffled.shape[1]), dtype=np.int16)
        return solve(self.plan, shuffled[self.rows], origin)

    @property
    def is_feasible(self) -> bool:
        """Whether the plan can be carried out for every shuffle."""
        return self.plan.work <= EXACT_WORK

    def lows(self, shuffled: NDArray[np.int8]) -> NDArray[np.int64]:
        """Return lower bounds of the indices of shuffles: the indices if the plan is feasible."""
        if self.is_feasible:
            return self.costs(shuffled).astype(np.int64)
        nodes, edges = len(self.block.names), self.block.edges
        columns = (column.tolist() for column in shuffled[self.rows].T)
        lows = [disjoint_negative_cycles(nodes, edges, signs) for signs in columns]
        return np.array(lows, dtype=np.int64)

    def highs(self, shuffled: NDArray[np.int8]) -> NDArray[np.int64]:
        """Return upper bounds of the indices of shuffles."""
        return attainable(len(self.block.names), self.block.edges, shuffled[self.rows])


def _shuffled(signed: Signed, draws: int, seed: int) -> NDArray[np.int8]:
    """Return the shuffled signs: a row for every edge in order, a column for every shuffle."""
    random = Random(seed)  # noqa: S311 - chance, not secrecy
    signs = [signed[edge] for edge in sorted(signed)]
    columns = np.empty((len(signs), draws), dtype=np.int8)
    for draw in range(draws):
        random.shuffle(signs)
        columns[:, draw] = signs
    return columns
