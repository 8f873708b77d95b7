"""Partners who are also rivals: against brute force on random multigraphs, and by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings

import oracle
import strategies
from builders import actor, money, on, person, records, relation, source
from examples import examples
from facts import FACTS
from kg.measures.coopetition.overlaps import overlaps
from kg.relations import table as relations
from kg.relations.selection import select
from kg.vocabulary.vocabulary import vocabulary
from oracle import between, judge, then

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from kg.graph.graph import Graph
    from kg.measures.coopetition.overlaps import Overlap, Rivals
    from kg.records.model import Records, Relation
    from kg.relations.scope import Scope

_SIGNS = {
    "competitive": {"competitive"},
    "adversarial": {"adversarial"},
    "all": {"competitive", "adversarial"},
}


def sides(
    found: Records, scope: Scope, rivals: str, grouped: Scope | None = None
) -> dict[frozenset[str], list[list[Relation]]]:
    """Return both sides of every pair of organisations, in the groups of the day of a scope."""
    pairs: dict[frozenset[str], list[list[Relation]]] = {}
    for r in found.relations:
        ends = [found.actor_by_id[end] for end in (r.subject, r.object)]
        if judge(r, scope, found) != "in" or any(end.is_person for end in ends):
            continue
        pair = frozenset(between(r, found, grouped or scope))
        sign = vocabulary().relation_types[r.type].sign
        if len(pair) == 2:
            both = pairs.setdefault(pair, [[], []])
            both[0].extend([r] if sign == "cooperative" else [])
            both[1].extend([r] if sign in _SIGNS[rivals] else [])
    return {pair: both for pair, both in pairs.items() if all(both)}


def first_day(found: Records, scope: Scope, pair: frozenset[str]) -> date | None:
    """Return the first day up to the as-of day on which dated relations of both sides held."""
    days = {oracle.first_day(r, scope.basis) for r in then(found, scope).relations}
    for day in sorted(day for day in days if day and day <= scope.as_of):
        on_the_day = replace(scope, as_of=day, undated=False)
        if pair in sides(found, on_the_day, "competitive", grouped=scope):
            return day
    return None


def ask(found: Records, scope: Scope, rivals: Rivals = "competitive") -> tuple[Overlap, ...]:
    return overlaps(select(relations.table(found), scope), rivals=rivals)


@pytest.mark.parametrize("rivals", ["competitive", "adversarial", "all"])
@examples(400)
@given(strategies.multigraphs(), strategies.scopes())
def test_equal_to_set_intersection(rivals: Rivals, found: Records, scope: Scope) -> None:
    expected = {
        tuple(sorted(pair)): tuple(tuple(r.id for r in side) for side in both)
        for pair, both in sides(found, scope, rivals).items()
    }
    rows = ask(found, scope, rivals)
    assert {(o.a, o.b): (o.cooperative, o.competitive) for o in rows} == expected
    assert len(rows) == len(expected)


@examples(1000)
@given(strategies.multigraphs(), strategies.scopes())
def test_since_is_the_first_day_of_both_sides(found: Records, scope: Scope) -> None:
    for row in ask(found, scope):
        assert row.since == first_day(found, scope, frozenset({row.a, row.b}))


@examples(200)
@given(strategies.multigraphs(), strategies.scopes())
def test_what_a_row_says_of_its_relations(found: Records, scope: Scope) -> None:
    ranks = vocabulary().codes["confidence"]
    relations_then = then(found, scope).relation_by_id
    for row in ask(found, scope):
        plus = [relations_then[id_] for id_ in row.cooperative]
        minus = [relations_then[id_] for id_ in row.competitive]
        kinds = [vocabulary().relation_types[r.type] for r in plus]
        assert row.types == tuple(sorted({kind.slug for kind in kinds}))
        assert row.families == tuple(sorted({kind.family for kind in kinds}))
        assert row.markets == tuple(sorted({m for r in minus for m in r.market}))
        assert row.sources == len({s for r in plus + minus for s in r.sources})
        least = min(ranks[r.confidence].rank for r in plus + minus)
        assert ranks[row.min_confidence].rank == least


@settings(max_examples=100)
@given(strategies.multigraphs(), strategies.scopes())
def test_rows_are_in_order(found: Records, scope: Scope) -> None:
    places = [(-len(row.cooperative), row.a, row.b) for row in ask(found, scope)]
    assert places == sorted(places)
    assert all(row.a < row.b for row in ask(found, scope))


PARTNERS = relation("a", "partners-with", "b", announced="2024")
RIVALS = relation("a", "competes-with", "b", valid_from="2024-03", market=("search",))


def test_one_pair() -> None:
    (row,) = ask(records([PARTNERS, RIVALS]), on())
    assert row.to_dict() == {
        "a": "a",
        "b": "b",
        "cooperative": ["a--partners-with--b"],
        "competitive": ["a--competes-with--b"],
        "families": ["collaboration"],
        "types": ["partners-with"],
        "markets": ["search"],
        "since": "2024-03-01",
        "days": 670,
        "activity": None,
        "known_amounts": [],
        "min_confidence": "medium",
        "sources": 1,
    }


@pytest.mark.parametrize(
    "other",
    [
        relation("a", "in-talks-with", "b", status="active"),
        relation("a", "litigates-against", "b"),
        relation("a", "competes-with", "c"),
        relation("a", "competes-with", "b", status="ended"),
        relation("a", "competes-with", "b", valid_from="2026"),
    ],
    ids=["talks", "suit", "other-pair", "ended", "later"],
)
def test_no_pair(other: Relation) -> None:
    assert ask(records([PARTNERS, other]), on()) == ()


def test_two_members_of_a_consortium_are_no_partners() -> None:
    found = [relation("a", "member-of", "x"), relation("b", "member-of", "x"), RIVALS]
    assert ask(records(found), on()) == ()


def test_a_person_makes_no_pair() -> None:
    found = records(
        [relation("a", "partners-with", "p"), relation("a", "competes-with", "p")], [person("p")]
    )
    assert ask(found, on(level="actor")) == ()


def test_units_stand_for_their_group() -> None:
    found = records(
        [relation("au", "supplies-cloud-to", "b"), RIVALS, relation("a", "owns", "au")],
        [actor("a"), actor("au", "a")],
    )
    assert [(o.a, o.b) for o in ask(found, on())] == [("a", "b")]
    assert ask(found, on(level="actor")) == ()


def test_an_overlap_older_than_what_holds_today() -> None:
    """Both sides changed hands; they have met since the first of them did."""
    found = records(
        [
            relation("a", "invests-in", "b", valid_from="2020", valid_to="2022", status="ended"),
            relation("a", "partners-with", "b", valid_from="2023"),
            relation("a", "competes-with", "b", valid_from="2021-05"),
        ]
    )
    (row,) = ask(found, on())
    assert str(row.since) == "2021-05-01"


@pytest.mark.parametrize(
    ("plus", "minus", "since"),
    [
        (None, "2024", None),
        ("2024", None, None),
        ("2023", "2024", "2024-01-01"),
        ("2024", "2023", "2024-01-01"),
        ("2024-05", "2024-05-07", "2024-05-07"),
        ("2024-05-07", "2024-05-07", "2024-05-07"),
    ],
)
def test_since(plus: str | None, minus: str | None, since: str | None) -> None:
    found = records(
        [
            relation("a", "partners-with", "b", valid_from=plus),
            relation("a", "competes-with", "b", valid_from=minus),
        ]
    )
    (row,) = ask(found, on())
    assert (str(row.since) if row.since else None) == since


def test_since_a_side_that_ended_the_day_the_other_began_did_not_meet_it() -> None:
    found = records(
        [
            relation("a", "invests-in", "b", valid_from="2020", valid_to="2021-01-01"),
            relation("a", "competes-with", "b", valid_from="2021-01-01"),
            relation("a", "partners-with", "b", valid_from="2022"),
        ]
    )
    (row,) = ask(found, on())
    assert str(row.since) == "2022-01-01"


def test_since_under_known_at_takes_the_end_as_open_that_was_not_on_record() -> None:
    """In mid 2025 the contract was on record as open: it met the rivalry of October 2025."""
    old = relation(
        "a",
        "partners-with",
        "b",
        "1",
        valid_from="2020",
        valid_to="2025-09-01",
        status="superseded",
        sources=("early",),
    )
    new = relation("a", "partners-with", "b", "2", supersedes=old.id, sources=("late",))
    rivalry = relation("a", "competes-with", "b", valid_from="2025-10-01", sources=("early",))
    sources = [source("early", "2020-01-01"), source("late", "2025-09-01")]
    found = records([old, new, rivalry], sources=sources)
    (row,) = ask(found, on("2025-12-31", known_at="2025-06-01"))
    assert str(row.since) == "2025-10-01"


def test_money_of_a_pair() -> None:
    found = records(
        [
            relation("a", "invests-in", "b", "1", amount=money(5), deal="round"),
            relation("b", "invests-in", "a", "2", amount=money(3), deal="round"),
            relation("a", "lends-to", "b", amount=money(2, "EUR", qualifier="up-to")),
            RIVALS,
        ]
    )
    (row,) = ask(found, on())
    amounts = [(a.currency, a.kind, a.stage, a.low, a.high) for a in row.known_amounts]
    assert amounts == [("EUR", "debt", "agreed", 0, 2), ("USD", "equity", "agreed", 8, 8)]


def test_money_in_dispute_is_no_money_of_the_co_operation() -> None:
    found = records(
        [
            relation("a", "invests-in", "b", amount=money(5)),
            relation("a", "litigates-against", "b", amount=money(9)),
        ]
    )
    (row,) = ask(found, on(), "adversarial")
    assert [(amount.kind, amount.low) for amount in row.known_amounts] == [("equity", 5)]


@pytest.mark.parametrize(
    ("options", "pairs"),
    [
        ({}, [("atlas", "boreal")]),
        ({"level": "actor"}, [("atlas", "boreal")]),
        ({"as_of": "2024-12-31"}, [("atlas", "boreal"), ("boreal", "delta")]),
        ({"as_of": "2024"}, [("atlas", "boreal"), ("boreal", "delta")]),
        ({"as_of": "2025-01-01"}, [("atlas", "boreal")]),
        ({"as_of": "2023-12-31"}, []),
        ({"as_of": "2024-12-31", "actor": "delta"}, [("boreal", "delta")]),
        ({"as_of": "2024-12-31", "min_confidence": "medium"}, [("atlas", "boreal")]),
        ({"rivals": "adversarial"}, [("atlas", "delta")]),
        ({"rivals": "all"}, [("atlas", "boreal"), ("atlas", "delta")]),
        ({"actor": "atlas-cloud"}, [("atlas", "boreal")]),
        ({"actor": "atlas-cloud", "level": "actor"}, []),
        ({"known_at": "2024-01-14"}, []),
    ],
)
def test_tiny_by_hand(
    tiny_graph: Graph, options: dict[str, Any], pairs: list[tuple[str, str]]
) -> None:
    assert [(o.a, o.b) for o in tiny_graph.overlaps(**options)] == pairs


def test_tiny_evidence_by_hand(tiny_graph: Graph) -> None:
    (row,) = tiny_graph.overlaps()
    assert len(row.cooperative) == 3
    assert str(row.since) == "2024-01-01"
    assert row.sources == 3
    assert row.markets == ("assistants", "coding-tools")
    assert [(a.kind, a.stage, a.low, a.high) for a in row.known_amounts] == [
        ("commitment", "agreed", 5_000_000_000, None),
        ("equity", "paid", 1_600_000_000, 1_600_000_000),
    ]


def test_tiny_as_known_before_the_change(tiny_graph: Graph) -> None:
    (row,) = tiny_graph.overlaps(known_at="2025-02-28")
    assert "atlas-cloud--supplies-cloud-to--boreal--2023" in row.cooperative
    assert "atlas-cloud--supplies-cloud-to--boreal--2025" not in row.cooperative


@pytest.mark.parametrize("level", ["group", "actor"])
def test_shipped_by_brute_force(shipped: Graph, level: str) -> None:
    answer = shipped.overlaps(level=level)
    pairs = sides(shipped.records, answer.scope, "competitive")
    assert len(answer) == FACTS[f"{level}_overlaps"]
    assert {frozenset({o.a, o.b}) for o in answer} == set(pairs)


def test_shipped_since_by_brute_force(shipped: Graph) -> None:
    known = {frozenset({o.a, o.b}): o.since for o in shipped.overlaps()}
    mine = frozenset({"microsoft", "openai"})
    assert str(known[mine]) == str(first_day(shipped.records, shipped.scope(), mine))


def test_the_tables_need_not_be_in_any_order(tiny: Path, copy: Path) -> None:
    import kg

    lines = (tiny / "relations.csv").read_text(encoding="utf-8").split("\n")
    at = next(n for n, line in enumerate(lines) if line.startswith("Five billion"))
    rows = [*lines[1 : at - 1], "\n".join(lines[at - 1 : at + 1]), *lines[at + 1 : -1]]
    text = "\n".join([lines[0], *reversed(rows)]) + "\n"
    (copy / "relations.csv").write_text(text, encoding="utf-8")
    assert kg.open(copy).overlaps().to_dict() == kg.open(tiny).overlaps().to_dict()
