"""How many examples the property tests draw."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Callable

LONG = "KG_LONG_TESTS" in os.environ  # as `make test-long` sets it


def examples(count: int, **options: Any) -> Callable[[Any], Any]:
    """Draw so many examples under `make test-long`, and a tenth of them otherwise."""
    drawn = settings(max_examples=count if LONG else count // 10, **options)
    return lambda test: pytest.mark.fuzz(drawn(test))
