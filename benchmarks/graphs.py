"""Questions of graph theory: money loops, connected parts, PageRank; by us and by others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from harness import benchmark
from selected import peer, sql, write

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness import Answer
    from selected import Data

benchmark(
    "loops",
    "Directed cycles of at most four actors",
    __name__,
    sizes=(10_000, 100_000),
    quick=(10_000,),
    given=write,
    patience=30.0,
)
benchmark(
    "pagerank",
    "PageRank, from relations to the answer",
    __name__,
    sizes=(100_000, 1_000_000),
    quick=(100_000,),
    given=write,
)


@peer("loops", "kg")
def _(data: Data) -> Callable[[], Answer]:
    from kg.networks.cycles import cycles

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
    return sql(
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


@peer("pagerank", "kg")
def _(data: Data) -> Callable[[], Answer]:
    from kg.networks.pagerank import pagerank
    from kg.relations.pairs import groups

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
