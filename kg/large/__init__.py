"""Graphs of millions of relations: made, checked and kept as columns in Parquet files."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from kg.base.errors import UnreadableGraph

if TYPE_CHECKING:
    from pathlib import Path

META = "meta.json"
NOTE = "import/source.json"  # what an import is made of, while it is under way
FORMAT, VERSION = "ai-alliances columns", 4
LARGE = 5_000_000  # bytes of relations from which the rules are applied column by column


def is_large(path: Path) -> bool:
    """Return whether a folder of tables is to be checked in columns, and can be: see `LARGE`."""
    relations = path / "relations.csv"
    return relations.is_file() and relations.stat().st_size > LARGE and bool(find_spec("pyarrow"))


def is_columns(path: Path) -> bool:
    """Return whether a place is a column folder."""
    return (path / META).is_file()


def refuse_unfinished(path: Path) -> None:
    """Say of Parquet files without a description what they are.

    Raises
    ------
    UnreadableGraph
        When an import was stopped there, or they are tables to be imported.
    """
    if (path / NOTE).is_file():
        reason = "an import into it goes on, or was stopped: the same command again ends it"
        raise UnreadableGraph(path, reason)
    if (path / "actors.parquet").is_file() and not (path / "actors.csv").is_file():
        reason = f"it holds tables in Parquet; import them: kg import --bulk {path} -o FOLDER"
        raise UnreadableGraph(path, f"there is no {META}; {reason}")
