"""Completion, in the shells themselves."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from click.shell_completion import FishComplete

from builders import TINY
from calling import on_screen, program
from kg.cli import main

if TYPE_CHECKING:
    from pathlib import Path

WORDS = [
    ("kg overl", ["overlaps"]),
    ("kg con", ["concentration"]),
    ("kg overlaps --rum", ["--rumours"]),
    ("kg overlaps --format j", ["json"]),
    ("kg overlaps --status sig", ["signed"]),
    ("kg -g TINY who bor", ["boreal"]),
    ("kg -g TINY loops --through del", ["delta"]),
    ("kg who nvid", ["nvidia"]),
    ("kg path mistral-ai sk-gr", ["sk-group"]),
    ("kg path meta openai --type supplies-cl", ["supplies-cloud-to"]),
    ("kg central --family cap", ["capital"]),
    ("kg query -n money-l", ["money-loops-through"]),
    ("kg query -n investors-of act", ["actor="]),
    ("kg export --to trig", ["trig"]),
    ("kg dependence --capability clo", ["cloud"]),
    ("kg gaps --gap contra", ["contradiction"]),
    ("kg totals --kind com", ["commitment"]),
    ("kg evidence nvidia--invests-in--openai--2025", ["nvidia--invests-in--openai--2025"]),
    ("kg add relation --subject mistr", ["mistral-ai"]),
    ("kg nonsense x", []),
    ("kg -g /nowhere who a", []),
    ("kg -g http://127.0.0.1:9 who a", []),
]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A PATH on which ``kg`` is this working copy."""
    folder = tmp_path_factory.mktemp("bin")
    starter = folder / "kg"
    starter.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kg "$@"\n')
    starter.chmod(0o755)
    return f"{folder}:{os.environ['PATH']}"


