"""The shipped queries: equal on two engines, with the answers on file and counted again by hand.

The answers to the competency questions stand in ``ontology/cq``. After a change of the data or of
a query, write them anew with ``make release-data`` and read the difference.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest
import rdflib

import kg
from builders import actor, money, on, person, records, relation
from facts import FACTS
from kg.rdf import engine, query, solutions, store
from kg.relations.hindsight import as_known
from kg.vocabulary.iri import compact
from oracle import judge

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kg.graph.graph import Graph

pytestmark = pytest.mark.filterwarnings(
    # rdflib's own reader and query engine ask for it
    "ignore:Dataset.default_context is deprecated:DeprecationWarning"
)

ROOT = Path(__file__).parents[2]
ANSWERS = ROOT / "ontology" / "cq"
CUTOFF: str = FACTS["cutoff"]
OPENAI = {"actor": "openai"}
EXAMPLES: dict[str, dict[str, str]] = {
    "actor-overlaps": {},
    "amounts-above": {},
    "announced-between": {"from": "2026-06-01"},
    "committed-to": OPENAI,
    "compute-spend-shares-of": OPENAI,
    "compute-suppliers-of": OPENAI,
    "contradictions": {},
    "counts-by-type": {},
    "deal-participants": {"deal": "openai-round-2025-03"},
    "ended-between": {"from": "2025"},
    "ended-exclusivities": {},
    "facts-from-source": {},
    "group-partner-rivals-of": OPENAI,
    "investors-in-rivals": {},
    "investors-of": OPENAI,
    "known-by-rumour-or-press-of": {"actor": "mistral-ai"},
    "metric-of": {"actor": "openai", "metric": "valuation"},
    "money-loops-through": OPENAI,
    "on-record": {"a": "microsoft", "b": "openai", "day": "2025-11-01"},
    "overlaps": {},
    "partner-rivals-of": OPENAI,
    "people-of": OPENAI,
    "persons-between-rivals": {},
    "publishers": {},
    "relations-of": {"actor": "mistral-ai"},
    "rivals-in-court": {},
    "rumours-about": OPENAI,
    "shared-investors-of": {"a": "anthropic", "b": "openai"},
    "single-source-claims": {},
    "source-of": {"relation": "microsoft--invests-in--openai--2019"},
    "suppliers-of-rivals": {},
}
QUESTIONS = {
    name: int(match[1])
    for name, named in query.named_queries().items()
    if (match := re.match(r"Competency question (\d+)\.", named.about))
}
# Said once more, so that the tests do not rest on the vocabulary.
TERMINAL = {"ended", "cancelled", "dismissed", "superseded"}
COMPETITIVE = {"competes-with"}
NOT_COOPERATIVE = {
    *COMPETITIVE,
    *("litigates-against", "investigates", "restricts", "leads", "board-member-of"),
}
FINANCING = {"invests-in", "lends-to", "guarantees"}

Row = tuple[str, ...]
Line = dict[str, str]


@pytest.fixture(scope="module")
def core(shipped: Graph) -> ox.Store:
    """The shipped graph with the relations among the actors that have most of them alone.

    rdflib takes a minute for what a query scans in all of it.
    """
    known = shipped.records
    ends = Counter(end for r in known.relations for end in (r.subject, r.object))
    often = {actor for actor, _ in ends.most_common(25)}
    often |= {actor.id for actor in known.actors if actor.is_person}
    kept = tuple(r for r in known.relations if {r.subject, r.object} <= often)
    return store.memory(replace(known, relations=kept))


@pytest.fixture(scope="module")
def dataset(core: ox.Store) -> rdflib.Dataset:
    """The same graph in rdflib, from its N-Quads."""
    found = rdflib.Dataset(default_union=False)
    found.parse(data=core.dump(format=ox.RdfFormat.N_QUADS).decode(), format="nquads")
    return found


@pytest.fixture(scope="module")
def tables() -> dict[str, list[Line]]:
    """The shipped tables as text."""
    found = {}
    for name in ("actors", "relations", "observations"):
        with (ROOT / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            found[name] = list(csv.DictReader(file))
    return found


@pytest.fixture(scope="module")
def root(tables: Mapping[str, list[Line]]) -> dict[str, str]:
    """The group of every actor."""
    parent = {line["id"]: line["part_of"] for line in tables["actors"]}

    def top(id_: str) -> str:
        return top(parent[id_]) if parent[id_] else id_

    return {id_: top(id_) for id_ in parent}


def test_every_query_has_an_example() -> None:
    assert set(EXAMPLES) == set(query.named_queries())


def test_the_competency_questions_have_answers_on_file() -> None:
    assert sorted(QUESTIONS.values()) == list(range(1, 27))
    assert {path.name for path in ANSWERS.glob("*.csv")} == {path(name).name for name in QUESTIONS}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_header_says_what_goes_in_and_comes_out(shipped: Graph, name: str) -> None:
    named = query.named(name)
    columns, _ = solutions.rows(shipped.store.query(sparql(name)))
    assert list(named.columns) == columns
    assert named.title.endswith("?")
    assert named.about
    for parameter in named.parameters:
        assert re.search(rf"\?{parameter.name}\b", named.text)
        assert parameter.name != "as_of" or parameter.default == "$cutoff"


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_text_avoids_what_engines_disagree_on(name: str) -> None:
    text = query.named(name).text
    assert "ORDER BY" in text
    assert "SELECT *" not in text
    assert not re.search(r"\w\s*\|\s*\w", text.replace("||", "")), "p|q: with duplicates or without"


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_text_is_short_enough_to_read(name: str) -> None:
    lines = query.named(name).text.splitlines()
    assert len(lines) <= 95
    assert max(map(len, lines)) <= 100


@pytest.mark.parametrize("name", EXAMPLES)
def test_two_engines_agree(core: ox.Store, dataset: rdflib.Dataset, name: str) -> None:
    rows = answer(core, name)
    assert rows
    assert len(set(rows)) == len(rows)
    assert [tuple(map(rdflib_cell, row)) for row in dataset.query(sparql(name))] == rows


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_answer_is_the_one_on_file(shipped: Graph, name: str) -> None:
    assert as_csv(shipped.store, name) == path(name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "day", "pairs"),
    [
        ("overlaps", CUTOFF, FACTS["group_overlaps"]),
        ("actor-overlaps", CUTOFF, FACTS["actor_overlaps"]),
        ("overlaps", "2024-12-31", None),
        ("actor-overlaps", "2025-06-30", None),
    ],
)
@pytest.mark.parametrize("basis", ["announced", "in-force"])
def test_overlaps(
    shipped: Graph,
    tables: dict[str, list[Line]],
    root: dict[str, str],
    name: str,
    day: str,
    pairs: int | None,
    basis: str,
) -> None:
    level = root if name == "overlaps" else {}
    counts: dict[Row, Counter[str]] = defaultdict(Counter)
    for line in between_organisations(tables, day, basis):
        a, b = sorted(level.get(line[end], line[end]) for end in ("subject", "object"))
        if a != b:
            counts[a, b]["-"] += line["type"] in COMPETITIVE
            counts[a, b]["+"] += line["type"] not in NOT_COOPERATIVE
    rows = answer(shipped.store, name, as_of=day, basis=basis)
    assert {(a, b, plus, minus) for a, _, b, _, plus, minus in rows} == {
        (f"actor:{a}", f"actor:{b}", str(found["+"]), str(found["-"]))
        for (a, b), found in counts.items()
        if found["+"] and found["-"]
    }
    assert pairs in {None, len(rows)} or basis == "in-force"


@pytest.mark.parametrize("basis", ["announced", "in-force"])
@pytest.mark.parametrize("day", ["2025-10-01", CUTOFF])
def test_queries_agree_with_the_commands(shipped: Graph, day: str, basis: str) -> None:
    scope: Any = {"as_of": day, "basis": basis}
    pairs = {(f"actor:{row.a}", f"actor:{row.b}") for row in shipped.overlaps(**scope)}
    assert {(row[0], row[2]) for row in answer(shipped.store, "overlaps", **scope)} == pairs
    ties = {tie.relation.id for tie in shipped.who("openai", level="actor", **scope)}
    listed = answer(shipped.store, "relations-of", actor="openai", **scope)
    counted = shipped.select(level="actor", **scope).relations
    assert {row[-1] for row in listed} == {
        f"relation:{r.id}" for r in counted if "openai" in {r.subject, r.object}
    }
    assert {row[-1].removeprefix("relation:") for row in listed} <= ties
    spent = answer(shipped.store, "compute-spend-shares-of", actor="openai", **scope)
    assert ("actor:oracle" in {row[0] for row in spent}) == (basis == "announced")


def test_money_loops(shipped: Graph, tables: dict[str, list[Line]], root: dict[str, str]) -> None:
    arcs: dict[Row, set[str]] = defaultdict(set)
    for line in between_organisations(tables, CUTOFF):
        payer, payee, leg = flow(line)
        if leg and root[payer] != root[payee]:
            arcs[root[payer], root[payee]].add(leg)
    expected = set(loops(arcs))
    assert Counter(map(len, expected)) == {n: FACTS[f"loops_of_{n}"] for n in (2, 3)}
    found = set()
    for group in {group for loop in expected for group in loop} | {"mistral-ai"}:
        rows = answer(shipped.store, "money-loops-through", actor=group)
        for row in rows:
            steps = [cell.removeprefix("actor:") for cell in row[::2] if cell]
            pays = [" and ".join(sorted(arcs[arc])) for arc in arcs_of(steps)]
            assert pays == [cell for cell in row[1::2] if cell]
            found.add(from_the_smallest(steps))
        assert len(rows) == sum(group in loop for loop in expected)
    assert found == expected


def test_money_committed(shipped: Graph, tables: dict[str, list[Line]]) -> None:
    totals: dict[Row, Decimal] = defaultdict(Decimal)
    for line in holding(tables, CUTOFF):
        _, payee, leg = flow(line)
        if leg and payee == "coreweave" and line["amount"] and not line["amount_period"]:
            key = (line["currency"], line["status"], line["amount_qualifier"])
            totals[key] += Decimal(line["amount"])
    found: dict[Row, Decimal] = defaultdict(Decimal)
    for _, currency, status, qualifier, total, _ in answer(
        shipped.store, "committed-to", actor="coreweave"
    ):
        found[currency, status, qualifier] += Decimal(total)
    assert found == totals


def test_investors_in_rivals(
    shipped: Graph, tables: dict[str, list[Line]], root: dict[str, str]
) -> None:
    labs = {line["id"] for line in tables["actors"] if "ai-lab" in line["kinds"].split("|")}
    stakes: dict[str, set[str]] = defaultdict(set)
    rivals = set()
    for line in between_organisations(tables, CUTOFF):
        a, b = sorted((line["subject"], line["object"]))
        if line["type"] == "competes-with" and {a, b} <= labs:
            rivals.add((a, b))
        if line["type"] == "invests-in" and root[a] != root[b]:
            stakes[root[line["subject"]]].add(line["object"])
    rows = answer(shipped.store, "investors-in-rivals")
    assert {(investor, a, b) for investor, _, a, b in rows} == {
        (f"actor:{investor}", f"actor:{a}", f"actor:{b}")
        for investor, held in stakes.items()
        for a, b in rivals
        if {a, b} <= held
    }


def test_claims_of_one_source(shipped: Graph, tables: dict[str, list[Line]]) -> None:
    rows = answer(shipped.store, "single-source-claims")
    assert {(claim, source) for claim, _, source, *_ in rows} == {
        (f"{kind}:{line['id']}", f"source:{line['sources']}")
        for kind in ("relation", "observation")
        for line in tables[f"{kind}s"]
        if "|" not in line["sources"]
    }


def test_publishers(shipped: Graph) -> None:
    known = shipped.records
    cited: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    for claim in (*known.relations, *known.observations):
        houses = {known.source_by_id[source].publisher for source in claim.sources}
        cited.update(houses)
        alone.update(houses if len(houses) == 1 else ())
    rows = answer(shipped.store, "publishers")
    assert {row[0]: (int(row[1]), int(row[2])) for row in rows} == {
        house: (count, alone[house]) for house, count in cited.items()
    }


def test_what_ended_in_a_year(shipped: Graph) -> None:
    said = {
        f"relation:{r.id}"
        for r in shipped.records.relations
        if r.valid_to and r.valid_to.year == 2025 and r.type != "in-talks-with"
    }
    rows = answer(shipped.store, "ended-between", **{"from": "2025", "to": "2025"})
    assert {row[-1] for row in rows} == said


def test_shared_investors(
    shipped: Graph, tables: dict[str, list[Line]], root: dict[str, str]
) -> None:
    stakes: dict[str, Counter[str]] = defaultdict(Counter)
    for line in holding(tables, CUTOFF):
        if line["type"] == "invests-in":
            stakes[line["object"]][f"actor:{root[line['subject']]}"] += 1
    one, other = stakes["anthropic"], stakes["openai"]
    rows = answer(shipped.store, "shared-investors-of")
    assert {(row[0], int(row[2]), int(row[3])) for row in rows} == {
        (investor, one[investor], other[investor]) for investor in one.keys() & other.keys()
    }


def test_claims_of_a_source(shipped: Graph, tables: dict[str, list[Line]]) -> None:
    rows = answer(shipped.store, "facts-from-source")
    assert Counter(kind for kind, *_ in rows) == {"relation": 15, "observation": 8}
    assert {claim for _, claim, *_ in rows} == {
        f"{kind}:{line['id']}"
        for kind in ("relation", "observation")
        for line in tables[f"{kind}s"]
        if "channelnews-2025-06-openai-10-milliards" in line["sources"].split("|")
    }


@pytest.mark.parametrize("basis", ["announced", "in-force"])
@pytest.mark.parametrize("day", ["2023-06-15", "2025-03-01", "2025-09-30", "2025-11-01", CUTOFF])
@pytest.mark.parametrize(
    ("a", "b"), [("microsoft-azure", "openai"), ("anthropic", "google"), ("nvidia", "openai")]
)
def test_the_record_on_a_day_is_what_the_scope_lets_in(
    shipped: Graph, a: str, b: str, day: str, basis: str
) -> None:
    known = shipped.records
    groups = {known.root[a], known.root[b]}
    rows = answer(shipped.store, "on-record", a=a, b=b, day=day, basis=basis)
    assert {row[0] for row in rows} == {
        f"relation:{r.id}"
        for r in known.relations
        if {known.root[r.subject], known.root[r.object]} == groups
        and judge(r, on(day, known_at=day, basis=basis), known) == "in"
    }
    then = as_known(known, date.fromisoformat(day)).relation_by_id
    for row in rows:
        state = then[row[0].removeprefix("relation:")]
        assert row[5:] == (state.status, state.evidence)
    assert all(row[4] <= day for row in rows)


def test_an_exclusivity_that_still_holds_has_not_ended(shipped: Graph) -> None:
    azure = "relation:microsoft-azure--supplies-cloud-to--openai--2019"
    ended = [row[0] for row in answer(shipped.store, "ended-exclusivities", as_of="2025-02-01")]
    assert azure in ended
    before = [row[0] for row in answer(shipped.store, "ended-exclusivities", as_of="2025-01-31")]
    assert azure not in before


def test_contradicting_amounts_share_type_start_and_currency() -> None:
    made = records(
        [
            relation("a", "invests-in", "b", "1", announced="2025-01", amount=money(5)),
            relation("a", "invests-in", "b", "2", announced="2025-01", amount=money(7)),
            relation("a", "invests-in", "b", "3", announced="2025-02", amount=money(9)),
            relation("a", "invests-in", "b", "4", announced="2025-01", amount=money(8, "EUR")),
            relation("a", "lends-to", "b", "5", announced="2025-01", amount=money(6)),
        ]
    )
    first, second = "relation:a--invests-in--b--1", "relation:a--invests-in--b--2"
    rows = answer(store.memory(made), "contradictions")
    assert rows == [("amount", first, "5", second, "7", "USD")]


def test_rivals_in_court_that_trade_stand_first() -> None:
    made = records(
        [
            relation("b", "litigates-against", "a"),
            relation("a", "competes-with", "b"),
            relation("c", "litigates-against", "b-unit"),
            relation("b", "supplies-cloud-to", "c"),
            relation("d", "litigates-against", "a"),
            relation("eve", "litigates-against", "a"),
            relation("eve", "invests-in", "a"),
        ],
        [actor("b"), actor("b-unit", "b"), person("eve")],
    )
    rows = answer(store.memory(made), "rivals-in-court")
    assert [(a, b, *counts) for a, _, b, _, *counts in rows] == [
        ("actor:b", "actor:c", "1", "1", "0"),
        ("actor:a", "actor:b", "1", "0", "1"),
    ]


def test_rumours_and_talks_do_not_hold() -> None:
    made = records(
        [
            relation("a", "competes-with", "b"),
            relation("a", "in-talks-with", "b"),
            relation("a", "invests-in", "b", status="rumoured"),
        ]
    )
    built = store.memory(made)
    assert not answer(built, "overlaps")
    assert not answer(built, "partner-rivals-of", actor="a")
    assert len(answer(built, "relations-of", actor="a")) == 1
    counts = {row[0]: row[4:] for row in answer(built, "counts-by-type") if row[4] != "0"}
    talk = ("1", "0")
    assert counts == {"competes-with": ("1", "1"), "in-talks-with": talk, "invests-in": talk}


def sparql(name: str, **given: str) -> str:
    """Return the text of a query with its example, or other values, put in."""
    named = query.named(name)
    values = {**EXAMPLES[name], **given}
    return named.sparql(query.bind(named, values, str, {"$cutoff": CUTOFF}))


def answer(built: engine.QuadStore, name: str, **given: str) -> list[Row]:
    """Return the rows of a named query as canonical text."""
    _, rows = solutions.rows(built.query(sparql(name, **given)))
    return [tuple(map(oxigraph_cell, row)) for row in rows]


def oxigraph_cell(term: ox.NamedNode | ox.Literal | None) -> str:
    is_literal = isinstance(term, ox.Literal)
    return number(term.value, term.datatype.value) if is_literal else solutions.readable(term)


def rdflib_cell(term: rdflib.URIRef | rdflib.Literal | None) -> str:
    if isinstance(term, rdflib.Literal):
        return number(str(term), str(term.datatype))
    return compact(str(term)) if term is not None else ""


def number(text: str, datatype: str) -> str:
    """Return a number by its value, any other text as it is."""
    is_number = datatype.endswith(("#decimal", "#integer"))
    return f"{Decimal(text).normalize():f}" if is_number else text


def path(name: str) -> Path:
    """Return where the answer to a competency question is kept."""
    return ANSWERS / f"CQ{QUESTIONS[name]:02}-{name}.csv"


def as_csv(built: engine.QuadStore, name: str) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(query.named(name).columns)
    writer.writerows(answer(built, name))
    return out.getvalue()


def holding(tables: Mapping[str, list[Line]], day: str, basis: str = "announced") -> Iterator[Line]:
    """Yield the relations that count on a day."""
    for line in tables["relations"]:
        days = [first_day(said) for said in (line["valid_from"], line["announced"]) if said]
        start = (min(days) if basis == "announced" else days[0]) if days else ""
        over = first_day_after(line["valid_to"])
        ended = over <= day if over else line["status"] in TERMINAL
        is_hearsay = line["type"] == "in-talks-with" or line["status"] == "rumoured"
        if start <= day and not ended and not is_hearsay:
            yield line


def between_organisations(
    tables: Mapping[str, list[Line]], day: str, basis: str = "announced"
) -> Iterator[Line]:
    """Yield the relations without people that count on a day."""
    people = {line["id"] for line in tables["actors"] if line["kinds"] == "person"}
    for line in holding(tables, day, basis):
        if not people & {line["subject"], line["object"]}:
            yield line


def first_day(said: str) -> str:
    return said + "-01-01"[len(said) - 4 :] if said else ""


def first_day_after(said: str) -> str:
    """Return the first day without a state that ends then; a day is that day itself."""
    if len(said) == 4:
        return f"{int(said) + 1}-01-01"
    if len(said) == 7:
        year, month = map(int, said.split("-"))
        return f"{year + month // 12}-{month % 12 + 1:02}-01"
    return said


def flow(line: Line) -> tuple[str, str, str]:
    """Return who pays whom for what; for nothing where no money runs between them."""
    type_, subject, object_ = line["type"], line["subject"], line["object"]
    if type_ in FINANCING:
        return subject, object_, "financing"
    if type_ == "distributes":
        return subject, object_, "purchase"
    if type_.startswith(("supplies-", "licenses-", "manufactures-")):
        return object_, subject, "purchase"
    return subject, object_, ""


def loops(arcs: Mapping[Row, set[str]]) -> Iterator[Row]:
    """Yield the loops of two and three groups that hold both kinds of leg."""
    closing = [(a, b) for a, b in arcs if (b, a) in arcs]
    closing += [(a, b, c) for a, b in arcs for b2, c in arcs if b2 == b and (c, a) in arcs]
    for steps in closing:
        legs = set().union(*(arcs[arc] for arc in arcs_of(steps)))
        if len(legs) == 2:
            yield from_the_smallest(steps)


def arcs_of(steps: Row | list[str]) -> list[Row]:
    return list(zip(steps, [*steps[1:], steps[0]], strict=True))


def from_the_smallest(steps: Row | list[str]) -> Row:
    at = steps.index(min(steps))
    return (*steps[at:], *steps[:at])


if __name__ == "__main__":
    ANSWERS.mkdir(exist_ok=True)
    for question in QUESTIONS:
        path(question).write_text(as_csv(kg.open().store, question), encoding="utf-8")
