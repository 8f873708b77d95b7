"""Rows as tables of pandas, Polars and Arrow."""

from __future__ import annotations

import sys
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from kg.base import frames
from kg.base.errors import MissingExtra

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.graph.graph import Graph

LIBRARIES = ["pandas", "polars", "arrow"]
ROWS = [
    {"who": "a", "n": 1, "amount": 5, "since": "2025-01-31", "tags": ["x", "y"], "is": True},
    {"who": "b", "n": None, "amount": 0.5, "since": None, "tags": [], "is": None},
]
KINDS = {
    "who": "text",
    "n": "integer",
    "amount": "number",
    "since": "date",
    "tags": "texts",
    "is": "boolean",
}
QUESTIONS: dict[str, Callable[[Graph], Any]] = {
    "overlaps": lambda g: g.overlaps(),
    "loops": lambda g: g.loops(),
    "portfolios": lambda g: g.portfolios(),
    "conduits": lambda g: g.conduits(),
    "successions": lambda g: g.successions(),
    "round trips": lambda g: g.round_trips(),
    "circularity": lambda g: g.circularity(),
    "balance": lambda g: g.balance(),
    "concentration": lambda g: g.concentration(),
    "exclusive": lambda g: g.exclusive(),
    "central": lambda g: g.central(),
    "blocs": lambda g: g.blocs(seeds=2),
    "exposure": lambda g: g.exposure("boreal"),
    "chained": lambda g: g.chained_exposure("boreal"),
    "shock": lambda g: g.shock("boreal"),
    "who": lambda g: g.who("boreal"),
    "path": lambda g: g.path("cobalt", "boreal"),
    "diff": lambda g: g.diff("2024", "2025"),
    "timeline": lambda g: g.timeline(),
    "people": lambda g: g.people(),
    "totals": lambda g: g.totals(),
    "gaps": lambda g: g.gaps(),
    "coverage": lambda g: g.coverage(),
    "nothing": lambda g: g.overlaps(as_of="1900", undated="exclude"),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_answer_is_a_table_of_every_library(tiny_graph: Graph, question: str) -> None:
    answer = QUESTIONS[question](tiny_graph)
    pandas, polars, arrow = answer.to_pandas(), answer.to_polars(), answer.to_arrow()
    assert len(pandas) == len(polars) == arrow.num_rows == len(answer)
    assert list(pandas.columns) == polars.columns == arrow.column_names
    assert not any(isinstance(cell, dict) for name in pandas for cell in pandas[name])


def test_columns_are_typed() -> None:
    table = frames.columns(ROWS, KINDS)
    pandas = frames.to_pandas(table)
    assert [str(t) for t in pandas.dtypes[:-2]] == ["str", "Int64", "float64", "datetime64[s]"]
    assert str(pandas["is"].dtype) == "boolean"
    assert frames.to_polars(table).schema == {
        "who": pl.String,
        "n": pl.Int64,
        "amount": pl.Float64,
        "since": pl.Date,
        "tags": pl.List(pl.String),
        "is": pl.Boolean,
    }
    assert frames.to_arrow(table).schema.types == [
        pa.string(),
        pa.int64(),
        pa.float64(),
        pa.date32(),
        pa.list_(pa.string()),
        pa.bool_(),
    ]


def test_cells_are_what_the_rows_say() -> None:
    table = frames.columns(ROWS, KINDS)
    rows = frames.to_arrow(table).to_pylist()
    assert rows[0] == {**ROWS[0], "since": date(2025, 1, 31)}
    assert rows == frames.to_polars(table).to_dicts()
    assert frames.to_pandas(table)["tags"].explode().tolist()[:2] == ["x", "y"]


def test_objects_become_columns() -> None:
    deep = {"a": {"b": {"c": 1}}, "d": None}
    assert frames.columns([{"a": None, "d": None}, deep]) == {"d": [None, None], "a.b.c": [None, 1]}


@pytest.mark.parametrize(
    ("values", "kept"),
    [
        ([2**70, 1], [float(2**70), 1.0]),
        ([Decimal("0.5"), 2], [0.5, 2.0]),
        ([1, "one", True], ["1", "one", "True"]),
        ([None, None], [None, None]),
        (["=1+1", "\x00"], ["=1+1", "\x00"]),
    ],
)
def test_odd_columns(values: list[Any], kept: list[Any]) -> None:
    assert frames.to_arrow({"x": values})["x"].to_pylist() == kept
    assert frames.to_polars({"x": values})["x"].to_list() == kept
    found = frames.to_pandas({"x": values})["x"]
    assert [None if pd.isna(value) else value for value in found] == kept


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_library_that_is_not_installed(
    tiny_graph: Graph, monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    module = {"arrow": "pyarrow"}.get(library, library)
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtra, match=r"pip install 'ai-alliances\[[a-z]+\]'$"):
        getattr(tiny_graph.overlaps(), f"to_{library}")()


def test_days_are_dates_and_months_are_not(tiny_graph: Graph) -> None:
    assert tiny_graph.overlaps().to_pandas()["since"].dt.year.tolist() == [2024]
    assert tiny_graph.timeline().to_polars().schema["month"] == pl.String
    assert (
        tiny_graph.coverage().to_arrow().schema.field("capital.newest_source").type == pa.string()
    )


def test_a_frame_without_rows_has_the_columns_and_types_of_one_with_rows(tiny_graph: Graph) -> None:
    some, none = tiny_graph.overlaps(), tiny_graph.overlaps(as_of="1900", undated="exclude")
    names = list(none.to_pandas())
    assert list(some.to_pandas())[: len(names)] == names
    assert [str(t) for t in none.to_pandas().dtypes] == [
        str(t) for t in some.to_pandas()[names].dtypes
    ]
    assert none.to_arrow().schema.field("since").type == pa.date32()
    assert none.to_polars().schema["markets"] == pl.List(pl.String)
