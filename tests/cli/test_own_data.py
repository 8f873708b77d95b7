"""One's own graph, from nothing to answers, and in every form that -g takes."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import pytest

import kg
from builders import actor, person, records, relation
from calling import questions
from kg.cli import commands
from kg.records import folders

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from calling import Call

RELATION = ["add", "relation", "--confidence", "medium", "--sources", "gazette-2025-06-01"]
ATLAS_BUYS = [*RELATION, "--subject", "boreal", "--object", "atlas", "--announced", "2025-07"]


def steps() -> Iterator[list[str]]:
    """Yield the commands of the page that comes with every new set."""
    block = folders.handbook().partition("```console\n")[2].partition("```")[0]
    for line in block.replace("\\\n", " ").splitlines():
        yield shlex.split(line)[3:]


@pytest.fixture
def mine(call: Call, tmp_path: Path) -> Path:
    """A set made by following the page that comes with it."""
    place = tmp_path / "mine"
    assert call("init", str(place), place=None).exit_code == 0
    for step in steps():
        output = [str(tmp_path / part) if part.endswith(".html") else part for part in step]
        result = call(*output, place=place)
        assert result.exit_code == 0, result.output
    return place


def test_an_empty_set_says_so(call: Call, tmp_path: Path) -> None:
    call("init", str(tmp_path / "mine"), place=None)
    said = call("overlaps", place=tmp_path / "mine")
    assert "0 rows · the graph has no relations yet · group level." in said.output
    assert "1970" not in said.output


def test_step_by_step_to_overlaps_and_loops(call: Call, mine: Path, tmp_path: Path) -> None:
    for more in (
        ["--type", "competes-with", "--market", "assistants", "--status", "active"],
        ["--type", "supplies-cloud-to", "--status", "signed"],
    ):
        said = call(*ATLAS_BUYS, "--evidence", "Said.", *more, place=mine)
        assert said.exit_code == 0, said.output
    assert "Atlas and Boreal" in call("overlaps", place=mine).stdout
    assert call("check", "--warnings", place=mine).exit_code == 0
    assert (tmp_path / "page.html").is_file()
    assert "al:Relation ; void:entities 3" in (mine / "dataset.ttl").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (["--subject", "Atlas"], "no row of actors has the id 'Atlas'; write atlas"),
        (["--object", "BOREAL"], "no row of actors has the id 'BOREAL'; write boreal"),
        (["--object", "nobody"], "no row of actors has the id 'nobody'; add the row to actors"),
        (["--type", "invest-in"], "write one of invests-in"),
        (["--amount", "5", "--currency", "euro"], "write EUR"),
        (["--status", ""], "relations.csv:3:status: the cell is empty"),
        (["--type", ""], "relations.csv:3:type: the cell is empty"),
    ],
)
def test_a_mistake_says_what_to_write(call: Call, mine: Path, cells: list[str], said: str) -> None:
    row = [*ATLAS_BUYS, "--type", "invests-in", "--status", "signed", "--evidence", "Said."]
    result = call(*row, *cells, place=mine)
    assert result.exit_code == 1
    assert said in result.stderr
    assert "valid id;" not in result.stderr


def test_nothing_to_add_is_told_cell_by_cell(call: Call, mine: Path) -> None:
    said = call("add", "relation", place=mine).stderr
    assert said.count("the cell is empty") == 7
    assert "7 problems" in said


def test_init_refuses_what_is_there(call: Call, mine: Path) -> None:
    result = call("init", str(mine), place=None)
    assert result.exit_code == 1
    assert "something is there already" in result.stderr


def test_init_with_a_cutoff(call: Call, tmp_path: Path) -> None:
    assert call("init", str(tmp_path), "--cutoff", "2026-06", place=None).exit_code == 0
    assert str(kg.open(tmp_path).cutoff) == "2026-06-30"
    assert call("init", str(tmp_path / "b"), "--cutoff", "soon", place=None).exit_code == 2


MORE = {
    "evidence": ["evidence", "boreal--supplies-cloud-to--atlas"],
    "query": ["query", "-n", "overlaps"],
    "queries": ["queries"],
    "terms": ["terms", "status"],
    "info": ["info"],
    "check": ["check"],
}
ENDS = {"render": "p.html", "build": "store", "export": "x.nt"}
ELSEWHERE = {
    "serve",
    "add",
    "cluster",
    "completion",
    "fmt",
    "import",
    "merge",
    "init",
    "synth",
}  # no questions; add and fmt are for tables


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A small own graph as tables, as Turtle and as a store."""
    place = tmp_path_factory.mktemp("own")
    found = records(
        [
            relation("atlas", "invests-in", "boreal", announced="2025"),
            relation("boreal", "supplies-cloud-to", "atlas", announced="2025-06"),
            relation("atlas", "competes-with", "boreal", announced="2025", market=("search",)),
            relation("boreal", "partners-with", "cobalt", announced="2024"),
            relation("eve", "leads", "atlas"),
        ],
        [actor("atlas"), actor("boreal"), actor("cobalt"), person("eve")],
    )
    folders.create(place / "tables", found)
    graph = kg.open(place / "tables")
    graph.build(place / "store")
    graph.to_rdflib().default_graph.serialize(place / "own.ttl", format="turtle")
    return {"tables": place / "tables", "turtle": place / "own.ttl", "store": place / "store"}


@pytest.mark.parametrize("form", ["tables", "turtle", "store"])
@pytest.mark.parametrize("name", [name for name in commands() if name not in ELSEWHERE])
def test_every_command_takes_every_form(
    call: Call, forms: dict[str, Path], tmp_path: Path, name: str, form: str
) -> None:
    arguments = MORE.get(name) or questions().get(name, [name])
    if name in ENDS:
        arguments = [name, "-o", str(tmp_path / ENDS[name])]
    result = call(*arguments, place=forms[form])
    assert result.exit_code == 0, result.output
    if name in ENDS:
        assert (tmp_path / ENDS[name]).exists()
    else:
        tables = call(*arguments, place=forms["tables"]).stdout
        assert result.stdout == tables


def test_every_command_is_tried() -> None:
    tried = {*questions(), *MORE, *ENDS, *ELSEWHERE}
    assert set(commands()) <= tried, set(commands()) - tried


def test_the_page_of_a_new_set_names_its_folder(tmp_path: Path) -> None:
    folders.create(tmp_path / "my set")
    text = (tmp_path / "my set" / "README.md").read_text(encoding="utf-8")
    assert "kg -g 'my set' check" in text
    assert not re.search(r"\bFOLDER\b", text)
