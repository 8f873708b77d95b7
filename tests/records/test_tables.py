"""CSV tables to records and back; every problem with its place."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

import strategies
from builders import TABLES
from kg.base.errors import InvalidTables, UnreadableGraph
from kg.records import rows, tables

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kg.records.model import Records

ATLAS, CLOUD, BOREAL = 2, 3, 4  # lines of actors.csv
DEAL, OTHER_DEAL = 2, 3  # lines of deals.csv
RIVALRY, CHEQUE, LICENCE, OWNS = 2, 3, 4, 5  # lines of relations.csv
SECOND_CLOUD, TALKS = 8, 11  # line 8 goes on in line 9


def test_written_as_read_byte_for_byte(tiny: Path) -> None:
    written = tables.write(tables.read(tiny))
    assert sorted(written) == list(TABLES)
    for name, text in written.items():
        assert text.encode() == (tiny / name).read_bytes()


@settings(max_examples=80)
@given(found=strategies.any_records())
def test_round_trip(found: Records, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("tables")
    for name, text in tables.write(found).items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    (folder / "dataset.ttl").write_text(
        f'<x:d> <https://w3id.org/ai-alliances/ont#cutoff> "{found.cutoff}" .', encoding="utf-8"
    )
    assert tables.read(folder) == found


def problems(folder: Path) -> list[tuple[str, int, str, str]]:
    """Return place and rule of every finding in a folder."""
    records, findings = tables.examine(folder)
    assert (records is None) == bool(findings)
    assert all(f.message and f.remedy for f in findings)
    return [(f.file, f.row, f.column, f.rule) for f in findings]


def spoil(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    (folder / file).write_text(text.replace(old, new), encoding="utf-8", newline="")


@pytest.mark.parametrize(
    ("file", "old", "new", "row", "column", "rule"),
    [
        # Cells
        ("relations.csv", "2023-01-10,,,completed", "2023-02-30,,,completed", CHEQUE, "announced",
         "valid-announced"),
        ("relations.csv", "2023-01-10,,,completed", "10/01/2023,,,completed", CHEQUE, "announced",
         "valid-announced"),
        ("relations.csv", "2024-01,,active", "2024-13,,active", RIVALRY, "valid_from",
         "valid-valid_from"),
        ("relations.csv", "2024-12,ended", "2024-12,endet", 10, "status", "valid-status"),
        ("relations.csv", ",12.5,", ",112.5,", CHEQUE, "stake_percent", "valid-stake_percent"),
        ("relations.csv", ",1000000000,", ",1e9,", CHEQUE, "amount", "valid-amount"),
        ("relations.csv", ",1000000000,", ",-1,", CHEQUE, "amount", "valid-amount"),
        ("relations.csv", ",1000000000,USD,exact", ",1000000000,usd,exact", CHEQUE, "currency",
         "valid-currency"),
        ("relations.csv", "USD,exact", "USD,precisely", CHEQUE, "amount_qualifier",
         "valid-amount_qualifier"),
        ("relations.csv", ",per-year,", ",per-week,", LICENCE, "amount_period",
         "valid-amount_period"),
        ("relations.csv", ",preferred,", ",prefered,", CHEQUE, "instrument", "valid-instrument"),
        ("relations.csv", ",1.5,GW,", ",1.5,kW,", SECOND_CLOUD, "capacity_unit",
         "valid-capacity_unit"),
        ("relations.csv", "assistants|coding-tools", "assistants|", RIVALRY, "market",
         "valid-market"),
        ("relations.csv", ",1.5,GW,,false,", ",1.5,GW,,no,", SECOND_CLOUD, "exclusive",
         "valid-exclusive"),
        ("relations.csv", "s-2024,medium,Both", "s-2024,sure,Both", RIVALRY, "confidence",
         "valid-confidence"),
        ("relations.csv", "medium,Both sell assistants.", "medium,", RIVALRY, "evidence",
         "required"),
        ("relations.csv", "medium,Both sell", "medium, Both sell", RIVALRY, "evidence", "spaces"),
        ("relations.csv", "Both sell", "Both\x07sell", RIVALRY, "evidence", "valid-evidence"),
        ("relations.csv", ",s-2024,medium,Both", ",,medium,Both", RIVALRY, "sources", "required"),
        ("actors.csv", "delta,Delta Compute", "del ta,Delta Compute", 6, "id", "valid-id"),
        ("actors.csv", "delta,Delta Compute,,neocloud", "delta,Delta Compute,,neo-cloud", 6,
         "kinds", "valid-kinds"),
        ("actors.csv", ",FR,2019,", ",France,2019,", BOREAL, "country", "valid-country"),
        ("actors.csv", ",FR,2019,", ",FR,2019-05,", BOREAL, "founded", "valid-founded"),
        ("actors.csv", "NASDAQ:ATLS", "ATLS", ATLAS, "ticker", "valid-ticker"),
        ("actors.csv", "Q1001", "1001", ATLAS, "wikidata", "valid-wikidata"),
        ("actors.csv", "https://boreal.example/", "boreal.example", BOREAL, "website",
         "valid-website"),
        ("sources.csv", "https://atlas.example/2023", "javascript:alert(1)", 3, "url", "valid-url"),
        ("sources.csv", "atlas.example/2023,en", "atlas.example/2023,english", 3, "language",
         "valid-language"),
        ("sources.csv", ",fr,news", ",fr,rumour", 2, "kind", "valid-kind"),
        ("deals.csv", "funding-round", "round", DEAL, "kind", "valid-kind"),
        ("observations.csv", ",revenue,", ",turnover,", 2, "metric", "valid-metric"),
        ("observations.csv", "120000000.25,,EUR", "120000000.25,,euros", 2, "unit", "valid-unit"),
        ("observations.csv", "-5,,USD", "--5,,USD", 4, "value", "valid-value"),
        ("observations.csv", "2024-06,,,actual", ",,,actual", 4, "as_of", "required"),
        # What belongs together
        ("relations.csv", ",10000000,EUR", ",10000000,", 17, "currency", "amount-currency"),
        ("relations.csv", ",10000000,EUR", ",,EUR", 17, "currency", "amount-missing"),
        ("relations.csv", ",50000000,USD,,per-year", ",,,,per-year", LICENCE, "amount_period",
         "amount-missing"),
        ("relations.csv", ",1000000000,USD,exact", ",,,exact", CHEQUE, "amount_qualifier",
         "amount-missing"),
        ("relations.csv", ",1.5,GW,", ",1.5,,", SECOND_CLOUD, "capacity", "capacity-unit"),
        ("relations.csv", ",1.5,GW,", ",,GW,", SECOND_CLOUD, "capacity", "capacity-unit"),
        ("deals.csv", "active,,EUR", "active,,", OTHER_DEAL, "currency", "amount-currency"),
        # References
        ("relations.csv", ",owns,atlas,atlas-cloud,", ",owns,atlas,atlas-clod,", OWNS, "object",
         "reference"),
        ("relations.csv", ",owns,atlas,atlas-cloud,", ",owns,atlass,atlas-cloud,", OWNS, "subject",
         "reference"),
        ("relations.csv", ",1.5,GW,,false,", ",1.5,GW,,false,nobody", SECOND_CLOUD,
         "beneficiary", "reference"),
        ("relations.csv", "boreal-series-b,,s-2023,high", "series-c,,s-2023,high", CHEQUE, "deal",
         "reference"),
        ("relations.csv", ",,atlas-cloud--supplies-cloud-to--boreal--2023,s-2025",
         ",,atlas-cloud--supplies-cloud-to--boreal,s-2025", SECOND_CLOUD, "supersedes",
         "reference"),
        ("relations.csv", "s-2024|s-2025,medium,A second", "s-2024|s-2026,medium,A second", 18,
         "sources", "reference"),
        ("actors.csv", "cloud-provider,atlas,", "cloud-provider,atals,", CLOUD, "part_of",
         "reference"),
        ("observations.csv", "2024,delta,", "2024,dleta,", 4, "actor", "reference"),
        ("deals.csv", ",s-2024|s-2025,", ",s-2024|s-9,", OTHER_DEAL, "sources", "reference"),
        # Ids
        ("actors.csv", "\ndelta,Delta", "\ncobalt,Delta", 6, "id", "duplicate-id"),
        # Circles
        ("actors.csv", "|ai-lab,,,,US", "|ai-lab,atlas,,,US", ATLAS,
         "part_of", "part-of-circle"),
        # Rows
        ("deals.csv", ",Valued by the press", "", OTHER_DEAL, "", "cell-count"),
        ("deals.csv", ",Valued by the press", ",Valued, by the press", OTHER_DEAL, "",
         "cell-count"),
        ("observations.csv", "A small loss.", '"A small loss.', 4, "", "csv"),
        ("observations.csv", "A small loss.", '"A small" loss.', 4, "", "csv"),
        # Headers
        ("deals.csv", ",valuation,sources,note\n", ",sources,note\n", 1, "valuation",
         "missing-column"),
        ("deals.csv", "sources,note\n", "sources,notes\n", 1, "note", "missing-column"),
        ("deals.csv", "sources,note\n", "sources,notes\n", 1, "notes", "unknown-column"),
        ("deals.csv", "sources,note\n", "sources,note,note\n", 1, "note", "double-column"),
        ("deals.csv", "sources,note\n", "sources,note,\n", 1, "", "unknown-column"),
    ],
)  # fmt: skip
def test_a_problem_and_its_place(
    copy: Path, file: str, old: str, new: str, row: int, column: str, rule: str
) -> None:
    spoil(copy, file, old, new)
    assert (file, row, column, rule) in problems(copy)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("relations.csv", "2024-12,ended", "2024-12,endet"),
        ("relations.csv", "USD,exact", "USD,precisely"),
        ("actors.csv", ",FR,2019,", ",France,2019,"),
        ("relations.csv", ",owns,atlas,atlas-cloud,", ",owns,atlas,atlas-clod,"),
        ("relations.csv", ",1.5,GW,", ",1.5,,"),
    ],
)
def test_one_mistake_gives_one_finding(copy: Path, file: str, old: str, new: str) -> None:
    spoil(copy, file, old, new)
    assert len(problems(copy)) == 1


def test_all_problems_at_once(copy: Path) -> None:
    spoil(copy, "actors.csv", ",FR,2019,", ",France,2019-05,")
    spoil(copy, "relations.csv", "2024-12,ended", "2024-13,endet")
    spoil(copy, "observations.csv", ",revenue,", ",turnover,")
    (copy / "deals.csv").unlink()
    found = problems(copy)
    assert {place[:3] for place in found} >= {
        ("actors.csv", 4, "country"),
        ("actors.csv", 4, "founded"),
        ("deals.csv", 0, ""),
        ("observations.csv", 2, "metric"),
        ("relations.csv", 10, "valid_to"),
        ("relations.csv", 10, "status"),
    }
    assert found == sorted(found)
    with pytest.raises(InvalidTables) as caught:
        tables.read(copy)
    assert len(caught.value.findings) == len(found)
    assert str(caught.value).count("\n  ") == len(found)


@pytest.mark.parametrize("name", TABLES)
def test_a_missing_table(copy: Path, name: str) -> None:
    (copy / name).unlink()
    assert (name, 0, "", "missing-table") in problems(copy)


@pytest.mark.parametrize("name", TABLES)
def test_an_empty_file(copy: Path, name: str) -> None:
    (copy / name).write_bytes(b"")
    assert (name, 1, "id", "missing-column") in problems(copy)


def test_a_table_older_than_a_column(copy: Path) -> None:
    before, path = tables.read(copy), copy / "actors.csv"
    with path.open(encoding="utf-8", newline="") as file:
        table = list(csv.reader(file))
    newer = {table[0].index(name) for name in ("part_of_from", "part_of_to", "cik", "lei")}
    with path.open("w", encoding="utf-8", newline="") as file:
        for row in table:
            csv.writer(file).writerow(cell for n, cell in enumerate(row) if n not in newer)
    assert tables.read(copy) == before


def test_not_utf_8(copy: Path) -> None:
    path = copy / "actors.csv"
    path.write_bytes(path.read_bytes().replace("Boréal AI".encode(), "Boréal AI".encode("latin-1")))
    assert ("actors.csv", BOREAL, "", "encoding") in problems(copy)


@pytest.mark.parametrize(("mark", "told"), [(";", "';'"), ("\t", "tabs")])
@pytest.mark.parametrize("quote", ["", '"'])
def test_other_separators_are_one_finding(copy: Path, mark: str, told: str, quote: str) -> None:
    head, _, rest = (copy / "actors.csv").read_text(encoding="utf-8").partition("\n")
    head = mark.join(f"{quote}{name}{quote}" for name in head.split(","))
    (copy / "actors.csv").write_text(f"{head}\n{rest}", encoding="utf-8-sig")
    (finding,) = tables.examine(copy)[1]
    assert str(finding) == (
        f"actors.csv:1: the columns are separated by {told}; save it as CSV with commas"
    )


def test_separator_and_encoding_are_both_told(copy: Path) -> None:
    text = (copy / "actors.csv").read_text(encoding="utf-8").replace(",", ";")
    (copy / "actors.csv").write_bytes(text.encode("latin-1"))
    rules = {rule for file, *_, rule in problems(copy) if file == "actors.csv"}
    assert rules == {"encoding", "separator"}


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("borael", "did you mean boreal? If not, add the row to actors"),
        ("atlas-clod", "did you mean atlas-cloud or atlas? If not, add the row to actors"),
        ("zzz", "add the row to actors"),
    ],
)
def test_an_id_that_does_not_exist_is_guessed(copy: Path, written: str, told: str) -> None:
    spoil(copy, "relations.csv", ",owns,atlas,atlas-cloud,", f",owns,atlas,{written},")
    (finding,) = tables.examine(copy)[1]
    assert (finding.rule, finding.remedy) == ("reference", told)


def test_guesses_are_bounded(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "_COMPARISONS", 20)
    text = (copy / "relations.csv").read_text(encoding="utf-8")
    (copy / "relations.csv").write_text(text.replace(",boreal,", ",borael,"), encoding="utf-8")
    told = [f.remedy for f in tables.examine(copy)[1]]
    assert 0 < sum(remedy.startswith("did you mean boreal") for remedy in told) < len(told)


def test_a_table_that_is_a_folder(copy: Path) -> None:
    (copy / "deals.csv").unlink()
    (copy / "deals.csv").mkdir()
    assert any(place[0] == "deals.csv" for place in problems(copy))


def test_a_circle_of_two(copy: Path) -> None:
    spoil(copy, "actors.csv", "|ai-lab,,,,US", "|ai-lab,atlas-cloud,,,US")
    circles = [place for place in problems(copy) if place[3] == "part-of-circle"]
    assert circles == [
        ("actors.csv", ATLAS, "part_of", "part-of-circle"),
        ("actors.csv", CLOUD, "part_of", "part-of-circle"),
    ]


def test_an_id_that_stands_three_times(copy: Path) -> None:
    path = copy / "sources.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, lines[1], lines[1]]) + "\n", encoding="utf-8")
    assert problems(copy) == [
        ("sources.csv", 7, "id", "duplicate-id"),
        ("sources.csv", 8, "id", "duplicate-id"),
    ]


def _bom(raw: bytes) -> bytes:
    return b"\xef\xbb\xbf" + raw


def _crlf(raw: bytes) -> bytes:
    """Windows line ends, but the line break inside a cell stays."""
    text = raw.decode().replace("\n", "\r\n").replace("cloud.\r\nFive", "cloud.\nFive")
    return text.encode()


def _blank_lines(raw: bytes) -> bytes:
    head, _, rest = raw.decode().partition("\n")
    return f"{head}\n\n{rest}\n\n".encode()


def _no_last_line_break(raw: bytes) -> bytes:
    return raw[:-1]


def _all_quoted(raw: bytes) -> bytes:
    import csv
    import io

    out = io.StringIO()
    rows = csv.reader(io.StringIO(raw.decode(), newline=""))
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def _columns_turned_round(raw: bytes) -> bytes:
    import csv
    import io

    out = io.StringIO()
    rows = csv.reader(io.StringIO(raw.decode(), newline=""))
    csv.writer(out, lineterminator="\n").writerows(row[::-1] for row in rows)
    return out.getvalue().encode()


@pytest.mark.parametrize(
    "change",
    [_bom, _crlf, _blank_lines, _no_last_line_break, _all_quoted, _columns_turned_round],
)
def test_accepted_as_it_is(copy: Path, tiny: Path, change: Callable[[bytes], bytes]) -> None:
    for name in TABLES:
        (copy / name).write_bytes(change((copy / name).read_bytes()))
    assert tables.read(copy) == tables.read(tiny)


def test_lines_after_a_cell_of_two_lines_are_counted_right(copy: Path) -> None:
    """The evidence of the row in line 8 goes on in line 9, so the next row stands in line 10."""
    spoil(copy, "relations.csv", "2024-12,ended", "2024-12,endet")
    spoil(copy, "relations.csv", "Five billion at least.", "Five\nbillion\nat least.")
    assert problems(copy) == [("relations.csv", 12, "status", "valid-status")]
    assert tables.lines(copy)["relations.csv", TALKS_ID] == 13


TALKS_ID = "boreal--in-talks-with--cobalt"


def test_lines(tiny: Path) -> None:
    lines = tables.lines(tiny)
    assert lines["actors.csv", "boreal"] == BOREAL
    assert lines["relations.csv", TALKS_ID] == TALKS
    assert len(lines) == 7 + 5 + 2 + 18 + 3


def test_a_long_cell_is_read_as_it_was_written(copy: Path) -> None:
    limit = csv.field_size_limit(131_072)  # as the library has it
    try:
        found = tables.read(copy)
        title = "long " * 40_000 + "title"
        first = replace(found.sources[0], title=title)
        texts = tables.write(replace(found, sources=(first, *found.sources[1:])))
        (copy / "sources.csv").write_text(texts["sources.csv"], encoding="utf-8")
        assert tables.read(copy).source_by_id[first.id].title == title
    finally:
        csv.field_size_limit(limit)


def test_findings_say_where_and_what_to_do(copy: Path) -> None:
    spoil(copy, "relations.csv", "2024-12,ended", "2024-12,endet")
    with pytest.raises(InvalidTables) as caught:
        tables.read(copy)
    said = str(caught.value)
    assert said.startswith("1 problem in the tables:\n  relations.csv:10:status: ")
    assert re.search(r"'endet' is not a valid status; write one of ended", said)


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(UnreadableGraph, match="no such folder"):
        tables.read(tmp_path / "nowhere")


def test_digest_is_of_the_records_and_not_of_the_files(copy: Path, tiny: Path) -> None:
    (copy / "relations.csv").write_bytes(_crlf((copy / "relations.csv").read_bytes()))
    same = tables.digest(tables.read(copy))
    assert same == tables.digest(tables.read(tiny))
    spoil(copy, "actors.csv", "Delta Compute", "Delta Computing")
    assert tables.digest(tables.read(copy)) != same


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<x:d> <x:p> .", "dataset.ttl"),
        ('<x:d> <x:p> "no cut-off" .', "state the cut-off"),
        ('<x:d> <https://w3id.org/ai-alliances/ont#cutoff> "soon" .', "'soon' is no date"),
        ('<x:d> <https://w3id.org/ai-alliances/ont#cutoff> "2025-02-30" .', "is no date"),
    ],
)
def test_a_dataset_description_that_states_no_cutoff(copy: Path, text: str, said: str) -> None:
    (copy / "dataset.ttl").write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableGraph, match=said):
        tables.read(copy)


def test_without_a_description_the_last_day_of_the_relations_is_the_cutoff(copy: Path) -> None:
    (copy / "dataset.ttl").unlink()
    assert str(tables.read(copy).cutoff) == "2025-03-01"
