"""Calling the command line in tests."""

from __future__ import annotations

import csv
import fcntl
import io
import json
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol

import click

from builders import TINY
from kg.cli import commands, main

if TYPE_CHECKING:
    from collections.abc import Sequence

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


_SAMPLES = {"path": ["cobalt", "boreal"], "diff": ["2024", "2025"], "pair": ["atlas", "boreal"]}


def questions() -> dict[str, list[str]]:
    """Return every command that prints rows, with what it cannot do without."""
    found = {}
    context = click.Context(main)
    for name in commands():
        command = main.get_command(context, name)
        assert command is not None
        forms = [p.type for p in command.params if p.name == "form"]
        if forms and "csv" in getattr(forms[0], "choices", ()) and name not in {"query", "cluster"}:
            needed = ["atlas" for p in command.params if p.required]
            found[name] = [name, *_SAMPLES.get(name, needed)]
    return found


def in_every_format(call: Call, question: list[str], form: str) -> list[dict[str, Any]]:
    """Hold a question to what is true in a format, and return its rows."""
    first, second = (call(*question, "--format", form) for _ in range(2))
    assert first.exit_code == 0
    assert first.stdout == second.stdout
    rows: list[dict[str, Any]] = json.loads(call(*question, "--format", "json").stdout)["rows"]
    assert rows
    if form == "csv":
        lines = list(csv.DictReader(io.StringIO(first.stdout)))
        assert len(lines) == len(rows)
    if form == "table":
        assert len(first.stdout.splitlines()) == len(rows) + 1
        assert "does not mean absence in the real world" in first.stderr
    return rows


def on_screen(*arguments: str, **how: Any) -> str:
    """Return what the program shows on a terminal; see `terminal`."""
    return terminal(*arguments, **how)[0]


def terminal(
    *arguments: str,
    keys: str = "",
    start: Sequence[str] = ("-m", "kg"),
    columns: int = 100,
    stop_at: str = "",
    **environment: str,
) -> tuple[str, int]:
    """Run the program on a terminal of 24 lines; return what it shows, and its exit code.

    Parameters
    ----------
    keys
        What is typed.
    start
        What Python runs.
    columns
        How wide the terminal is.
    stop_at
        Press Ctrl-C when this is shown.
    """
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    # Parallel test runs set a width of their own.
    ours_only = {name: v for name, v in os.environ.items() if name not in {"COLUMNS", "LINES"}}
    around = {**ours_only, "TERM": "xterm-256color", "KG_PAGER": "cat"} | environment
    if "PAGER" in environment and "KG_PAGER" not in environment:
        del around["KG_PAGER"]
    command = [sys.executable, *start, *arguments]
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=around)
    os.close(theirs)
    os.write(ours, keys.encode())
    shown = bytearray()
    with suppress(OSError):  # how a terminal says that nobody writes to it any more
        while chunk := os.read(ours, 65536):
            shown += chunk
            if stop_at and stop_at.encode() in shown:
                # A signal that comes just before the program waits for a key is noted and not acted
                # upon: whoever presses Ctrl-C then presses it again.
                process.send_signal(signal.SIGINT)
                while not select.select([ours], [], [], 1.0)[0]:
                    process.send_signal(signal.SIGINT)
                stop_at = ""
    os.close(ours)
    return shown.decode(errors="replace"), process.wait()
