"""Adding rows and keeping tables in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from kg.base.errors import InvalidTables
from kg.cli import main
from kg.records import curating, tables

if TYPE_CHECKING:
    from pathlib import Path

CELLS = {
    "subject": "delta",
    "type": "partners-with",
    "object": "boreal",
    "status": "signed",
    "announced": "2025-05-01",
    "sources": "s-2025",
    "confidence": "medium",
    "evidence": "Both signed.",
}


def before(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_relation_is_added_with_its_id_and_parties_in_order(copy: Path) -> None:
    assert curating.add(copy, "relations", CELLS) == "boreal--partners-with--delta"
    found = tables.read(copy).relation_by_id["boreal--partners-with--delta"]
    assert (found.subject, found.object, found.evidence) == ("boreal", "delta", "Both signed.")


def test_the_tables_stay_in_order_and_the_rest_untouched(copy: Path) -> None:
    old = before(copy)
    curating.add(copy, "relations", CELLS)
    assert curating.tidy(copy) == {}
    assert {n for n, b in before(copy).items() if b != old[n]} <= {"relations.csv", "dataset.ttl"}
    lines = set((copy / "relations.csv").read_text().splitlines())
    assert set(old["relations.csv"].decode().splitlines()) < lines


def test_a_second_state_gets_another_id(copy: Path) -> None:
    curating.add(copy, "relations", CELLS)
    again = {**CELLS, "announced": "2024-01"}
    assert curating.add(copy, "relations", again) == "boreal--partners-with--delta--2024"


def test_duplicates_are_refused(copy: Path) -> None:
    curating.add(copy, "relations", CELLS)
    old = before(copy)
    with pytest.raises(InvalidTables, match="says the same"):
        curating.add(copy, "relations", CELLS)
    assert before(copy) == old


@pytest.mark.parametrize(
    ("table", "cells", "rule"),
    [
        ("sources", {"title": "Again", "publisher": "X", "kind": "news"}, "same page as"),
        ("actors", {"name": "ATLAS", "kinds": "ai-lab"}, "same actor as atlas"),
        ("actors", {"id": "a", "name": "Atlas Inc.", "kinds": "ai-lab"}, "same actor as a"),
    ],
)
def test_known_pages_and_names_are_refused(
    copy: Path, table: str, cells: dict[str, str], rule: str
) -> None:
    if table == "sources":
        cells = {**cells, "url": tables.read(copy).sources[0].url}
    with pytest.raises(InvalidTables, match=rule):
        curating.add(copy, table, cells)


def test_all_that_is_wrong_is_said_and_nothing_written(copy: Path) -> None:
    old = before(copy)
    with pytest.raises(InvalidTables) as caught:
        curating.add(copy, "relations", {**CELLS, "type": "partners", "announced": "2025-13"})
    assert {f.rule for f in caught.value.findings} >= {"valid-type", "valid-announced"}
    assert before(copy) == old


def test_a_rule_between_cells_holds_too(copy: Path) -> None:
    with pytest.raises(InvalidTables, match="market"):
        curating.add(copy, "relations", {**CELLS, "type": "competes-with"})


def test_a_source_then_a_claim(copy: Path) -> None:
    page = {"title": "T", "publisher": "Le Monde (AFP)", "published": "2025-06", "kind": "news"}
    new = curating.add(copy, "sources", {**page, "url": "https://example.org/t"})
    assert new == "le-monde-2025-06"
    curating.add(copy, "relations", {**CELLS, "sources": new})


def test_tidying_sorts_and_trims_without_loss(copy: Path) -> None:
    good = before(copy)
    header, *rows = (copy / "actors.csv").read_text().splitlines()
    spoiled = [row.replace(",", " ,", 1) for row in reversed(rows)]
    text = "\r\n".join([header, *spoiled, ""])
    (copy / "actors.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert curating.tidy(copy) == {"actors.csv": good["actors.csv"].decode()}


def test_the_command_line_adds_and_tidies(copy: Path) -> None:
    options = [part for name, cell in CELLS.items() for part in (f"--{name}", cell)]
    result = CliRunner().invoke(main, ["-g", str(copy), "add", "relation", *options])
    assert (result.exit_code, "boreal--partners-with--delta added" in result.output) == (0, True)
    checked = CliRunner().invoke(main, ["fmt", str(copy), "--check"])
    assert (checked.exit_code, checked.output) == (0, "All tables are tidy.\n")


def test_fmt_says_what_is_out_of_order(copy: Path) -> None:
    path = copy / "actors.csv"
    path.write_text(path.read_text().replace(",", " ,", 1))
    header, *rows = path.read_text().splitlines()
    path.write_text("\n".join([header.replace(" ,", ","), *reversed(rows)]) + "\n")
    checked = CliRunner().invoke(main, ["fmt", str(copy), "--check"])
    assert checked.exit_code == 1
    assert "actors.csv needs tidying" in checked.output
    CliRunner().invoke(main, ["fmt", str(copy)])
    assert CliRunner().invoke(main, ["fmt", str(copy), "--check"]).exit_code == 0


@pytest.mark.parametrize(
    ("table", "cells", "id_"),
    [
        ("actors", {"name": "Électro Nord", "kinds": "energy-company"}, "electro-nord"),
        ("actors", {"id": "en", "name": "Électro Nord", "kinds": "energy-company"}, "en"),
        ("deals", {"name": "Big Deal", "kind": "framework", "status": "signed",
                   "sources": "s-2025"}, "big-deal"),
        ("observations", {"actor": "fjord", "metric": "revenue", "value": "5", "unit": "EUR",
                          "as_of": "2024", "status": "actual", "sources": "s-2025",
                          "evidence": "Five."}, "fjord--revenue--2024"),
    ],
)  # fmt: skip
def test_a_row_of_every_table(copy: Path, table: str, cells: dict[str, str], id_: str) -> None:
    assert curating.add(copy, table, cells) == id_
    assert any(row.id == id_ for row in getattr(tables.read(copy), table))


def test_nothing_is_added_to_bad_tables(copy: Path) -> None:
    path = copy / "actors.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",FR,2019,", ",France,2019,"))
    old = before(copy)
    with pytest.raises(InvalidTables, match="France"):
        curating.add(copy, "relations", CELLS)
    with pytest.raises(InvalidTables, match="France"):
        curating.tidy(copy)
    assert before(copy) == old


def test_the_counts_of_the_description_follow(copy: Path) -> None:
    (copy / "dataset.ttl").write_text(
        "@prefix al: <https://w3id.org/ai-alliances/ont#> .\n"
        "@prefix void: <http://rdfs.org/ns/void#> .\n"
        '<x:d> al:cutoff "2025-12-31" .\n'
        "<x:r> void:class al:Relation ; void:entities 18 .\n"
        "<x:s> void:class al:Source ; void:entities 5 .\n",
        encoding="utf-8",
    )
    curating.add(copy, "relations", CELLS)
    text = (copy / "dataset.ttl").read_text(encoding="utf-8")
    assert "al:Relation ; void:entities 19 ." in text
    assert "al:Source ; void:entities 5 ." in text


@pytest.mark.parametrize(
    ("taken", "id_"),
    [
        (set(), "a--owns--b"),
        ({"a--owns--b"}, "a--owns--b--2025"),
        ({"a--owns--b", "a--owns--b--2025"}, "a--owns--b--2"),
    ],
)
def test_proposed_ids_are_free(taken: set[str], id_: str) -> None:
    cells = {"subject": "a", "type": "owns", "object": "b", "announced": "2025-03"}
    assert curating.propose_id("relations", cells, taken) == id_


def test_a_duplicate_that_dates_the_same_start_in_another_column(copy: Path) -> None:
    curating.add(copy, "relations", CELLS)
    again = {**CELLS, "announced": "", "valid_from": CELLS["announced"]}
    with pytest.raises(InvalidTables, match="says the same"):
        curating.add(copy, "relations", again)


def test_a_duplicate_with_another_source_and_a_vaguer_date(copy: Path) -> None:
    cheque = {**CELLS, "type": "invests-in", "amount": "5000000", "currency": "USD",
              "instrument": "equity"}  # fmt: skip
    curating.add(copy, "relations", cheque)
    again = {**cheque, "announced": "2025", "sources": "s-2020"}
    with pytest.raises(InvalidTables, match="extend that row; if they are two, state what differs"):
        curating.add(copy, "relations", again)
    assert curating.add(copy, "relations", {**again, "instrument": "loan"})


def test_tidying_drops_exact_copies_of_a_name(copy: Path) -> None:
    path = copy / "actors.csv"
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    names = header.split(",").index("alt_names")
    row = lines[0].split(",")
    row[names] = f"{row[1].upper()}|{row[1]}|{row[1].lower()}"
    path.write_text("\n".join([header, ",".join(row), *lines[1:], ""]), encoding="utf-8")
    tidied = curating.tidy(copy)["actors.csv"]
    assert f",{row[1].upper()}|{row[1].lower()}," in tidied
