from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kg.view import layout, places

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from kg.records.model import Records


def test_the_shipped_actors_have_a_place(records: Records) -> None:
    known = places.kept()
    assert sum(actor.id in known for actor in records.actors) > 0.9 * len(records.actors)


def test_places_are_written_one_a_line_and_read_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, records: Records
) -> None:
    file = tmp_path / "places.json"
    monkeypatch.setattr(places, "_FILE", file)
    places.kept.cache_clear()
    assert places.kept() == {}
    places.kept.cache_clear()
    layout.renew()
    assert len(file.read_text(encoding="utf-8").splitlines()) == len(records.actors) + 2
    assert set(places.kept()) == set(json.loads(file.read_text(encoding="utf-8")))
    assert set(places.kept()) == {actor.id for actor in records.actors}
    places.kept.cache_clear()
