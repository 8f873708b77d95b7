"""Answers as columns: equal to the rows that name their relations, on random tables.

The rows are held against brute force by the tests of each measure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given, settings

import strategies
from kg.measures.coopetition.overlaps import overlap_pairs, overlaps
from kg.measures.money.loops import arcs
from kg.measures.money.money_graph import money_graph
from kg.measures.supply.purchases import purchase_graph, purchases
from kg.relations import table as relations
from kg.relations.money import known_total
from kg.relations.selection import select

if TYPE_CHECKING:
    from decimal import Decimal

    from kg.records.model import Records
    from kg.relations.scope import Scope
    from kg.relations.selection import Selection


def ask(found: Records, scope: Scope) -> Selection:
    return select(relations.table(found), scope)


def plain(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def known(values: list[float]) -> list[float | None]:
    return [None if np.isnan(value) else value for value in values]


@settings(max_examples=100)
@given(strategies.multigraphs(), strategies.scopes())
def test_overlaps(found: Records, scope: Scope) -> None:
    selection = ask(found, scope)
    pairs = overlap_pairs(selection, "all")
    ends = [[found.actors[i].id for i in end.tolist()] for end in (pairs.a, pairs.b)]
    counts = (pairs.cooperative.count.tolist(), pairs.competitive.count.tolist())
    columns = (*ends, *counts, known(pairs.usd(selection.table).tolist()))
    assert sorted(zip(*columns, strict=True)) == sorted(
        (o.a, o.b, len(o.cooperative), len(o.competitive), plain(usd(o.cooperative, found)))
        for o in overlaps(selection, rivals="all")
    )


def usd(ids: tuple[str, ...], found: Records) -> Decimal | None:
    return known_total([found.relation_by_id[id_] for id_ in ids])


@settings(max_examples=30)
@given(strategies.multigraphs(), strategies.scopes())
def test_overlaps_up_to_a_limit_are_the_first_ones(found: Records, scope: Scope) -> None:
    selection = ask(found, scope)
    assert overlaps(selection, limit=2) == overlaps(selection)[:2]


@settings(max_examples=100)
@given(strategies.multigraphs(), strategies.scopes())
def test_money_graph(found: Records, scope: Scope) -> None:
    selection = ask(found, scope)
    graph, rich = money_graph(selection), arcs(selection)
    ends = [[found.actors[i].id for i in end.tolist()] for end in (graph.source, graph.target)]
    assert list(zip(*ends, strict=True)) == list(rich)
    assert known(graph.amount_usd.tolist()) == [plain(arc.amount_usd) for arc in rich.values()]
    bits = {("financing",): 1, ("purchase",): 2, ("financing", "purchase"): 3}
    assert graph.kinds.tolist() == [bits[arc.kinds] for arc in rich.values()]


@settings(max_examples=100)
@given(strategies.multigraphs(), strategies.scopes())
def test_purchases(found: Records, scope: Scope) -> None:
    selection = ask(found, scope)
    graph = purchase_graph(selection)
    stated = known(graph.amount_usd.tolist())
    rows = {
        (found.actors[graph.target[i]].id, found.actors[graph.source[i]].id): stated[i]
        for i in range(len(graph))
    }
    assert rows == {(p.supplier, p.customer): plain(p.stated_usd) for p in purchases(selection)}
