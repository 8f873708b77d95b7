"""Formats that are no plain graph: dated edges, tables, scripts, dossiers, archives."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import date
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from lxml import etree
from markdown_it import MarkdownIt

import builders
from graph_files import expected
from kg.base.errors import NotExportable
from kg.exchange import FORMATS
from kg.exchange.archive import archive
from kg.records.schema import TABLES
from strategies import any_records

if TYPE_CHECKING:
    from kg.graph.graph import Graph
    from kg.records.model import Records

_GEXF = {"g": "http://gexf.net/1.3"}


class Held:
    """Records, to be exported."""

    def __init__(self, records: Records) -> None:
        self.records = records


def content(name: str, records: Records) -> bytes:
    return b"".join(FORMATS[name].parts(Held(records)))


@pytest.mark.parametrize(
    ("dates", "status", "span"),
    [
        ({"announced": "2024-05"}, "active", ("2024-05-01", None)),
        ({"announced": "2024-05", "valid_from": "2025"}, "active", ("2025-01-01", None)),
        ({"valid_from": "2024", "valid_to": "2025-03"}, "ended", ("2024-01-01", "2025-03-31")),
        ({"valid_from": "2024", "valid_to": "2025-03-02"}, "ended", ("2024-01-01", "2025-03-01")),
        ({"valid_from": "2024", "valid_to": "2024-01-01"}, "ended", ("2024-01-01", "2024-01-01")),
        ({"announced": "2024"}, "dismissed", ("2024-01-01", "2024-01-01")),
        ({"valid_to": "2024"}, "ended", (None, "2024-12-31")),
        ({}, "dismissed", (None, None)),
    ],
)
def test_an_edge_exists_on_the_days_the_relation_holds(
    dates: dict[str, str], status: str, span: tuple[str | None, str | None]
) -> None:
    records = builders.records([builders.relation("a", "owns", "b", status=status, **dates)])
    (edge,) = etree.fromstring(content("gexf", records)).iterfind(".//g:edge", _GEXF)
    assert (edge.get("start"), edge.get("end")) == span


def test_a_node_exists_from_its_founding() -> None:
    actor = builders.actor("a", founded=builders.when("2019"))
    (node,) = etree.fromstring(content("gexf", builders.records([], [actor]))).iterfind(
        ".//g:node", _GEXF
    )
    assert node.get("start") == "2019-01-01"


@settings(max_examples=15)
@given(records=any_records())
def test_json_lines_hold_every_cell(records: Records) -> None:
    lines = content("jsonl", records).splitlines()
    found = [json.loads(line, parse_float=Decimal) for line in lines]
    assert len(found) == sum(len(getattr(records, name)) for name in TABLES)
    for row in found:
        (table,) = (table for table in TABLES.values() if table.kind == row["table"])
        (record,) = (r for r in getattr(records, table.name) if r.id == row[table.key])
        for column in table.listed:
            assert _plain(row.get(column.name)) == _plain(column.of(record))


def _plain(cell: object) -> object:
    if cell is None or cell == ():
        return None
    if isinstance(cell, bool | int | float | Decimal):
        return float(cell)
    return list(cell) if isinstance(cell, tuple) else cell if isinstance(cell, list) else str(cell)


@settings(max_examples=10)
@given(records=any_records())
def test_parquet_holds_every_cell(records: Records) -> None:
    with zipfile.ZipFile(io.BytesIO(content("parquet", records))) as files:
        for table in TABLES.values():
            rows = pq.read_table(io.BytesIO(files.read(f"{table.name}.parquet"))).to_pylist()
            stated = getattr(records, table.name)
            assert [row[table.key] for row in rows] == [record.id for record in stated]
            for row, record in zip(rows, stated, strict=True):
                for column in table.listed:
                    found = _plain(row[column.name]) or None
                    assert found == (_plain(column.of(record)) or None)


def test_parquet_knows_days_and_numbers(tiny_graph: Graph) -> None:
    with zipfile.ZipFile(io.BytesIO(content("parquet", tiny_graph.records))) as files:
        table = pq.read_table(io.BytesIO(files.read("relations.parquet")))
    rows = {row["id"]: row for row in table.to_pylist()}
    cheque = next(row for row in rows.values() if row["amount"] == 1e9)
    assert isinstance(cheque["start"], date)
    assert cheque["sign"] == "cooperative"
    assert table.schema.metadata[b"cutoff"] == b"2025-12-31"


_STRING = re.compile(r"'((?:[^'\\]|\\.)*)'", re.DOTALL)


@settings(max_examples=15)
@given(records=any_records())
def test_a_script_holds_every_text_and_nothing_breaks_out(records: Records) -> None:
    script = content("cypher", records).decode()
    texts = [re.sub(r"\\(u....|.)", _unescaped, text) for text in _STRING.findall(script)]
    nodes, edges = expected(records)
    for thing in (*nodes.values(), *edges.values()):
        for name in ("name", "note", "evidence"):
            assert thing.get(name, texts[0]) in texts
    outside = _STRING.sub("", script)
    assert not re.search(r"['\\\x00-\x09\x0b-\x1f]", outside)
    assert outside.count(";") == len(re.findall(r"^(?:CREATE|UNWIND)", outside, re.MULTILINE))


def _unescaped(found: re.Match[str]) -> str:
    return chr(int(found[1][1:], 16)) if found[1][0] == "u" else found[1]


def test_a_backslash_never_stands_before_a_u_in_a_script() -> None:
    relation = builders.relation("a", "owns", "b", evidence="\\u0027}) DETACH DELETE r //")
    script = content("cypher", builders.records([relation])).decode()
    assert r"'\\\u00750027}) DETACH DELETE r //'" in script


def test_a_script_names_every_relation_once(tiny_graph: Graph) -> None:
    script = content("cypher", tiny_graph.records).decode()
    for relation in tiny_graph.records.relations:
        assert script.count(f"{{`id`: '{relation.id}', `source`") == 1
    assert "MERGE (s)-[r:`INVESTS_IN` {id: row.id}]->(t)" in script
    assert "a:SoftwareCompany:AiLab" in script


def test_a_dossier_says_what_who_says(tiny_graph: Graph) -> None:
    said = tiny_graph.export("md", actor="atlas", as_of="2024-12-31")
    assert isinstance(said, str)
    lines = [line for line in said.splitlines() if line.startswith("- ") and "confidence" in line]
    assert len(lines) == len(tiny_graph.who("atlas", as_of="2024-12-31"))
    assert said.startswith("# Atlas\n")
    assert "As of 2024-12-31, at group level." in said


def test_a_dossier_links_every_source_it_rests_on(tiny_graph: Graph) -> None:
    said = str(tiny_graph.export("md", actor="boreal"))
    html = MarkdownIt("commonmark").render(said)
    for tie in tiny_graph.who("boreal"):
        for source in tie.relation.sources:
            assert f'href="{escape(tiny_graph.records.source_by_id[source].url)}"' in html


def test_a_dossier_needs_an_actor(tiny_graph: Graph) -> None:
    with pytest.raises(NotExportable, match="name it with --actor"):
        tiny_graph.export("md")


@pytest.mark.parametrize("name", ["ttl", "jsonl", "parquet"])
def test_a_format_of_all_claims_takes_no_scope(name: str, tiny_graph: Graph) -> None:
    with pytest.raises(NotExportable, match="a scope or an actor applies to graphml, gexf"):
        tiny_graph.export(name, as_of="2024")


def test_an_archive_is_the_same_twice_and_opens() -> None:
    files = [("a.txt", [b"x" * 3_000_000]), ("b.txt", [b"1", b"2"])]
    first, second = (b"".join(archive(files)) for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as opened:
        assert opened.testzip() is None
        assert opened.read("b.txt") == b"12"
