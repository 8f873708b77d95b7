"""Seeded faults: one change to sound data, caught by the rule that is made for it.

Cells are changed in a copy of the tiny tables and met by the whole of ``kg check``. What a table
cannot even say is changed by SPARQL in the graph of the same data and met by the shapes.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

import kg
from kg.rdf import shapes
from kg.rdf.store import claims
from kg.vocabulary.iri import PREFIXES
from seeded import CELLS, INVESTMENT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kg.base.errors import Finding
    from kg.graph.graph import Graph


# SPARQL update, and the rule, file and column of the finding.
GRAPHS: list[tuple[str, str, str, str]] = [
    (
        "INSERT DATA { relation:$inv al:subject actor:cobalt }",
        "one-subject",
        "relations.csv",
        "subject",
    ),
    (
        "DELETE DATA { relation:$inv al:object actor:boreal }",
        "one-object",
        "relations.csv",
        "object",
    ),
    ("DELETE DATA { relation:$inv a al:Relation }", "relation-class", "relations.csv", "type"),
    ("INSERT DATA { relation:$inv a al:LendsTo }", "one-leaf-type", "relations.csv", "type"),
    (
        "DELETE DATA { relation:$inv a al:InvestsIn } ; INSERT DATA { relation:$inv a al:LendsTo }",
        "type-agrees",
        "relations.csv",
        "type",
    ),
    (
        "INSERT DATA { relation:$inv al:status code:status\\/active }",
        "valid-status",
        "relations.csv",
        "status",
    ),
    (
        "INSERT DATA { relation:$inv al:market code:status\\/active }",
        "valid-market",
        "relations.csv",
        "market",
    ),
    (
        "INSERT DATA { relation:$inv al:announced '2023' }",
        "stated-date",
        "relations.csv",
        "announced",
    ),
    (
        "DELETE WHERE { relation:$inv al:announcedFrom ?d }",
        "announced-bound",
        "relations.csv",
        "announced",
    ),
    (
        "INSERT DATA { relation:$inv al:from '2023'^^xsd:gYear }",
        "from-bound",
        "relations.csv",
        "valid_from",
    ),
    (
        "INSERT DATA { relation:$inv al:to '2020-01-01'^^xsd:date }",
        "date-order",
        "relations.csv",
        "valid_to",
    ),
    ("DELETE WHERE { relation:$inv al:evidence ?e }", "one-evidence", "relations.csv", "sources"),
    (
        "DELETE WHERE { ?e prov:hadPrimarySource source:s-2023 }",
        "evidence-source",
        "relations.csv",
        "sources",
    ),
    (
        "DELETE { ?e al:statement ?s } WHERE { relation:$inv al:evidence ?e . ?e al:statement ?s }",
        "evidence-statement",
        "relations.csv",
        "evidence",
    ),
    (
        "INSERT DATA { relation:$inv al:amount [ a al:Amount ] }",
        "part-id",
        "relations.csv",
        "amount",
    ),
    (
        "INSERT DATA { relation:$inv\\/amount al:value 1e9 }",
        "amount-value",
        "relations.csv",
        "amount",
    ),
    (
        "INSERT { ?a al:currency 'EUR' } WHERE { relation:$inv al:amount ?a }",
        "amount-currency",
        "relations.csv",
        "currency",
    ),
    ("DELETE WHERE { ?a al:moneyKind ?k }", "money-kind", "relations.csv", "amount"),
    (
        "DELETE WHERE { ?old al:supersededBy ?new }",
        "succession-both-ways",
        "relations.csv",
        "supersedes",
    ),
    (
        "INSERT DATA { deal:delta-framework al:hasPart relation:$inv }",
        "one-deal",
        "relations.csv",
        "deal",
    ),
    (
        "INSERT DATA { deal:delta-framework al:hasPart actor:boreal }",
        "deal-part",
        "deals.csv",
        "id",
    ),
    ("INSERT DATA { deal:boreal-series-b a al:Acquisition }", "deal-class", "deals.csv", "kind"),
    (
        "DELETE { ?v al:currency 'USD' } INSERT { ?v al:currency 'EUR' } WHERE { ?d al:amount ?v }",
        "valuation-currency",
        "deals.csv",
        "valuation",
    ),
    (
        "DELETE { ?o al:asOfEnd ?d } INSERT { ?o al:asOfEnd '1999' } WHERE { ?o al:asOfEnd ?d }",
        "as-of-bound",
        "observations.csv",
        "as_of",
    ),
    ("INSERT DATA { actor:atlas a al:Person }", "actor-class", "actors.csv", "kinds"),
    (
        "INSERT DATA { actor:atlas al:kind code:actor-kind\\/person }",
        "organisation-kind",
        "actors.csv",
        "kinds",
    ),
    (
        "INSERT DATA { actor:atlas al:mainKind code:actor-kind\\/bank }",
        "main-kind",
        "actors.csv",
        "kinds",
    ),
    ("INSERT DATA { <https://example.org/x> a al:Actor }", "valid-id", "actors.csv", "id"),
    ("INSERT DATA { source:idle a al:Source }", "orphan-source", "sources.csv", "id"),
    (
        "INSERT DATA { <https://w3id.org/ai-alliances/dataset> al:cutoff '2025' }",
        "valid-cutoff",
        "dataset.ttl",
        "cutoff",
    ),
]


@pytest.mark.parametrize(
    ("table", "row", "cells", "rule", "column"),
    CELLS,
    ids=[f"{row}-{rule}" for _, row, _, rule, _ in CELLS],
)
def test_a_spoiled_cell(
    copy: Path, table: str, row: str, cells: dict[str, str], rule: str, column: str
) -> None:
    _spoil(copy / f"{table}.csv", row, cells)
    found = [f for f in kg.open(copy).check() if (f.rule, f.column) == (rule, column)]
    assert found, "the rule is not named"
    for finding in found:
        lines = (copy / finding.file).read_text(encoding="utf-8").splitlines()
        assert lines[finding.row - 1].startswith(f"{finding.subject},")


@pytest.mark.parametrize(
    ("update", "rule", "file", "column"), GRAPHS, ids=[rule for _, rule, *_ in GRAPHS]
)
def test_a_spoiled_graph(tiny_graph: Graph, update: str, rule: str, file: str, column: str) -> None:
    found = {(f.rule, f.file, f.column) for f in _spoiled(tiny_graph, update)}
    assert (rule, file, column) in found


@pytest.mark.parametrize(
    "rule", ["missing-table", "missing-column", "cell-count", "csv", "encoding"]
)
def test_a_spoiled_file(copy: Path, rule: str) -> None:
    path = copy / "deals.csv"
    text = path.read_text(encoding="utf-8")
    spoiled = {
        "missing-table": b"",
        "missing-column": text.replace(",kind,", ",sort,").encode(),
        "cell-count": (text + "x,y\n").encode(),
        "csv": (text + '"x').encode(),
        "encoding": text.encode("utf-16"),
    }[rule]
    path.write_bytes(spoiled)
    if not spoiled:
        path.unlink()
    assert rule in {f.rule for f in kg.open(copy).check() if f.file == "deals.csv"}


def test_the_data_are_sound_before_they_are_spoiled(tiny: Path, tiny_graph: Graph) -> None:
    assert kg.open(tiny).check() == ()
    assert list(_spoiled(tiny_graph, "")) == []


def test_there_are_faults_enough() -> None:
    assert len(CELLS) + len(GRAPHS) >= 40
    assert len({fault[3] for fault in CELLS} | {fault[1] for fault in GRAPHS}) >= 40


def _spoil(path: Path, row: str, cells: dict[str, str]) -> None:
    """Write some cells of one row."""
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    (found,) = (r for r in rows if r["id"] == row)
    assert cells.keys() <= found.keys()
    found.update(cells)
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8")


def _spoiled(graph: Graph, update: str) -> Iterator[Finding]:
    """Yield what the shapes find in a graph after an update."""
    store = ox.Store()
    store.extend(ox.Quad(*triple) for triple in claims(graph.store))
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    if update:
        store.update(prefixes + update.replace("$inv", INVESTMENT))
    return shapes.findings(claims(store))
