"""Partners and rivals on three days, written from the sources by hand.

``golden_pairs.csv`` holds 40 pairs: for each day the relations by which the two are partners and
rivals on record, with their first sources; an empty cell says that they are not. A relation named
is one that carries the fact, not the only one.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from kg.graph.graph import Graph

with Path(__file__).with_name("golden_pairs.csv").open(encoding="utf-8", newline="") as file:
    GOLDEN = list(csv.DictReader(file))
DAYS = sorted({row["day"] for row in GOLDEN})


def test_there_are_forty_pairs_on_three_days() -> None:
    assert len({(row["a"], row["b"]) for row in GOLDEN}) == 40
    assert len(GOLDEN) == len({(row["a"], row["b"], row["day"]) for row in GOLDEN}) == 120


@pytest.mark.parametrize("day", DAYS)
def test_partners_who_compete(shipped: Graph, day: str) -> None:
    overlaps = {(row.a, row.b): row for row in shipped.overlaps(as_of=day)}
    for row in GOLDEN:
        if row["day"] == day:
            pair = (row["a"], row["b"])
            assert (pair in overlaps) == bool(row["partners"] and row["rivals"]), pair
            if pair in overlaps:
                assert row["partners"] in overlaps[pair].cooperative, pair
                assert row["rivals"] in overlaps[pair].competitive, pair


@pytest.mark.parametrize("day", DAYS)
def test_partners_only_and_rivals_only(shipped: Graph, day: str) -> None:
    selection = shipped.select(as_of=day)
    types: dict[tuple[str, ...], set[str]] = {}
    for relation in selection.relations:
        pair = tuple(sorted(selection.ends(relation)))
        types.setdefault(pair, set()).add(relation.type)
    in_scope = {relation.id for relation in selection.relations}
    for row in GOLDEN:
        if row["day"] == day:
            between = types.get((row["a"], row["b"]), set())
            assert ("competes-with" in between) == bool(row["rivals"]), row
            assert {row["partners"], row["rivals"]} - {""} <= in_scope, row


def test_every_source_named_supports_its_relation(shipped: Graph) -> None:
    records = shipped.records
    for row in GOLDEN:
        ids = [id_ for id_ in (row["partners"], row["rivals"]) if id_]
        for id_, source in zip(ids, filter(None, row["sources"].split("|")), strict=True):
            assert source in records.relation_by_id[id_].sources
