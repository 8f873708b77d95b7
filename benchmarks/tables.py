"""Tables of any size with the frequencies of the real data, as ``kg synth`` makes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def write(place: Path, count: int) -> None:
    """Write a folder ``tables`` with so many relations, the same every time."""
    from kg.large.synthetic import synth

    synth.write(synth.Synthetic(count, 0), place / "tables", "tables", lambda _: None)
