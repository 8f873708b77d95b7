"""Layers, sizes and names of the package."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import kg

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PACKAGE = Path(kg.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
names = [str(path.relative_to(PACKAGE)) for path in MODULES]
FOLDERS = sorted({path.parent for path in MODULES})
VAGUE = {
    *("found", "said", "told", "known", "wanted", "given"),
    *("one", "other", "made", "held", "asked", "left"),
}
MOST_VAGUE = 0.015

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def definitions(path: Path) -> Iterator[Definition]:
    """Yield every function and class of a module, nested ones included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, Definition):
            yield node


def lines_of_code(node: Definition) -> int:
    """Return how many lines a definition has without its docstring."""
    docstring = node.body[0] if ast.get_docstring(node, clean=False) is not None else None
    described = docstring.end_lineno - docstring.lineno + 1 if docstring else 0
    return node.end_lineno - node.lineno + 1 - described


def bound_names(path: Path) -> Iterator[str]:
    """Yield the names of the variables and parameters of a module, as often as they are bound."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg


def test_layers_are_kept() -> None:
    """As the contracts in pyproject.toml say."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        settings = tomllib.load(file)["tool"]["importlinter"]
    assert settings["contracts"]
    if find_spec("importlinter") is None:
        pytest.skip("import-linter is not installed")
    code = (
        "import sys; from importlinter.cli import lint_imports;"
        " sys.exit(lint_imports(no_cache=True))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_layer_of_the_contract_exists() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    (layers,) = [c["layers"] for c in contracts if c["type"] == "layers"]
    named = {part.strip() for layer in layers for part in layer.replace(":", "|").split("|")}
    missing = {name for name in named if find_spec(name) is None}
    assert not missing
    top = {
        f"kg.{path.stem if path.suffix else path.name}"
        for path in PACKAGE.iterdir()
        if (path.suffix == ".py" and not path.stem.startswith("__"))
        or (path / "__init__.py").is_file()
    }
    assert top <= named, f"in no layer: {top - named}"


@pytest.mark.parametrize("path", MODULES, ids=names)
def test_modules_are_short(path: Path) -> None:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    assert len(lines) <= 400


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_folder_holds_few_modules(folder: Path) -> None:
    modules = [path for path in folder.glob("*.py") if path.stem != "__init__"]
    assert len(modules) <= 15


@pytest.mark.parametrize("path", MODULES, ids=names)
def test_functions_are_short(path: Path) -> None:
    lengths = {
        node.name: lines_of_code(node)
        for node in definitions(path)
        if not isinstance(node, ast.ClassDef)
    }
    assert {name: length for name, length in lengths.items() if length > 40} == {}


def test_most_functions_are_very_short() -> None:
    lengths = sorted(
        lines_of_code(node)
        for path in MODULES
        for node in definitions(path)
        if not isinstance(node, ast.ClassDef)
    )
    assert lengths[len(lengths) // 2] <= 7
    assert lengths[len(lengths) * 9 // 10] <= 18


def test_names_say_what_a_thing_is() -> None:
    """A few words name nothing; they are a small share of all bound names."""
    bound = [name for path in MODULES for name in bound_names(path)]
    vague = [name for name in bound if name in VAGUE]
    assert len(vague) <= MOST_VAGUE * len(bound)


@pytest.mark.parametrize("path", MODULES, ids=names)
def test_no_language_is_singled_out(path: Path) -> None:
    """The catalogue knows the languages; English labels are what another one falls back on."""
    constants = [
        constant.value
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Compare)
        for constant in ast.walk(node)
        if isinstance(constant, ast.Constant)
    ]
    assert "fr" not in constants


@pytest.mark.parametrize("path", MODULES, ids=names)
def test_everything_public_says_what_it_is(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), "the module"
    public = [
        node
        for owner in (tree, *(n for n in tree.body if isinstance(n, ast.ClassDef)))
        for node in owner.body
        if isinstance(node, Definition) and not node.name.startswith("_")
    ]
    for node in public:
        said = ast.get_docstring(node) or ""
        assert said, node.name
        assert said.splitlines()[0].rstrip().endswith((".", "?", ":")), node.name


@pytest.mark.parametrize("path", MODULES, ids=names)
def test_no_module_for_this_and_that(path: Path) -> None:
    assert path.stem not in {"utils", "util", "helpers", "helper", "common", "misc", "tools"}


@pytest.mark.parametrize("path", MODULES, ids=names)
def test_nothing_happens_at_import(path: Path) -> None:
    """No call stands alone at the top of a module, but for the program's own start."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [n for n in tree.body if isinstance(n, ast.Expr) and isinstance(n.value, ast.Call)]
    assert not calls


def test_exported_names() -> None:
    assert sorted(kg.__all__) == kg.__all__
    assert set(kg.__all__) == set(kg._HOMES)
    for name in kg.__all__:
        home = import_module(kg._HOMES[name])
        assert getattr(kg, name) is getattr(home, name)
        assert getattr(home, name).__module__ == home.__name__


def test_a_star_import_gives_exactly_these_names() -> None:
    found: dict[str, object] = {}
    exec("from kg import *", found)  # noqa: S102 - there is no other way to ask
    assert set(found) - {"__builtins__"} == set(kg.__all__)


def test_a_name_that_does_not_exist() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'nonsense'"):
        kg.nonsense  # noqa: B018 - the access is what is tested


def test_the_package_is_typed() -> None:
    assert (PACKAGE / "py.typed").is_file()


def test_no_test_folder_is_shipped_and_no_design_paper_is_named() -> None:
    words = ("/work" + "/shared", "/work" + "/main")
    for path in (*MODULES, *Path(__file__).parent.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        assert not [word for word in words if word in text], path
