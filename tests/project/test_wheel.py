"""The wheel: what is inside, and whether it works without the repository."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from facts import FACTS
from kg.rdf.query import named_queries

ROOT = Path(__file__).parents[2]


def build(source: Path, out: Path, **environment: str) -> dict[str, Path]:
    """Build wheel and sdist of a source tree; return them by ending."""
    hatchling = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-t", "wheel"]
    around = {**os.environ, **environment}
    done = subprocess.run(
        [*hatchling, "-d", str(out)],
        cwd=source,
        env=around,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {path.suffix: path for path in out.iterdir()}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository, so that nothing is left in it."""
    place = tmp_path_factory.mktemp("source") / "source"
    ignored = shutil.ignore_patterns(".git", ".venv", ".*_cache", "__pycache__", "build", "dist")
    shutil.copytree(ROOT, place, ignore=ignored)
    return place


@pytest.fixture(scope="module")
def built(source: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The wheel and the sdist."""
    return build(source, tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def wheel(built: dict[str, Path]) -> Path:
    return built[".whl"]


def needed(name: str) -> dict[str, Distribution]:
    """Return a distribution's requirements, and theirs, by name; extras are left out."""
    found: dict[str, Distribution] = {}
    queue = [name]
    while queue:
        for line in distribution(queue.pop()).requires or ():
            wanted = Requirement(line)
            applies = wanted.marker is None or wanted.marker.evaluate({"extra": ""})
            if applies and wanted.name not in found:
                found[wanted.name] = distribution(wanted.name)
                queue.append(wanted.name)
    return found


def parts(one: Distribution) -> set[Path]:
    """Return the packages, modules and metadata of an installed distribution."""
    inside = (file for file in one.files or () if file.parts[0] not in {"..", "__pycache__"})
    return {Path(str(one.locate_file(file.parts[0]))) for file in inside}


@pytest.fixture(scope="module")
def clean(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel and what it says it needs, and nothing else.

    pip installs the wheel; what it needs is linked from where the tests run, so that no network is
    asked for. `pip check` says whether anything is missing.
    """
    place = tmp_path_factory.mktemp("clean")
    venv.create(place, with_pip=True, symlinks=True)
    pip = [str(place / "bin/python"), "-m", "pip", "--disable-pip-version-check"]
    options = ["--quiet", "--no-index", "--no-deps"]
    subprocess.run([*pip, "install", *options, str(wheel)], check=True, capture_output=True)
    (site,) = place.glob("lib/python*/site-packages")
    for one in needed("ai-alliances").values():
        for part in parts(one):
            if not (site / part.name).exists():
                (site / part.name).symlink_to(part)
    done = subprocess.run([*pip, "check"], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    return place


@pytest.fixture(scope="module")
def installed(clean: Path) -> Path:
    """Where the wheel is installed."""
    (site,) = clean.glob("lib/python*/site-packages")
    return site


def run(installed: Path, empty: Path, code: str) -> str:
    """Run Python in an empty folder, in the clean environment."""
    python = installed.parents[2] / "bin/python"
    around = {name: text for name, text in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [str(python), "-P", "-c", code],
        cwd=empty,
        env=around,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def command(arguments: list[str]) -> str:
    return f"from kg.cli import main; main({arguments!r})"


@pytest.mark.parametrize(
    "folder", ["data", "ontology/codes", "ontology/standards", "kg/rdf/queries", "kg/view/assets"]
)
def test_every_file_that_travels_is_inside(wheel: Path, folder: str) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
    prefix = "" if folder.startswith("kg/") else "kg/bundle/"
    files = [path for path in (ROOT / folder).rglob("*") if path.is_file()]
    files = [path for path in files if "__pycache__" not in path.parts]
    names = (path.relative_to(ROOT).as_posix() for path in files)
    missing = {name for name in names if f"{prefix}{name}" not in inside}
    assert files
    assert not missing


def test_what_no_program_reads_stays_out(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        paths = [name.removeprefix("kg/bundle/ontology/") for name in archive.namelist()]
    assert not [path for path in paths if path.startswith(("cq/", "pinned/", "w3id/", "mappings"))]


def test_the_addresses_of_the_project_are_stated(installed: Path) -> None:
    (info,) = installed.glob("ai_alliances-*.dist-info")
    lines = (info / "METADATA").read_text(encoding="utf-8").splitlines()
    labels = {line.split()[1] for line in lines if line.startswith("Project-URL:")}
    assert labels == {"Homepage,", "Documentation,", "Source,", "Issues,", "Changelog,"}


def test_nothing_else_is_inside(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}
        names = archive.namelist()
    assert {top for top in tops if not top.endswith(".dist-info")} == {"kg"}
    assert "kg/py.typed" in names
    assert not [name for name in names if "__pycache__" in name or name.startswith("kg/tests")]


def test_the_program_runs_as_it_was_installed(clean: Path, tmp_path: Path) -> None:
    for line in ("kg --version", "ai-alliances overlaps", "kg query -n overlaps", "kg render"):
        program, *arguments = line.split()
        command_line = [str(clean / "bin" / program), *arguments]
        subprocess.run(command_line, cwd=tmp_path, check=True, capture_output=True)
    assert [path.name for path in tmp_path.iterdir()] == ["alliances.html"]


def test_it_is_light(clean: Path, installed: Path) -> None:
    """What an installation brings, without byte code and without pip."""
    own = [path for path in installed.iterdir() if not path.name.startswith(("pip", "setuptools"))]
    sizes = {
        file.stat().st_ino: file.stat().st_size
        for path in (*own, *clean.glob("bin/kg"))
        for file in ([path] if path.is_file() else path.rglob("*"))
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert sum(sizes.values()) < 150e6


def test_nothing_of_an_extra_is_there(installed: Path, tmp_path: Path) -> None:
    names = ["pyarrow", "pandas", "polars", "pyspark", "starlette", "matplotlib", "ipykernel"]
    code = f"from importlib.util import find_spec; print([n for n in {names} if find_spec(n)])"
    assert run(installed, tmp_path, code).strip() == "[]"


def test_it_answers_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    said = run(installed, tmp_path, command(["overlaps", "--format", "json"]))
    assert len(json.loads(said)["rows"]) == FACTS["group_overlaps"]
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


@pytest.mark.parametrize("environment", [{}, {"SOURCE_DATE_EPOCH": "1700000000"}])
def test_two_builds_give_the_same_bytes(
    source: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    """On another day, from files of other ages and permissions, under another mask."""
    first = build(source, tmp_path / "one", **environment)
    again = tmp_path / "again"
    shutil.copytree(source, again)
    for path in again.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
        if path.is_file():
            path.chmod(0o600 | path.stat().st_mode & 0o111)
    second = build(again, tmp_path / "two", **environment)
    for ending, path in first.items():
        assert path.name == second[ending].name
        assert path.read_bytes() == second[ending].read_bytes()


def test_the_sdist_gives_the_same_wheel(built: dict[str, Path], tmp_path: Path) -> None:
    with tarfile.open(built[".gz"]) as archive:
        archive.extractall(tmp_path, filter="data")
    (unpacked,) = tmp_path.iterdir()
    wheel = build(unpacked, tmp_path / "dist")[".whl"]
    assert wheel.read_bytes() == built[".whl"].read_bytes()


OFFLINE = """
import socket
def refuse(*_, **__):
    raise AssertionError("the network was asked for")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse
"""


@pytest.mark.parametrize(
    "arguments",
    [["overlaps"], ["who", "openai"], ["query", "-n", "overlaps"], ["check"], ["loops"],
     ["render", "-o", "page.html"], ["build", "-o", "store"], ["export", "-o", "a.jsonld"]],
    ids=" ".join,
)  # fmt: skip
def test_it_works_without_a_network(installed: Path, tmp_path: Path, arguments: list[str]) -> None:
    code = f"exec({OFFLINE!r}); from kg.cli import main; main({arguments!r})"
    run(installed, tmp_path, code)
