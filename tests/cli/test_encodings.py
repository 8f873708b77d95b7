"""Standard output in the code pages of other systems."""

from __future__ import annotations

import os

import pytest

from calling import on_screen, program
from kg.cli.terminal.encodings import plain

PAGES = ("cp1252", "latin-1", "ascii", "cp437", "cp850", "utf-8")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "command", [["loops"], ["concentration", "--capability", "cloud"], ["who", "Condé Nast"]]
)
def test_a_pipe_gets_utf_8_whatever_the_system_writes(page: str, command: list[str]) -> None:
    done = program(
        *command, env={**os.environ, "PYTHONIOENCODING": page}, encoding="utf-8", errors="strict"
    )
    assert done.returncode == 0
    assert done.stdout == program(*command, encoding="utf-8").stdout
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("page", PAGES)
def test_a_screen_shows_what_its_encoding_holds(page: str) -> None:
    shown = on_screen("loops", "--max-length", "2", PYTHONIOENCODING=page)
    assert "Traceback" not in shown
    assert "openai" in shown.lower()
    if page not in {"ascii", "utf-8"}:  # click writes UTF-8 where the system says ASCII
        assert "->" in shown


@pytest.mark.parametrize(
    ("text", "written"),
    [("a → b", "a -> b"), ("“Crédit”", '"Credit"'), ("5 × 3 ≥ 1", "5 x 3 >= 1"), ("日本", "??")],
)
def test_plain(text: str, written: str) -> None:
    assert plain(text) == written
