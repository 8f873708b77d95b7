"""What the guides in docs/ show runs, in order, in one folder per guide."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kg.bundled import folder

DOCS = Path(__file__).parent.parent / "docs"
_BLOCK = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```", re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("name", ["notebooks.md", "own-data.md"])
def test_every_block_runs(name: str, tmp_path: Path) -> None:
    shutil.copytree(folder("data"), tmp_path / "data")
    script = ["set -e"]
    for language, block in _BLOCK.findall((DOCS / name).read_text(encoding="utf-8")):
        if language == "console":
            script += [line.replace("kg ", '"$PYTHON" -m kg ', 1) for line in block.splitlines()]
        elif language == "python":
            script.append(f'"$PYTHON" -c {shlex.quote(block)}')
    done = subprocess.run(
        ["bash", "-c", "\n".join(script)],
        cwd=tmp_path,
        env={"PYTHON": sys.executable, "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert len(script) > 1


@pytest.mark.parametrize("name", ["notebooks.md", "own-data.md"])
def test_links_lead_somewhere(name: str) -> None:
    text = (DOCS / name).read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", text)
    assert targets
    assert not [target for target in targets if not (DOCS / target).exists()]
