"""Files are written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kg.base.errors import UnwritableFile
from kg.base.files import write_atomically, write_folder

if TYPE_CHECKING:
    from collections.abc import Iterator


def test_new_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / "file.txt"
    write_atomically(path, "été\n")
    assert path.read_bytes() == "été\n".encode()
    write_atomically(path, b"\x00\xff")
    assert path.read_bytes() == b"\x00\xff"
    assert [child.name for child in path.parent.iterdir()] == ["file.txt"]


def test_line_ends_are_kept(tmp_path: Path) -> None:
    write_atomically(tmp_path / "f", "a\nb\r\n")
    assert (tmp_path / "f").read_bytes() == b"a\nb\r\n"


@pytest.mark.parametrize("failing", ["fsync", "replace"])
def test_a_failure_leaves_the_old_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    path = tmp_path / "file.txt"
    path.write_text("old")

    def fail(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os if failing == "fsync" else Path, failing, fail)
    with pytest.raises(UnwritableFile, match=r"file\.txt: No space left"):
        write_atomically(path, "new")
    monkeypatch.undo()
    assert path.read_text() == "old"
    assert [child.name for child in tmp_path.iterdir()] == ["file.txt"]


def test_an_interruption_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(tmp_path / "file.txt", "new")
    assert list(tmp_path.iterdir()) == []


def test_text_that_is_no_unicode_leaves_the_old_content(tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    path.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        write_atomically(path, "lone \ud800")
    assert path.read_text() == "old"


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o755])
def test_permissions_of_the_old_file_are_kept(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "file.txt"
    path.write_text("old")
    path.chmod(mode)
    write_atomically(path, "new")
    assert path.stat().st_mode & 0o777 == mode


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600)])
def test_permissions_of_a_new_file_are_the_usual_ones(tmp_path: Path, mask: int, mode: int) -> None:
    before = os.umask(mask)
    try:
        write_atomically(tmp_path / "file.txt", "new")
        assert os.umask(mask) == mask
    finally:
        os.umask(before)
    assert (tmp_path / "file.txt").stat().st_mode & 0o777 == mode


def test_a_folder_is_not_written_over(tmp_path: Path) -> None:
    with pytest.raises(UnwritableFile, match="it is a folder"):
        write_atomically(tmp_path, "new")


def test_below_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("old")
    with pytest.raises(UnwritableFile):
        write_atomically(tmp_path / "file" / "below.txt", "new")


def test_a_name_that_is_too_long(tmp_path: Path) -> None:
    with pytest.raises(UnwritableFile):
        write_atomically(tmp_path / ("x" * 300), "new")


def test_parts_are_written_in_order(tmp_path: Path) -> None:
    write_atomically(tmp_path / "f", (part for part in (b"a", b"b")))
    assert (tmp_path / "f").read_bytes() == b"ab"


def test_a_folder_is_replaced_file_by_file(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "folder"
    write_folder(folder, [("a", [b"old"]), ("b", [b"old"])])
    write_folder(folder, [("a", [b"new"])])
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {"a": b"new", "b": b"old"}


def test_no_file_of_a_folder_is_replaced_before_all_are_made(tmp_path: Path) -> None:
    write_folder(tmp_path, [("a", [b"old"])])

    def failing() -> Iterator[bytes]:
        yield b"half"
        raise OSError(28, "No space left on device")

    with pytest.raises(UnwritableFile, match="No space left"):
        write_folder(tmp_path, [("a", [b"new"]), ("b", failing())])
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"old"}
