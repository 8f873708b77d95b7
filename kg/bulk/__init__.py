"""Graphs of millions of relations: made, checked and kept as columns in Parquet files."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

META = "meta.json"
FORMAT, VERSION = "ai-alliances columns", 2
LARGE = 5_000_000  # bytes of relations from which the rules are applied column by column


def is_large(path: Path) -> bool:
    """Say whether the rules for columns are to check a folder of tables, and can: see `LARGE`."""
    relations = path / "relations.csv"
    return relations.is_file() and relations.stat().st_size > LARGE and bool(find_spec("pyarrow"))


def is_columns(path: Path) -> bool:
    """Say whether a place is a column folder."""
    return (path / META).is_file()
