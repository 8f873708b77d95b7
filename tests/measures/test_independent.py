"""The program against a script that reads the tables alone; see ``independent.py``."""

from __future__ import annotations

import ast
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import independent
from kg.vocabulary.bundled import folder

if TYPE_CHECKING:
    from kg.graph.graph import Graph

BASES = ("announced", "in-force")
DAYS = ("2024-12-31", "2025-11-30", "2026-10-06")


def test_the_script_imports_nothing_of_the_program() -> None:
    tree = ast.parse(Path(independent.__file__).read_text(encoding="utf-8"))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module] if isinstance(node, ast.ImportFrom) else
                     [alias.name for alias in node.names])
    }  # fmt: skip
    assert imported <= sys.stdlib_module_names


@pytest.mark.parametrize("level", ["group", "actor"])
@pytest.mark.parametrize("basis", BASES)
@pytest.mark.parametrize("day", DAYS)
def test_partners_who_compete(shipped: Graph, day: str, basis: str, level: str) -> None:
    rows = shipped.overlaps(as_of=day, basis=basis, level=level)
    pairs = independent.overlaps(Path(folder("data")), date.fromisoformat(day), basis, level)
    assert {(row.a, row.b) for row in rows} == pairs


@pytest.mark.parametrize("basis", BASES)
@pytest.mark.parametrize("day", DAYS)
def test_loops_of_money(shipped: Graph, day: str, basis: str) -> None:
    rows = shipped.loops(as_of=day, basis=basis, max_length=4)
    loops = independent.loops(Path(folder("data")), date.fromisoformat(day), basis, 4)
    assert {row.actors for row in rows} == loops
