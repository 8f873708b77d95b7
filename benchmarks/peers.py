"""The questions of ``benchmarks/measures.py``, each by us and by other libraries.

A peer is a function of the data that prepares whatever its library keeps in memory and returns a
function that answers the question; only that one is timed. Peers are given relations that are
selected, rolled up to groups and coded already. Answers are small tuples that must be equal.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    Data = dict[str, np.ndarray]
    Answer = tuple[float, ...]
    Peer = Callable[[Data], Callable[[], Answer]]

PEERS: defaultdict[str, dict[str, Peer]] = defaultdict(dict)


def peer(task: str, name: str) -> Callable[[Peer], Peer]:
    """Enter a function as the peer of a name for a task."""

    def enter(function: Peer) -> Peer:
        PEERS[task][name] = function
        return function

    return enter


def _selection(data: Data) -> Callable[[], Any]:
    """Return a maker of selections without anything remembered but the order of pairs."""
    from zipf import SCOPE, made

    from kg.relations import Selection, select

    table = made(int(data["count"]))
    table.pairs(SCOPE.level)
    chosen = select(table, SCOPE)
    return lambda: Selection(table, SCOPE, chosen.rows, chosen.left_out)


def _sql(data: Data, columns: str, query: str) -> Callable[[], Answer]:
    import duckdb
    import pandas as pd

    con = duckdb.connect()
    con.register("given", pd.DataFrame({name: data[name] for name in columns.split()}))
    con.execute("CREATE TABLE r AS SELECT * FROM given")
    con.unregister("given")
    return lambda: tuple(con.execute(query).fetchone() or ())


@peer("overlaps", "kg")
def _(data: Data) -> Callable[[], Answer]:
    from kg.analysis.overlaps import overlap_pairs

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
    return _sql(
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


@peer("loops", "kg")
def _(data: Data) -> Callable[[], Answer]:
    from kg.analysis.cycles import cycles

    source, target = np.divmod(data["arcs"], data["actors"])

    def run() -> Answer:
        counts = [0] * 5
        for block in cycles(source, target, 4):
            counts[block.shape[1]] += len(block)
        return tuple(counts[2:])

    return run


@peer("loops", "networkx")
def _(data: Data) -> Callable[[], Answer]:
    import networkx as nx

    ends = np.divmod(data["arcs"], data["actors"])
    graph = nx.DiGraph(zip(*(end.tolist() for end in ends), strict=True))
    return lambda: _by_length(nx.simple_cycles(graph, length_bound=4))


@peer("loops", "igraph")
def _(data: Data) -> Callable[[], Answer]:
    import igraph

    ends = np.stack(np.divmod(data["arcs"], data["actors"]), axis=1)
    graph = igraph.Graph(n=int(data["actors"]), edges=ends, directed=True)
    return lambda: _by_length(graph.simple_cycles(min=2, max=4))


def _by_length(found: Any) -> Answer:
    counts = [0] * 5
    for cycle in found:
        counts[len(cycle)] += 1
    return tuple(counts[2:])


@peer("loops", "polars")
def _(data: Data) -> Callable[[], Answer]:
    import polars as pl

    source, target = np.divmod(data["arcs"], data["actors"])
    frame = pl.DataFrame({"a": source, "b": target})

    def run() -> Answer:
        arcs = frame.lazy()
        up, down = arcs.filter(pl.col("a") < pl.col("b")), arcs.filter(pl.col("a") > pl.col("b"))
        away = up.join(arcs.rename({"a": "b", "b": "c"}), on="b").filter(pl.col("c") > pl.col("a"))
        back = arcs.rename({"a": "c", "b": "d"}).join(down.rename({"a": "d", "b": "a"}), on="d")
        two = up.join(down.rename({"a": "b", "b": "a"}), on=["a", "b"])
        three = away.join(down.rename({"a": "c", "b": "a"}), on=["c", "a"])
        four = away.join(back.filter(pl.col("c") > pl.col("a")), on=["a", "c"])
        sets = (two, three, four.filter(pl.col("b") != pl.col("d")))
        return tuple(one.select(pl.len()).collect().item() for one in sets)

    return run


@peer("loops", "duckdb")
def _(data: Data) -> Callable[[], Answer]:
    source, target = np.divmod(data["arcs"], data["actors"])
    return _sql(
        {"a": source, "b": target},
        "a b",
        """SELECT
        (SELECT count(*) FROM r x JOIN r y ON x.b = y.a AND y.b = x.a WHERE x.a < x.b),
        (SELECT count(*) FROM r x JOIN r y ON x.b = y.a JOIN r z ON y.b = z.a AND z.b = x.a
         WHERE x.a < x.b AND x.a < y.b),
        (SELECT count(*) FROM
         (SELECT x.a, x.b, y.b c FROM r x JOIN r y ON x.b = y.a WHERE x.a < x.b AND x.a < y.b) p
         JOIN (SELECT z.a c, z.b d, w.b a FROM r z JOIN r w ON z.b = w.a
               WHERE w.b < w.a AND w.b < z.a) q
         ON p.a = q.a AND p.c = q.c WHERE p.b <> q.d)""",
    )


@peer("totals", "kg")
def _(data: Data) -> Callable[[], Answer]:
    from kg.analysis.totals import total_columns

    fresh = _selection(data)

    def run() -> Answer:
        found = total_columns(fresh())
        return len(found), found.low.sum(), np.nansum(found.high)

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


@peer("totals", "duckdb")
def _(data: Data) -> Callable[[], Answer]:
    sides = _SIDES.format(by="kind, currency, status", rows="NOT isnan(amount)")
    return _sql(
        data,
        "kind currency status pair deal type amount qualifier row",
        f"""{sides}, t AS (SELECT sum(low) low, CASE WHEN bool_or(open) THEN NULL ELSE sum(stated)
        END high FROM counted GROUP BY kind, currency, status)
        SELECT count(*), sum(low), sum(high) FROM t""",  # noqa: S608 - our own text
    )


@peer("exposure", "kg")
def _(data: Data) -> Callable[[], Answer]:
    from kg.analysis.purchases import purchase_columns

    fresh = _selection(data)

    def run() -> Answer:
        found = purchase_columns(fresh())
        stated = found.stated_usd
        return len(stated), np.count_nonzero(~np.isnan(stated)), np.nansum(stated)

    return run


@peer("exposure", "duckdb")
def _(data: Data) -> Callable[[], Answer]:
    sides = _SIDES.format(by="payer, payee", rows="buys AND usd")
    return _sql(
        data,
        "payer payee buys usd pair deal type amount qualifier row",
        f"""{sides}, t AS (SELECT payer, payee, sum(stated) stated FROM counted GROUP BY ALL),
        a AS (SELECT DISTINCT payer, payee FROM r WHERE buys)
        SELECT count(*), count(stated), sum(stated) FROM a
        LEFT JOIN t USING (payer, payee)""",  # noqa: S608 - our own text
    )


@peer("concentration", "kg")
def _(data: Data) -> Callable[[], Answer]:
    from kg.analysis.concentration import concentration_columns

    fresh = _selection(data)

    def run() -> Answer:
        found = concentration_columns(fresh())
        return len(found), found.counterparties.sum(), found.hhi.sum()

    return run


@peer("concentration", "duckdb")
def _(data: Data) -> Callable[[], Answer]:
    return _sql(
        data,
        "supplies source target type usd amount",
        """WITH s AS (SELECT target, type, source, coalesce(sum(amount) FILTER (usd), 0) x FROM r
        WHERE supplies GROUP BY ALL),
        h AS (SELECT count(*) n, sum(x) whole, sum(x * x) squares FROM s GROUP BY target, type)
        SELECT count(*), sum(n), sum(CASE WHEN whole > 0 THEN squares / (whole * whole)
        ELSE 1.0 / n END) FROM h""",
    )


@peer("components", "kg")
def _(data: Data) -> Callable[[], Answer]:
    from kg.analysis.components import components

    source, target, count = data["source"], data["target"], int(data["actors"])
    return lambda: (len(np.unique(components(source, target, count))),)


@peer("components", "networkx")
def _(data: Data) -> Callable[[], Answer]:
    import networkx as nx

    return lambda: (nx.number_weakly_connected_components(_digraph(data)),)


@peer("components", "igraph")
def _(data: Data) -> Callable[[], Answer]:
    return lambda: (len(_igraph(data).connected_components(mode="weak")),)


@peer("pagerank", "kg")
def _(data: Data) -> Callable[[], Answer]:
    from kg.analysis.pagerank import pagerank
    from kg.pairs import groups

    count = int(data["actors"])

    def run() -> Answer:
        arcs = np.sort(data["target"].astype(np.int64) * count + data["source"])
        target, source = np.divmod(arcs[groups(arcs)[:-1]], count)
        ranks = pagerank(source, target, count, tolerance=1e-9)
        return (float(ranks.max()),)

    return run


@peer("pagerank", "networkx")
def _(data: Data) -> Callable[[], Answer]:
    import networkx as nx

    tolerance = 1e-9 / float(data["actors"])  # networkx multiplies it by the number of nodes
    return lambda: (max(nx.pagerank(_digraph(data), weight=None, tol=tolerance).values()),)


@peer("pagerank", "igraph")
def _(data: Data) -> Callable[[], Answer]:
    return lambda: (max(_igraph(data).simplify(loops=False).pagerank()),)


def _digraph(data: Data) -> Any:
    import networkx as nx

    graph = nx.DiGraph()
    graph.add_nodes_from(range(int(data["actors"])))
    graph.add_edges_from(zip(data["source"].tolist(), data["target"].tolist(), strict=True))
    return graph


def _igraph(data: Data) -> Any:
    import igraph

    ends = np.stack((data["source"], data["target"]), axis=1)
    return igraph.Graph(n=int(data["actors"]), edges=ends, directed=True)
