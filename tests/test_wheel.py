"""The wheel: what is inside, and whether it works without the repository."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from kg.query import named_queries

ROOT = Path(__file__).parent.parent
OVERLAPS = 43


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel, from a copy so that nothing is left in the repository."""
    import shutil

    place = tmp_path_factory.mktemp("wheel")
    ignored = shutil.ignore_patterns(".git", ".venv", ".*_cache", "__pycache__", "build", "dist")
    shutil.copytree(ROOT, place / "source", ignore=ignored)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    command = [*pip, "wheel", "--quiet", "--no-deps", "-w", str(place), str(place / "source")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode and "No matching distribution found for hatchling" in done.stderr:
        pytest.skip("the build backend cannot be had here")
    assert done.returncode == 0, done.stderr
    (built,) = place.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel unpacked: all that an installer does with a wheel of pure Python."""
    place = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(place)
    return place


def run(installed: Path, empty: Path, code: str) -> str:
    """Run Python in an empty folder with the installed package before everything else."""
    start = f"import sys; sys.path.insert(0, {str(installed)!r}); "
    done = subprocess.run(
        [sys.executable, "-P", "-c", start + code],
        cwd=empty,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def command(arguments: list[str]) -> str:
    return f"from kg.cli import main; main({arguments!r})"


@pytest.mark.parametrize(
    "folder", ["data", "ontology", "ontology/codes", "kg/queries", "kg/view/assets"]
)
def test_every_file_that_travels_is_inside(wheel: Path, folder: str) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
    prefix = "" if folder.startswith("kg/") else "kg/bundle/"
    files = [path for path in (ROOT / folder).iterdir() if path.is_file()]
    missing = {path.name for path in files if f"{prefix}{folder}/{path.name}" not in inside}
    assert files
    assert not missing


def test_nothing_else_is_inside(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}
        names = archive.namelist()
    assert {top for top in tops if not top.endswith(".dist-info")} == {"kg"}
    assert "kg/py.typed" in names
    assert not [name for name in names if "__pycache__" in name or name.startswith("kg/tests")]


def test_the_program_is_declared(installed: Path) -> None:
    (info,) = installed.glob("*.dist-info")
    assert "kg = kg.cli:main" in (info / "entry_points.txt").read_text()


def test_it_answers_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    said = run(installed, tmp_path, command(["overlaps", "--format", "json"]))
    assert len(json.loads(said)["rows"]) == OVERLAPS
    assert list(tmp_path.iterdir()) == []


def test_it_is_the_installed_package_that_answers(installed: Path, tmp_path: Path) -> None:
    said = run(installed, tmp_path, "import kg; print(kg.__file__, kg.open().place)")
    assert said.count(str(installed)) == 2


def test_it_knows_the_named_queries_and_checks_its_data(installed: Path, tmp_path: Path) -> None:
    said = run(installed, tmp_path, command(["queries"]))
    assert all(name in said for name in named_queries())
    run(installed, tmp_path, command(["check"]))


def test_it_writes_the_page(installed: Path, tmp_path: Path) -> None:
    run(installed, tmp_path, command(["render", "-o", "page.html"]))
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]