def offered(shell: str, line: str, path: str) -> list[str]:
    """Return what a shell offers at the end of a line."""
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    words = line.replace("TINY", str(TINY))
    source = {
        "bash": 'eval "$(kg completion bash)"; COMP_WORDS=($LINE); '
        "COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _kg_completion kg; "
        'printf "%s\\n" "${COMPREPLY[@]}"',
        "zsh": "compdef() {}; compadd() { print -l -- ${(P)@[-1]} }; "
        "_describe() { for c in ${(P)@[-2]}; do print -- ${c%%:*}; done }; "
        'eval "$(kg completion zsh)"; words=(${(z)LINE}); CURRENT=${#words}; _kg_completion',
        "fish": 'kg completion fish | source; complete --do-complete "$LINE"',
    }[shell]
    options = {"bash": ["--norc"], "zsh": ["-f"], "fish": ["--no-config"]}[shell]
    done = subprocess.run(
        [shell, *options, "-c", source],
        env={**os.environ, "PATH": path, "LINE": words, "HOME": "/nonexistent"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return [said for row in done.stdout.splitlines() if (said := row.partition("\t")[0].strip())]


@pytest.mark.parametrize(("line", "expected"), WORDS)
def test_what_bash_offers(line: str, expected: list[str], path: str) -> None:
    assert offered("bash", line, path) == expected


@pytest.mark.parametrize("shell", ["zsh", "fish"])
@pytest.mark.parametrize(
    ("line", "expected"), [WORDS[0], WORDS[5], WORDS[11], ("kg who nvid", ["nvidia"])]
)
def test_what_other_shells_offer(shell: str, line: str, expected: list[str], path: str) -> None:
    assert offered(shell, line, path) == expected


STARTS = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
    "fish": ["fish", "--no-config", "-c"],
}
SETUPS = {
    "bash": 'eval "$(kg completion bash)"',
    "zsh": 'autoload -Uz compinit; compinit -u -D; eval "$(kg completion zsh)"',
}


def completed(shell: str, line: str, path: str, folder: Path) -> str:
    """Return what a shell makes of a line at the press of Tab."""
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    become = (
        "-c",
        f"import os, sys; os.chdir({str(folder)!r}); os.execvp(sys.argv[1], sys.argv[1:])",
    )
    around = {"PATH": path, "HOME": "/nonexistent", "TERM": "dumb"}
    if shell == "fish":  # it tells its candidates without a terminal
        asked = f"kg completion fish | source; complete --do-complete '{line}'"
        return on_screen(*STARTS[shell], asked, start=become, **around)
    keys = f"{SETUPS[shell]}\n{line}\t\x01echo \x05\nexit\n"
    return on_screen(*STARTS[shell], keys=keys, start=become, **around)


@pytest.mark.parametrize("shell", STARTS)
@pytest.mark.parametrize(
    "line", ["kg -g own/mi", "kg overlaps -g own/mi", "kg render -o own/mi", "kg fmt own/mi"]
)
def test_files_are_left_to_the_shell(shell: str, line: str, path: str, tmp_path: Path) -> None:
    (tmp_path / "own" / "mine").mkdir(parents=True)
    assert "own/mine/" in completed(shell, line, path, tmp_path)
    if line.endswith("fmt own/mi"):
        assert "own/mine/" not in completed(shell, "kg who own/mi", path, tmp_path)


@pytest.mark.parametrize("line", ["kg query -n investors-of actor=nvid"])
def test_a_value_of_a_parameter(line: str, path: str) -> None:
    assert offered("fish", line, path) == ["actor=nvidia"]
    assert offered("bash", line.replace("=", " = "), path) == ["nvidia"]


def complete(words: str, **environment: str) -> list[str]:
    """Return what the program says to the script of fish."""
    *before, begun = words.split(" ")
    asked = {"_KG_COMPLETE": "fish_complete", "COMP_WORDS": " ".join(before), "COMP_CWORD": begun}
    done = program(env={**os.environ, **asked, **environment})
    assert done.stderr == ""
    return [line.partition(",")[2].partition("\t")[0] for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    ("begun", "expected"),
    [("BORÉ", ["boreal"]), ("boréal", ["boreal"]), ("atlas", ["atlas", "atlas-cloud"])],
)
def test_an_actor_by_another_name(begun: str, expected: list[str]) -> None:
    assert complete(f"kg -g {TINY} who {begun}") == expected
    assert complete(f"kg who {begun}", KG_GRAPH=str(TINY)) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("who -g TINY bor", ["boreal"]),
        ("add -g TINY relation --object bor", ["boreal"]),
        ("add relation --type inves", ["invests-in", "investigates"]),
        ("add relation --exclusive t", ["true"]),
        ("add relation -g TINY --supersedes atlas--in", ["atlas--invests-in--boreal--2023"]),
        ("add relation -g TINY --deal boreal", ["boreal-series-b"]),
        ("add actor --kinds ai", ["ai-lab"]),
        ("add actor --kinds ai-lab|cloud", ["ai-lab|cloud-provider"]),
        ("add actor --country F", ["FI", "FJ", "FK", "FM", "FO", "FR"]),
        ("add deal --currency EU", ["EUR"]),
        ("add source --kind ne", ["news"]),
        ("add observation --metric valuation-p", ["valuation-pre-money"]),
        ("add observation --note x", []),
    ],
)
def test_what_the_commands_that_curate_offer(line: str, expected: list[str]) -> None:
    *before, begun = line.replace("TINY", str(TINY)).split(" ")
    offers = FishComplete(main, {}, "kg", "X").get_completions(before, begun)
    assert [offer.value for offer in offers] == expected


def test_actors_of_a_store_and_of_a_file(tmp_path: Path) -> None:
    assert program("-g", str(TINY), "build", "-o", str(tmp_path / "store")).returncode == 0
    assert program("-g", str(TINY), "export", "-o", str(tmp_path / "a.ttl")).returncode == 0
    for place in ("store", "a.ttl"):
        assert complete(f"kg -g {tmp_path / place} who bor") == ["boreal"]


def test_nothing_heavy_is_loaded() -> None:
    code = (
        "import sys; from click.shell_completion import FishComplete; from kg.cli import main\n"
        "FishComplete(main, {}, 'kg', 'X').get_completions(['who'], 'open')\n"
        "print([n for n in ('numpy', 'networkx', 'rdflib', 'pyoxigraph') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_an_unknown_shell() -> None:
    done = program("completion", "bahs")
    assert done.returncode == 2
    assert "Did you mean 'bash'?" in done.stderr
