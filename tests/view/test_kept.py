from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kg.view import kept, layout

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from kg.records.model import Records


def test_the_shipped_actors_have_a_position(records: Records) -> None:
    positions = kept.kept()
    assert sum(actor.id in positions for actor in records.actors) > 0.9 * len(records.actors)


def test_positions_are_written_one_a_line_and_read_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, records: Records
) -> None:
    file = tmp_path / "positions.json"
    monkeypatch.setattr(kept, "_FILE", file)
    kept.kept.cache_clear()
    assert kept.kept() == {}
    kept.kept.cache_clear()
    layout.renew()
    assert len(file.read_text(encoding="utf-8").splitlines()) == len(records.actors) + 2
    assert set(kept.kept()) == set(json.loads(file.read_text(encoding="utf-8")))
    assert set(kept.kept()) == {actor.id for actor in records.actors}
    kept.kept.cache_clear()
