"""``kg export``."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from markdown_it import MarkdownIt

import kg
from kg.cli import main
from kg.exchange import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from kg.graph.graph import Graph

    Run = Callable[..., Result]


@pytest.fixture
def run(tiny: Path) -> Run:
    def call(*args: str) -> Result:
        return CliRunner().invoke(main, ["-g", str(tiny), "export", *args])

    return call


TEXTS = [n for n, f in FORMATS.items() if not (f.several or f.binary) and n != "md"]


@pytest.mark.parametrize("name", TEXTS)
def test_standard_output_holds_the_file_and_nothing_else(
    run: Run, tiny_graph: Graph, name: str
) -> None:
    result = run("--to", name)
    content = FORMATS[name](tiny_graph)
    assert result.exit_code == 0
    assert result.stdout_bytes == (content.encode() if isinstance(content, str) else content)


def test_format_is_guessed_from_the_ending(run: Run, tmp_path: Path, tiny_graph: Graph) -> None:
    path = tmp_path / "build" / "tiny.jsonld"
    result = run("-o", str(path))
    assert result.exit_code == 0
    assert result.output == f"{path} written (0.0 MB).\n"
    assert kg.open(path).digest == tiny_graph.digest


def test_named_format_beats_the_ending(run: Run, tmp_path: Path, tiny_graph: Graph) -> None:
    path = tmp_path / "tiny.ttl"
    assert run("--to", "ttl12", "-o", str(path)).exit_code == 0
    assert path.read_text(encoding="utf-8") == FORMATS["ttl12"](tiny_graph)


def test_bytes_are_those_of_the_text_even_with_escapes(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    # click takes colour codes out of text that goes to a pipe; data must stay as it is.
    red = "\x1b[31mred\x1b[0m"
    monkeypatch.setattr("kg.exchange.rdf.turtle", lambda _graph: red)
    assert run("--to", "ttl").stdout_bytes == red.encode()


@pytest.mark.parametrize("args", [(), ("-o", "-"), ("-o", "alliances")])
def test_format_must_be_known(run: Run, args: tuple[str, ...]) -> None:
    result = run(*args)
    assert result.exit_code == 2
    assert "name a format with --to: ttl, trig" in result.output


@pytest.mark.parametrize(
    ("args", "hint"),
    [
        (("--to", "turtel"), "no format is called 'turtel'; did you mean ttl"),
        (("-o", "alliances.jsonldd"), "no file ending is called '.jsonldd'; did you mean .jsonld"),
    ],
)
def test_unknown_format_names_the_nearest(run: Run, args: tuple[str, ...], hint: str) -> None:
    result = run(*args)
    assert result.exit_code == 2
    assert hint in result.output


def test_file_that_cannot_be_written_is_an_error(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "folder.ttl"
    folder.mkdir()
    result = run("-o", str(folder))
    assert result.exit_code == 1
    assert "cannot write" in result.output


@pytest.mark.parametrize("name", FORMATS)
def test_help_names_every_format(run: Run, name: str) -> None:
    assert f"  {name} " in run("--help").output


@pytest.mark.parametrize("name", FORMATS)
def test_the_list_names_every_format(run: Run, name: str) -> None:
    assert f"  {name} " in run("--list").output


@pytest.mark.parametrize("name", ["csv", "neo4j", "parquet"])
def test_several_files_go_to_a_folder_or_an_archive(run: Run, tmp_path: Path, name: str) -> None:
    folder, archive = tmp_path / "folder", tmp_path / "files.zip"
    assert run("--to", name, "-o", str(folder)).exit_code == 0
    assert run("--to", name, "-o", str(archive)).exit_code == 0
    with zipfile.ZipFile(archive) as files:
        held = {info: files.read(info) for info in files.namelist()}
    assert held == {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_workbook_is_a_file(run: Run) -> None:
    result = run("--to", "xlsx")
    assert result.exit_code == 2
    assert "the format xlsx goes to a file: name one with -o" in result.output


@pytest.mark.parametrize("out", ["-", "edges.csv"])
def test_several_files_are_no_single_file(run: Run, tmp_path: Path, out: str) -> None:
    result = run("--to", "csv", "-o", out if out == "-" else str(tmp_path / out))
    assert result.exit_code == 2
    assert "the format csv is several files: name a folder or a .zip" in result.output
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["graphml", "gexf", "cyjs", "node-link", "dot", "cypher"])
def test_a_scope_is_that_of_python(run: Run, tiny_graph: Graph, name: str) -> None:
    result = run("--to", name, "--as-of", "2024-12-31", "--actor", "boreal")
    assert result.stdout == tiny_graph.export(name, as_of="2024-12-31", actor="boreal")
    assert result.stdout != run("--to", name).stdout


def test_saving_guesses_the_format(tmp_path: Path, tiny_graph: Graph) -> None:
    path = tiny_graph.save(tmp_path / "atlas.gexf", actor="atlas")
    assert path.read_text(encoding="utf-8") == tiny_graph.export("gexf", actor="atlas")


def test_a_scope_that_a_format_cannot_hold_is_a_usage_error(run: Run) -> None:
    result = run("--to", "ttl", "--as-of", "2024")
    assert result.exit_code == 2
    assert "the format ttl holds all claims" in result.output


@pytest.mark.parametrize("actor", ["atlas", "boreal", "cobalt", "delta"])
def test_a_dossier_of_hostile_names_is_text_and_links(hostile: Path, actor: str) -> None:
    said = str(kg.open(hostile).export("md", actor=actor))
    html = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(said)
    assert set(re.findall(r"<(\w+)", html)) <= {"h1", "h2", "p", "ul", "li", "a", "strong"}
    assert set(re.findall(r'href="(\w+):', html)) <= {"http", "https"}
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", said)
