"""PageRank along the money and components of ties, on Spark.

See `kg.networks.pagerank`, `kg.measures.structure.central` and `kg.measures.structure.ties` for
the definitions. Each round is one or two joins; its result is written to the cluster's disks, so
that the plan does not grow with the rounds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.large.spark.loops import arcs
from kg.large.spark.selection import among, named
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from kg.large.spark.selection import Selected

_MOST_ROUNDS = 200


def pagerank(selected: Selected, damping: float = 0.85, tolerance: float = 1e-9) -> DataFrame:
    """Return the PageRank of the actors along the money, from payer to payee, highest first.

    Parameters
    ----------
    selected
        The relations in scope.
    damping
        Part of the rank that follows arcs.
    tolerance
        Greatest change, summed over all actors, at which the rounds stop.

    Returns
    -------
    DataFrame
        ``actor`` and ``value``; the values add up to 1.
    """
    from pyspark.sql import functions as f

    money = arcs(selected).select("payer", "payee").persist()
    out = money.groupBy(f.col("payer").alias("node")).agg(f.count(f.lit(1)).alias("out"))
    nodes = money.select(f.explode(f.array("payer", "payee")).alias("node")).distinct()
    nodes = nodes.join(out, "node", "left").persist()
    count = nodes.count()
    ranks = nodes.withColumn("rank", f.lit(1.0 / max(count, 1)))
    for _ in range(_MOST_ROUNDS if count else 0):
        lost = ranks.agg(f.sum(f.when(f.col("out").isNull(), f.col("rank")))).first()
        base = (1 - damping + damping * ((lost[0] if lost else None) or 0.0)) / count
        sent = money.join(ranks, money["payer"] == ranks["node"]).select(
            f.col("payee").alias("node"), (f.col("rank") / f.col("out")).alias("part")
        )
        flow = sent.groupBy("node").agg(f.sum("part").alias("flow"))
        value = damping * f.coalesce("flow", f.lit(0.0)) + base
        before = ranks.select("node", "out", f.col("rank").alias("before"))
        after = before.join(flow, "node", "left").withColumn("rank", value).localCheckpoint()
        change = after.agg(f.sum(f.abs(f.col("rank") - f.col("before")))).first()
        ranks = after.select("node", "out", "rank")
        if change is None or change[0] < tolerance:
            break
    values = ranks.select("node", f.col("rank").alias("value"))
    return (
        named(selected, values, actor="node")
        .select("actor", "value")
        .orderBy(f.desc(f.round("value", 12)), "actor")
    )


def components(selected: Selected) -> DataFrame:
    """Return the component of every tied actor in the graph of co-operation, largest first.

    Every actor takes the least number among its own and its neighbours', and then that of the one
    it points to, until nothing changes: O(log n) rounds on graphs of small diameter.

    Returns
    -------
    DataFrame
        ``actor``, ``component`` (id of its least member) and ``size``.
    """
    from pyspark.sql import functions as f

    ties = selected.paired.where(among("type", vocabulary().types_with(sign="cooperative")))
    pairs = ties.select("left", "right").distinct()
    both = pairs.union(pairs.select("right", "left")).toDF("node", "near").persist()
    labels = both.select("node").distinct().withColumn("label", f.col("node")).localCheckpoint()
    while True:
        neighbours = both.join(labels.toDF("near", "seen"), "near")
        least = neighbours.groupBy("node").agg(f.min("seen").alias("least"))
        joined = labels.join(least, "node").withColumn("next", f.least("label", "least"))
        after = joined.join(labels.toDF("next", "far"), "next").select(
            "node", f.col("label").alias("before"), f.least("next", "far").alias("label")
        )
        after = after.localCheckpoint()
        labels = after.select("node", "label")
        if after.where("label != before").isEmpty():
            break
    sizes = labels.groupBy("label").agg(f.count(f.lit(1)).alias("size"))
    sized = labels.join(sizes, "label")
    return (
        named(selected, sized, component="label", actor="node")
        .select("actor", "component", "size")
        .orderBy(f.desc("size"), "component", "actor")
    )
