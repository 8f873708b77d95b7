"""Partners that compete, on Spark; see `kg.analysis.overlaps` for the definition."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from kg.analysis.overlaps import SIGNS
from kg.cluster.money import sums, with_kind
from kg.cluster.selection import among, end_of, history
from kg.vocabulary import vocabulary

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

    from kg.analysis.overlaps import Rivals
    from kg.cluster.selection import Selected

_PAIR = ("one", "other")


def overlaps(selected: Selected, rivals: Rivals = "competitive") -> DataFrame:
    """Return the pairs with co-operation and rivalry, those with most cooperative relations first.

    Returns
    -------
    DataFrame
        ``a``, ``b``, ``cooperative``, ``competitive`` (ids, sorted), ``families``, ``types``,
        ``markets``, ``since``, ``known_amounts``, ``min_confidence``.

    Notes
    -----
    One grouping by pair, whose partial sums are made before anything is sent: a hub has many
    pairs, but no pair has many relations. All else joins the pairs found only.
    """
    from pyspark.sql import functions as f

    pairs = _pairs(selected, rivals).localCheckpoint()
    since = _since(history(selected.folder, selected.scope), pairs, rivals)
    money = _known_amounts(selected, pairs)
    named = _named(
        selected, pairs.join(since, list(_PAIR), "left").join(money, list(_PAIR), "left")
    )
    return named.orderBy(f.desc(f.size("cooperative")), "a", "b")


def _sign(rivals: Rivals) -> tuple[Column, Column]:
    """Return whether a relation is co-operation, and whether it is rivalry."""
    types = vocabulary().relation_types.items()
    plus = {slug for slug, kind in types if kind.sign == "cooperative"}
    minus = {slug for slug, kind in types if kind.sign in SIGNS[rivals]}
    return among("type", plus), among("type", minus)


def _pairs(selected: Selected, rivals: Rivals) -> DataFrame:
    from pyspark.sql import functions as f

    plus, minus = _sign(rivals)
    ranks = vocabulary().codes["confidence"]
    rank = reduce(
        lambda case, code: case.when(f.col("confidence") == code.slug, code.rank),
        ranks.values(),
        f.when(f.lit(False), 0),
    )
    markets = f.flatten(f.collect_set(f.when(minus, f.split("market", r"\|"))))
    found = selected.paired.where(plus | minus).groupBy(*_PAIR).agg(
        f.sort_array(f.collect_list(f.when(plus, f.col("id")))).alias("cooperative"),
        f.sort_array(f.collect_list(f.when(minus, f.col("id")))).alias("competitive"),
        f.sort_array(f.collect_set(f.when(plus, f.col("type")))).alias("types"),
        f.sort_array(f.array_distinct(markets)).alias("markets"),
        f.min_by("confidence", rank).alias("min_confidence"),
    )  # fmt: skip
    both = (f.size("cooperative") > 0) & (f.size("competitive") > 0)
    families = {slug: kind.family for slug, kind in vocabulary().relation_types.items()}
    lookup = f.create_map(*(f.lit(word) for pair in families.items() for word in pair))
    family = f.transform("types", lambda slug: lookup[slug])
    return found.where(both).withColumn("families", f.sort_array(f.array_distinct(family)))


def _since(past: Selected, pairs: DataFrame, rivals: Rivals) -> DataFrame:
    """Return the first day inside a span of both sides of a pair."""
    from pyspark.sql import functions as f

    plus, minus = _sign(rivals)
    ends = f.coalesce(end_of(past.scope), f.lit("9999-12-31").cast("date"))
    dated = past.paired.where(f.col("start_day").isNotNull()).join(
        pairs.select(*_PAIR), list(_PAIR), "semi"
    )
    spans = dated.select(*_PAIR, "type", f.col("start_day").alias("start"), ends.alias("end"))
    left = spans.where(plus).select(*_PAIR, f.struct("start", "end").alias("p")).distinct()
    right = spans.where(minus).select(*_PAIR, f.struct("start", "end").alias("m")).distinct()
    first = f.greatest("p.start", "m.start")
    met = left.join(right, list(_PAIR)).where(first < f.least("p.end", "m.end"))
    return met.groupBy(*_PAIR).agg(f.min(first).alias("since"))


def _known_amounts(selected: Selected, pairs: DataFrame) -> DataFrame:
    """Return the money of the co-operation by currency and kind, as a list by pair."""
    from pyspark.sql import functions as f

    plus, _ = _sign("competitive")
    rows = selected.paired.where(plus & f.col("amount_value").isNotNull())
    priced = with_kind(rows.join(pairs.select(*_PAIR), list(_PAIR), "semi"))
    found = sums(priced, [*_PAIR, "currency", "kind"], [])
    entry = f.struct("currency", "kind", "low", "high")
    return found.groupBy(*_PAIR).agg(f.sort_array(f.collect_list(entry)).alias("known_amounts"))


def _named(selected: Selected, pairs: DataFrame) -> DataFrame:
    from pyspark.sql import functions as f

    named = pairs
    for end, name in (("one", "_a"), ("other", "_b")):
        ids = selected.folder.actors.select(f.col("index").alias(end), f.col("id").alias(name))
        named = named.join(ids, end)
    return named.select(
        f.least("_a", "_b").alias("a"),
        f.greatest("_a", "_b").alias("b"),
        *("cooperative", "competitive", "families", "types", "markets", "since"),
        f.coalesce("known_amounts", f.array()).alias("known_amounts"),
        "min_confidence",
    )
