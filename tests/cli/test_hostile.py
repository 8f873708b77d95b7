"""Names and sentences that try to be more than text stay text, in every format."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import subprocess
import sys
import unicodedata
from typing import TYPE_CHECKING, Any

import pytest
from markdown_it import MarkdownIt

import kg
from calling import questions
from kg.base import frames
from kg.base.text import as_markdown, neutral, one_line

if TYPE_CHECKING:
    from pathlib import Path

    from calling import Call

QUESTIONS = [*questions().values(), ["who", "delta"], ["who", "cobalt"], ["who", "boreal"]]
ids = [" ".join(question) for question in QUESTIONS]
BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def is_unsafe(character: str) -> bool:
    """Whether a terminal may obey a character instead of showing it."""
    return character in BIDI or (
        unicodedata.category(character) == "Cc" and character not in "\n\t"
    )


@pytest.mark.parametrize("question", QUESTIONS, ids=ids)
def test_plain_tables_keep_one_line_per_row(call: Call, hostile: Path, question: list[str]) -> None:
    answer = json.loads(call(*question, "--format", "json", place=hostile).stdout)
    said = call(*question, place=hostile).stdout
    table = said.rpartition("\n\n")[2] if question[0] == "who" else said
    header, *lines = table.splitlines()
    if question != ["circularity"]:  # says its few rows in several lines each
        assert len(lines) == len(answer["rows"])
    assert {line.count("\t") for line in lines} == {header.count("\t")}
    assert not [c for c in said if is_unsafe(c)]


@pytest.mark.parametrize("question", QUESTIONS, ids=ids)
def test_markdown_renders_as_text(call: Call, hostile: Path, question: list[str]) -> None:
    said = call(*question, "--format", "md", place=hostile).stdout
    html = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(said)
    tags = set(re.findall(r"<(\w+)", html))
    assert tags <= {"p", "table", "thead", "tbody", "tr", "th", "td"}
    assert not [c for c in said if is_unsafe(c)]


@pytest.mark.parametrize("question", QUESTIONS, ids=ids)
def test_no_cell_of_a_csv_is_a_formula(call: Call, hostile: Path, question: list[str]) -> None:
    said = call(*question, "--format", "csv", place=hostile).stdout
    for line in csv.reader(io.StringIO(said)):
        for cell in line:
            assert not re.match(r"[=+@\t\r]", cell)
            assert not cell.startswith("-") or re.fullmatch(r"-\d+(\.\d+)?", cell)


@pytest.mark.parametrize("question", QUESTIONS, ids=ids)
def test_json_is_the_text_as_it_is(call: Call, hostile: Path, question: list[str]) -> None:
    assert json.loads(call(*question, "--format", "json", place=hostile).stdout)["rows"]


def test_json_of_a_dossier_keeps_every_character(call: Call, hostile: Path) -> None:
    found = json.loads(call("who", "cobalt", "--format", "json", place=hostile).stdout)
    assert found["actor"]["name"] == "Cobalt\n| --- |\nSemiconductors"


def test_a_claim_is_told_in_plain_text(call: Call, hostile: Path) -> None:
    said = call("evidence", "atlas--licenses-technology-to--delta", place=hostile).stdout
    assert not [c for c in said if is_unsafe(c)]


@pytest.mark.parametrize("form", ["json", "csv", "tsv", "xml", "table"])
def test_rows_of_sparql(call: Call, hostile: Path, form: str) -> None:
    sparql = "SELECT ?name WHERE { ?a a al:Actor ; rdfs:label ?name } ORDER BY ?a"
    result = call("query", sparql, "--format", form, place=hostile)
    assert result.exit_code == 0
    if form == "table":
        assert len(result.stdout.splitlines()) == 8
        assert not [c for c in result.stdout if is_unsafe(c)]
    if form == "csv":
        assert len(list(csv.reader(io.StringIO(result.stdout)))) == 8
    if form == "json":
        names = [b["name"]["value"] for b in json.loads(result.stdout)["results"]["bindings"]]
        assert "<script>alert(1)</script>" in names


def test_nothing_of_a_finding_reaches_the_terminal_raw(call: Call, copy: Path) -> None:
    path = copy / "deals.csv"
    text = path.read_text(encoding="utf-8").replace("note\n", '"no\x1b[2Jte\nx"\n', 1)
    path.write_text(text, encoding="utf-8")
    for command in (["overlaps"], ["check"], ["check", "--format", "github"]):
        result = call(*command, place=copy)
        assert result.exit_code == 1
        assert "\x1b" not in result.output


def test_a_workflow_annotation_is_one_line_per_finding(call: Call, copy: Path) -> None:
    path = copy / "actors.csv"
    text = path.read_text(encoding="utf-8").replace(",FR,2019,", ',"F%R\nx",20%19,')
    path.write_text(text, encoding="utf-8")
    lines = call("check", "--format", "github", place=copy).stdout.splitlines()
    assert len(lines) == 2
    assert all(line.startswith("::error file=actors.csv,line=4::") for line in lines)
    assert not any(re.search(r"%(?!25|0A|0D)", line) for line in lines)


def on_a_terminal(place: Path, *arguments: str) -> str:
    """Return what the program shows on a terminal of 200 columns."""
    master, slave = pty.openpty()
    environment = {**os.environ, "COLUMNS": "200", "TERM": "xterm-256color", "KG_PAGER": "cat"}
    environment.pop("NO_COLOR", None)
    command = [sys.executable, "-m", "kg", "-g", str(place), *arguments]
    process = subprocess.Popen(command, stdout=slave, stderr=slave, env=environment)
    os.close(slave)
    shown = bytearray()
    while True:
        try:
            chunk = os.read(master, 65536)
        except OSError:
            break
        if not chunk:
            break
        shown += chunk
    os.close(master)
    assert process.wait() == 0
    return shown.decode()


def test_a_terminal_shows_markup_as_text(hostile: Path) -> None:
    shown = on_a_terminal(hostile, "path", "cobalt", "boreal")
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert "**Boréal** [AI](javascript:alert(1))" in plain
    assert not [c for c in plain if is_unsafe(c) and c != "\r"]


def test_a_terminal_gets_no_orders_from_a_dossier(hostile: Path) -> None:
    plain = re.sub(r"\x1b\[[0-9;]*m", "", on_a_terminal(hostile, "who", "delta"))
    assert "etupmoC" in plain
    assert not [c for c in plain if is_unsafe(c) and c != "\r"]


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("@x", "'@x"),
        ("-x", "'-x"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("-5", "-5"),
        ("-5.25", "-5.25"),
        ("-5+1", "'-5+1"),
        ("-5\n", "'-5\n"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_cells_for_spreadsheets(cell: str, safe: str) -> None:
    assert neutral(cell) == safe


@pytest.mark.parametrize(
    "mark", [*BIDI, "\x00", "\x1b", "\x7f", "\x85", "\x9b", "\n", "\r", "\u2028"]
)
def test_marks_that_a_terminal_obeys_are_taken_out(mark: str) -> None:
    found = one_line(f"a{mark}b")
    assert mark not in found
    assert found.replace(" ", "") == "ab"


@pytest.mark.parametrize(
    "text",
    ["<b>", "a|b", "*a*", "_a_", "`a`", "[a](b)", "![a](b)", "~~a~~", "# a", "\\|", "<!--",
     "&lt;b&gt;", "a\nb", "https://evil.example"],
)  # fmt: skip
def test_a_cell_of_markdown_is_its_text(text: str) -> None:
    said = as_markdown(["head"], [[text]])
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    tokens = parser.parse(said)
    cells = [token for token in tokens if token.type == "inline"]
    assert len(cells) == 2
    children: list[Any] = cells[1].children or []
    assert {child.type for child in children} <= {"text", "text_special"}
    if "&" not in text:  # an entity shows as what it stands for, and that is no markup
        assert "".join(child.content for child in children) == one_line(text)


def test_csv_of_a_row() -> None:
    row = {"a": "=x", "b": ["+1", "y"], "c": None, "d": True, "e": 1.5}
    assert frames.to_csv(frames.columns([row])).splitlines()[1] == "'=x,'+1|y,,true,1.5"


def test_the_hostile_set_is_sound(hostile: Path) -> None:
    assert kg.open(hostile).check() == ()
