"""``kg export``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

import kg
from kg.cli import main
from kg.exchange import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from kg.graph import Graph

    Run = Callable[..., Result]


@pytest.fixture
def run(tiny: Path) -> Run:
    def call(*args: str) -> Result:
        return CliRunner().invoke(main, ["-g", str(tiny), "export", *args])

    return call


@pytest.mark.parametrize("name", FORMATS)
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
        (("-o", "alliances.jsonl"), "no file ending is called '.jsonl'; did you mean .jsonld"),
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
