"""Packed pairs: sorted as one number, or by their order where 64 bits do not hold both."""

from __future__ import annotations

import numpy as np
import pytest

from kg.relations.pairs import in_order, pack


@pytest.mark.parametrize("actors", [10, 2**31 - 1], ids=["one-number", "by-order"])
def test_pairs_in_order_keep_the_rows_of_a_pair_in_order(actors: int) -> None:
    one = np.array([4, 1, 9, 2, 4], dtype=np.int32)
    other = np.array([2, 9, 1, 4, 3], dtype=np.int32)
    rows = np.array([0, 3, 5, 7, 8], dtype=np.int32)
    key, row = in_order(pack(one, other, actors), rows, actors * actors, 9)
    assert key.tolist() == [low * actors + high for low, high in PAIRS]
    assert row.tolist() == [3, 5, 0, 7, 8]


PAIRS = [(1, 9), (1, 9), (2, 4), (2, 4), (3, 4)]
