"""The positions of the shipped actors on the map, kept between builds in ``positions.json``."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_FILE = files("kg.view") / "positions.json"


@lru_cache(maxsize=1)
def kept() -> Mapping[str, tuple[int, int]]:
    """Return the position of every actor that has one."""
    if not _FILE.is_file():
        return {}
    rows: dict[str, list[int]] = json.loads(_FILE.read_text(encoding="utf-8"))
    return {actor: (x, y) for actor, (x, y) in rows.items()}


def keep(positions: Mapping[str, tuple[int, int]]) -> None:
    """Write the positions of actors, one a line."""
    lines = ",\n".join(f"{json.dumps(actor)}: [{x}, {y}]" for actor, (x, y) in positions.items())
    Path(str(_FILE)).write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")
