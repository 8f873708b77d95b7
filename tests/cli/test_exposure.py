"""``kg exposure`` and ``kg shock``: what they print, in every format, and what they refuse."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Call  # noqa: TID252 - a test folder is no package

QUESTIONS = {
    "exposure": ["exposure", "boreal"],
    "chained": ["exposure", "boreal", "--chained"],
    "shock": ["shock", "boreal"],
}


def test_exposure_rows(rows: Any) -> None:
    found = rows("exposure", "boreal")
    assert [(row["counterparty"], row["role"], row["stated_usd"]) for row in found] == [
        ("atlas", "supplier", 5_000_000_000),
        ("delta", "supplier", 400_000_000),
    ]
    first = found[0]
    assert first["company_exposure"] == {
        "owner": "atlas",
        "share": None,
        "years": None,
        "denominator": None,
    }
    assert first["relationship_exposure"]["owner"] == "boreal"
    assert first["qualifiers"] == ["at-least"]
    assert first["relations"] == ["atlas-cloud--supplies-cloud-to--boreal--2025"]


def test_shock_rows(call: Call) -> None:
    answer = json.loads(call("shock", "boreal", "--size", "0.5", "--format", "json").stdout)
    assert answer["scenario"] == "not a forecast"
    assert (answer["size"], answer["rule"], answer["by"]) == (0.5, "debtrank", "revenue")
    assert {row["actor"]: row["first_round"] for row in answer["rows"]} == {
        "boreal": 0,
        "atlas": 1,
        "delta": 1,
        "cobalt": 2,
    }
    through = answer["rows"][1]["through"][0]
    assert through["on"] == "boreal"
    assert through["source"] == "stated"
    assert through["relations"]


@pytest.mark.parametrize("basis", ["revenue", "supply"])
@pytest.mark.parametrize("rule", ["debtrank", "bardoscia"])
def test_every_rule_and_basis(rows: Any, rule: str, basis: str) -> None:
    found = rows("shock", "cobalt", "--rule", rule, "--by", basis, "--least", "0")
    assert found[0]["actor"] == "cobalt"
    assert (len(found) > 1) == (basis == "supply")


def test_the_least_stress_listed(rows: Any) -> None:
    every = rows("shock", "delta", "--least", "0")
    most = rows("shock", "delta", "--least", "0.9")
    assert [row["actor"] for row in most] == [row["actor"] for row in every if row["stress"] >= 0.9]


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("form", ["table", "json", "csv", "md"])
def test_every_format_twice_alike(call: Call, question: str, form: str) -> None:
    first, second = (call(*QUESTIONS[question], "--format", form) for _ in range(2))
    assert first.exit_code == 0
    assert first.stdout == second.stdout
    if form == "csv" and question != "chained":
        header, *lines = csv.reader(io.StringIO(first.stdout))
        assert lines
        assert all(len(line) == len(header) for line in lines)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("exposure", "stands in for cost"),
        ("chained", "An estimate"),
        ("shock", "A scenario, not a forecast: 100% of the business of Boréal AI stops"),
    ],
)
def test_it_says_what_the_numbers_mean(call: Call, question: str, said: str) -> None:
    assert said in call(*QUESTIONS[question]).stderr


def test_the_figures_used_are_named(call: Call) -> None:
    found = call("exposure", "coreweave", place=None)
    assert "Observations used: coreweave--revenue--" in found.stderr
    assert "others\tunknown" in found.stdout


@pytest.mark.parametrize("question", ["exposure", "chained", "shock"])
def test_shipped(call: Call, question: str) -> None:
    arguments = [part.replace("boreal", "openai") for part in QUESTIONS[question]]
    found = call(*arguments, place=None)
    assert found.exit_code == 0
    assert "Microsoft" in found.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["shock", "boreal", "--size", "0"], "0<x<=1"),
        (["shock", "boreal", "--size", "2"], "0<x<=1"),
        (["shock", "boreal", "--rule", "guess"], "debtrank"),
        (["exposure", "boreel"], "did you mean boreal"),
    ],
)
def test_what_they_refuse(call: Call, arguments: list[str], said: str) -> None:
    found = call(*arguments)
    assert found.exit_code == 2
    assert said in found.stderr


@pytest.mark.parametrize("question", QUESTIONS)
def test_hostile_names_stay_text(call: Call, hostile: Path, question: str) -> None:
    found = call(*QUESTIONS[question], place=hostile)
    assert found.exit_code == 0
    assert not set(found.stdout + found.stderr) & set("\u202e\u2066\u061c\x9b")
