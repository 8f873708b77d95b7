"""Fixtures and settings of the whole suite."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

sys.path.insert(0, str(Path(__file__).parent))  # builders …, from any working directory

import kg
from builders import TABLES, TINY

if TYPE_CHECKING:
    from kg.graph.graph import Graph

# The same examples every time; `--hypothesis-profile=explore` draws fresh ones.
_QUIET = {"deadline": None, "database": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("repeat", derandomize=True, **_QUIET)
settings.register_profile("explore", derandomize=False, **_QUIET)
settings.load_profile("repeat")


@pytest.fixture(autouse=True)
def _nothing_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the developer's own graph, language, colours and pager out of the tests."""
    for name in ("KG_GRAPH", "LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "FORCE_COLOR",
                 "KG_PAGER", "PAGER", "LESS"):  # fmt: skip
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def shipped() -> Graph:
    """The shipped data; read once, never changed."""
    return kg.open()


@pytest.fixture
def tiny() -> Path:
    """Folder of the tiny data set, to read from; tiny/README.md holds the answers."""
    return TINY


@pytest.fixture(scope="session")
def tiny_graph() -> Graph:
    """The tiny data set, open; read once, never changed."""
    return kg.open(TINY)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the tiny data set, to spoil."""
    folder = tmp_path / "tables"
    folder.mkdir()
    for name in (*TABLES, "dataset.ttl"):
        shutil.copy(TINY / name, folder)
    return folder
