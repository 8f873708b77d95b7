"""``kg circularity`` in its four parts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .conftest import Call  # noqa: TID252 - a test folder is no package


def test_index(rows: Any) -> None:
    every, firm = rows("circularity")
    assert (every["core"], firm["core"]) == ("all", "robust")
    assert every["stated"]["circulating_usd"] == 3_200_000_000
    assert every["flows"][0]["actors"] == ["atlas", "boreal"]


def test_loops_are_rows_of_their_own(rows: Any) -> None:
    found = rows("circularity", "--part", "loops")
    assert (found[0]["core"], found[0]["actors"]) == ("all", ["atlas", "boreal"])


def test_knot(rows: Any) -> None:
    found = rows("circularity", "--part", "knot")
    assert {row["actor"] for row in found} == {"atlas", "boreal", "cobalt", "delta"}
    assert {row["size"] for row in found} == {4}


def test_round_trips(rows: Any) -> None:
    found = rows("circularity", "--part", "round-trips")
    assert [(row["financier"], row["customer"], row["ratio"]) for row in found] == [
        ("atlas", "boreal", 1.0),
        ("cobalt", "delta", None),
    ]


@pytest.mark.parametrize("part", ["index", "loops", "knot", "round-trips"])
def test_tables_say_what_they_mean(call: Call, part: str) -> None:
    result = call("circularity", "--part", part)
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) > 1
    assert "loop" in result.stderr or "money" in result.stderr
    widths = [len(line) for line in result.stderr.splitlines()]
    assert max(widths) <= 100


@pytest.mark.parametrize("form", ["json", "csv", "md"])
def test_nothing_but_the_answer_in_files(call: Call, form: str) -> None:
    result = call("circularity", "--format", form)
    assert (result.exit_code, result.stderr) == (0, "")


def test_the_scope_counts(call: Call) -> None:
    result = call("circularity", "--as-of", "2020", "--format", "json")
    answer = json.loads(result.stdout)
    assert answer["scope"]["as_of"] == "2020-12-31"
    assert answer["rows"][0]["stated"]["index"] is None
