"""Rows of SELECT: read again and again, typed, shown."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

from kg.base.errors import QueryFailed
from kg.rdf import query, solutions
from kg.rdf.solutions import Solutions, python

if TYPE_CHECKING:
    from kg.graph.graph import Graph

XSD = "http://www.w3.org/2001/XMLSchema#"
TYPED = """SELECT ?n ?x ?day ?is ?who ?none { VALUES (?n ?x ?day ?is ?who ?none) {
  (1 2.50 "2025-01-31"^^xsd:date true actor:openai UNDEF)
  (2 0.1 UNDEF false actor:a%20b UNDEF)
} }"""


def rows(graph: Graph, sparql: str) -> Solutions:
    found = graph.query(sparql)
    assert isinstance(found, Solutions)
    return found


def test_rows_can_be_read_twice(tiny_graph: Graph) -> None:
    found = rows(tiny_graph, "SELECT ?a { ?a a al:Actor } ORDER BY ?a")
    assert [row[0] for row in found] == [row["a"] for row in found]
    assert len(found) == 7
    assert repr(found) == "<7 rows of a>"


def test_rows_that_were_read_are_written_too(tiny_graph: Graph) -> None:
    found = rows(tiny_graph, "SELECT ?a { ?a a al:Actor } ORDER BY ?a")
    fresh, again = solutions.serialize(found, "csv"), solutions.serialize(found, "csv")
    assert len(found) == 7
    assert fresh == again == solutions.serialize(found, "csv")


def test_columns_are_typed(tiny_graph: Graph) -> None:
    table = rows(tiny_graph, TYPED).to_arrow()
    kinds = [str(kind) for kind in table.schema.types]
    assert kinds == ["int64", "double", "date32[day]", "bool", "string", "null"]
    assert table["who"].to_pylist() == ["actor:openai", "actor:a%20b"]
    assert rows(tiny_graph, TYPED).to_polars().to_dicts() == table.to_pylist()
    assert rows(tiny_graph, TYPED).to_pandas()["x"].sum() == pytest.approx(2.6)


@pytest.mark.parametrize(
    ("text", "datatype", "value"),
    [
        ("7", "integer", 7),
        ("1.50", "decimal", Decimal("1.50")),
        ("1e3", "double", 1000.0),
        ("1", "boolean", True),
        ("2024-02-30", "date", "2024-02-30"),
        ("seven", "integer", "seven"),
        ("2024", "gYear", "2024"),
        ("nan?", "decimal", "nan?"),
    ],
)
def test_literals(text: str, datatype: str, value: Any) -> None:
    assert python(ox.Literal(text, datatype=ox.NamedNode(XSD + datatype))) == value


def test_other_terms() -> None:
    assert python(None) is None
    assert python(ox.BlankNode("b")) == "_:b"
    assert python(ox.NamedNode("http://x.example/")) == "http://x.example/"
    assert python(ox.Literal("2025-01-31", datatype=ox.NamedNode(XSD + "date"))) == date(
        2025, 1, 31
    )


def test_what_breaks_while_rows_are_read_is_an_error_of_ours() -> None:
    class Broken:
        variables: tuple[Any, ...] = ()

        def __iter__(self) -> Any:
            raise RuntimeError("the engine stopped")

    with pytest.raises(QueryFailed, match="the engine stopped"):
        len(Solutions(Broken(), Broken))  # type: ignore[arg-type]


def test_html_escapes(tiny_graph: Graph) -> None:
    shown = rows(tiny_graph, 'SELECT ("<script>" AS ?a) ("\\u202eevil" AS ?b) {}')._repr_html_()
    assert "&lt;script&gt;" in shown
    assert "<script" not in shown
    assert "\u202e" not in shown


def test_a_stream_is_written_as_the_engine_writes_it(tiny_graph: Graph) -> None:
    out, expected = io.BytesIO(), io.BytesIO()
    sparql = "SELECT ?a { ?a a al:Actor } ORDER BY ?a"
    rows(tiny_graph, sparql).serialize(out, format=ox.QueryResultsFormat.JSON)
    plain = query.run(tiny_graph.store, sparql)
    assert isinstance(plain, ox.QuerySolutions)
    plain.serialize(expected, format=ox.QueryResultsFormat.JSON)
    assert out.getvalue() == expected.getvalue()


def test_a_row_holds_plain_values(tiny_graph: Graph) -> None:
    found = rows(tiny_graph, TYPED)
    row = found[0]
    assert list(row) == [1, Decimal("2.50"), date(2025, 1, 31), True, "actor:openai", None]
    assert row.day == row["day"] == row[2]
    assert found.terms[0]["n"] == ox.Literal(1)
    assert "who" in dir(row)
    with pytest.raises(AttributeError, match="no variable is called 'whom'; n, x, day"):
        _ = row.whom
