"""The pure parts of the page's scripts, tested by node."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from kg.view import assets

NODE = shutil.which("node")
NO_NODE = "no node: the logic of the page was not tested by itself; apt-get install nodejs"


@pytest.mark.skipif(NODE is None, reason=NO_NODE)
def test_the_scripts_pass_their_own_tests() -> None:
    folder = Path(__file__).parent / "js"
    run = subprocess.run(
        [str(NODE), "--test", *map(str, sorted(folder.glob("*.test.mjs")))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-4000:]
    (passed,) = re.findall(r"^(?:#|ℹ) pass (\d+)", run.stdout, re.MULTILINE)
    assert int(passed) >= 40


@pytest.mark.skipif(NODE is None, reason=NO_NODE)
def test_the_bundle_is_one_strict_script(tmp_path: Path) -> None:
    bundle = tmp_path / "bundle.js"
    bundle.write_text(assets.script(), encoding="utf-8")
    subprocess.run([str(NODE), "--check", str(bundle)], check=True)
    assert "import " not in bundle.read_text(encoding="utf-8").split("\n")[2]


def test_no_module_is_left_out() -> None:
    folder = Path(assets.__file__).parent / "assets"
    bundle = assets.script()
    for path in folder.rglob("*.js"):
        name = path.relative_to(folder).with_suffix("").as_posix()
        assert f"const {assets.variable(name)} = " in bundle


def test_no_folder_holds_more_than_fifteen_modules() -> None:
    folder = Path(assets.__file__).parent / "assets"
    counts = Counter(path.parent.name for path in folder.rglob("*.js"))
    assert max(counts.values()) <= 15


def test_no_text_is_ever_read_as_markup() -> None:
    for word in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "fetch(",
    ):
        assert word not in assets.script()


LOGIC = [
    *("blocs", "columns", "geometry", "grow", "hash", "keys", "loops", "overlaps", "paths"),
    *(
        "places",
        "relax",
        "ribbons",
        "routes",
        "scope",
        "search",
        "sizes",
        "state",
        "time",
        "unpack",
    ),
]


@pytest.mark.parametrize("name", LOGIC)
def test_logic_is_tested_without_a_browser(name: str) -> None:
    folder = Path(__file__).parent
    tests = [*folder.glob("js/*.test.mjs"), folder / "test_packing.py"]
    assert any(f"{name}.js" in path.read_text(encoding="utf-8") for path in tests)
