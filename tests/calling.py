"""Calling the command line in tests."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any, Protocol

import click

from builders import TINY
from kg.cli import _COMMANDS, main

if TYPE_CHECKING:
    from click.testing import Result


class Call(Protocol):
    """A call of the command line on the tiny set."""

    def __call__(self, *arguments: str, place: object = TINY, stdin: str | None = None) -> Result:
        """Return what came of it."""
        ...


def program(*arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run ``python -m kg`` in a process of its own."""
    command = [sys.executable, "-m", "kg", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, **more)


_SAMPLES = {"path": ["cobalt", "boreal"], "diff": ["2024", "2025"]}


def questions() -> dict[str, list[str]]:
    """Return every command that prints rows, with what it cannot do without."""
    found = {}
    for name in _COMMANDS:
        command = main.get_command(click.Context(main), name)
        assert command is not None
        forms = [p.type for p in command.params if p.name == "form"]
        if forms and "csv" in getattr(forms[0], "choices", ()) and name != "query":
            needed = ["atlas" for p in command.params if p.required]
            found[name] = [name, *_SAMPLES.get(name, needed)]
    return found
