"""Seeded faults: the rules for columns find what those for rows and the shapes find."""

from __future__ import annotations

import csv
import io
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

import kg
from builders import TABLES, TINY
from kg.large.load.importing import check
from kg.large.load.sieve import SURE
from kg.rdf import check as validation
from kg.records.cells import write
from seeded import CELLS

if TYPE_CHECKING:
    from pathlib import Path

    from kg.base.errors import Finding

# Faults that no single cell of the tiny data makes, as rows changed together.
TOGETHER: dict[str, list[tuple[str, str, dict[str, str]]]] = {
    "person-in-trade": [("relations", "cobalt--supplies-chips-to--delta", {"object": "eve"})],
    "two-superseded": [
        ("relations", "delta--supplies-cloud-to--boreal", {"status": "superseded"}),
        ("relations", "cobalt--supplies-chips-to--delta", {"status": "superseded"}),
    ],
    "sources": [
        ("sources", "s-2024", {"url": "https://one.example/"}),
        ("sources", "s-2023", {"url": "https://one.example/"}),
        ("relations", "atlas--competes-with--boreal", {"confidence": "high", "market": ""}),
    ],
    "analysis": [
        ("sources", "s-2024", {"kind": "analysis"}),
        ("relations", "atlas--competes-with--boreal", {"confidence": "high", "sources": "s-2024"}),
    ],
    "guarantee": [
        (
            "relations",
            "atlas--invests-in--boreal--2023",
            {"beneficiary": "atlas|boreal|delta"},
        ),
    ],
}
SINGLE = [
    *{fault[3]: fault[:3] for fault in CELLS}.values(),  # one for each rule
    ("relations", "atlas--invests-in--boreal--2023", {"amount_period": "total"}),
    ("relations", "atlas--invests-in--boreal--2023", {"amount": "0500.50"}),
    ("relations", "atlas--invests-in--boreal--2023", {"evidence": "bell \x07"}),
    ("relations", "atlas--invests-in--boreal--2023", {"evidence": "“Quoted”, und so weiter…"}),
    ("relations", "atlas--invests-in--boreal--2023", {"evidence": "two\nlines", "deal": "x"}),
    ("relations", "atlas--invests-in--boreal--2023", {"sources": "s-2024|s-2023"}),
    ("relations", "atlas--invests-in--boreal--2023", {"sources": "s-2024|"}),
    ("relations", "atlas--invests-in--boreal--2023", {"id": "", "status": ""}),
    ("relations", "atlas--invests-in--boreal--2023", {"supersedes": "nothing"}),
    ("relations", "atlas--invests-in--boreal--2023", {"id": "atlas--competes-with--boreal"}),
    ("sources", "s-2024", {"url": "http://[::1"}),
    ("sources", "s-2024", {"title": "\u00a0spaced"}),
    ("actors", "atlas", {"part_of": "nobody"}),
    ("actors", "atlas", {"kinds": "person|ai-lab"}),
    ("observations", "boreal--revenue--2024", {"sources": "s-1"}),
    ("deals", "boreal-series-b", {"sources": "s-1", "closed": "2022-01"}),
]


def known(found: list[Finding] | tuple[Finding, ...]) -> set[tuple[str, int, str, str, str]]:
    return {(f.file, f.row, f.column, f.rule, f.subject) for f in found}


def by_rows(folder: Path) -> tuple[Finding, ...]:
    """Return what the rules for rows and the shapes find, without columns."""
    graph = kg.open(folder)
    return validation.check(folder, lambda: graph.records)


@pytest.fixture
def spoilt(tmp_path: Path) -> Path:
    for name in (*TABLES, "dataset.ttl"):
        shutil.copy(TINY / name, tmp_path)
    return tmp_path


@pytest.mark.parametrize(("table", "row", "cells"), SINGLE)
def test_a_fault_in_one_row(spoilt: Path, table: str, row: str, cells: dict[str, str]) -> None:
    spoil(spoilt, table, row, cells)
    assert known(check(spoilt).findings) == known(by_rows(spoilt))


