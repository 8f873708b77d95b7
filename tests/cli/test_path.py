"""``kg path`` on the command line: its options, and the source of every relation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .conftest import Call  # noqa: TID252 - a test folder is no package

ENDS = ("path", "cobalt", "boreal")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], ["cobalt atlas boreal", "cobalt delta boreal", "cobalt atlas delta boreal"]),
        (["--max-hops", "2"], ["cobalt atlas boreal", "cobalt delta boreal"]),
        (["--max-hops", "1"], []),
        (["--avoid-hubs", "1"], ["cobalt delta boreal"]),
        (["--avoid-hubs", "9"], []),
        (["--type", "competes-with"], []),
        (
            ["--type", "supplies-cloud-to", "--type", "supplies-chips-to", "--count", "1"],
            ["cobalt atlas boreal"],
        ),
    ],
)
def test_options_reach_the_question(rows: Any, options: list[str], expected: list[str]) -> None:
    assert [" ".join(row["actors"]) for row in rows(*ENDS, *options)] == expected


def test_every_relation_has_its_source(rows: Any) -> None:
    for hop in (hop for row in rows(*ENDS) for hop in row["hops"]):
        assert [shown["relation"] for shown in hop["sources"]] == hop["relations"]
        for shown in hop["sources"]:
            assert list(shown) == ["relation", "source", "publisher", "published", "url", "kind"]


@pytest.mark.parametrize("form", ["table", "md"])
def test_publisher_date_and_address_are_in_the_table(call: Call, rows: Any, form: str) -> None:
    said = call(*ENDS, "--format", form).stdout.replace("\\", "")
    for hop in (hop for row in rows(*ENDS) for hop in row["hops"]):
        for shown in hop["sources"]:
            assert shown["relation"] in said
            assert f"from {shown['publisher']}, {shown['published'] or 'undated'}" in said
            assert shown["url"] in said


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--type", "invest-in"], "did you mean invests-in"),
        (["--avoid-hubs", "-1"], "--avoid-hubs"),
        (["--max-hops", "0"], "--max-hops"),
    ],
)
def test_what_cannot_be_asked(call: Call, options: list[str], said: str) -> None:
    result = call(*ENDS, *options)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_path_says_that_it_follows_co_operation_only(call: Call, rows: Any) -> None:
    assert "--rivals" in call(*ENDS).stderr
    assert "--rivals" not in call(*ENDS, "--rivals").stderr
    assert "--rivals" not in call(*ENDS, "--family", "supply").stderr
    hops = [hop for row in rows("path", "atlas", "boreal", "--count", "1") for hop in row["hops"]]
    (rivalry,) = {id_ for hop in hops for id_ in hop["rivalry"] if "competes-with" in id_}
    assert rivalry in call("path", "atlas", "boreal", "--count", "1").stdout
