"""The reference pages: fresh, complete, sound, and true to what the program writes."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from kg.rdf import quads, store
from kg.rdf.solutions import Solutions
from kg.records.schema import TABLES
from kg.vocabulary.iri import BASE, PREFIXES, compact, mint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.graph.graph import Graph

    # Any: as typed, a quad may hold triple terms; ours hold none.
    Quad = Any

DOCS = Path(__file__).parents[2] / "docs"
REFERENCE = DOCS / "reference"
KEPT = ("data-dictionary.md", "commands.md")
TABULATED = ("data-dictionary.md", "terms-en.md", "terms-fr.md")
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
OF_LOADED = {"src", "srcset", "data", "poster", "action", "background"}


class Page(HTMLParser):
    """Ids, links, loaded addresses and text of a page; badly nested tags are an error."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.tags: set[str] = set()
        self.pieces: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == [], "every tag is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            elif name == "href" and tag == "a":
                self.links.append(value or "")
            elif name in OF_LOADED or name == "href":
                self.loaded.append(value or "")
            elif name == "style":
                assert "url(" not in (value or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> in {self.open}"

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)

    @property
    def text(self) -> str:
        """What a reader sees."""
        return " ".join("".join(self.pieces).split())


@pytest.fixture(scope="module")
def generate() -> Iterator[Any]:
    """The script as a module; its neighbours are importable while it is in use."""
    sys.path.insert(0, str(DOCS))
    yield import_module("generate")
    sys.path.remove(str(DOCS))


@pytest.fixture(scope="module")
def rendered(generate: Any) -> dict[str, str]:
    """The pages as the script would write them now."""
    pages: dict[str, str] = generate.render()
    return pages


@pytest.fixture(scope="module")
def page(rendered: dict[str, str]) -> Page:
    """The page of the ontology."""
    return Page(rendered["ontology.html"])


@pytest.fixture(scope="module")
def described() -> dict[str, list[Quad]]:
    """Quads of the ontology and the code lists by subject."""
    found: dict[str, list[Quad]] = {}
    quad: Quad
    for quad in store.ontology():
        found.setdefault(quad.subject.value, []).append(quad)
    return found


@pytest.fixture(scope="module")
def stated(shipped: Graph) -> list[Quad]:
    """The claims of the shipped data."""
    return list(quads.asserted(shipped.records))


@pytest.fixture(scope="module")
def steps(stated: list[Quad]) -> dict[tuple[str, str], list[str]]:
    """Where a predicate leads from a node; ``^`` before the predicate for the way back."""
    found: dict[tuple[str, str], list[str]] = {}
    for quad in stated:
        predicate = compact(quad.predicate.value)
        found.setdefault((quad.subject.value, predicate), []).append(quad.object.value)
        found.setdefault((quad.object.value, f"^{predicate}"), []).append(quad.subject.value)
    return found


@pytest.mark.parametrize("name", KEPT)
def test_committed_page_is_fresh(name: str, rendered: dict[str, str]) -> None:
    committed = (REFERENCE / name).read_text(encoding="utf-8")
    assert committed == rendered[name], (
        f"docs/reference/{name} is stale: run python docs/generate.py"
    )


def test_stale_names_changed_and_missing_pages(
    generate: Any, rendered: dict[str, str], tmp_path: Path
) -> None:
    files = {tmp_path / name: text for name, text in rendered.items()}
    for path, text in files.items():
        path.write_bytes(text.encode())
    assert generate.stale(files) == []
    (tmp_path / "terms-en.md").unlink()
    (tmp_path / "ontology.html").write_bytes(rendered["ontology.html"].encode() + b"\n")
    assert [path.name for path in generate.stale(files)] == ["ontology.html", "terms-en.md"]


