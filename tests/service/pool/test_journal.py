"""The journal: what is acknowledged is there, and no half of anything."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from kg.base.errors import UnreadableGraph
from kg.service.pool.journal import (
    Change,
    Journal,
    applied,
    fitting,
    from_line,
    next_version,
    to_line,
)

if TYPE_CHECKING:
    from pathlib import Path

BASE = "0" * 64
# For every line it reads, forks a process that appends changes for ever and says so after each.
WRITER = """
import os, sys
from pathlib import Path
from kg.service.pool.journal import Change, Journal, next_version

def write():
    journal = Journal(Path(sys.argv[1]))
    version = journal.changes[-1].after if journal.changes else "0" * 64
    number = len(journal.changes)
    print("ready", os.getpid(), flush=True)
    while True:
        number += 1
        added = tuple(f"<http://e/{number}> <http://e/p{i}> \\"{'x' * 500}\\" ." for i in range(40))
        after = next_version(version, (), added)
        journal.append(Change((), added, "test", str(number), "now", version, after))
        version = after
        print("done", number, flush=True)

for _ in sys.stdin:
    child = os.fork()
    if child == 0:
        write()
    os.waitpid(child, 0)
    print("gone 0", flush=True)
"""


def change(before: str, *added: str, removed: tuple[str, ...] = ()) -> Change:
    return Change(removed, added, "me", "r", "now", before, next_version(before, removed, added))


def test_a_line_gives_back_its_change() -> None:
    one = change(BASE, '<http://e/a> <http://e/b> "ä\\n\u2028" .')
    assert from_line(to_line(one)) == one
    assert to_line(one).count(b"\n") == 1


def test_a_line_that_is_not_whole_gives_nothing() -> None:
    line = to_line(change(BASE, "<a>"))
    assert all(from_line(line[:end]) is None for end in range(len(line)))
    assert from_line(line.replace(b"<a>", b"<b>")) is None


def test_a_broken_last_line_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    first = change(BASE, "<a>")
    second = change(first.after, "<b>")
    path.write_bytes(to_line(first) + to_line(second)[:-30])
    journal = Journal(path)
    assert journal.changes == [first]
    journal.append(second)
    journal.close()
    assert path.read_bytes() == to_line(first) + to_line(second)


def test_a_broken_line_before_the_last_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    path.write_bytes(b"nonsense\n" + to_line(change(BASE, "<a>")))
    with pytest.raises(UnreadableGraph, match="line 1 is damaged"):
        Journal(path)


def test_a_journal_has_one_writer(tmp_path: Path) -> None:
    first = Journal(tmp_path / "journal")
    with pytest.raises(UnreadableGraph, match="has this journal open"):
        Journal(tmp_path / "journal")
    first.close()
    Journal(tmp_path / "journal").close()


def test_a_journal_fits_its_own_data(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal")
    journal.append(change(BASE, "<a>"))
    assert fitting(journal, BASE) == journal.changes
    with pytest.raises(UnreadableGraph, match="begun on other data"):
        fitting(journal, "1" * 64)
    journal.close()


def test_changes_are_applied_in_order() -> None:
    one = change(BASE, "b", "c", removed=("a",))
    two = change(one.after, "a", removed=("b",))
    assert applied(["a", "d"], [one, two]) == ["a", "c", "d"]


@pytest.mark.long
def test_a_hundred_times_killed(tmp_path: Path) -> None:
    """Killed at any moment: every change that was acknowledged is there, and none is half there."""
    path = tmp_path / "journal"
    chance = random.Random(5)
    command = [sys.executable, "-c", WRITER, str(path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as writer:
        for _ in range(100):
            acknowledged = until_killed(writer, chance.random() * 0.03)
            journal = Journal(path)
            journal.close()
            assert len(journal.changes) >= acknowledged
            assert all(len(entry.added) == 40 for entry in journal.changes)
            fitting(journal, BASE)
            if len(journal.changes) > 100:
                path.unlink()


def until_killed(writer: subprocess.Popen[str], seconds: float) -> int:
    """Let a process write for a while; return the last change it acknowledged."""
    assert writer.stdin is not None
    assert writer.stdout is not None
    writer.stdin.write("\n")
    writer.stdin.flush()
    process = int(writer.stdout.readline().split()[1])
    time.sleep(seconds)
    os.kill(process, signal.SIGKILL)
    acknowledged = 0
    for line in writer.stdout:
        word, _, number = line.partition(" ")
        if "gone" in line:
            break
        if word == "done" and number.strip().isdigit():
            acknowledged = int(number)
    return acknowledged
