"""What a scope means for one relation, by hand."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from builders import on, records, relation, source
from kg.base.errors import InvalidValue, UnknownName
from kg.records.evidence import known_since
from kg.relations.scope import Scope, scope
from oracle import judge

if TYPE_CHECKING:
    from kg.graph.graph import Graph

BEGINS_LATER = "begins_later_excluded"
NO_DATES: dict[str, str | None] = {}


@pytest.mark.parametrize(
    ("dates", "day", "verdict"),
    [
        # The start: the earlier of both days; a partial one means its first day.
        ({"valid_from": "2025-06"}, "2025-05-31", "not_yet_announced"),
        ({"valid_from": "2025-06"}, "2025-06-01", "in"),
        ({"valid_from": "2025"}, "2024-12-31", "not_yet_announced"),
        ({"valid_from": "2025"}, "2025-01-01", "in"),
        ({"announced": "2025-03-01"}, "2025-02-28", "not_yet_announced"),
        ({"announced": "2025-03-01"}, "2025-03-01", "in"),
        ({"announced": "2024", "valid_from": "2025-03"}, "2024-07-01", "in"),
        ({"announced": "2024", "valid_from": "2025-03"}, "2023-12-31", "not_yet_announced"),
        ({"announced": "2025-03", "valid_from": "2024"}, "2024-07-01", "in"),
        # The end: a day is exclusive, a month or year ends on the first day after it.
        ({"valid_to": "2025-06-15"}, "2025-06-14", "in"),
        ({"valid_to": "2025-06-15"}, "2025-06-15", "over"),
        ({"valid_to": "2025-06"}, "2025-06-30", "in"),
        ({"valid_to": "2025-06"}, "2025-07-01", "over"),
        ({"valid_to": "2024-02"}, "2024-02-29", "in"),
        ({"valid_to": "2024-12"}, "2024-12-31", "in"),
        ({"valid_to": "2024-12"}, "2025-01-01", "over"),
        ({"valid_to": "2024"}, "2024-12-31", "in"),
        ({"valid_to": "2024"}, "2025-01-01", "over"),
        # A state that ends on the day it starts holds on no day.
        ({"valid_from": "2025-06-15", "valid_to": "2025-06-15"}, "2025-06-15", "over"),
        # Unknown start and open end.
        (NO_DATES, "1970-01-01", "in"),
        (NO_DATES, "2999-01-01", "in"),
        ({"valid_from": "1960-05-05"}, "1960-05-05", "in"),
        ({"valid_from": "1960-05-05"}, "1960-05-04", "not_yet_announced"),
    ],
)
def test_days_of_an_active_relation(dates: dict[str, Any], day: str, verdict: str) -> None:
    found = records([relation("a", "invests-in", "b", **dates)])
    assert judge(found.relations[0], on(day), found) == verdict


@pytest.mark.parametrize(
    ("status", "valid_to", "verdict"),
    [
        ("active", None, "in"),
        ("paused", None, "in"),
        ("completed", None, "in"),
        ("signed", None, "in"),
        ("announced", None, "in"),
        ("reported", None, "in"),
        ("rumoured", None, "rumoured"),
        ("ended", None, "over"),
        ("cancelled", None, "over"),
        ("dismissed", None, "over"),
        ("superseded", None, "over"),
        ("ended", "2026-01-01", "in"),
        ("ended", "2025-12-31", "over"),
        ("cancelled", "2026-01", "in"),
    ],
)
def test_statuses_on_the_last_day_of_2025(status: str, valid_to: str | None, verdict: str) -> None:
    found = records([relation("a", "invests-in", "b", status=status, valid_to=valid_to)])
    assert judge(found.relations[0], on("2025-12-31"), found) == verdict


@pytest.mark.parametrize(
    ("row", "options", "verdict"),
    [
        ({"status": "rumoured"}, {"rumours": True}, "in"),
        ({"type_": "in-talks-with"}, {}, "rumoured"),
        ({"type_": "in-talks-with"}, {"rumours": True}, "in"),
        ({"status": "signed"}, {"statuses": frozenset({"active"})}, "other_status"),
        ({"status": "signed"}, {"statuses": frozenset({"active", "signed"})}, "in"),
        ({"confidence": "low"}, {"min_confidence": "medium"}, "below_confidence"),
        ({"confidence": "medium"}, {"min_confidence": "medium"}, "in"),
        ({"confidence": "medium"}, {"min_confidence": "high"}, "below_confidence"),
        ({"confidence": "low"}, {"min_confidence": "low"}, "in"),
        ({}, {"min_tier": "single"}, "in"),
        ({}, {"min_tier": "corroborated"}, "below_tier"),
        ({"status": "rumoured"}, {"rumours": True, "min_tier": "single"}, "below_tier"),
        ({"status": "rumoured"}, {"rumours": True, "min_tier": "rumour"}, "in"),
        ({}, {"undated": False}, "undated_excluded"),
        ({"announced": "2024"}, {"undated": False}, "in"),
        ({"announced": "2024", "valid_from": "2027"}, {}, "in"),
        ({"announced": "2024", "valid_from": "2027"}, {"basis": "in-force"}, BEGINS_LATER),
        ({"announced": "2026", "valid_from": "2027"}, {"basis": "in-force"}, "not_yet_announced"),
        ({"announced": "2026", "valid_from": "2024"}, {}, "in"),
        ({"announced": "2024"}, {"basis": "in-force"}, "in"),
        # The first reason that holds is named.
        ({"status": "ended", "confidence": "low"}, {"min_confidence": "high"}, "over"),
        ({"status": "rumoured", "confidence": "low"}, {"min_confidence": "high"}, "rumoured"),
    ],
)
def test_options(row: dict[str, Any], options: dict[str, Any], verdict: str) -> None:
    row = {**row}
    found = records([relation("a", row.pop("type_", "partners-with"), "b", **row)])
    assert judge(found.relations[0], on(**options), found) == verdict


@pytest.mark.parametrize(
    ("published", "announced", "since"),
    [
        (("2025-03-01",), None, "2025-03-01"),
        (("2025-03",), None, "2025-03-31"),
        (("2024",), None, "2024-12-31"),
        (("2025-03", "2025-03-02"), None, "2025-03-02"),
        ((None, "2025-03-02"), "2020", "2020-12-31"),
        (("2025-03-02",), "2025-03-01", "2025-03-01"),
        (("2025-03-02",), "2025-04", "2025-03-02"),
        ((None,), "2025-02", "2025-02-28"),
        ((None,), "2024", "2024-12-31"),
        ((None, None), None, None),
    ],
)
def test_day_from_which_a_relation_is_on_record(
    published: tuple[str | None, ...], announced: str | None, since: str | None
) -> None:
    sources = [source(f"s{index}", day) for index, day in enumerate(published)]
    row = relation("a", "invests-in", "b", announced=announced, sources=[s.id for s in sources])
    found = known_since(row, records([row], sources=sources))
    assert (str(found) if found else None) == since


SOURCES = [source("old", "2023-06-30"), source("new", "2025-03-01"), source("undated")]


def succession(**old: Any) -> Any:
    """A superseded state that ended on 2025-03-01, and its successor, known since that day."""
    first = relation(
        "a", "supplies-cloud-to", "b", "1", **{"status": "superseded", "sources": ("old",), **old}
    )
    second = relation(
        "a",
        "supplies-cloud-to",
        "b",
        "2",
        valid_from="2025-03-01",
        sources=("new",),
        supersedes=first.id,
    )
    return records([first, second], sources=SOURCES)


@pytest.mark.parametrize(
    ("as_of", "known_at", "states"),
    [
        ("2025-02-28", None, ["in", "not_yet_announced"]),
        ("2025-03-01", None, ["over", "in"]),
        ("2025-06-01", None, ["over", "in"]),
        ("2025-06-01", "2025-03-01", ["over", "in"]),
        # Before the change was published, the old state was on record as open.
        ("2025-06-01", "2025-02-28", ["in", "not_known_then"]),
        ("2025-06-01", "2023-06-30", ["in", "not_known_then"]),
        # Nothing was published yet.
        ("2025-06-01", "2023-06-29", ["not_known_then", "not_known_then"]),
    ],
)
@pytest.mark.parametrize("end", ["2025-03-01", None])
def test_states_of_a_succession(
    as_of: str, known_at: str | None, states: list[str], end: str | None
) -> None:
    if end is None and (as_of, known_at) == ("2025-02-28", None):
        states = ["over", "not_yet_announced"]  # an end that nobody dates holds at no day
    found = succession(valid_from="2023", valid_to=end)
    at = on(as_of, known_at=known_at)
    assert [judge(r, at, found) for r in found.relations] == states


@pytest.mark.parametrize(
    ("status", "known_at", "verdict"),
    [
        ("cancelled", "2025-02-28", "in"),
        ("cancelled", "2025-03-01", "over"),
        ("active", "2025-02-28", "over"),
    ],
)
def test_an_end_without_successor_is_known_on_its_day(
    status: str, known_at: str, verdict: str
) -> None:
    """A final status tells of an end that came later; the planned end of a term was known."""
    row = relation("a", "invests-in", "b", status=status, valid_to="2025-03-01", sources=("old",))
    found = records([row], sources=SOURCES)
    assert judge(row, on("2025-06-01", known_at=known_at), found) == verdict


def test_a_successor_that_shows_no_date_is_never_on_record() -> None:
    first = relation("a", "owns", "b", "1", status="superseded", valid_to="2024", sources=("old",))
    second = relation("a", "owns", "b", "2", supersedes=first.id, sources=("undated",))
    found = records([first, second], sources=SOURCES)
    at = on("2025-06-01", known_at="2025-06-01")
    assert [judge(r, at, found) for r in found.relations] == ["in", "not_known_then"]


@pytest.mark.parametrize(
    ("words", "field", "value"),
    [
        ({}, "as_of", date(2025, 12, 31)),
        ({"as_of": "2024-02"}, "as_of", date(2024, 2, 29)),
        ({"as_of": "2024"}, "as_of", date(2024, 12, 31)),
        ({"as_of": date(2024, 5, 1)}, "as_of", date(2024, 5, 1)),
        ({"known_at": "2024-04"}, "known_at", date(2024, 4, 30)),
        ({}, "known_at", None),
        ({"statuses": ["active", "signed"]}, "statuses", frozenset({"active", "signed"})),
        ({"statuses": []}, "statuses", None),
        ({"statuses": ["rumoured"]}, "rumours", True),
        ({"statuses": ["active"]}, "rumours", False),
        ({"min_confidence": "high"}, "min_confidence", "high"),
        ({"level": "actor"}, "level", "actor"),
        ({"basis": "in-force"}, "basis", "in-force"),
        ({}, "basis", "announced"),
        ({}, "level", "group"),
        ({"undated": "exclude"}, "undated", False),
        ({}, "undated", True),
    ],
)
def test_words_of_a_user(words: dict[str, Any], field: str, value: object) -> None:
    assert getattr(scope(date(2025, 12, 31), **words), field) == value


@pytest.mark.parametrize(
    ("words", "error", "said"),
    [
        ({"as_of": "2025-02-30"}, InvalidValue, "no such day"),
        ({"as_of": "yesterday"}, InvalidValue, "YYYY"),
        ({"known_at": "2025-13"}, InvalidValue, "no such day"),
        ({"statuses": ["activ"]}, UnknownName, "did you mean active"),
        ({"min_confidence": "hi"}, UnknownName, "no confidence is called 'hi'"),
        ({"level": "groups"}, UnknownName, "did you mean group"),
        ({"basis": "inforce"}, UnknownName, "did you mean in-force"),
        ({"undated": "maybe"}, InvalidValue, "include or exclude"),
    ],
)
def test_words_that_mean_nothing(words: dict[str, Any], error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        scope(date(2025, 12, 31), **words)


def test_a_scope_as_json() -> None:
    found = Scope(
        date(2025, 1, 2),
        known_at=date(2024, 1, 1),
        statuses=frozenset({"b", "a"}),
        undated=False,
    )
    assert found.to_dict() == {
        "as_of": "2025-01-02",
        "known_at": "2024-01-01",
        "basis": "announced",
        "level": "group",
        "statuses": ["a", "b"],
        "min_confidence": None,
        "min_tier": None,
        "rumours": False,
        "undated": "exclude",
    }


NVIDIA = "nvidia--invests-in--openai--2024"
NVIDIA_100BN = "nvidia--invests-in--openai--2025"
NVIDIA_30BN = "nvidia--invests-in--openai--2026"
LICENCE_2020 = "openai--licenses-model-to--microsoft"
LICENCE_2023 = "openai--licenses-model-to--microsoft--2023"
LICENCE_2025 = "openai--licenses-model-to--microsoft--2025"
LICENCE_2026 = "openai--licenses-model-to--microsoft--2026"


@pytest.mark.parametrize(
    ("as_of", "known_at", "cheques"),
    [
        ("2024-10-01", None, []),
        ("2025-08-31", None, [NVIDIA]),
        ("2025-09-21", None, [NVIDIA]),
        ("2025-09-22", None, [NVIDIA, NVIDIA_100BN]),
        ("2026-02-26", None, [NVIDIA, NVIDIA_100BN]),
        ("2026-02-27", None, [NVIDIA, NVIDIA_30BN]),
        ("2026-07-02", None, [NVIDIA, NVIDIA_30BN]),
        # The letter of intent came out on 22 September.
        ("2026-07-02", "2025-09-21", [NVIDIA]),
        ("2026-07-02", "2025-09-23", [NVIDIA, NVIDIA_100BN]),
        ("2026-07-02", "2026-02-26", [NVIDIA, NVIDIA_100BN]),
        ("2026-07-02", "2026-02-27", [NVIDIA, NVIDIA_30BN]),
    ],
)
def test_story_of_nvidia_and_openai(
    shipped: Graph, as_of: str, known_at: str | None, cheques: list[str]
) -> None:
    found = shipped.select(as_of=as_of, known_at=known_at).relations
    assert [r.id for r in found if r.id.startswith("nvidia--invests-in--openai")] == cheques


@pytest.mark.parametrize(
    ("as_of", "known_at", "licences"),
    [
        ("2020-09-21", None, []),
        ("2025-10-27", None, [LICENCE_2020, LICENCE_2023]),
        ("2025-10-28", None, [LICENCE_2023, LICENCE_2025]),
        ("2026-04-26", None, [LICENCE_2023, LICENCE_2025]),
        ("2026-04-27", None, [LICENCE_2023, LICENCE_2026]),
        ("2033-01-01", None, [LICENCE_2023]),
        # The new terms are of 28 October; one source says "in October 2025", which is its end.
        ("2026-07-02", "2025-10-27", [LICENCE_2020, LICENCE_2023]),
        ("2026-07-02", "2025-10-31", [LICENCE_2023, LICENCE_2025]),
        ("2026-07-02", "2026-04-26", [LICENCE_2023, LICENCE_2025]),
        ("2026-07-02", "2026-04-27", [LICENCE_2023, LICENCE_2026]),
        ("2026-07-02", "2020-09-21", []),
        ("2026-07-02", "2020-09-22", [LICENCE_2020]),
    ],
)
def test_story_of_microsoft_and_openai(
    shipped: Graph, as_of: str, known_at: str | None, licences: list[str]
) -> None:
    found = shipped.select(as_of=as_of, known_at=known_at).relations
    mine = [r.id for r in found if r.id.startswith("openai--licenses-model-to--microsoft")]
    assert mine == licences
