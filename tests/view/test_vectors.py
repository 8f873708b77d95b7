"""The scripts of the page give the answers of the measures: shared vectors, run in both."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from vectors import ANSWERED, vectors

NODE = shutil.which("node")


@pytest.mark.skipif(NODE is None, reason="no node: the rules of the page were not held to kg's")
@pytest.mark.parametrize("seed", [1, 2, pytest.param(3, marks=pytest.mark.long)])
def test_the_page_answers_as_the_measures_do(tmp_path: Path, seed: int) -> None:
    file = tmp_path / "vectors.json"
    file.write_text(json.dumps(vectors(seed)), encoding="utf-8")
    run = subprocess.run(
        [str(NODE), "--test", str(Path(__file__).parent / "js" / "vectors.test.mjs")],
        env={**os.environ, "VECTORS": str(file)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-6000:]
    assert f"pass {3 * len(ANSWERED)}" in run.stdout
