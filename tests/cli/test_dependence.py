"""``kg dependence`` and ``kg exclusive`` on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from calling import in_every_format

if TYPE_CHECKING:
    from calling import Call
    from kg.graph.graph import Graph

QUESTIONS = {
    "suppliers": ["dependence"],
    "chokepoints": ["dependence", "--part", "chokepoints"],
    "asymmetry": ["dependence", "--part", "asymmetry"],
    "exclusive": ["exclusive", "--as-of", "2024-12"],
}


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("form", ["table", "json", "csv", "md"])
def test_every_question_in_every_format(call: Call, question: str, form: str) -> None:
    assert in_every_format(call, QUESTIONS[question], form)


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_row_rests_on_relations(rows: Any, tiny_graph: Graph, question: str) -> None:
    for row in rows(*QUESTIONS[question]):
        ids = row["relations"] if "relations" in row else [row["relation"]]
        assert ids
        assert set(ids) <= set(tiny_graph.records.relation_by_id)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("suppliers", "the only supplier on record; there may be others"),
        ("chokepoints", "are not covered"),
        ("asymmetry", "stated totals in USD"),
        ("exclusive", "first refusal"),
    ],
)
def test_the_table_says_what_it_does_not_mean(call: Call, question: str, said: str) -> None:
    assert said in call(*QUESTIONS[question]).stderr
    assert said not in call(*QUESTIONS[question], "--format", "json").output


def test_options_reach_the_question(rows: Any) -> None:
    found = rows("dependence", "delta", "--capability", "chips")
    assert [(row["actor"], row["verdict"]) for row in found] == [("delta", "sole")]
    found = rows(
        "dependence", "cobalt", "--capability", "supplies-chips-to", "--part", "chokepoints"
    )
    assert [row["dependants"] for row in found] == [["atlas", "delta"]]
    assert rows("dependence", "--as-of", "1900", "--undated", "exclude") == []


def test_commands_and_python_agree(rows: Any, tiny_graph: Graph) -> None:
    assert rows("dependence") == tiny_graph.dependence().to_dict()["rows"]
    assert rows(*QUESTIONS["chokepoints"]) == tiny_graph.chokepoints().to_dict()["rows"]
    assert rows(*QUESTIONS["asymmetry"]) == tiny_graph.asymmetry().to_dict()["rows"]
    exclusive = tiny_graph.exclusive(as_of="2024-12").to_dict()["rows"]
    assert rows(*QUESTIONS["exclusive"]) == exclusive


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--theta", "0"], "--theta"),
        (["--theta", "1.1"], "--theta"),
        (["--capability", "clod"], "did you mean cloud"),
        (["nobody"], "no actor is called 'nobody'"),
        (["--part", "all"], "--part"),
    ],
)
def test_what_cannot_be_asked(call: Call, arguments: list[str], said: str) -> None:
    result = call("dependence", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr


def test_what_came_after_stands_beside(call: Call) -> None:
    """With the sentence of the record, since no column tells first refusal and the like."""
    said = call("exclusive", "openai", place=None).stdout
    assert "2025-01, not exclusive: From January 2025 Azure stayed a major supplier" in said
    assert "first refusal" in said
