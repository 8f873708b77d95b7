"""What the README says is so."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from builders import TABLES, TINY
from kg.bundled import folder
from kg.cli import _COMMANDS

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
_BLOCK = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```", re.DOTALL | re.MULTILINE)
_SHELL = {"", "bash", "sh", "shell", "console", "text"}


def command_lines() -> list[str]:
    """Return the `kg …` lines of the README's code blocks, whole, without prompt and remark."""
    found = []
    for language, block in _BLOCK.findall(README.read_text(encoding="utf-8")):
        if language not in _SHELL:
            continue
        for line in block.replace("\\\n", " ").splitlines():
            text = line.strip().removeprefix("$ ").removeprefix(".venv/bin/")
            if text.startswith("kg ") and "…" not in text:
                found.append(re.sub(r"\s+#\s.*$", "", text))
    return list(dict.fromkeys(found))


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder with a few of the names that examples use."""
    place = tmp_path_factory.mktemp("readme")
    for name in ("my-tables", "my-data", "mine"):
        shutil.copytree(TINY, place / name)
    shutil.copytree(folder("data"), place / "data")
    return place


@pytest.mark.parametrize("line", command_lines())
def test_every_command_of_the_readme_runs(line: str, workplace: Path) -> None:
    if re.search(r"\bkg (-g \S+ )?serve\b", line):
        pytest.skip("a server does not end")
    kg = f"{shlex.quote(sys.executable)} -m kg "
    runnable = re.sub(r"(^|[|;&]\s*)kg ", lambda match: match[1] + kg, line)
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", runnable],
        cwd=workplace,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in ({0} if "|" not in line else {0, 1}), done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", [*_COMMANDS])
def test_every_command_is_in_the_readme(name: str) -> None:
    assert re.search(rf"\bkg (-g \S+ )?{name}\b", README.read_text(encoding="utf-8"))


def test_links_to_files_of_ours_lead_somewhere() -> None:
    text = re.sub(_BLOCK, "", README.read_text(encoding="utf-8"))
    targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", text)
    assert not [target for target in targets if not (ROOT / target).exists()]


def test_python_of_the_readme_runs(workplace: Path) -> None:
    blocks = _BLOCK.findall(README.read_text(encoding="utf-8"))
    code = "\n".join(
        re.sub(r"^(>>>|\.\.\.) ?", "", block, flags=re.MULTILINE)
        for language, block in blocks
        if language in {"python", "py"} and ">>>" not in block
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=workplace, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_tiny_set_is_described() -> None:
    assert (TINY / "README.md").is_file()
    assert all((TINY / name).is_file() for name in TABLES)