@pytest.mark.parametrize("name", TOGETHER)
def test_faults_in_rows_together(spoilt: Path, name: str) -> None:
    for table, row, cells in TOGETHER[name]:
        spoil(spoilt, table, row, cells)
    expected = known(by_rows(spoilt))
    assert expected
    assert known(check(spoilt).findings) == expected


@pytest.mark.parametrize(
    "spoil_bytes",
    [
        lambda text: text + b"x,y\n",
        lambda text: text.replace(b",kind,", b",sort,"),
        lambda text: text.replace(b"Series", b"S\xe9ries"),
        lambda text: b"",
        lambda text: text.replace(b"\n", b"\r\n"),
        lambda text: b"\xef\xbb\xbf" + text,
        lambda text: text.replace(b"\n", b"\n\n", 2),
        lambda text: text.replace(b",", b";"),
        lambda text: text.replace(b",", b"\t"),
    ],
    ids=[
        "cells",
        "header",
        "encoding",
        "empty",
        "crlf",
        "mark",
        "blank-lines",
        "semicolons",
        "tabs",
    ],
)
def test_a_fault_of_the_file(spoilt: Path, spoil_bytes: object) -> None:
    path = spoilt / "deals.csv"
    path.write_bytes(spoil_bytes(path.read_bytes()))  # type: ignore[operator]
    found, expected = check(spoilt).findings, by_rows(spoilt)
    assert {(f.file, f.rule) for f in found} == {(f.file, f.rule) for f in expected}


def test_a_missing_table(spoilt: Path) -> None:
    (spoilt / "deals.csv").unlink()
    assert known(check(spoilt).findings) == known(by_rows(spoilt))


def test_the_words_are_the_same(spoilt: Path) -> None:
    spoil(spoilt, "relations", "atlas--invests-in--boreal--2023", {"status": "actve", "deal": "x"})
    # What to write instead of an id is told row by row only: it is looked for in all rows.
    found, expected = (
        {replace(f, remedy="") if f.rule == "reference" else f for f in findings}
        for findings in (check(spoilt).findings, by_rows(spoilt))
    )
    assert found == expected


def test_a_copy_of_a_row(spoilt: Path) -> None:
    for name in ("relations", "actors", "deals", "observations"):
        path = spoilt / f"{name}.csv"
        text = path.read_text(encoding="utf-8")
        row = text.splitlines()[1]
        id_, _, rest = row.partition(",")
        path.write_text(f"{text}{id_}--again,{rest}\n", encoding="utf-8")
    found = known(check(spoilt).findings)
    assert found == known(by_rows(spoilt))
    assert len([one for one in found if one[3] == "same-row"]) == 4


def test_many_faults_are_counted_and_the_first_told(spoilt: Path) -> None:
    path = spoilt / "sources.csv"
    more = "".join(f"a{n},T,P,,https://a.example/{n},,blog\n" for n in range(250))
    path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    report = check(spoilt)
    assert len(report.findings) == 100
    assert report.unlisted == {"sources: cells": 150}


def test_sound_tables_have_no_findings(shipped: object) -> None:
    assert check(kg.vocabulary.bundled.folder("data")).findings == ()


@pytest.mark.parametrize("parse", list(SURE))
@pytest.mark.parametrize("text", ["a", "A-1_~.", "https://x.example/?q=1", "a b", "é ü", "a|b"])
def test_what_is_surely_sound_is_sound(parse: object, text: str) -> None:
    from kg.large.load.arrow import pa, pc

    pattern = SURE[parse]  # type: ignore[index]
    if pc.match_substring_regex(pa.array([text]), pattern)[0].as_py():
        assert write(parse(text)) == text  # type: ignore[operator]


def spoil(folder: Path, table: str, row: str, cells: dict[str, str]) -> None:
    """Write some cells of one row."""
    path = folder / f"{table}.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    (found,) = (r for r in rows if r["id"] == row)
    found.update(cells)
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8")
