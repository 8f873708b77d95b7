"""The money graph as columns: one arc per ordered pair of actors, from who pays to who receives.

An arc is financing (capital), a purchase (everything else that is paid for), or both.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kg.relations.pairs import groups, in_order
from kg.relations.sums import stated

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.relations.encoding import Amounts, Codes, Indices, Mask
    from kg.relations.selection import Selection

FINANCES, BUYS = 1, 2
FINANCING_FAMILY = "capital"
_WAYS = {"none": 0, "subject-to-object": 1, "object-to-subject": 2}


@dataclass(frozen=True, eq=False)
class MoneyGraph:
    """Arcs in the order of source and target, and the relations of each.

    Attributes
    ----------
    source, target : int32 array, shape (arcs,)
        Index of the actor that pays, and of the one that receives.
    kinds : uint8 array, shape (arcs,)
        ``FINANCES``, ``BUYS``, or both bits.
    row : int32 array, shape (m,)
        Rows of the relations in the table, arc by arc, ascending within an arc.
    start : int64 array, shape (arcs + 1,)
        Arc i stands for ``row[start[i]:start[i + 1]]``.
    selection : Selection
        The relations in scope.
    """

    source: Indices
    target: Indices
    kinds: Codes
    row: Indices
    start: NDArray[np.int64]
    selection: Selection

    def __len__(self) -> int:
        """Return the number of arcs."""
        return len(self.source)

    @property
    def arc(self) -> NDArray[np.int64]:
        """Arc of every relation in ``row``."""
        return np.repeat(np.arange(len(self)), np.diff(self.start))

    @cached_property
    def amount_usd(self) -> Amounts:
        """Sum of the stated totals in USD of every arc, each deal once; NaN where none is."""
        return stated(self.selection.table, self.row, self.arc, len(self))


def money_graph(selection: Selection, only: Mask | None = None) -> MoneyGraph:
    """Return the money graph of a selection; O(n log n), vectorised.

    Parameters
    ----------
    selection
        The relations in scope; its level decides whether units stand for their group.
    only
        By type code: the types of relation to look at; None for all that move money.
    """
    table, paired = selection.table, selection.paired
    type_ = table.type[paired.rows]
    ways = np.array([_WAYS[kind.money_direction] for kind in table.types], dtype=np.uint8)
    way = ways[type_] if only is None else np.where(only, ways, 0)[type_]
    source = np.where(way == 2, paired.target, paired.source)[way > 0]
    target = np.where(way == 2, paired.source, paired.target)[way > 0]
    count = len(table.person)
    key = source.astype(np.int64) * count + target
    key, row = in_order(key, paired.rows[way > 0], count * count, len(table))
    start = groups(key)
    first = start[:-1]
    families = [kind.family == FINANCING_FAMILY for kind in table.types]
    bits = np.where(families, FINANCES, BUYS).astype(np.uint8)[table.type[row]]
    return MoneyGraph(
        source=(key[first] // count).astype(np.int32),
        target=(key[first] % count).astype(np.int32),
        kinds=np.bitwise_or.reduceat(bits, first) if len(first) else bits,
        row=row,
        start=start,
        selection=selection,
    )
