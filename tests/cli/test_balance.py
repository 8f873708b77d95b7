"""``kg balance``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .conftest import Call  # noqa: TID252 - a test folder is no package


def answer(call: Call, *arguments: str) -> Any:
    result = call("balance", "--draws", "20", "--format", "json", *arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


def test_rows_are_the_pairs_in_the_way(call: Call) -> None:
    found = answer(call)
    assert [(row["a"], row["b"], row["kind"]) for row in found["rows"]] == [
        ("atlas", "boreal", "ambivalent"),
        ("atlas", "delta", "ambivalent"),
    ]
    assert found["frustration"] == {"low": 2, "high": 2}
    assert found["chance"]["draws"] == 20


def test_camps(call: Call) -> None:
    found = answer(call, "--part", "camps")
    assert found["rows"] == found["camps"]
    assert [row["camp"] for row in found["rows"]] == [1, 2]


def test_the_most_tied_actors(call: Call) -> None:
    assert answer(call, "--actors", "2")["actors"] == 2


@pytest.mark.parametrize("part", ["ties", "camps"])
def test_table_says_what_it_means(call: Call, part: str) -> None:
    result = call("balance", "--part", part, "--draws", "20")
    assert result.exit_code == 0
    assert "L = 2" in result.stderr
    assert "p = " in result.stderr
    assert max(len(line) for line in result.stderr.splitlines()) <= 100


def test_without_ties_it_is_undefined(call: Call) -> None:
    result = call("balance", "--as-of", "1990", "--undated", "exclude")
    assert result.exit_code == 0
    assert "undefined" in result.stderr


@pytest.mark.parametrize("option", ["--actors=0", "--draws=-1", "--part=x"])
def test_wrong_options(call: Call, option: str) -> None:
    assert call("balance", option).exit_code == 2
