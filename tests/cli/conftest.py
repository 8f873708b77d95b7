"""Calling the command line, in this process and in one of its own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

import kg
from builders import TABLES, TINY
from kg.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    from calling import Call


@pytest.fixture
def call() -> Call:
    """Call kg in this process; any error that is not one of ours comes through."""

    def run(*arguments: str, place: object = TINY, stdin: str | None = None) -> Result:
        with_place = ["-g", str(place), *arguments] if place else list(arguments)
        result = CliRunner().invoke(main, with_place, input=stdin)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@pytest.fixture
def rows(call: Call) -> Any:
    """Call kg with --format json and return the rows of the answer."""

    def run(*arguments: str, **more: Any) -> Any:
        result = call(*arguments, "--format", "json", **more)
        assert result.exit_code == 0, result.stderr
        return json.loads(result.stdout)["rows"]

    return run


HOSTILE = {
    "Atlas,Atlas Group": '"=HYPERLINK(""http://x.example"",""Atlas"")",Atlas Group',
    "Atlas Cloud": "<script>alert(1)</script>",
    "Boréal AI": "**Boréal** [AI](javascript:alert(1)) ~~gone~~",
    "Cobalt Semiconductors": '"Cobalt\n| --- |\nSemiconductors"',
    "Delta Compute": "\u202eetupmoC\u2066 atleD\u061c \x9b31m",
    "Both sell assistants.": "@SUM(1+1)*cmd|' /C calc'!A0",
    "A yearly fee.": "-2+3+cmd|' /C calc'!A0",
    "Sells ": "+Sells <img src=x onerror=alert(1)> ",
    "The only cloud.": "[red]The[/red] only cloud.",
}


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """The tiny set with names and sentences that try to be more than text."""
    folder = tmp_path / "hostile"
    folder.mkdir()
    for name in (*TABLES, "dataset.ttl"):
        text = (TINY / name).read_text(encoding="utf-8")
        for old, new in HOSTILE.items():
            text = text.replace(old, new)
        (folder / name).write_text(text, encoding="utf-8", newline="")
    assert len(kg.open(folder).records.relations) == 18
    return folder
