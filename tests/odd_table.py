"""A random table of everything that is odd: the same one at every run."""

from __future__ import annotations

import dataclasses
from datetime import date
from random import Random
from typing import TYPE_CHECKING

import builders
from kg.records.model import Observation, Records
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from kg.records.model import Amount, Relation

# Nested groups, organisations of their own, and persons.
ACTORS = (
    builders.actor("a"),
    builders.actor("au", "a"),
    builders.actor("auu", "au"),
    builders.actor("b"),
    builders.actor("bu", "b"),
    *(builders.actor(name) for name in ("c", "d", "e", "f", "g", "h")),
    builders.person("p"),
    builders.person("q"),
)
SOURCES = (
    builders.source("none"),
    builders.source("y2020", "2020"),
    builders.source("m2021", "2021-03", publisher="Paper", kind="filing"),
    builders.source("d2022", "2022-01-01", publisher="Paper (Publisher)"),
)
_DAYS = (None, "2019", "2020-02", "2021-03-15", "2022-01-01", "2023", "2024-06")
_ENDS = (None, None, None, "2021-03-15", "2022", "2024-07", "2030")
_PERIODS = ("total", "total", "total", "per-year", "per-month")
_STATUSES = ("active",) * 6


def records() -> Records:
    """Return 400 relations between 13 actors, with deals, successors and observations."""
    random = Random(7)
    found = [_relation(random, number) for number in range(400)]
    for new in random.sample(range(400), 40):
        old = found[(new + 1) % 400]
        found[new] = dataclasses.replace(found[new], supersedes=old.id)
    held = builders.records(found, ACTORS, SOURCES, cutoff=date(2024, 12, 31))
    figures = (_observation(random, number) for number in range(60))
    return dataclasses.replace(held, observations=tuple(figures))


def _relation(random: Random, number: int) -> Relation:
    words = vocabulary()
    kind = random.choice(sorted(words.relation_types))
    names = [actor.id for actor in ACTORS]
    parties = random.sample(names, 2)
    if words.relation_types[kind].symmetric:
        parties.sort()
    return builders.relation(
        parties[0],
        kind,
        parties[1],
        f"{number:03d}",
        status=random.choice([*_STATUSES, *words.slugs("status")]),
        announced=random.choice(_DAYS),
        valid_from=random.choice(_DAYS),
        valid_to=random.choice(_ENDS),
        sources=tuple(sorted(random.sample([source.id for source in SOURCES], 2))),
        confidence=random.choice(words.slugs("confidence")),
        instrument=random.choice([None, *words.slugs("instrument")]),
        market=random.choice([(), ("memory",), ("memory", "search")]),
        deal=random.choice([None, None, "deal-1", "deal-2", "deal-3"]),
        amount=_amount(random),
    )


def _amount(random: Random) -> Amount | None:
    if random.random() < 0.3:
        return None
    return builders.money(
        random.randint(1, 10**6),
        random.choice(["USD", "USD", "USD", "EUR", "JPY"]),
        qualifier=random.choice([None, None, *vocabulary().slugs("qualifier")]),
        period=random.choice(_PERIODS),
    )


def _observation(random: Random, number: int) -> Observation:
    """Return a figure of a year, half a year or a day, known or expected."""
    words = vocabulary()
    begins, as_of = random.choice([("2022-01", "2022-12"), ("2023-07", "2023"), (None, "2024-01")])
    figure = random.randint(10**5, 10**7)
    return Observation(
        f"{number:03d}",
        random.choice([actor.id for actor in ACTORS if not actor.is_person]),
        random.choice(["revenue", "capex", *words.slugs("metric")]),
        builders.money(figure).value,
        random.choice(["USD", "USD", "USD", "EUR"]),
        builders.when(as_of),
        random.choice(words.slugs("observation-status")),
        tuple(random.sample([source.id for source in SOURCES], 1)),
        "It is said.",
        value_high=random.choice([None, builders.money(2 * figure).value]),
        period_start=builders.when(begins),
        announced=builders.when(random.choice([None, "2023-02", "2024-03-01"])),
    )
