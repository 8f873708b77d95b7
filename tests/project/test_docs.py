"""What README and documentation say is so: every block of code runs, every link leads somewhere."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path

import click
import pytest
import yaml

import kg
from builders import TABLES, TINY
from kg.cli import commands, main
from kg.vocabulary.bundled import folder
from pages import ROOT, blocks, command, run, statements

DOCS = ROOT / "docs"
# Decisions tell what was, and the README of the tables is held by other tests.
PAGES = [
    ROOT / "README.md",
    *(page for page in sorted(DOCS.rglob("*.md")) if page.parent.name != "decisions"),
]
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]
# Examples of commands and queries run one by one, those of docstrings in their modules.
RUN_ELSEWHERE = {"docs/reference/commands.md"}
RUN = [name for name in NAMES if name not in RUN_ELSEWHERE]
# How many blocks of a page may go without running; each says why.
NOT_RUN = {
    "README.md": 1,
    "docs/how-to/bulk.md": 1,
    "docs/how-to/exports.md": 1,
    "docs/how-to/install.md": 3,
    "docs/how-to/scale.md": 1,
    "docs/how-to/service.md": 8,
    "docs/tutorial/first-hour.md": 1,
}
# What the examples of a command make, which is not overwritten.
MADE_BY = {"init": "my-tables", "import": "columns"}
# Languages of blocks that are no program of ours.
SHOWN = {"text", "sparql", "turtle", "html", "mermaid", "nginx", "ini", "pycon"}

each_page = pytest.mark.parametrize("name", NAMES)


def read(name: str) -> str:
    """Return the text of a page."""
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder but for `data`, as in a clone; the working directory of the test."""
    shutil.copytree(folder("data"), tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    return tmp_path


@pytest.mark.filterwarnings(
    # rdflib's own reader asks for it
    "ignore:Dataset.default_context is deprecated:DeprecationWarning"
)
@pytest.mark.parametrize("name", RUN)
def test_every_block_runs_and_prints_what_is_shown(name: str, workplace: Path) -> None:
    run(blocks(read(name)), workplace)


# A server does not end; the tests of completion ask the shells, those of the cluster Spark.
EXAMPLES = {*commands()} - {"serve", "completion", "cluster"}
LONG_EXAMPLES = {"balance", "export"}


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[pytest.mark.long] * (name in LONG_EXAMPLES))
     for name in sorted(EXAMPLES)],
)  # fmt: skip
def test_every_example_of_a_command_runs(name: str, workplace: Path) -> None:
    section = read("docs/reference/commands.md").split(f"\n## kg {name}\n")[1].split("\n## ")[0]
    (shown,) = [block for block in blocks(section) if block.language == "console"]
    _prepare(name)
    for line in statements(shown.text):
        # Examples are read one by one: each may write what the one before it wrote.
        if name in MADE_BY and line.startswith(f"kg {name} "):
            shutil.rmtree(MADE_BY[name], ignore_errors=True)
        command(line.replace("1000000", "10000"), workplace)


def _prepare(name: str) -> None:
    """Write what the examples name: the reader's own tables, RDF and question."""
    shutil.copytree(TINY, "my-data")
    Path("question.rq").write_text("SELECT ?a { ?a a al:Actor }", encoding="utf-8")
    if name == "build":
        command("kg -g my-data export -o alliances.ttl", Path.cwd())
    elif name == "add":
        command("kg init my-tables", Path.cwd())
        for actor in ("a", "b", "Atlas"):
            command(f"kg -g my-tables add actor --name {actor} --kinds ai-lab", Path.cwd())
    else:
        shutil.copytree(TINY, "my-tables")


@each_page
def test_blocks_say_their_language_and_why_they_do_not_run(name: str) -> None:
    found = blocks(read(name))
    assert {block.language for block in found} <= {"console", "python", *SHOWN}
    resting = [block for block in found if "no-run" in block.flags]
    assert all(block.reason for block in resting)
    assert len(resting) == NOT_RUN.get(name, 0) or name in RUN_ELSEWHERE


@each_page
def test_links_lead_somewhere(name: str) -> None:
    text = re.sub(r"^```.*?^```", "", read(name), flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"`[^`\n]*`", "", text)
    for target in re.findall(r"""(?:\]\(|src="|srcset=")(?!https?:|mailto:)([^)"\s]+)""", text):
        file, _, place = target.partition("#")
        there = (ROOT / name).parent / file if file else ROOT / name
        assert there.exists(), target
        if place and there.suffix == ".md":
            assert place in headings(there.read_text(encoding="utf-8")), target


def headings(text: str) -> set[str]:
    """Return the places that a code host gives the headings of a page."""
    text = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    found: Counter[str] = Counter()
    places = set()
    for heading in re.findall(r"^#+ (.*)$", text, re.MULTILINE):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)|`", r"\1", heading).strip().lower()
        slug = re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")
        places.add(f"{slug}-{found[slug]}" if found[slug] else slug)
        found[slug] += 1
    return places


def test_every_page_can_be_reached_from_the_index() -> None:
    index, seen = DOCS / "README.md", set()
    ways = [index]
    while ways:
        page = ways.pop().resolve()
        if page in seen or not page.is_file():
            continue
        seen.add(page)
        if page.suffix == ".md" and page.is_relative_to(DOCS):
            links = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", page.read_text(encoding="utf-8"))
            ways += [page.parent / link for link in links]
    pages = {page.resolve() for page in PAGES if page.is_relative_to(DOCS)}
    assert pages - seen == set()


@pytest.mark.parametrize("name", commands())
def test_every_option_is_in_the_command_reference(name: str) -> None:
    text = read("docs/reference/commands.md")
    shared = text.split("\n## Scope options\n")[1].split("\n## kg ")[0]
    section = text.split(f"\n## kg {name}\n")[1].split("\n## ")[0]
    told = re.findall(r"--[a-z][\w-]*", shared + section)
    subject = main.get_command(click.Context(main), name)
    assert subject is not None
    shown = [param for param in subject.params if not getattr(param, "hidden", False)]
    long = [name for param in shown for name in param.opts if name.startswith("--")]
    assert set(long) <= set(told)


def test_the_citation_file_names_what_is_released() -> None:
    said = yaml.safe_load(read("CITATION.cff"))
    assert {"cff-version", "message", "title", "authors"} <= said.keys()
    assert (said["cff-version"], said["type"]) == ("1.2.0", "software")
    assert said["version"] == kg.__version__
    assert all(
        author["name"] for entry in (said, *said["references"]) for author in entry["authors"]
    )
    assert f"up to {kg.open().cutoff}" in said["references"][0]["title"]


def test_the_readme_is_short() -> None:
    prose = re.sub(r"^```.*?^```|<[^>]*>", "", read("README.md"), flags=re.DOTALL | re.MULTILINE)
    assert len(re.findall(r"[\w'’-]+", prose)) <= 700


def test_the_tiny_set_is_described() -> None:
    assert (TINY / "README.md").is_file()
    assert all((TINY / name).is_file() for name in TABLES)
