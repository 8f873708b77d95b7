"""Several processes that write to one folder lose no row that was acknowledged."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from kg.base import locks
from kg.base.errors import FolderInUse, UnwritableFile
from kg.records import curating, tables

if TYPE_CHECKING:
    from pathlib import Path


def _start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "kg", "-g", str(folder), *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _rounds(folder: Path, rounds: int, writers: int) -> None:
    """Add actors from several processes at once, while another one sorts the tables."""
    for turn in range(rounds):
        ids = [f"new-{turn}-{writer}" for writer in range(writers)]
        calls = [
            _start(folder, "add", "actor", "--id", id_, "--name", id_, "--kinds", "ai-lab")
            for id_ in ids
        ]
        calls.append(_start(folder, "fmt"))
        for call in calls:
            _, errors = call.communicate()
            assert call.returncode == 0, errors
        assert set(ids) <= set(tables.read(folder).actor_by_id)
    assert not (folder / locks.FILE).exists()


def test_rows_added_at_once_are_all_there(copy: Path) -> None:
    _rounds(copy, rounds=2, writers=3)


@pytest.mark.long
@pytest.mark.parametrize("writers", [2, 5])
def test_rows_added_at_once_a_hundred_times(copy: Path, writers: int) -> None:
    _rounds(copy, rounds=100, writers=writers)


def test_a_folder_in_use_names_its_holder_and_is_left_alone(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "_PATIENCE", 0.0)
    before = {path.name: path.read_bytes() for path in copy.glob("*.csv")}
    with locks.locked(copy), pytest.raises(FolderInUse, match=r"written by process \d+; nothing"):
        curating.tidied(copy)
    assert {path.name: path.read_bytes() for path in copy.glob("*.csv")} == before


def test_the_lock_is_free_after_an_error(copy: Path) -> None:
    with pytest.raises(ZeroDivisionError), locks.locked(copy):
        _ = 1 / 0
    with locks.locked(copy):
        pass


def test_a_folder_that_is_not_there_cannot_be_locked(tmp_path: Path) -> None:
    with pytest.raises(UnwritableFile), locks.locked(tmp_path / "no" / "folder"):
        pass
    assert not (tmp_path / "no").exists()
