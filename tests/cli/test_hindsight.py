"""Under the second clock, no command shows anything that came later."""

from __future__ import annotations

import base64
import csv
import gzip
import json
import re
from datetime import date
from io import BytesIO
from random import Random
from typing import TYPE_CHECKING
from zipfile import ZipFile

import click
import openpyxl
import pytest

from hindsight import assert_tight, later
from kg.base.errors import InvalidValue, NotExportable
from kg.cli import commands, main
from kg.exchange import FORMATS
from kg.measures.index import QUESTIONS
from kg.measures.outline import outline
from kg.rdf.query import named, named_queries
from kg.service.api import questions as api
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from calling import Call
    from kg.graph.graph import Graph

LONG_TEST = pytest.mark.long
LETTER = "nvidia--invests-in--openai--2025"
_FIRST, _LAST = date(2019, 1, 1).toordinal(), date(2026, 9, 30).toordinal()
DAYS = [
    *("2024-05-14", "2025-12-02"),
    *(
        pytest.param(str(date.fromordinal(Random(seed).randint(_FIRST, _LAST))), marks=LONG_TEST)
        for seed in range(5)
    ),
]
FORMS = {"json", "csv", "table"}
# Commands that take no day of knowledge: what they write is the record of today, or no record.
TODAY = {
    *("queries", "build", "synth", "import", "serve", "check", "init", "add"),
    *("merge", "fmt", "completion", "info", "terms"),
}


def arguments(name: str, day: str) -> list[str]:
    """Return what a question needs, for a day of knowledge."""
    asked = outline(name)
    samples = {
        "actor": iter(("openai", "nvidia")),
        "actor itself": iter(("openai", "nvidia")),
        "relation or actor": iter((LETTER,)),
        "": iter(("2018", day)),
    }
    needed = [next(samples[p.named]) for p in asked.parameters.values() if p.is_required]
    scope = ("--as-of", day) if "as_of" in asked.scope else ()
    return [name, *needed, *scope, "--known-at", day]


def forms(name: str) -> list[str]:
    """Return the formats of a question."""
    command = main.get_command(click.Context(main), name)
    assert command is not None
    (form,) = (option.type for option in command.params if option.name == "form")
    return sorted(FORMS.intersection(getattr(form, "choices", ())))


ASKED = sorted(set(QUESTIONS) - TODAY)
CALLS = [(name, form) for name in ASKED for form in forms(name)]


def test_every_command_takes_a_day_of_knowledge_or_is_known_not_to() -> None:
    taking = set()
    for name in commands():
        command = main.get_command(click.Context(main), name)
        assert command is not None
        taking |= {name for option in command.params if option.name == "known_at"}
    assert set(commands()) - taking == TODAY


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize(("name", "form"), CALLS)
def test_no_answer_shows_what_came_later(
    call: Call, shipped: Graph, name: str, form: str, day: str
) -> None:
    result = call(*arguments(name, day), "--format", form, place=None)
    is_unknown = name == "evidence" and LETTER in later(shipped, date.fromisoformat(day))[0]
    assert result.exit_code == (2 if is_unknown else 0), result.stderr
    text = result.stdout + result.stderr
    assert_tight(text.replace(LETTER, ""), shipped, date.fromisoformat(day))


@pytest.mark.parametrize("day", DAYS)
def test_no_page_shows_what_came_later(shipped: Graph, day: str) -> None:
    page = shipped.view(as_of=day, known_at=day).html
    element = re.search(r'id="data"[^>]*>([^<]*)</script>', page)
    assert element
    data = gzip.decompress(base64.b85decode(element[1].replace(",", "<"))).decode()
    assert_tight(json.dumps(json.loads(data), ensure_ascii=False), shipped, date.fromisoformat(day))
    assert_tight(page.replace(element[1], ""), shipped, date.fromisoformat(day))
    assert f"as known on {day}" in page


@pytest.mark.parametrize("day", DAYS)
def test_no_drawing_shows_what_came_later(shipped: Graph, day: str) -> None:
    network = shipped.pyvis(people=True, as_of=day, known_at=day)
    text = json.dumps([network.nodes, network.edges], ensure_ascii=False)
    assert_tight(text, shipped, date.fromisoformat(day))


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("name", ASKED)
def test_no_answer_over_http_shows_what_came_later(shipped: Graph, name: str, day: str) -> None:
    needed = arguments(name, day)[1:]
    flags = needed.index("--as-of" if "--as-of" in needed else "--known-at")
    keys = [p.name for p in outline(name).parameters.values() if p.is_required]
    pairs = [*zip(keys, needed[:flags], strict=True), ("known_at", day)]
    pairs += [("as_of", day)] if "as_of" in outline(name).scope else []
    head = {"measure": name, "arguments": api.read(name, pairs), "bytes": 10**8}
    if name == "evidence" and LETTER in later(shipped, date.fromisoformat(day))[0]:
        with pytest.raises(InvalidValue, match="neither a source"):
            api.answer(shipped, head, b"")
        return
    _, body = api.answer(shipped, head, b"")
    assert_tight(body.decode().replace(LETTER, ""), shipped, date.fromisoformat(day))


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("form", sorted(FORMATS))
def test_no_file_shows_what_came_later(shipped: Graph, form: str, day: str) -> None:
    actor = "openai" if form == "md" else None
    if FORMATS[form].holds == "claims":
        with pytest.raises(NotExportable, match="holds all claims"):
            shipped.export(form, as_of=day, known_at=day)
        return
    content = shipped.export(form, actor=actor, as_of=day, known_at=day)
    files = [content] if isinstance(content, str) else unpacked(content)
    for text in files:
        assert_tight(text, shipped, date.fromisoformat(day))


def unpacked(content: bytes) -> list[str]:
    """Return the texts of a ZIP archive."""
    with ZipFile(BytesIO(content)) as archive:
        return [archive.read(name).decode() for name in archive.namelist()]


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("name", ["overlaps", "who"])
def test_no_workbook_shows_what_came_later(shipped: Graph, name: str, day: str) -> None:
    ask = getattr(shipped, name)
    content = ask("openai", as_of=day, known_at=day).to_xlsx()
    book = openpyxl.load_workbook(BytesIO(content))
    cells = (str(cell or "") for sheet in book for row in sheet.values for cell in row)
    assert_tight("\n".join(cells), shipped, date.fromisoformat(day))


def test_a_sentence_that_is_held_back_leaves_no_empty_statement(shipped: Graph) -> None:
    empty = 'ASK { ?evidence al:statement ?text FILTER (STR(?text) = "") }'
    assert not shipped.query(empty, known_at="2025-12-02")


# What a named query may need.
VALUES = {
    "actor": "openai",
    "a": "nvidia",
    "b": "openai",
    "deal": "openai-2026-02",
    "from": "2015",
    "metric": "valuation",
    "relation": LETTER,
}


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("name", sorted(named_queries()))
def test_no_named_query_shows_what_came_later(
    call: Call, shipped: Graph, name: str, day: str
) -> None:
    values = VALUES | {"day": day, "as_of": day}
    taken = [parameter.name for parameter in named(name).parameters]
    given = [f"{key}={values[key]}" for key in taken if key in values]
    second = () if name == "on-record" else ("--known-at", day)
    result = call("query", "-n", name, *given, *second, "--format", "csv", place=None)
    assert result.exit_code == 0, result.stderr
    text = result.stdout.replace(LETTER, "").replace(VALUES["deal"], "")
    assert_tight(text, shipped, date.fromisoformat(day))


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
