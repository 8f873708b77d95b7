"""The parts of a graph that hang together, as columns.

Method
------
Every node names a node of its part, itself at first. In each round every arc between parts tells
the node that one part names of the smaller one that the other names; then all take over what the
node they name names, until that names itself. Arcs within a part are put aside.

References
----------
Y. Shiloach, U. Vishkin, An O(log n) parallel connectivity algorithm, Journal of Algorithms 3(1),
1982, doi:10.1016/0196-6774(82)90008-6 (hooking and shortcutting).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kg.measures.structure.ties import tie_types

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from kg.relations.table import Selection

    Nodes = NDArray[np.integer]
    Labels = NDArray[np.int64]

ALONE = -1


def components(source: Nodes, target: Nodes, count: int) -> Labels:
    """Return for every node the smallest node of its part, whatever way the arcs point.

    Parameters
    ----------
    source, target
        Ends of every arc, 0 … count - 1.
    count
        Number of nodes.

    Notes
    -----
    O(n + m) a round; few rounds in practice, each of them joining every part to a smaller one.

    Examples
    --------
    >>> components(np.array([3, 1]), np.array([1, 4]), 5).tolist()
    [0, 1, 2, 1, 1]
    """
    label = np.arange(count)
    left, right = source.astype(np.int64), target.astype(np.int64)
    while len(left):
        # Only nodes that name themselves are told: no other may leave the one it names.
        np.minimum.at(label, np.maximum(left, right), np.minimum(left, right))
        while not np.array_equal(above := label[label], label):
            label = above
        left, right = label[left], label[right]
        differ = left != right
        left, right = left[differ], right[differ]
    return label


def tied_parts(selection: Selection, families: Iterable[str] | None = None) -> Labels:
    """Return for every actor the smallest one it is tied to, directly or through others.

    Parameters
    ----------
    selection
        The relations in scope; its level decides whether units stand for their group.
    families
        As for `kg.measures.structure.ties.ties`.

    Returns
    -------
    int64 array, shape (actors,)
        Index of an actor; ``ALONE`` (-1) for actors without ties.
    """
    pairs = selection.by_pair(tie_types(selection.table, families))
    a, b = np.divmod(pairs.key, pairs.actors)
    found = components(a, b, pairs.actors)
    tied = np.zeros(pairs.actors, dtype=np.bool_)
    tied[a] = tied[b] = True
    return np.where(tied, found, ALONE)
