"""One service over the tiny data set for all tests that only read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

pytest.importorskip("starlette")
pytest.importorskip("uvicorn")

from builders import TINY
from service.running import Running, service

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="package")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The tiny data set, served; nobody may write."""
    folder = tmp_path_factory.mktemp("served")
    with service(TINY, folder, "--workers", "2", "--timeout", "5") as running:
        yield running
