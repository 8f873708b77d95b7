"""``kg concentration`` on the tiny set: what it prints, in every format, and what it refuses."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Call  # noqa: TID252 - a test folder is no package


def test_rows(rows: Any) -> None:
    (row,) = rows("concentration", "--capability", "cloud", "--of", "boreal")
    assert row["actor"] == "boreal"
    assert row["basis"] == "spend"
    assert row["points"] == pytest.approx(row["hhi"] * 10_000)
    assert [share["actor"] for share in row["shares"]] == ["atlas", "delta"]
    assert row["possible"]["high"] == 1
    assert set(row["relations"]) == {
        "atlas-cloud--supplies-cloud-to--boreal--2025",
        "delta--supplies-cloud-to--boreal",
    }


def test_customers(rows: Any) -> None:
    found = rows("concentration", "--side", "customer")
    assert [(row["actor"], row["capability"]) for row in found] == [
        ("cobalt", "chips"),
        ("atlas", "cloud"),
        ("delta", "cloud"),
    ]
    assert found[0]["unknown"] == ["atlas"]


def test_merger(rows: Any, call: Call) -> None:
    (row,) = rows("concentration", "--merge", "atlas-cloud", "delta")
    assert row["merger"]["after"] == pytest.approx(1)
    assert row["merger"]["passes_thresholds"]
    assert "over both limits" in call("concentration", "--merge", "atlas", "delta").stdout
    assert rows("concentration", "--merge", "atlas", "cobalt") == []


@pytest.mark.parametrize("form", ["table", "json", "csv", "md"])
def test_every_format_twice_alike(call: Call, form: str) -> None:
    first, second = (call("concentration", "--format", form) for _ in range(2))
    assert first.exit_code == 0
    assert first.stdout == second.stdout
    assert "boreal" in first.stdout.lower().replace("é", "e")
    if form == "csv":
        header, *lines = csv.reader(io.StringIO(first.stdout))
        assert lines
        assert all(len(line) == len(header) for line in lines)


def test_it_says_what_the_number_means(call: Call) -> None:
    said = " ".join(call("concentration").stderr.split())
    assert "10,000 means a single supplier" in said
    assert "not a market" in said
    assert "# 10,000" in call("concentration", "--capability", "chips", "--of", "atlas").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--capability", "clod"], "did you mean cloud"),
        (["--of", "boreel"], "did you mean boreal"),
        (["--merge", "atlas", "atlas-cloud"], "cannot merge with itself"),
    ],
)
def test_what_it_refuses(call: Call, arguments: list[str], said: str) -> None:
    found = call("concentration", *arguments)
    assert found.exit_code == 2
    assert said in found.stderr


def test_hostile_names_stay_text(call: Call, hostile: Path) -> None:
    found = call("concentration", place=hostile)
    assert found.exit_code == 0
    assert not set(found.stdout + found.stderr) & set("\u202e\u2066\u061c\x9b")
    cells = csv.reader(io.StringIO(call("concentration", "--format", "csv", place=hostile).stdout))
    assert not any(cell.startswith(("=", "+", "@")) for line in cells for cell in line)
