"""Values as numbers: what a column refuses, and what it says of places nobody names."""

from __future__ import annotations

from itertools import product
from string import ascii_uppercase

import numpy as np
import pytest

from kg.base.errors import InvalidValue
from kg.relations.encoding import NEVER, UNDATED, currencies, first_by_place


def test_more_currencies_than_codes_are_refused() -> None:
    made = ["".join(letters) for letters in product(ascii_uppercase[:7], repeat=3)]
    assert len(currencies(made[:255])) == 255
    with pytest.raises(InvalidValue, match="256"):
        currencies(made[:256])


def test_a_place_named_without_a_day_is_no_unnamed_place() -> None:
    place = np.array([1], dtype=np.int32)
    day = np.array([NEVER], dtype=np.int32)
    assert first_by_place(place, day, 2).tolist() == [UNDATED, NEVER]
