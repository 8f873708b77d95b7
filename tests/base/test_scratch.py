"""Folders of programs that were killed are removed by the next."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from kg.base import scratch

KILLED = """
import os, sys
from pathlib import Path
from kg.base import scratch
made = scratch.folder(Path(sys.argv[1]), "mine-")
print(made.__enter__(), flush=True)
os.abort()
"""


def test_what_a_killed_program_left_is_swept_by_the_next(tmp_path: Path) -> None:
    (tmp_path / "mine-unknown").mkdir()
    command = [sys.executable, "-c", KILLED, str(tmp_path)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    left = Path(done.stdout.strip())
    assert left.is_dir()
    with scratch.folder(tmp_path, "mine-") as first, scratch.folder(tmp_path, "mine-") as second:
        assert not left.exists()
        assert first.is_dir()
        assert second.is_dir()
    assert [path.name for path in tmp_path.iterdir()] == ["mine-unknown"]


REPLACING = KILLED.replace(
    "os.abort()", "scratch.keep(Path(sys.argv[1]) / 'store', Path(os.environ['MADE'])); os.abort()"
).replace("print(made.__enter__(), flush=True)", "os.environ['MADE'] = str(made.__enter__())")


def test_what_a_killed_program_had_put_aside_comes_back(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "data").write_text("old")
    subprocess.run([sys.executable, "-c", REPLACING, str(tmp_path)], check=False)
    assert not (tmp_path / "store").exists()
    with scratch.folder(tmp_path, "mine-"):
        assert (tmp_path / "store" / "data").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["store"]
