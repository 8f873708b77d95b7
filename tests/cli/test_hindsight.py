"""Under the second clock, no command shows anything that came later."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from functools import lru_cache
from random import Random
from typing import TYPE_CHECKING

import openpyxl
import pytest

from kg.measures.index import QUESTIONS
from kg.relations.hindsight import as_known
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from calling import Call
    from kg.graph.graph import Graph
    from kg.records.model import Records

LONG_TEST = pytest.mark.long
_FIRST, _LAST = date(2019, 1, 1).toordinal(), date(2026, 9, 30).toordinal()
DAYS = [
    *("2024-05-14", "2025-12-02"),
    *(
        pytest.param(str(date.fromordinal(Random(seed).randint(_FIRST, _LAST))), marks=LONG_TEST)
        for seed in range(20)
    ),
]
ARGUMENTS = {
    "pair": ("openai", "nvidia"),
    "path": ("mistral-ai", "nvidia"),
    "exposure": ("openai",),
    "chained-exposure": ("openai",),
    "shock": ("openai",),
    "who": ("openai",),
}
LONG = {"balance", "blocs"}  # these only take time: their rows are those of the others
WITHOUT_SCOPE = {"evidence", "info", "terms"}
DAYS_ASKED = {"diff"}  # takes two days of its own, tried below
EXPORTS = ("csv", "graphml", "gexf", "cyjs", "node-link", "dot", "cypher", "md")


@lru_cache(maxsize=4)
def later(graph: Graph, day: date) -> tuple[set[str], set[str]]:
    """Return the ids, and the sentences and notes, that were not known on a day."""
    then = as_known(graph.records, day)
    return ids(graph.records) - ids(then), texts(graph.records) - texts(then)


def ids(records: Records) -> set[str]:
    """Return the ids of claims, deals and sources that are not those of actors too."""
    claims = (records.relations, records.observations, records.deals, records.sources)
    return {record.id for table in claims for record in table} - set(records.actor_by_id)


def texts(records: Records) -> set[str]:
    """Return the sentences and notes of claims and deals, those that no short word matches."""
    claims = (*records.relations, *records.observations, *records.deals)
    words = (getattr(claim, name, None) for claim in claims for name in ("evidence", "note"))
    return {text for text in words if text and len(text) > 25}


def assert_tight(text: str, graph: Graph, day: str) -> None:
    """Hold an output to the record of a day."""
    later_ids, later_texts = later(graph, date.fromisoformat(day))
    assert not later_ids.intersection(re.findall(r"[\w.~-]+", text))
    assert not [sentence for sentence in later_texts if sentence in text]


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("form", ["json", "table"])
@pytest.mark.parametrize("name", sorted(set(QUESTIONS) - LONG - DAYS_ASKED - WITHOUT_SCOPE))
def test_no_answer_shows_what_came_later(
    call: Call, shipped: Graph, name: str, form: str, day: str
) -> None:
    options = ("--as-of", day, "--known-at", day, "--format", form)
    result = call(name, *ARGUMENTS.get(name, ()), *options, place=None)
    assert result.exit_code == 0, result.stderr
    assert_tight(result.stdout + result.stderr, shipped, day)


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("form", EXPORTS)
def test_no_file_shows_what_came_later(shipped: Graph, form: str, day: str) -> None:
    actor = "openai" if form == "md" else None
    content = shipped.export(form, actor=actor, as_of=day, known_at=day)
    text = content if isinstance(content, str) else content.decode("latin-1")
    assert_tight(text, shipped, day)


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("name", ["overlaps", "who"])
def test_no_workbook_shows_what_came_later(shipped: Graph, name: str, day: str) -> None:
    ask = getattr(shipped, name)
    content = ask("openai", as_of=day, known_at=day).to_xlsx()
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = (str(cell or "") for sheet in book for row in sheet.values for cell in row)
    assert_tight("\n".join(cells), shipped, day)


def test_a_sentence_that_is_held_back_leaves_no_empty_statement(shipped: Graph) -> None:
    empty = 'ASK { ?evidence al:statement ?text FILTER (STR(?text) = "") }'
    assert not shipped.query(empty, known_at="2025-12-02")


QUERIES = {
    "relations-of": ("actor=openai",),
    "investors-of": ("actor=openai",),
    "committed-to": ("actor=openai",),
    "deal-participants": ("deal=openai-2026-02",),
    "ended-between": ("from=2015",),
    "single-source-claims": (),
    "ended-exclusivities": (),
}


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("name", [*QUERIES, "on-record"])
def test_no_named_query_shows_what_came_later(
    call: Call, shipped: Graph, name: str, day: str
) -> None:
    arguments = QUERIES.get(name, ("a=nvidia", "b=openai", f"day={day}"))
    second = () if name == "on-record" else ("--known-at", day)
    result = call("query", "-n", name, *arguments, *second, "--format", "csv", place=None)
    assert result.exit_code == 0, result.stderr
    assert_tight(result.stdout, shipped, day)


@pytest.mark.parametrize("day", DAYS)
def test_no_status_or_end_is_of_a_later_day(shipped: Graph, day: str) -> None:
    limit = date.fromisoformat(day)
    final = vocabulary().where("status", "terminal")
    today = shipped.records.relation_by_id
    for relation in shipped.select(as_of=day, known_at=day).relations:
        assert relation.status not in final or (relation.end and relation.end <= limit)
        row = today[relation.id]
        is_plan = all(
            (published := shipped.records.source_by_id[source].published) is None
            or published.last <= limit
            for source in row.sources
        )
        assert is_plan or relation.end is None or relation.end <= limit


def test_the_letter_of_intent_is_known_from_the_day_it_was_announced(call: Call) -> None:
    day = ("--as-of", "2025-09-22", "--known-at", "2025-09-22")
    answer = json.loads(call("who", "openai", *day, "--format", "json", place=None).stdout)
    (letter,) = (r for r in answer["rows"] if r["relation"] == "nvidia--invests-in--openai--2025")
    assert (letter["status"], letter["state"]) == ("announced", "on record")


def test_the_totals_of_2025_know_nothing_of_2026(call: Call) -> None:
    day = ("--as-of", "2025-12-02", "--known-at", "2025-12-02")
    lines = call("totals", "--actor", "openai", *day, "--format", "csv", place=None).stdout
    rows = list(csv.DictReader(lines.splitlines()))
    assert "dead" not in {row["stage"] for row in rows}
    assert not [row for row in rows if "2026" in row["relations"]]
    assert "cancelled" not in lines


def test_a_day_after_the_data_is_answered_with_a_warning(call: Call, shipped: Graph) -> None:
    result = call("totals", "--as-of", "2030", place=None)
    assert f"The data ends on {shipped.cutoff}" in result.stderr
    assert "The data ends" not in call("totals", place=None).stderr


@pytest.mark.parametrize("name", ["concentration", "shock"])
def test_the_largest_contract_comes_first(shipped: Graph, name: str) -> None:
    """Oracle and OpenAI agreed on 300 billion that begin in 2027."""
    if name == "concentration":
        (row,) = shipped.concentration(capability="cloud", of="openai")
        assert row.shares[0].actor == "oracle"
    else:
        hits = [hit.actor for hit in shipped.shock("openai")]
        assert hits[:2] == ["openai", "oracle"]
    in_force = shipped.concentration(capability="cloud", of="openai", basis="in-force")
    assert in_force.rows[0].shares[0].actor != "oracle"
