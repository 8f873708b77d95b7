"""Reading the pages of the documentation, and doing what their blocks of code show.

A block says its language: ``console`` for command lines, ``python`` for Python; the blocks of a
page are run in order in one folder, and Python blocks share their names. A ``text`` block that
follows at once is what the reader sees: its lines must come in that order, whatever the space
between words, with ``…`` for anything left out. Of ``text drawn``, a table as a terminal draws it,
every word must be among those printed. ``no-run`` after the language keeps a block from
running; an HTML comment right above says why. A comment ``<!-- before: … -->`` holds lines that
are run and not shown.
"""

from __future__ import annotations

import io
import re
import shlex
import subprocess
import sys
from collections import Counter
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from click.testing import CliRunner

from kg.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
_BLOCK = re.compile(
    r"^<!-- before:\n(?P<before>.*?)^-->"
    r"|(?:^<!-- no-run: (?P<reason>[^\n]+) -->\n)?"
    r"^(?P<fence>`{3,})(?P<info>[^\n`]*)\n(?P<code>.*?)^(?P=fence)$",
    re.DOTALL | re.MULTILINE,
)
_BASH = 'set -eo pipefail\nkg() { "$PYTHON" -m kg "$@"; }\n'


@dataclass(frozen=True)
class Block:
    """A block of code: its language, text and line; why it is not run; what it should print.

    `span` is where the page has `shown`, as offsets of its text.
    """

    language: str
    text: str
    line: int
    flags: tuple[str, ...] = ()
    reason: str = ""
    shown: str = ""
    drawn: bool = False
    span: tuple[int, int] = (0, 0)


def blocks(text: str) -> list[Block]:
    """Return the blocks of a page, each output with the block that makes it."""
    found: list[Block] = []
    end = 0
    for match in _BLOCK.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        if match["before"] is not None:
            found.append(Block("console", match["before"], line))
            continue
        language, *flags = match["info"].split() or [""]
        follows = not text[end : match.start()].strip() and found
        if language == "text" and follows and found[-1].language in {"console", "python"}:
            made = found.pop()
            shown = {"shown": match["code"], "span": match.span("code")}
            found.append(replace(made, **shown, drawn="drawn" in flags))
        else:
            found.append(Block(language, match["code"], line, (*flags,), match["reason"] or ""))
        end = match.end()
    return found


def run(page: list[Block], folder: Path) -> None:
    """Run the blocks of a page in a folder, which must be the working directory."""
    for block, printed in outputs(page, folder):
        compare(block, printed)


def outputs(page: list[Block], folder: Path) -> Iterator[tuple[Block, str]]:
    """Run the blocks of a page and yield each with what it prints."""
    names: dict[str, Any] = {"__name__": "__main__"}
    for block in page:
        if "no-run" in block.flags:
            continue
        if block.language == "console":
            yield block, "".join(command(line, folder) for line in statements(block.text))
        elif block.language == "python":
            yield block, _python(block, names)


def statements(text: str) -> Iterator[str]:
    """Yield the command lines of a block, those over several lines whole, without remarks."""
    held = ""
    for line in text.splitlines():
        held += line.removeprefix("$ ") if not held else f"\n{line}"
        if held.endswith("\\"):
            held = held[:-1]
            continue
        try:
            words = shlex.split(held, comments=True)
        except ValueError:  # a quotation that goes on
            continue
        if words:
            yield held
        held = ""
    assert not held, f"the quotation does not end: {held}"


def command(line: str, folder: Path) -> str:
    """Run one command line and return what it prints: here if it is `kg` alone, else in bash."""
    words = shlex.shlex(line, posix=True, punctuation_chars=True)
    words.commenters, words.whitespace_split = "#", True
    parts = list(words)
    plain = not any(set(part) <= set("();<>|&") for part in parts) and "$" not in line
    if parts[0] == "kg" and plain:
        result = CliRunner().invoke(main, parts[1:], prog_name="kg")
        assert result.exit_code == 0, f"{line}\n{result.output}\n{result.exception}"
        return result.output
    done = subprocess.run(
        ["bash", "-c", _BASH + line],
        cwd=folder,
        env={"PYTHON": sys.executable, "PATH": "/usr/bin:/bin", "HOME": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{line}\n{done.stdout}"
    return done.stdout


def _python(block: Block, names: dict[str, Any]) -> str:
    """Run Python and return what it prints."""
    out = io.StringIO()
    code = compile("\n" * block.line + block.text, "page", "exec")
    with redirect_stdout(out):
        exec(code, names)  # noqa: S102 - the pages are ours
    return out.getvalue()


def compare(block: Block, printed: str) -> None:
    """Hold the lines shown to those printed, or the words of a drawn table."""
    if block.drawn:
        missing = Counter(_words(block.shown)) - Counter(_words(printed))
        assert not missing, f"line {block.line}: not printed: {[*missing]}\nprinted:\n{printed}"
        return
    shown = [_plain(line) for line in block.shown.splitlines() if line.strip()]
    parts = [".*".join(map(re.escape, line.split("…"))) + "\n" for line in shown]
    pattern = "".join(
        "(?:.*\n)*?" if line == "…" else p for line, p in zip(shown, parts, strict=True)
    )
    lines = "".join(f"{_plain(line)}\n" for line in printed.splitlines() if line.strip())
    assert re.search(f"^{pattern}", lines, re.MULTILINE), (
        f"line {block.line}: printed otherwise:\n{lines}"
    )


def _words(text: str) -> list[str]:
    """Return the words of a table that are not cut; headings of records end in a colon."""
    return [word.removesuffix(":") for word in text.split() if "…" not in word and word.strip("─")]


def _plain(line: str) -> str:
    return " ".join(line.split())
