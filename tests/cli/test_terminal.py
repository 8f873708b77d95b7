"""On a terminal: colours, the pager, bars, quiet and verbose, Ctrl-C, outputs that fail."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from builders import TINY
from calling import on_screen, program, terminal

if TYPE_CHECKING:
    from pathlib import Path

    from calling import Call

AT_ONCE = "import kg.cli.terminal.progress as p; p.PATIENCE = 0; from kg.__main__ import run; run()"
HIDE, SHOW = "\x1b[?25l", "\x1b[?25h"  # the cursor
LONG = ["who", "openai"]
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?g) }"


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False),
     ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False)],
)  # fmt: skip
def test_colours_on_a_terminal(environment: dict[str, str], coloured: bool) -> None:
    shown = on_screen("-g", str(TINY), "overlaps", **environment)
    assert ("\x1b[" in shown) == coloured
    assert "─" in shown


def test_a_pipe_gets_no_colours_unless_forced() -> None:
    assert "\x1b" not in program("-g", str(TINY), "overlaps").stdout
    forced = program("-g", str(TINY), "overlaps", env={**os.environ, "FORCE_COLOR": "1"})
    assert "\x1b[" in forced.stdout
    assert "─" in forced.stdout


@pytest.mark.parametrize(
    ("options", "environment", "paged"),
    [
        ([], {"KG_PAGER": "sed s/^/>/"}, True),
        ([], {"PAGER": "sed s/^/>/"}, True),
        ([], {"PAGER": "sed s/^/>/", "KG_PAGER": "cat"}, False),
        ([], {"KG_PAGER": "no-such-pager"}, False),
        ([], {"KG_PAGER": "sed s/^/>/", "TERM": "dumb"}, False),
        (["--no-pager"], {"KG_PAGER": "sed s/^/>/"}, False),
        (["--format", "json"], {"KG_PAGER": "sed s/^/>/"}, False),
    ],
)
def test_a_table_longer_than_the_screen(
    options: list[str], environment: dict[str, str], paged: bool
) -> None:
    shown = on_screen(*LONG, *options, **environment)
    assert bool(re.search(r"^> ", shown, re.MULTILINE)) == paged


def test_a_table_that_fits_is_not_paged() -> None:
    assert "\r\n>" not in on_screen("-g", str(TINY), "overlaps", KG_PAGER="sed s/^/>/")


def test_less_waits_and_ends_with_q() -> None:
    shown = on_screen(*LONG, keys="q", KG_PAGER="less -FRX")
    assert "does not mean absence in the real world" in shown


def test_an_id_stays_whole_where_other_columns_can_wrap() -> None:
    shown = on_screen("query", "-n", "overlaps", NO_COLOR="1")
    assert "actor:samsung-electronics" in shown
    assert max(map(len, shown.splitlines())) <= 100


@pytest.mark.parametrize(
    "arguments",
    [["overlaps", "atlas"], ["who", "boreal"], ["shock", "atlas"], ["diff", "2023", "2025"],
     ["check"]],
)  # fmt: skip
def test_quiet_is_rows_only(call: Call, arguments: list[str]) -> None:
    result = call(*arguments, "--quiet")
    assert result.stderr == ""
    assert result.stdout == call(*arguments).stdout.rpartition("\n\n")[2]
    assert call("overlaps", "nobody", "-q").stderr.startswith("Error: ")


def test_verbose_says_what_was_read_and_how_long_it_took(call: Call) -> None:
    said = call("overlaps", "--verbose").stderr
    assert re.search(r"Read .*tiny: 7 actors, .*18 relations, .* in \d+\.\d\d s\.", said)
    assert re.search(r"Answered in \d+\.\d\d s\.", said)
    assert "The same in SPARQL, with kg query -n overlaps:" in said
    assert "al:groupDyad" in said
    assert "SELECT ?pair" in said
    assert call("-v", "query", "ASK {}").stderr.count("ASK {}") == 1
    assert (
        call("overlaps", "--format", "json", "-v").stdout
        == call("overlaps", "--format", "json").stdout
    )


def test_a_bar_after_two_seconds() -> None:
    """In the program's own process, with its patience cut to nothing."""
    place = ("-g", str(TINY), "check")
    assert "Checking the data" in on_screen(*place, start=["-c", AT_ONCE])
    assert "Checking" not in on_screen(*place, "-q", start=["-c", AT_ONCE])
    piped = subprocess.run(
        [sys.executable, "-c", AT_ONCE, *place], capture_output=True, text=True, check=True
    )
    assert "Checking" not in piped.stderr


