"""Made-up relation tables for the benchmarks: a few actors have most of the relations."""

from __future__ import annotations

from datetime import date

import numpy as np

from kg.records.model import Records
from kg.relations.encoding import NEVER, NONE, NOWHERE, UNDATED
from kg.relations.groups import Groups
from kg.relations.scope import Scope
from kg.relations.table import RelationTable
from kg.vocabulary.vocabulary import vocabulary

SCOPE = Scope(as_of=date(2026, 7, 2))
_RIVALRY, _PEOPLE = "competes-with", {"leads", "board-member-of"}


def made(count: int, seed: int = 1) -> RelationTable:
    """Return a table of relations, the same for the same seed; it has columns and no records."""
    chance = np.random.default_rng(seed)
    actors = max(count // 4, 50)
    ends = _ends(chance, count, actors)
    start = chance.integers(16_000, 20_600, count).astype(np.int32)
    end = np.where(chance.random(count) < 0.15, start + chance.integers(30, 3000, count), NEVER)
    undated = chance.random(count) < 0.1
    amount = np.where(chance.random(count) < 0.3, _amounts(chance, count), np.nan)
    silent = np.isnan(amount)
    draw = lambda codes, parts: chance.choice(codes, count, p=parts)  # noqa: E731 - a short name
    return RelationTable(
        records=Records((), (), (), (), (), cutoff=SCOPE.as_of),
        subject=ends[0],
        object=ends[1],
        type=_types(chance, count),
        status=draw(_statuses(), [0.7, 0.1, 0.1, 0.1]).astype(np.uint8),
        confidence=draw([1, 2, 3], None).astype(np.uint8),
        tier=draw([1, 2, 3], None).astype(np.uint8),
        announced=np.where(undated, UNDATED, start).astype(np.int32),
        begin=np.full(count, UNDATED, dtype=np.int32),
        end=np.where(undated, NEVER, end).astype(np.int32),
        known=start,
        newest=start,
        replaced_known=np.full(count, UNDATED, dtype=np.int32),
        amount=amount,
        currency=np.where(silent, NONE, draw([0, 1], [0.1, 0.9])).astype(np.uint8),
        qualifier=np.where(silent, NONE, draw([0, 1, 2, 3, NONE], None)).astype(np.uint8),
        period=np.where(silent, NONE, draw([0, 1, 2], [0.9, 0.08, 0.02])).astype(np.uint8),
        instrument=draw([0, 5, 7, NONE], [0.1, 0.05, 0.05, 0.8]).astype(np.uint8),
        deal=np.where(
            chance.random(count) < 0.1, chance.integers(0, max(count // 50, 1), count), -1
        ).astype(np.int32),
        currencies=("EUR", "USD"),
        groups=_groups(chance, actors),
        person=np.zeros(actors, dtype=np.bool_),
    )


def _ends(chance: np.random.Generator, count: int, actors: int) -> tuple[np.ndarray, np.ndarray]:
    weights = np.cumsum(1 / np.arange(1, actors + 1) ** 0.8)
    name = chance.permutation(actors).astype(np.int32)
    subject, object_ = (
        name[np.searchsorted(weights, chance.random(count) * weights[-1])] for _ in range(2)
    )
    return subject, np.where(subject == object_, (object_ + 1) % actors, object_).astype(np.int32)


def _types(chance: np.random.Generator, count: int) -> np.ndarray:
    types = [slug for slug in vocabulary().relation_types if slug not in _PEOPLE]
    parts = [0.1 if slug == _RIVALRY else 0.9 / (len(types) - 1) for slug in types]
    codes = [list(vocabulary().relation_types).index(slug) for slug in types]
    return chance.choice(codes, count, p=parts).astype(np.uint8)


def _amounts(chance: np.random.Generator, count: int) -> np.ndarray:
    return np.round(np.exp(chance.normal(18, 2, count)))


def _statuses() -> list[int]:
    slugs = vocabulary().slugs("status")
    return [slugs.index(slug) for slug in ("active", "completed", "announced", "ended")]


def _groups(chance: np.random.Generator, actors: int) -> Groups:
    """Return groups: one actor in five is part of another that is part of none, on every day."""
    parent = np.full(actors, NOWHERE, dtype=np.int32)
    parts = chance.random(actors) < 0.2
    parent[parts] = chance.choice(np.flatnonzero(~parts), parts.sum())
    days = np.full(actors, UNDATED, dtype=np.int32), np.full(actors, NEVER, dtype=np.int32)
    return Groups(parent, *days)
