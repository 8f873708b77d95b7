"""The places of the shipped actors, kept between builds.

``python -m kg.view.places`` lays them out anew: for a release whose data has changed so much that
the picture no longer fits it.
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_FILE = files("kg.view") / "places.json"


@lru_cache(maxsize=1)
def kept() -> Mapping[str, tuple[int, int]]:
    """Return the place of every actor that has one."""
    if not _FILE.is_file():
        return {}
    rows: dict[str, list[int]] = json.loads(_FILE.read_text(encoding="utf-8"))
    return {actor: (x, y) for actor, (x, y) in rows.items()}


def write() -> None:
    """Lay out the shipped data and keep the places."""
    from kg.records.tables import read
    from kg.view.layout import fresh
    from kg.view.network import SEED
    from kg.vocabulary.bundled import folder

    records = read(folder("data"))
    places = fresh(records.actors, records.relations, SEED)
    lines = ",\n".join(f"{json.dumps(actor)}: [{x}, {y}]" for actor, (x, y) in places.items())
    Path(str(_FILE)).write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


if __name__ == "__main__":
    write()
