"""``kg central`` and ``kg blocs`` on the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from calling import in_every_format

if TYPE_CHECKING:
    from calling import Call
    from kg.graph.graph import Graph

MEASURES = ("degree", "usd", "pagerank-money", "pagerank-supply", "betweenness", "core")
QUESTIONS = {by: ["central", "--by", by] for by in MEASURES} | {
    "blocs": ["blocs"],
    "blocs, one run": ["blocs", "--seeds", "1"],
}


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("form", ["table", "json", "csv", "md"])
def test_every_question_in_every_format(call: Call, question: str, form: str) -> None:
    rows = in_every_format(call, QUESTIONS[question], form)
    assert all(row["relations"] for row in rows)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("degree", "press coverage"),
        ("usd", "not a sum of money"),
        ("pagerank-money", "weighs the same"),
        ("blocs", "not an alliance the members agreed on"),
        ("blocs", "Adjusted Rand index"),
    ],
)
def test_the_table_says_what_it_does_not_mean(call: Call, question: str, said: str) -> None:
    assert said in call(*QUESTIONS[question]).stderr
    assert said not in call(*QUESTIONS[question], "--format", "json").output


def test_options_reach_the_question(call: Call, rows: Any) -> None:
    assert [row["rank"] for row in rows("central", "--top", "2")] == [1, 1]
    assert [row["value"] for row in rows("central", "--family", "supply")] == [2, 2, 2, 2]
    found = json.loads(call("central", "--top", "1", "--format", "json").stdout)
    assert (len(found["rows"]), found["actors"], found["by"]) == (1, 4, "degree")
    found = json.loads(
        call("blocs", "--seeds", "3", "--resolution", "9", "--format", "json").stdout
    )
    assert (found["seeds"], found["resolution"], len(found["rows"])) == (3, 9.0, 4)
    nothing = call("blocs", "--as-of", "1900", "--undated", "exclude")
    assert "modularity is undefined" in nothing.stderr


def test_commands_and_python_agree(rows: Any, tiny_graph: Graph) -> None:
    for by in MEASURES:
        assert rows(*QUESTIONS[by]) == tiny_graph.central(by=by).to_dict()["rows"]
    assert rows("blocs") == tiny_graph.blocs().to_dict()["rows"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["central", "--by", "fame"], "--by"),
        (["central", "--top", "0"], "--top"),
        (["central", "--family", "suply"], "did you mean supply"),
        (["central", "--by", "core", "--backend", "nope"], "with backend nope"),
        (["blocs", "--resolution", "0"], "--resolution"),
        (["blocs", "--seeds", "0"], "--seeds"),
        (["blocs", "--method", "leiden"], "leiden"),
    ],
)
def test_what_cannot_be_asked(call: Call, arguments: list[str], said: str) -> None:
    result = call(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr
