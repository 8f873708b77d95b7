"""Answers of the measures on made-up records, for the scripts of the page to be held to."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from looking import actor, relation

from kg.measures.coopetition.overlaps import overlaps
from kg.measures.money.loops import loops
from kg.records.model import Amount, Deal, Records, Source
from kg.relations.scope import scope
from kg.relations.selection import select
from kg.relations.table import table
from kg.view import payload, style
from kg.view.packing import packed
from kg.vocabulary.dates import PartialDate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.records.model import Actor, Relation

CUTOFF = date(2026, 7, 2)
TYPES = (
    *("invests-in", "lends-to", "guarantees", "acquires", "supplies-cloud-to", "supplies-chips-to"),
    *("licenses-model-to", "distributes", "partners-with", "in-talks-with", "litigates-against"),
    *("competes-with",) * 4,
)
STATUSES = (
    *("reported", "announced", "signed", "active", "paused", "completed", "rumoured"),
    *("ended", "cancelled", "superseded"),
)
DAYS = (
    *(None, None, "2023", "2024-02", "2024-02-29", "2025-06-30", "2025-07", "2026", "2026-07-02"),
    *("2027", "2026-11-05"),
)
KINDS = ("news", "filing", "analysis")
VALUES = (1_000_000, 250_000_000, 5_000_000_000, 30_000_000_000)
ANSWERED = [
    {"as_of": as_of, "level": level, "basis": basis, "rumours": rumours, "undated": undated}
    for as_of, level, basis in itertools.product(
        ("2026-07-02", "2025-06", "2024", "2027-01-01"),
        ("group", "actor"),
        ("announced", "in-force"),
    )
    for rumours, undated in ((False, "include"), (True, "exclude"))
]


def records(seed: int) -> Records:
    """Return some actors, among them units and a person, with hundreds of relations."""
    chance = random.Random(seed)
    actors = actors_of(chance)
    sources = tuple(
        Source(f"s{i}", f"Page {i}", "Paper", f"https://example.org/{i}", chance.choice(KINDS),
               published=day_of(chance))
        for i in range(30)
    )  # fmt: skip
    deals = tuple(Deal(f"d{i}", f"Deal {i}", "round", "signed", ("s0",)) for i in range(12))
    rows = [claim(chance, place, actors, deals) for place in range(420)]
    twins = [twin(chance, row) for row in rows if row.deal and row.amount][:25]
    relations = tuple(sorted((*rows, *twins), key=lambda row: row.id))
    return Records(
        tuple(sorted(actors, key=lambda a: a.id)), tuple(sorted(sources, key=lambda s: s.id)),
        tuple(sorted(deals, key=lambda d: d.id)), relations, (), cutoff=CUTOFF,
    )  # fmt: skip


def actors_of(chance: random.Random) -> list[Actor]:
    founded = [None, PartialDate.parse("1999"), PartialDate.parse("2021-05")]
    parents = [actor(f"a{i:02d}", founded=chance.choice(founded)) for i in range(12)]
    units = [
        actor(f"u{i}", part_of=f"a{i:02d}", part_of_from=day_of(chance), part_of_to=None)
        for i in range(4)
    ]
    return [*parents, *units, actor("pat", "person")]


def claim(
    chance: random.Random, place: int, actors: list[Actor], deals: tuple[Deal, ...]
) -> Relation:
    subject, object_ = chance.sample([a.id for a in actors], 2)
    type_ = chance.choice(TYPES)
    priced = chance.random() < 0.5 and type_ != "competes-with"
    return relation(
        subject, type_, object_,
        id=f"{subject}--{type_}--{object_}--{place}",
        status=chance.choice(STATUSES),
        confidence=chance.choice(("high", "medium", "low")),
        sources=tuple(sorted(chance.sample([f"s{i}" for i in range(30)], 2))),
        announced=day_of(chance), valid_from=day_of(chance),
        valid_to=day_of(chance) if chance.random() < 0.3 else None,
        amount=amount_of(chance) if priced else None,
        deal=chance.choice(deals).id if priced and chance.random() < 0.6 else None,
        market=("frontier-models",) if type_ == "competes-with" else (),
        instrument="equity" if type_ == "invests-in" and chance.random() < 0.5 else None,
    )  # fmt: skip


def twin(chance: random.Random, row: Relation) -> Relation:
    """Return a row that states another amount of the same payment."""
    assert row.amount
    amount = replace(row.amount, value=row.amount.value * chance.choice((1, 2)), qualifier=None)
    return replace(row, id=f"{row.id}--again", amount=amount, status=chance.choice(STATUSES[:6]),
                   confidence=chance.choice(("high", "medium", "low")))  # fmt: skip


def amount_of(chance: random.Random) -> Amount:
    return Amount(
        Decimal(chance.choice(VALUES)),
        chance.choice(("USD", "USD", "USD", "EUR")),
        chance.choice((None, None, "up-to", "at-least", "about")),
        chance.choice(("total", "total", "total", "per-year")),
    )


def day_of(chance: random.Random) -> PartialDate | None:
    text = chance.choice(DAYS)
    return PartialDate.parse(text) if text else None


def vectors(seed: int) -> dict[str, Any]:
    """Return the records as the page reads them, and what the measures say under each scope."""
    given = records(seed)
    tables = {**payload.tables(given), "nodes": []}
    return {
        "page": {
            "cutoff": CUTOFF.isoformat(),
            "as_of": CUTOFF.isoformat(),
            "style": style.table(),
            "vocabulary": payload.words(),
            **packed(tables),
        },
        "answers": list(answers(given)),
    }


def answers(given: Records) -> Iterator[dict[str, Any]]:
    relations = table(given)
    for options in ANSWERED:
        selection = select(relations, scope(CUTOFF, **options))
        yield {
            "scope": {**options, "as_of": selection.scope.as_of.isoformat()},
            "relations": [given.relations[row].id for row in selection.rows.tolist()],
            "overlaps": [row.to_dict() for row in overlaps(selection)],
            "loops": [row.to_dict() for row in loops(selection, max_length=4)],
        }
