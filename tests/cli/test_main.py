"""The program as a whole: help, start, exit codes, errors in one line."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

import click
import pytest

import kg
from builders import TINY
from calling import program
from endpoint import closed_port
from facts import FACTS
from kg.cli import commands, main, summary
from kg.measures.index import QUESTIONS

if TYPE_CHECKING:
    from pathlib import Path

    from calling import Call

HEAVY = [
    "networkx",
    "rdflib",
    "numpy",
    "pyvis",
    "pyshacl",
    "httpx",
    "rich",
    "pyoxigraph",
    "pyarrow",
    "starlette",
    "uvicorn",
    "pyspark",
]
ELSEWHERE = {"queries", "cluster", "init", "add", "fmt", "synth", "import", "completion", "merge"}
COMMANDS = commands()


def leaves() -> list[str]:
    """Return every command, those of groups with their group."""
    found = []
    for name in COMMANDS:
        command = main.get_command(click.Context(main), name)
        nested = list(command.commands) if isinstance(command, click.Group) else []
        found += [f"{name} {below}" for below in nested] or [name]
    return found


def test_help_lists_every_command_with_a_sentence(call: Call) -> None:
    result = call("--help", place=None)
    assert result.exit_code == 0
    for name in commands():
        assert name in result.stdout
        assert summary(name).endswith(".")
    assert "Examples:" in result.stdout


@pytest.mark.parametrize("option", ["-h", "--help"])
@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_exists_and_has_an_example(call: Call, name: str, option: str) -> None:
    result = call(name, option, place=None)
    assert result.exit_code == 0
    assert "Example" in result.stdout
    assert f"kg {name}" in result.stdout or f"kg -g my-tables {name}" in result.stdout


@pytest.mark.parametrize("name", ["", *leaves()])
def test_help_fits_a_screen_and_shows_an_example(call: Call, name: str) -> None:
    said = call(*name.split(), "--help", place=None).stdout
    assert max(map(len, said.splitlines())) <= 100
    assert "Example" in said
    assert re.search(rf"^ +(\S+ )?\"?(\$\()?kg (-g \S+ )?{name}", said, re.MULTILINE)


@pytest.mark.parametrize("name", leaves())
def test_every_option_of_a_command_is_explained(name: str) -> None:
    command: Any = main
    for step in name.split():
        command = command.get_command(click.Context(command), step)
    assert command.help
    if " " in name:
        return  # the columns of `kg add` are described in the data dictionary
    silent = [
        option.name
        for option in command.params
        if isinstance(option, click.Option)
        and not option.help
        and not isinstance(option.type, click.Choice | click.IntRange)
        and option.name != "out"
    ]
    assert not silent


def test_what_the_help_says_of_a_command_is_the_command(call: Call) -> None:
    for name in (*commands(), *QUESTIONS):
        command = main.get_command(click.Context(main), name)
        assert command is not None
        assert command.name == name


def test_version(call: Call) -> None:
    from importlib.metadata import version

    graph = kg.open()
    data = f"data to {graph.cutoff} ({graph.digest[:8]})"
    assert call("--version", place=None).stdout == f"kg {version('ai-alliances')}, {data}\n"


@pytest.mark.parametrize(
    ("arguments", "allowed"), [(["--help"], set()), (["--version"], {"pyoxigraph"})]
)
def test_a_light_start(arguments: list[str], allowed: set[str]) -> None:
    code = (
        "import sys\nfrom kg.cli import main\n"
        f"try:\n    main({arguments!r})\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(ast.literal_eval(done.stdout.splitlines()[-1])) <= allowed


def test_importing_the_package_is_light() -> None:
    code = f"import sys, kg; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_no_command_at_all(call: Call) -> None:
    result = call(place=None)
    assert result.exit_code == 2
    assert "Partners and rivals:" in result.output


@pytest.mark.parametrize("command", [["who"], ["add", "actor"], []])
def test_help_is_a_command_too(call: Call, command: list[str]) -> None:
    assert call("help", *command).stdout == call(*command, "--help").stdout


@pytest.mark.parametrize(
    ("words", "flag"),
    [
        (["loops", "atlas"], ["loops", "--through", "atlas"]),
        (["totals", "atlas"], ["totals", "--actor", "atlas"]),
        (["timeline", "atlas"], ["timeline", "--actor", "atlas"]),
        (["overlaps", "atlas"], ["overlaps", "--actor", "atlas"]),
        (["concentration", "boreal"], ["concentration", "--of", "boreal"]),
        (["diff", "2024", "2025", "atlas"], ["diff", "2024", "2025", "--actor", "atlas"]),
    ],
)
def test_an_actor_stands_first_or_behind_its_old_option(
    call: Call, words: list[str], flag: list[str]
) -> None:
    assert call(*words).exit_code == 0
    assert call(*words).stdout == call(*flag).stdout


def test_today_is_a_date(call: Call) -> None:
    today = date.today().isoformat()  # noqa: DTZ011
    result = call("overlaps", "--as-of", "today")
    assert result.exit_code == 0
    assert f"as of {today}" in result.stderr or date.today().isoformat() != today  # noqa: DTZ011


def test_v_is_the_version(call: Call) -> None:
    assert call("-V").stdout == call("--version").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["overlap"], "no command is called 'overlap'; did you mean overlaps"),
        (["zzz"], "no command is called 'zzz'; kg --help lists the commands"),
        (["profile", "atlas"], "no command is called 'profile'; did you mean who?"),
        (["version"], "did you mean info or --version?"),
        (["concentration", "chips"], "write: kg concentration --capability chips"),
        (["loops", "atlas", "--through", "delta"], "name one actor, not both atlas and delta"),
        (["who", "Atlas", "Group"], 'a name of several words goes in quotes: "Atlas Group"'),
        (["query", "investors-of", "actor=atlas"], "kg query -n investors-of actor=atlas"),
        (["central", "atlas"], "too many arguments: atlas"),
        (["atlas"], "'atlas' is an actor, not a command; write: kg who atlas"),
        (["help", "overlap"], "did you mean overlaps"),
        (["overlaps", "--nope"], "No such option"),
        (["overlaps", "borreal"], "no actor is called 'borreal'; did you mean boreal"),
        (["overlaps", "zzzz"], "no actor is called 'zzzz'"),
        (["who", "delt"], "did you mean delta"),
        (["who"], "Missing argument"),
        (["path", "atlas"], "Missing argument"),
        (["path", "atlas", "nobody"], "no actor is called 'nobody'"),
        (["diff", "2025", "2024-06"], "it is after 2024-06-30: name that first"),
        (["diff", "2025", "2O24"], "'2O24' is not a valid date"),
        (["path", "atlas", "delta", "--family", "suply"], "did you mean supply"),
        (["path", "atlas", "delta", "--count", "0"], "--count"),
        (["loops", "--max-length", "1"], "--max-length"),
        (["loops", "--max-length", "9"], "--max-length"),
        (["loops", "--max-length", "two"], "--max-length"),
        (["loops", "--through", "nobody"], "no actor is called 'nobody'"),
        (["overlaps", "--rivals", "some"], "--rivals"),
        (["overlaps", "--format", "yaml"], "--format"),
        (["overlaps", "--format", "jsn"], "Did you mean 'json'?"),
        (["overlaps", "--portfolo"], "--portfolio"),
        (["overlaps", "--lang", "de"], "--lang"),
        (["path", "atlas", "delta", "--type", "invest-in"], "did you mean invests-in"),
        (["overlaps", "--as-of", "soon"], "'soon' is not a valid date"),
        (["overlaps", "--as-of", "2025-02-30"], "the calendar has no such day"),
        (["loops", "--known-at", "2025-6"], "write YYYY, YYYY-MM or YYYY-MM-DD"),
        (["loops", "--status", "activ"], "did you mean active"),
        (["who", "atlas", "--min-confidence", "sure"], "no confidence is called 'sure'"),
        (["who", "atlas", "--tier", "best"], "no tier is called 'best'"),
        (["who", "atlas", "--level", "firm"], "no level is called 'firm'"),
        (["who", "atlas", "--undated", "maybe"], "'include', 'exclude'"),
        (["evidence", "atlas--invests-in--boreal"], "did you mean atlas--invests-in--boreal--2023"),
        (["gaps", "--gap", "no-amounts"], "Did you mean 'no-amount'"),
        (["totals", "--kind", "equty"], "did you mean equity"),
        (["totals", "--actor", "nobody"], "no actor is called 'nobody'"),
        (["queries", "investor-of"], "investors-of"),
        (["render", "--lang", "de"], "--lang"),
        (["render", "-o", "-"], "name one with -o"),
        (["build"], "Missing option"),
        (["query"], "give one SPARQL query"),
        (["query", "ASK { }", "-n", "investors-of"], "NAME=VALUE"),
        (["query", "ASK { }", "-f", "x.rq"], "not both"),
        (["query", "-n", "investors-of", "-f", "x.rq"], "not both"),
        (["query", "-n", "investors-of", "actr=atlas"], "no parameter of investors-of"),
        (["query", "ASK { }", "--format", "ttl"], "choose json, csv, tsv, xml"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_call(call: Call, arguments: list[str], said: str) -> None:
    result = call(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert said in " ".join(result.stderr.split())


def least(name: str, out: Path) -> list[str]:
    """Return the arguments and options that a command cannot do without."""
    command = main.get_command(click.Context(main), name)
    assert command is not None
    given = []
    for param in command.params:
        if isinstance(param, click.Argument):
            given += ["2025"] * param.required
        elif param.required:
            given += [param.opts[0], str(out)]
    more = {"query": ["ASK { }"], "export": ["--to", "ttl"], "render": ["-o", str(out)]}
    return given + more.get(name, [])


@pytest.mark.parametrize(
    "name",
    [
        n
        for n in COMMANDS
        if n
        not in {
            "queries",
            "cluster",
            "init",
            "add",
            "fmt",
            "synth",
            "import",
            "completion",
            "merge",
        }
    ],
)
def test_a_place_where_nothing_is(call: Call, name: str, tmp_path: Path) -> None:
    result = call(name, *least(name, tmp_path / "out"), place=tmp_path / "nowhere")
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: cannot read a graph from ")
    assert len(result.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def spoilt_store(folder: Path) -> Path:
    (folder / "store").mkdir()
    (folder / "store" / "CURRENT").write_bytes(b"junk")
    return folder / "store"


def spoilt_file(folder: Path) -> Path:
    (folder / "graph.ttl").write_text("<a> <b> .")
    return folder / "graph.ttl"


def foreign_file(folder: Path) -> Path:
    (folder / "graph.nt").write_text("<a:a> <a:b> <a:c> .\n")
    return folder / "graph.nt"


@pytest.mark.parametrize(
    "make",
    [
        lambda _: closed_port(),
        lambda _: "http://",
        spoilt_store,
        spoilt_file,
        lambda folder: folder / "missing.ttl",
        lambda _: TINY / "expected.nope",
        lambda _: TINY / "README.md",
    ],
    ids=["closed-port", "no-host", "store", "file", "missing", "no-file", "no-ending"],
)
@pytest.mark.parametrize("command", [["overlaps"], ["query", "ASK { ?s ?p ?o }"]])
def test_a_graph_that_cannot_be_read_is_one_line(
    make: Any, command: list[str], tmp_path: Path
) -> None:
    done = program("-g", str(make(tmp_path)), *command)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("Error: ")
    assert len(done.stderr.splitlines()) == 1


def test_a_graph_of_other_things(tmp_path: Path) -> None:
    done = program("-g", str(foreign_file(tmp_path)), "overlaps")
    assert done.returncode == 1
    assert "no actor of our ontology" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", [["loops"], ["overlaps"], ["query", "SELECT * { ?s ?p ?o }"]])
@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_a_closed_pipe_is_quiet(command: list[str], form: str) -> None:
    """As in ``kg loops | head -1``."""
    program_line = [sys.executable, "-m", "kg", *command, "--format", form]
    with subprocess.Popen(program_line, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read().decode()
        process.wait()
    assert "Traceback" not in said
    assert "BrokenPipe" not in said
    assert process.returncode in {0, 1}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["overlaps"], 0),
        (["overlaps", "--as-of", "1900"], 0),
        (["check"], 0),
        (["overlaps", "--as-of", "x"], 2),
        (["zzz"], 2),
    ],
)
def test_exit_codes(arguments: list[str], code: int) -> None:
    assert program("-g", str(TINY), *arguments).returncode == code


@pytest.mark.parametrize("name", leaves())
def test_every_command_takes_the_shared_options_after_it(name: str) -> None:
    command: Any = main
    for step in name.split():
        command = command.get_command(click.Context(command), step)
    taken = {name for param in command.params for name in param.opts}
    assert {"-g", "-q", "-v", "--no-pager", "--lang"} <= taken


def test_the_place_may_stand_on_either_side(call: Call) -> None:
    before, after = call("overlaps"), call("overlaps", "-g", str(TINY), place=None)
    assert before.stdout == after.stdout
    said = " ".join(call("--help", place=None).stdout.split())
    assert "-g, -q, -v, --no-pager and --lang may stand after" in said


def test_the_place_after_the_command_counts_more_than_the_environment(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_GRAPH", "/nowhere")
    assert "Atlas" in call("overlaps", "-g", str(TINY), place=None).stdout


def test_the_place_from_the_environment(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_GRAPH", str(TINY))
    assert "Atlas" in call("overlaps", place=None).stdout
    monkeypatch.setenv("KG_GRAPH", "/nowhere")
    assert call("overlaps", place=None).exit_code == 1
    assert "Atlas" in call("overlaps").stdout


def test_without_a_place_the_shipped_data_is_asked(call: Call) -> None:
    assert f"{FACTS['group_overlaps']} rows" in call("overlaps", place=None).stderr


def test_from_any_working_directory(tmp_path: Path) -> None:
    done = program("overlaps", "openai", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout
    assert list(tmp_path.iterdir()) == []