def test_check_names_what_is_stale_and_writes_nothing(
    generate: Any, rendered: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "docs" / "reference"
    folder.mkdir(parents=True)
    monkeypatch.setattr(generate, "REFERENCE", folder)
    monkeypatch.setattr(generate, "DOCS", folder.parent)
    monkeypatch.setattr(generate, "render", lambda: rendered)
    monkeypatch.setattr(generate.questions, "files", dict)
    assert CliRunner().invoke(generate.main, ["--check"]).exit_code == 1
    assert list(folder.iterdir()) == []
    assert CliRunner().invoke(generate.main, []).exit_code == 0
    assert sorted(path.name for path in folder.iterdir()) == sorted(KEPT)
    (folder / "commands.md").write_text("old", encoding="utf-8")
    checked = CliRunner().invoke(generate.main, ["--check"])
    assert checked.exit_code == 1
    assert checked.output == "docs/reference/commands.md is stale: run python docs/generate.py\n"
    assert (folder / "commands.md").read_text(encoding="utf-8") == "old"


def test_everything_is_built_into_a_folder(
    generate: Any, rendered: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generate, "render", lambda: rendered)
    assert CliRunner().invoke(generate.main, ["--into", str(tmp_path / "site")]).exit_code == 0
    reference = tmp_path / "site" / "reference"
    assert {path.name for path in reference.iterdir()} >= set(rendered)
    html = (reference / "ontology.html").read_text("utf-8")
    assert html == rendered["ontology.html"]
    assert (tmp_path / "site" / "tutorial" / "first-hour.md").is_file()
    assert not list(tmp_path.rglob("*.py"))


def test_the_site_is_built_without_a_warning(
    generate: Any, rendered: dict[str, str], tmp_path: Path
) -> None:
    generate.build(rendered, tmp_path / "pages")
    settings = (DOCS.parent / "mkdocs.yml").read_text(encoding="utf-8")
    settings = settings.replace("build/docs", "pages").replace("build/site", "site")
    (tmp_path / "mkdocs.yml").write_text(settings, encoding="utf-8")
    run = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict"]
    done = subprocess.run(run, cwd=tmp_path, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    first = (tmp_path / "site" / "index.html").read_text("utf-8")
    assert not re.findall(r"""<(?:script|link|img)[^>]*(?:src|href)="https?:""", first)
    assert (tmp_path / "site" / "search" / "search_index.json").is_file()


def test_script_gives_the_same_bytes_in_another_process() -> None:
    run = [sys.executable, str(DOCS / "generate.py"), "--check"]
    environment = os.environ | {"PYTHONHASHSEED": "7"}
    done = subprocess.run(run, check=False, capture_output=True, text=True, env=environment)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_term_and_code_has_its_place_on_the_page(
    page: Page, described: dict[str, list[Quad]]
) -> None:
    terms = [
        iri.removeprefix(PREFIXES["al"]) for iri in described if iri.startswith(PREFIXES["al"])
    ]
    codes = [iri.removeprefix(BASE) for iri in described if iri.startswith(PREFIXES["code"])]
    assert len(terms) > 100
    assert len(codes) > 200
    assert set(terms + codes) <= set(page.ids)


@pytest.mark.parametrize(
    "predicate",
    ["rdfs:label", "skos:prefLabel", "skos:definition", "rdfs:comment", "al:inverseLabel"],
)
def test_every_word_of_the_ontology_is_on_the_page(
    predicate: str, page: Page, described: dict[str, list[Quad]]
) -> None:
    text = page.text
    said = [
        quad.object.value.replace("'", "’")
        for found in described.values()
        for quad in found
        if compact(quad.predicate.value) == predicate
    ]
    assert said
    assert [words for words in said if words not in text] == []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_term_tables_hold_every_word_of_their_language(
    language: str, rendered: dict[str, str], described: dict[str, list[Quad]]
) -> None:
    text = rendered[f"terms-{language}.md"]
    for found in described.values():
        for quad in found:
            if compact(quad.predicate.value) in {"rdfs:label", "skos:prefLabel", "skos:definition"}:
                assert quad.object.language != language or quad.object.value in text


def test_ids_are_unique_and_links_within_the_page_resolve(page: Page) -> None:
    assert len(page.ids) == len(set(page.ids))
    inside = {link[1:] for link in page.links if link.startswith("#")}
    assert inside - set(page.ids) == set()
    assert [link for link in page.links if not link.startswith(("#", "http"))] == []


def test_page_loads_nothing_and_runs_nothing(page: Page, rendered: dict[str, str]) -> None:
    assert page.loaded == []
    assert page.tags.isdisjoint({"script", "link", "iframe", "object", "embed", "img", "form"})
    text = rendered["ontology.html"]
    assert re.findall(r"@import|url\((?!#tip\))", text) == []


def test_words_of_the_ontology_are_escaped(generate: Any) -> None:
    assert str(generate.prose("day < to, see al:to")) == (
        'day &lt; to, see <a href="#to"><code>al:to</code></a>'
    )
    assert str(generate.turtle('<code/status/active> "<b>"')) == (
        '<a href="#code/status/active">&lt;code/status/active&gt;</a> &#34;&lt;b&gt;&#34;'
    )


@pytest.mark.parametrize("name", TABULATED)
def test_links_of_the_markdown_pages_resolve(
    name: str, page: Page, rendered: dict[str, str]
) -> None:
    text = rendered[name]
    own = {
        line.lstrip("# ").lower().replace(" ", "-") for line in text.splitlines() if line[:1] == "#"
    }
    for target in re.findall(r"\]\(([^)]+)\)", text):
        file, _, place = target.partition("#")
        assert file == "" or file in rendered or (REFERENCE / file).is_file(), target
        known = own if file == "" else set(page.ids)
        assert place == "" or place in known, target


def test_tables_of_the_markdown_pages_are_even(rendered: dict[str, str]) -> None:
    for text in (rendered[name] for name in rendered if name.endswith(".md")):
        for line in text.splitlines():
            assert not line.startswith("|") or line.endswith("|"), line
        rows = re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)
        for table in rows:
            widths = {len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}
            assert len(widths) == 1, table[:80]


def test_worked_example_is_turtle_and_says_what_the_data_says(
    generate: Any, stated: list[Quad]
) -> None:
    node = mint("relation", generate.EXAMPLE)
    text = generate.example.asserted(stated, node)
    shown = {quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)}
    about = {
        quad.triple
        for quad in stated
        if quad.subject.value == node
        or quad.subject.value.startswith(f"{node}/")
        or getattr(quad.object, "value", "") == node
    }
    assert shown == about
    assert len(shown) > 20


