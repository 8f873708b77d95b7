"""Rules that hold between the cells of a row and between rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import kg
from builders import money, person, records, relation, source
from kg.records.rules import integrity

if TYPE_CHECKING:
    from pathlib import Path

    from kg.graph.graph import Graph
    from kg.records.model import Relation


def rules(*found: Relation, **more: Any) -> list[tuple[str, str, str]]:
    """Return id, column and rule of the findings in some relations."""
    return [(f.subject, f.column, f.rule) for f in integrity(records(found, **more))]


RIVALRY = relation("a", "competes-with", "b", market=("search",))


@pytest.mark.parametrize(
    ("row", "column", "rule"),
    [
        (relation("a", "invests-in", "a"), "object", "two-parties"),
        (relation("b", "partners-with", "a"), "subject", "symmetric-order"),
        (relation("a", "leads", "b"), "subject", "people-subject"),
        (relation("a", "board-member-of", "b"), "subject", "people-subject"),
        (relation("a", "invests-in", "b", valid_from="2025", valid_to="2024-12"), "valid_to",
         "date-order"),
        (relation("a", "invests-in", "b", announced="2025-06-02", valid_to="2025-06-01"),
         "valid_to", "date-order"),
        (relation("a", "competes-with", "b"), "market", "rivalry-market"),
        (relation("a", "competes-with", "b", market=("search",), amount=money(1)), "amount",
         "amount-type"),
        (relation("a", "invests-in", "b", status="superseded"), "status", "successor-missing"),
    ],
)  # fmt: skip
def test_a_broken_rule(row: Relation, column: str, rule: str) -> None:
    assert rules(row) == [(row.id, column, rule)]


@pytest.mark.parametrize(
    "row",
    [
        RIVALRY,
        relation("a", "invests-in", "b", valid_from="2025", valid_to="2025"),
        relation("a", "invests-in", "b", valid_from="2025-06-01", valid_to="2025-06-01"),
        relation("b", "invests-in", "a"),
        relation("a", "invests-in", "b", "2024", amount=money(1)),
        relation("a", "invests-in", "b", status="ended"),
    ],
)
def test_nothing_wrong(row: Relation) -> None:
    assert rules(row) == []


def test_a_person_may_lead() -> None:
    assert rules(relation("p", "leads", "b"), actors=[person("p")]) == []


@pytest.mark.parametrize("id_", ["x", "a--invests-in--c", "a--invests-in--b-2", "a--invests-in"])
def test_an_id_names_type_and_parties(id_: str) -> None:
    from dataclasses import replace

    row = replace(relation("a", "invests-in", "b"), id=id_)
    assert rules(row) == [(id_, "id", "id-form")]


@pytest.mark.parametrize(
    ("status", "broken"),
    [("superseded", []), ("ended", []), ("cancelled", []), ("active", ["superseded-status"])],
)
def test_what_is_superseded_has_a_final_status(status: str, broken: list[str]) -> None:
    old = relation("a", "owns", "b", "1", status=status)
    new = relation("a", "owns", "b", "2", supersedes=old.id)
    assert [rule for *_, rule in rules(old, new)] == broken


def test_a_source_that_supports_nothing() -> None:
    found = integrity(records([RIVALRY], sources=[source("s"), source("idle")]))
    assert [(f.file, f.subject, f.rule) for f in found] == [
        ("sources.csv", "idle", "orphan-source")
    ]


def test_findings_of_tables_name_the_line(copy: Path) -> None:
    path = copy / "relations.csv"
    text = path.read_text(encoding="utf-8").replace(
        "competes-with,boreal,delta,,2024-02,2024-12", "competes-with,boreal,delta,,2024-02,2023-12"
    )
    path.write_text(text, encoding="utf-8")
    (finding,) = kg.open(copy).check()
    assert (finding.file, finding.row, finding.column) == ("relations.csv", 10, "valid_to")
    assert "2024-01-01" in finding.message
    assert "2024-02-01" in finding.message


def test_rows_that_can_be_read_are_judged_beside_those_that_cannot(copy: Path) -> None:
    for file, old, new in (
        ("actors.csv", ",FR,2019,", ",France,2019,"),
        ("relations.csv", ",owns,atlas,atlas-cloud,", ",owns,atlas,atlas,"),
        ("relations.csv", "boreal,delta,,2024-02,2024-12", "boreal,delta,,2024-02,2023-12"),
    ):
        text = (copy / file).read_text(encoding="utf-8")
        (copy / file).write_text(text.replace(old, new), encoding="utf-8", newline="")
    found = {(f.file, f.row, f.rule) for f in kg.open(copy).check()}
    assert found >= {
        ("actors.csv", 4, "valid-country"),
        ("relations.csv", 5, "two-parties"),
        ("relations.csv", 10, "date-order"),
    }


def test_findings_of_the_tables_themselves_come_first(copy: Path) -> None:
    (copy / "deals.csv").unlink()
    rules_found = {finding.rule for finding in kg.open(copy).check()}
    assert "missing-table" in rules_found


@pytest.mark.parametrize("name", ["tiny_graph", "shipped"])
def test_our_own_data_is_sound(name: str, request: pytest.FixtureRequest) -> None:
    graph: Graph = request.getfixturevalue(name)
    assert graph.check() == ()


def test_a_store_is_checked_too(tmp_path: Path, tiny_graph: Graph) -> None:
    tiny_graph.build(tmp_path / "store")
    assert kg.open(tmp_path / "store").check() == ()
