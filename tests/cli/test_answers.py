"""Answers in every format, and the keys of their JSON."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from calling import questions
from kg.base.text import cell_text, neutral
from kg.graph.columns import kinds, name_of

if TYPE_CHECKING:
    from pathlib import Path

    import kg
    from calling import Call

QUESTIONS = questions() | {"overlaps of one": ["overlaps", "boreal"]}
OVERLAP = [
    "a",
    "b",
    "cooperative",
    "competitive",
    "families",
    "types",
    "markets",
    "since",
    "known_amounts",
    "min_confidence",
    "sources",
]
LOOP = ["actors", "arcs", "length", "bottleneck_usd", "bottleneck_known_usd"]
ARC = ["source", "target", "relations", "kinds", "amount_usd"]
SCOPE = ["as_of", "known_at", "level", "statuses", "min_confidence", "rumours", "undated"]
AMOUNT = {"currency", "kind", "low", "high", "about", "stage", "begins_later"}
LEFT_OUT = [
    "undated_included",
    "undated_excluded",
    "without_amount",
    "below_confidence",
    "rumoured",
]


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("form", ["table", "json", "csv", "md"])
def test_every_question_in_every_format(call: Call, question: str, form: str) -> None:
    result = call(*QUESTIONS[question], "--format", form)
    assert result.exit_code == 0
    assert result.stdout.endswith("\n")
    if form == "json":
        assert json.loads(result.stdout)["rows"]
    if form == "csv":
        header, *lines = csv.reader(io.StringIO(result.stdout))
        assert lines
        assert all(len(line) == len(header) for line in lines)
    if form == "table":
        assert "does not mean absence in the real world" in result.stderr


@pytest.mark.parametrize("form", ["table", "json", "csv", "md"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_in_a_file(call: Call, tmp_path: Path, question: str, form: str) -> None:
    path = tmp_path / "deep" / "answer"
    to_file = call(*QUESTIONS[question], "--format", form, "-o", str(path))
    assert to_file.exit_code == 0
    assert to_file.stdout == ""
    printed = call(*QUESTIONS[question], "--format", form).stdout
    assert printed.endswith(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_answers_the_same_twice(call: Call, question: str) -> None:
    for form in ("json", "csv", "md", "table"):
        first, second = (call(*QUESTIONS[question], "--format", form).stdout for _ in range(2))
        assert first == second


def answer(call: Call, *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(call(*arguments, "--format", "json").stdout)
    return found


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_every_answer_says_of_itself(call: Call, question: str) -> None:
    found = answer(call, *QUESTIONS[question])
    assert found["command"] == QUESTIONS[question][0]
    assert set(SCOPE) <= set(found["scope"])
    assert set(LEFT_OUT) <= set(found["left_out"])
    assert set(found["data"]) == {"cutoff", "digest"}
    assert found["data"]["cutoff"] == found["scope"]["as_of"] == "2025-12-31"
    assert len(found["data"]["digest"]) == 64
    assert next(iter(found)) == "command"
    assert list(found)[-1] == "rows"


def test_keys_of_overlaps(call: Call) -> None:
    found = answer(call, "overlaps")
    assert list(found) == ["command", "scope", "data", "left_out", "rows"]
    (row,) = found["rows"]
    assert set(OVERLAP) <= set(row)
    assert set(row["known_amounts"][0]) == AMOUNT
    assert row["a"] < row["b"]
    assert row["cooperative"] == sorted(row["cooperative"])
    assert isinstance(row["sources"], int)


def test_keys_of_loops(call: Call) -> None:
    found = answer(call, "loops")
    assert list(found) == ["command", "scope", "data", "left_out", "rows"]
    for row in found["rows"]:
        assert set(LOOP) <= set(row)
        assert row["length"] == len(row["actors"]) == len(row["arcs"])
        for arc in row["arcs"]:
            assert set(ARC) <= set(arc)
            assert set(arc["kinds"]) <= {"financing", "purchase"}
            assert arc["relations"] == sorted(arc["relations"])


@pytest.mark.parametrize("question", QUESTIONS)
def test_csv_has_the_cells_of_json(call: Call, question: str) -> None:
    rows = answer(call, *QUESTIONS[question])["rows"]
    lines = list(csv.DictReader(io.StringIO(call(*QUESTIONS[question], "--format", "csv").stdout)))
    assert len(lines) == len(rows)
    for name, cell in rows[0].items():
        if not isinstance(cell, dict | None):
            assert lines[0][name] == neutral(cell_text(cell))


def test_names_stand_beside_ids(call: Call) -> None:
    (line,) = csv.DictReader(io.StringIO(call("overlaps", "--format", "csv").stdout))
    assert (line["a_name"], line["b_name"]) == ("Atlas", "Boréal AI")
    (line, *_) = csv.DictReader(io.StringIO(call("loops", "--format", "csv").stdout))
    assert line["actor_names"].split("|")[0] in {"Atlas", "Boréal AI", "Cobalt"}


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_columns_are_those_of_an_answer_without_rows(call: Call, question: str) -> None:
    header, *_ = csv.reader(io.StringIO(call(*QUESTIONS[question], "--format", "csv").stdout))
    stated = kinds(question.split(maxsplit=1)[0])
    assert [name for name in header if name in stated] == list(stated)
    of_names = {name_of(name, kind) for name, kind in stated.items()}
    extra = set(header) - set(stated) - of_names
    assert extra <= {"units", "unit_names", "begins_later"} | {
        name for name in extra if name.startswith("statuses.")
    }


def test_csv_of_nothing_has_a_header(call: Call) -> None:
    shown = call("overlaps", "--as-of", "1900", "--undated", "exclude", "--format", "csv").stdout
    assert shown.startswith("a,a_name,b,b_name,cooperative,")
    assert shown.count("\n") == 1


def test_csv_of_overlaps_is_flat(call: Call) -> None:
    (line,) = csv.DictReader(io.StringIO(call("overlaps", "--format", "csv").stdout))
    assert line["families"] == "capital|supply"
    assert line["markets"] == "assistants|coding-tools"
    assert line["known_amounts"].split("|") == [
        (
            "currency=USD kind=commitment low=5000000000 high= about=false stage=agreed"
            " begins_later=false"
        ),
        (
            "currency=USD kind=equity low=1600000000 high=1600000000 about=false stage=paid"
            " begins_later=false"
        ),
    ]


@pytest.mark.parametrize("form", ["table", "json", "md"])
def test_no_rows(call: Call, form: str) -> None:
    result = call("overlaps", "--as-of", "1900", "--undated", "exclude", "--format", form)
    assert result.exit_code == 0
    assert "0 rows" in result.output or json.loads(result.stdout)["rows"] == []


@pytest.mark.parametrize(
    ("options", "pairs"),
    [
        ([], ["atlas boreal"]),
        (["--as-of", "2024-12"], ["atlas boreal", "boreal delta"]),
        (["--as-of", "2024-12", "--min-confidence", "medium"], ["atlas boreal"]),
        (["--as-of", "2024-12", "--status", "ended"], []),
        (["--rivals", "adversarial"], ["atlas delta"]),
        (["delta", "--as-of", "2024"], ["boreal delta"]),
        (["Boréal AI"], ["atlas boreal"]),
        (["nasdaq:atls"], ["atlas boreal"]),
        (["--known-at", "2023"], []),
    ],
)
def test_options_reach_the_question(rows: Any, options: list[str], pairs: list[str]) -> None:
    assert [f"{row['a']} {row['b']}" for row in rows("overlaps", *options)] == pairs


def test_statuses_may_be_repeated(call: Call) -> None:
    found = answer(call, "overlaps", "--status", "active", "--status", "completed")
    assert found["scope"]["statuses"] == ["active", "completed"]
    assert len(found["rows"]) == 1
    assert answer(call, "overlaps", "--status", "active")["left_out"]["other_status"] == 3


def test_a_sum_of_different_kinds_is_refused(call: Call) -> None:
    result = call("totals", "--one-sum")
    assert result.exit_code == 2
    assert "amounts of different kind are not added" in result.stderr


def test_one_sum(call: Call) -> None:
    options = ["--actor", "boreal", "--kind", "equity", "--direction", "receives", "--one-sum"]
    result = call("totals", *options)
    assert result.exit_code == 0
    assert result.stdout == "equity USD 1.6bn, paid\n"


def test_a_claim_with_its_history(call: Call) -> None:
    id_ = "atlas-cloud--supplies-cloud-to--boreal--2025"
    result = call("evidence", id_)
    assert result.exit_code == 0
    assert "atlas-cloud--supplies-cloud-to--boreal--2023" in result.stdout
    found = json.loads(call("evidence", id_, "--format", "json").stdout)
    assert [state["id"][-4:] for state in found["history"]] == ["2023", "2025"]
    assert [source["source"] for source in found["sources"]] == ["s-2025"]


def test_commands_and_python_agree(rows: Any, tiny_graph: kg.Graph) -> None:
    assert (
        rows("overlaps", "--level", "actor") == tiny_graph.overlaps(level="actor").to_dict()["rows"]
    )
    assert rows("loops", "--max-length", "2") == tiny_graph.loops(max_length=2).to_dict()["rows"]
    assert rows("who", "eve") == tiny_graph.who("eve").to_dict()["rows"]
    path = tiny_graph.path("eve", "atlas", people=True, count=1).to_dict()["rows"]
    assert rows("path", "eve", "atlas", "--people", "--count", "1") == path


@pytest.mark.parametrize("form", ["table", "md"])
def test_the_profile_stands_before_the_relations(call: Call, form: str) -> None:
    said = call("who", "atlas", "--format", form).output
    assert said.index("Units") < said.index("competes with")
    assert "NASDAQ:ATLS" in said


def test_the_summary_counts_what_is_left_out(call: Call) -> None:
    said = call("overlaps").stderr
    assert "1 row · as of 2025-12-31 · group level" in said
    assert "includes 3 undated" in said
    assert "excludes 2 rumoured" in said


def test_as_many_overlaps_as_asked_for(call: Call) -> None:
    found = answer(call, "overlaps", "--rivals", "all")["rows"]
    assert len(found) > 1
    assert answer(call, "overlaps", "--rivals", "all", "--limit", "1")["rows"] == found[:1]
    assert call("overlaps", "--limit", "0").exit_code == 2


def test_tables_name_the_units_beside_their_group(call: Call) -> None:
    shown = call("overlaps", "--format", "md").stdout
    assert "Atlas (Cloud) and Boréal AI" in shown
    assert "(Cloud)" not in call("overlaps", "--level", "actor", "--format", "md").stdout
    header, line = call("overlaps", "--format", "csv").stdout.splitlines()[:2]
    assert header.endswith("units,unit_names")
    assert line.endswith("atlas-cloud,Atlas Cloud")


@pytest.mark.parametrize(
    ("arguments", "begins"),
    [
        (["overlaps", "-o", "answer.csv"], b"a,a_name,b"),
        (["overlaps", "-o", "answer.json"], b"{"),
        (["overlaps", "-o", "answer.md"], b"| Partners"),
        (["overlaps", "-o", "answer.tsv"], b"Partners"),
        (["overlaps", "-o", "answer.xlsx"], b"PK"),
        (["overlaps", "--format", "csv-excel", "-o", "answer.csv"], b"\xef\xbb\xbfa,a_name"),
        (["overlaps", "--format", "json", "-o", "answer.data"], b"{"),
        (["query", "-n", "investors-of", "actor=boreal", "-o", "answer.json"], b"{"),
        (["query", "-n", "investors-of", "actor=boreal", "-o", "answer.tsv"], b"?"),
        (["query", "-n", "investors-of", "actor=boreal", "-o", "answer.xlsx"], b"PK"),
        (["check", "-o", "answer.json"], b"[]"),
        (["queries", "-o", "answer.md"], b"| Name"),
        (["export", "-o", "answer.xlsx"], b"PK"),
    ],
)
def test_the_ending_of_a_file_decides(
    call: Call, tmp_path: Path, arguments: list[str], begins: bytes
) -> None:
    path = tmp_path / arguments[-1]
    result = call(*arguments[:-1], str(path))
    assert result.exit_code == 0, result.output
    assert path.read_bytes().startswith(begins)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["-o", "answer.doc"], "no format has the ending .doc; use .csv, .json, .md"),
        (["--format", "json", "-o", "answer.csv"], "ends like csv, but --format says json"),
        (["--format", "xlsx"], "a workbook goes to a file: name one with -o"),
    ],
)
def test_a_file_that_no_format_fits(call: Call, options: list[str], message: str) -> None:
    result = call("overlaps", *options)
    assert result.exit_code == 2
    assert message in result.stderr


def test_a_workbook_holds_rows(call: Call, tmp_path: Path) -> None:
    result = call("query", "ASK { ?s ?p ?o }", "-o", str(tmp_path / "answer.xlsx"))
    assert result.exit_code == 2
    assert "a workbook holds the rows of SELECT" in result.stderr


def test_a_file_that_was_written_is_named_with_its_rows(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "answer.csv"
    assert f"{path} written (1 row).\n" in call("overlaps", "-o", str(path)).stderr
    assert call("-q", "overlaps", "-o", str(path)).output == ""


def test_ids_of_the_relations_of_each_row(call: Call) -> None:
    header, line = call("overlaps", "--ids").stdout.splitlines()
    assert header.endswith("\tIds")
    assert "atlas--competes-with--boreal" in line.split("\t")[-1]


def test_the_next_command_is_named_and_works(call: Call) -> None:
    for question in (["overlaps"], ["who", "boreal"], ["pair", "boreal", "atlas"]):
        last = call(*question).stderr.splitlines()[-1]
        command = last.removeprefix("Evidence: kg ")
        assert call(*command.split()).exit_code == 0, last


def test_lists_of_terms(call: Call) -> None:
    shown = call("terms", "status").stdout
    assert shown.startswith("status\n  rumoured: Circulates without")
    assert json.loads(call("terms", "--format", "json").stdout)["lists"]["market"]
    unknown = call("terms", "statuses")
    assert unknown.exit_code == 2
    assert "status" in unknown.stderr


def test_what_graph_it_is(call: Call, tiny_graph: kg.Graph) -> None:
    shown = call("info").stdout
    assert "Compiled up to: 2025-12-31" in shown
    assert "7 actors" in shown
    assert tiny_graph.digest in shown
    facts = json.loads(call("info", "--format", "json").stdout)
    assert facts["counts"]["relations"] == len(tiny_graph.records.relations)
    assert facts == json.loads(json.dumps(tiny_graph.info().to_dict()))
