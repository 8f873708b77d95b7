"""HTML for notebooks: safe and short."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg
from facts import FACTS
from kg.base import html as markup
from kg.records import folders

if TYPE_CHECKING:
    from pathlib import Path

    from kg.graph.graph import Graph

TAGS = {"table", "caption", "thead", "tbody", "tr", "th", "td", "strong"}


class Tags(HTMLParser):
    """Collects tags, attributes and text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.said: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.said.append(data)


@given(st.lists(st.text(), min_size=1, max_size=3), st.text())
def test_nothing_but_a_table(cells: list[str], caption: str) -> None:
    found = Tags(markup.table(cells, [cells, cells], 2, caption))
    assert set(found.tags) <= TAGS
    assert found.tags.count("td") == 2 * len(cells)
    assert found.attributes <= {"style"}


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, ""),
        (True, "yes"),
        (1234567, "1,234,567"),
        (0.123456, "0.1235"),
        (["a", "b", "c", "d", "e"], "a, b, c, d, e"),
        (["one of a kind"] * 5, "one of a kind, one of a kind … 3 more"),
        ([{"kind": "debt", "high": None}], "kind debt"),
        ("two\nlines\t\x1b[2J\u202e", "two lines [2J"),
        ("x" * 200, "x" * 160 + "…"),
    ],
)
def test_a_cell_is_one_short_line(value: Any, said: str) -> None:
    assert markup.text(value) == said


def test_an_answer_shows_its_first_rows(shipped: Graph) -> None:
    found = Tags(shipped.overlaps()._repr_html_())
    rows = FACTS["group_overlaps"]
    title = f"overlaps, as of {FACTS['cutoff']}, group level; first 20 of {rows} rows"
    assert found.said[0] == title
    assert found.tags.count("tr") == 21


def test_an_answer_says_by_whose_knowledge(tiny_graph: Graph) -> None:
    shown = tiny_graph.overlaps(known_at="2025-02-28", level="actor")._repr_html_()
    assert "as known on 2025-02-28, actor level" in shown


def test_an_answer_without_rows(tiny_graph: Graph) -> None:
    assert "; 0 rows" in tiny_graph.overlaps(as_of="1900", undated="exclude")._repr_html_()


def test_a_graph_shows_what_it_holds(tiny_graph: Graph) -> None:
    found = Tags(tiny_graph._repr_html_())
    assert found.said[0] == "AI Alliances"
    assert found.said[-2:] == ["compiled up to", "2025-12-31"]
    assert found.said[found.said.index("relations") + 1] == "18"


def test_an_endpoint_is_not_read_to_be_shown() -> None:
    assert "http://nobody.example/" in kg.open("http://nobody.example/")._repr_html_()


def test_names_of_a_hostile_graph_stay_text(tiny: Path, tmp_path: Path) -> None:
    for file in tiny.glob("*.*"):
        text = file.read_text(encoding="utf-8").replace("Both sell", "<img src=x onerror=alert(1)>")
        (tmp_path / file.name).write_text(text, encoding="utf-8")
    shown = kg.open(tmp_path).who("atlas")._repr_html_()
    assert "&lt;img src=x" in shown
    assert set(Tags(shown).tags) <= TAGS


def test_a_graph_without_relations_has_no_day(tmp_path: Path) -> None:
    folders.create(tmp_path / "mine")
    graph = kg.open(tmp_path / "mine")
    assert repr(graph.overlaps()) == "<overlaps of an empty graph: 0 rows>"
    shown = graph.loops()._repr_html_() + graph._repr_html_()
    assert "of an empty graph" in shown
    assert "1970" not in shown
