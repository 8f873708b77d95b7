"""Pairs and sums on columns: overlaps and exposure; by us and by others.

The peers are given relations that are selected, rolled up to groups and coded already; ``kg`` does
that within its time.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np
from harness import benchmark
from selected import peer, sql, write

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness import Answer
    from selected import Data

benchmark(
    "overlaps",
    "Partners who are also rivals: pairs, and how many relations on both sides",
    __name__,
    sizes=(10_000, 100_000, 1_000_000, 10_000_000),
    quick=(100_000,),
    given=write,
    most=dict.fromkeys(("networkx", "SPARQL on pyoxigraph", "pandas", "polars", "duckdb"), 1000000),
)
for _name, _question, _sizes in (
    ("exposure", "Purchases by customer and supplier, in USD, each deal once", 1_000_000),
):
    benchmark(
        _name,
        _question,
        __name__,
        sizes=[size for size in (100_000, 1_000_000, 10_000_000) if size <= _sizes],
        quick=(100_000,),
        given=write,
        most={"duckdb": 1_000_000},
    )


def _selection(data: Data) -> Callable[[], Any]:
    """Return a maker of selections without anything remembered but the order of pairs."""
    from zipf import SCOPE, made

    from kg.relations.selection import Selection, select

    table = made(int(data["count"]))
    table.pairs(SCOPE)
    chosen = select(table, SCOPE)
    return lambda: Selection(table, SCOPE, chosen.rows)


@peer("overlaps", "kg")
def _(data: Data) -> Callable[[], Answer]:
    from kg.measures.coopetition.overlaps import overlap_pairs

    fresh = _selection(data)

    def run() -> Answer:
        found = overlap_pairs(fresh())
        return len(found), found.cooperative.count.sum(), found.competitive.count.sum()

    return run


@peer("overlaps", "polars")
def _(data: Data) -> Callable[[], Answer]:
    import polars as pl

    frame = pl.DataFrame({"key": data["key"], "sign": data["sign"]})

    def run() -> Answer:
        sides = [
            frame.lazy()
            .filter(pl.col("sign") == sign)
            .group_by("key")
            .agg(pl.len().alias(str(sign)))
            for sign in (1, 2)
        ]
        found = sides[0].join(sides[1], on="key").collect()
        return found.height, found["1"].sum(), found["2"].sum()

    return run


@peer("overlaps", "pandas")
def _(data: Data) -> Callable[[], Answer]:
    import pandas as pd

    frame = pd.DataFrame({"key": data["key"], "sign": data["sign"]})

    def run() -> Answer:
        rivals = frame.loc[frame["sign"] == 2, "key"].value_counts(sort=False)
        plus = frame.loc[frame["sign"] == 1, "key"]
        both = plus[plus.isin(rivals.index)].value_counts(sort=False)
        return len(both), both.sum(), rivals[both.index].sum()

    return run


@peer("overlaps", "duckdb")
def _(data: Data) -> Callable[[], Answer]:
    return sql(
        data,
        "key sign",
        """WITH p AS (SELECT key, count(*) n FROM r WHERE sign = 1 GROUP BY key),
        m AS (SELECT key, count(*) n FROM r WHERE sign = 2 GROUP BY key)
        SELECT count(*), sum(p.n), sum(m.n) FROM p JOIN m USING (key)""",
    )


@peer("overlaps", "networkx")
def _(data: Data) -> Callable[[], Answer]:
    import networkx as nx

    graph = nx.MultiGraph()
    ends = np.divmod(data["key"], data["actors"])
    for a, b, sign in zip(*(end.tolist() for end in ends), data["sign"].tolist(), strict=True):
        graph.add_edge(a, b, sign=sign)

    def run() -> Answer:
        sides: tuple[defaultdict[Any, int], ...] = (defaultdict(int), defaultdict(int))
        for a, b, sign in graph.edges(data="sign"):
            if sign:
                sides[sign - 1][(a, b) if a < b else (b, a)] += 1
        both = sides[0].keys() & sides[1].keys()
        return len(both), sum(sides[0][p] for p in both), sum(sides[1][p] for p in both)

    return run


@peer("overlaps", "SPARQL on pyoxigraph")
def _(data: Data) -> Callable[[], Answer]:
    """With a node per pair: the fastest form of the question we know in SPARQL 1.1."""
    import pyoxigraph as ox

    store, names = ox.Store(), {1: "plus", 2: "minus"}
    lines = [
        f"<r:{row}> <p:{names[sign]}> <d:{key}> .\n"
        for row, (key, sign) in enumerate(
            zip(data["key"].tolist(), data["sign"].tolist(), strict=True)
        )
        if sign
    ]
    store.load("".join(lines).encode(), format=ox.RdfFormat.N_TRIPLES)
    query = """SELECT ?d ?m (COUNT(?r) AS ?p) {
        { SELECT ?d (COUNT(?x) AS ?m) { ?x <p:minus> ?d } GROUP BY ?d } ?r <p:plus> ?d }
        GROUP BY ?d ?m"""

    def run() -> Answer:
        rows = [(int(row["p"].value), int(row["m"].value)) for row in store.query(query)]
        return len(rows), sum(p for p, _ in rows), sum(m for _, m in rows)

    return run


_SIDES = """WITH s AS (
    SELECT {by}, pair, deal, type, sum(amount) stated, sum(CASE qualifier WHEN 1 THEN 0 ELSE amount
    END) low, bool_or(qualifier = 3) open, min(row) first FROM r WHERE deal >= 0 AND {rows}
    GROUP BY {by}, pair, deal, type),
  counted AS (
    SELECT {by}, stated, low, open FROM (SELECT *, row_number() OVER (PARTITION BY {by}, pair, deal
    ORDER BY stated DESC, first) place FROM s) WHERE place = 1
    UNION ALL SELECT {by}, amount, CASE qualifier WHEN 1 THEN 0 ELSE amount END, qualifier = 3
    FROM r WHERE deal < 0 AND {rows})"""


@peer("exposure", "kg")
def _(data: Data) -> Callable[[], Answer]:
    from kg.measures.supply.purchases import purchase_graph

    fresh = _selection(data)

    def run() -> Answer:
        stated = purchase_graph(fresh()).amount_usd
        return len(stated), np.count_nonzero(~np.isnan(stated)), np.nansum(stated)

    return run


@peer("exposure", "duckdb")
def _(data: Data) -> Callable[[], Answer]:
    sides = _SIDES.format(by="payer, payee", rows="buys AND usd")
    return sql(
        data,
        "payer payee buys usd pair deal type amount qualifier row",
        f"""{sides}, t AS (SELECT payer, payee, sum(stated) stated FROM counted GROUP BY ALL),
        a AS (SELECT DISTINCT payer, payee FROM r WHERE buys)
        SELECT count(*), count(stated), sum(stated) FROM a
        LEFT JOIN t USING (payer, payee)""",  # noqa: S608 - our own text
    )