def test_every_named_query_has_an_example_with_an_answer(generate: Any, shipped: Graph) -> None:
    for page in generate.queries.pages():
        program, command, flag, name, *cells = shlex.split(page.example)
        assert (program, command, flag, name) == ("kg", "query", "-n", page.query.name)
        answer = shipped.ask(name, dict(cell.split("=") for cell in cells))
        assert isinstance(answer, Solutions)
        assert len(answer) > 0


def test_every_column_is_in_the_data_dictionary() -> None:
    text = (REFERENCE / "data-dictionary.md").read_text(encoding="utf-8")
    for table in TABLES.values():
        section = text.split(f"\n## {table.name}\n")[1].split("\n## ")[0]
        listed = re.findall(r"^\| `(\w+)` \| (yes)? ?\|", section, re.MULTILINE)
        assert listed == [(n, "yes" if c.required else "") for n, c in table.columns.items()]


@pytest.mark.parametrize("name", TABLES)
def test_columns_land_where_the_dictionary_says(
    name: str, generate: Any, shipped: Graph, steps: dict[tuple[str, str], list[str]]
) -> None:
    """From the node of every row, a path leads somewhere exactly where the cell is filled."""

    def follow(node: str, path: str) -> list[str]:
        places = [node]
        for step in path.split("/"):
            places = [found for place in places for found in steps.get((place, step), [])]
        return places

    for column in TABLES[name].listed:
        derived = [path for path, feature in column.also.items() if feature != "value"]
        for record in getattr(shipped.records, name) if column.landing else ():
            node = TABLES[name].iri(record.id)
            filled = _filled(record, column.name)
            assert bool(follow(node, column.landing)) == filled, (node, column.name)
            if filled:
                assert all(follow(node, path) for path in derived), (node, column.name)


def _filled(record: Any, column: str) -> bool:
    """Say whether a record has a value for a column."""
    amount = getattr(record, "amount", None)
    match column:
        case "currency" | "amount_period" | "amount_per_year":
            return amount is not None
        case "amount_qualifier":
            return amount is not None and amount.qualifier is not None
    return getattr(record, column) not in (None, ())