def test_ctrl_c_ends_in_one_line_and_gives_the_cursor_back() -> None:
    shown, code = terminal("query", SLOW, start=["-c", AT_ONCE], stop_at=HIDE)
    assert code == 130
    assert shown.endswith("\r\nInterrupted.\r\n")
    assert shown.rindex(SHOW) > shown.rindex(HIDE)


def test_a_query_stops_at_its_limit_of_time() -> None:
    done = program("query", SLOW, "--timeout", "0.2")
    said = "Error: the query was not answered in 0.2 s; raise --timeout\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", said)


def test_ctrl_c_while_the_program_is_imported() -> None:
    code = (
        "import os, signal, sys\n"
        "class Early:\n"
        "    def find_spec(self, name, *more):\n"
        "        if name == 'kg.cli': os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Early())\n"
        "from kg.__main__ import run; run()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (done.stdout, done.stderr, done.returncode) == (b"", b"\nInterrupted.\n", 130)


def test_ctrl_c_at_a_prompt(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    program("init", str(folder))
    shown, code = terminal("-g", str(folder), "add", "actor", stop_at="name:")
    assert code == 130
    assert shown.endswith("Interrupted.\r\n")


@pytest.mark.parametrize(
    "arguments",
    [["overlaps"], ["overlaps", "--format", "json"], ["query", "ASK {}"], ["export", "--to", "ttl"],
     ["--help"], ["overlaps", "--help"], ["evidence", "atlas--invests-in--boreal--2023"]],
)  # fmt: skip
def test_a_full_disk_is_one_line(arguments: list[str]) -> None:
    with open("/dev/full", "w") as full:  # noqa: PTH123 - a device
        command = [sys.executable, "-m", "kg", "-g", str(TINY), *arguments]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    said = [line for line in done.stderr.splitlines() if line.startswith("Error")]
    assert said == ["Error: standard output: No space left on device"]
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


@pytest.mark.parametrize("place", ["/proc/nothing/here", "/proc/version"])
@pytest.mark.parametrize("command", ["overlaps", "render", "export"])
def test_an_output_that_cannot_be_written(call: Call, command: str, place: str) -> None:
    more = ["--to", "ttl"] if command == "export" else []
    result = call(command, *more, "-o", place)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: cannot write {place}: ")
    assert len(result.stderr.splitlines()) == 1


@pytest.fixture
def full(tmp_path: Path) -> Path:
    """A device on which there is never room, of our own: the system's must not be put at risk."""
    device = tmp_path / "full"
    try:
        os.mknod(device, stat.S_IFCHR | 0o666, os.makedev(1, 7))
        device.open("w").close()
    except OSError:
        pytest.skip("no device can be made here")
    return device


def test_a_device_is_written_to_and_not_replaced(call: Call, full: Path) -> None:
    result = call("overlaps", "-o", str(full))
    assert result.stderr == f"Error: cannot write {full}: No space left on device\n"
    assert full.is_char_device()


def test_a_link_is_followed(call: Call, tmp_path: Path) -> None:
    link = tmp_path / "link.csv"
    link.symlink_to(tmp_path / "target.csv")
    assert call("overlaps", "--format", "csv", "-o", str(link)).exit_code == 0
    assert link.is_symlink()
    assert (tmp_path / "target.csv").read_text().startswith("a,a_name,b,")
