"""The optional tables: the term of a relation, and who disclosed it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

import kg
from kg.base.errors import InvalidTables
from kg.large.load.importing import check
from kg.records import tables
from kg.records.model import Amount, Disclosure, Term
from kg.vocabulary.dates import PartialDate

if TYPE_CHECKING:
    from pathlib import Path

DEAL = "atlas--invests-in--boreal--2023"
HEADER = (
    "relation,term_kind,starts,ends,years,amount_per_year,currency,notice_days,source,evidence\n"
)
FIRM = f"{DEAL},firm,2023-06,2030,7,250000000,EUR,90,s-2023,A firm order of seven years.\n"
WHO = f"relation,disclosed_by,source\n{DEAL},both,s-2023|s-2024\n"


@pytest.fixture
def place(copy: Path) -> Path:
    (copy / "terms.csv").write_text(HEADER + FIRM, encoding="utf-8")
    (copy / "disclosed_by.csv").write_text(WHO, encoding="utf-8")
    return copy


def test_read(place: Path) -> None:
    records = tables.read(place)
    assert records.terms == (
        Term(
            DEAL,
            "firm",
            ("s-2023",),
            "A firm order of seven years.",
            starts=PartialDate(2023, 6),
            ends=PartialDate(2030),
            years=Decimal(7),
            amount=Amount(Decimal(250000000), "EUR", period="per-year"),
            notice_days=Decimal(90),
        ),
    )
    assert records.disclosed_by == (Disclosure(DEAL, "both", ("s-2023", "s-2024")),)


def test_written_as_read(place: Path) -> None:
    texts = tables.write(tables.read(place))
    assert texts["terms.csv"] == HEADER + FIRM
    assert texts["disclosed_by.csv"] == WHO


def test_without_rows_they_leave_no_trace(copy: Path) -> None:
    before = tables.digest(tables.read(copy))
    (copy / "terms.csv").write_text(HEADER, encoding="utf-8")
    assert tables.digest(tables.read(copy)) == before
    assert tables.read(copy).terms == ()
    assert list(kg.open(copy).counts) == [
        *("actors", "sources", "deals", "relations", "observations"),
    ]


def test_rdf_and_back(place: Path, tmp_path: Path) -> None:
    graph = kg.open(place)
    (tmp_path / "graph.ttl").write_text(str(graph.export("ttl")), encoding="utf-8")
    again = kg.open(tmp_path / "graph.ttl")
    assert again.records == graph.records
    assert graph.check() == again.check() == ()


def test_sparql_reaches_the_term_from_its_relation(place: Path) -> None:
    query = """
    PREFIX al: <https://w3id.org/ai-alliances/ont#>
    SELECT ?kind ?sum ?period ?who WHERE {
      ?relation al:term ?term ; al:disclosure/al:disclosedBy ?who .
      ?term al:termKind ?kind ; al:amount [ al:value ?sum ; al:period ?period ] .
    }"""
    (row,) = kg.open(place).query(query)
    assert [str(row[name]).rpartition("/")[2].strip(">") for name in ("kind", "period", "who")] == [
        *("firm", "per-year", "both"),
    ]
    assert "250000000" in str(row["sum"])


@pytest.mark.parametrize(
    ("old", "new", "column", "rule"),
    [
        (DEAL, "nobody--invests-in--boreal", "relation", "reference"),
        (",firm,", ",iron,", "term_kind", "valid-term_kind"),
        ("2030", "2022", "ends", "term-order"),
        ("2030", "someday", "ends", "valid-ends"),
        ("EUR", "", "currency", "amount-currency"),
        ("250000000", "", "currency", "amount-missing"),
        ("s-2023", "s-1999", "source", "reference"),
        ("A firm order of seven years.", "", "evidence", "required"),
        (FIRM, FIRM + FIRM, "relation", "duplicate-id"),
        (HEADER, HEADER.replace("years", "length"), "years", "missing-column"),
    ],
)
def test_a_problem_and_its_place(place: Path, old: str, new: str, column: str, rule: str) -> None:
    """The rules for rows and those for columns find the same."""
    text = (place / "terms.csv").read_text(encoding="utf-8").replace(old, new)
    (place / "terms.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidTables) as caught:
        tables.read(place)
    places = {(f.file, f.row, f.column, f.rule) for f in caught.value.findings}
    assert (
        "terms.csv",
        1 if rule == "missing-column" else len(text.splitlines()),
        column,
        rule,
    ) in (places)
    assert {(f.file, f.row, f.column, f.rule) for f in check(place).findings} == places


def test_a_source_that_only_a_term_cites_is_used(place: Path) -> None:
    line = "s-new,The contract,Atlas,2023,https://atlas.example/contract,en,filing\n"
    with (place / "sources.csv").open("a", encoding="utf-8") as file:
        file.write(line)
    assert {f.rule for f in kg.open(place).check()} == {"orphan-source"}
    text = (HEADER + FIRM).replace("s-2023", "s-new")
    (place / "terms.csv").write_text(text, encoding="utf-8")
    assert kg.open(place).check() == check(place).findings == ()
